package draw

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"passage/internal/golden"
)

var (
	update     = flag.Bool("update", false, "write the drawings of testdata anew")
	galleryDir = flag.String("gallery", "", "write a page of all drawings into this folder, to look at")
)

// Each drawing of testdata is what a reader of English and one of Arabic see.
// Look at them, with -gallery, before keeping them.
func TestGoldens(t *testing.T) {
	for name, r := range map[string]reader{"en": english, "ar": arabic} {
		names, list := gallery(t, r)
		for i, d := range list {
			file := filepath.Join("testdata", names[i]+"."+name+".svg")
			got := strings.ReplaceAll(string(d.SVG(Look{ID: names[i], RTL: r.rtl})), "><", ">\n<")
			golden.Keep(t, file, got, *update, "go test ./internal/draw -update after looking at it")
		}
	}
}

// A page with the map and three charts is small, stylesheet included.
func TestSize(t *testing.T) {
	for name, r := range map[string]reader{"en": english, "ar": arabic} {
		var page bytes.Buffer
		out, _ := gzip.NewWriterLevel(&page, gzip.DefaultCompression)
		fmt.Fprint(out, Stylesheet)
		for i, d := range []Drawing{gazaMap(t, r), heat(r), daily(r), runway(r)} {
			fmt.Fprint(out, d.SVG(Look{ID: fmt.Sprint("d", i), RTL: r.rtl}))
		}
		out.Close()
		t.Logf("%s: %d bytes gzipped", name, page.Len())
		if page.Len() > 25_000 {
			t.Errorf("%s: %d bytes gzipped, want at most 25,000", name, page.Len())
		}
	}
}

// TestGallery writes a page for people, of what a browser makes of the drawings,
// and holds that none is missing on it.
func TestGallery(t *testing.T) {
	folder := *galleryDir
	if folder == "" {
		folder = t.TempDir()
	}
	for name, r := range map[string]reader{"en": english, "ar": arabic} {
		dir := "ltr"
		if r.rtl {
			dir = "rtl"
		}
		var b strings.Builder
		fmt.Fprintf(&b, `<!doctype html><html lang=%s dir=%s><meta charset=utf-8><meta name=viewport content="width=device-width"><title>Drawings</title><style>%s
body{margin:8px;font-family:system-ui;background:Canvas;color:CanvasText;color-scheme:light dark}.grid{display:flex;flex-wrap:wrap;gap:24px}figure{margin:0;max-width:100%%;overflow-x:auto}figcaption{font:600 14px system-ui;margin-block-end:6px}@media(prefers-color-scheme:dark){body{background:#14181d}}</style><div class=grid>`, name, dir, Stylesheet)
		names, list := gallery(t, r)
		for i, d := range list {
			fmt.Fprintf(&b, "<figure><figcaption>%s</figcaption>%s</figure>", names[i], d.SVG(Look{ID: names[i], RTL: r.rtl, Width: 344}))
		}
		if n := strings.Count(b.String(), "</svg>\n</figure>"); n != len(list) || n == 0 {
			t.Errorf("%s: %d of %d drawings stand on the page", name, n, len(list))
		}
		if err := os.WriteFile(filepath.Join(folder, name+".html"), []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
