package pages

import (
	"cmp"
	"slices"
	"strings"

	"passage"
	"passage/internal/draw"
)

// leg is a way from one place to another.
type leg struct{ from, to passage.NodeID }

// way is where a consignment goes, where all of it is, and where some of it was
// lost.
type way struct {
	places []passage.NodeID // each once, in the order in which they are met
	legs   map[leg]int      // waybills that went along it; 0: one is still to
	order  []leg
	here   map[passage.NodeID]measured
	lost   map[passage.NodeID]measured
}

// measured is an amount in each unit.
type measured map[passage.Unit]int64

func (w *way) meet(id passage.NodeID) {
	if id != "" && !slices.Contains(w.places, id) {
		w.places = append(w.places, id)
	}
}

// went notes that so many waybills went from one place to another.
func (w *way) went(from, to passage.NodeID, waybills int) {
	w.meet(from)
	w.meet(to)
	if from == "" || to == "" || from == to {
		return
	}
	if _, known := w.legs[leg{from, to}]; !known {
		w.order = append(w.order, leg{from, to})
	}
	w.legs[leg{from, to}] += waybills
}

func put(at map[passage.NodeID]measured, id passage.NodeID, unit passage.Unit, amount int64) {
	if at[id] == nil {
		at[id] = measured{}
	}
	at[id][unit] += amount
}

// ended are the states in which a waybill's vehicle is going nowhere any more.
var ended = []passage.FactKind{passage.Received, passage.Finished}

// way follows the waybills from place to place by what is told of them.
func (t *thread) way() *way {
	w := &way{legs: map[leg]int{}, here: map[passage.NodeID]measured{}, lost: map[passage.NodeID]measured{}}
	w.meet(t.From)
	met := map[passage.WaybillID][]passage.NodeID{}
	for _, f := range t.Told { // in the order in which they are said to have happened
		if !f.Counts || f.Waybill == "" || f.Kind.OfAccess() {
			continue
		}
		at := f.Place
		if list := met[f.Waybill]; at == "" && len(list) > 0 {
			at = list[len(list)-1] // on the way on from there
		} else if at = cmp.Or(at, f.From); at != "" && (len(list) == 0 || list[len(list)-1] != at) {
			met[f.Waybill] = append(list, at)
		}
		for _, l := range f.Lines {
			if l.Consignment != t.ID {
				continue
			}
			switch f.Kind {
			case passage.Intercepted, passage.Damaged:
				put(w.lost, at, l.Unit, l.Amount)
			case passage.Received:
				put(w.lost, at, l.Unit, l.Missing+l.Damaged)
			}
		}
	}
	for _, c := range t.Carriers {
		at := c.From
		for _, place := range met[c.ID] {
			w.went(at, place, 1)
			at = place
		}
		if !slices.Contains(ended, c.State) {
			w.went(at, c.To, 0)
		}
		for _, l := range c.Lines {
			if l.Consignment != t.ID {
				continue
			}
			put(w.here, at, l.Unit, l.InTransit)
			put(w.here, at, l.Unit, l.Received)
			if c.From != t.From { // what came there before, and went on
				put(w.here, c.From, l.Unit, l.Returned-l.Out)
			}
		}
	}
	for _, l := range t.Lines {
		put(w.here, t.From, l.Unit, l.NotLoaded)
	}
	return w
}

// drawn is the map of it; false where no place of it has a position.
func (t *thread) drawn(r *request) (draw.Map, bool) {
	n := t.n.naming
	if n == nil {
		return draw.Map{}, false
	}
	w := t.way()
	w.meet(t.To)
	m := n.emptyMap("way.title", "way.described", "way.waybills", "way.ahead")
	m.Plain = true
	sc := n.s.Loaded.Scenario
	at := map[passage.NodeID]int{}
	for _, id := range w.places {
		n.put(&m, at, id, min(max(t.last(), sc.Start), sc.End()-1), 1)
		if i, ok := at[id]; ok {
			m.Points[i].Lost = r.measured(w.lost[id])
			if t.whole { // of a part nobody knows what went on from where
				m.Points[i].Here = r.measured(w.here[id])
			}
		}
	}
	for _, l := range w.order {
		from, okFrom := at[l.from]
		to, okTo := at[l.to]
		if okFrom && okTo {
			m.Ways = append(m.Ways, draw.MapWay{From: from, To: to, Flow: float64(w.legs[l])})
		}
	}
	return m, len(m.Points) > 0
}

// last is the day of the newest of what is told.
func (t *thread) last() (day passage.Date) {
	for _, f := range t.Told {
		day = max(day, f.Claimed.Day())
	}
	return day
}

// measured writes amounts, unit by unit; nothing is empty.
func (r *request) measured(amounts measured) string {
	var parts []string
	for _, unit := range []passage.Unit{passage.Grams, passage.Millilitres, passage.Pieces} {
		if n := amounts[unit]; n > 0 {
			parts = append(parts, r.amount(unit, n))
		}
	}
	return strings.Join(parts, " + ")
}
