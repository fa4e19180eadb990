package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"passage/internal/pages"
)

// table prints what was met of each kind of page, and of all.
func (w *walk) table() string {
	var b strings.Builder
	by := map[string][]time.Duration{}
	var all, waits []time.Duration
	for _, c := range w.clicks {
		if c.status < 400 {
			by[c.kind] = append(by[c.kind], c.took)
			all = append(all, c.took)
		}
	}
	fmt.Fprintf(&b, "\n%-48s%7s%7s%9s%9s%8s%8s%8s%8s\n", "MILLISECONDS", "KB", "cpu", "cpu most", "p99 then", "clicks", "p50", "p99", "most")
	worst, at := time.Duration(0), ""
	kinds := slices.Collect(maps.Keys(by))
	for kind := range w.alones {
		if by[kind] == nil {
			kinds = append(kinds, kind)
		}
	}
	slices.SortFunc(kinds, func(a, b string) int {
		return cmp.Or(cmp.Compare(w.mean(b), w.mean(a)), cmp.Compare(within(by[b], 99), within(by[a], 99)), cmp.Compare(a, b))
	})
	for _, kind := range kinds {
		most := 0.0
		for _, one := range w.alones[kind] {
			most = max(most, one.own+one.database)
		}
		waits = append(waits, w.waits[kind]...)
		then := within(w.waits[kind], 99)
		if then > worst {
			worst, at = then, kind
		}
		took := by[kind]
		fmt.Fprintf(&b, "%-48s%7.1f%7.1f%9.1f%9.0f%8d%8.0f%8.0f%8.0f\n", strings.TrimPrefix(kind, "GET "), float64(w.size[kind])/1000, 1000*w.mean(kind), 1000*most, ms(then),
			len(took), ms(within(took, 50)), ms(within(took, 99)), ms(within(took, 100)))
	}
	fmt.Fprintf(&b, "%-48s%7s%7s%9s%9.0f%8d%8.0f%8.0f%8.0f\n", "all", "", "", "", ms(within(waits, 99)), len(all), ms(within(all, 50)), ms(within(all, 99)), ms(within(all, 100)))
	fmt.Fprintf(&b, "\ncpu: processor time of the server, and of its PostgreSQL on this machine, for one such request with nothing beside it; the mean\n"+
		"and the most of up to %d, before half of which a fact came in. p99 then: what 99 of 100 clicks of %d people in %d minutes would be\n"+
		"answered within if each took so much and two processors did nothing else, which they would be busy %.0f %% of the time with.\n"+
		"clicks, p50, p99 and most: by the clock, of what people met here, with all that ran beside it on this machine.\n"+
		"The kind that comes off worst then: %s, %.0f ms.\n", w.load.Samples, w.load.Users, queueMinutes, 50*w.busy.Minutes()/queueMinutes, strings.TrimPrefix(at, "GET "), ms(worst))
	for _, what := range slices.Sorted(maps.Keys(w.trouble)) {
		if !strings.HasSuffix(what, ": 404") {
			fmt.Fprintf(&b, "  %d times %s\n", w.trouble[what], what)
		}
	}
	for _, pattern := range pages.Routes() {
		met := slices.ContainsFunc(kinds, func(kind string) bool { return kind == pattern || strings.HasPrefix(kind, pattern+",") })
		if strings.HasPrefix(pattern, "GET ") && !met && !slices.Contains(unwalked, pattern) {
			fmt.Fprintf(&b, "  nobody came to %s\n", pattern[4:])
		}
	}
	return b.String()
}

// mean is the mean processor time of a kind of page, in seconds.
func (w *walk) mean(kind string) (seconds float64) {
	for _, one := range w.alones[kind] {
		seconds += (one.own + one.database) / float64(len(w.alones[kind]))
	}
	return seconds
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// within is what so many of a hundred are not above.
func within(times []time.Duration, percent int) time.Duration {
	if len(times) == 0 {
		return 0
	}
	slices.Sort(times)
	return times[(len(times)*percent+99)/100-1]
}
