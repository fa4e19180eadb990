package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"passage"
	"passage/internal/desk"
	"passage/internal/exchange/draft"
	"passage/internal/proof"
	"passage/internal/store"
)

// accessFlag, as the first argument, has the program measure in the folder of a
// scenario how long people wait for what follows from a closed door, and for the
// ranking of asks.
const accessFlag = "-access"

// benchAsks is how many asks are ranked: those of the tables and, beyond them, asks
// for so many trucks more a day at a crossing.
const benchAsks = 30

// amal is whoever measures: planning, stating and reading everything.
var amal = desk.Caller{Name: "bench", Org: "bench", Scopes: []desk.Scope{desk.Write, desk.Read, desk.Planner}}

// accessChild measures in a process of its own.
func accessChild(ctx context.Context, self, scenario string, stdout, stderr io.Writer) error {
	fmt.Fprintln(stderr, "measuring doors and asks")
	cmd := exec.CommandContext(ctx, self, accessFlag, scenario)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	return cmd.Run()
}

func measureAccess(ctx context.Context, folder string, out io.Writer) error {
	dir, err := os.MkdirTemp("", "passage-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := store.Open(ctx, filepath.Join(dir, "passage.db"))
	if err != nil {
		return err
	}
	defer s.Close()
	key, err := proof.OpenKey(dir)
	if err != nil {
		return err
	}
	d, err := desk.Open(ctx, s, key, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer d.Close()
	solver, done, err := newSolver(ctx, "auto")
	if err != nil {
		return err
	}
	defer done()
	d.PlanWith(solver)
	id, err := d.NewScenario(ctx, amal, folder)
	if err != nil {
		return err
	}
	if err := moreAsks(ctx, d, id); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nDoors and asks of %s, on SQLite\n", folder)
	if err := closedDoor(ctx, d, id, out); err != nil {
		return err
	}
	return ranked(ctx, d, id, out)
}

// moreAsks adds asks to the tables until there are enough.
func moreAsks(ctx context.Context, d *desk.Desk, id string) error {
	s, err := d.Scenario(ctx, amal, id, 0)
	if err != nil {
		return err
	}
	sc := s.Loaded.Scenario
	var edits []draft.Edit
	for more := 10; len(sc.Asks)+len(edits) < benchAsks; more += 10 {
		for _, n := range sc.Nodes {
			if n.Kind == passage.Crossing && n.TrucksPerDay.Given && len(sc.Asks)+len(edits) < benchAsks {
				edits = append(edits, draft.Edit{Kind: draft.Insert, Table: "asks", Cells: map[string]string{
					"ask": fmt.Sprintf("bench-%s-%d", n.ID, more), "on": string(n.ID), "trucks_per_day": fmt.Sprintf("%g", n.TrucksPerDay.Value+float64(more)),
				}})
			}
		}
	}
	e, err := d.EditScenario(ctx, amal, desk.Wish{Scenario: id, Base: s.Revision, Form: newForm(), Edits: edits})
	if err == nil && !e.Saved {
		err = fmt.Errorf("the asks were not saved: %v", e.Faults)
	}
	return err
}

func newForm() string { return uuid.Must(uuid.NewV7()).String() }

// finished waits for a plan.
func finished(ctx context.Context, d *desk.Desk, id string) error {
	for {
		p, err := d.Plan(ctx, amal, id)
		switch {
		case err != nil:
			return err
		case p.State == desk.PlanDone:
			return nil
		case p.State != desk.PlanRunning:
			return errors.New(p.Trouble)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// closedDoor has somebody say that the busiest crossing is closed, once there
// is a plan, and waits for the plan that follows.
func closedDoor(ctx context.Context, d *desk.Desk, id string, out io.Writer) error {
	begin := time.Now()
	first, err := d.MakePlan(ctx, amal, desk.Wanted{Scenario: id})
	if err == nil {
		err = finished(ctx, d, first)
	}
	if err != nil {
		return err
	}
	plan := time.Since(begin)
	p, err := d.Plan(ctx, amal, first)
	if err != nil {
		return err
	}
	form, err := desk.ParseForm(newForm())
	if err != nil {
		return err
	}
	sc, err := d.Scenario(ctx, amal, id, 0)
	if err != nil {
		return err
	}
	trucks, door := map[passage.NodeID]int{}, passage.NodeID("") // the crossing that the plan uses most
	for _, c := range p.Document.Convoys {
		if trucks[c.From] += c.Trucks; sc.Loaded.Scenario.HasDoor(passage.DoorID(c.From)) && trucks[c.From] > trucks[door] {
			door = c.From
		}
	}
	begin = time.Now()
	fact := passage.Fact{Kind: passage.Stated, Place: door, Claimed: passage.InstantOf(p.Document.Horizon.Start.Time()) + 1, Door: &passage.DoorState{Status: passage.Closed}}
	if err := d.Say(ctx, amal, form, []passage.Fact{fact}); err != nil {
		return err
	}
	if err := d.Offer(ctx, amal, id, form.FactID(1)); err != nil {
		return err
	}
	offered := time.Since(begin)
	if err := finished(ctx, d, string(form.FactID(1))); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "  %s is said to be closed: saved and the new plan begun in %.0f ms, there after %.2f s (the first plan took %.2f s)\n",
		door, 1e3*offered.Seconds(), time.Since(begin).Seconds(), plan.Seconds())
	return err
}

// ranked waits for the ranking of asks.
func ranked(ctx context.Context, d *desk.Desk, id string, out io.Writer) error {
	begin := time.Now()
	var first, alone, pairs time.Duration
	for {
		r, err := d.Asks(ctx, amal, id)
		if err != nil {
			return err
		}
		now := time.Since(begin)
		if first == 0 && len(r.Alone) > 0 {
			first = now
		}
		if alone == 0 && len(r.Alone) == r.Total {
			alone = now
		}
		if pairs == 0 && r.PairsOf > 0 && len(r.Pairs) == r.PairsOf {
			pairs = now
		}
		if r.Trouble != "" {
			return errors.New(r.Trouble)
		}
		if r.Done {
			_, err := fmt.Fprintf(out, "  %d asks: the first after %.2f s, all alone after %.2f s, %d pairs after %.2f s, %d triples after %.2f s\n",
				r.Total, first.Seconds(), alone.Seconds(), len(r.Pairs), pairs.Seconds(), len(r.Triples), now.Seconds())
			return err
		}
		time.Sleep(5 * time.Millisecond)
	}
}
