package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"passage"
	"passage/internal/audit"
)

// Thousands writes a number with commas between thousands and as many decimals
// as asked for.
func Thousands(v float64, decimals int) string {
	text := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, fraction, _ := strings.Cut(text, ".")
	var b strings.Builder
	if v < 0 && strings.Trim(text, "0.") != "" {
		b.WriteByte('-')
	}
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if fraction != "" {
		b.WriteString("." + fraction)
	}
	return b.String()
}

// tonnes writes a mass as precisely as a load is known: whole tonnes from a
// hundred on, kilograms below one.
func tonnes(t float64) string {
	switch {
	case math.Abs(t) >= 99.95:
		return Thousands(t, 0) + " t"
	case math.Abs(t) >= 0.9995:
		return Thousands(t, 1) + " t"
	}
	return Thousands(t*1000, 0) + " kg"
}

func money(v float64, currency string) string {
	return strings.TrimSpace(currency + " " + Thousands(v, 0))
}

// round writes a large count in words that can be read out.
func round(v float64) string {
	switch {
	case math.Abs(v) >= 999_500:
		return Thousands(v/1e6, 2) + " million"
	case math.Abs(v) >= 99_950:
		return Thousands(math.Round(v/1000)*1000, 0)
	case math.Abs(v) >= 9_995:
		return Thousands(math.Round(v/100)*100, 0)
	}
	return Thousands(v, 0)
}

// readMoney writes an amount that can be read out.
func readMoney(v float64, currency string) string {
	return strings.TrimSpace(currency + " " + round(v))
}

// percent writes a share in whole per cent; what is not quite all never shows
// as 100, nor what is not quite nothing as 0.
func percent(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	p := math.Round(v * 100)
	switch {
	case p == 100 && v < 0.9999:
		p = 99
	case p == 0 && v > 0.0001:
		return "<1%"
	}
	return strconv.Itoa(int(p)) + "%"
}

// period names periods of that many days.
func period(days int) string {
	switch {
	case days == 1:
		return "day"
	case days == 7:
		return "week"
	case days >= 28 && days <= 31:
		return "month"
	}
	return fmt.Sprintf("%d-day period", days)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Thousands(float64(n), 0) + " " + noun + "s"
}

func longDate(d passage.Date) string  { return d.Time().Format("2 January 2006") }
func shortDate(d passage.Date) string { return d.Time().Format("2 Jan") }

// pad fills text with spaces to a width in columns of a terminal.
func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-displaywidth.String(text)))
}

// padLeft fills text with spaces on its left.
func padLeft(text string, width int) string {
	return strings.Repeat(" ", max(0, width-displaywidth.String(text))) + text
}

// cut shortens text to a width in columns.
func cut(text string, width int) string {
	if displaywidth.String(text) <= width {
		return text
	}
	return displaywidth.TruncateString(text, max(width, 1), "…")
}

// Wrap breaks text at spaces into lines of a width. No-break spaces hold
// together what they join.
func Wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\n' }) {
		switch {
		case line == "":
			line = word
		case displaywidth.String(line)+1+displaywidth.String(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}

// join lists words as in "a, b and c".
func join(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// breachText says which limit is broken, when and by how much.
func breachText(b audit.Breach, date string) string {
	when := ""
	if date != "" {
		when = " in the period of " + date
	}
	limit := "at most"
	if b.Least {
		limit = "at least"
	}
	return fmt.Sprintf("%s, %s%s: %s %s, where %s %s may be", b.Limit, b.About, when,
		figure(b.Have), b.Unit, limit, figure(b.May))
}

// figure writes a number with up to six digits that count.
func figure(v float64) string {
	if math.Abs(v) >= 1000 {
		return Thousands(v, 0)
	}
	return strconv.FormatFloat(v, 'g', 6, 64)
}

// Cut shortens text to a width in columns of a terminal.
func Cut(text string, width int) string { return cut(text, width) }
