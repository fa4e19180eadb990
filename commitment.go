package passage

import (
	"cmp"
	"fmt"
	"slices"
)

// CommitmentID names something that a party promised. A later engagement that
// extends, changes or withdraws it bears the same id.
type CommitmentID string

// Commitment is what a party promised, and what the ledger will show if it is
// kept. An agreement is a commitment with red lines.
type Commitment struct {
	ID        CommitmentID
	By        string // who holds it
	What      string // in the words used
	Ask       AskID  // that it answers; empty: of none
	Withdrawn bool   // by the party, in this engagement

	// What is measured: trucks that cross Door on days From to To, all of them or
	// those that carry Commodity: so many a day, so many in all, or any at all.
	Door         DoorID
	Commodity    CommodityID
	TrucksPerDay Limit
	Trucks       Limit
	From, To     Date // To is when it ends or lapses; zero: nobody said

	Conditions string // on which it depends, as stated
	RedLines   string // what ends it, as stated
}

func (c Commitment) validate() error {
	switch {
	case c.ID == "":
		return fmt.Errorf("id is missing: what is the commitment called?")
	case c.By == "":
		return fmt.Errorf("by is missing: who made the commitment?")
	case c.What == "":
		return fmt.Errorf("what is missing: what was promised?")
	case !c.From.IsZero() && !c.To.IsZero() && c.To < c.From:
		return fmt.Errorf("it ends on %s, before it begins on %s", c.To, c.From)
	case c.TrucksPerDay.Given && c.Trucks.Given:
		return fmt.Errorf("there are trucks a day and trucks in all; say one of the two")
	case (c.TrucksPerDay.Given || c.Trucks.Given || c.Commodity != "") && c.Door == "":
		return fmt.Errorf("there is no door at which to count; name the crossing")
	case c.Trucks.Given && c.To.IsZero():
		return fmt.Errorf("trucks in all need a last day to: by when?")
	}
	for _, l := range []Limit{c.TrucksPerDay, c.Trucks} {
		if l.Given && !(l.Value > 0 && l.Value <= 1e9) {
			return fmt.Errorf("%g trucks are out of place; expected a number above 0", l.Value)
		}
	}
	return first(validName("id", string(c.ID)), validName("ask", string(c.Ask)), validName("door", string(c.Door)), validName("commodity", string(c.Commodity)),
		validText("a commitment", c.By+c.What, maxText), validText("conditions", c.Conditions, maxText), validText("red lines", c.RedLines, maxText))
}

// Measured reports whether the ledger can show if the commitment is kept.
func (c Commitment) Measured() bool { return c.Door != "" && !c.From.IsZero() }

// Promise is a commitment with where it was made, last said again, and by whose
// record.
type Promise struct {
	Commitment
	Made, Last Instant
	Engagement EngagementID // the last that speaks of it
	Org        OrgID
}

// Promises returns every commitment as the last engagement has it, those made
// last first.
func Promises(all []Engagement) []Promise {
	by := map[CommitmentID]*Promise{}
	for _, e := range all {
		told := map[CommitmentID]bool{}
		for _, f := range e.Records {
			for _, c := range f.Minutes.Commitments {
				if told[c.ID] { // the newest record speaks
					continue
				}
				told[c.ID] = true
				p := by[c.ID]
				if p == nil {
					by[c.ID] = &Promise{c, f.Claimed, f.Claimed, e.ID, f.Org}
					continue
				}
				p.Made = min(p.Made, f.Claimed)
				if f.Claimed > p.Last || f.Claimed == p.Last && e.ID > p.Engagement {
					p.Commitment, p.Last, p.Engagement, p.Org = c, f.Claimed, e.ID, f.Org
				}
			}
		}
	}
	var promises []Promise
	for _, p := range by {
		promises = append(promises, *p)
	}
	slices.SortFunc(promises, func(a, b Promise) int { return cmp.Or(cmp.Compare(b.Made, a.Made), cmp.Compare(a.ID, b.ID)) })
	return promises
}

// Until is the last day on which a commitment is judged, as of a day that is over:
// what was withdrawn binds nobody from that day on.
func (p Promise) Until(asOf Date) Date {
	if p.Withdrawn {
		asOf = min(asOf, p.Last.Day()-1)
	}
	if !p.To.IsZero() {
		asOf = min(asOf, p.To)
	}
	return asOf
}

// Keeping says how far a commitment is kept, going by trucks.
type Keeping string

const (
	Unmeasured Keeping = "unmeasured" // nothing in it that trucks could show
	NotBegun   Keeping = "not_begun"
	Kept       Keeping = "kept"
	KeptPartly Keeping = "partly"
	NotKept    Keeping = "not_kept"
	OnCourse   Keeping = "on_course" // not due, and so far as promised
	Behind     Keeping = "behind"    // not due, and so far less than promised
)

// Judgement is a commitment held against the trucks that crossed. Up to Until
// there was time for Promised trucks, and Crossed did.
type Judgement struct {
	Keeping           Keeping
	From, Until       Date // the days judged, both included
	Promised, Crossed float64
	Days, DaysReached int // days judged, and those on which as many crossed as promised for a day
	Due               bool
	Withdrawn         bool
}

// Share is how much of what was promised came, 1 at most.
func (j Judgement) Share() float64 {
	if j.Promised == 0 {
		return 1
	}
	return min(1, j.Crossed/j.Promised)
}

// Judge holds the commitment against the trucks that crossed its door on each
// day, as of a day that has ended. Announcements play no part in it. Without a
// figure one truck on each day is what "open" means.
func (c Commitment) Judge(crossed map[Date]int64, asOf Date) Judgement {
	j := Judgement{Keeping: Unmeasured, From: c.From, Until: asOf, Withdrawn: c.Withdrawn}
	if !c.Measured() {
		return j
	}
	if !c.To.IsZero() && c.To <= asOf {
		j.Until, j.Due = c.To, true
	}
	if j.Until < c.From {
		j.Keeping = NotBegun
		return j
	}
	perDay := c.TrucksPerDay.Or(1)
	if c.Trucks.Given {
		perDay = c.Trucks.Value / float64(c.To-c.From+1)
	}
	for day := c.From; day <= j.Until; day++ {
		n := float64(crossed[day])
		j.Days++
		if n >= perDay {
			j.DaysReached++
		}
		if !c.TrucksPerDay.Given && !c.Trucks.Given {
			n = min(n, 1) // many trucks on one day do not make up for a closed one
		}
		j.Crossed += n
	}
	j.Promised = perDay * float64(j.Days)
	if c.Trucks.Given {
		j.Promised = c.Trucks.Value * float64(j.Days) / float64(c.To-c.From+1)
	}
	// A share of a figure need not come out to the last digit.
	enough := j.Crossed >= j.Promised*(1-1e-9)
	switch {
	case enough && j.Due:
		j.Keeping = Kept
	case enough:
		j.Keeping = OnCourse
	case j.Due && j.Crossed == 0:
		j.Keeping = NotKept
	case j.Due:
		j.Keeping = KeptPartly
	default:
		j.Keeping = Behind
	}
	return j
}

// Lapses reports whether the commitment ends within days after a day, and has
// not ended by then.
func (c Commitment) Lapses(on Date, days int) bool {
	return !c.Withdrawn && !c.To.IsZero() && c.To >= on && c.To <= on+Date(days)
}
