package rehearsal

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"passage"
)

// receive records what of a load came to the end of its leg, and lets it wait
// for the next one or, at the end of its journey, be handed over.
func (m *sim) receive(t *truck, now time.Time) {
	if !now.Before(m.book.end) {
		return
	}
	place := m.Nodes[t.to].ID
	by := m.tablet(t.to)
	all := t.total()
	missing, spoilt := make([]int64, len(t.parcels)), make([]int64, len(t.parcels))
	why := make([]string, len(t.parcels))
	for i, p := range t.parcels {
		switch c := m.Float64(); {
		case c < m.Short:
			missing[i], why[i] = m.part(p.g, 0.005, 0.04), pick(m, shortReasons)
		case c < m.Short+m.Spoilt:
			spoilt[i], why[i] = m.part(p.g, 0.01, 0.08), pick(m, spoiltReasons)
		}
	}
	right := passage.Fact{
		Kind: passage.Received, Waybill: t.id, Place: place,
		Lines: t.lines(func(i int) passage.FactLine {
			l := passage.FactLine{Amount: t.parcels[i].g - missing[i] - spoilt[i], Missing: missing[i], Damaged: spoilt[i], Reason: why[i]}
			if t.parcels[i].g == 0 {
				l.Reason = "nothing of it arrived"
			}
			return l
		}),
	}
	m.receipts++
	right.Ref = fmt.Sprintf("GRN-SIM-%05d", m.receipts)
	if all == 0 {
		right.Reason = "the truck came empty, or did not come"
	}
	noted := time.Duration(m.IntN(600)) * time.Second
	switch p := m.Float64(); {
	case p < m.OnPaper:
		noted = m.minutes(24*60, 4*24*60)
		t.receipt = m.book.write(by, now, noted, right)
	case p < m.OnPaper+m.Miswritten && all > 0:
		m.miswrite(t, by, now, right)
	case p < m.OnPaper+m.Miswritten+m.TwoTablets:
		t.receipt = m.book.write(by, now, noted, right)
		m.book.write(m.otherTablet(t.to, by), now.Add(m.minutes(5, 40)), noted, right)
	case p < m.OnPaper+m.Miswritten+m.TwoTablets+m.WrongTruck && m.before[t.to] != nil:
		t.receipt = m.book.write(by, now, noted, right)
		m.wrongTruck(m.before[t.to], by, now, right.Ref)
	default:
		t.receipt = m.book.write(by, now, noted, right)
	}
	m.before[t.to] = t
	if m.Nodes[t.to].Kind == passage.Crossing && all > 0 {
		m.came[[2]int{t.to, m.dayOf(now)}]++
	}
	for i := range t.parcels {
		p := t.parcels[i]
		p.g -= missing[i] + spoilt[i]
		if len(p.ahead) == 0 && m.Nodes[t.to].Kind == passage.Site && p.g > 0 {
			m.given[handover{p.of, p.line, m.dayOf(now)}] += p.g
		}
		m.wait(p, now)
	}
	m.tell(m.office(t.org), m.clock(m.dayOf(now)+1, 15, 17), passage.Fact{Kind: passage.Finished, Waybill: t.id})
}

// miswrite records a receipt with a zero too many, and corrects it: what is
// wrong is declared wrong, and what is right follows.
func (m *sim) miswrite(t *truck, by *device, now time.Time, right passage.Fact) {
	wrong := right
	wrong.Lines = slices.Clone(right.Lines)
	wrong.Lines[0].Amount *= 10
	e := m.tell(by, now, wrong)
	later := m.minutes(120, 1200)
	c := m.book.write(by, m.book.inTime(now.Add(later)), 0, passage.Fact{
		Kind: passage.Corrected, Waybill: t.id, Place: right.Place, Error: passage.IncorrectData, Reason: "a zero too many",
	})
	c.corrects = e
	t.receipt = m.book.write(by, now, later, right)
}

// wrongTruck records goods on the waybill of the truck before, and withdraws
// that.
func (m *sim) wrongTruck(before *truck, by *device, now time.Time, ref string) {
	if before.receipt == nil {
		return
	}
	wrong := before.receipt.fact
	wrong.Ref = ref
	e := m.tell(by, now, wrong)
	c := m.book.write(by, m.book.inTime(now.Add(m.minutes(60, 600))), 0, passage.Fact{
		Kind: passage.Corrected, Waybill: before.id, Place: wrong.Place, Error: passage.DidNotOccur, Reason: "recorded on the waybill of another truck",
	})
	c.corrects = e
}

// otherTablet is the one of a node that another is not.
func (m *sim) otherTablet(node int, not *device) *device {
	for {
		if d := m.tablet(node); d != not {
			return d
		}
	}
}

// handOver records in the evening what sites hand over to those who give it out,
// and what was given out of what they got on the days before.
func (m *sim) handOver(day int) {
	type fact struct {
		of   *consignment
		kind passage.FactKind
	}
	today := map[fact][]passage.FactLine{}
	for _, h := range slices.SortedFunc(maps.Keys(m.given), compareHandovers) {
		g, line := m.given[h], h.of.lines[h.line]
		line.Lot, line.Expiry = "", 0
		add := func(kind passage.FactKind, amount int64) {
			if line.Amount = amount; amount > 0 {
				k := fact{h.of, kind}
				today[k] = append(today[k], line)
			}
		}
		switch day - h.day {
		case 0:
			add(passage.HandedOver, g)
		case 1:
			add(passage.Distributed, kg(float64(g)*0.6))
		case 2:
			add(passage.Distributed, g-kg(float64(g)*0.6))
			delete(m.given, h)
		}
	}
	order := slices.SortedFunc(maps.Keys(today), func(a, b fact) int {
		return cmp.Or(cmp.Compare(a.of.id, b.of.id), cmp.Compare(b.kind, a.kind))
	})
	for _, k := range order {
		at := m.clock(day, 19.5, 20.5)
		if k.kind == passage.Distributed {
			at = m.clock(day, 15, 18)
		}
		m.tell(m.tablet(k.of.to), at, passage.Fact{
			Kind: k.kind, Consignment: k.of.id, Place: m.Nodes[k.of.to].ID, Lines: merge(today[k]),
		})
	}
}

func compareHandovers(a, b handover) int {
	return cmp.Or(cmp.Compare(a.of.id, b.of.id), cmp.Compare(a.line, b.line), cmp.Compare(a.day, b.day))
}

// merge adds up lines of the same number, which follow each other.
func merge(lines []passage.FactLine) []passage.FactLine {
	out := lines[:0]
	for _, l := range lines {
		if n := len(out); n > 0 && out[n-1].Line == l.Line {
			out[n-1].Amount += l.Amount
			continue
		}
		out = append(out, l)
	}
	return out
}
