package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"time"
)

// single is one request with nothing beside it.
type single struct {
	processor
	took time.Duration
	path string
	who  *walker
}

// alone asks for pages of each kind one at a time. Before every other request a
// fact comes in, so that what is kept of one state of the ledger serves half of
// them.
func (w *walk) alone(ctx context.Context) error {
	wanted, err := regexp.Compile(w.load.Kinds)
	if err != nil {
		return fmt.Errorf("-kinds: %w", err)
	}
	kinds := map[string][]*walker{}
	for _, p := range w.guides {
		for kind := range p.known {
			if wanted.MatchString(kind) {
				kinds[kind] = append(kinds[kind], p)
			}
		}
	}
	const news = "GET /doors/news"
	for round := range w.load.Samples {
		for i, kind := range slices.Sorted(maps.Keys(kinds)) {
			p := kinds[kind][rand.IntN(len(kinds[kind]))]
			if len(p.known[kind]) == 0 {
				continue // not for them after all
			}
			path := p.known[kind][rand.IntN(len(p.known[kind]))]
			if (round+i)%2 == 0 {
				if err := w.hand(ctx); err != nil {
					return err
				}
			}
			if err := w.single(ctx, p, kind, path); err != nil {
				return err
			}
			if p.poll != "" && kind != news {
				if kind, _ := w.kindOf(p.poll); kind == news {
					if err := w.single(ctx, p, kind+again, p.poll); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// single measures one request.
func (w *walk) single(ctx context.Context, p *walker, kind, path string) error {
	before := w.server.used()
	c, err := w.ask(ctx, p, kind, path)
	if err != nil {
		return err
	}
	after := w.server.used()
	if c.status < 400 {
		one := single{processor{after.own - before.own, after.database - before.database}, c.took, path, p}
		w.alones[kind] = append(w.alones[kind], one)
	}
	return nil
}

// queueMinutes is for how long people click where it is worked out how long they
// would wait.
const queueMinutes = 20

// queue works out how long people would wait if each request took as much of a
// processor as one of its kind did alone, and so many processors did nothing
// else, one request at a time and in the order in which they come.
func (w *walk) queue(processors int) {
	var clicks []click
	for i := range w.load.Users {
		p := w.guides[i%len(w.guides)]
		at := time.Duration(p.chance.Float64() * float64(w.load.Think))
		for at < queueMinutes*time.Minute {
			kind, _ := w.choose(p)
			clicks = append(clicks, click{kind: kind, at: at})
			next := at + w.thought(p)
			if kind == "GET /{$}" || kind == "GET /doors" {
				for at += 2 * time.Second; at < next; at += 2 * time.Second {
					clicks = append(clicks, click{kind: "GET /doors/news" + again, at: at})
				}
			}
			at = next
		}
	}
	slices.SortFunc(clicks, func(a, b click) int { return cmp.Compare(a.at, b.at) })
	free := make([]time.Duration, processors)
	chance := rand.New(rand.NewPCG(1, 1))
	for _, c := range clicks {
		some := w.alones[c.kind]
		if len(some) == 0 {
			continue
		}
		one := some[chance.IntN(len(some))]
		slices.Sort(free)
		took := time.Duration((one.own + one.database) * float64(time.Second))
		free[0] = max(free[0], c.at) + took
		w.waits[c.kind] = append(w.waits[c.kind], free[0]-c.at)
		w.busy += took
	}
}
