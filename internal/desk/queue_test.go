package desk_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"passage"
	"passage/internal/desk"
	"passage/internal/lp"
	"passage/internal/store/storetest"
)

// endless is a solver that finds nothing until it is stopped.
type endless struct{}

func (endless) Solve(ctx context.Context, _ *lp.Model, _ lp.Limits) (*lp.Solution, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// TestPlansWaitInLine: so many plans are made or wait, and one more is refused until
// one of them is stopped. The same one sent again is not one more.
func TestPlansWaitInLine(t *testing.T) {
	d := open(t, storetest.SQLite(t), t.TempDir())
	d.PlanWith(endless{})
	planner := desk.Caller{Name: "p", Org: "wfp", Scopes: desk.Scopes}
	scenario := must[string](t)(d.NewScenario(bg, planner, filepath.Join("..", "..", "examples", "gaza-2025")))
	make := func() (string, error) {
		return d.MakePlan(bg, planner, desk.Wanted{ID: uuid.Must(uuid.NewV7()).String(), Scenario: scenario, Changes: []passage.Change{}})
	}
	var ids []string
	var err error
	for err == nil && len(ids) < 100 {
		var id string
		if id, err = make(); err == nil {
			ids = append(ids, id)
		}
	}
	if !errors.As(err, &desk.Refused{}) || !strings.Contains(err.Error(), "20 plans are being made") || len(ids) != 20 {
		t.Fatalf("%d plans, then %v", len(ids), err)
	}
	if _, err := d.MakePlan(bg, planner, desk.Wanted{ID: ids[3], Scenario: scenario}); err != nil {
		t.Errorf("the same again: %v", err)
	}
	if err := d.StopPlan(bg, planner, ids[19]); err != nil {
		t.Fatal(err)
	}
	for i := 0; ; i++ {
		if _, err = make(); err == nil || i == 1000 {
			break
		}
	}
	if err != nil {
		t.Errorf("after one was stopped: %v", err)
	}
}
