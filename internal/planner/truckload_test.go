package planner

import (
	"math"
	"slices"
	"testing"
)

// Trucks are taken off loads in turns, and however many there are, at once.
func TestTakeOffInTurns(t *testing.T) {
	for _, x := range []struct {
		name   string
		have   []int
		take   int
		remain []int
	}{
		{"none", []int{3, 1}, 0, []int{3, 1}},
		{"fewer than there are loads", []int{3, 3, 3}, 2, []int{2, 2, 3}},
		{"a round and a part of the next", []int{3, 3, 3}, 4, []int{1, 2, 2}},
		{"a load that is empty is passed over", []int{5, 1, 5}, 6, []int{2, 0, 3}},
		{"all there are and more", []int{2, 4}, 9, []int{0, 0}},
		{"trucks that hold next to nothing", []int{math.MaxInt / 2, math.MaxInt / 4}, math.MaxInt/2 + math.MaxInt/4 - 3, []int{3, 0}},
	} {
		var loads []*load
		for _, n := range x.have {
			loads = append(loads, &load{trucks: n})
		}
		takeOff(loads, x.take)
		var remain []int
		for _, l := range loads {
			remain = append(remain, l.trucks)
		}
		if !slices.Equal(remain, x.remain) {
			t.Errorf("%s: %v are left, want %v", x.name, remain, x.remain)
		}
	}
}
