package draw

import (
	"strings"
	"testing"
)

// A calendar keeps to the width that it is given, so that nothing of it is shown
// smaller than it is drawn: days that do not fit stand below, each once, under the
// names again.
func TestCalendarKeepsItsWidth(t *testing.T) {
	for _, c := range []struct {
		days   int
		width  float64
		blocks int
	}{{7, 340, 1}, {14, 340, 1}, {28, 340, 2}, {28, 900, 1}, {60, 340, 5}, {0, 340, 1}} {
		k := Calendar{About: english.about("Doors"), Row: "Door", Rows: []string{"Kerem Shalom, as the tables"}, Words: english.states(), States: [][]State{make([]State, c.days)}}
		for range c.days {
			k.Days = append(k.Days, Tick{Label: "1"})
		}
		for i := range k.States[0] {
			k.States[0][i] = Closed
		}
		drawn := k.draw(Look{ID: "k", Width: c.width})
		if drawn.w != c.width {
			t.Errorf("%d days on %g pixels are %g wide", c.days, c.width, drawn.w)
		}
		if n := strings.Count(drawn.body.String(), "Kerem"); n != c.blocks {
			t.Errorf("%d days on %g pixels: %d blocks, want %d", c.days, c.width, n, c.blocks)
		}
		legend := min(c.days, 1)
		if n := strings.Count(drawn.body.String(), "dr-closed"); n != c.days+legend {
			t.Errorf("%d days are drawn as %d", c.days, n)
		}
	}
}
