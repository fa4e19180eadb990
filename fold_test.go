package passage_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"passage"
)

// fact builds a fact of the tests: device wfp/a, the next number, one line.
func fact(seq int64, kind passage.FactKind, amount int64, more ...func(*passage.Fact)) passage.Fact {
	f := passage.Fact{
		ID: passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8000-%012d", seq)), Device: "wfp/a", Seq: seq, Org: "wfp",
		Kind: kind, Claimed: passage.Instant(1_760_000_000_000_000 + seq), Recorded: 1_760_000_000_000_000,
		Waybill: "W1", From: "port", To: "hub", Place: "hub", How: passage.UnknownHow, Reason: "none stated",
		Lines: []passage.FactLine{{Consignment: "C1", Line: 1, Commodity: "flour", Unit: passage.Grams, Amount: amount}},
	}
	for _, m := range more {
		m(&f)
	}
	return f
}

func TestFoldWaybill(t *testing.T) {
	wrong := func(target int64, err passage.Error) func(*passage.Fact) {
		return func(f *passage.Fact) {
			f.Corrects, f.Error, f.Lines = passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8000-%012d", target)), err, nil
		}
	}
	ref := func(s string) func(*passage.Fact) { return func(f *passage.Fact) { f.Ref = s } }
	units := func(us ...passage.HandlingUnit) func(*passage.Fact) {
		return func(f *passage.Fact) { f.Lines[0].Units = us }
	}
	for _, test := range []struct {
		name    string
		facts   []passage.Fact
		want    passage.Account
		finding string
	}{
		{"on the road", []passage.Fact{fact(1, passage.Loaded, 10)}, passage.Account{Out: 10, InTransit: 10}, ""},
		{"short-loaded", []passage.Fact{fact(1, passage.Loaded, 10), fact(2, passage.ShortLoaded, 3)}, passage.Account{Out: 7, InTransit: 7}, ""},
		{"received in two parts", []passage.Fact{fact(1, passage.Loaded, 10), fact(2, passage.Received, 4), fact(3, passage.Received, 6)},
			passage.Account{Out: 10, Received: 10}, ""},
		{"received as nothing", []passage.Fact{fact(1, passage.Loaded, 10), fact(2, passage.Received, 0, func(f *passage.Fact) { f.Lines[0].Missing = 10 })},
			passage.Account{Out: 10, Lost: 10}, ""},
		{"one of everything", []passage.Fact{fact(1, passage.Loaded, 100), fact(2, passage.Intercepted, 20), fact(3, passage.Damaged, 5),
			fact(4, passage.Diverted, 10), fact(5, passage.Returned, 15), fact(6, passage.Received, 30)},
			passage.Account{Out: 100, Lost: 20, Damaged: 5, Diverted: 10, Returned: 15, Received: 30, InTransit: 20}, ""},
		{"a receipt before the loading is known", []passage.Fact{fact(2, passage.Received, 4)}, passage.Account{Received: 4, Excess: 4}, "more is accounted for"},
		{"a fact that did not occur", []passage.Fact{fact(1, passage.Loaded, 10), fact(2, passage.Intercepted, 4), fact(3, passage.Corrected, 0, wrong(2, passage.DidNotOccur))},
			passage.Account{Out: 10, InTransit: 10}, ""},
		{"a correction taken back", []passage.Fact{fact(1, passage.Loaded, 10), fact(2, passage.Received, 4),
			fact(3, passage.Corrected, 0, wrong(2, passage.DidNotOccur)), fact(4, passage.Corrected, 0, wrong(3, passage.DidNotOccur))},
			passage.Account{Out: 10, Received: 4, InTransit: 6}, ""},
		{"corrections in a circle", []passage.Fact{fact(1, passage.Loaded, 10),
			fact(3, passage.Corrected, 0, wrong(4, passage.DidNotOccur)), fact(4, passage.Corrected, 0, wrong(3, passage.DidNotOccur))},
			passage.Account{Out: 10, InTransit: 10}, "correct each other"},
		{"a stranger's correction", []passage.Fact{fact(1, passage.Loaded, 10), fact(2, passage.Received, 4),
			fact(3, passage.Corrected, 0, wrong(2, passage.DidNotOccur), func(f *passage.Fact) { f.Org, f.Device = "other", "other/a" })},
			passage.Account{Out: 10, Received: 4, InTransit: 6}, ""},
		{"one paper on two devices", []passage.Fact{fact(1, passage.Loaded, 10), fact(2, passage.Received, 4, ref("GRN-1")),
			fact(2, passage.Received, 4, ref("GRN-1"), func(f *passage.Fact) { f.Device = "wfp/b" })},
			passage.Account{Out: 10, Received: 4, InTransit: 6}, "counted once"},
		{"a pallet scanned whole and a carton of it alone", []passage.Fact{
			fact(1, passage.Loaded, 10, units(passage.HandlingUnit{ID: "pallet"}, passage.HandlingUnit{ID: "a", In: "pallet", Amount: 6}, passage.HandlingUnit{ID: "b", In: "pallet", Amount: 4})),
			fact(2, passage.Received, 10, units(passage.HandlingUnit{ID: "pallet"})),
			fact(3, passage.Received, 6, units(passage.HandlingUnit{ID: "a", Amount: 6}))},
			passage.Account{Out: 10, Received: 10}, "scanned twice"},
		{"closed with some missing", []passage.Fact{fact(1, passage.Loaded, 10), fact(2, passage.Received, 4), fact(3, passage.Finished, 0, func(f *passage.Fact) { f.Lines = nil })},
			passage.Account{Out: 10, Received: 4, InTransit: 6}, "unaccounted for"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for range 20 { // whatever the order, and each fact twice
				facts := append(slices.Clone(test.facts), test.facts...)
				rand.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
				w := passage.FoldWaybill("W1", facts)
				if len(w.Lines) != 1 {
					t.Fatalf("%d lines, want 1", len(w.Lines))
				}
				if diff := cmp.Diff(test.want, w.Lines[0].Account); diff != "" {
					t.Fatalf("-want +got\n%s", diff)
				}
				text := fmt.Sprint(w.Findings)
				if test.finding == "" && len(w.Findings) > 0 || !strings.Contains(text, test.finding) {
					t.Fatalf("findings %v, want one about %q", w.Findings, test.finding)
				}
			}
		})
	}
}

// TestFoldsDependOnTheSet draws journeys over hubs with anything that can
// happen, and holds that every line balances and that neither order,
// repetition nor any clock changes a total.
func TestFoldsDependOnTheSet(t *testing.T) {
	kinds := []passage.FactKind{passage.Loaded, passage.ShortLoaded, passage.Received, passage.Intercepted, passage.Damaged, passage.Returned, passage.Diverted, passage.Corrected}
	rapid.Check(t, func(t *rapid.T) {
		nodes := []passage.NodeID{"port", "hub", "site"}
		var facts []passage.Fact
		n := rapid.IntRange(1, 30).Draw(t, "facts")
		for i := range n {
			k := rapid.SampledFrom(kinds).Draw(t, "kind")
			leg := rapid.IntRange(0, 1).Draw(t, "leg")
			facts = append(facts, fact(int64(i+1), k, rapid.Int64Range(0, 100).Draw(t, "amount"), func(f *passage.Fact) {
				f.Waybill, f.From, f.To = passage.WaybillID(fmt.Sprint("W", leg)), nodes[leg], nodes[leg+1]
				f.Ref = rapid.SampledFrom([]string{"", "", "R1"}).Draw(t, "ref")
				if k == passage.Corrected {
					f.Lines, f.Error = nil, passage.DidNotOccur
					f.Corrects = passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8000-%012d", rapid.IntRange(1, n).Draw(t, "target")))
				}
			}))
		}
		if rapid.Bool().Draw(t, "released") {
			facts = append(facts, fact(int64(n+1), passage.Released, 150, func(f *passage.Fact) {
				f.Waybill, f.Consignment, f.From, f.To = "", "C1", "port", "site"
			}))
		}
		fold := func(facts []passage.Fact) passage.Consignment {
			by := map[string][]passage.Fact{}
			for _, f := range facts {
				by[f.Subject()] = append(by[f.Subject()], f)
			}
			w0, w1 := passage.FoldWaybill("W0", by["w/W0"]), passage.FoldWaybill("W1", by["w/W1"])
			for _, w := range []passage.Waybill{w0, w1} {
				for _, l := range w.Lines {
					if !l.Balanced() {
						t.Fatalf("leg out of balance: %+v", l)
					}
				}
			}
			return passage.FoldConsignment("C1", by["c/C1"], []passage.Waybill{w1, w0})
		}
		want := fold(facts)
		for _, l := range want.Lines {
			if !l.Balanced() || l.OnRoad+l.AtHubs+l.NotLoaded != l.InTransit {
				t.Fatalf("line out of balance: %+v", l)
			}
		}
		again := append(slices.Clone(facts), facts[:len(facts)/2]...)
		perm := rapid.Permutation(again).Draw(t, "order")
		if diff := cmp.Diff(want, fold(perm)); diff != "" {
			t.Fatalf("order or repetition changes a consignment: -want +got\n%s", diff)
		}
		for i := range perm {
			perm[i].Claimed += passage.Instant(rapid.Int64Range(-10, 10).Draw(t, "years") * 365 * 86400 * 1e6)
		}
		if diff := cmp.Diff(want.Lines, fold(perm).Lines); diff != "" {
			t.Fatalf("a clock changes a total: -want +got\n%s", diff)
		}
	})
}

// TestUnreleased holds what waybills say by themselves, where no release is
// known: a table of waybills has none.
func TestUnreleased(t *testing.T) {
	leg := func(waybill, from, to string) func(*passage.Fact) {
		return func(f *passage.Fact) {
			f.Waybill, f.From, f.To, f.Place = passage.WaybillID(waybill), passage.NodeID(from), passage.NodeID(to), passage.NodeID(to)
		}
	}
	for _, test := range []struct {
		name  string
		facts []passage.Fact
		want  passage.ConsignmentLine
	}{
		{"one leg", []passage.Fact{fact(1, passage.Loaded, 20, leg("W1", "port", "site")), fact(2, passage.Intercepted, 2, leg("W1", "", "")), fact(3, passage.Received, 18, leg("W1", "port", "site"))},
			passage.ConsignmentLine{Account: passage.Account{Out: 20, Received: 18, Lost: 2}}},
		{"on the road", []passage.Fact{fact(1, passage.Loaded, 20, leg("W1", "port", "site"))},
			passage.ConsignmentLine{Account: passage.Account{Out: 20, InTransit: 20}, OnRoad: 20}},
		{"over a hub", []passage.Fact{fact(1, passage.Loaded, 20, leg("W1", "port", "hub")), fact(2, passage.Received, 20, leg("W1", "port", "hub")),
			fact(3, passage.Loaded, 12, leg("W2", "hub", "site")), fact(4, passage.Received, 10, leg("W2", "hub", "site"))},
			passage.ConsignmentLine{Account: passage.Account{Out: 20, Received: 10, InTransit: 10}, OnRoad: 2, AtHubs: 8}},
		{"some of it brought back", []passage.Fact{fact(1, passage.Loaded, 20, leg("W1", "port", "site")), fact(2, passage.Returned, 5, leg("W1", "port", "site")), fact(3, passage.Received, 15, leg("W1", "port", "site"))},
			passage.ConsignmentLine{Account: passage.Account{Out: 20, Received: 15, Returned: 5}}},
		{"more from a hub than came", []passage.Fact{fact(1, passage.Loaded, 5, leg("W1", "port", "hub")), fact(2, passage.Received, 5, leg("W1", "port", "hub")), fact(3, passage.Loaded, 8, leg("W2", "hub", "site"))},
			passage.ConsignmentLine{Account: passage.Account{Out: 8, InTransit: 8}, OnRoad: 8}},
		{"a receipt alone", []passage.Fact{fact(1, passage.Received, 5, leg("W1", "", ""))},
			passage.ConsignmentLine{Account: passage.Account{Received: 5, Excess: 5}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := passage.FoldLedger(test.facts).Consignments[0]
			test.want.Line, test.want.Commodity, test.want.Unit = 1, "flour", passage.Grams
			if diff := cmp.Diff([]passage.ConsignmentLine{test.want}, c.Lines); diff != "" || !c.Lines[0].Balanced() {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestUnitsDoNotMix holds that a leg which counts a line in another unit than
// its release enters no total, and is found.
func TestUnitsDoNotMix(t *testing.T) {
	released := fact(1, passage.Released, 100, func(f *passage.Fact) { f.Waybill, f.Consignment = "", "C1" })
	loaded := fact(2, passage.Loaded, 7, func(f *passage.Fact) { f.Lines[0].Unit = passage.Pieces })
	c := passage.FoldLedger([]passage.Fact{loaded, released}).Consignments[0]
	if want := (passage.Account{Out: 100, InTransit: 100}); c.Lines[0].Account != want || c.Lines[0].NotLoaded != 100 {
		t.Errorf("got %+v, want %+v, none of it loaded", c.Lines[0], want)
	}
	if len(c.Findings) != 1 || !strings.Contains(c.Findings[0].Text, "flour in g in one fact and flour in piece in another") {
		t.Errorf("findings %v", c.Findings)
	}
}

func TestValidate(t *testing.T) {
	for _, test := range []struct {
		name string
		f    passage.Fact
		want string // part of the sentence; empty: valid
	}{
		{"as it should be", fact(1, passage.Loaded, 10), ""},
		{"another's device", fact(1, passage.Loaded, 10, func(f *passage.Fact) { f.Org = "other" }), "does not begin with its organisation"},
		{"not a UUID", fact(1, passage.Loaded, 10, func(f *passage.Fact) { f.ID = "7" }), "is not a UUID"},
		{"seq 0", fact(0, passage.Loaded, 10), "counts its facts from 1"},
		{"no time", fact(1, passage.Loaded, 10, func(f *passage.Fact) { f.Claimed = 0 }), "claimed is missing"},
		{"a negative amount", fact(1, passage.Loaded, -1), "is corrected, not subtracted"},
		{"more than the world has", fact(1, passage.Loaded, 2e15), "above"},
		{"loaded onto nothing", fact(1, passage.Loaded, 1, func(f *passage.Fact) { f.Waybill = "" }), "needs waybill"},
		{"released without goods", fact(1, passage.Released, 1, func(f *passage.Fact) { f.Waybill, f.Consignment, f.Lines = "", "C1", nil }), "needs lines"},
		{"a release on a waybill", fact(1, passage.Released, 1, func(f *passage.Fact) { f.Consignment = "C1" }), "not about waybill"},
		{"missing goods without a reason", fact(1, passage.Received, 1, func(f *passage.Fact) { f.Lines[0].Missing = 1 }), "needs a reason"},
		{"an unknown kind", fact(1, "teleported", 1), "not one that this version knows"},
		{"a name that reads backwards", fact(1, passage.Loaded, 1, func(f *passage.Fact) { f.Waybill = "W\u202e1" }), "cannot be seen"},
		{"a grade that is none", fact(1, passage.Loaded, 1, func(f *passage.Fact) { f.Reliability = "G9" }), "from A to F"},
		{"a unit of its own", fact(1, passage.Loaded, 1, func(f *passage.Fact) { f.Lines[0].Unit = "sack" }), "amounts are in"},
		{"short evidence", fact(1, passage.Loaded, 1, func(f *passage.Fact) { f.Evidence = []passage.Evidence{{SHA256: "ab"}} }), "is not a SHA-256"},
		{"a count of nobody", fact(1, passage.Counted, 1, func(f *passage.Fact) { f.Count = &passage.Count{What: "trucks"} }), "who counted"},
		{"a count below nought", fact(1, passage.Counted, 1, func(f *passage.Fact) { f.Count = &passage.Count{By: "un", What: "trucks", Number: -3} }), "is corrected, not subtracted"},
		{"an absurd count", fact(1, passage.Counted, 1, func(f *passage.Fact) { f.Count = &passage.Count{By: "un", What: "trucks", Number: 2e9} }), "expected a number from 0 to"},
		{"a count that ends before it begins", fact(1, passage.Counted, 1, func(f *passage.Fact) { f.Count = &passage.Count{By: "un", What: "trucks", From: 9, To: 8} }), "the last day of the count"},
		{"a correction of nothing", fact(1, passage.Corrected, 1, func(f *passage.Fact) { f.Error = passage.DidNotOccur }), "the id of the fact"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := test.f.Validate()
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestInstant(t *testing.T) {
	for s, want := range map[string]string{
		"2025-10-13T11:30:00+03:00":   "2025-10-13T08:30:00Z",
		"2025-10-13T08:30:00.000001Z": "2025-10-13T08:30:00.000001Z",
		"2025-10-13T08:30:00":         "",
		"2025-10-13":                  "",
		"":                            "",
	} {
		got, err := passage.ParseInstant(s)
		if (err != nil) != (want == "") || err == nil && got.String() != want {
			t.Errorf("%q: %v %v, want %q", s, got, err, want)
		}
	}
}
