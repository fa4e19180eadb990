package passage

import (
	"math"
	"slices"
)

// Keeping says how far a commitment is kept, going by what the ledger shows.
type Keeping string

const (
	Unmeasured Keeping = "unmeasured" // the ledger cannot tell
	NotBegun   Keeping = "not_begun"
	Kept       Keeping = "kept"
	KeptPartly Keeping = "partly"
	NotKept    Keeping = "not_kept"
	OnCourse   Keeping = "on_course" // not due, and so far as promised
	Behind     Keeping = "behind"    // not due, and so far less than promised
	Waiting    Keeping = "waiting"   // not due, and nothing is recorded yet
)

// Basis says by what a commitment is judged.
type Basis string

const (
	ByTrucks  Basis = "trucks"
	ByGoods   Basis = "goods" // that trucks carried
	ByPermit  Basis = "permit"
	ByPayment Basis = "payment"
)

// Untold says why the ledger cannot tell whether a commitment is kept.
type Untold string

const (
	NothingNamed   Untold = "nothing_named"   // neither door nor permit nor sum
	NoFirstDay     Untold = "no_first_day"    // from which to count trucks
	RoadBeside     Untold = "road_beside"     // another road joins the same places
	NoDoor         Untold = "no_door"         // the tables have none of that id any more, and nothing passed there
	OtherUnit      Untold = "other_unit"      // fewer passed than promised, and the waybills of some trucks do not state theirs in that unit
	NoPermit       Untold = "no_permit"       // the ledger has none of that id that the reader may see
	NoPayment      Untold = "no_payment"      // nobody states that money arrived, nor that none did
	OtherCurrency  Untold = "other_currency"  // what arrived is stated in another
	PaymentsDiffer Untold = "payments_differ" // organisations state different sums
)

// Basis returns by what the commitment is judged; empty: by nothing in it.
func (c Commitment) Basis() Basis {
	switch {
	case c.Permit != "":
		return ByPermit
	case c.Sum.Given:
		return ByPayment
	case c.Amount > 0:
		return ByGoods
	case c.Door != "":
		return ByTrucks
	}
	return ""
}

// Judgement is a commitment held against what the ledger shows. By trucks: up to
// Until there was time for Promised, and Crossed did. By goods: the same of an amount
// in the commitment's unit, beside Unsaid trucks that carried more of them than their
// waybills state in it. By payments: Crossed of the
// sum Promised arrived. By a permit: Decision is what was decided on Decided, and
// Crossed are the trucks with the item that passed since it was approved.
type Judgement struct {
	Keeping           Keeping
	Basis             Basis
	Untold            Untold // of an unmeasured one
	From, Until       Date   // the days judged, both included
	Promised, Crossed float64
	Unsaid            int64
	Days, DaysReached int // days judged, and those on which as many crossed as promised for a day
	Due               bool
	Withdrawn         bool
	Decision          Status // approved, rejected, or empty
	Decided           Date
	Entered           bool // a follow-up says that it did, or that it was used
}

// Amounts returns how much of a promised amount of goods passed, rounded down, and how
// much was promised, rounded up, each in its smallest unit and to a tenth of what people
// write it in, so that what fell short does not look as if it had not.
func (j Judgement) Amounts(unit Unit) (passed, promised int64) {
	tenths := func(n float64, round func(float64) float64) int64 {
		per := 1.0
		switch {
		case unit == Grams && n >= 1e6:
			per = 1e5
		case unit != Pieces && n >= 1e3:
			per = 1e2
		}
		// A share of an amount need not come out to the last digit.
		return int64(round(math.Round(n/per*1e6)/1e6) * per)
	}
	return tenths(j.Crossed, math.Floor), tenths(j.Promised, math.Ceil)
}

// Share is how much of what was promised came, 1 at most.
func (j Judgement) Share() float64 {
	if j.Promised == 0 {
		return 1
	}
	return min(1, j.Crossed/j.Promised)
}

// PerDay is how many trucks, or how much of the goods, pass on each day: as promised,
// or a day's share of what is to pass in all by the last day; false where no figure
// was promised.
func (c Commitment) PerDay() (n float64, ok bool) {
	switch total, inAll := c.inAll(); {
	case inAll:
		return total / float64(c.To-c.From+1), true
	case c.EachDay:
		return float64(c.Amount), true
	}
	return c.TrucksPerDay.Value, c.TrucksPerDay.Given
}

// inAll is how many trucks, or how much of the goods, pass by the last day; false
// where no such figure was promised.
func (c Commitment) inAll() (total float64, ok bool) {
	if c.Amount > 0 {
		return float64(c.Amount), !c.EachDay
	}
	return c.Trucks.Value, c.Trucks.Given
}

// Judge holds the commitment against the trucks that crossed its door on each
// day, as of a day that has ended. Announcements play no part in it. Without a
// figure one truck on each day is what "open" means.
func (c Commitment) Judge(crossed map[Date]int64, asOf Date) Judgement {
	return c.judge(func(day Date) int64 { return crossed[day] }, asOf)
}

// judge holds the commitment against what passed on each day.
func (c Commitment) judge(passed func(Date) int64, asOf Date) Judgement {
	j := Judgement{Keeping: Unmeasured, Basis: c.Basis(), From: c.From, Until: asOf, Withdrawn: c.Withdrawn}
	switch {
	case c.Door == "":
		j.Untold = NothingNamed
		return j
	case c.From.IsZero():
		j.Untold = NoFirstDay
		return j
	}
	if !c.To.IsZero() && c.To <= asOf {
		j.Until, j.Due = c.To, true
	}
	if j.Until < c.From {
		j.Keeping = NotBegun
		return j
	}
	perDay, figure := c.PerDay()
	if !figure {
		perDay = 1
	}
	for day := c.From; day <= j.Until; day++ {
		n := float64(passed(day))
		j.Days++
		if n >= perDay {
			j.DaysReached++
		}
		if !figure {
			n = min(n, 1) // many trucks on one day do not make up for a closed one
		}
		j.Crossed += n
	}
	j.Promised = perDay * float64(j.Days)
	if total, inAll := c.inAll(); inAll {
		j.Promised = total * float64(j.Days) / float64(c.To-c.From+1)
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

// JudgeGoods holds the promise of an amount against what the trucks carried that
// passed its door on each day, as [Commitment.Judge] does. Where that is less than
// was promised and some of the trucks carried more than can be added up, it cannot be
// told.
func (c Commitment) JudgeGoods(passed map[Date]Passed, asOf Date) Judgement {
	j := c.judge(func(day Date) int64 { return passed[day].Amount }, asOf)
	for day := j.From; day < j.From+Date(j.Days); day++ {
		j.Unsaid += passed[day].Unsaid
	}
	if short := j.Keeping == NotKept || j.Keeping == KeptPartly || j.Keeping == Behind; short && j.Unsaid > 0 {
		j.Keeping, j.Untold = Unmeasured, OtherUnit
	}
	return j
}

// JudgePermit holds the promise of a permit against the decision by its last day,
// and against what passed with it since: the trucks with its item, by day, or a
// follow-up that says that it entered. An approval that let nothing pass is kept
// in part: that it can be used is what was promised.
func (p Promise) JudgePermit(sought *Reported, crossed map[Date]int64, asOf Date) Judgement {
	until := p.Until(asOf)
	j := Judgement{Keeping: Unmeasured, Basis: ByPermit, From: max(p.From, p.Made.Day()), Until: until, Withdrawn: p.Withdrawn}
	if sought == nil {
		j.Untold = NoPermit
		return j
	}
	j.Due = !p.To.IsZero() && p.To <= asOf
	for _, f := range sought.Follows {
		switch day := f.Claimed.Day(); {
		case (f.Status == Approved || f.Status == Rejected) && day <= until:
			j.Decision, j.Decided = f.Status, day
		case (f.Status == Entered || f.Status == SentBack) && day <= asOf:
			j.Entered = f.Status == Entered
		}
	}
	if j.Decision == Approved {
		for day, n := range crossed {
			if day >= j.Decided && day <= asOf {
				j.Crossed += float64(n)
			}
		}
	}
	switch {
	case j.Decision == Approved && (j.Crossed > 0 || j.Entered):
		j.Keeping = Kept
	case j.Decision == Approved && j.Due:
		j.Keeping = KeptPartly
	case j.Decision == Approved:
		j.Keeping = OnCourse
	case j.Due:
		j.Keeping = NotKept
	case j.Decision == Rejected:
		j.Keeping = Behind
	default:
		j.Keeping = Waiting
	}
	return j
}

// JudgePayments holds the promise of a sum against what is stated to have arrived
// by its last day. Nobody has to state what arrives, so that where nobody does it
// cannot be told; nor where organisations state different sums.
func (p Promise) JudgePayments(asOf Date) Judgement {
	until := p.Until(asOf)
	j := Judgement{Keeping: Unmeasured, Basis: ByPayment, From: max(p.From, p.Made.Day()), Until: until, Withdrawn: p.Withdrawn, Promised: p.Sum.Value}
	j.Due = !p.To.IsZero() && p.To <= asOf
	arrived, others := p.Arrived(until)
	switch {
	case others > 0:
		j.Untold = OtherCurrency
		return j
	case len(arrived) == 0 && !j.Due:
		j.Keeping = Waiting
		return j
	case len(arrived) == 0:
		j.Untold = NoPayment
		return j
	case slices.ContainsFunc(arrived, func(a Receipts) bool { return a.Sum != arrived[0].Sum }):
		j.Untold = PaymentsDiffer
		return j
	}
	switch j.Crossed = arrived[0].Sum; {
	case j.Crossed >= j.Promised*(1-1e-9):
		j.Keeping = Kept
	case j.Due && j.Crossed == 0:
		j.Keeping = NotKept
	case j.Due:
		j.Keeping = KeptPartly
	case j.Crossed == 0:
		j.Keeping = Waiting
	default:
		j.Keeping = OnCourse
	}
	return j
}
