package basemap

import (
	"bytes"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"passage/internal/basemap/basemaptest"
)

func TestOpen(t *testing.T) {
	set := func(at int, value byte) func([]byte) []byte {
		return func(b []byte) []byte { b[at] = value; return b }
	}
	for _, c := range []struct {
		name, want string
		change     func([]byte) []byte
	}{
		{"sound", "", nil},
		{"another file", "is no PMTiles archive", func([]byte) []byte { return []byte(strings.Repeat("GIF", 100)) }},
		{"a few bytes", "is no PMTiles archive", func(b []byte) []byte { return b[:20] }},
		{"an old version", "version 2", set(7, 2)},
		{"pictures", "holds pictures (PNG)", set(99, 2)},
		{"unknown tiles", "vector tiles", set(99, 0)},
		{"brotli", "compressed with Brotli", set(98, 3)},
		{"cut short", "is cut short", func(b []byte) []byte { return b[:len(b)-1] }},
		{"no end", "is cut short", func(b []byte) []byte { copy(b[16:24], bytes.Repeat([]byte{0xff}, 8)); return b }},
		{"no metadata", "", func(b []byte) []byte { copy(b[32:40], make([]byte, 8)); return b }},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := Open(basemaptest.File(t, c.change))
			if c.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				b.Close()
				return
			}
			var fault Fault
			if !errors.As(err, &fault) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want a fault with %q", err, c.want)
			}
		})
	}
	if _, err := Open(t.TempDir() + "/none"); err == nil || !strings.Contains(err.Error(), "cannot be opened") {
		t.Error(err)
	}
}

func TestServe(t *testing.T) {
	b, err := Open(basemaptest.File(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if b.Attribution != "Test & co" || b.MaxZoom != 10 || b.Version == "" {
		t.Errorf("%+v", b)
	}
	r := httptest.NewRequest("GET", "/basemap.pmtiles", nil)
	r.Header.Set("Range", "bytes=0-126")
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	if w.Code != 206 || !bytes.Equal(w.Body.Bytes(), basemaptest.Archive()[:127]) {
		t.Errorf("%d, %d bytes", w.Code, w.Body.Len())
	}
}
