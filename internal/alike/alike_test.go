package alike_test

import (
	"fmt"
	"slices"
	"testing"

	"passage/internal/alike"
)

func TestOthers(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		alike bool
	}{
		{"WB-10", "WB-1O", true},
		{"WFP", "WFР", true}, // the last a Cyrillic letter
		{"WB-1", "WB-l", true},
		{"camp", "carnp", true},
		{"café", "cafe\u0301", true},
		{"WB-1", "WB-1\u200b", true},
		{"WB-1", "WB-2", false},
		{"WB-12", "WB-21", false},
		{"WB-1", "WB-11", false},
		{"unicef", "unhcr", false},
		{"غزة", "رفح", false},
		{"WB-1", "WB-1", false}, // the same is no other
	} {
		n := alike.Of(c.a)
		n.Meet(c.b)
		if got := n.Others(c.a); slices.Contains(got, c.b) != c.alike || len(got) > 1 {
			t.Errorf("%+q and %+q: %+q", c.a, c.b, got)
		}
		if got := alike.Of(c.a, c.b).Others(c.b); slices.Contains(got, c.a) != c.alike {
			t.Errorf("%+q and %+q: %+q", c.b, c.a, got)
		}
	}
	// Numbers that follow on each other are never taken for one another.
	n := alike.Of()
	for i := range 2000 {
		n.Add(fmt.Sprintf("WFP-251013-3f9a-%04d", i))
	}
	for i := range 2000 {
		if got := n.Others(fmt.Sprintf("WFP-251013-3f9a-%04d", i)); len(got) > 0 {
			t.Fatalf("%d looks like %q", i, got)
		}
	}
}

func TestDifference(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"WFР", "WFP", "character 3 is U+0420, not U+0050"},
		{"carnp", "camp", "character 3 is U+0072, not U+006D"},
		{"WB", "WB\u200b", "character 3 is missing, not U+200B"},
	} {
		if got := alike.Difference(c.a, c.b); got != c.want {
			t.Errorf("%+q and %+q: %s, want %s", c.a, c.b, got, c.want)
		}
	}
}
