package passage

import (
	"cmp"
	"fmt"
	"slices"
)

// Count is a number that somebody published. It never enters a total of ours;
// it stands beside it. What one source counted at one place adds up, so a number
// that was wrong is put right by a count that names it in [Fact.About], and never by
// another one beside it.
type Count struct {
	By     string // who counted
	What   string // "trucks", "pallets", "tonnes", …
	How    string // how and where it was counted
	Number float64
	From   Date
	To     Date
}

// CountedTrucks is what a count of trucks is of.
const CountedTrucks = "trucks"

// mostCounted is above what anybody counts of anything.
const mostCounted = 1_000_000_000

func (c *Count) validate() error {
	switch {
	case c == nil || c.By == "" || c.What == "":
		return fmt.Errorf("a count says in count who counted (by) and what")
	case c.Number < 0:
		return fmt.Errorf("count.number is negative; a count that was wrong is corrected, not subtracted")
	case c.Number > mostCounted:
		return fmt.Errorf("count.number is %g; expected a number from 0 to %d", c.Number, mostCounted)
	case !c.To.IsZero() && c.To < c.From:
		return fmt.Errorf("count.to is %s and lies before %s; expected the last day of the count", c.To, c.From)
	}
	return nil
}

// Last is the last day of a count.
func (c *Count) Last() Date { return max(c.From, c.To) }

// Alike reports whether two counts are of the same thing by the same source, however
// its name is written, and share a day.
func (c *Count) Alike(o *Count) bool {
	return c.What == o.What && PlainName(c.By) == PlainName(o.By) && PlainName(c.How) == PlainName(o.How) &&
		c.From <= o.Last() && o.From <= c.Last()
}

// EachDay spreads a count of trucks evenly over its days, and yields those from and
// to, both included. Of a fact that counts no trucks there are none.
func (f *Fact) EachDay(from, to Date, yield func(day Date, trucks float64)) {
	if f.Kind != Counted || f.Count == nil || f.Count.What != CountedTrucks {
		return
	}
	share := f.Count.Number / float64(f.Count.Last()-f.Count.From+1)
	for day := max(from, f.Count.From); day <= min(to, f.Count.Last()); day++ {
		yield(day, share)
	}
}

// Tally is a count and what it put right.
type Tally struct {
	Now    *Fact    // that counts; nil: it was declared wrong, and nothing took its place
	Struck []Struck // the newest first
}

// Struck is a count that counts no more.
type Struck struct {
	Fact *Fact
	By   *Fact // declares it wrong; nil: it puts right what another puts right too, and that one counts
}

// Of returns the fact with an id, if it is the count as it stands or stood; else nil.
func (t *Tally) Of(id FactID) *Fact {
	if t.Now != nil && t.Now.ID == id {
		return t.Now
	}
	for _, s := range t.Struck {
		if s.Fact.ID == id {
			return s.Fact
		}
	}
	return nil
}

// Newest is the count that counts, or else the one that did so last.
func (t *Tally) Newest() *Fact {
	if t.Now != nil {
		return t.Now
	}
	return t.Struck[0].Fact
}

// FoldCounts returns the counts among facts about one place in the order in which they
// were said first, each once with all that it put right. Two people, or two ledgers that
// did not hear of one another, may put the same count right. The trucks passed once, so
// one of the two counts, and which does no clock decide.
func FoldCounts(facts []*Fact) []Tally {
	standing, _ := counts(facts)
	return foldCounts(facts, standing)
}

func foldCounts(facts, standing []*Fact) (all []Tally) {
	type name struct {
		org OrgID
		id  FactID
	}
	stands, wrong := map[*Fact]bool{}, map[name]*Fact{}
	for _, f := range standing {
		stands[f] = true
	}
	facts = slices.Clone(facts)
	slices.SortFunc(facts, CompareFacts)
	named, of := map[name]*Fact{}, map[*Fact]*Fact{} // of leads towards one of those that hang together
	var said []*Fact
	for _, f := range facts {
		at := name{f.Org, f.ID}
		switch f.Kind {
		case Corrected:
			wrong[name{f.Org, f.Corrects}] = f
		case Counted:
			said, of[f] = append(said, f), f
			if named[at] == nil {
				named[at] = f
			}
		}
	}
	head := func(f *Fact) *Fact {
		for of[f] != f {
			f = of[f]
		}
		return f
	}
	anew := map[*Fact]bool{}
	for _, f := range said {
		if before := named[name{f.Org, f.About}]; f.About != "" && before != nil && before != f {
			of[head(f)] = head(before)
			anew[before] = true
		}
	}
	groups := map[*Fact][]*Fact{}
	for _, f := range said {
		groups[head(f)] = append(groups[head(f)], f)
	}
	for _, f := range said {
		group := groups[head(f)]
		if group == nil {
			continue
		}
		delete(groups, head(f))
		var t Tally
		for _, g := range byDevice(group) { // the last that stands, of those that none tells anew where there are any
			if stands[g] && (t.Now == nil || !anew[g] || anew[t.Now]) {
				t.Now = g
			}
		}
		steps := func(f *Fact) (n int) { // that were told before it; some may go round in a circle
			for ; n < len(group) && named[name{f.Org, f.About}] != nil; n++ {
				f = named[name{f.Org, f.About}]
			}
			return n
		}
		slices.SortStableFunc(group, func(a, b *Fact) int { return cmp.Compare(steps(b), steps(a)) })
		for _, g := range group {
			switch {
			case g == t.Now:
			case stands[g]:
				t.Struck = append(t.Struck, Struck{Fact: g})
			default:
				t.Struck = append(t.Struck, Struck{g, wrong[name{g.Org, g.ID}]})
			}
		}
		all = append(all, t)
	}
	return all
}

// CountOnce leaves out of facts about one place that stand those counts that put right
// what another does, of all that were said there.
func CountOnce(standing, facts []*Fact) []*Fact {
	if !slices.ContainsFunc(standing, func(f *Fact) bool { return f.Kind == Counted && f.About != "" }) {
		return standing // as nearly always
	}
	now := map[*Fact]bool{}
	for _, t := range foldCounts(facts, standing) {
		now[t.Now] = true
	}
	return slices.DeleteFunc(standing, func(f *Fact) bool { return f.Kind == Counted && !now[f] })
}
