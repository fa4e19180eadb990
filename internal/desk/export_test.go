package desk

import (
	"testing"

	"passage"
)

// Hurry has groups wait for nobody: so many more are prepared while another is
// written. It is called before anything is taken in.
func (d *Desk) Hurry() { d.linger = 0 }

// KeepLoadsOf has what trucks carried kept truck by truck for so many days alone,
// until the test ends.
func KeepLoadsOf(t *testing.T, days passage.Date) {
	was := recentLoads
	recentLoads = days
	t.Cleanup(func() { recentLoads = was })
}

// KeepFewTrucks has hardly any truck of a road kept for whoever asks next.
func (d *Desk) KeepFewTrucks() { d.roads.most = 100 }
