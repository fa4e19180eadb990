package pdf

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"fmt"
	"sync"

	"github.com/go-text/typesetting/font"
)

// The fonts come from the npm packages @expo-google-fonts/noto-sans and
// noto-sans-arabic and are not kept in the repository. If the compiler finds no
// fonts/*.ttf, run: make fonts

//go:embed fonts/NotoSans_400Regular.ttf
var latinRegular []byte

//go:embed fonts/NotoSans_700Bold.ttf
var latinBold []byte

//go:embed fonts/NotoSansArabic_400Regular.ttf
var arabicRegular []byte

//go:embed fonts/NotoSansArabic_700Bold.ttf
var arabicBold []byte

//go:embed fonts/OFL-NotoSans.txt
var latinLicence string

//go:embed fonts/OFL-NotoSansArabic.txt
var arabicLicence string

// FontLicences returns the licences of the fonts in this package, which ask to
// be passed on with them.
func FontLicences() string {
	return "Noto Sans\n\n" + latinLicence + "\n\nNoto Sans Arabic\n\n" + arabicLicence
}

// The faces, by script and weight: bold is the next one after regular.
const (
	latin = iota
	_     // its bold
	arabic
	_
	faceCount
)

// typeface is a font as it is shaped with and as it is cut down and embedded.
type typeface struct {
	name  string // as in PostScript
	shape *font.Font
	file  *truetype
	bold  bool
}

var typefaces = sync.OnceValues(func() ([]*typeface, error) {
	faces := make([]*typeface, faceCount)
	for i, f := range []struct {
		name string
		data []byte
	}{
		{"NotoSans-Regular", latinRegular}, {"NotoSans-Bold", latinBold},
		{"NotoSansArabic-Regular", arabicRegular}, {"NotoSansArabic-Bold", arabicBold},
	} {
		shape, err := font.ParseTTF(bytes.NewReader(withoutOutlines(f.data)))
		if err != nil {
			return nil, fmt.Errorf("font %s: %w", f.name, err)
		}
		file, err := readTrueType(f.data)
		if err != nil {
			return nil, fmt.Errorf("font %s: %w", f.name, err)
		}
		if file.unitsPerEm != em {
			return nil, fmt.Errorf("font %s has %d units to the em, not %d", f.name, file.unitsPerEm, em)
		}
		faces[i] = &typeface{f.name, shape.Font, file, i%2 == 1}
	}
	return faces, nil
})

// withoutOutlines is a font whose directory does not say where its outlines are. Shaping
// needs none of them, and as objects they are four megabytes that live as long as
// the program.
func withoutOutlines(data []byte) []byte {
	data = bytes.Clone(data)
	const header, record = 12, 16
	for at := header; at+record <= len(data) && at < header+record*int(binary.BigEndian.Uint16(data[4:])); at += record {
		if string(data[at:at+4]) == "loca" {
			copy(data[at:], "none")
		}
	}
	return data
}

// em is the units in which the fonts are drawn and in which PDF gives widths.
const em = 1000

// Where letters stand in a line, in units: the height of an upright letter and
// what hangs below it. Both scripts share them, so that lines of both are evenly
// apart and figures stand on one line.
const (
	above = 900
	below = 260
)
