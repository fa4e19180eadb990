package peer_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/peer"
)

// TestWithinOrgStays has a ledger hand on what it holds, and another fetch it:
// engagements that an organisation keeps to itself, their corrections too, stay,
// however many there are between what is handed on; those for all come, whole.
func TestWithinOrgStays(t *testing.T) {
	from, pushed, pulled := newLedger(t), newLedger(t), newLedger(t)
	var lines [][]byte
	engaged := func(n int, reach passage.Reach) passage.FactID {
		id := passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8000-%012d", n))
		f := passage.Fact{
			ID: id, Device: "wfp/desk", Seq: int64(n), Org: "wfp", Claimed: 1, Recorded: 1, Engagement: passage.EngagementID(fmt.Sprint("E", n)), Kind: passage.Engaged,
			Minutes: &passage.Minutes{Form: passage.Meeting, Reach: reach, Subject: string("about " + reach)},
		}
		lines = append(lines, seal(t, f))
		return id
	}
	correct := func(n int, corrects passage.FactID, engagement string) {
		lines = append(lines, seal(t, passage.Fact{
			ID: passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-9000-%012d", n)), Device: "wfp/desk", Seq: int64(10_000 + n), Org: "wfp", Claimed: 2, Recorded: 2,
			Engagement: passage.EngagementID(engagement), Kind: passage.Corrected, Corrects: corrects, Error: passage.DidNotOccur, Reason: "of " + engagement,
		}))
	}
	open := engaged(1, passage.Operation)
	hidden := engaged(2, passage.WithinOrg)
	for n := 3; n < 1400; n++ { // more than a page of what stays
		engaged(n, passage.WithinOrg)
	}
	engaged(1400, passage.Public)
	correct(1, open, "E1")
	correct(2, hidden, "E2")
	if _, err := from.TakeIn(context.Background(), local, lines); err != nil {
		t.Fatal(err)
	}
	server, hub := httptest.NewServer(from.handler), httptest.NewServer(pushed.handler)
	defer server.Close()
	defer hub.Close()
	var r peer.Result
	push := peer.Peer{Address: hub.URL, Token: pushed.token, Client: hub.Client()}
	pull := peer.Peer{Address: server.URL, Token: from.token, Client: server.Client()}
	if err := push.Push(context.Background(), from.Desk, &r); err != nil {
		t.Fatal(err)
	}
	if err := pull.Pull(context.Background(), pulled.Desk, "", &r); err != nil {
		t.Fatal(err)
	}
	for name, there := range map[string]ledger{"handed on": pushed, "fetched": pulled} {
		var got []string
		if _, err := there.Facts(context.Background(), local, 0, 10_000, func(_ int64, body []byte) { got = append(got, string(body)) }); err != nil {
			t.Fatal(err)
		}
		all := strings.Join(got, "\n")
		if len(got) != 3 || !strings.Contains(all, "about operation") || !strings.Contains(all, "about public") || !strings.Contains(all, "of E1") {
			t.Errorf("%s: %d facts\n%.600s", name, len(got), all)
		}
	}
	// Who asks for it by its id gets nothing either, but for its organisation.
	nothing := func(string) bool { return false }
	if b, err := from.Prove(context.Background(), desk.Caller{Name: "x", Org: "rc", Scopes: []desk.Scope{desk.Read}}, string(hidden), nothing); err == nil {
		t.Errorf("another organisation has a bundle of %d facts", len(b.Facts))
	}
	if b, err := from.Prove(context.Background(), desk.Caller{Name: "x", Org: "wfp", Scopes: []desk.Scope{desk.Read}}, string(hidden), nothing); err != nil || len(b.Facts) != 1 {
		t.Errorf("its own organisation has no bundle: %v", err)
	}
}

func seal(t *testing.T, f passage.Fact) []byte {
	t.Helper()
	s, err := envelope.Seal(f)
	if err != nil {
		t.Fatal(err)
	}
	return s.Body
}
