// Package basemap serves a PMTiles archive of vector tiles, which an operator
// provides, to browsers that read the parts of it that they show.
package basemap

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"os"
	"regexp"
	"time"
)

// Basemap is an open archive. It may be read by many at the same time.
type Basemap struct {
	Attribution string // whom its data are owed to, as plain text; often OpenStreetMap
	MaxZoom     int    // beyond it the browser enlarges

	// Version changes with the file, so that addresses with it may be kept.
	Version string

	file  *os.File
	size  int64
	since time.Time
}

// Fault says why a file is no basemap, in a sentence for its operator.
type Fault string

func (f Fault) Error() string { return string(f) }

const headerSize = 127

// kinds of tiles and ways of compression, by their numbers in a PMTiles header.
var (
	kinds       = map[byte]string{2: "PNG", 3: "JPEG", 4: "WebP", 5: "AVIF"}
	compression = map[byte]string{3: "Brotli", 4: "Zstandard"}
)

// header is what of a PMTiles header is asked for, each where the format, version
// 3, has it.
type header struct {
	root, metadata, leaves, tiles section
	inside, outside, kind         byte // compression of directories, of tiles, and what tiles are
	maxZoom                       byte
}

type section struct{ from, length uint64 }

func readHeader(b []byte) header {
	at := func(i int) section {
		return section{binary.LittleEndian.Uint64(b[i:]), binary.LittleEndian.Uint64(b[i+8:])}
	}
	return header{root: at(8), metadata: at(24), leaves: at(40), tiles: at(56), inside: b[97], outside: b[98], kind: b[99], maxZoom: b[101]}
}

// Open opens an archive and looks whether browsers can read it; where they
// cannot, the error is a [Fault].
func Open(path string) (*Basemap, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, Fault(fmt.Sprintf("the basemap cannot be opened: %v", err))
	}
	b, err := read(f)
	if err != nil {
		f.Close()
		return nil, err
	}
	return b, nil
}

func read(f *os.File) (*Basemap, error) {
	fault := func(format string, args ...any) error {
		return Fault("the basemap " + f.Name() + " " + fmt.Sprintf(format, args...))
	}
	info, err := f.Stat()
	if err != nil {
		return nil, fault("cannot be read: %v", err)
	}
	head := make([]byte, headerSize)
	if _, err := f.ReadAt(head, 0); err != nil || !bytes.HasPrefix(head, []byte("PMTiles")) {
		return nil, fault("is no PMTiles archive; `pmtiles extract` cuts one out of a larger one")
	}
	if head[7] != 3 {
		return nil, fault("is of version %d of PMTiles, and browsers read version 3; `pmtiles convert` makes one of it", head[7])
	}
	h := readHeader(head)
	if name, ok := kinds[h.kind]; ok {
		return nil, fault("holds pictures (%s), and vector tiles (MVT) are shown here, such as those of Protomaps", name)
	}
	if h.kind != 1 {
		return nil, fault("does not say that it holds vector tiles (MVT), which are shown here")
	}
	for _, c := range []byte{h.inside, h.outside} {
		if name, ok := compression[c]; ok {
			return nil, fault("is compressed with %s, which browsers do not open; gzip is what they do", name)
		}
	}
	size := uint64(info.Size())
	for _, s := range []section{h.root, h.metadata, h.leaves, h.tiles} {
		if s.from > size || s.length > size-s.from {
			return nil, fault("is cut short: it has %d bytes and speaks of more; copy it again", size)
		}
	}
	b := &Basemap{MaxZoom: int(h.maxZoom), file: f, size: info.Size(), since: info.ModTime()}
	sum := sha256.Sum256(fmt.Appendf(head, " %d %d", b.size, b.since.UnixNano()))
	b.Version = hex.EncodeToString(sum[:6])
	b.Attribution = attribution(io.NewSectionReader(f, int64(h.metadata.from), int64(h.metadata.length)), h.inside == 2)
	return b, nil
}

// mostMetadata is how much is read to find whom the data are owed to.
const mostMetadata = 4 << 20

var tag = regexp.MustCompile(`<[^>]*>`)

// attribution finds whom the data are owed to; it is empty where that is not said.
func attribution(r io.Reader, packed bool) string {
	if packed {
		z, err := gzip.NewReader(r)
		if err != nil {
			return ""
		}
		r = z
	}
	var meta struct {
		Attribution string `json:"attribution"`
	}
	if json.NewDecoder(io.LimitReader(r, mostMetadata)).Decode(&meta) != nil {
		return ""
	}
	return html.UnescapeString(tag.ReplaceAllString(meta.Attribution, ""))
}

// ServeHTTP answers with the parts that are asked for.
func (b *Basemap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "application/vnd.pmtiles")
	h.Set("ETag", `"`+b.Version+`"`)
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	http.ServeContent(w, r, "", b.since, io.NewSectionReader(b.file, 0, b.size))
}

// Close closes the archive.
func (b *Basemap) Close() error { return b.file.Close() }
