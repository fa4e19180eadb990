package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/store/storetest"
)

// TestActors has a report verified at one server and judged at another: a second
// person of the same organisation verifies it, who reported it does not, on both
// alike. Neither server's facts name anybody, and what one person states of two
// places does not bear the same word.
func TestActors(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		here, there := open(t, place, t.TempDir()), open(t, storetest.SQLite(t), t.TempDir())
		person := func(account, name string) desk.Caller {
			return desk.Caller{Account: account, Name: name, Org: "wfp", Scopes: []desk.Scope{access.Read, desk.Write, access.Restricted}}
		}
		salma, namesake, nadim := person("1", "salma"), person("2", "salma"), person("3", "nadim")
		report := func(place passage.NodeID) passage.FactID {
			return said(t, here, salma, passage.Fact{Kind: passage.Impeded, Place: place, Obstacle: passage.MovementInto})[0]
		}
		var ids []passage.FactID
		for i, by := range []desk.Caller{salma, namesake, nadim} {
			id := report(passage.NodeID("gate-" + string(rune('a'+i))))
			said(t, here, by, passage.Fact{Kind: passage.Followed, Place: passage.NodeID("gate-" + string(rune('a'+i))), About: id, Status: passage.Verified})
			ids = append(ids, id)
			if wrote, err := here.Wrote(t.Context(), by, id); err != nil || wrote != (i == 0) {
				t.Errorf("%s wrote report %d: %t, %v", by.Name, i, wrote, err)
			}
		}
		var bodies [][]byte
		actors := map[string]passage.NodeID{}
		_, err := here.Facts(t.Context(), peer, 0, 100, func(_ int64, body []byte) {
			bodies = append(bodies, slices.Clone(body))
			f, err := envelope.Reopen(body)
			if err != nil || f.Actor == "" || strings.Contains(string(body), "salma") || strings.Contains(string(body), "nadim") {
				t.Errorf("%s: %v", body, err)
			}
			if other, ok := actors[f.Actor]; ok && other != f.Place {
				t.Errorf("%s and %s bear one word, so that they can be put together", other, f.Place)
			}
			actors[f.Actor] = f.Place
		})
		if err != nil || len(bodies) != 6 || len(actors) != 5 {
			t.Fatalf("%d facts of %d words, %v", len(bodies), len(actors), err)
		}
		for _, r := range takeIn(t, there, peer, bodies...) {
			if r != envelope.New {
				t.Fatal(r)
			}
		}
		today := passage.DateOf(time.Now().UTC().Date())
		for name, d := range map[string]*desk.Desk{"here": here, "there": there} {
			all, err := d.Impediments(t.Context(), peer, today-1, today+1)
			if err != nil || len(all) != 3 {
				t.Fatalf("%s: %d, %v", name, len(all), err)
			}
			for _, r := range all {
				if verified := r.Status == passage.Verified; verified != (r.Fact.ID != ids[0]) {
					t.Errorf("%s: %s is %q, findings %v", name, r.Fact.Place, r.Status, r.Findings)
				}
			}
		}
	})
}
