package desk

import (
	"slices"

	"passage"
	"passage/internal/store"
)

// recent remembers the facts of waybills that were folded lately, so that one
// more fact about a waybill does not read all others again. It is of use only
// while nobody else writes to the database, and only takeInAll touches it.
type recent struct {
	state      state // of the ledger, as it was left here
	young, old map[string]story
	held       int // facts in young

	highest map[string]int64 // number that a device has used
}

// story is the facts about a subject that count, and the place in the log of
// the newest about it, whether it counts or not. It is never written to.
type story struct {
	facts []*passage.Fact
	last  int64

	kept    *store.Kept     // what is kept folded; nil: nobody knows
	was     passage.Waybill // of that, what it moved
	carried []string        // consignments of which it ever carried a line
}

// mostHeld is how many facts the younger half of what is remembered has at
// most: some 50 MB together with the older half.
const mostHeld = 30_000

// begin forgets everything if the ledger is not as it was left: another process
// added facts, or took something out of one.
func (r *recent) begin(now state) {
	if now.facts != r.state.facts || now.erasures != r.state.erasures {
		*r = recent{state: now}
	}
}

// mostDevices is for how many devices the highest number is remembered.
const mostDevices = 100_000

// unused reports whether a device has used no number as high as this one, so that
// it need not be looked for. Devices count upwards: nearly none of theirs is.
func (r *recent) unused(tx *store.Tx, n store.Number) (bool, error) {
	highest, ok := r.highest[n.Device]
	if !ok {
		var err error
		if highest, err = tx.HighestNumber(n.Device); err != nil {
			return false, err
		}
		if r.highest == nil || len(r.highest) >= mostDevices {
			r.highest = map[string]int64{}
		}
		r.highest[n.Device] = highest
	}
	return n.Seq > highest, nil
}

func (r *recent) get(subject string) (story, bool) {
	if s, ok := r.young[subject]; ok {
		return s, true
	}
	s, ok := r.old[subject]
	return s, ok
}

// keep remembers what a transaction has left, once it is on the disk.
func (r *recent) keep(e *entry) {
	r.state = e.after()
	for _, f := range e.rows {
		if have, ok := r.highest[f.Device]; ok {
			r.highest[f.Device] = max(have, f.Seq)
		}
	}
	stories := e.folds.stories
	for subject, s := range stories {
		if r.held > mostHeld || r.young == nil {
			r.old, r.young, r.held = r.young, map[string]story{}, 0
		}
		r.held += len(s.facts) - len(r.young[subject].facts)
		r.young[subject] = s
	}
}

// with is the story with more facts, which count, behind it.
func (s story) with(more []placed) story {
	s.facts = slices.Grow(slices.Clone(s.facts), len(more))
	for _, m := range more {
		s.facts = append(s.facts, m.fact)
		s.last = max(s.last, m.n)
	}
	return s
}

// placed is a fact and its place in the log.
type placed struct {
	n    int64
	fact *passage.Fact
}
