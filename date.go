package passage

import (
	"fmt"
	"time"
)

// Date is a calendar day without a zone, counted so that 0001-01-01 is day 1.
// The zero Date is "not given".
type Date int32

// daysTo1970 is the Date of 1970-01-01, from which time.Time counts.
const daysTo1970 = 719163

// DateOf returns the Date of a day of the Gregorian calendar.
func DateOf(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()/86400 + daysTo1970)
}

// ParseDate reads a day as the tables write it, 2025-10-13. Anything else,
// a day that no calendar has included, is an error that says so.
func ParseDate(s string) (Date, error) {
	year, okYear := digits(s, 0, 4)
	month, okMonth := digits(s, 5, 7)
	day, okDay := digits(s, 8, 10)
	if len(s) != 10 || s[4] != '-' || s[7] != '-' || !okYear || !okMonth || !okDay {
		return 0, fmt.Errorf("%q is not a date such as 2025-10-13", s)
	}
	if year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, fmt.Errorf("%q is a day that no calendar has", s)
	}
	return civil(year, month, day), nil
}

// digits reads s[from:to] as a number. It is written out because a million
// rows are read in a second only if a date costs next to nothing.
func digits(s string, from, to int) (n int, ok bool) {
	if len(s) < to {
		return 0, false
	}
	for i := from; i < to; i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// civil counts the days to a valid date; years begin in March so that the leap
// day is the last of them.
func civil(year, month, day int) Date {
	if month <= 2 {
		year--
		month += 12
	}
	return Date(365*year + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + day - 306)
}

// IsZero reports whether the date was not given.
func (d Date) IsZero() bool { return d == 0 }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday(((int(d) % 7) + 7) % 7) }

// Time returns midnight UTC of the day.
func (d Date) Time() time.Time { return time.Unix((int64(d)-daysTo1970)*86400, 0).UTC() }

// String writes the day as 2025-10-13, or nothing where none was given.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalText writes the day as the tables do.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	*d, err = ParseDate(string(text))
	return err
}
