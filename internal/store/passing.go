package store

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Passing is one truck at one node: what happened there first on which day.
type Passing struct {
	Node, What string
	Day        int64 // counted so that 0001-01-01 is day 1
}

// PutPassings writes where the trucks of waybills were over what was folded
// before. Of those of which that is known, only what is new is written.
func (t *Tx) PutPassings(waybills []Waybill) error {
	type row struct {
		waybill string
		Passing
	}
	var rows []row
	var anew []string
	for _, w := range waybills {
		grown := w.Before != nil && !slices.ContainsFunc(w.Before.Passings, func(p Passing) bool { return !slices.Contains(w.Passings, p) })
		if !grown {
			anew = append(anew, w.ID)
		}
		for _, p := range w.Passings {
			if !grown || !slices.Contains(w.Before.Passings, p) {
				rows = append(rows, row{w.ID, p})
			}
		}
	}
	err := inChunks(anew, func(some []string) error {
		args := make([]any, len(some))
		for i, id := range some {
			args[i] = id
		}
		return t.exec("DELETE FROM passing WHERE waybill IN ("+list(len(some))+")", args...)
	})
	if err != nil {
		return wrap(err, "saving where trucks were")
	}
	err = inChunks(rows, func(some []row) error {
		args := make([]any, 0, 4*len(some))
		for _, p := range some {
			args = append(args, p.waybill, p.Node, p.What, p.Day)
		}
		return t.exec("INSERT INTO passing (waybill, node, what, day) VALUES "+tuples(len(some), 4), args...)
	})
	return wrap(err, "saving where trucks were")
}

// PassingsOf returns where the trucks of waybills were, by waybill, as they are
// kept: by day, node and kind.
func (t *Tx) PassingsOf(waybills []Waybill) (map[string][]Passing, error) {
	kept := map[string][]Passing{}
	err := inChunks(waybills, func(some []Waybill) error {
		args := make([]any, len(some))
		for i, w := range some {
			args[i] = w.ID
		}
		var id string
		var p Passing
		return t.each(func() { kept[id] = append(kept[id], p) }, []any{&id, &p.Node, &p.What, &p.Day},
			"SELECT waybill, node, what, day FROM passing WHERE waybill IN ("+list(len(some))+") ORDER BY day, node, what", args...)
	})
	return kept, wrap(err, "reading where trucks were")
}

// PassingDay is how many trucks did one thing at one node on a day.
type PassingDay struct {
	Node, What string
	Day        int64
	Trucks     int64
}

// PassingDays counts trucks by node, kind and day, over days from and to, both
// included.
func (t *Tx) PassingDays(from, to int64) (days []PassingDay, err error) {
	var d PassingDay
	err = t.each(func() { days = append(days, d) }, []any{&d.Node, &d.What, &d.Day, &d.Trucks},
		`SELECT node, what, day, count(*) FROM passing WHERE day >= $1 AND day <= $2
		GROUP BY day, node, what ORDER BY day, node, what`, from, to)
	return days, wrap(err, "counting trucks")
}

// LastPassing returns the newest day up to one on which anything passed, 0
// where none did.
func (t *Tx) LastPassing(upTo int64) (day int64, err error) {
	_, err = t.get([]any{&day}, "SELECT coalesce(max(day), 0) FROM passing WHERE day <= $1", upTo)
	return day, wrap(err, "counting trucks")
}

// Post says which trucks are counted: those that did one of some things at a
// node, on the first day on which they did; where Before names another node, those
// that had done one of some things there by then.
type Post struct {
	Node       string
	What       []string
	Before     string
	BeforeWhat []string
}

// Crossed counts the trucks at a post on each day from and to, both included:
// those that carried a commodity, or all for "".
func (t *Tx) Crossed(p Post, commodity string, from, to int64, yield func(day, trucks int64)) error {
	trucks, args := p.trucks(commodity, from, to)
	var day, n int64
	return wrap(t.each(func() { yield(day, n) }, []any{&day, &n}, "SELECT day, count(*) FROM ("+trucks+") AS truck GROUP BY day ORDER BY day", args...), "counting trucks")
}

// CrossedTrucks yields the trucks that Crossed counts, the newest first and at
// most so many of them.
func (t *Tx) CrossedTrucks(p Post, commodity string, from, to int64, most int, yield func(waybill string, day int64)) error {
	trucks, args := p.trucks(commodity, from, to)
	var waybill string
	var day int64
	query := fmt.Sprintf("SELECT waybill, day FROM (%s) AS truck ORDER BY day DESC, waybill LIMIT $%d", trucks, len(args)+1)
	return wrap(t.each(func() { yield(waybill, day) }, []any{&waybill, &day}, query, append(args, most)...), "listing trucks")
}

// trucks selects the waybills that a post counts, each with its day.
func (p Post) trucks(commodity string, from, to int64) (query string, args []any) {
	arg := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	oneOf := func(what []string) string {
		names := make([]string, len(what))
		for i, w := range what {
			names[i] = arg(w)
		}
		return "(" + strings.Join(names, ", ") + ")"
	}
	query = "SELECT waybill, min(here.day) AS day FROM passing AS here WHERE node = " + arg(p.Node) + " AND what IN " + oneOf(p.What)
	if p.Before != "" {
		query += " AND EXISTS (SELECT 1 FROM passing WHERE waybill = here.waybill AND day <= here.day AND node = " + arg(p.Before) + " AND what IN " + oneOf(p.BeforeWhat) + ")"
	}
	if commodity != "" {
		query += " AND waybill IN (SELECT id FROM waybill WHERE replace(goods, " + arg("\n"+commodity+"\n") + ", '') <> goods)"
	}
	if p.Before == "" && len(p.What) == 1 { // each truck did it once: the days can be looked up
		query += " AND here.day >= " + arg(from) + " AND here.day <= " + arg(to) + " GROUP BY waybill"
	} else {
		query += " GROUP BY waybill HAVING min(here.day) >= " + arg(from) + " AND min(here.day) <= " + arg(to)
	}
	return query, args
}

// Passed yields the waybills whose trucks did one of some things on days from
// and to, both included, by id; where short is set only those of which something
// was lost, damaged or diverted.
func (t *Tx) Passed(from, to int64, what []string, short bool, yield func(Waybill)) error {
	args := make([]any, 0, len(what)+3)
	for _, w := range what {
		args = append(args, w)
	}
	n := len(args)
	args = append(args, from, to, flag(!short))
	return t.eachWaybill(yield, "SELECT "+headColumns+fmt.Sprintf(`, fold FROM waybill
		WHERE id IN (SELECT waybill FROM passing WHERE day >= $%d AND day <= $%d AND what IN (%s)) AND losses >= 1 - $%d
		ORDER BY id`, n+1, n+2, list(n), n+3), args...)
}
