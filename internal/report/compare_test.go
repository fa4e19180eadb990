package report

import (
	"strings"
	"testing"

	"passage"
)

// Where weeks make up for one another, that is said, and no list is left empty.
func TestComparedWeeksMakeUp(t *testing.T) {
	side := func(first, second Number) *Side {
		monday := passage.Date(1)
		return &Side{cover: []Cover{
			{Place: "gaza", Need: "food", Date: monday, PersonDays: 70, Cover: first},
			{Place: "gaza", Need: "food", Date: monday + 7, PersonDays: 70, Cover: second},
		}}
	}
	c, err := Compare(side(0.5, 0.7), side(0.7, 0.5))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Places) > 0 || len(c.Cells) != 2 {
		t.Fatalf("%d places and %d weeks change, want 0 and 2", len(c.Places), len(c.Cells))
	}
	if text := c.Bulletin(View{Width: 80}); !strings.Contains(text, "Nobody over the whole time: what a place gains in one week it loses in another.") {
		t.Error(text)
	}
}
