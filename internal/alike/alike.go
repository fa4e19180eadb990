// Package alike finds names that people take for one another by sight, such as one
// with a Cyrillic letter among Latin ones, or O in the place of 0, by Unicode's table
// of confusable characters (UTS #39).
package alike

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/mtibben/confusables"
)

// skeleton is the same text for all names that look alike. What is not seen is no
// part of it.
func skeleton(name string) string {
	return confusables.Skeleton(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) {
			return -1
		}
		return r
	}, name))
}

// Names are some names, and those of others that look like them.
type Names struct{ by map[string][]string } // by skeleton, each once

// Of returns names.
func Of(names ...string) *Names {
	n := &Names{map[string][]string{}}
	for _, name := range names {
		n.Add(name)
	}
	return n
}

// Add adds a name.
func (n *Names) Add(name string) { n.add(skeleton(name), name) }

func (n *Names) add(like, name string) {
	if !slices.Contains(n.by[like], name) {
		n.by[like] = append(n.by[like], name)
	}
}

// Meet adds a name if it looks like one of those there. Of a million names that
// looks like none, nothing is kept.
func (n *Names) Meet(name string) {
	if like := skeleton(name); n.by[like] != nil {
		n.add(like, name)
	}
}

// Others returns the other names that look like one.
func (n *Names) Others(name string) []string {
	return slices.DeleteFunc(slices.Clone(n.by[skeleton(name)]), func(other string) bool { return other == name })
}

// Difference says in which character a name first differs from another, since
// nobody can see it: "character 3 is U+041E, not U+004F".
func Difference(name, other string) string {
	a, b := []rune(name), []rune(other)
	at := func(r []rune, i int) string {
		if i >= len(r) {
			return "missing"
		}
		return fmt.Sprintf("%U", r[i])
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return fmt.Sprintf("character %d is %s, not %s", i+1, at(a, i), at(b, i))
}
