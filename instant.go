package passage

import (
	"fmt"
	"time"
)

// Instant is a moment, in microseconds of UTC since 1970. The zero Instant is
// "not given". It is a whole number because databases and clocks disagree
// about zones and fractions, and facts must mean the same everywhere.
type Instant int64

// InstantOf returns the Instant of a time, cut to microseconds.
func InstantOf(t time.Time) Instant { return Instant(t.UnixMicro()) }

// firstInstant and lastInstant bound what a clock may claim: years 1 to 9999,
// which every calendar and database can write.
var (
	firstInstant = InstantOf(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC))
	lastInstant  = InstantOf(time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC))
)

// ParseInstant reads a moment with its zone, as RFC 3339 writes it. A time
// without a zone is an error: nobody can say which moment it was.
func ParseInstant(s string) (Instant, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a moment with its zone, such as 2025-10-13T08:30:00Z or 2025-10-13T11:30:00+03:00", s)
	}
	at := InstantOf(t)
	if at < firstInstant || at > lastInstant {
		return 0, fmt.Errorf("%q lies outside the years 1 to 9999", s)
	}
	return at, nil
}

// IsZero reports whether the moment was not given.
func (i Instant) IsZero() bool { return i == 0 }

// Time returns the moment in UTC.
func (i Instant) Time() time.Time { return time.UnixMicro(int64(i)).UTC() }

// Day is the day of the moment, in UTC.
func (i Instant) Day() Date { return DateOf(i.Time().Date()) }

// String writes the moment as 2025-10-13T08:30:00Z, or nothing where none was
// given.
func (i Instant) String() string {
	if i == 0 {
		return ""
	}
	return i.Time().Format(time.RFC3339Nano)
}

// MarshalText writes the moment as String does.
func (i Instant) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (i *Instant) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*i = 0
		return nil
	}
	*i, err = ParseInstant(string(text))
	return err
}
