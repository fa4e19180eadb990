package passage_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"passage"
)

// TestFoldCounts is a table of what was counted and put right at one place. Each fact is
// "name number", with what it puts right behind "for", what it declares wrong behind
// "wrong", and another organisation than wfp before a colon.
func TestFoldCounts(t *testing.T) {
	read := func(said string) (f passage.Fact) {
		org, rest, other := strings.Cut(said, ": ")
		if !other {
			org, rest = "wfp", said
		}
		words := strings.Fields(rest)
		f = passage.Fact{ID: passage.FactID(words[0]), Org: passage.OrgID(org), Device: passage.DeviceID(org + "/" + words[0]), Seq: 1, Place: "gate"}
		if words[1] == "wrong" {
			f.Kind, f.Corrects = passage.Corrected, passage.FactID(words[2])
			return f
		}
		f.Kind, f.Count = passage.Counted, &passage.Count{By: org, What: passage.CountedTrucks, From: 739_000, To: 739_000}
		fmt.Sscan(words[1], &f.Count.Number)
		if len(words) == 4 {
			f.About = passage.FactID(words[3])
		}
		return f
	}
	for _, c := range []struct{ name, said, want string }{
		{"one", "a 12", "12"},
		{"two in addition", "a 12; b 8", "12, 8"},
		{"put right", "a 12; x wrong a; b 21 for a", "21 (12)"},
		{"put right twice, one after the other", "a 12; x wrong a; b 21 for a; y wrong b; c 20 for b", "20 (21 12)"},
		{"put right by two at once", "a 12; x wrong a; b 21 for a; y wrong a; c 20 for a", "20 (21! 12)"},
		{"and then the one that does not count", "a 12; x wrong a; b 21 for a; y wrong a; c 20 for a; z wrong b; d 22 for b", "22 (21 20! 12)"},
		{"taken back", "a 12; x wrong a", "none (12)"},
		{"put right and taken back", "a 12; x wrong a; b 21 for a; y wrong b", "none (21 12)"},
		{"the correction itself is wrong", "a 12; x wrong a; y wrong x", "12"},
		{"what is right has come and what is wrong not yet", "a 12; b 21 for a", "21 (12!)"},
		{"only what is right has come", "b 21 for a", "21"},
		{"another organisation declares it wrong", "a 12; unicef: x wrong a", "12"},
		{"another organisation says that it puts it right", "a 12; unicef: b 1 for a", "1, 12"},
		{"each puts the other right", "a 12 for b; b 21 for a", "21 (12!)"},
		{"it puts itself right", "a 12 for a", "12"},
	} {
		var facts []passage.Fact
		for said := range strings.SplitSeq(c.said, "; ") {
			facts = append(facts, read(said))
		}
		for range 20 { // in any order
			rand.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
			var told []string
			sum := 0.0
			for _, tally := range passage.FoldCounts(passage.Pointers(facts)) {
				one, struck := "none", []string(nil)
				if tally.Now != nil {
					one, sum = fmt.Sprint(tally.Now.Count.Number), sum+tally.Now.Count.Number
				}
				for _, s := range tally.Struck {
					mark := ""
					if s.By == nil {
						mark = "!"
					}
					struck = append(struck, fmt.Sprint(s.Fact.Count.Number, mark))
				}
				if struck != nil {
					one += " (" + strings.Join(struck, " ") + ")"
				}
				told = append(told, one)
			}
			if got := strings.Join(told, ", "); got != c.want {
				t.Fatalf("%s: %s, want %s", c.name, got, c.want)
			}
			for _, f := range passage.CountOnce(passage.StandingOf(passage.Pointers(facts)), passage.Pointers(facts)) {
				sum -= f.Count.Number
			}
			if sum != 0 {
				t.Fatalf("%s: what counts once and what is told differ by %g", c.name, sum)
			}
		}
	}
}

// TestEachDay spreads counts over days, of which only some are asked for.
func TestEachDay(t *testing.T) {
	count := func(what string, from, to passage.Date, n float64) passage.Fact {
		return passage.Fact{Kind: passage.Counted, Count: &passage.Count{By: "un", What: what, From: from, To: to, Number: n}}
	}
	for _, c := range []struct {
		name string
		f    passage.Fact
		want string
	}{
		{"a day", count("trucks", 5, 5, 12), "[5:12]"},
		{"a day without a last one", count("trucks", 5, 0, 12), "[5:12]"},
		{"three days", count("trucks", 5, 7, 12), "[5:4 6:4 7:4]"},
		{"days of which some were asked for", count("trucks", 1, 6, 12), "[3:2 4:2 5:2 6:2]"},
		{"days before", count("trucks", 1, 2, 12), "[]"},
		{"all days that there are", count("trucks", 1, 3_000_000, 3_000_000), "[3:1 4:1 5:1 6:1 7:1 8:1]"},
		{"pallets", count("pallets", 5, 5, 12), "[]"},
		{"no count", passage.Fact{Kind: passage.Crossed}, "[]"},
	} {
		got := []string{}
		c.f.EachDay(3, 8, func(day passage.Date, trucks float64) { got = append(got, fmt.Sprintf("%d:%g", day, trucks)) })
		if s := fmt.Sprint(got); s != c.want {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
	}
}

// TestAlike is a table of counts that may be of the same.
func TestAlike(t *testing.T) {
	one := passage.Count{By: "Crossing Authority", What: "trucks", How: "aid", From: 10, To: 12}
	for _, c := range []struct {
		name   string
		change func(*passage.Count)
		want   bool
	}{
		{"the same", func(*passage.Count) {}, true},
		{"its name written otherwise", func(c *passage.Count) { c.By = "crossing  authority" }, true},
		{"another source", func(c *passage.Count) { c.By = "un" }, false},
		{"something else", func(c *passage.Count) { c.How = "commercial" }, false},
		{"other things", func(c *passage.Count) { c.What = "pallets" }, false},
		{"one of its days", func(c *passage.Count) { c.From, c.To = 12, 0 }, true},
		{"the day after", func(c *passage.Count) { c.From, c.To = 13, 13 }, false},
		{"the day before", func(c *passage.Count) { c.From, c.To = 9, 9 }, false},
	} {
		other := one
		c.change(&other)
		if one.Alike(&other) != c.want || other.Alike(&one) != c.want {
			t.Errorf("%s: want %v", c.name, c.want)
		}
	}
	if slices.Contains([]bool{(&passage.Count{From: 5}).Last() == 5, (&passage.Count{From: 5, To: 7}).Last() == 7}, false) {
		t.Error("a count has another last day")
	}
}
