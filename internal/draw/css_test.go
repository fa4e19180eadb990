package draw

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// luminance is a colour's, by WCAG 2.2.
func luminance(t *testing.T, hex string) float64 {
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 6 {
		t.Fatalf("#%s is no colour", hex)
	}
	part := func(shift uint, weight float64) float64 {
		v := float64(n>>shift&0xff) / 255
		if v <= 0.04045 {
			return weight * v / 12.92
		}
		return weight * math.Pow((v+0.055)/1.055, 2.4)
	}
	return part(16, 0.2126) + part(8, 0.7152) + part(0, 0.0722)
}

// Text has the contrast that WCAG 2.2 asks for, 4.5, and marks have 3, in light,
// dark and print; and bands of cover rise or fall in lightness throughout, so that
// their order is seen without colours.
func TestContrast(t *testing.T) {
	colours := map[string]float64{}
	seen := 0
	for i, section := range strings.Split(Stylesheet, "@media ") {
		if strings.HasPrefix(section, "(forced-colors") {
			continue // the reader's own colours
		}
		if strings.HasPrefix(section, "print") {
			// What print changes, it changes from light.
			colours = map[string]float64{}
			for _, m := range regexp.MustCompile(`--dr-(\w+): #(\w+);`).FindAllStringSubmatch(strings.Split(Stylesheet, "@media ")[0], -1) {
				colours[m[1]] = luminance(t, m[2])
			}
		}
		for _, m := range regexp.MustCompile(`--dr-(\w+): #(\w+);`).FindAllStringSubmatch(section, -1) {
			colours[m[1]] = luminance(t, m[2])
		}
		seen++
		contrast := func(a, b string, want float64) {
			hi, lo := max(colours[a], colours[b]), min(colours[a], colours[b])
			if got := (hi + 0.05) / (lo + 0.05); got < want {
				t.Errorf("section %d: %s on %s has a contrast of %.2f, want %.1f", i, a, b, got, want)
			}
		}
		for _, ground := range []string{"paper", "ground"} {
			contrast("ink", ground, 7)
			contrast("soft", ground, 4.5)
			contrast("main", ground, 3)
		}
		contrast("main", "pale", 3)
		step := math.Copysign(1, colours["c5"]-colours["c0"])
		for b := range 6 {
			contrast(fmt.Sprint("on", b), fmt.Sprint("c", b), 4.5)
			if b > 0 && (colours[fmt.Sprint("c", b)]-colours[fmt.Sprint("c", b-1)])*step <= 0 && b < 5 {
				t.Errorf("section %d: c%d does not follow c%d in lightness", i, b, b-1)
			}
		}
	}
	if seen != 3 {
		t.Errorf("%d sections were looked at, want light, dark and print", seen)
	}
}

// Each class that a drawing uses is in the stylesheet, and each of the
// stylesheet is used.
func TestClasses(t *testing.T) {
	class := regexp.MustCompile(`\bdr-[a-z]+\d?`)
	rules := map[string]bool{}
	for _, name := range regexp.MustCompile(`\.(dr-[a-z]+\d?)`).FindAllStringSubmatch(Stylesheet, -1) {
		rules[name[1]] = false
	}
	_, list := gallery(t, english)
	full := heat(english)
	for i := range full.Cover[0] {
		full.Cover[0][i] = float64(i) / 10
	}
	country := gazaMap(t, english)
	for i, share := range []float64{0.9, 1.1} {
		country.Places[i].Cover = share
	}
	country.Points[3].Here, country.Points[5].Lost = "12 t", "0.4 t"
	stocks := runway(english)
	stocks.Parts = append(stocks.Parts, "offered")
	stocks.Rows[0].Weeks = []float64{1, 1, 1, 1}
	sources := daily(english)
	sources.Sources = []string{"a", "b", "c", "d", "e", "f"}
	for _, d := range append(list, full, country, stocks, sources) {
		for _, attribute := range regexp.MustCompile(`class="([^"]*)"`).FindAllStringSubmatch(string(d.SVG(Look{})), -1) {
			for _, name := range class.FindAllString(attribute[1], -1) {
				if _, ok := rules[name]; !ok {
					t.Errorf("%s is not in the stylesheet", name)
				}
				rules[name] = true
			}
		}
	}
	for name, used := range rules {
		if !used {
			t.Errorf("no drawing uses %s", name)
		}
	}
	if regexp.MustCompile(`\b(left|right|top|bottom|width|height):`).MatchString(strings.ReplaceAll(Stylesheet, "stroke-width:", "")) {
		t.Error("the stylesheet knows left and right, or width and height")
	}
}
