package ui

import (
	"bytes"
	"html/template"
	"io/fs"
	"regexp"
	"sync"
	"testing"

	"passage/internal/tongue"
)

// TestRenderInItsLanguage has people of several languages ask for one page side by
// side: each gets it as if they asked alone.
func TestRenderInItsLanguage(t *testing.T) {
	tongues, err := tongue.Load()
	if err != nil {
		t.Fatal(err)
	}
	u := &UI{pages: map[string]*page{}, words: map[string]template.FuncMap{}}
	one := template.Must(template.New("layout").Funcs(u.funcs(tongues.Of("en"))).Parse(`{{range .}}<p title="{{t "nav.asks"}}">{{num .}} {{tonnes .}}</p>{{end}}`))
	u.pages["one"] = &page{Template: one}
	view := make([]float64, 200)
	for i := range view {
		view[i] = float64(i) * 1_234_567
	}
	want, texts := map[string][]byte{}, map[string]bool{}
	for _, l := range tongue.Languages {
		u.words[l.Code] = u.funcs(tongues.Of(l.Code))
		if want[l.Code], err = u.Render(l.Code, "one", view); err != nil {
			t.Fatal(err)
		}
		texts[string(want[l.Code])] = true
	}
	if len(texts) != len(tongue.Languages) {
		t.Fatalf("%d of %d languages differ", len(texts), len(tongue.Languages))
	}
	var all sync.WaitGroup
	for range 2 {
		for _, l := range tongue.Languages {
			all.Go(func() {
				for range 20 {
					if got, err := u.Render(l.Code, "one", view); err != nil || !bytes.Equal(got, want[l.Code]) {
						t.Errorf("%s: %v, %.200s", l.Code, err, got)
						return
					}
				}
			})
		}
	}
	all.Wait()
}

// TestQuotationsRunTheirOwnWay holds that the marks of what somebody said stand
// within its own direction: around an isolated text they would take the page's, and
// stand at the wrong ends of lines where it wraps.
func TestQuotationsRunTheirOwnWay(t *testing.T) {
	quotations := 0
	err := fs.WalkDir(templates, "templates", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(templates, path)
		for _, tag := range regexp.MustCompile(`<q\b[^>]*>`).FindAllString(string(text), -1) {
			if quotations++; tag != `<q dir="auto">` {
				t.Errorf("%s has %s", path, tag)
			}
		}
		return err
	})
	if err != nil || quotations == 0 {
		t.Errorf("%d quotations, %v", quotations, err)
	}
}
