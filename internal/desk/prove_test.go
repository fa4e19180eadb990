package desk_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/proof"
	"passage/internal/store/storetest"
)

// TestConsignmentBundle spreads a consignment over many trucks, other facts between
// them, so that its facts stand in several tiles of the log. Its bundle holds, in
// the order of the log, those facts that the log has of its trucks, for whoever
// sees only some of them those; and each is proven, also one of which something
// was erased.
func TestConsignmentBundle(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d := open(t, place, t.TempDir())
		const trucks = 450 // two facts of each make four tiles
		var lines [][]byte
		for i := range int64(trucks) {
			of := func(f *passage.Fact) {
				f.Waybill = passage.WaybillID(fmt.Sprint("W", i))
				f.Lines[0].Consignment = passage.ConsignmentID(fmt.Sprint("C", i%9))
				if f.To = "hub"; i%2 == 0 {
					f.To = "site"
				}
				f.Place = f.To
			}
			lines = append(lines, seal(t, 2*i+1, passage.Loaded, 10, of), seal(t, 2*i+2, passage.Received, 4, of))
		}
		for some := range slices.Chunk(lines, 100) {
			takeIn(t, d, wfp, some...)
		}
		erased := envelopeOf(t, lines[2*4]).ID // the first truck of C4
		if err := d.Erase(context.Background(), peer, string(erased), []string{"vehicle"}, "asked for"); err != nil {
			t.Fatal(err)
		}
		bundle := func(c desk.Caller) (places []int64) {
			t.Helper()
			b, err := d.Prove(context.Background(), c, "C4", func(string) bool { return false })
			if err != nil {
				t.Fatal(err)
			}
			text, err := b.MarshalText()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := proof.ReadBundle(text); err != nil {
				t.Fatal(err)
			}
			for _, f := range b.Facts {
				places = append(places, f.N)
			}
			return places
		}
		logged := func(sees func(passage.Fact) bool) (places []int64) {
			t.Helper()
			for n := int64(0); ; {
				next, err := d.Facts(context.Background(), peer, n, 300, func(n int64, body []byte) {
					f := envelopeOf(t, body)
					if f.Lines[0].Consignment == "C4" && sees(f) {
						places = append(places, n)
					}
				})
				if err != nil {
					t.Fatal(err)
				}
				if next == n {
					return places
				}
				n = next
			}
		}
		all := bundle(peer)
		if diff := cmp.Diff(logged(func(passage.Fact) bool { return true }), all); diff != "" || len(all) != 100 {
			t.Errorf("%d facts (-of the log +of the bundle)\n%s", len(all), diff)
		}
		hub := desk.Caller{Name: "hub", Org: "rc", Nodes: []passage.NodeID{"hub"}, Scopes: []desk.Scope{access.ReadOwn}}
		if diff := cmp.Diff(logged(func(f passage.Fact) bool { return f.To == "hub" }), bundle(hub)); diff != "" {
			t.Errorf("of what goes to the hub (-of the log +of the bundle)\n%s", diff)
		}
	})
}

func envelopeOf(t *testing.T, body []byte) passage.Fact {
	t.Helper()
	f, err := envelope.Reopen(body)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
