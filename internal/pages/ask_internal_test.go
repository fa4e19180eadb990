package pages

import (
	"slices"
	"testing"

	"passage"
	"passage/internal/desk"
)

// TestGroupsWithoutIdlers leaves a triple out that does no more than a pair in it.
func TestGroupsWithoutIdlers(t *testing.T) {
	group := func(does float64, asks ...passage.AskID) (g desk.Group) {
		for _, id := range asks {
			g.Asks = append(g.Asks, passage.Ask{ID: id})
		}
		g.Deprivation = does
		return g
	}
	ranking := desk.Ranking{
		Pairs:   []desk.Group{group(100, "a", "b"), group(70, "b", "c")},
		Triples: []desk.Group{group(100.05, "a", "b", "c"), group(130, "a", "b", "d"), group(100, "a", "d", "c"), group(70, "c", "e", "b")},
	}
	var got []string
	for _, row := range read(t, pair(), "en").n.groups("s", ranking, nil) {
		text := ""
		for _, a := range row.Asks {
			text += a.URL[len("/asks/") : len("/asks/")+1]
		}
		got = append(got, text)
	}
	if want := []string{"abd", "ab", "adc", "bc"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
