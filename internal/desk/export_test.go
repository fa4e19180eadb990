package desk

import (
	"testing"

	"passage"
)

// Hurry has groups wait for nobody: so many more are prepared while another is
// written. It is called before anything is taken in.
func (d *Desk) Hurry() { d.linger = 0 }

// KeepTrucksOf has trucks that passed kept one by one for so many days alone,
// until the test ends.
func KeepTrucksOf(t *testing.T, days passage.Date) {
	was := recentDays
	recentDays = days
	t.Cleanup(func() { recentDays = was })
}

// KeepFewTrucks has hardly any truck of a road kept for whoever asks next.
func (d *Desk) KeepFewTrucks() { d.roads.most = 100 }

// PublicCounts are the rows of public figures of what others published.
func PublicCounts(said []passage.Fact, weeks []passage.Date, days int) []PublicRow {
	return counted(said, weeks, days, true)
}
