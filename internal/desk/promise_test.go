package desk_test

import (
	"fmt"
	"testing"

	"passage"
	"passage/internal/desk"
	"passage/internal/store/storetest"
)

// TestJudgeGoods has five trucks pass a crossing with what was promised, or with less
// of it, and judges the promise before and after one of their facts is declared wrong.
func TestJudgeGoods(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d := open(t, place, t.TempDir())
		all := desk.Caller{Name: "all", Org: "wfp", Scopes: []desk.Scope{desk.Read, desk.Write}}
		first := passage.DateOf(2025, 10, 13)
		say := func(facts ...passage.Fact) desk.Form {
			form := newForm(t)
			if err := d.Say(t.Context(), all, form, facts); err != nil {
				t.Fatal(err)
			}
			return form
		}
		then := func(w string, kind passage.FactKind, on passage.Date, hour int, amount int64, more ...func(*passage.Fact)) passage.Fact {
			f := truck(w, "C1")
			f.Kind, f.Claimed, f.Place, f.Lines[0].Amount = kind, passage.InstantOf(on.Time())+passage.Instant(hour)*3600e6, "gate", amount
			switch kind {
			case passage.Loaded:
				f.Place = "port"
			case passage.Crossed:
				f.Lines = nil
			case passage.Intercepted:
				f.How = passage.UnarmedCrowd
			}
			if kind != passage.Loaded {
				f.From, f.To = "", ""
			}
			for _, m := range more {
				m(&f)
			}
			return f
		}
		sacks := func(f *passage.Fact) { f.Lines[0].Line, f.Lines[0].Unit = 2, passage.Pieces }
		say(then("W1", passage.Loaded, first, 6, 100), then("W1", passage.Crossed, first, 9, 0), then("W1", passage.Intercepted, first, 12, 70))
		say(then("W2", passage.Loaded, first, 6, 100), then("W2", passage.Intercepted, first+1, 8, 30), then("W2", passage.Crossed, first+1, 9, 0))
		robbed := say(then("W3", passage.Intercepted, first+1, 8, 40), then("W3", passage.Loaded, first, 6, 100), then("W3", passage.Crossed, first+2, 9, 0))
		say(then("W4", passage.Loaded, first, 6, 100), then("W4", passage.Crossed, first+20, 9, 0)) // too late
		say(then("W5", passage.Loaded, first, 6, 100))                                              // not there yet
		promise := func(amount int64, unit passage.Unit, goods passage.CommodityID) passage.Promise {
			return passage.Promise{Commitment: &passage.Commitment{ID: "k", By: "m", What: "w", Door: "gate", Commodity: goods, Amount: amount, Unit: unit, From: first, To: first + 6}}
		}
		judge := func(p passage.Promise, asOf passage.Date) string {
			judged, err := d.Judge(t.Context(), all, []*passage.Promise{&p}, asOf, nil)
			if err != nil {
				t.Fatal(err)
			}
			j := judged[0].Judgement
			return fmt.Sprintf("%s %s %g/%g %d", j.Keeping, j.Untold, j.Crossed, j.Promised, j.Unsaid)
		}
		for _, test := range []struct {
			name string
			p    passage.Promise
			asOf passage.Date
			want string
		}{
			{"in part", promise(300, passage.Grams, "flour"), first + 9, "partly  230/300 0"},
			{"in full", promise(230, passage.Grams, "flour"), first + 9, "kept  230/230 0"},
			{"of all goods", promise(231, passage.Grams, ""), first + 6, "partly  230/231 0"},
			{"on the way", promise(700, passage.Grams, "flour"), first + 1, "behind  170/200 0"},
			{"another commodity", promise(300, passage.Grams, "rice"), first + 9, "not_kept  0/300 0"},
			{"another unit", promise(300, passage.Pieces, "flour"), first + 9, "unmeasured other_unit 0/300 3"},
		} {
			if got := judge(test.p, test.asOf); got != test.want {
				t.Errorf("%s: %q, want %q", test.name, got, test.want)
			}
		}
		daily := promise(100, passage.Grams, "flour")
		daily.EachDay, daily.To = true, first+2
		if got, want := judge(daily, first+9), "partly  230/300 0"; got != want {
			t.Errorf("each day: %q, want %q", got, want)
		}
		say(passage.Fact{Kind: passage.Corrected, Waybill: "W3", Corrects: robbed.FactID(1), Error: passage.DidNotOccur, Claimed: then("", passage.Crossed, first+3, 9, 0).Claimed})
		if got, want := judge(promise(300, passage.Grams, "flour"), first+9), "partly  270/300 0"; got != want {
			t.Errorf("once nobody robbed the third truck: %q, want %q", got, want)
		}
		say(then("W6", passage.Loaded, first, 6, 900, sacks), then("W6", passage.Crossed, first+4, 9, 0))
		for amount, want := range map[int64]string{300: "unmeasured other_unit 270/300 1", 270: "kept  270/270 1"} {
			if got := judge(promise(amount, passage.Grams, "flour"), first+9); got != want {
				t.Errorf("once there are sacks: %q, want %q", got, want)
			}
		}
	})
}
