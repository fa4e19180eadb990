package desk

import "time"

// SetClock has the desk read another clock.
func (d *Desk) SetClock(now func() time.Time) { d.now = now }
