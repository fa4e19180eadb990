package world

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passage/internal/exchange"
)

// Every world is a scenario that the tables could hold: written down and read
// back, without a fault, it is the same.
func TestWorldsAreScenarios(t *testing.T) {
	dir := t.TempDir()
	for seed := range uint64(100) {
		s := New(Small(seed))
		file := filepath.Join(dir, fmt.Sprintf("%d.zip", seed))
		if err := exchange.Write(t.Context(), s, file); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		loaded, err := exchange.Read(t.Context(), file)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if loaded.Faults.Fatal() {
			t.Fatalf("seed %d: %v", seed, loaded.Faults)
		}
		if diff := cmp.Diff(s, loaded.Scenario); diff != "" {
			t.Fatalf("seed %d comes back another (- made, + read):\n%s", seed, diff)
		}
	}
}
