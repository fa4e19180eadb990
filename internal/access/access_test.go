package access_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"passage"
	"passage/internal/access"
)

// TestSees is a table of who sees a waybill that wfp loaded with goods that echo
// gave to unicef, on its way from the port to the hub.
func TestSees(t *testing.T) {
	row := access.Row{Orgs: []passage.OrgID{"wfp", "unicef", "echo", ""}, Nodes: []passage.NodeID{"port", "hub", ""}}
	own := []access.Right{access.ReadOwn}
	for _, c := range []struct {
		name   string
		caller access.Caller
		want   bool
	}{
		{"who loaded it", access.Caller{Org: "wfp", Scopes: own}, true},
		{"who owns it", access.Caller{Org: "unicef", Scopes: own}, true},
		{"who gave it", access.Caller{Org: "echo", Scopes: own}, true},
		{"who runs where it goes", access.Caller{Org: "rc", Nodes: []passage.NodeID{"hub"}, Scopes: own}, true},
		{"who runs another place", access.Caller{Org: "rc", Nodes: []passage.NodeID{"camp", ""}, Scopes: own}, false},
		{"who has nothing to do with it", access.Caller{Org: "rc", Scopes: own}, false},
		{"nobody's organisation", access.Caller{Scopes: own}, false},
		{"who only writes", access.Caller{Org: "wfp", Scopes: []access.Right{access.Write}}, false},
		{"who reads all", access.Caller{Org: "rc", Scopes: []access.Right{access.Read}}, true},
		{"another ledger", access.Caller{Scopes: []access.Right{access.Sync}}, true},
		{"who looks after accounts", access.Caller{Org: "wfp", Scopes: []access.Right{access.Admin}}, false},
		{"the public", access.Caller{}, false},
	} {
		if got := c.caller.Sees(row); got != c.want {
			t.Errorf("%s: sees it %v, want %v", c.name, got, c.want)
		}
	}
}

// TestMoreRightsShowMore holds that no right takes anything away.
func TestMoreRightsShowMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		orgs, nodes := rapid.SampledFrom([]passage.OrgID{"", "a", "b", "c"}), rapid.SampledFrom([]passage.NodeID{"", "m", "n", "o"})
		row := access.Row{Orgs: rapid.SliceOfN(orgs, 0, 3).Draw(t, "orgs"), Nodes: rapid.SliceOfN(nodes, 0, 3).Draw(t, "nodes")}
		some := access.Caller{Org: orgs.Draw(t, "org"), Nodes: rapid.SliceOfN(nodes, 0, 2).Draw(t, "runs"), Scopes: rapid.SliceOf(rapid.SampledFrom(access.Rights)).Draw(t, "rights")}
		more := some
		more.Scopes = append(slices.Clone(some.Scopes), rapid.SampledFrom(access.Rights).Draw(t, "one more"))
		if some.Sees(row) && !more.Sees(row) {
			t.Fatalf("%+v sees %+v, but with one right more does not", some, row)
		}
		if some.Sees(row) && some.MayRead() != nil {
			t.Fatalf("%+v sees %+v and may read nothing", some, row)
		}
	})
}

// TestRoles holds that roles are data that can be read back, that every right
// but that of ledgers comes with one, and that looking after accounts shows no
// goods.
func TestRoles(t *testing.T) {
	var names []string
	var given []access.Right
	for _, r := range access.Roles {
		names = append(names, string(r.Role))
		given = append(given, access.RightsOf([]access.Role{r.Role})...)
	}
	roles, err := access.ReadRoles(strings.Join(names, "  ") + " planner")
	if err != nil || access.WriteRoles(roles) != strings.Join(names, " ") {
		t.Errorf("read back: %q, %v", access.WriteRoles(roles), err)
	}
	if _, err := access.ReadRoles("planner boss"); err == nil || !strings.Contains(err.Error(), `"boss" is no role`) {
		t.Errorf("boss: %v", err)
	}
	for _, r := range access.Rights {
		if slices.Contains(given, r) == (r == access.Sync) {
			t.Errorf("right %s comes with a role: %v", r, slices.Contains(given, r))
		}
	}
	if c := (access.Caller{Scopes: access.RightsOf([]access.Role{access.Administrator})}); c.MayRead() == nil || c.May(access.Admin) != nil {
		t.Error("an administrator is not one, or reads goods")
	}
}

// TestFresh holds how long a proof lasts.
func TestFresh(t *testing.T) {
	now := time.Now()
	person := access.Caller{Account: "x", Proved: now.Add(-access.FreshFor)}
	if err := person.Fresh(now); err != nil {
		t.Errorf("after five minutes: %v", err)
	}
	if person.Fresh(now.Add(time.Second)) == nil {
		t.Error("a second later it is still fresh")
	}
	if err := (access.Caller{Name: "token"}).Fresh(now); err != nil {
		t.Errorf("a token: %v", err)
	}
}

// TestSessionsEnd holds idle and absolute ends, of each stage.
func TestSessionsEnd(t *testing.T) {
	now := time.Now()
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	for _, c := range []struct {
		name string
		s    access.Session
		want bool
	}{
		{"in use", access.Session{Stage: access.SignedIn, Created: ago(71 * time.Hour), Seen: ago(time.Minute)}, true},
		{"idle for a shift", access.Session{Stage: access.SignedIn, Created: ago(13 * time.Hour), Seen: ago(12 * time.Hour)}, false},
		{"in use for three days", access.Session{Stage: access.SignedIn, Created: ago(72 * time.Hour), Seen: now}, false},
		{"at the second step", access.Session{Stage: access.Halfway, Created: ago(14 * time.Minute), Seen: now}, true},
		{"long at the second step", access.Session{Stage: access.Halfway, Created: ago(15 * time.Minute), Seen: now}, false},
		{"long at setting up", access.Session{Stage: access.Enrolling, Created: ago(time.Hour), Seen: now}, false},
		{"of no stage", access.Session{Created: now, Seen: now}, false},
	} {
		if got := c.s.Alive(now); got != c.want {
			t.Errorf("%s: alive %v, want %v", c.name, got, c.want)
		}
	}
}
