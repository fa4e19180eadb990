// Package ui holds what browsers are sent: templates, and the styles and
// scripts that `make assets` builds from src and from npm packages.
package ui

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"text/template/parse"

	"passage/internal/tongue"
)

//go:embed templates
var templates embed.FS

// dist is built and not committed: run `make assets` where the compiler says
// that nothing matches.
//
//go:embed dist/*
var dist embed.FS

// UI renders pages.
type UI struct {
	pages  map[string]*page
	words  map[string]template.FuncMap // by language
	assets map[string]string           // name in src → name in dist
}

// page is one template for all languages: whoever renders it says which, and has
// it alone meanwhile. One for each language would take four times the memory.
type page struct {
	mu sync.Mutex
	*template.Template
}

// New parses every template. more are functions for templates, such as those that
// build URLs.
func New(tongues *tongue.Tongues, more template.FuncMap) (*UI, error) {
	u := &UI{pages: map[string]*page{}, words: map[string]template.FuncMap{}, assets: map[string]string{}}
	manifest, err := dist.ReadFile("dist/manifest.json")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(manifest, &u.assets); err != nil {
		return nil, fmt.Errorf("manifest.json: %w", err)
	}
	names, err := fs.Glob(templates, "templates/*.html")
	if err != nil {
		return nil, err
	}
	for _, l := range tongue.Languages {
		u.words[l.Code] = u.funcs(tongues.Of(l.Code))
	}
	words := u.words[tongue.Languages[0].Code] // until somebody renders
	parts, err := template.New("").Funcs(words).Funcs(more).ParseFS(templates, "templates/part/*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		one, err := template.New("").Funcs(words).Funcs(more).ParseFS(templates, name)
		if err != nil {
			return nil, err
		}
		for _, own := range one.Templates() {
			if own.Tree == nil { // the set itself
				continue
			}
			if err := include(one, parts, own.Tree.Root); err != nil {
				return nil, err
			}
		}
		if err := include(one, parts, &parse.TemplateNode{Name: "layout"}); err != nil {
			return nil, err
		}
		u.pages[strings.TrimSuffix(path.Base(name), ".html")] = &page{Template: one}
	}
	return u, nil
}

// include adds to a page those parts that a node of it uses, and what they use
// themselves. Each page has its own copy of a part, escaped for where it stands
// there, so that pages with all parts would take a hundred megabytes.
func include(one, parts *template.Template, node parse.Node) error {
	list := func(nodes ...*parse.ListNode) error {
		for _, l := range nodes {
			if l == nil {
				continue
			}
			for _, n := range l.Nodes {
				if err := include(one, parts, n); err != nil {
					return err
				}
			}
		}
		return nil
	}
	switch n := node.(type) {
	case *parse.ListNode:
		return list(n)
	case *parse.IfNode:
		return list(n.List, n.ElseList)
	case *parse.RangeNode:
		return list(n.List, n.ElseList)
	case *parse.WithNode:
		return list(n.List, n.ElseList)
	case *parse.TemplateNode:
		part := parts.Lookup(n.Name)
		if part == nil || one.Lookup(n.Name) != nil {
			return nil
		}
		if _, err := one.AddParseTree(n.Name, part.Tree.Copy()); err != nil {
			return err
		}
		return list(part.Tree.Root)
	}
	return nil
}

// funcs are what every template may call, in the language of one tongue.
func (u *UI) funcs(t *tongue.Tongue) template.FuncMap {
	return template.FuncMap{
		"t":       t.Say,
		"num":     func(v any) string { return t.Number(float(v), 0) },
		"decimal": func(v any) string { return t.Number(float(v), 1) },
		"percent": func(v any) string { return t.Percent(float(v)) },
		"tonnes":  func(grams any) string { return t.Tonnes(float(grams)) },
		"date":    t.Date,
		"day":     t.Day,
		"moment":  t.Moment,
		"tame":    tongue.Tame,
		"author": func(name string) string { // accounts have no spaces in their names
			if name == "command line" {
				return t.Say("journal.command_line")
			}
			return tongue.Tame(name)
		},
		"retell":    t.Retell,
		"zone":      t.Zone,
		"comma":     t.Comma,
		"semicolon": t.Semicolon,
		"rank":      func(i int) int { return i + 1 },
		"asset":     u.Asset,
	}
}

func float(v any) float64 {
	switch v := v.(type) {
	case int:
		return float64(v)
	case int64:
		return float64(v)
	case float64:
		return v
	}
	return 0
}

// Asset returns the address of a style or script.
func (u *UI) Asset(name string) (string, error) {
	built, ok := u.assets[name]
	if !ok {
		return "", fmt.Errorf("there is no asset %s", name)
	}
	return "/assets/" + built, nil
}

// Render returns a page in a language.
func (u *UI) Render(language, name string, view any) ([]byte, error) {
	p := u.pages[name]
	if p == nil {
		return nil, fmt.Errorf("there is no template %s", name)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	var b bytes.Buffer
	if err := p.Funcs(u.words[language]).ExecuteTemplate(&b, "layout", view); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Pages are the names of all pages.
func (u *UI) Pages() (names []string) {
	for name := range u.pages {
		names = append(names, name)
	}
	return names
}

// Assets serves styles and scripts. Their names change with their contents, so
// they may be kept for ever.
func Assets() http.Handler {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the folder is embedded
	}
	files := http.FileServerFS(sub)
	return http.StripPrefix("/assets/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/") || r.URL.Path == "" { // no list of what there is
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		files.ServeHTTP(w, r)
	}))
}
