package rehearsal_test

import (
	"slices"
	"strings"
	"testing"

	"passage"
	"passage/internal/envelope"
	"passage/internal/rehearsal"
)

// A fortnight of the Gaza example has notifications of every outcome, with a
// party that says nothing, and an item that is rejected at one door and enters
// through another.
func TestNotifiedAndSought(t *testing.T) {
	s := gaza(t)
	p, err := plan(s)
	if err != nil {
		t.Fatal(err)
	}
	r, err := rehearsal.New(s, p, rehearsal.Options{Seed: 1, Days: 14})
	if err != nil {
		t.Fatal(err)
	}
	var set envelope.Set
	by := map[string][]passage.Fact{}
	for _, f := range r.Facts {
		set.Add(f.Sealed)
	}
	for _, f := range set.Counting() {
		if strings.HasPrefix(f.Subject(), "p/") {
			by[f.Subject()] = append(by[f.Subject()], f)
		}
	}
	var notices, sought []passage.Reported
	for _, facts := range by {
		slices.SortFunc(facts, func(a, b passage.Fact) int { return passage.CompareFacts(&a, &b) })
		notices = append(notices, passage.FoldReported(passage.Notified, passage.Pointers(facts))...)
		sought = append(sought, passage.FoldReported(passage.Sought, passage.Pointers(facts))...)
	}
	silent, objected, short, carriedOut, withdrawn := 0, 0, 0, 0, 0
	for _, n := range notices {
		if len(n.Findings) > 0 {
			t.Errorf("%v", n.Findings)
		}
		for _, h := range n.Answers() {
			if !saysSo(h.Party) || !h.Asked {
				t.Errorf("%s answered: told %t", h.Party, h.Asked)
			}
			switch h.Status() {
			case "":
				silent++
			case passage.Objected:
				objected++
			}
		}
		if lead, ok := passage.UsualLeadRule().Lead(&n.Fact); ok && lead.Short() > 0 {
			short++
		}
		switch out := n.Outcome(); {
		case out == nil:
		case out.Status == passage.CarriedOut:
			carriedOut++
		default:
			withdrawn++
		}
	}
	if len(notices) != 4 || silent < 3 || objected != 1 || short != 1 || carriedOut != 2 || withdrawn != 1 {
		t.Errorf("%d notifications: %d silent, %d objected, %d short, %d carried out, %d withdrawn", len(notices), silent, objected, short, carriedOut, withdrawn)
	}
	differ := 0
	for _, a := range sought {
		for _, b := range sought {
			if x, y := a.Decision(), b.Decision(); x != nil && y != nil && x.Status == passage.Rejected && y.Status == passage.Approved && a.Fact.Place != b.Fact.Place && a.Fact.Clearance.SameItem(b.Fact.Clearance) {
				differ++
			}
		}
		if !saysSo(a.Fact.Clearance.To) {
			t.Errorf("%s decides", a.Fact.Clearance.To)
		}
	}
	if len(sought) != 8 || differ != 1 {
		t.Errorf("%d clearances, %d decided otherwise elsewhere", len(sought), differ)
	}
}
