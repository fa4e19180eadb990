package tongue

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"passage"
)

// texts reads the catalogues as they are: language → key → forms.
func texts(t *testing.T) map[string]map[string]any {
	t.Helper()
	all := map[string]map[string]any{}
	names, err := fs.Glob(catalogue, "catalogue/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		parts := strings.Split(filepath.Base(name), ".")
		if len(parts) != 3 {
			t.Fatalf("%s is not called NOUN.LANGUAGE.json", name)
		}
		text, err := catalogue.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var one map[string]any
		if err := json.Unmarshal(text, &one); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if all[parts[1]] == nil {
			all[parts[1]] = map[string]any{}
		}
		for key, text := range one {
			if _, twice := all[parts[1]][key]; twice {
				t.Errorf("%s: %q stands in another file too", name, key)
			}
			all[parts[1]][key] = text
		}
	}
	return all
}

// plurals are the forms that CLDR gives each language for whole numbers.
var plurals = map[string][]string{
	"en": {"one", "other"}, "tr": {"one", "other"}, "fr": {"many", "one", "other"},
	"ar": {"few", "many", "one", "other", "two", "zero"},
}

func TestEveryLanguageIsComplete(t *testing.T) {
	all := texts(t)
	for _, l := range Languages {
		for key := range all["en"] {
			text, ok := all[l.Code][key]
			if !ok {
				t.Errorf("%s has no %q", l.Code, key)
				continue
			}
			if forms, ok := text.(map[string]any); ok {
				if got := slices.Sorted(maps.Keys(forms)); !slices.Equal(got, plurals[l.Code]) {
					t.Errorf("%s: %q has the plural forms %v, not %v", l.Code, key, got, plurals[l.Code])
				}
			}
			if got, want := values(text), values(all["en"][key]); !slices.Equal(got, want) {
				t.Errorf("%s: %q speaks of %v, in English of %v", l.Code, key, got, want)
			}
		}
		for key := range all[l.Code] {
			if _, ok := all["en"][key]; !ok {
				t.Errorf("%s has %q, which English has not", l.Code, key)
			}
		}
	}
}

// TestArabicFiguresStandApart holds that hours, days and ranges in Arabic sentences
// are isolated: after Arabic letters 08:00-16:00 would show as 16:00-08:00.
func TestArabicFiguresStandApart(t *testing.T) {
	arabic, figures := regexp.MustCompile(`\p{Arabic}`), regexp.MustCompile(`\d[-/–]\d`)
	isolated := regexp.MustCompile("\u2066[^\u2069]*\u2069")
	for key, text := range texts(t)["ar"] {
		raw, _ := json.Marshal(text)
		if arabic.Match(raw) && figures.Match(isolated.ReplaceAll(raw, nil)) {
			t.Errorf("%q has figures that would turn round: %s", key, raw)
		}
	}
}

var value = regexp.MustCompile(`{{\.(\w+)}}`)

// values are the names of what stands in a text, but for Count, which some
// plural forms say in a word.
func values(text any) []string {
	raw, _ := json.Marshal(text)
	found := map[string]bool{}
	for _, m := range value.FindAllStringSubmatch(string(raw), -1) {
		if m[1] != "Count" {
			found[m[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// made are beginnings of keys that the program puts together, with where.
var made = map[string]string{
	"month.":         "internal/tongue/tongue.go",
	"retell.":        "internal/tongue/retell.go",
	"nav.":           "internal/pages/routes.go",
	"said.":          "internal/pages/server.go",
	"error.":         "internal/pages/server.go",
	"plan.state_":    "internal/pages/plan.go",
	"limit.":         "internal/pages/plan_words.go",
	"unit_of.":       "internal/pages/plan_words.go",
	"change.":        "internal/pages/plan_words.go",
	"door.":          "internal/pages/whatif.go",
	"rule.":          "internal/pages/door.go",
	"weekday.":       "internal/pages/door.go",
	"obstacle.":      "internal/pages/door.go",
	"status.":        "internal/pages/impediment.go",
	"detail.":        "internal/pages/impediment.go",
	"follow.":        "internal/pages/impediment_page.go",
	"severity.":      "internal/pages/impediment_snapshot.go",
	"impediment.of_": "internal/pages/impediment_form.go",
	"need_unit.":     "internal/pages/need.go",
	"sector.":        "internal/pages/who.go",

	"notice.what_":  "internal/pages/notice.go",
	"notices.show_": "internal/pages/notice.go",

	"fact.":         "internal/pages/goods.go",
	"goods.state_":  "internal/pages/goods.go",
	"goods.sort_":   "internal/pages/goods.go",
	"goods.open_":   "internal/pages/goods.go",
	"how.":          "internal/pages/thread.go",
	"prose.kind_":   "internal/pages/prose.go",
	"prose.unit_":   "internal/pages/prose.go",
	"doors.bar_":    "internal/pages/doorsay.go",
	"correction.":   "internal/pages/thread.go",
	"say.":          "internal/pages/waybill.go",
	"amount.":       "internal/pages/say.go",
	"wrong.amount_": "internal/pages/say.go",
	"trouble.":      "internal/pages/server.go",
	"role.":         "internal/pages/ui/templates/part/form.html",
	"act.":          "internal/pages/ui/templates/part/form.html",
	"role_text.":    "internal/pages/ui/templates/person.html",
	"trust_how.":    "internal/pages/ui/templates/trust.html",
	"right.":        "internal/pages/ui/templates/roles.html",

	"topic.":           "internal/pages/engagement.go",
	"reach_short.":     "internal/pages/ui/templates/engagements.html",
	"level_short.":     "internal/pages/ui/templates/engagements.html",
	"engagement_form.": "internal/pages/minutes.go",
	"level.":           "internal/pages/minutes.go",
	"reach.":           "internal/pages/minutes.go",
	"ground.":          "internal/pages/minutes.go",
	"stand.":           "internal/pages/minutes.go",
	"answer.":          "internal/pages/talk.go",
	"keeping.":         "internal/pages/commitment.go",
	"promise_state.":   "internal/pages/commitment.go",
	"untold.":          "internal/pages/commitment.go",
	"permit.of_":       "internal/pages/clearance.go",

	"journal.by_":    "internal/pages/journal.go",
	"journal.story_": "internal/pages/journal.go",

	"table.":      "internal/pages/naming.go",
	"table_row.":  "internal/pages/grid.go",
	"column.":     "internal/pages/grid.go",
	"unit_name.":  "internal/pages/naming.go",
	"choice.":     "internal/pages/grid.go",
	"difference.": "internal/pages/revision.go",
}

var inTemplate = regexp.MustCompile(`\bt "([a-z][a-z_]*(?:\.[a-z0-9_]+)+)"`)
var inGo = regexp.MustCompile(`"([a-z][a-z_]*(?:\.[a-z0-9_]+)+)"`)

// TestKeysAreUsed holds that every key that is asked for has a text, and every
// text is asked for.
func TestKeysAreUsed(t *testing.T) {
	all := texts(t)["en"]
	used, asked := map[string]bool{}, map[string]string{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "out") {
			return skip(err)
		}
		template := strings.HasSuffix(path, ".html")
		if !template && (!strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go")) {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		pattern := inGo
		if template {
			pattern = inTemplate
		}
		for _, m := range pattern.FindAllStringSubmatch(string(text), -1) {
			used[m[1]] = true
			if template {
				asked[m[1]] = path
			}
		}
		if template {
			name := strings.TrimSuffix(filepath.Base(path), ".html")
			used[name+".title"] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for key, path := range asked {
		if _, ok := all[key]; !ok {
			t.Errorf("%s asks for %q, which has no text", path, key)
		}
	}
	for key := range all {
		if !used[key] && !slices.ContainsFunc(slices.Collect(maps.Keys(made)), func(p string) bool { return strings.HasPrefix(key, p) }) {
			t.Errorf("nothing asks for %q", key)
		}
	}
	for beginning, path := range made {
		text, err := os.ReadFile(filepath.Join("../..", path))
		if err != nil || !strings.Contains(string(text), `"`+beginning) {
			t.Errorf("%s does not put together keys that begin with %q", path, beginning)
		}
	}
}

func skip(err error) error {
	if err != nil {
		return err
	}
	return filepath.SkipDir
}

// TestTemplatesHoldNoText holds that what people read stands in the catalogue.
func TestTemplatesHoldNoText(t *testing.T) {
	action := regexp.MustCompile(`(?s){{.*?}}`)
	tag := regexp.MustCompile(`(?s)<!--.*?-->|<[^>]*>`)
	err := filepath.WalkDir("../pages/ui/templates", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rest := tag.ReplaceAllString(action.ReplaceAllString(string(text), " "), " ")
		for _, word := range strings.Fields(rest) {
			if word != "passage" && word != "CSV" && word != "JSON" && regexp.MustCompile(`\pL{2,}`).MatchString(word) {
				t.Errorf("%s: %q is not in the catalogue", path, word)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSay(t *testing.T) {
	all, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	day := passage.DateOf(2025, time.October, 26)
	for _, c := range []struct{ language, got, want string }{
		{"en", all.Of("en").Date(day), "26 October 2025"},
		{"ar", all.Of("ar").Date(day), "26 تشرين الأول/أكتوبر 2025"},
		{"tr", all.Of("tr").Percent(0.256), "%26"},
		{"fr", all.Of("fr").Number(1234567.25, 1), "1\u00a0234\u00a0567,2"},
		{"en", all.Of("en").Number(1234567.25, 1), "1,234,567.2"},
		{"en", all.Of("en").Say("layout.signed_in", "Name", "a\u202eb", "Org", "o"), "Signed in as \u2068ab\u2069, \u2068o\u2069"},
		{"en", all.Choose("de, ar;q=0.8, en;q=0.5").Code, "ar"},
		{"en", all.Choose("").Code, "en"},
		{"en", all.Of("en").Say("no.such_key"), "no.such_key"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.language, c.got, c.want)
		}
	}
}

// TestArabicSpelling holds that the catalogues write one word one way: the double
// vowel stands before its alef, and lists have the comma and semicolon of Arabic.
func TestArabicSpelling(t *testing.T) {
	files, err := filepath.Glob("catalogue/*.ar.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	other := regexp.MustCompile(`\S*اً|\p{Arabic}[,;]\s`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range other.FindAllString(string(text), -1) {
			t.Errorf("%s: %q", file, found)
		}
	}
}
