package pages

import (
	"slices"
	"testing"

	"passage"
	"passage/internal/desk"
	"passage/internal/tongue"
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

// TestRankSoFar holds that a brief made while asks are being worked out says so.
func TestRankSoFar(t *testing.T) {
	all, err := tongue.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		language string
		known    int
		want     string
	}{
		{"en", 16, "Rank 1 of 16 asks, by what it would do."},
		{"en", 3, "Rank 1 so far, by what it would do: 3 of 16 asks are worked out."},
		{"tr", 3, "Etkisine göre şimdilik 1. sırada; 16 talebin 3 tanesi hesaplandı."},
		{"fr", 3, "Rang 1 à ce stade, selon l’effet : 3 demandes calculées sur 16."},
		{"ar", 3, "الترتيب حتى الآن 1 بحسب ما يحققه؛ الطلبات المحسوبة: 3 من 16."},
	} {
		p := briefPage{Rank: 1, Known: c.known, Of: 16}
		if got := p.rankText(all.Of(c.language)); got != c.want {
			t.Errorf("%s, %d known: %q", c.language, c.known, got)
		}
	}
}
