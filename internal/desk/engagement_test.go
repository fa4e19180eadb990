package desk_test

import (
	"testing"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/store/storetest"
)

// TestNotesOfTalks holds that the note of a record is read by those who need it, whoever
// of them asks first, and by nobody else.
func TestNotesOfTalks(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d := open(t, place, t.TempDir())
		tr := &trade{}
		tr.add(t, passage.Fact{Kind: passage.Engaged, Org: "wfp", Engagement: "E1", Note: "who was there", Minutes: &passage.Minutes{Form: passage.Call, Reach: passage.Operation, Subject: "fuel"}})
		takeIn(t, d, peer, tr.lines...)
		some := desk.Caller{Name: "x", Org: "wfp", Scopes: []desk.Scope{desk.Read}}
		most := desk.Caller{Name: "y", Org: "wfp", Scopes: []desk.Scope{desk.Read, access.Restricted}}
		for _, c := range []desk.Caller{some, most, some, most} {
			talks, err := d.Talks(t.Context(), c)
			if err != nil || len(talks.All) != 1 || len(talks.All[0].Records) != 1 {
				t.Fatalf("%+v: %+v, %v", c, talks, err)
			}
			if shown := talks.All[0].Records[0].Note != ""; shown != c.SeesRestricted() {
				t.Errorf("%s is shown the note: %v", c.Name, shown)
			}
		}
	})
}
