package exchange_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passage/internal/exchange"
)

// A folder is read or refused, and always with the same words; what is read is
// written and read again as the same scenario.
func FuzzFolder(f *testing.F) {
	f.Add([]byte(page+"payload_t = 14.0\n"), []byte("place,name\nnorth,North\n"), []byte("place,from,people,people_source\nnorth,2025-10-13,12,assumed\n"),
		[]byte("node,kind,place,trucks_per_day\nmill,source,,\ngate,crossing,,40\nsite,site,north,\n"), []byte("corridor,from,to\nc1,mill,gate\nc2,gate,site\n"),
		[]byte("rule,on,from,to,status,trucks_per_day,weekdays,only,except,source\nr1,gate,,2025-11-01,closed,,fri;sat,,,UN\n"), []byte("ask,lifts,on,trucks_per_day\na1,r1,gate,60\n"))
	f.Add([]byte("[goal]\nbands = [1.0]\n"), []byte("place;name\n"), []byte("place,people\nnorth,\"12,5\"\n"), []byte("node,kind\n\xff\n"), []byte("corridor,from,to\n\"x"), []byte("#a\n"), []byte("ask,ask\n"))
	f.Fuzz(func(t *testing.T, toml, places, people, nodes, corridors, access, asks []byte) {
		dir := t.TempDir()
		for name, text := range map[string][]byte{"scenario.toml": toml, "places.csv": places, "people.csv": people, "nodes.csv": nodes,
			"corridors.csv": corridors, "access.csv": access, "asks.csv": asks} {
			if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		first, err := exchange.Read(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		second, err := exchange.Read(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, second); diff != "" {
			t.Fatal(diff)
		}
		if first.Scenario == nil {
			return
		}
		again := filepath.Join(t.TempDir(), "again.zip")
		if err := exchange.Write(t.Context(), first.Scenario, again); err != nil {
			t.Fatal(err)
		}
		back, err := exchange.Read(t.Context(), again)
		if err != nil || back.Scenario == nil {
			t.Fatal(err, back.Faults)
		}
		if diff := cmp.Diff(first.Scenario, back.Scenario); diff != "" {
			t.Fatal(diff)
		}
	})
}
