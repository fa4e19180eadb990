package envelope_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passage"
	"passage/internal/envelope"
)

const loaded = `{"id":"0192e4a5-7c31-7000-8000-000000000001","device":"wfp/a","seq":1,"org":"wfp","kind":"loaded",` +
	`"claimed":"2025-10-13T11:30:00+03:00","recorded":"2025-10-13T08:31:00Z","waybill":"W1","from":"port","to":"hub",` +
	`"lines":[{"consignment":"C1","line":1,"commodity":"flour","unit":"g","amount":25000000,"expiry":"2026-05-01","units":[{"id":"p1","amount":25000000}]}],` +
	`"evidence":[{"sha256":"` + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" + `"}]}`

const of = `{"id":"0192e4a5-7c31-7000-8000-000000000001","device":"un/a","seq":1,"org":"un","claimed":"2025-10-13T11:30:00Z","recorded":"2025-10-13T11:30:00Z",`

// Facts about access with empty lists, which are written as none.
const (
	stated   = of + `"kind":"stated","place":"gate","door":{"status":"restricted","daily":0,"only":[],"except":["fuel"]}}`
	engaged  = of + `"kind":"engaged","engagement":"E1","minutes":{"form":"call","reach":"public","topics":[],"participants":[],"asks":[],"commitments":[{"id":"k","by":"b","what":"w","door":"gate","daily":1.5,"from":"2025-10-13"}]}}`
	notified = of + `"kind":"notified","place":"gate","notice":{"what":"site","to":["m"],"route":[]}}`
)

func TestOpen(t *testing.T) {
	for _, test := range []struct{ name, body, want string }{
		{"as it should be", loaded, ""},
		{"white space around it", " " + loaded + "\r\n", ""},
		{"nothing", "", "ends in its middle"},
		{"half a fact", loaded[:100], "ends in its middle"},
		{"two facts on a line", loaded + loaded, "something follows"},
		{"not an object", `[1]`, "not an object"},
		{"a login page", "<html><title>Sign in</title></html>", "cannot be read"},
		{"a word of the future", strings.Replace(loaded, `"seq"`, `"signature":"x","seq"`, 1), `unknown field "signature"`},
		{"a member twice", strings.Replace(loaded, `"seq":1`, `"seq":1,"seq":2`, 1), "seq stands twice"},
		{"an amount twice", strings.Replace(loaded, `"amount":25000000,"expiry"`, `"amount":1,"amount":2,"expiry"`, 1), "amount stands twice"},
		{"a member twice, in capitals", strings.Replace(loaded, `"seq":1`, `"seq":1,"Seq":2`, 1), "names are in lower case"},
		{"a member twice, with a long s", strings.Replace(loaded, `"seq":1`, `"seq":1,"\u017feq":2`, 1), "names are in lower case"},
		{"seq as text", strings.Replace(loaded, `"seq":1`, `"seq":"1"`, 1), "seq is a JSON string"},
		{"half a gram", strings.Replace(loaded, `"amount":25000000,"expiry"`, `"amount":0.5,"expiry"`, 1), "lines.amount is a JSON number 0.5"},
		{"a time without a zone", strings.Replace(loaded, `08:31:00Z`, `08:31:00`, 1), "not a moment with its zone"},
		{"a lone byte", strings.Replace(loaded, "hub", "h\xffb", 1), "not UTF-8"},
		{"too long", strings.Replace(loaded, "W1", strings.Repeat("W", envelope.MaxFact), 1), "at most 65536"},
		{"what the domain refuses", strings.Replace(loaded, "25000000", "-1", 1), "not subtracted"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := envelope.Open([]byte(test.body))
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// TestSet holds that neither order nor repetition changes what counts, and
// that nothing of a conflict does.
func TestSet(t *testing.T) {
	open := func(body string) envelope.Sealed {
		s, err := envelope.Open([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	a := open(loaded)
	b := open(strings.NewReplacer(`"seq":1`, `"seq":2`, "000000000001", "000000000002").Replace(loaded))
	other := open(strings.Replace(loaded, "25000000", "24000000", 1))
	for range 20 {
		facts := []envelope.Sealed{a, a, b, b, other, other}
		rand.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
		var set envelope.Set
		answers := map[envelope.Answer]int{}
		for _, f := range facts {
			answers[set.Add(f)]++
		}
		if diff := cmp.Diff(map[envelope.Answer]int{envelope.New: 2, envelope.Known: 3, envelope.Conflict: 1}, answers); diff != "" {
			t.Fatalf("-want +got\n%s", diff)
		}
		if diff := cmp.Diff([]passage.Fact{b.Fact}, set.Counting()); diff != "" {
			t.Fatalf("-want +got\n%s", diff)
		}
	}
}

func TestRead(t *testing.T) {
	good, bad := 0, []string{}
	text := loaded + "\n\n" + "{}\n" + loaded + "\n" + strings.Repeat("x", envelope.MaxFact+10) + "\n" + loaded
	for _, err := range envelope.Read(strings.NewReader(text)) {
		if err == nil {
			good++
		} else {
			bad = append(bad, err.Error())
		}
	}
	if good != 2 || len(bad) != 2 || !strings.HasPrefix(bad[0], "line 3: org is missing") || !strings.HasPrefix(bad[1], "line 5 has more than") {
		t.Errorf("%d good, bad: %q", good, bad)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte(loaded))
	f.Add([]byte(stated))
	f.Add([]byte(engaged))
	f.Add([]byte(notified))
	f.Add([]byte(`{"kind":"counted","count":{"by":"x","number":1e400}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := envelope.Open(body)
		if err != nil {
			return
		}
		again, err := envelope.Seal(s.Fact)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		if diff := cmp.Diff(s.Fact, again.Fact); diff != "" {
			t.Fatalf("written and read again it differs: -first +again\n%s", diff)
		}
	})
}

// TestSealAccess holds that everything that is said about access comes back as
// it was written.
func TestSealAccess(t *testing.T) {
	base := passage.Fact{
		ID: "0192e4a5-7c31-7000-8000-000000000001", Device: "un/desk", Seq: 1, Org: "un", Claimed: 1_740_000_000_000_000, Recorded: 1_740_000_000_000_000, Place: "gate",
	}
	for name, more := range map[string]func(*passage.Fact){
		"a door": func(f *passage.Fact) {
			f.Kind = passage.Stated
			f.Door = &passage.DoorState{Status: passage.Restricted, Hours: "08:00-16:00", TrucksPerDay: passage.Some(0), Only: []string{"food"}, Until: 739000}
		},
		"a door of which goods are kept back": func(f *passage.Fact) {
			f.Kind, f.Door = passage.Stated, &passage.DoorState{Status: passage.Restricted, Except: []string{"fuel", "pumps"}}
		},
		"an impediment": func(f *passage.Fact) {
			f.Kind, f.Obstacle, f.Detail, f.Party, f.Until = passage.Impeded, passage.MovementInto, "visa", "a ministry", 1_750_000_000_000_000
		},
		"a follow-up": func(f *passage.Fact) {
			f.Kind, f.About, f.Status, f.Party, f.Reason = passage.Followed, "x", passage.Replied, "a ministry", "it is not so"
		},
		"an engagement": func(f *passage.Fact) {
			f.Kind, f.Engagement, f.Place = passage.Engaged, "E1", ""
			f.Minutes = &passage.Minutes{
				Form: passage.Call, Where: "Geneva", Level: passage.Ministerial, Reach: passage.WithinOrg, Subject: "fuel", Topics: []string{"fuel"},
				Participants: []passage.Participant{{Name: "N", Role: "R", Body: "B"}, {Body: "C"}},
				Statements:   []passage.Assertion{{By: "B", Text: "so it is", About: passage.OfFact, Stand: passage.Agreed}, {By: "C", Text: "so it ought to be", About: passage.OfNorm}},
				Asks: []passage.AskMade{{Ask: "a", By: "B", Of: "C", What: "open", Door: "gate", Answer: passage.PartlyGranted, Words: "perhaps"},
					{Ask: "b", Of: "C", What: "money for pumps", Permit: "0192e4a5-7c31-7000-8000-0123456789ab", Sum: passage.Some(2e6), Currency: "USD"}},
				Commitments: []passage.Commitment{
					{ID: "k", By: "C", What: "w", Ask: "a", Withdrawn: true, Door: "gate", Commodity: "flour", TrucksPerDay: passage.Some(1.5), From: 739000, To: 739009, Conditions: "if", RedLines: "unless"},
					{ID: "l", By: "C", What: "w", Door: "gate", Trucks: passage.Some(3), To: 739009},
					{ID: "m", By: "C", What: "w", Sum: passage.Some(2e6), Currency: "USD"},
					{ID: "n", By: "C", What: "w", Permit: "0192e4a5-7c31-7000-8000-0123456789ab"},
					{ID: "o", By: "C", What: "w", Door: "gate", Commodity: "flour", Amount: 500_000_000, Unit: passage.Grams, To: 739009},
					{ID: "p", By: "C", What: "w", Door: "gate", Commodity: "flour", Amount: 500_000_000, Unit: passage.Grams, EachDay: true},
				},
			}
		},
		"a payment": func(f *passage.Fact) {
			f.Kind, f.Engagement, f.Place = passage.Paid, "E1", ""
			f.Payment = &passage.Payment{Commitment: "m", Sum: 0, Currency: "USD", Reach: passage.WithinOrg}
		},
		"a permit": func(f *passage.Fact) {
			f.Kind, f.Clearance = passage.Sought, &passage.Clearance{Of: passage.Persons, Item: "two surgeons", Amount: 2, To: "m"}
		},
		"a notice": func(f *passage.Fact) {
			f.Kind = passage.Notified
			f.Notice = &passage.Notice{What: passage.OfMovement, To: []string{"m"}, Route: []passage.NodeID{"a", "b"}, Departs: 1_750_000_000_000_000, Arrives: 1_750_000_000_000_001, Vehicles: 2, Staff: 3, Others: 4, Load: "l", Marking: "a flag", Urgent: true}
		},
		"a site": func(f *passage.Fact) {
			f.Kind, f.Notice = passage.Notified, &passage.Notice{What: passage.OfSite, To: []string{"m"}, Until: 1_750_000_000_000_000}
		},
		"a clearance": func(f *passage.Fact) {
			f.Kind, f.Clearance = passage.Sought, &passage.Clearance{Item: "i", Commodity: "c", Spec: "s", Amount: 1.5, Unit: "kg", To: "m", Channel: "x"}
		},
	} {
		f := base
		more(&f)
		sealed, err := envelope.Seal(f)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		again, err := envelope.Reopen(sealed.Body)
		if diff := cmp.Diff(f, again); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}
