package passage

import (
	"fmt"
	"strings"
)

// AmountFault says what is wrong with an amount that somebody typed.
type AmountFault struct {
	Kind AmountFaultKind
	A, B string // of one with two readings: both, written so that each has one
}

// AmountFaultKind is one way in which a typed amount can be wrong.
type AmountFaultKind string

const (
	AmountMissing   AmountFaultKind = "missing"
	AmountNoNumber  AmountFaultKind = "no_number"
	AmountAmbiguous AmountFaultKind = "ambiguous" // 1,250 is a thousand and more, or one and a quarter
	AmountTooFine   AmountFaultKind = "too_fine"  // a part of a gram, of a piece
	AmountTooLarge  AmountFaultKind = "too_large"
)

func (f AmountFault) Error() string {
	switch f.Kind {
	case AmountMissing:
		return "the amount is missing"
	case AmountAmbiguous:
		return fmt.Sprintf("this can be read as %s or as %s; write one of these", f.A, f.B)
	case AmountTooFine:
		return "this is finer than what is counted"
	case AmountTooLarge:
		return "this is more than there can be"
	}
	return "this is not a number"
}

// ParseAmount reads an amount as people type it and returns it in the smallest
// unit, of which one typed unit has per: 1,000,000 for tonnes counted in grams.
// per is a power of ten.
//
// Digits may be Western, Arabic-Indic or Persian, not mixed. A comma, a point or
// the Arabic decimal separator stands before decimals; spaces, commas, points,
// apostrophes and the Arabic thousands separator may stand between groups of
// three. Where a text can be read in two ways it is refused with both: a guess
// would be wrong by a factor of a thousand.
func ParseAmount(text string, per int64) (int64, error) {
	plain, marks, ok := westernDigits(strings.TrimSpace(text))
	switch {
	case plain == "" && ok:
		return 0, AmountFault{Kind: AmountMissing}
	case !ok:
		return 0, AmountFault{Kind: AmountNoNumber}
	}
	whole, decimals, err := splitDecimals(plain, marks)
	if err != nil {
		return 0, err
	}
	decimals = strings.TrimRight(decimals, "0")
	for p := per; p > 1; p /= 10 {
		if decimals == "" {
			whole += "0"
		} else {
			whole, decimals = whole+decimals[:1], decimals[1:]
		}
	}
	if decimals != "" {
		return 0, AmountFault{Kind: AmountTooFine}
	}
	if whole = strings.TrimLeft(whole, "0"); len(whole) > 16 {
		return 0, AmountFault{Kind: AmountTooLarge}
	}
	var n int64
	for _, c := range whole {
		n = n*10 + int64(c-'0')
	}
	if n > maxAmount {
		return 0, AmountFault{Kind: AmountTooLarge}
	}
	return n, nil
}

// westernDigits writes digits of one script as 0 to 9, points and commas as
// they are, the Arabic decimal separator as d, and everything that can only
// stand between thousands as a space. marks are the different separators.
func westernDigits(text string) (plain, marks string, ok bool) {
	var b strings.Builder
	script := rune(0)
	for _, r := range text {
		digit, zero := Digit(r)
		switch {
		case zero != 0:
			r = digit
		case r == '.' || r == ',':
		case r == '٫':
			r = 'd'
		case r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\u2009' || r == '\'' || r == '’' || r == '٬':
			r = ' '
		default:
			return "x", "", false
		}
		if zero != 0 {
			if script != 0 && script != zero {
				return "x", "", false
			}
			script = zero
		} else if !strings.ContainsRune(marks, r) {
			marks += string(r)
		}
		b.WriteRune(r)
	}
	return b.String(), marks, true
}

// splitDecimals finds out which of the separators stands before decimals.
func splitDecimals(plain, marks string) (whole, decimals string, err error) {
	bad := AmountFault{Kind: AmountNoNumber}
	last := ""
	if i := strings.LastIndexAny(plain, " .,d"); i >= 0 {
		last = plain[i : i+1]
	}
	count := strings.Count(plain, last)
	switch {
	case last == "":
		return plain, "", nil
	case len(marks) > 2:
		return "", "", bad
	case last == " " || count > 1 && last != "d":
		// All of one kind, more than once or spaces: thousands.
		if len(marks) > 1 {
			return "", "", bad
		}
		whole, ok := joined(plain, last)
		if !ok {
			return "", "", bad
		}
		return whole, "", nil
	case count > 1:
		return "", "", bad
	}
	before, after, _ := strings.Cut(plain, last)
	if before == "" || after == "" {
		return "", "", bad
	}
	if len(marks) == 2 {
		// The other one stands between thousands.
		whole, ok := joined(before, strings.Trim(marks, last))
		if !ok {
			return "", "", bad
		}
		return whole, after, nil
	}
	if last != "d" && len(after) == 3 && len(before) <= 3 && before[0] != '0' {
		return "", "", AmountFault{AmountAmbiguous, before + after, strings.TrimRight(before+"."+after, "0") + pad(after)}
	}
	return before, after, nil
}

// pad keeps one decimal where all are noughts, so that 1.0 is not read as 10.
func pad(decimals string) string {
	if strings.Trim(decimals, "0") == "" {
		return "0"
	}
	return ""
}

// joined takes the separator out of groups of three digits.
func joined(text, separator string) (string, bool) {
	groups := strings.Split(text, separator)
	for i, g := range groups {
		if i == 0 && (len(g) < 1 || len(g) > 3) || i > 0 && len(g) != 3 {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}
