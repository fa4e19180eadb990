package passage

import "strings"

// Digit returns a decimal digit that people in our field type, Western,
// Arabic-Indic or Persian, as one of '0' to '9', with the nought of its script.
// What is no such digit comes back as it is, with nought 0.
func Digit(r rune) (digit, nought rune) {
	for _, nought := range [...]rune{'0', '٠', '۰'} {
		if r >= nought && r <= nought+9 {
			return '0' + r - nought, nought
		}
	}
	return r, 0
}

// WesternDigits writes the digits of a text as '0' to '9'.
func WesternDigits(text string) string {
	return strings.Map(func(r rune) rune { r, _ = Digit(r); return r }, text)
}
