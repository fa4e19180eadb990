package desk

import (
	"strconv"
	"strings"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"passage"
)

// TestNames holds that what is held once says what it said before, that two facts
// share it, and that no more is held than may be.
func TestNames(t *testing.T) {
	long := strings.Repeat("long ", 40)
	facts := func() (all []passage.Fact) {
		for range 2 {
			all = append(all, passage.Fact{
				ID: "1", Device: passage.DeviceID(strings.Clone("wfp/tablet")), Org: "wfp", Actor: "monitor", Kind: passage.Engaged, Place: "gate", Source: "police", Reliability: "B2",
				From: "port", To: "bakery", Owner: "wfp", Donor: "donor", Reason: long, Detail: "detail", Party: "party", Note: "note", Obstacle: passage.MovementInto, Status: passage.Verified,
				Lines:     []passage.FactLine{{Consignment: "C1", Commodity: "flour", Unit: passage.Grams, Reason: "wet", Lot: "L"}},
				Count:     &passage.Count{By: "by", What: "trucks", How: "how"},
				Door:      &passage.DoorState{Status: passage.Open, Hours: "08:00-16:00", Only: []string{"food"}},
				Notice:    &passage.Notice{What: passage.OfSite, To: []string{"a", "b"}, Route: []passage.NodeID{"gate", "port"}, Load: "load", Marking: "flag"},
				Clearance: &passage.Clearance{Of: passage.Persons, Item: "item", Commodity: "flour", Spec: "spec", Unit: "t", To: "to", Channel: "channel"},
				Minutes: &passage.Minutes{Form: passage.Call, Where: "city", Level: passage.Senior, Reach: passage.Public, Subject: "subject", Topics: []string{"fuel"},
					Participants: []passage.Participant{{Name: "name", Role: "role", Body: "body"}}, Statements: []passage.Assertion{{By: "by", Text: long, About: passage.OfNorm, Stand: passage.Agreed}},
					Asks:        []passage.AskMade{{Ask: "A1", By: "by", Of: "of", What: "what", Door: "gate", Currency: "USD", Answer: passage.Granted, Words: "words"}},
					Commitments: []passage.Commitment{{ID: "K1", By: "by", What: "what", Ask: "A1", Door: "gate", Commodity: "flour", Currency: "USD", Conditions: "if", RedLines: "unless"}}},
			})
		}
		return all
	}
	kept, n := facts(), names{}
	for i := range kept {
		n.fact(&kept[i])
	}
	if diff := cmp.Diff(facts(), kept); diff != "" {
		t.Errorf("-said before +held\n%s", diff)
	}
	if unsafe.StringData(string(kept[0].Device)) != unsafe.StringData(string(kept[1].Device)) {
		t.Error("two facts of one device hold its name twice")
	}
	if _, held := n[long]; held {
		t.Error("a long text is held, which hardly comes again")
	}
	for i := range 3 * mostNames {
		n.of(strconv.Itoa(i))
	}
	if len(n) > mostNames {
		t.Errorf("%d names are held", len(n))
	}
}
