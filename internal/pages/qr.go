package pages

import (
	"fmt"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// qrCode is a QR code as the path of an SVG image.
type qrCode struct {
	Size int // modules on a side, with the margin that readers need
	Path string
}

func newQR(content string) (q qrCode, err error) {
	const margin = 4
	code, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return q, fmt.Errorf("making a QR code: %w", err)
	}
	size := code.Bounds().Dx()
	var b strings.Builder
	for y := range size {
		for x := range size {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+margin, y+margin)
			}
		}
	}
	return qrCode{size + 2*margin, b.String()}, nil
}
