// Package rehearsal makes up what could happen to the trucks of a plan, as the
// facts that devices would hand in: a story to train with and to try the ledger
// on. It is pure: the same scenario, plan and options make the same facts, byte
// for byte. Everything in it says that it is simulated, see [Is].
package rehearsal

import (
	"fmt"
	"math/rand/v2"

	"passage"
	"passage/internal/audit"
	"passage/internal/envelope"
)

// Options say what is rehearsed.
type Options struct {
	Seed uint64
	From passage.Date // a day of the plan; zero: its first
	Days int          // from From on
	Orgs []Org        // who ships and receives; nil: Orgs()
	Rates
}

// Org is an organisation of a rehearsal. It owns the goods of its sectors, the
// last one also those of all others; hubs and sites are run by all in turn.
type Org struct {
	ID      passage.OrgID // ends with the mark of a rehearsal, "-sim"
	Sectors []string
}

// Orgs are the three organisations of a rehearsal where none are given.
func Orgs() []Org {
	return []Org{
		{"wfp-sim", []string{"food", "nutrition"}},
		{"unicef-sim", []string{"health", "wash"}},
		{"iom-sim", nil},
	}
}

// simulated is said of what is named in words.
const simulated = passage.SimName

// Is reports whether a fact was made up by a rehearsal.
func Is(f *passage.Fact) bool { return f.Org.Simulated() }

// Rehearsal is a simulated stretch of days.
type Rehearsal struct {
	From  passage.Date
	Days  int
	Facts []Sent // in the order in which devices send them
}

// Purpose says why a fact is in the sequence, beyond what happened.
type Purpose string

const (
	// Told is a fact as its device first sent it.
	Told Purpose = "told"
	// Again is a fact that was sent before: the answer was lost on the way.
	Again Purpose = "again"
	// Twin has the number of a fact told before, and other content: its device
	// was put back from a copy. Neither counts.
	Twin Purpose = "twin"
)

// Sent is a fact and when it leaves its device by a right clock.
type Sent struct {
	envelope.Sealed
	At      passage.Instant
	Purpose Purpose
}

// maxTrucks is how many trucks a rehearsal may have. A ledger holds many more;
// nobody trains with them.
const maxTrucks = 50_000

// ErrTooMany says that a plan has more trucks than a rehearsal takes.
var ErrTooMany = fmt.Errorf("a rehearsal has at most %d trucks; rehearse fewer days", maxTrucks)

// New rehearses a plan of a scenario. The error is one sentence for whoever
// chose the options.
func New(s *passage.Scenario, plan *passage.Plan, o Options) (*Rehearsal, error) {
	if o.From.IsZero() {
		o.From = s.Start
	}
	if o.Orgs == nil {
		o.Orgs = Orgs()
	}
	if o.Rates == (Rates{}) {
		o.Rates = Assumed()
	}
	switch {
	case o.From < s.Start || o.From >= s.End():
		return nil, fmt.Errorf("%s is no day of the plan, which is from %s to %s", o.From, s.Start, s.End()-1)
	case o.Days < 1:
		return nil, fmt.Errorf("%d days are none to rehearse", o.Days)
	}
	o.Days = min(o.Days, int(s.End()-o.From))
	for _, org := range o.Orgs {
		if !org.ID.Simulated() {
			return nil, fmt.Errorf("organisation %q of a rehearsal does not end with %q", org.ID, passage.SimMark)
		}
	}
	m := &sim{
		Scenario: s, Options: o, Rand: rand.New(rand.NewPCG(o.Seed, 0x5e4ea75e)),
		doors: audit.OpenDoors(s), book: newBook(o), shut: map[[2]int]bool{}, flooded: map[[2]int]bool{}, carry: map[int]float64{}, given: map[handover]int64{},
		ready: make([][]parcel, o.Days+1), crossed: map[[2]int]int{}, came: map[[2]int]int{},
	}
	m.tables()
	if err := m.release(m.journeys(plan)); err != nil {
		return nil, err
	}
	m.disturb()
	for day := range o.Days {
		if err := m.live(day); err != nil {
			return nil, err
		}
	}
	m.publishCounts()
	m.stateDoors()
	m.talk()
	m.notifyAndSeek()
	facts, err := m.book.close(m.Rand)
	return &Rehearsal{From: o.From, Days: o.Days, Facts: facts}, err
}
