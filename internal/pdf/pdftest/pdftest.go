// Package pdftest looks at PDF files in tests as a reader would, with the tools of
// poppler: as pictures, as text, and as a screen reader hears them.
package pdftest

import (
	"bytes"
	"compress/zlib"
	"image"
	_ "image/png" // what pdftoppm writes
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// run runs a tool on a file and returns what it prints. Any complaint fails the
// test: the tools print what is wrong with a file and go on.
func run(t *testing.T, pdf []byte, tool string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(tool)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is missing: install poppler-utils", tool)
		}
		t.Skipf("%s is missing, so nobody looked at the file: install poppler-utils", tool)
	}
	file := filepath.Join(t.TempDir(), "file.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, a := range args {
		if a == "FILE" {
			args[i] = file
		}
	}
	var out, complaints bytes.Buffer
	cmd := exec.Command(path, args...)
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil || complaints.Len() > 0 {
		t.Fatalf("%s %v: %v %s", tool, args, err, &complaints)
	}
	return out.String()
}

// plain takes out the signs that pdftotext puts around text of another direction.
var plain = strings.NewReplacer("\u202a", "", "\u202b", "", "\u202c", "", "\u200e", "", "\u200f", "")

// embedded is a stretch from left to right within a line from right to left.
// pdftotext leaves spaces, brackets and the like that follow it where they are
// seen: at its left, before it.
var embedded = regexp.MustCompile(`\x{202A}([ ،؛؟.,:()\[\]]*)([^\x{202C}]*)\x{202C}`)

// Text returns a file's text in the order of reading, with one space between words.
func Text(t *testing.T, pdf []byte) string {
	t.Helper()
	text := embedded.ReplaceAllStringFunc(run(t, pdf, "pdftotext", "FILE", "-"), func(s string) string {
		parts := embedded.FindStringSubmatch(s)
		after := []rune(parts[1])
		slices.Reverse(after)
		return parts[2] + string(after)
	})
	return strings.Join(strings.Fields(plain.Replace(text)), " ")
}

// Info returns what pdfinfo says of a file.
func Info(t *testing.T, pdf []byte) string {
	t.Helper()
	return run(t, pdf, "pdfinfo", "FILE")
}

// Structure returns the tree of a file's tags with their text.
func Structure(t *testing.T, pdf []byte) string {
	t.Helper()
	return plain.Replace(run(t, pdf, "pdfinfo", "-struct-text", "FILE"))
}

// Look draws the pages and keeps the pictures as artefacts under a name (go test
// -artifacts).
func Look(t *testing.T, pdf []byte, name string) (pages []image.Image) {
	t.Helper()
	dir := t.ArtifactDir()
	run(t, pdf, "pdftoppm", "-r", "110", "-png", "FILE", filepath.Join(dir, name))
	files, err := filepath.Glob(filepath.Join(dir, name+"-*.png"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		picture, _, err := image.Decode(f)
		f.Close()
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		pages = append(pages, picture)
	}
	return pages
}

// Inside fails the test where something is drawn nearer to a page's edge than
// margin, in points, and where a page is empty.
func Inside(t *testing.T, pages []image.Image, margin float64) {
	t.Helper()
	for i, page := range pages {
		all := page.Bounds()
		inner := all.Inset(int(margin * 110 / 72))
		ink := 0
		for y := all.Min.Y; y < all.Max.Y; y++ {
			for x := all.Min.X; x < all.Max.X; x++ {
				inside := (image.Point{X: x, Y: y}).In(inner)
				if inside && y%4 != 0 {
					x = inner.Max.X - 1 // some rows are enough to see that there is something
					continue
				}
				if r, g, b, _ := page.At(x, y).RGBA(); r+g+b > 3*0xC800 {
					continue
				}
				if ink++; !inside {
					t.Errorf("page %d: ink at %d,%d, nearer to the edge than %g points", i+1, x, y, margin)
					return
				}
			}
		}
		if ink < 50 {
			t.Errorf("page %d is empty", i+1)
		}
	}
}

// Unpacked returns all that a file holds in compressed streams, as text.
func Unpacked(file []byte) string {
	var out bytes.Buffer
	for _, m := range regexp.MustCompile(`(?s)stream\n(.*?)\nendstream`).FindAllSubmatch(file, -1) {
		if z, err := zlib.NewReader(bytes.NewReader(m[1])); err == nil {
			io.Copy(&out, z)
		}
	}
	return out.String()
}

// placed is where a file puts text.
var placed = regexp.MustCompile(`1 0 0 1 (\S+) (\S+) Tm`)

// Places calls see with each place of a file where text begins, in points from
// the page's left bottom corner.
func Places(file []byte, see func(x, y float64)) {
	for _, m := range placed.FindAllStringSubmatch(Unpacked(file), -1) {
		x, errX := strconv.ParseFloat(m[1], 64)
		y, errY := strconv.ParseFloat(m[2], 64)
		if errX != nil || errY != nil {
			panic("no numbers in " + m[0])
		}
		see(x, y)
	}
}
