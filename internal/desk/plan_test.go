package desk

import (
	"testing"
	"time"

	"passage/internal/store"
)

// TestOrphanedPlans holds that a plan whose server ended is not taken to be in
// the making for ever, and that a plan with changes is never taken for one
// without.
func TestOrphanedPlans(t *testing.T) {
	now := time.Date(2025, 10, 26, 12, 0, 0, 0, time.UTC)
	d := &Desk{now: func() time.Time { return now }}
	d.studio.running = map[string]*running{"here": {stage: "counting"}}
	at := func(ago time.Duration) int64 { return now.Add(-ago).UnixMicro() }
	for _, c := range []struct {
		name string
		row  store.Plan
		want PlanState
	}{
		{"made here, however long", store.Plan{ID: "here", Made: at(9 * time.Hour), State: "running", Changes: "[]"}, PlanRunning},
		{"begun elsewhere a moment ago", store.Plan{ID: "there", Made: at(time.Minute), State: "running", Changes: "[]"}, PlanRunning},
		{"begun elsewhere long ago", store.Plan{ID: "there", Made: at(2 * time.Hour), State: "running", Changes: "[]"}, PlanStopped},
		{"done long ago", store.Plan{ID: "there", Made: at(2 * time.Hour), State: "done", Changes: "[]"}, PlanDone},
	} {
		p, err := d.planOf(c.row)
		if err != nil || p.State != c.want {
			t.Errorf("%s: %v, %v, want %s", c.name, p, err, c.want)
		}
	}
	if p, err := d.planOf(store.Plan{ID: "x", State: "done", Changes: "[{"}); err == nil {
		t.Errorf("changes that cannot be read make %+v", p)
	}
}
