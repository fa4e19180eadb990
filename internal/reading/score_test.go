package reading

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"passage"
)

// label is what a person found in a text.
type label struct {
	Language string           `json:"language"`
	Reported passage.Date     `json:"reported"`
	Given    bool             `json:"reported_given"` // the text does not say it; who gives the text does
	Topics   []string         `json:"topics"`
	Second   []string         `json:"topics_second"` // what another reader, who knew neither the rules nor the first one's, says they are
	Meeting  *labelledMeeting `json:"engagement"`
	Only     bool             `json:"engagement_only"` // who met, when and where are labelled, topics at most, and nothing else
	Figures  []struct {
		Value float64 `json:"value"`
		Unit  string  `json:"unit"`
		Quote string  `json:"quote"`
	} `json:"figures"`
	Doors []struct {
		Door  string        `json:"door"`
		State string        `json:"state"`
		Since *passage.Date `json:"since"`
	} `json:"doors"`
	Impediments []struct {
		Kind  string `json:"kind"`
		Quote string `json:"quote"`
	} `json:"impediments"`
}

type labelledMeeting struct {
	Form         string           `json:"form"`
	Date         *passage.Date    `json:"date"`
	Place        *string          `json:"place"`
	Level        *string          `json:"level"`
	Participants []labelledPerson `json:"participants"`
	Statements   []labelledSaid   `json:"statements"`
	Asks         []labelledSaid   `json:"asks"`
	Commitments  []labelledSaid   `json:"commitments"`
}

type labelledPerson struct{ Name, Role, Body string }

type labelledSaid struct{ By, Quote, About string }

// tally counts what was proposed, what of it is right, what there was to find,
// and what of that was found.
type tally struct{ right, proposed, found, there int }

func (t tally) precision() float64 {
	if t.proposed == 0 {
		return 1
	}
	return float64(t.right) / float64(t.proposed)
}

func (t tally) recall() float64 {
	if t.there == 0 {
		return 1
	}
	return float64(t.found) / float64(t.there)
}

type score map[string]*tally

func (s score) add(field string, right, proposed, there int) {
	s.addApart(field, right, proposed, right, there)
}

// addApart is for a field of which more is right than has to be found.
func (s score) addApart(field string, right, proposed, found, there int) {
	if s[field] == nil {
		s[field] = &tally{}
	}
	s[field].right += right
	s[field].proposed += proposed
	s[field].found += found
	s[field].there += there
}

var scored = []string{"engagement", "form", "date", "place", "level", "participants", "role", "body", "topics", "topics, first", "first, second", "reported", "figures", "doors", "door since", "impediments", "asks", "statements", "commitments"}

// toReach is what has to be reached: a wrong field is worse than an empty one.
var toReach = []string{"participants", "date", "place", "topics"}

const leastPrecision, leastRecall = 0.95, 0.7

// reached is what the rules get out of the held reports, which they were not written
// from, rounded down: less than what is to be reached, and no worse from here on.
var reached = map[string]struct{ precision, recall float64 }{
	"participants": {0.92, 0.72}, "date": {0.97, 0.77}, "place": {0.94, 0.69}, "topics": {0.86, 0.70},
}

// fresh is what is reached on 701–770, from which weights were fitted and little else
// was taken, rounded down.
var fresh = map[string]struct{ precision, recall float64 }{
	"participants": {0.97, 0.72}, "date": {0.97, 0.61}, "place": {0.96, 0.64}, "topics": {0.82, 0.31},
}

// studied is what the rules get out of 401–480, rounded down: its authors did not know
// them, but they have been studied since.
var studied = map[string]struct{ precision, recall float64 }{
	"participants": {0.98, 0.88}, "date": {0.98, 0.89}, "place": {0.99, 0.97}, "topics": {0.89, 0.88},
}

func TestScore(t *testing.T) {
	for _, dir := range []string{"dev", "dev/0", "dev/2", "dev/3", "dev/4", "dev/7", "dev/8", "dev/9", "dev/1", "held"} { // all, by author (001, 201, 301, 401, 701; 801, 901 and 101 are one's), and what the rules have not seen
		pattern := filepath.Join("testdata", dir) + "*.json"
		if !strings.Contains(dir, "/") {
			pattern = filepath.Join("testdata", dir, "*.json")
		}
		if only := os.Getenv("SCORE_ONLY"); only != "" { // the labels to count, for one batch alone
			pattern = only
		}
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Logf("there is no testdata/%s", dir)
			continue
		}
		s := score{}
		for _, f := range files {
			judge(t, s, f)
		}
		var b strings.Builder
		fmt.Fprintf(&b, "%s: %d reports\n%-14s %9s %9s %6s %9s %6s\n", dir, len(files), "field", "precision", "recall", "right", "proposed", "there")
		for _, field := range scored {
			if x := s[field]; x != nil {
				fmt.Fprintf(&b, "%-14s %9.3f %9.3f %6d %9d %6d\n", field, x.precision(), x.recall(), x.right, x.proposed, x.there)
			}
		}
		t.Log(b.String())
		for _, field := range toReach {
			precision, recall := leastPrecision, leastRecall
			if field == "topics" && strings.HasPrefix(dir, "dev") && dir != "dev/0" { // where authors differ on what a report is about
				precision, recall = 0.91, 0.83
			}
			if dir == "dev/4" {
				precision, recall = studied[field].precision, studied[field].recall
			}
			if dir == "dev/7" {
				precision, recall = fresh[field].precision, fresh[field].recall
			}
			if dir == "held" {
				precision, recall = reached[field].precision, reached[field].recall
			}
			if x := s[field]; x != nil && (x.precision() < precision || x.recall() < recall) {
				t.Errorf("%s, %s: precision %.3f, recall %.3f; at least %.2f and %.2f are asked for", dir, field, x.precision(), x.recall(), precision, recall)
			}
		}
	}
}

func judge(t *testing.T, s score, file string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var l label
	if err := json.Unmarshal(raw, &l); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	text, err := os.ReadFile(strings.TrimSuffix(file, ".json") + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	judgeText(t, s, filepath.Base(file), &l, text)
}

// judgeText judges what is read from a text by a label.
func judgeText(t *testing.T, s score, name string, l *label, text []byte) {
	t.Helper()
	opt := Options{}
	if l.Given {
		opt.On = l.Reported
	}
	p := Read(string(text), opt)
	if err := inside(string(text), &p); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	wrong := func(field, format string, args ...any) {
		if os.Getenv("SCORE_WRONG") != "" {
			t.Logf("%s %s: %s", name, field, fmt.Sprintf(format, args...))
		}
	}
	one := func(field, got, want string) {
		right := 0
		if got != "" && fold(got) == fold(want) {
			right = 1
		} else if got != "" || want != "" {
			wrong(field, "got %q, want %q", got, want)
		}
		s.add(field, right, count(got != ""), count(want != ""))
	}
	if !l.Given {
		got := ""
		if p.Reported != nil {
			got = p.Reported.Day.String()
		}
		one("reported", got, l.Reported.String())
	}
	judgeEngagement(s, l, &p, one, wrong)
	if !l.Only || l.Topics != nil {
		judgeTopics(s, l, &p, wrong)
	}
	if !l.Only {
		judgeRest(s, l, &p, wrong)
	}
}

// judgeTopics takes as wrong what neither reader says, and as there to be found
// what both say: careful readers differ on one topic in ten. Beside it stand the
// first reader's alone, and how well the second's agree with those.
func judgeTopics(s score, l *label, p *Proposal, wrong func(field, format string, args ...any)) {
	var proposed []string
	for _, x := range p.Topics {
		proposed = append(proposed, x.Value)
		if !slices.Contains(l.Topics, x.Value) && !slices.Contains(l.Second, x.Value) {
			wrong("topics", "%s by %q is not one", x.Value, x.Words.Text)
		}
	}
	within := func(a []string, b ...string) (n int) {
		for _, x := range a {
			n += count(slices.Contains(b, x))
		}
		return n
	}
	var both []string
	for _, x := range l.Topics {
		if slices.Contains(l.Second, x) {
			both = append(both, x)
			if !slices.Contains(proposed, x) {
				wrong("topics", "%s missed", x)
			}
		}
	}
	s.addApart("topics", within(proposed, slices.Concat(l.Topics, l.Second)...), len(proposed), within(both, proposed...), len(both))
	s.add("topics, first", within(proposed, l.Topics...), len(proposed), len(l.Topics))
	s.add("first, second", len(both), len(l.Second), len(l.Topics))
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func judgeEngagement(s score, l *label, p *Proposal, one func(field, got, want string), wrong func(field, format string, args ...any)) {
	s.add("engagement", count(p.Engagement != nil && l.Meeting != nil), count(p.Engagement != nil), count(l.Meeting != nil))
	if p.Engagement == nil && l.Meeting == nil {
		return
	}
	var e Engagement
	if p.Engagement != nil {
		e = *p.Engagement
	}
	w := l.Meeting
	if w == nil {
		wrong("engagement", "there is none")
		w = &labelledMeeting{}
	}
	str := func(v *Value) string {
		if v == nil {
			return ""
		}
		return v.Value
	}
	opt := func(v *string) string {
		if v == nil {
			return ""
		}
		return *v
	}
	one("form", str(e.Form), w.Form)
	one("place", str(e.Place), opt(w.Place))
	if !l.Only {
		one("level", str(e.Level), opt(w.Level))
	}
	got, want := "", ""
	if e.Date != nil {
		got = e.Date.Day.String()
	}
	if w.Date != nil {
		want = w.Date.String()
	}
	one("date", got, want)
	used := make([]bool, len(w.Participants))
	right := 0
	for _, x := range e.Participants {
		i := slices.IndexFunc(w.Participants, func(y labelledPerson) bool { return samePerson(x, y) })
		if i < 0 || used[i] {
			wrong("participants", "%q %q %q is none", x.Name, x.Role, x.Body)
			continue
		}
		used[i] = true
		right++
		y := w.Participants[i]
		if l.Only {
			continue
		}
		if fold(x.Role) != fold(y.Role) || fold(x.Body) != fold(y.Body) {
			wrong("office", "of %s%s: got %q of %q, want %q of %q", y.Name, y.Body, x.Role, x.Body, y.Role, y.Body)
		}
		s.add("role", count(x.Role != "" && fold(x.Role) == fold(y.Role)), count(x.Role != ""), count(y.Role != ""))
		s.add("body", count(x.Body != "" && fold(x.Body) == fold(y.Body)), count(x.Body != ""), count(y.Body != ""))
	}
	for i, y := range w.Participants {
		if !used[i] {
			wrong("participants", "%q %q %q missed", y.Name, y.Role, y.Body)
		}
	}
	s.add("participants", right, len(e.Participants), len(w.Participants))
	for _, c := range []struct {
		field string
		got   []Said
		want  []labelledSaid
	}{{"asks", e.Asks, w.Asks}, {"statements", e.Statements, w.Statements}, {"commitments", e.Commitments, w.Commitments}} {
		if !l.Only {
			judgeSaid(s, c.field, c.got, c.want, wrong)
		}
	}
}

// samePerson: the same name, or where none is named the same body or office.
func samePerson(x Participant, y labelledPerson) bool {
	switch {
	case y.Name != "":
		return fold(x.Name) == fold(y.Name)
	case x.Name != "":
		return false
	case y.Body != "":
		return fold(x.Body) == fold(y.Body)
	}
	return fold(x.Role) == fold(y.Role)
}

// judgeSaid matches quotes of which at least half of the words are shared.
func judgeSaid(s score, field string, got []Said, want []labelledSaid, wrong func(field, format string, args ...any)) {
	used := make([]bool, len(want))
	right := 0
	for _, x := range got {
		i := -1
		for k, y := range want {
			if !used[k] && overlap(x.Words.Text, y.Quote) >= 0.5 {
				i = k
				break
			}
		}
		if i < 0 {
			wrong(field, "%s: %q is none", x.Speaker, x.Words.Text)
			continue
		}
		used[i] = true
		right++
		if fold(x.Speaker) != fold(want[i].By) {
			wrong(field+" by", "%s, not %s: %q", x.Speaker, want[i].By, x.Words.Text)
		}
	}
	for i, y := range want {
		if !used[i] {
			wrong(field, "%s: %q missed", y.By, y.Quote)
		}
	}
	s.add(field, right, len(got), len(want))
}

func overlap(a, b string) float64 {
	x, y := strings.Fields(fold(a)), strings.Fields(fold(b))
	both := 0
	rest := slices.Clone(y)
	for _, w := range x {
		if i := slices.Index(rest, w); i >= 0 {
			both++
			rest = slices.Delete(rest, i, i+1)
		}
	}
	return float64(both) / float64(max(1, len(x)+len(y)-both))
}

func judgeRest(s score, l *label, p *Proposal, wrong func(field, format string, args ...any)) {
	used := make([]bool, len(l.Figures))
	right := 0
	for _, x := range p.Figures {
		ok := false
		for i, y := range l.Figures {
			if !used[i] && x.Value == y.Value && x.Unit == y.Unit {
				used[i], ok = true, true
				right++
				break
			}
		}
		if !ok {
			wrong("figures", "%g %s %q is none", x.Value, x.Unit, x.Words.Text)
		}
	}
	for i, y := range l.Figures {
		if !used[i] {
			wrong("figures", "%g %s %q missed", y.Value, y.Unit, y.Quote)
		}
	}
	s.add("figures", right, len(p.Figures), len(l.Figures))
	right = 0
	since, sinceGot, sinceWant := 0, 0, 0
	found := make([]bool, len(l.Doors))
	for _, x := range p.Doors {
		ok := false
		for i, y := range l.Doors {
			if !found[i] && doorName(x.Name) == doorName(y.Door) && string(x.State) == y.State {
				found[i], ok = true, true
				right++
				sinceGot += count(x.Since != nil)
				sinceWant += count(y.Since != nil)
				since += count(x.Since != nil && y.Since != nil && x.Since.Day == *y.Since)
				if (x.Since == nil) != (y.Since == nil) || x.Since != nil && x.Since.Day != *y.Since {
					wrong("door since", "%s: %v, want %v", x.Name, x.Since, y.Since)
				}
				break
			}
		}
		if !ok {
			wrong("doors", "%q %s %q is none", x.Name, x.State, x.Words.Text)
		}
	}
	for i, y := range l.Doors {
		if !found[i] {
			wrong("doors", "%q %s missed", y.Door, y.State)
		}
	}
	s.add("doors", right, len(p.Doors), len(l.Doors))
	s.add("door since", since, sinceGot, sinceWant)
	right = 0
	proposed := 0
	usedImp := make([]bool, len(l.Impediments))
	for _, x := range p.Impediments {
		if x.Kind == "detained" { // the labels leave detention out; OCHA's categories have it
			continue
		}
		proposed++
		ok := false
		for i, y := range l.Impediments {
			if !usedImp[i] && x.Kind == y.Kind && overlap(x.Words.Text, y.Quote) >= 0.4 {
				usedImp[i], ok = true, true
				right++
				break
			}
		}
		if !ok {
			wrong("impediments", "%s %q is none", x.Kind, x.Words.Text)
		}
	}
	for i, y := range l.Impediments {
		if !usedImp[i] {
			wrong("impediments", "%s %q missed", y.Kind, y.Quote)
		}
	}
	s.add("impediments", right, proposed, len(l.Impediments))
}

// doorName is the name of a door without the word for what it is.
func doorName(s string) string {
	f := fold(s)
	for _, w := range []string{" crossing", "the ", "معبر ", " sinir kapisi"} {
		f = strings.ReplaceAll(f, fold(w), "")
	}
	return f
}
