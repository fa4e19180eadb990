package pages

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"pgregory.net/rapid"
)

// scan reads a code as it is drawn, three pixels to a module, by somebody else's reader.
// It is told where the code is: of one in a hundred, whoever made it, it takes something
// else for a corner.
func scan(t interface{ Fatal(...any) }, code qrCode) string {
	const pixels = 3
	page := image.NewGray(image.Rect(0, 0, code.Size*pixels, code.Size*pixels))
	draw.Draw(page, page.Bounds(), image.White, image.Point{}, draw.Src)
	for run := range strings.SplitSeq(strings.TrimPrefix(code.Path, "M"), "M") {
		var x, y, wide, back int
		if _, err := fmt.Sscanf(run, "%d %dh%dv1h-%dz", &x, &y, &wide, &back); err != nil || wide != back {
			t.Fatal("not a run of modules:", run)
		}
		dark := image.Rect(x*pixels, y*pixels, (x+wide)*pixels, (y+1)*pixels)
		draw.Draw(page, dark, image.NewUniform(color.Black), image.Point{}, draw.Src)
	}
	bits, err := gozxing.NewBinaryBitmapFromImage(page)
	if err != nil {
		t.Fatal(err)
	}
	read, err := qrcode.NewQRCodeReader().Decode(bits, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true})
	if err != nil {
		t.Fatal(err)
	}
	return read.GetText()
}

// TestCodesAreRead has addresses of all lengths, and what apps that show numbers are
// told, read back.
func TestCodesAreRead(t *testing.T) {
	for _, text := range []string{
		"https://passage.example/waybills/WFP-251013-3f9a-02-001#c668eb0e41d5207b",
		"http://192.168.8.1:8080/trust", "otpauth://totp/passage:amal?secret=JBSWY3DPEHPK3PXP&issuer=passage", "https://passage.example/waybills/" + strings.Repeat("9", 60),
	} {
		if got := scan(t, codeOf(text)); got != text {
			t.Errorf("%q is read as %q", text, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`https://[a-z.]{1,40}(/[A-Za-z0-9-]{1,30}){1,5}(#[0-9a-f]{16})?`).Draw(t, "address")
		if got := scan(t, codeOf(text)); got != text {
			t.Errorf("%q is read as %q", text, got)
		}
	})
	if code := codeOf(strings.Repeat("a", 3000)); code != (qrCode{}) {
		t.Error("3,000 letters do not fit, and there is a code of", code.Size)
	}
}
