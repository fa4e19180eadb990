package pdf

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
)

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

// TextString is how a file has a text for people.
func TextString(s string) string { return text(s) }
