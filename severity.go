package passage

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Severity classes how much stood in the way in an area over a month. It says
// nothing where nothing was reported: silence is no access.
type Severity int

// Classes, from the least.
const (
	NoneReported Severity = iota
	Low
	Moderate
	High
	VeryHigh
)

// Severities are all there are, with what each takes: as many incidents or as
// many trucks stopped, whichever is reached. The figures are passage's own and
// are there to compare months and areas of one operation.
var Severities = []struct {
	Class     Severity
	Word      string // as a key
	Incidents int
	Trucks    int
}{
	{NoneReported, "none", 0, 0},
	{Low, "low", 1, 1},
	{Moderate, "moderate", 3, 10},
	{High, "high", 10, 50},
	{VeryHigh, "very_high", 30, 200},
}

// SeverityOf returns the highest class that so many incidents, or so many trucks
// stopped, reach.
func SeverityOf(incidents, trucks int) Severity {
	class := NoneReported
	for _, s := range Severities[1:] {
		if incidents >= s.Incidents || trucks >= s.Trucks {
			class = s.Class
		}
	}
	return class
}

// String is the word for the class, as a key.
func (s Severity) String() string { return Severities[s].Word }

// Month is a month: the first day of it.
type Month = Date

// MonthOf returns the month of a day.
func MonthOf(d Date) Month {
	y, m, _ := d.Time().Date()
	return DateOf(y, m, 1)
}

// AddMonths returns the month so many later.
func AddMonths(m Month, n int) Month {
	y, month, _ := m.Time().Date()
	return DateOf(y, month+time.Month(n), 1)
}

// Incident is one thing that stood in the way: all reports of the same category
// at the same place that begin on the same day, whoever they are from. It is
// withdrawn once all of them are.
type Incident struct {
	Area     string // where, as who counts has it
	Obstacle Obstacle
	Begins   Date
	Ends     Date // the latest of the reports; without one, the day on which it began
	Status   Status
	Reports  []Reported
	Stopped  []WaybillID // each once, without those of reports that were withdrawn
	Unseen   int         // waybills beyond these, that the reader does not see
}

// Trucks is how many waybills it stopped.
func (in *Incident) Trucks() int { return len(in.Stopped) + in.Unseen }

// statusOrder is which status of several reports an incident has, the first of
// these: what is disputed is not published as if it were not.
var statusOrder = []Status{Disputed, Verified, Verifying, "", Withdrawn}

// Incidents counts reports of impediments as incidents, by when they begin, then
// area and category. area names the area of a report.
func Incidents(all []Reported, area func(*Fact) string) []Incident {
	type key struct {
		place    NodeID
		waybill  WaybillID // of a journey of which no place is known
		obstacle Obstacle
		day      Date
	}
	byKey := map[key]*Incident{}
	for _, r := range all {
		f := &r.Fact
		k := key{f.Place, "", f.Obstacle, f.Claimed.Day()}
		if f.Place == "" {
			k.waybill = f.Waybill
		}
		in := byKey[k]
		if in == nil {
			in = &Incident{Area: area(f), Obstacle: f.Obstacle, Begins: k.day, Ends: k.day, Status: r.Status}
			byKey[k] = in
		}
		in.Reports = append(in.Reports, r)
		if slices.Index(statusOrder, r.Status) < slices.Index(statusOrder, in.Status) {
			in.Status = r.Status
		}
		if r.Status == Withdrawn {
			continue
		}
		if !f.Until.IsZero() {
			in.Ends = max(in.Ends, f.Until.Day())
		}
		for _, id := range f.Stopped() {
			if !slices.Contains(in.Stopped, id) {
				in.Stopped = append(in.Stopped, id)
			}
		}
		in.Unseen = max(in.Unseen, r.Unseen) // those of several reports cannot be told apart
	}
	var incidents []Incident
	for _, in := range byKey {
		incidents = append(incidents, *in)
	}
	slices.SortFunc(incidents, func(a, b Incident) int {
		return cmp.Or(cmp.Compare(a.Begins, b.Begins), cmp.Compare(a.Area, b.Area), cmp.Compare(a.Obstacle, b.Obstacle),
			cmp.Compare(a.Reports[0].Fact.ID, b.Reports[0].Fact.ID))
	})
	return incidents
}

// Trucks counts the waybills that incidents stopped, each once.
func Trucks(incidents []Incident) (n int) {
	stopped := map[WaybillID]bool{}
	for _, in := range incidents {
		for _, id := range in.Stopped {
			stopped[id] = true
		}
		n += in.Unseen
	}
	return n + len(stopped)
}

// AreaMonth is what stood in the way in an area over a month.
type AreaMonth struct {
	Area      string
	Month     Month
	Incidents int // that were in force on a day of the month and are not withdrawn
	Trucks    int // that they stopped
	Severity  Severity

	// The same, of what somebody else than who reported it has verified: a flood
	// of reports by one side raises the first figure and not this one.
	Verified         int
	VerifiedSeverity Severity
}

// ByAreaAndMonth classes each area and month, from a month on: by area, each with
// all months.
func ByAreaAndMonth(incidents []Incident, first Month, months int) []AreaMonth {
	areas := map[string]bool{}
	for _, in := range incidents {
		if in.Status != Withdrawn && in.Ends >= first && in.Begins < AddMonths(first, months) {
			areas[in.Area] = true
		}
	}
	var all []AreaMonth
	for _, area := range slices.Sorted(maps.Keys(areas)) {
		for m := range months {
			month := AddMonths(first, m)
			var some []Incident
			for _, in := range incidents {
				if in.Area == area && in.Status != Withdrawn && in.Begins < AddMonths(month, 1) && in.Ends >= month {
					some = append(some, in)
				}
			}
			a := AreaMonth{Area: area, Month: month, Incidents: len(some), Trucks: Trucks(some)}
			a.Severity = SeverityOf(a.Incidents, a.Trucks)
			some = slices.DeleteFunc(some, func(in Incident) bool { return in.Status != Verified })
			a.Verified, a.VerifiedSeverity = len(some), SeverityOf(len(some), Trucks(some))
			all = append(all, a)
		}
	}
	return all
}
