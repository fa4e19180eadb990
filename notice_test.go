package passage_test

import (
	"slices"
	"strings"
	"testing"

	"passage"
)

func at(hours int) passage.Instant {
	return passage.Instant(1_760_000_040+int64(hours)*3600) * 1_000_000
}

func notified(to ...string) passage.Fact {
	return passage.Fact{ID: "n", Device: "wfp/a", Seq: 1, Org: "wfp", Kind: passage.Notified, Place: "hub", Claimed: at(0),
		Notice: &passage.Notice{What: passage.OfMovement, To: to, Route: []passage.NodeID{"hub", "camp"}, Departs: at(30)}}
}

func noticed(hours int, status passage.Status, party string) passage.Fact {
	return passage.Fact{ID: passage.FactID(string(status) + party), Device: "wfp/a", Seq: int64(hours) + 2, Org: "wfp", Kind: passage.Followed, Place: "hub", About: "n", Status: status, Party: party, Claimed: at(hours), Reason: "none stated"}
}

// TestLeadRule holds hours before a movement to the rule, urgent or not.
func TestLeadRule(t *testing.T) {
	rule := passage.UsualLeadRule()
	f := notified("A")
	for _, c := range []struct {
		departs      int
		urgent       bool
		short, hours float64
	}{{48, false, 0, 48}, {47, false, 1, 47}, {30, false, 18, 30}, {30, true, 0, 30}, {23, true, 1, 23}, {-2, true, 26, -2}} {
		f.Notice.Departs, f.Notice.Urgent = at(c.departs), c.urgent
		lead, ok := rule.Lead(&f)
		if !ok || lead.Short() != c.short || lead.Hours != c.hours {
			t.Errorf("%+v: %+v, %g short", c, lead, lead.Short())
		}
	}
	f.Notice.Departs, f.Claimed = at(48), at(0)+42_000_000 // told within the minute
	if lead, _ := rule.Lead(&f); lead.Short() != 0 {
		t.Errorf("%g h short by seconds", lead.Short())
	}
	f.Notice.What = passage.OfSite
	if _, ok := rule.Lead(&f); ok {
		t.Error("a site sets out")
	}
}

// TestSilenceIsNoConsent holds that a party of which nothing came has no status,
// whatever others say and whatever the notification came to.
func TestSilenceIsNoConsent(t *testing.T) {
	all := passage.FoldReported(passage.Notified, passage.Pointers([]passage.Fact{
		notified("Party A", "Party B", "Party C"), noticed(1, passage.Acknowledged, "party  a"), noticed(2, passage.Acknowledged, "Party B"),
		noticed(3, passage.Objected, "PARTY B"), noticed(4, passage.Acknowledged, "Party D"), noticed(40, passage.CarriedOut, ""),
	}))
	var got []string
	for _, a := range all[0].Answers() {
		got = append(got, a.Party+" "+string(a.Status()))
		if a.Asked == (a.Party == "Party D") {
			t.Errorf("%s was told: %t", a.Party, a.Asked)
		}
	}
	if want := []string{"Party A acknowledged", "Party B objected", "Party C ", "Party D acknowledged"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if out := all[0].Outcome(); out == nil || out.Status != passage.CarriedOut {
		t.Errorf("outcome %+v", out)
	}
	other := noticed(41, passage.Withdrawn, "")
	other.Org = "iom"
	all = passage.FoldReported(passage.Notified, passage.Pointers([]passage.Fact{notified("A"), other}))
	if all[0].Outcome() != nil {
		t.Error("another organisation withdrew it")
	}
}

// TestNoticeWithoutCoordinates: what travels to every ledger says no exact place.
func TestNoticeWithoutCoordinates(t *testing.T) {
	f := notified("A")
	f.ID, f.Device, f.Seq, f.Recorded = "0192e4a5-7c31-7000-8000-0123456789ab", "wfp/a", 1, at(0)
	if err := f.Validate(); err != nil {
		t.Fatal(err)
	}
	f.Whereupon = "31.5,34.4"
	if err := f.Validate(); err == nil || !strings.Contains(err.Error(), "no coordinates") {
		t.Errorf("%v", err)
	}
}

// TestSameItem tells items of one kind from others, however they are written.
func TestSameItem(t *testing.T) {
	for _, c := range []struct {
		a, b passage.Clearance
		same bool
	}{
		{passage.Clearance{Item: "Solar panel, 400 W"}, passage.Clearance{Item: "solar  panel 400 w"}, true},
		{passage.Clearance{Item: "لوح شمسي ٤٠٠"}, passage.Clearance{Item: "لَوح شمسي 400"}, true},
		{passage.Clearance{Item: "generator", Commodity: "power"}, passage.Clearance{Item: "genset", Commodity: "power"}, true},
		{passage.Clearance{Item: "generator"}, passage.Clearance{Item: "genset"}, false},
		{passage.Clearance{Item: "generator 50 kVA"}, passage.Clearance{Item: "generator 500 kVA"}, false},
	} {
		if got := c.a.SameItem(&c.b); got != c.same {
			t.Errorf("%q and %q: %t", c.a.Item, c.b.Item, got)
		}
	}
}

// TestDecision: the newest decision speaks, the first one says how long it took,
// and a question is none.
func TestDecision(t *testing.T) {
	sought := passage.Fact{ID: "n", Device: "wfp/a", Seq: 1, Org: "wfp", Kind: passage.Sought, Place: "hub", Claimed: at(0), Clearance: &passage.Clearance{Item: "x", To: "y"}}
	fold := func(follows ...passage.Fact) passage.Reported {
		return passage.FoldReported(passage.Sought, passage.Pointers(append([]passage.Fact{sought}, follows...)))[0]
	}
	r := fold(noticed(24, passage.Questioned, "y"))
	if _, ok := r.DaysToDecide(); ok || r.Decision() != nil || r.Passage() != nil {
		t.Error("a question decides")
	}
	r = fold(noticed(72, passage.Rejected, "y"), noticed(240, passage.Approved, "y"), noticed(260, passage.Entered, ""))
	if days, ok := r.DaysToDecide(); !ok || days != 3 || r.Decision().Status != passage.Approved || r.Passage().Status != passage.Entered {
		t.Errorf("%d days, %+v", days, r.Decision())
	}
}
