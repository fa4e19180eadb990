package draw

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// TestMoving holds the map as data to the still one: the same points and ways, at
// their own positions, without those that have none.
func TestMoving(t *testing.T) {
	m := gazaMap(t, english)
	m.Points = append(m.Points, MapPoint{Name: "nowhere", At: LonLat{math.NaN(), 31}})
	m.Ways = append(m.Ways, MapWay{0, len(m.Points) - 1, 5}, MapWay{0, 99, 5})
	m.Points[5].Here, m.Points[5].Lost = "12 t", "0.4 t"
	got := m.Moving(Look{ID: "m"})
	if _, err := json.Marshal(got); err != nil {
		t.Fatal(err)
	}
	if len(got.Points) != len(m.Points)-1 || len(got.Ways) != len(m.Ways)-2 || len(got.Places) != len(m.Places) {
		t.Errorf("%d points, %d ways, %d places", len(got.Points), len(got.Ways), len(got.Places))
	}
	moving, still := 0.0, 0.0
	for _, w := range got.Ways {
		moving = max(moving, w.Width)
	}
	for _, p := range got.Points {
		if p.Name == "Kerem Shalom" {
			still++
			if p.At != [2]float64{31.228, 34.284} || p.Text != "crossing · open · there now: 12 t · lost there: 0.4 t · position approximate" {
				t.Errorf("%+v", p)
			}
			if mark := string(p.Mark); !strings.Contains(mark, "dr-here") || !strings.Contains(mark, "dr-lostx") || strings.Contains(mark, "dr-away") {
				t.Errorf("its mark is %s", mark)
			}
		}
	}
	if moving != widestFlow || still != 1 {
		t.Errorf("the widest way is %g, and the door is there %g times", moving, still)
	}
	for _, place := range got.Places {
		for _, ring := range place.Rings {
			for _, at := range ring {
				if at[0] < got.Bounds[0][0] || at[0] > got.Bounds[1][0] || at[1] < got.Bounds[0][1] || at[1] > got.Bounds[1][1] {
					t.Fatalf("%s reaches %v, beyond %v", place.Name, at, got.Bounds)
				}
			}
		}
	}
	for _, word := range []string{"there now", "lost there", "open"} {
		if !strings.Contains(string(got.Legend), word) {
			t.Errorf("the legend does not say %q", word)
		}
	}
}
