package draw

import (
	"strings"
	"testing"
)

// One count that is far above all others stands at the top with its figure; what was
// planned, counted or said by many has the scale reach up to it.
func TestOneCountFarAboveAll(t *testing.T) {
	nine := []float64{30, 31, 32, 33, 34, 35, 36, 37, 38}
	with := func(v float64) []float64 { return append(nine[:9:9], v) }
	for _, test := range []struct {
		name                     string
		planned, counted, others []float64
		want                     float64
	}{
		{"a slip of the pen", nil, nil, with(640), 38},
		{"twice as high is no slip", nil, nil, with(76), 76},
		{"the plan is as high", []float64{640}, nil, with(640), 640},
		{"the ledger has it", nil, []float64{640}, with(30), 640},
		{"one count alone", nil, nil, []float64{640}, 640},
		{"one beside the plan", []float64{92}, nil, []float64{640}, 640},
		{"a source that is always high", nil, nine, []float64{300, 310, 320, 330, 340, 350, 360, 370, 380}, 380},
		{"nothing", nil, nil, nil, 0},
	} {
		d := Daily{Days: make([]Tick, 10), Sources: []string{"COGAT"}, Number: english.format("%.0f", 1), Words: DailyWords{Beyond: "above the scale"}}
		d.Doors = []DailyDoor{{Planned: test.planned, Counted: test.counted, Others: [][]float64{test.others}}}
		if got := d.highest(d.Doors[0]); got != test.want {
			t.Errorf("%s: the scale reaches up to %g, want %g", test.name, got, test.want)
		}
		if svg := string(d.SVG(Look{})); strings.Contains(svg, "above the scale") != (test.name == "a slip of the pen") || !strings.Contains(svg, "640") && test.name == "a slip of the pen" {
			t.Errorf("%s is not drawn so:\n%s", test.name, svg)
		}
	}
}
