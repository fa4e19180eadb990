package pages

import (
	"testing"

	"passage"
	"passage/internal/report"
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

// TestToDo names the days of what there is to do: of a plan whose first two weeks are
// over, those of the third.
func TestToDo(t *testing.T) {
	tongues, err := tongue.Load()
	if err != nil {
		t.Fatal(err)
	}
	d := &report.Document{Horizon: report.Horizon{Start: passage.DateOf(2025, 10, 13), Periods: 12, PeriodDays: 7}, Held: 2}
	for language, want := range map[string]string{"en": "To do, 27 October to 2 November", "fr": "À faire du 27 octobre au 2 novembre", "tr": "Yapılacaklar, 27 Ekim – 2 Kasım"} {
		if got := (&naming{t: tongues.Of(language)}).toDo(d); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestGapText has the worst figure of a certificate in one digit, rounded up.
func TestGapText(t *testing.T) {
	for worst, want := range map[float64]string{0: "0", 1.2e-9: "2·10^-9", 9.5e-16: "1·10^-15", 3e-7: "3·10^-7"} {
		if got := gapText(worst); got != want {
			t.Errorf("%g is %q, want %q", worst, got, want)
		}
	}
}
