package pages

import (
	"fmt"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// qrCode is a code to scan: dark modules as the path of an SVG, in a square of
// Size modules with the quiet zone that readers need.
type qrCode struct {
	Size int
	Path string
}

// codeOf makes a code that a quarter may be dirty of and still is read. Text that
// does not fit gives none.
func codeOf(text string) qrCode {
	const quiet = 4
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return qrCode{}
	}
	b := code.Bounds()
	var path strings.Builder
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			from := x
			for x < b.Max.X && dark(code.At(x, y)) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	return qrCode{b.Dx() + 2*quiet, path.String()}
}

// dark reports whether a colour is nearer to black.
func dark(c interface{ RGBA() (r, g, b, a uint32) }) bool {
	r, _, _, _ := c.RGBA()
	return r < 0x8000
}
