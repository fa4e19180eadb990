package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxRunes = 20_000 // of one paragraph; what is beyond is cut off
	maxMarks = 6      // on one letter: more would pile up over the lines above
)

// Isolate keeps text that somebody else wrote from moving what stands around it:
// it gets a direction of its own, and what would end that early is taken out.
func Isolate(s string) string { return "\u2068" + withoutControls(s) + "\u2069" }

// LTR sets a date, a code or a telephone number from left to right wherever it
// stands. Without it "2026-11-23" reads "23-11-2026" in an Arabic paragraph, as
// the rules of Unicode have it.
func LTR(s string) string { return "\u2066" + withoutControls(s) + "\u2069" }

func withoutControls(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, s)
}

// paragraphs splits text at its line ends and leaves out what cannot be set:
// control characters, tags, more marks than a letter carries. Bytes that are no
// UTF-8 become U+FFFD. No more than limit characters are kept.
func paragraphs(s string, limit int) [][]rune {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	out := [][]rune{nil}
	marks, count := 0, 0
	for _, r := range s {
		if count == limit {
			out[len(out)-1] = append(out[len(out)-1], '…')
			break
		}
		switch {
		case r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029 ||
			r >= 0x1C && r <= 0x1E: // these end a paragraph for the rules of direction
			out = append(out, nil)
			marks = 0
			count++
			continue
		case r == '\t' || r == 0x1F:
			r = ' '
		case unicode.Is(unicode.Cc, r), unsettable(r):
			continue
		}
		if unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc) || r == 0x200C || r == 0x200D {
			if marks++; marks > maxMarks {
				continue
			}
		} else {
			marks = 0
		}
		out[len(out)-1] = append(out[len(out)-1], r)
		count++
	}
	return out
}

func unsettable(r rune) bool {
	switch {
	case r == 0xAD, r == 0xFEFF, r >= 0xFE00 && r <= 0xFE0F, r >= 0xFFF9 && r <= 0xFFFB,
		r >= 0xE0000 && r <= 0xE0FFF, r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF, !utf8.ValidRune(r):
		return true
	}
	return false
}
