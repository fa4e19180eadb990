package book

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A spreadsheet program runs a CSV cell that begins with = + - or @, and some
// do so after white space or for the full-width forms of those characters.
// Such a cell is written with an apostrophe before it, which makes it text in
// every spreadsheet program, and one apostrophe is taken away when it is read.
// Numbers such as -3.5 stay as they are. An apostrophe that was there before
// gets a second one, so what is written is always what is read.

// guard returns cell as it may stand in a CSV file.
func guard(cell string) string {
	if runs(cell) && !IsNumber(cell) {
		return "'" + cell
	}
	return cell
}

// unguard undoes guard.
func unguard(cell []byte) []byte {
	if len(cell) > 1 && cell[0] == '\'' && runs(string(cell[1:])) {
		return cell[1:]
	}
	return cell
}

// runs reports whether a spreadsheet program might run the cell, whatever
// number of apostrophes stands before it.
func runs(cell string) bool {
	cell = strings.TrimLeft(cell, "'")
	if cell == "" {
		return false
	}
	if c := cell[0]; c == '\t' || c == '\r' || c == '\n' {
		return true
	}
	r, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(cell, func(r rune) bool {
		return r == '\'' || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)
	}))
	return strings.ContainsRune("=+-@＝＋－＠", r) && r != utf8.RuneError
}

// IsNumber reports whether the text is a plain decimal number: an optional
// sign, digits, an optional fraction and an optional exponent.
func IsNumber(s string) bool {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	whole, s := cutDigits(s)
	fraction := 0
	if strings.HasPrefix(s, ".") {
		fraction, s = cutDigits(s[1:])
	}
	if whole+fraction == 0 {
		return false
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		s = s[1:]
		if s != "" && (s[0] == '-' || s[0] == '+') {
			s = s[1:]
		}
		var exponent int
		if exponent, s = cutDigits(s); exponent == 0 {
			return false
		}
	}
	return s == ""
}

func cutDigits(s string) (n int, rest string) {
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n, s[n:]
}
