package exchange

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"passage"
	"passage/internal/exchange/book"
)

const (
	longestID = 100  // characters: an id must fit on a waybill
	most      = 1e15 // beyond it a float64 no longer counts by ones
	least     = 1e-9 // below it, what has to be more than 0 is as good as 0, and nothing can be divided by it
)

// isBlank reports whether a character shows nothing: white space, and the
// marks that steer the direction of a line, which spreadsheets leave behind.
func isBlank(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }

// idFault says why a text cannot be an id, or nothing.
func idFault(text []byte) string {
	if simpleID(text) {
		return ""
	}
	if utf8.RuneCount(text) > longestID {
		return fmt.Sprintf("has more than the %d characters that an id may have", longestID)
	}
	if text[0] == '#' {
		return "begins with #, which marks a row of hashtags"
	}
	for _, r := range string(text) {
		switch {
		case r == ';':
			return "holds a semicolon, which separates the ids of a list"
		case unicode.IsControl(r):
			return fmt.Sprintf("holds the control character U+%04X", r)
		case unicode.Is(unicode.Cf, r), r != ' ' && unicode.IsSpace(r):
			return fmt.Sprintf("holds the invisible character U+%04X", r)
		}
	}
	return ""
}

// simpleID reports whether an id is one of those that most people make, for
// which there is nothing to look into: letters, digits and hyphens.
func simpleID(text []byte) bool {
	for _, c := range text {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c == '-' || c == '_' || c == '.') {
			return false
		}
	}
	return len(text) <= longestID
}

// parseNumber reads a decimal number. Arabic digits are digits. A number that
// no float64 can hold is infinite.
func parseNumber(text []byte) (float64, bool) {
	if v, ok := quickNumber(text); ok {
		return v, true
	}
	s := latinDigits(string(text))
	if !book.IsNumber(s) {
		return 0, false
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(v, 0) {
		return 0, false
	}
	return v + 0, true // -0 becomes 0
}

// quickNumber reads what most cells hold: up to 15 digits with at most one
// point in them. Such a number and the power of ten are exact in a float64, so
// that the quotient is the nearest to what is written.
func quickNumber(text []byte) (float64, bool) {
	if len(text) == 0 || len(text) > 16 {
		return 0, false
	}
	var whole uint64
	digits, point := 0, -1
	for i, c := range text {
		switch {
		case c >= '0' && c <= '9':
			whole = whole*10 + uint64(c-'0')
			digits++
		case c == '.' && point < 0:
			point = i
		default:
			return 0, false
		}
	}
	if digits == 0 || digits > 15 {
		return 0, false
	}
	if point < 0 {
		return float64(whole), true
	}
	scale := 1.0
	for range len(text) - point - 1 {
		scale *= 10
	}
	return float64(whole) / scale, true
}

// latinDigits writes Arabic and Persian digits, the Arabic decimal point and
// the true minus sign as a computer expects them, and drops the marks that
// steer the direction of a line.
func latinDigits(s string) string {
	if isASCII(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '٫':
			return '.'
		case r == '−':
			return '-'
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, passage.WesternDigits(s))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// numberHint guesses what somebody meant who wrote a cell that is not a number.
func numberHint(s string) string {
	s = latinDigits(s)
	bare := strings.Map(func(r rune) rune {
		if r == ',' || r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\'' || r == '_' || r == '٬' {
			return -1
		}
		return r
	}, s)
	whole, fraction, comma := strings.Cut(s, ",")
	switch strings.ToLower(s) {
	case "-", "–", "—", "n/a", "na", "none", "null", "nil", "unlimited", "unknown", "tbd", "tbc", "?", "inf", "+inf", "-inf", "infinity", "nan":
		return " (leave the cell empty where nothing is known or nothing limits)"
	}
	switch {
	case strings.HasPrefix(s, "="):
		return " but a formula, and formulas are not worked out (put its value in the cell)"
	case strings.HasPrefix(s, "0x") || strings.HasPrefix(s, "0X"):
		return " (write it with the digits 0 to 9)"
	case comma && book.IsNumber(fraction) && isDigits(strings.ReplaceAll(whole, ".", "")) &&
		(len(fraction) != 3 || strings.HasPrefix(whole, "0") || strings.Contains(whole, ".")):
		return fmt.Sprintf(" (write it with a decimal point: %s.%s)", strings.ReplaceAll(whole, ".", ""), fraction)
	case bare != s && book.IsNumber(bare):
		return fmt.Sprintf(" (write it without separators: %s)", bare)
	case strings.HasSuffix(s, "%") && book.IsNumber(strings.TrimSpace(strings.TrimSuffix(s, "%"))):
		return " (write a share: 0.5 for 50%)"
	case strings.Count(s, ".") > 1 && book.IsNumber(strings.ReplaceAll(s, ".", "")):
		return fmt.Sprintf(" (write it without separators: %s)", strings.ReplaceAll(s, ".", ""))
	}
	return ""
}

// daysKept is how many dates of a column are remembered: few are said often.
const daysKept = 1024

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// dayCell is a date that was met.
type dayCell struct {
	text [10]byte
	day  passage.Date
}

// date returns the day in a cell, none where the cell is empty.
func (t *reader) date(c *column) passage.Date {
	text := t.cell(c)
	if len(text) == 0 {
		return 0
	}
	var kept *dayCell
	if len(text) == len(kept.text) {
		if c.days == nil {
			c.days = new([daysKept]dayCell)
		}
		kept = &c.days[(int(text[3])*373+int(text[5])*61+int(text[6])*31+int(text[8])*10+int(text[9]))%daysKept]
		if bytes.Equal(text, kept.text[:]) {
			return kept.day
		}
	}
	day, err := passage.ParseDate(latinDigits(string(text)))
	if err != nil {
		t.wrong(c, text, "is not a date"+dateHint(string(text)))
		return 0
	}
	if kept != nil {
		copy(kept.text[:], text)
		kept.day = day
	}
	return day
}

// dateHint guesses what somebody meant who wrote a cell that is not a date.
func dateHint(s string) string {
	s = latinDigits(s)
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("/.-", r) })
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	switch {
	case len(s) > 10 && s[4] == '-' && (s[10] == 'T' || s[10] == ' '):
		return " (write the day alone, without the time)"
	case len(parts) == 3 && len(parts[0]) == 4:
		if len(s) == 10 && digits == 8 && strings.Count(s, "-") == 2 {
			return " that a calendar has"
		}
		return " (write year, month and day with hyphens and two digits each)"
	case len(parts) == 3 && len(parts[2]) == 4 && digits == len(s)-2:
		return " (day and month can be mistaken for one another: write the year first)"
	case len(s) == 5 && digits == 5:
		return " (is it a spreadsheet's count of days? format the column as text or as a date)"
	}
	return ""
}

// clip cuts a text to a length that can be read in one line.
func clip(s string) string {
	const longest = 60
	if utf8.RuneCountInString(s) <= longest {
		return s
	}
	return string([]rune(s)[:longest]) + "…"
}
