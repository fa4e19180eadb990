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

func day(t testing.TB, s string) passage.Date {
	t.Helper()
	d, err := passage.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func noon(d passage.Date) passage.Instant { return passage.InstantOf(d.Time()) + 12*3600e6 }

// said is a fact about access that is right in all that every fact needs.
func said(n int, kind passage.FactKind, at passage.Instant, more func(*passage.Fact)) passage.Fact {
	f := passage.Fact{
		ID: passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8000-%012d", n)), Device: "un/desk", Seq: int64(n), Org: "un", Actor: "a", Kind: kind,
		Claimed: at, Recorded: at, Place: "gate",
	}
	if more != nil {
		more(&f)
	}
	return f
}

// TestAccessFacts is a table of what facts about access have to say.
func TestAccessFacts(t *testing.T) {
	at := noon(day(t, "2025-03-02"))
	state := func(d passage.DoorState) func(*passage.Fact) { return func(f *passage.Fact) { f.Door = &d } }
	minutes := func(change func(*passage.Minutes)) func(*passage.Fact) {
		return func(f *passage.Fact) {
			f.Engagement = "E1"
			f.Minutes = &passage.Minutes{
				Form: passage.Meeting, Reach: passage.Operation, Level: passage.Senior, Participants: []passage.Participant{{Role: "Coordinator"}}, Topics: []string{"fuel"},
				Statements:  []passage.Assertion{{By: "un", Text: "fuel is out", About: passage.OfFact, Stand: passage.Contested}},
				Asks:        []passage.AskMade{{Ask: "a1", Of: "ministry", What: "open it", Answer: passage.Granted, Words: "from Monday"}},
				Commitments: []passage.Commitment{{ID: "k1", By: "ministry", What: "20 a day", Door: "gate", TrucksPerDay: passage.Some(20), From: day(t, "2025-03-03"), To: day(t, "2025-03-09")}},
			}
			if change != nil {
				change(f.Minutes)
			}
		}
	}
	one := func(change func(*passage.Commitment)) func(*passage.Fact) {
		return minutes(func(m *passage.Minutes) { change(&m.Commitments[0]) })
	}
	amount := func(of passage.CommodityID, n int64, unit passage.Unit, more func(*passage.Commitment)) func(*passage.Fact) {
		return one(func(c *passage.Commitment) {
			c.TrucksPerDay, c.Commodity, c.Amount, c.Unit = passage.Limit{}, of, n, unit
			if more != nil {
				more(c)
			}
		})
	}
	notice := func(change func(*passage.Notice)) func(*passage.Fact) {
		return func(f *passage.Fact) {
			f.Notice = &passage.Notice{What: passage.OfMovement, To: []string{"ministry"}, Route: []passage.NodeID{"gate", "hub"}, Departs: at + 48*3600e6}
			change(f.Notice)
		}
	}
	for _, test := range []struct {
		name string
		fact passage.Fact
		want string // in the sentence; empty: nothing is wrong
	}{
		{"a closed door", said(1, passage.Stated, at, state(passage.DoorState{Status: passage.Closed, Until: day(t, "2025-03-09")})), ""},
		{"some goods and trucks", said(1, passage.Stated, at, state(passage.DoorState{Status: passage.Restricted, TrucksPerDay: passage.Some(20), Only: []string{"food"}, Hours: "08:00-16:00"})), ""},
		{"a door nobody knows of", said(1, passage.Stated, at, state(passage.DoorState{Status: passage.UnknownAccess})), ""},
		{"no state", said(1, passage.Stated, at, nil), "says in door how the door is"},
		{"no door", said(1, passage.Stated, at, func(f *passage.Fact) { f.Place, f.Door = "", &passage.DoorState{Status: passage.Open} }), "which door?"},
		{"another state", said(1, passage.Stated, at, state(passage.DoorState{Status: "ajar"})), `status is "ajar"`},
		{"trucks through a closed door", said(1, passage.Stated, at, state(passage.DoorState{Status: passage.Closed, TrucksPerDay: passage.Some(1)})), `stands with status "closed"`},
		{"fewer than no trucks", said(1, passage.Stated, at, state(passage.DoorState{Status: passage.Open, TrucksPerDay: passage.Some(-1)})), "expected a number from 0"},
		{"goods of an open door", said(1, passage.Stated, at, state(passage.DoorState{Status: passage.Open, Only: []string{"food"}})), "only some goods"},
		{"both lists", said(1, passage.Stated, at, state(passage.DoorState{Status: passage.Restricted, Only: []string{"food"}, Except: []string{"fuel"}})), "say one of the two"},
		{"a door of a waybill", said(1, passage.Stated, at, func(f *passage.Fact) { f.Waybill, f.Door = "W1", &passage.DoorState{Status: passage.Open} }), "about a place alone"},

		{"an impediment", said(1, passage.Impeded, at, func(f *passage.Fact) { f.Obstacle, f.Detail = passage.MovementInto, "visa" }), ""},
		{"of no category", said(1, passage.Impeded, at, func(f *passage.Fact) { f.Obstacle = "weather" }), "nine categories"},
		{"of another category", said(1, passage.Impeded, at, func(f *passage.Fact) { f.Obstacle, f.Detail = passage.Mines, "visa" }), "no kind of mines"},
		{"nowhere", said(1, passage.Impeded, at, func(f *passage.Fact) { f.Obstacle, f.Place = passage.Mines, "" }), "names the place"},

		{"a follow-up", said(1, passage.Followed, at, func(f *passage.Fact) { f.About, f.Status = "x", passage.Verified }), ""},
		{"of nothing", said(1, passage.Followed, at, func(f *passage.Fact) { f.Status = passage.Verified }), "needs about"},
		{"that says nothing", said(1, passage.Followed, at, func(f *passage.Fact) { f.About = "x" }), `status ""`},
		{"a dispute without a reason", said(1, passage.Followed, at, func(f *passage.Fact) { f.About, f.Status = "x", passage.Disputed }), "needs reason"},

		{"a meeting", said(1, passage.Engaged, at, minutes(nil)), ""},
		{"without minutes", said(1, passage.Engaged, at, func(f *passage.Fact) { f.Engagement = "E1" }), "says in minutes"},
		{"without a name", said(1, passage.Engaged, at, func(f *passage.Fact) { minutes(nil)(f); f.Engagement = "" }), "needs engagement"},
		{"a seance", said(1, passage.Engaged, at, minutes(func(m *passage.Minutes) { m.Form = "seance" })), `form is "seance"`},
		{"for nobody said", said(1, passage.Engaged, at, minutes(func(m *passage.Minutes) { m.Reach = "" })), "who may read it"},
		{"an empty chair", said(1, passage.Engaged, at, minutes(func(m *passage.Minutes) { m.Participants[0] = passage.Participant{} })), "participants, number 1"},
		{"a topic of no list", said(1, passage.Engaged, at, minutes(func(m *passage.Minutes) { m.Topics = []string{"weather"} })), `has "weather"`},
		{"an ask of nobody", said(1, passage.Engaged, at, minutes(func(m *passage.Minutes) { m.Asks[0].Of = "" })), "who was asked?"},
		{"words without an answer", said(1, passage.Engaged, at, minutes(func(m *passage.Minutes) { m.Asks[0].Answer = "" })), "words of an answer and no answer"},
		{"two answers", said(1, passage.Engaged, at, minutes(func(m *passage.Minutes) {
			m.Asks = append(m.Asks, m.Asks[0])
			m.Asks[1].Answer = passage.AnsweredNo
		})), "put to ministry twice"},
		{"a promise of nobody", said(1, passage.Engaged, at, one(func(c *passage.Commitment) { c.By = "" })), "who made the commitment?"},
		{"over before it begins", said(1, passage.Engaged, at, one(func(c *passage.Commitment) { c.From, c.To = c.To, c.From })), "before it begins"},
		{"nowhere to count", said(1, passage.Engaged, at, one(func(c *passage.Commitment) { c.Door = "" })), "no door at which to count"},
		{"two figures", said(1, passage.Engaged, at, one(func(c *passage.Commitment) { c.Trucks = passage.Some(5) })), "say one of the two"},
		{"trucks by no day", said(1, passage.Engaged, at, one(func(c *passage.Commitment) { c.TrucksPerDay, c.Trucks, c.To = passage.Limit{}, passage.Some(5), 0 })), "by when?"},
		{"an amount", said(1, passage.Engaged, at, amount("flour", 5, passage.Pieces, nil)), ""},
		{"a weight of all goods", said(1, passage.Engaged, at, amount("", 5, passage.Grams, nil)), ""},
		{"pieces of all goods", said(1, passage.Engaged, at, amount("", 5, passage.Pieces, nil)), "of no commodity"},
		{"an amount in pallets", said(1, passage.Engaged, at, amount("flour", 5, "pallet", nil)), "as the lines of waybills are"},
		{"a unit alone", said(1, passage.Engaged, at, amount("flour", 0, passage.Grams, nil)), "a unit and no amount"},
		{"less than nothing", said(1, passage.Engaged, at, amount("flour", -5, passage.Grams, nil)), "above 0"},
		{"an amount by no day", said(1, passage.Engaged, at, amount("flour", 5, passage.Grams, func(c *passage.Commitment) { c.To = 0 })), "by when?"},
		{"an amount at no door", said(1, passage.Engaged, at, amount("", 5, passage.Grams, func(c *passage.Commitment) { c.Door = "" })), "no door at which to count"},
		{"an amount and trucks", said(1, passage.Engaged, at, amount("flour", 5, passage.Grams, func(c *passage.Commitment) { c.Trucks = passage.Some(5) })), "trucks and an amount"},
		{"an amount and a sum", said(1, passage.Engaged, at, amount("flour", 5, passage.Grams, func(c *passage.Commitment) { c.Sum, c.Currency = passage.Some(5), "USD" })), "more than one of"},
		{"said twice", said(1, passage.Engaged, at, minutes(func(m *passage.Minutes) { m.Commitments = append(m.Commitments, m.Commitments[0]) })), "k1 stands twice"},

		{"a convoy", said(1, passage.Notified, at, notice(func(*passage.Notice) {})), ""},
		{"told to nobody", said(1, passage.Notified, at, notice(func(n *passage.Notice) { n.To = nil })), "who is told?"},
		{"that goes nowhere", said(1, passage.Notified, at, notice(func(n *passage.Notice) { n.Route = n.Route[:1] })), "goes from one to another"},
		{"that never sets out", said(1, passage.Notified, at, notice(func(n *passage.Notice) { n.Departs = 0 })), "when does it set out?"},
		{"that is there before", said(1, passage.Notified, at, notice(func(n *passage.Notice) { n.Arrives = at })), "before notice.departs"},
		{"an item", said(1, passage.Sought, at, func(f *passage.Fact) { f.Clearance = &passage.Clearance{Item: "pump", To: "ministry"} }), ""},
		{"no item", said(1, passage.Sought, at, func(f *passage.Fact) { f.Clearance = &passage.Clearance{To: "ministry"} }), "what is to pass?"},
		{"nobody decides", said(1, passage.Sought, at, func(f *passage.Fact) { f.Clearance = &passage.Clearance{Item: "pump"} }), "who decides?"},
	} {
		err := test.fact.Validate()
		if got := fmt.Sprint(err); test.want == "" && err != nil || test.want != "" && !strings.Contains(got, test.want) {
			t.Errorf("%s: %q, want %q in it", test.name, got, test.want)
		}
	}
}

// TestStatedDoors has three sources speak of a door.
func TestStatedDoors(t *testing.T) {
	first := day(t, "2025-03-01")
	state := func(n int, source string, on passage.Date, status passage.AccessStatus, until passage.Date) passage.Fact {
		return said(n, passage.Stated, noon(on), func(f *passage.Fact) {
			f.Source, f.Door = source, &passage.DoorState{Status: status, Until: until}
		})
	}
	facts := []passage.Fact{
		state(1, "", first, passage.Open, 0), state(2, "radio", first+1, passage.Closed, first+3), state(3, "", first+2, passage.Restricted, 0),
		state(4, "ministry", first+9, passage.Open, 0),
	}
	tell := func(on passage.Date) (told []string) {
		for _, s := range passage.StatedDoors(facts, on) {
			told = append(told, fmt.Sprintf("%s %s since %s, %d before", s.Fact.SourceOf(), s.Fact.Door.Status, s.Since, len(s.Past)))
		}
		return told
	}
	for on, want := range map[passage.Date][]string{
		first - 1: nil,
		first:     {"un open since 2025-03-01, 0 before"},
		first + 2: {"un restricted since 2025-03-03, 1 before", "radio closed since 2025-03-02, 0 before"},
		first + 4: {"un restricted since 2025-03-03, 1 before"}, // what the radio said was for three days
		first + 9: {"ministry open since 2025-03-10, 0 before", "un restricted since 2025-03-03, 1 before"},
	} {
		if got := tell(on); !slices.Equal(got, want) {
			t.Errorf("on %s: %q, want %q", on, got, want)
		}
	}
	announced := func(on passage.Date) (told []string) {
		for _, s := range passage.AnnouncedDoors(facts, on) {
			told = append(told, fmt.Sprintf("%s %s from %s", s.Fact.SourceOf(), s.Fact.Door.Status, s.Since))
		}
		return told
	}
	facts = append(facts, state(5, "ministry", first+9, passage.Closed, 0), state(6, "radio", first+5, passage.Open, 0))
	for on, want := range map[passage.Date][]string{ // what the ministry said last for its day stands
		first + 2: {"radio open from 2025-03-06", "ministry closed from 2025-03-10"},
		first + 5: {"ministry closed from 2025-03-10"},
		first + 9: nil,
	} {
		if got := announced(on); !slices.Equal(got, want) {
			t.Errorf("announced on %s: %q, want %q", on, got, want)
		}
	}
	if !passage.Differ(passage.StatedDoors(facts, first+2)) || passage.Differ(passage.StatedDoors(facts, first+4)) {
		t.Error("two sources that contradict each other do not, or one contradicts itself")
	}
}

// TestFollowUps is a table of what becomes of an impediment.
func TestFollowUps(t *testing.T) {
	at := noon(day(t, "2025-03-02"))
	report := said(1, passage.Impeded, at, func(f *passage.Fact) { f.Obstacle = passage.MovementWithin })
	follow := func(n int, status passage.Status, org passage.OrgID, actor string) passage.Fact {
		return said(n, passage.Followed, at+passage.Instant(n), func(f *passage.Fact) {
			f.About, f.Status, f.Org, f.Device, f.Actor, f.Reason = report.ID, status, org, passage.DeviceID(org)+"/x", actor, "none stated"
		})
	}
	for _, test := range []struct {
		name     string
		follows  []passage.Fact
		want     passage.Status
		findings int
	}{
		{"nobody followed up", nil, "", 0},
		{"somebody else verifies", []passage.Fact{follow(2, passage.Verifying, "un", "a"), follow(3, passage.Verified, "un", "b")}, passage.Verified, 0},
		{"another organisation verifies", []passage.Fact{follow(2, passage.Verified, "rc", "a")}, passage.Verified, 0},
		{"who reported verifies", []passage.Fact{follow(2, passage.Verifying, "un", "a"), follow(3, passage.Verified, "un", "a")}, passage.Verifying, 1},
		{"a reply leaves it", []passage.Fact{follow(2, passage.Verified, "un", "b"), follow(3, passage.Replied, "rc", "c")}, passage.Verified, 0},
		{"disputed after", []passage.Fact{follow(2, passage.Verified, "un", "b"), follow(3, passage.Disputed, "rc", "c")}, passage.Disputed, 0},
		{"another withdraws", []passage.Fact{follow(2, passage.Withdrawn, "rc", "c")}, "", 1},
		{"an impediment is not approved", []passage.Fact{follow(2, passage.Approved, "rc", "c")}, "", 1},
	} {
		facts := append([]passage.Fact{report}, test.follows...)
		for range 5 { // in whatever order they came
			rand.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
			all := passage.FoldReported(passage.Impeded, passage.Pointers(passage.Standing(facts)))
			if len(all) != 1 || all[0].Status != test.want || len(all[0].Findings) != test.findings || len(all[0].Follows) != len(test.follows) {
				t.Fatalf("%s: %+v", test.name, all)
			}
		}
	}
}

// TestRoundsAndPromises has an ask put three times and a commitment extended and
// withdrawn, whatever order the records came in.
func TestRoundsAndPromises(t *testing.T) {
	first := day(t, "2025-03-01")
	var facts []passage.Fact
	meet := func(n int, id passage.EngagementID, on passage.Date, asks []passage.AskMade, promises ...passage.Commitment) {
		facts = append(facts, said(n, passage.Engaged, noon(on), func(f *passage.Fact) {
			f.Place, f.Engagement = "", id
			f.Minutes = &passage.Minutes{Form: passage.Meeting, Reach: passage.Public, Asks: asks, Commitments: promises}
		}))
	}
	meet(1, "E1", first, []passage.AskMade{{Ask: "fuel", Of: "ministry", What: "fuel"}})
	meet(2, "E2", first+5, []passage.AskMade{{Ask: "fuel", Of: "ministry", What: "fuel", Answer: passage.AnsweredNo}, {Ask: "fuel", Of: "army", What: "fuel"}})
	meet(3, "E3", first+9, []passage.AskMade{{Ask: "fuel", Of: "ministry", What: "fuel", Answer: passage.Granted}},
		passage.Commitment{ID: "k", By: "ministry", What: "a week", To: first + 20})
	meet(4, "E4", first+15, nil, passage.Commitment{ID: "k", By: "ministry", What: "two weeks", To: first + 27})
	meet(5, "E5", first+16, nil, passage.Commitment{ID: "k", By: "ministry", What: "two weeks", To: first + 27, Withdrawn: true})
	rand.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
	fold := func(until passage.Date) (all []passage.Engagement) {
		for _, f := range facts {
			if f.Claimed.Day() <= until {
				all = append(all, passage.FoldEngagement(f.Engagement, []*passage.Fact{&f}))
			}
		}
		return all
	}
	var told []string
	for _, r := range passage.Rounds(fold(first + 99))["fuel"] {
		told = append(told, fmt.Sprint(r.Engagement, " ", r.Of, " ", r.Answer))
	}
	if diff := cmp.Diff([]string{"E1 ministry ", "E2 army ", "E2 ministry refused", "E3 ministry granted"}, told); diff != "" {
		t.Error(diff)
	}
	for until, want := range map[passage.Date]string{first + 10: "a week E3 false", first + 15: "two weeks E4 false", first + 16: "two weeks E5 true"} {
		p := passage.Promises(fold(until))
		if len(p) != 1 || fmt.Sprint(p[0].What, " ", p[0].Engagement, " ", p[0].Withdrawn) != want || p[0].Made != noon(first+9) {
			t.Errorf("until %s: %+v, want %s", until, p, want)
		}
	}
}

// TestJudge is a table of commitments and the trucks that came.
func TestJudge(t *testing.T) {
	first := day(t, "2025-03-01")
	daily := passage.Commitment{ID: "k", By: "m", What: "w", Door: "gate", TrucksPerDay: passage.Some(10), From: first, To: first + 6}
	total := daily
	total.TrucksPerDay, total.Trucks = passage.Limit{}, passage.Some(70)
	open := daily
	open.TrucksPerDay = passage.Limit{}
	endless := daily
	endless.To = 0
	trucks := func(list ...int64) map[passage.Date]int64 {
		m := map[passage.Date]int64{}
		for i, n := range list {
			m[first+passage.Date(i)] = n
		}
		return m
	}
	for _, test := range []struct {
		name string
		c    passage.Commitment
		came map[passage.Date]int64
		asOf passage.Date
		want string
	}{
		{"all came", daily, trucks(10, 10, 10, 10, 10, 10, 10), first + 9, "kept 70/70 7 of 7"},
		{"late, all the same", daily, trucks(0, 20, 10, 10, 10, 10, 10), first + 9, "kept 70/70 6 of 7"},
		{"after it had ended", daily, trucks(0, 0, 0, 0, 0, 0, 0, 99), first + 9, "not_kept 0/70 0 of 7"},
		{"some", daily, trucks(3, 10), first + 9, "partly 13/70 1 of 7"},
		{"so far as promised", daily, trucks(10, 10), first + 1, "on_course 20/20 2 of 2"},
		{"so far less", daily, trucks(10, 9), first + 1, "behind 19/20 1 of 2"},
		{"not yet", daily, trucks(10, 9), first - 1, "not_begun 0/0 0 of 0"},
		{"in all", total, trucks(0, 0, 0, 0, 0, 0, 70), first + 6, "kept 70/70 1 of 7"},
		{"in all, half way", total, trucks(30), first + 2, "on_course 30/30 1 of 3"},
		{"open each day", open, trucks(1, 1, 5, 1, 1, 1, 1), first + 6, "kept 7/7 7 of 7"},
		{"many on one day", open, trucks(99), first + 6, "partly 1/7 1 of 7"},
		{"without an end", endless, trucks(10, 10, 10), first + 2, "on_course 30/30 3 of 3"},
		{"of no door", passage.Commitment{ID: "k", From: first}, nil, first, "unmeasured 0/0 0 of 0"},
	} {
		j := test.c.Judge(test.came, test.asOf)
		if got := fmt.Sprintf("%s %g/%g %d of %d", j.Keeping, j.Crossed, j.Promised, j.DaysReached, j.Days); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// TestJudgeMore holds that more trucks never make a commitment look less kept,
// and that waiting does not change what is due.
func TestJudgeMore(t *testing.T) {
	order := []passage.Keeping{passage.NotKept, passage.KeptPartly, passage.Behind, passage.OnCourse, passage.Kept}
	rapid.Check(t, func(t *rapid.T) {
		c := passage.Commitment{ID: "k", By: "m", What: "w", Door: "gate", From: 100, To: 100 + passage.Date(rapid.IntRange(0, 9).Draw(t, "days"))}
		switch figure := float64(rapid.IntRange(1, 30).Draw(t, "figure")); rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			c.TrucksPerDay = passage.Some(figure)
		case 1:
			c.Trucks = passage.Some(figure)
		}
		few, more := map[passage.Date]int64{}, map[passage.Date]int64{}
		for d := passage.Date(95); d < 115; d++ {
			few[d] = int64(rapid.IntRange(0, 12).Draw(t, "trucks"))
			more[d] = few[d] + int64(rapid.IntRange(0, 3).Draw(t, "more"))
		}
		asOf := passage.Date(rapid.IntRange(100, 115).Draw(t, "as of"))
		a, b := c.Judge(few, asOf), c.Judge(more, asOf)
		if slices.Index(order, a.Keeping) > slices.Index(order, b.Keeping) || a.Share() > b.Share() {
			t.Fatalf("%+v with fewer trucks is %+v, with more %+v", c, a, b)
		}
		if later := c.Judge(few, asOf+3); a.Due && later != a {
			t.Fatalf("it was due and %+v, and three days later it is %+v", a, later)
		}
	})
}
