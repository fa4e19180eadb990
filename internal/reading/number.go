package reading

import (
	"strconv"
	"strings"
	"unicode"
)

// digitsOf writes the digits of any script as those of ASCII.
func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return '0' + r - '٠'
		case r >= '۰' && r <= '۹':
			return '0' + r - '۰'
		case r == '٫':
			return '.'
		case r == '٬':
			return ','
		case unicode.IsDigit(r) && r > '9':
			return -1
		}
		return r
	}, s)
}

// small reads a plain whole number; -1 is none.
func small(s string) int {
	n, err := strconv.Atoi(digitsOf(s))
	if err != nil || len(s) > 12 {
		return -1
	}
	return n
}

// amount reads a number with marks of thousands and decimals as the language
// writes them. What could be either is none.
func amount(s string, lang Language) (float64, bool) {
	s = digitsOf(s)
	thousands, decimal := ",", "."
	if lang == Turkish {
		thousands, decimal = ".", ","
	}
	whole, part, hasPart := strings.Cut(s, decimal)
	groups := strings.Split(whole, thousands)
	for i, g := range groups {
		if i > 0 && len(g) != 3 || i == 0 && len(groups) > 1 && len(g) > 3 {
			return 0, false
		}
	}
	if hasPart && (strings.Contains(part, thousands) || strings.Contains(part, decimal)) {
		return 0, false
	}
	if hasPart && len(part) == 3 && len(groups) == 1 && lang == English && len(whole) <= 3 && whole != "0" {
		return 0, false // 1.850 may be a thousand and more, or less than two
	}
	text := strings.Join(groups, "")
	if hasPart {
		text += "." + part
	}
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil && v < 1e13
}

// quantity reads a number from word i on, in digits or in words, with million,
// ألف or bin behind it. It returns where it ends.
func (d *doc) quantity(i int) (v float64, end int, ok bool) {
	total, ok := 0.0, false
	k := i
	for k < len(d.words) {
		n, e, scale, found := d.numeral(k)
		if !found {
			break
		}
		switch {
		case scale && !ok:
			total = n
			if d.lang == English { // "thousands" aside, English counts them: a million
				return 0, 0, false
			}
		case scale:
			if total >= n && total > 0 && k > i+1 { // 2 million 300 thousand
				head := float64(int(total/n/1000)) * n * 1000
				total = head + (total-head)*n
			} else {
				total *= n
			}
		case !ok:
			total = n
		case d.lang == Turkish || d.w(k-1).fold == "-" || !d.w(k).num:
			if last := d.lastScale(k); last != 0 && n >= last || last == 0 && !(total >= 20 && total < 100 && n < 10) {
				return total, k, true
			}
			total += n
		default:
			return total, k, true
		}
		ok = true
		k = e
	}
	return total, k, ok
}

// lastScale is the scale word directly before k, 0 for none.
func (d *doc) lastScale(k int) float64 {
	if n, _, scale, ok := d.numeral(k - 1); ok && scale {
		return n
	}
	return 0
}

// numeral reads one number word, or digits.
func (d *doc) numeral(k int) (n float64, end int, scale, ok bool) {
	if k < 0 || k >= len(d.words) {
		return 0, 0, false, false
	}
	w := d.w(k)
	if w.num {
		n, ok = amount(w.text, d.lang)
		return n, k + 1, false, ok
	}
	p, end := dict().numbers.at(d, k)
	if end == 0 {
		if d.lang == English { // twenty-seven
			if tens, ones, found := strings.Cut(w.fold, "-"); found {
				a, b := wordValue(tens), wordValue(ones)
				if a >= 20 && a < 100 && b > 0 && b < 10 {
					return a + b, k + 1, false, true
				}
			}
		}
		return 0, 0, false, false
	}
	if isLatin := w.fold[0] < 0x80; isLatin != (d.lang != Arabic) || d.lang == English && p.words[0] == "on" || d.lang == Turkish && englishNumber(p) || d.lang == English && !englishNumber(p) {
		return 0, 0, false, false
	}
	n, _ = strconv.ParseFloat(p.value, 64)
	return n, end, n == 1000 || n == 1e6 || n == 1e9 || n == 100 && d.lang != Arabic, true
}

func wordValue(w string) float64 {
	for _, p := range dict().numbers[w] {
		if len(p.words) == 1 {
			v, _ := strconv.ParseFloat(p.value, 64)
			return v
		}
	}
	return 0
}

// englishNumber reports whether a number word is the first of its row, which is
// where the English one stands.
func englishNumber(p phrase) bool { return fold(p.name) == strings.Join(p.words, " ") }
