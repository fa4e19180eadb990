package draw

import (
	"strings"
	"unicode"
)

// clean makes a text fit for XML and harmless to what stands around it:
// control characters and those that turn the direction of text by force go,
// line breaks become spaces.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r' || r == '\u2028' || r == '\u2029':
			return ' '
		case r < ' ' || r >= 0x7f && r < 0xa0 || r == unicode.ReplacementChar || r == 0xfffe || r == 0xffff:
			return -1
		case r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// isolate keeps a text from changing the order of what stands around it, and
// gives it the direction of its own first letter. Plain ASCII is in order
// from left to right as it is.
func isolate(s string) string {
	for _, r := range s {
		if r > unicode.MaxASCII {
			return "\u2068" + s + "\u2069"
		}
	}
	return s
}

// escape writes text for an element or an attribute in double quotes.
var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;").Replace

// width estimates how wide a text is in pixels. No fonts are known here, so it
// errs on the wide side of the common sans-serif fonts.
func width(s string, size float64) float64 {
	sum := 0.0
	for _, r := range s {
		sum += advance(r)
	}
	return sum * size
}

func advance(r rune) float64 {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case strings.ContainsRune(" .,:;'|!()[]ijlIft·", r):
		return 0.36
	case strings.ContainsRune("mwMW%@—", r):
		return 0.95
	case r >= '0' && r <= '9', r >= 'a' && r <= 'z':
		return 0.61
	case r >= 'A' && r <= 'Z':
		return 0.72
	case r >= 0x0600 && r <= 0x08ff:
		return 0.57
	case r >= 0x1100 && r <= 0x11ff, r >= 0x2e80 && r <= 0xd7ff, r >= 0xf900 && r <= 0xfaff, r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60, r >= 0x1f000:
		return 1.05
	}
	return 0.68
}

// fit cuts a text so that it is no wider than most, with an ellipsis.
func fit(s string, size, most float64) string {
	s = strings.TrimSpace(clean(s))
	if width(s, size) <= most {
		return s
	}
	const dots = 1.0
	sum, end := dots*size, 0
	for i, r := range s {
		if sum += advance(r) * size; sum > most {
			break
		}
		end = i + len(string(r))
	}
	if end == 0 {
		return ""
	}
	return strings.TrimRight(s[:end], " ") + "…"
}
