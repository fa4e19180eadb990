package pages

import (
	"testing"

	"passage/internal/tongue"
)

// TestSigned has changes with their signs, before the number in both directions of
// reading, and none on what is too small to be shown.
func TestSigned(t *testing.T) {
	tongues, err := tongue.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		language string
		v        float64
		decimals int
		want     string
	}{
		{"en", 1234.5, 0, "+1,235"}, {"en", -0.4, 0, "0"}, {"en", 0.4, 0, "0"}, {"en", 0.04, 1, "0"}, {"en", 0.06, 1, "+0.1"}, {"en", -13.26, 1, "-13.3"},
		{"ar", 23, 0, "\u200e+23"}, {"ar", -23, 0, "\u200e-23"}, {"ar", 1e-9, 0, "0"},
	} {
		if got := signed(tongues.Of(test.language), test.v, test.decimals); got != test.want {
			t.Errorf("%s: %g with %d decimals is %q, want %q", test.language, test.v, test.decimals, got, test.want)
		}
	}
}
