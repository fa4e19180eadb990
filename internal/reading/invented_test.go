package reading

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// TestInvented holds that who took part and where do not hang on the tables: in
// all labelled reports in Latin script the place and the surnames are replaced
// by ones that nobody bears.
func TestInvented(t *testing.T) {
	files, err := filepath.Glob("testdata/dev/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no reports: %v", err)
	}
	dir, s := t.TempDir(), score{}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(strings.TrimSuffix(f, ".json") + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		var l label
		if err := json.Unmarshal(raw, &l); err != nil {
			t.Fatal(err)
		}
		if l.Meeting == nil || l.Language == string(Arabic) {
			continue
		}
		text, raw = invented(text, raw, &l)
		to := filepath.Join(dir, filepath.Base(f))
		for name, b := range map[string][]byte{to: raw, strings.TrimSuffix(to, ".json") + ".txt": text} {
			if err := os.WriteFile(name, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		judge(t, s, to)
	}
	for _, field := range []string{"participants", "place", "date"} {
		x := s[field]
		t.Logf("%s: precision %.3f, recall %.3f of %d", field, x.precision(), x.recall(), x.there)
		if x.precision() < leastPrecision || x.recall() < 0.73 { // 701–770 and 801–862 are told in many ways
			t.Errorf("%s with invented names: precision %.3f, recall %.3f", field, x.precision(), x.recall())
		}
	}
}

var surnames = []string{"Tobrin", "Vessaly", "Ondarra", "Quellman", "Istvark", "Pelmoran", "Yurbeck", "Zandovic", "Harkwell", "Limbosa"}

// invented puts names that nobody bears for the place and the surnames of a report and
// its label.
func invented(text, raw []byte, l *label) ([]byte, []byte) {
	put := func(old, new string) {
		word := regexp.MustCompile(`(^|[^\pL])` + regexp.QuoteMeta(old) + `($|[^\pL])`)
		for range 2 { // neighbours share the letter between them
			text = word.ReplaceAll(text, []byte("${1}"+new+"${2}"))
			raw = word.ReplaceAll(raw, []byte("${1}"+new+"${2}"))
		}
		text = []byte(strings.ReplaceAll(string(text), strings.ToUpper(old), strings.ToUpper(new)))
	}
	if l.Meeting.Place != nil {
		put(*l.Meeting.Place, "Karvandi")
	}
	n := 0
	for _, p := range l.Meeting.Participants {
		name := strings.Fields(p.Name)
		if len(name) < 2 || n == len(surnames) {
			continue
		}
		if last := name[len(name)-1]; len(last) > 3 && unicode.IsUpper([]rune(last)[0]) && !strings.Contains(last, "-") {
			put(last, surnames[n])
			n++
		}
	}
	return text, raw
}
