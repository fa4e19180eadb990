package report

import (
	"math"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"
	"pgregory.net/rapid"
)

func TestFiguresAsPeopleReadThem(t *testing.T) {
	for _, c := range []struct{ what, got, want string }{
		{"thousands", Thousands(1234567.4, 0), "1,234,567"},
		{"no comma below a thousand", Thousands(999, 0), "999"},
		{"a loss", Thousands(-1234.56, 1), "-1,234.6"},
		{"no minus before nothing", Thousands(-0.2, 0), "0"},
		{"whole tonnes", tonnes(1234.5), "1,234 t"},
		{"a truck's worth", tonnes(12.34), "12.3 t"},
		{"never 100.0", tonnes(99.97), "100 t"},
		{"a pallet", tonnes(0.25), "250 kg"},
		{"never 1,000 kg", tonnes(0.9998), "1.0 t"},
		{"millions to be read out", round(2084000), "2.08 million"},
		{"hundreds of thousands", round(242333), "242,000"},
		{"tens of thousands", round(12345), "12,300"},
		{"a share", percent(0.854), "85%"},
		{"not quite all", percent(0.9962), "99%"},
		{"all", percent(1.3), "130%"},
		{"not quite nothing", percent(0.001), "<1%"},
		{"nothing", percent(0), "0%"},
		{"nobody", percent(math.NaN()), "–"},
		{"seven days", period(7), "week"},
		{"ten days", period(10), "10-day period"},
		{"a list", join([]string{"a", "b", "c"}), "a, b and c"},
		{"a need within a sentence", lowerFirst("Food energy"), "food energy"},
		{"an abbreviation within a sentence", lowerFirst("WASH items"), "WASH items"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
}

// No line is wider than asked for unless one word is, and no word is lost.
func TestWrapKeepsEveryWord(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-zé世]{1,9}`), 1, 30).Draw(r, "words")
		width := rapid.IntRange(20, 80).Draw(r, "width")
		lines := Wrap(strings.Join(words, " "), width)
		if got := strings.Join(lines, " "); got != strings.Join(words, " ") {
			r.Fatalf("wrapped to %q", got)
		}
		for _, l := range lines {
			if displaywidth.String(l) > width {
				r.Fatalf("%q is wider than %d", l, width)
			}
		}
	})
}

// However long the horizon and the names, the bulletin fits its width, but for
// what cannot be broken.
func TestHeatMapFits(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		h := Horizon{Start: 739172, PeriodDays: 7, Periods: rapid.IntRange(1, 200).Draw(r, "periods")}
		row := heatRow{label: rapid.StringMatching(`[A-Zا-ي ]{1,40}`).Draw(r, "label"), cells: make([]float64, h.Periods), mean: 1}
		for i := range row.cells {
			row.cells[i] = rapid.SampledFrom([]float64{0, 0.004, 0.5, 0.996, 1, 2, math.NaN()}).Draw(r, "cover")
		}
		for _, l := range paint(false).heatMap(h, 80, []heatRow{row}) {
			if displaywidth.String(l) > 80 {
				r.Fatalf("%q is %d columns wide", l, displaywidth.String(l))
			}
		}
	})
}
