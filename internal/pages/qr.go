package pages

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// qrCode is a code to scan: dark modules as the path of an SVG, in a square of
// Size modules with the quiet zone that readers need.
type qrCode struct {
	Size int
	Path string
}

// quiet is how many light modules are around a code.
const quiet = 4

// codeOf makes a code of which 15 in 100 may be dirty and still it is read. Text
// that does not fit gives none.
func codeOf(text string) qrCode {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return qrCode{}
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for code.Black(x, y) { // outside all is light
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	return qrCode{code.Size + 2*quiet, path.String()}
}
