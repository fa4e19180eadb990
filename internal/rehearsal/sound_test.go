package rehearsal_test

import (
	"math"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"passage"
	"passage/internal/envelope"
	"passage/internal/rehearsal"
)

// rates are those assumed, or ten times as many of everything.
func rates(t *rapid.T) rehearsal.Rates {
	r := rehearsal.Assumed()
	r.WrongClocks = 0 // the days of loadings are read off the facts below
	if rapid.Bool().Draw(t, "worse") {
		for _, p := range []*float64{
			&r.Held, &r.Stuck, &r.Refused, &r.Returned, &r.ShortLoaded, &r.Accident, &r.Breakdown, &r.Diverted, &r.Crowd,
			&r.Short, &r.Spoilt, &r.Miswritten, &r.OnPaper, &r.TwoTablets, &r.WrongTruck, &r.Offline, &r.AnswersLost,
		} {
			*p = min(0.5, *p*10)
		}
	}
	return r
}

// sound hands the facts in, in their order.
func sound(t *rapid.T, r *rehearsal.Rehearsal) *envelope.Set {
	var set envelope.Set
	var last passage.Instant
	seqs := map[passage.DeviceID]int64{}
	want := map[rehearsal.Purpose]envelope.Answer{rehearsal.Told: envelope.New, rehearsal.Again: envelope.Known, rehearsal.Twin: envelope.Conflict}
	for _, f := range r.Facts {
		if opened, err := envelope.Open(f.Body); err != nil || opened.Hash != f.Hash {
			t.Fatalf("%s: %v", f.Body, err)
		}
		if !rehearsal.Is(&f.Fact) || !strings.Contains(string(f.Device), "-sim/") || !saysSo(f.Source) || !saysSo(string(f.Donor)) || f.Count != nil && !saysSo(f.Count.By) {
			t.Errorf("does not say that it is simulated: %s", f.Body)
		}
		if got := set.Add(f.Sealed); got != want[f.Purpose] {
			t.Errorf("%s is %s: %s", f.Purpose, got, f.Body)
		}
		if f.At < last {
			t.Errorf("sent before the one before: %s", f.Body)
		}
		last = f.At
		if f.Purpose == rehearsal.Told {
			if seqs[f.Device]++; seqs[f.Device] != f.Seq {
				t.Errorf("%s sends its number %d as the %dth", f.Device, f.Seq, seqs[f.Device])
			}
		}
	}
	return &set
}

func saysSo(name string) bool { return name == "" || strings.HasSuffix(name, " (simulated)") }

// balanced holds every line to the law of conservation, with nothing that comes
// from nowhere, and allows no finding but receipts that were meant to be there
// twice.
func balanced(t *rapid.T, l passage.Ledger, r *rehearsal.Rehearsal) {
	check := func(id string, a passage.Account) {
		if !a.Balanced() || a.Excess != 0 {
			t.Errorf("%s: %+v", id, a)
		}
	}
	findings := 0
	note := func(id string, found []passage.Finding) {
		for _, f := range found {
			if findings++; !strings.HasPrefix(f.Text, "recorded twice with the same paper number") || !strings.HasSuffix(f.Text, "counted once") {
				t.Errorf("%s: %s", id, f.Text)
			}
		}
	}
	for _, w := range l.Waybills {
		note(string(w.ID), w.Findings)
		for _, line := range w.Lines {
			check(string(w.ID), line.Account)
		}
	}
	for _, c := range l.Consignments {
		note(string(c.ID), c.Findings)
		for _, line := range c.Lines {
			check(string(c.ID), line.Account)
			if line.Distributed > line.HandedOver || line.HandedOver > line.Received {
				t.Errorf("%s: %d given out of %d handed over of %d received", c.ID, line.Distributed, line.HandedOver, line.Received)
			}
		}
	}
	papers, twice, wrong := map[string]bool{}, 0, map[passage.FactID]bool{}
	for _, f := range r.Facts {
		if f.Kind == passage.Corrected {
			wrong[f.Corrects] = true
		}
	}
	for _, f := range r.Facts {
		if f.Kind == passage.Received && f.Purpose == rehearsal.Told && !wrong[f.ID] {
			if papers[f.Ref] {
				twice++
			}
			papers[f.Ref] = true
		}
	}
	if twice != findings {
		t.Errorf("%d receipts were written down twice, %d were found", twice, findings)
	}
}

// held counts the trucks that enter each corridor and leave each crossing, and
// reads the access table anew.
func held(t *rapid.T, s *passage.Scenario, r *rehearsal.Rehearsal) {
	kind, figure := map[passage.NodeID]passage.NodeKind{}, map[passage.DoorID]passage.Limit{}
	for _, n := range s.Nodes {
		kind[n.ID] = n.Kind
		if n.Kind == passage.Crossing {
			figure[passage.DoorID(n.ID)] = n.TrucksPerDay
		}
	}
	sector := map[passage.CommodityID]string{}
	for _, c := range s.Commodities {
		sector[c.ID] = c.Sector
	}
	type way struct{ from, to passage.NodeID }
	corridors := map[way][]passage.CorridorID{}
	for _, c := range s.Corridors {
		figure[passage.DoorID(c.ID)] = c.TrucksPerDay
		corridors[way{c.From, c.To}] = append(corridors[way{c.From, c.To}], c.ID)
	}
	type when struct {
		way
		day passage.Date
	}
	loaded, left := map[when]int{}, map[when]int{}
	for _, f := range r.Facts {
		if f.Kind != passage.Loaded || f.Purpose != rehearsal.Told {
			continue
		}
		day := r.From + passage.Date(f.Claimed.Time().Sub(r.From.Time())/(24*time.Hour))
		w := when{way{f.From, f.To}, day}
		loaded[w]++
		if kind[f.From] == passage.Crossing {
			left[when{way{f.From, ""}, day}]++
		}
		for _, l := range f.Lines {
			passes := slices.ContainsFunc(corridors[w.way], func(c passage.CorridorID) bool {
				_, ok := allowed(s, passage.DoorID(c), figure[passage.DoorID(c)], day, l.Commodity, sector[l.Commodity])
				return ok
			})
			if kind[f.From] == passage.Crossing {
				_, ok := allowed(s, passage.DoorID(f.From), figure[passage.DoorID(f.From)], day, l.Commodity, sector[l.Commodity])
				passes = passes && ok
			}
			if !passes {
				t.Errorf("%s leaves %s for %s on %s, where it may not pass", l.Commodity, f.From, f.To, day)
			}
		}
	}
	for w, n := range loaded {
		most := 0.0
		for _, c := range corridors[w.way] {
			trucks, _ := allowed(s, passage.DoorID(c), figure[passage.DoorID(c)], w.day, "", "")
			most += math.Ceil(trucks)
		}
		if float64(n) > most {
			t.Errorf("%d trucks leave %s for %s on %s; at most %g may", n, w.from, w.to, w.day, most)
		}
	}
	for w, n := range left {
		if trucks, _ := allowed(s, passage.DoorID(w.from), figure[passage.DoorID(w.from)], w.day, "", ""); float64(n) > math.Ceil(trucks) {
			t.Errorf("%d trucks leave crossing %s on %s; at most %g may", n, w.from, w.day, trucks)
		}
	}
}

// allowed reads the rules of docs/model.md on one door, day and commodity.
func allowed(s *passage.Scenario, door passage.DoorID, figure passage.Limit, day passage.Date, k passage.CommodityID, sector string) (trucks float64, ok bool) {
	in := func(r passage.AccessRule) bool {
		return r.On == door && day >= r.From && (r.To.IsZero() || day <= r.To)
	}
	from := passage.Date(math.MinInt32)
	for _, r := range s.Access {
		if in(r) && r.Status == passage.Open && r.From >= from {
			from, figure = r.From, r.TrucksPerDay
		}
	}
	trucks, ok = figure.Or(math.Inf(1)), true
	for _, r := range s.Access {
		if !in(r) || r.Status == passage.Open {
			continue
		}
		today := len(r.Weekdays) == 0 || slices.Contains(r.Weekdays, day.Weekday())
		names := func(list []string) bool {
			return slices.Contains(list, string(k)) || sector != "" && slices.Contains(list, sector)
		}
		spoken := (len(r.Only) == 0 || names(r.Only)) && !names(r.Except)
		picky := len(r.Only)+len(r.Except) > 0
		if r.Status == passage.Closed && today {
			if !picky {
				trucks = 0
			} else if spoken {
				ok = false
			}
		}
		if r.Status == passage.Restricted {
			if !today {
				trucks = 0
				continue
			}
			trucks = min(trucks, r.TrucksPerDay.Or(math.Inf(1)))
			if picky && !spoken {
				ok = false
			}
		}
	}
	return trucks, ok && trucks > 0
}

// within holds what is released to what the plan takes and buys.
func within(t *rapid.T, s *passage.Scenario, p *passage.Plan, l passage.Ledger) {
	most := map[passage.CommodityID]float64{}
	for _, v := range p.Takes {
		for _, row := range s.Supplies {
			if row.ID == v.Supply {
				most[row.Commodity] += v.T * 1e6
			}
		}
	}
	for _, v := range p.Purchases {
		for _, row := range s.Offers {
			if row.ID == v.Offer {
				most[row.Commodity] += v.T * 1e6
			}
		}
	}
	for _, x := range l.Totals() {
		if float64(x.Out) > most[x.Commodity]*(1+1e-9)+1000 {
			t.Errorf("%d g of %s are released; the plan has %g", x.Out, x.Commodity, most[x.Commodity])
		}
	}
}
