package tongue

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// joined is where a text goes on in the next line.
var joined = regexp.MustCompile(`" ?\+\s*"`)

// TestRetoldIsSaid holds that each sentence of the catalogue is one that the program
// says: its longest piece stands in the sources.
func TestRetoldIsSaid(t *testing.T) {
	var sources strings.Builder
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "out") {
			return filepath.SkipDir
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		sources.WriteString(joined.ReplaceAllString(strings.ReplaceAll(string(text), "\\\"", "\""), ""))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	tongues, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range tongues.Of("ar").sentences {
		if piece := strings.Trim(s.rare, " \""); !strings.Contains(sources.String(), piece) {
			t.Errorf("%s: nothing says %q", s.key, piece)
		}
	}
}

func TestRetell(t *testing.T) {
	tongues, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ language, english, want string }{
		{"tr", "received at zikim, bound for gaza-city", "\u2068zikim\u2069 teslim almış, varış yeri \u2068gaza-city\u2069"},
		{"en", "received at zikim, bound for gaza-city", "received at zikim, bound for gaza-city"},
		// A part of a sentence is one too, and theirs are.
		{"fr", "\"1,5\" is not a number (write it with a decimal point: 1.5); expected a number of trucks per day, 0 or more",
			"« \u20681,5\u2069 » n’est pas un nombre (écrivez-le avec un point décimal : \u20681.5\u2069) ; attendu : un nombre de camions par jour, 0 ou plus"},
		{"tr", "nobody knows this \u202esentence", "\u2068nobody knows this sentence\u2069"},
		{"ar", "", ""},
	} {
		if got := tongues.Of(c.language).Retell(c.english); got != c.want {
			t.Errorf("%s: %q\nwant %q", c.language, got, c.want)
		}
	}
	if _, known := tongues.Of("ar").Retold("nobody knows this"); known {
		t.Error("it knows what nobody says")
	}
}
