package desk_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/store/storetest"
)

// TestCountsAddUp states counts and corrections of them, by people who hear of one
// another and by people who do not, and hands them in in any order, in lots of any
// size. What the desk makes of them, and public figures do, is what a plain loop does.
func TestCountsAddUp(t *testing.T) {
	const first, days = passage.Date(739_000), 14
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d := open(t, place, t.TempDir())
		gates := 0
		rapid.Check(t, func(t *rapid.T) {
			gates++
			gate := passage.NodeID(fmt.Sprint("gate-", gates))
			var facts []passage.Fact
			say := func(f passage.Fact) *passage.Fact {
				f.ID, f.Org, f.Place, f.Seq = passage.FactID(uuid.NewString()), "wfp", gate, 1
				f.Device = passage.DeviceID(fmt.Sprintf("wfp/%d-%05d", gates, len(facts))) // the later, the greater
				f.Recorded = passage.InstantOf(first.Time()) + passage.Instant(rapid.IntRange(0, 1_000_000).Draw(t, "a clock that is wrong"))
				if f.Claimed == 0 {
					f.Claimed = f.Recorded
				}
				facts = append(facts, f)
				return &facts[len(facts)-1]
			}
			draw := func(about passage.FactID) *passage.Fact {
				from := first + passage.Date(rapid.IntRange(0, days-1).Draw(t, "from"))
				to := min(from+passage.Date(rapid.SampledFrom([]int{0, 0, 0, 2}).Draw(t, "more days")), first+days-1)
				return say(passage.Fact{Kind: passage.Counted, About: about, Claimed: passage.InstantOf(to.Time()), Count: &passage.Count{
					By: rapid.SampledFrom([]string{"un", "authority", "wfp"}).Draw(t, "by"), What: passage.CountedTrucks, From: from, To: to, Number: 6 * float64(rapid.IntRange(0, 9).Draw(t, "number")),
				}})
			}
			wrong := func(id passage.FactID, how passage.Error) {
				say(passage.Fact{Kind: passage.Corrected, Corrects: id, Error: how})
			}
			// Each count is what somebody may still put right of it: one, but for those
			// that were put right by two who did not hear of one another.
			var counts [][]passage.Fact
			for range rapid.IntRange(1, 12).Draw(t, "steps") {
				step := rapid.IntRange(0, 4).Draw(t, "step")
				if len(counts) == 0 || step < 2 {
					counts = append(counts, []passage.Fact{*draw("")})
					continue
				}
				of := &counts[rapid.IntRange(0, len(counts)-1).Draw(t, "which")]
				if len(*of) == 0 {
					continue // it was taken back
				}
				i := rapid.IntRange(0, len(*of)-1).Draw(t, "of which")
				was := (*of)[i]
				*of = append((*of)[:i:i], (*of)[i+1:]...)
				switch step {
				case 2:
					wrong(was.ID, passage.DidNotOccur)
				case 3:
					wrong(was.ID, passage.IncorrectData)
					*of = append(*of, *draw(was.ID))
				case 4:
					for range 2 {
						wrong(was.ID, passage.IncorrectData)
						*of = append(*of, *draw(was.ID))
					}
				}
			}
			want := map[string][]float64{}
			for _, of := range counts {
				var one *passage.Fact
				for i := range of {
					if one == nil || of[i].Device > one.Device {
						one = &of[i]
					}
				}
				if one == nil {
					continue
				}
				c := one.Count
				if want[c.By] == nil {
					want[c.By] = make([]float64, days)
				}
				for day := c.From; day <= c.To; day++ {
					want[c.By][day-first] += c.Number / float64(c.To-c.From+1)
				}
			}

			var lines [][]byte
			for _, f := range rapid.Permutation(facts).Draw(t, "as they come in") {
				sealed, err := envelope.Seal(f)
				if err != nil {
					t.Fatal(err)
				}
				lines = append(lines, sealed.Body)
			}
			for len(lines) > 0 {
				n := rapid.IntRange(1, len(lines)).Draw(t, "lot")
				if _, err := d.TakeIn(t.Context(), wfp, lines[:n]); err != nil {
					t.Fatal(err)
				}
				if _, err := d.Said(t.Context(), wfp, []passage.NodeID{gate}, first, first+days); err != nil { // somebody looks meanwhile
					t.Fatal(err)
				}
				lines = lines[n:]
			}
			said, err := d.Said(t.Context(), wfp, []passage.NodeID{gate}, first, first+days)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string][]float64{}
			for _, f := range said {
				if got[f.Count.By] == nil {
					got[f.Count.By] = make([]float64, days)
				}
				f.EachDay(first, first+days, func(day passage.Date, trucks float64) { got[f.Count.By][day-first] += trucks })
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
				t.Fatalf("(-a plain loop +what is said)\n%s", diff)
			}
			tallies, err := d.Counts(t.Context(), wfp, gate, first, first+days)
			if err != nil || len(tallies) != len(counts) {
				t.Fatalf("%d counts are told, want %d; %v", len(tallies), len(counts), err)
			}
			for _, row := range desk.PublicCounts(said, []passage.Date{first, first + 7}, 7) {
				for week, trucks := range row.Trucks {
					sum := 0.0
					for _, n := range want[row.Source][7*week : 7*week+7] {
						sum += n
					}
					if trucks != int64(sum+0.5) && !(trucks == desk.Unknown && sum == 0) {
						t.Fatalf("public figures have %d of %s in week %d, want %g", trucks, row.Source, week, sum)
					}
				}
			}
		})
	})
}

// TestPutRight holds who may put a count right, and that it is done once.
func TestPutRight(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d, ctx := open(t, place, t.TempDir()), t.Context()
		unicef := desk.Caller{Name: "unicef", Org: "unicef", Scopes: []desk.Scope{desk.Write, desk.Read}}
		reader := desk.Caller{Name: "reader", Org: "wfp", Scopes: []desk.Scope{desk.Read}}
		day := passage.Date(739_000)
		form := newForm(t)
		count := passage.Fact{Kind: passage.Counted, Place: "gate", Claimed: passage.InstantOf(day.Time()), Note: "for few", Count: &passage.Count{By: "wfp", What: "trucks", Number: 12, From: day, To: day}}
		if err := d.Say(ctx, wfp, form, []passage.Fact{count}); err != nil {
			t.Fatal(err)
		}
		id := form.FactID(1)
		to := func(n float64) func(*passage.Fact) {
			return func(f *passage.Fact) {
				c := *f.Count
				c.Number = n
				f.Count = &c
			}
		}
		for name, do := range map[string]func(desk.Caller) error{
			"put right":  func(c desk.Caller) error { return d.TellAnew(ctx, c, newForm(t), passage.Counted, id, "", to(1)) },
			"taken back": func(c desk.Caller) error { return d.TakeBack(ctx, c, newForm(t), "gate", id, "") },
		} {
			if err := do(unicef); !errors.As(err, &desk.Missing{}) {
				t.Errorf("%s by another organisation: %v", name, err)
			}
			if err := do(reader); err == nil {
				t.Errorf("%s by who reads alone", name)
			}
		}
		if err := d.TellAnew(ctx, wfp, newForm(t), passage.Impeded, id, "", to(1)); !errors.As(err, &desk.Missing{}) {
			t.Errorf("a count is told anew as an impediment: %v", err)
		}
		right := newForm(t)
		for range 2 {
			if err := d.TellAnew(ctx, wfp, right, passage.Counted, id, "typed", to(21)); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.TellAnew(ctx, wfp, newForm(t), passage.Counted, id, "", to(22)); !errors.As(err, &desk.NotSaid{}) {
			t.Errorf("what was put right is put right: %v", err)
		}
		if err := d.TakeBack(ctx, wfp, newForm(t), "gate", id, ""); !errors.As(err, &desk.NotSaid{}) {
			t.Errorf("what was put right is taken back: %v", err)
		}
		told, err := d.Count(ctx, reader, "gate", id)
		if err != nil || told.Now == nil || told.Now.Count.Number != 21 || told.Now.Note != "" || len(told.Struck) != 1 || told.Struck[0].By.Reason != "typed" || told.Struck[0].Fact.Note != "" {
			t.Errorf("%+v, %v", told, err)
		}
		if _, err := d.Count(ctx, reader, "hub", id); !errors.As(err, &desk.Missing{}) {
			t.Errorf("it was counted elsewhere: %v", err)
		}
		back := newForm(t)
		for range 2 {
			if err := d.TakeBack(ctx, wfp, back, "gate", right.FactID(2), ""); err != nil {
				t.Fatal(err)
			}
		}
		if said, err := d.Said(ctx, reader, []passage.NodeID{"gate"}, day, day); err != nil || len(said) != 0 {
			t.Errorf("%v, %v is said once all was taken back", said, err)
		}
		if n, err := d.Size(ctx); err != nil || n != 4 {
			t.Errorf("%d facts, %v", n, err)
		}
	})
}
