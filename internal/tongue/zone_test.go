package tongue

import (
	"testing"
	"time"

	"passage"
)

// TestZone holds that what is typed in a time zone comes back as it was, in summer, in
// winter and when clocks are set.
func TestZone(t *testing.T) {
	tongues, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	gaza, err := time.LoadLocation("Asia/Gaza")
	if err != nil {
		t.Fatal(err)
	}
	en := tongues.Of("en")
	noon := passage.InstantOf(time.Date(2025, 7, 1, 12, 0, 0, 0, time.UTC))
	if got := en.Moment(noon); got != "1 July 2025, 12:00 UTC" {
		t.Errorf("%q", got)
	}
	if got := en.Zone(); got != en.Say("say.utc") {
		t.Errorf("%q", got)
	}
	tongues.Keep(gaza)
	if got := en.Moment(noon); got != "1 July 2025, 15:00 \u2066UTC+3\u2069" {
		t.Errorf("%q", got)
	}
	for field, want := range map[string]time.Time{
		"2025-07-01T15:00": time.Date(2025, 7, 1, 12, 0, 0, 0, time.UTC),
		"2025-12-01T15:00": time.Date(2025, 12, 1, 13, 0, 0, 0, time.UTC),
		"2025-10-25T01:30": time.Date(2025, 10, 24, 22, 30, 0, 0, time.UTC), // and again an hour later
	} {
		got, err := en.Minute(field)
		if err != nil || got != passage.InstantOf(want) || en.Field(got) != field {
			t.Errorf("%s is %v, %v, and %s again; want %v", field, got, err, en.Field(got), want)
		}
	}
	if _, err := en.Minute("yesterday"); err == nil {
		t.Error("yesterday is no minute")
	}
	half, err := time.LoadLocation("Asia/Kathmandu")
	if err != nil {
		t.Fatal(err)
	}
	if got := distance(time.Now().In(half)); got != "\u2066UTC+5:45\u2069" {
		t.Errorf("%q", got)
	}
}
