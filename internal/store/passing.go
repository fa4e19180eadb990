package store

import (
	"cmp"
	"maps"
	"slices"
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
	moved, err := t.sumPassings(anew)
	if err != nil {
		return err
	}
	for _, p := range rows {
		moved[p.Passing]++
	}
	err = within(anew, func(in string, args []any) error {
		return t.exec("DELETE FROM passing WHERE waybill IN ("+in+")", args...)
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
	if err != nil {
		return wrap(err, "saving where trucks were")
	}
	return t.movePassings(moved)
}

// sumPassings counts below nought where the trucks of waybills are kept to have been.
func (t *Tx) sumPassings(waybills []string) (sums map[Passing]int64, err error) {
	sums = map[Passing]int64{}
	err = within(waybills, func(in string, args []any) error {
		var p Passing
		return t.each(func() { sums[p]-- }, []any{&p.Node, &p.What, &p.Day}, "SELECT node, what, day FROM passing WHERE waybill IN ("+in+")", args...)
	})
	return sums, wrap(err, "counting trucks")
}

// MendPassingSums counts trucks by day anew and names the sums that were otherwise.
func (t *Tx) MendPassingSums() (wrong []Passing, err error) {
	by := map[Passing]int64{}
	var p Passing
	var missing int64
	err = t.each(func() { by[p] = missing; wrong = append(wrong, p) }, []any{&p.Node, &p.What, &p.Day, &missing},
		`SELECT node, what, day, CAST(sum(n) AS BIGINT) FROM (
			SELECT node, what, day, count(*) AS n FROM passing GROUP BY node, what, day
			UNION ALL SELECT node, what, day, -trucks AS n FROM passing_sum
		) AS both_ways GROUP BY node, what, day HAVING sum(n) <> 0 ORDER BY day, node, what`)
	if err != nil || len(wrong) == 0 {
		return wrong, wrap(err, "counting trucks")
	}
	return wrong, t.movePassings(by)
}

// movePassings adds to how many trucks were somewhere on a day.
func (t *Tx) movePassings(by map[Passing]int64) error {
	sums := slices.SortedFunc(maps.Keys(by), func(a, b Passing) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Node, b.Node), cmp.Compare(a.What, b.What))
	})
	sums = slices.DeleteFunc(sums, func(p Passing) bool { return by[p] == 0 })
	return wrap(inChunks(sums, func(some []Passing) error {
		args := make([]any, 0, 4*len(some))
		for _, p := range some {
			args = append(args, p.Day, p.Node, p.What, by[p])
		}
		return t.exec("INSERT INTO passing_sum (day, node, what, trucks) VALUES "+tuples(len(some), 4)+`
			ON CONFLICT (day, node, what) DO UPDATE SET trucks = passing_sum.trucks + excluded.trucks`, args...)
	}), "counting trucks")
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
		"SELECT node, what, day, trucks FROM passing_sum WHERE day >= $1 AND day <= $2 AND trucks > 0 ORDER BY day, node, what", from, to)
	return days, wrap(err, "counting trucks")
}

// LastPassing returns the newest day up to one on which anything passed, 0
// where none did.
func (t *Tx) LastPassing(upTo int64) (day int64, err error) {
	_, err = t.get([]any{&day}, "SELECT day FROM passing_sum WHERE day <= $1 AND trucks > 0 ORDER BY day DESC LIMIT 1", upTo)
	return day, wrap(err, "counting trucks")
}

// FirstPassing returns the oldest day since one on which anything passed, 0 where
// none did.
func (t *Tx) FirstPassing(since int64) (day int64, err error) {
	_, err = t.get([]any{&day}, "SELECT day FROM passing_sum WHERE day >= $1 AND trucks > 0 ORDER BY day LIMIT 1", since)
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

// Day is the day on which a truck that was somewhere passes the post, 0 where it does not.
func (p Post) Day(passings []Passing) (day int64) {
	for _, here := range passings {
		before := p.Before == "" || slices.ContainsFunc(passings, func(o Passing) bool {
			return o.Node == p.Before && slices.Contains(p.BeforeWhat, o.What) && o.Day <= here.Day
		})
		if here.Node == p.Node && slices.Contains(p.What, here.What) && before && (day == 0 || here.Day < day) {
			day = here.Day
		}
	}
	return day
}

// Once reports whether each truck passes the post at most once, so that the sums
// of days count it.
func (p Post) Once() bool { return p.Before == "" && len(p.What) == 1 }

// Crossed counts the trucks at a post that each passes at most [Post.Once], on each
// day from and to, both included.
func (t *Tx) Crossed(p Post, from, to int64, yield func(day, trucks int64)) error {
	var day, trucks int64
	return wrap(t.each(func() { yield(day, trucks) }, []any{&day, &trucks},
		"SELECT day, trucks FROM passing_sum WHERE node = $1 AND what = $2 AND day >= $3 AND day <= $4 AND trucks > 0 ORDER BY day", p.Node, p.What[0], from, to), "counting trucks")
}

// CrossedTrucks yields the trucks at a post on days from and to, both included: those
// that carried a commodity, or all for "", the newest first and at most so many of them. The newest days are read first, twice as many each time
// until these are enough: on which day a truck counts does not depend on them.
func (t *Tx) CrossedTrucks(p Post, commodity string, from, to int64, most int, yield func(waybill string, day int64)) error {
	for days := int64(1); to >= from && most > 0; days *= 2 {
		first := max(from, to-days+1)
		var q query
		q.add("SELECT waybill, day FROM (")
		p.trucks(&q, commodity, first, to)
		q.add(") AS truck ORDER BY day DESC, waybill LIMIT ?", most)
		var waybill string
		var day int64
		if err := t.each(func() { yield(waybill, day); most-- }, []any{&waybill, &day}, q.text.String(), q.args...); err != nil {
			return wrap(err, "listing trucks")
		}
		to = first - 1
	}
	return nil
}

// trucks selects the waybills that a post counts, each with its day.
func (p Post) trucks(q *query, commodity string, from, to int64) {
	q.add("SELECT here.waybill, min(here.day) AS day FROM "+anyPassing+" AND s.node = ? AND ", from, to, p.Node)
	p.passedBy(q, "here")
	if commodity != "" {
		q.add(" AND EXISTS (SELECT 1 FROM waybill WHERE id = here.waybill AND replace(goods, ?, '') <> goods)", "\n"+commodity+"\n")
	}
	if !p.Once() {
		q.add(" AND NOT EXISTS (SELECT 1 FROM passing AS sooner WHERE sooner.waybill = here.waybill AND sooner.day < ? AND ", from)
		p.passedBy(q, "sooner")
		q.add(")")
	}
	q.add(" GROUP BY here.waybill")
}

// passedBy writes that a passing is one by the post.
func (p Post) passedBy(q *query, passing string) {
	q.add(passing+".node = ? AND "+passing+".what IN ", p.Node)
	q.oneOf(p.What)
	if p.Before != "" {
		q.add(" AND EXISTS (SELECT 1 FROM passing AS origin WHERE origin.waybill = "+passing+".waybill AND origin.day <= "+passing+".day AND origin.node = ? AND origin.what IN ", p.Before)
		q.oneOf(p.BeforeWhat)
		q.add(")")
	}
}

// anyPassing is the passings of some days: the sums s say on which days and at
// which nodes there are any, so that the index of passings is looked at there alone.
const anyPassing = `passing_sum AS s CROSS JOIN passing AS here
	WHERE here.day = s.day AND here.node = s.node AND here.what = s.what AND s.trucks > 0 AND s.day >= ? AND s.day <= ?`

// Passed yields the waybills whose trucks did one of some things on days from
// and to, both included, by id; where short is set only those of which something
// was lost, damaged or diverted.
func (t *Tx) Passed(from, to int64, what []string, short bool, yield func(WaybillHead)) error {
	var q query
	q.add("SELECT " + headColumns + " FROM waybill WHERE ")
	if short {
		// What something was lost of has not begun after these days and not ended before.
		q.add("losses > 0 AND since >= ? AND began < ? AND EXISTS (SELECT 1 FROM passing AS p WHERE p.waybill = waybill.id AND day >= ? AND day <= ? AND what IN ", dayStart(from), dayStart(to+1), from, to)
	} else {
		q.add("id IN (SELECT here.waybill FROM "+anyPassing+" AND s.what IN ", from, to)
	}
	q.oneOf(what)
	q.add(")")
	var all []WaybillHead
	var w WaybillHead
	var open int64
	err := t.each(func() {
		w.Open = open == 1
		all = append(all, w)
	}, w.columns(&open), q.text.String(), q.args...)
	// An order asked for in the query would have the whole table walked in it.
	slices.SortFunc(all, func(a, b WaybillHead) int { return cmp.Compare(a.ID, b.ID) })
	for _, w := range all {
		yield(w)
	}
	return wrap(err, "reading waybills")
}

// Folds yields the waybills of some ids with their folds.
func (t *Tx) Folds(ids []string, yield func(Waybill)) error {
	return within(ids, func(in string, args []any) error {
		return t.eachWaybill(yield, "SELECT "+headColumns+", fold FROM waybill WHERE id IN ("+in+")", args...)
	})
}

// dayStart is the first microsecond of a day, counted as passings are.
func dayStart(day int64) int64 {
	return (day - 719_163) * 24 * 3600 * 1e6 // 1970-01-01
}
