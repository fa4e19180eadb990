package tongue

import (
	"fmt"
	"time"

	"passage"
)

// Times are kept in UTC and read and typed in the time zone of the operation.

// Keep sets the time zone in which every tongue tells and reads times; before it is
// called that is UTC. It is to be called before a tongue is used.
func (t *Tongues) Keep(zone *time.Location) {
	for _, one := range t.by {
		one.zone = zone
	}
}

// Moment writes a day and a time of it, with the time's distance from UTC.
func (t *Tongue) Moment(i passage.Instant) string {
	at := i.Time().In(t.zone)
	return t.Say("date.moment", "Date", Word(t.Date(passage.DateOf(at.Date()))), "Time", Word(at.Format("15:04")), "Zone", Word(distance(at)))
}

// Zone says in which time zone times are typed.
func (t *Tongue) Zone() string {
	if t.zone == time.UTC {
		return t.Say("say.utc")
	}
	return t.Say("say.zone", "Name", t.zone.String(), "Now", Word(distance(time.Now().In(t.zone))))
}

// fieldTime is how browsers write a moment of a form, to the minute.
const fieldTime = "2006-01-02T15:04"

// Field writes a moment as a field of a form has it.
func (t *Tongue) Field(i passage.Instant) string { return i.Time().In(t.zone).Format(fieldTime) }

// Minute reads the minute that a field of a form holds. Where clocks are set back a
// minute is there twice, and the first is meant.
func (t *Tongue) Minute(field string) (passage.Instant, error) {
	at, err := time.ParseInLocation(fieldTime, field, t.zone)
	if err != nil {
		return 0, err
	}
	// ParseInLocation does not say which of two it takes.
	if before := at.Add(-time.Hour); before.Format(fieldTime) == field {
		at = before
	}
	return passage.InstantOf(at), nil
}

// distance is a time's from UTC, such as UTC+2 or UTC-3:30, kept from left to right.
func distance(at time.Time) string {
	_, seconds := at.Zone()
	if seconds == 0 {
		return "UTC"
	}
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	text := fmt.Sprintf("UTC%c%d", sign, seconds/3600)
	if minutes := seconds / 60 % 60; minutes > 0 {
		text += fmt.Sprintf(":%02d", minutes)
	}
	return "\u2066" + text + "\u2069"
}
