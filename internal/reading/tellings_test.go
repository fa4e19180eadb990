package reading

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"passage"
)

// TestTellings counts what is found of engagements that are told in one or two
// sentences each, in as many ways as there are lines in testdata/told.
func TestTellings(t *testing.T) {
	files, err := filepath.Glob("testdata/told/[^n]*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no tellings: %v", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s, least := score{}, leastTold
		if name := filepath.Base(file); name == "reports.txt" || name == "last.txt" || name == "unmet.txt" {
			least = leastShort
		}
		for line := range strings.Lines(string(raw)) {
			if parts := strings.SplitN(strings.TrimSpace(line), " | ", 5); len(parts) == 5 && !strings.HasPrefix(line, "#") {
				judgeTelling(t, s, parts)
			}
		}
		for _, field := range []string{"engagement", "form", "date", "place", "participants"} {
			x := s[field]
			t.Logf("%s %-12s precision %.3f recall %.3f (%d right, %d proposed, %d there)", filepath.Base(file), field, x.precision(), x.recall(), x.right, x.proposed, x.there)
			if x.precision() < leastPrecision || x.recall() < least[field] {
				t.Errorf("%s, %s: at least %.2f and %.2f are asked for", filepath.Base(file), field, leastPrecision, least[field])
			}
		}
	}
}

// leastTold is the recall that the rules have on texts that they were written with.
var leastTold = map[string]float64{"engagement": 0.94, "form": 0.9, "date": 0.9, "place": 0.8, "participants": 0.94}

// leastShort is that on short reports, of which more was left as it was found.
var leastShort = map[string]float64{"engagement": 0.91, "form": 0.9, "date": 0.86, "place": 0.82, "participants": 0.89}

// toldOn is the day of the report for all tellings.
var toldOn = passage.DateOf(2024, 6, 12)

func judgeTelling(t *testing.T, s score, line []string) {
	t.Helper()
	form, day, place, who, text := line[0], line[1], line[2], strings.Split(line[3], "; "), strings.ReplaceAll(line[4], `\n`, "\n")
	e := Read(text, Options{On: toldOn}).Engagement
	if form == "-" {
		form, who = "", nil
	}
	s.add("engagement", count(e != nil && form != ""), count(e != nil), count(form != ""))
	if e != nil && form == "" {
		wrongTelling(t, "there is none, by %q: %.170s", e.Form.Words.Text, text)
	}
	if e == nil {
		e = &Engagement{}
	}
	got := ""
	if e.Date != nil {
		got = strconv.Itoa(e.Date.Day.Time().Day())
	}
	for _, f := range []struct{ field, got, want string }{{"form", value(e.Form), form}, {"date", got, strings.Trim(day, "-")}, {"place", value(e.Place), strings.Trim(place, "-")}} {
		s.add(f.field, count(f.got != "" && f.got == f.want), count(f.got != ""), count(f.want != ""))
		if f.got != f.want {
			wrongTelling(t, "%s: got %q, want %q: %.170s", f.field, f.got, f.want, text)
		}
	}
	right := 0
	for _, x := range e.Participants {
		name := x.Name
		if name == "" {
			name = x.Body
		}
		if name == "" {
			name = x.Role
		}
		if slices.Contains(who, name) {
			right++
		} else {
			wrongTelling(t, "participants: %q is none: %.170s", name, text)
		}
	}
	s.add("participants", right, len(e.Participants), len(who))
	if right < len(who) {
		wrongTelling(t, "participants: %d missed: %.170s", len(who)-right, text)
	}
}

func wrongTelling(t *testing.T, format string, args ...any) {
	if os.Getenv("SCORE_WRONG") != "" {
		t.Logf(format, args...)
	}
}

// TestNoTelling holds that texts that tell of nothing that took place give none.
func TestNoTelling(t *testing.T) {
	raw, err := os.ReadFile("testdata/told/none.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		if e := Read(strings.ReplaceAll(strings.TrimSpace(line), `\n`, "\n"), Options{On: toldOn}).Engagement; e != nil {
			t.Errorf("a %s is found by %q: %s", value(e.Form), e.Form.Words.Text, line)
		}
	}
}
