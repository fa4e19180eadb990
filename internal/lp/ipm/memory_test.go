package ipm

import (
	"strings"
	"testing"

	"passage/internal/lp"
)

// TestFree reads what the kernel says of memory.
func TestFree(t *testing.T) {
	const system = "MemTotal:       24684240 kB\nMemFree:         6972064 kB\nMemAvailable:    8000000 kB\n"
	for _, c := range []struct {
		name, system, most string
		want               int64
	}{
		{"nothing is known", "", "", unknown},
		{"no line that can be read", "MemAvailable: many kB\n", "max\n", unknown},
		{"a system", system, "max\n", 6_000_000 << 10},
		{"a container with less", system, "4000000000\n", 3_000_000_000},
		{"a container with more", system, "99999999999999\n", 6_000_000 << 10},
		{"a container alone", "", "4000\n", 3000},
	} {
		if got := freeOf(c.system, c.most); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// TestMemoryIsRefused refuses a model in words before its memory is taken.
func TestMemoryIsRefused(t *testing.T) {
	m := world{places: 5, crossings: 3, hubs: 3, goods: 6, weeks: 6, seed: 1}.model()
	_, err := Solver{}.Solve(t.Context(), m, lp.Limits{Memory: 1 << 10})
	if err == nil || !strings.Contains(err.Error(), "the model needs") || !strings.Contains(err.Error(), "MB") {
		t.Error(err)
	}
}
