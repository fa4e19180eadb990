package desk

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/google/uuid"

	"passage/internal/exchange"
	"passage/internal/exchange/draft"
	"passage/internal/store"
)

// uploadLasts is how long a workbook that was sent in waits to be kept.
const uploadLasts = 24 * time.Hour

// Upload takes in a changed workbook or zip that was made from a revision, to
// be looked at before it is kept. Tables with faults are refused with all of
// them, as [passage.Faults].
func (d *Desk) Upload(ctx context.Context, caller Caller, scenario string, base int64, path string) (id string, err error) {
	if err := caller.May(Planner); err != nil {
		return "", err
	}
	if _, _, err := d.draft(ctx, scenario, base); err != nil {
		return "", err
	}
	tables, _, err := d.unpack(ctx, path)
	if err != nil {
		return "", err
	}
	id = uuid.Must(uuid.NewV7()).String()
	now := d.now()
	return id, d.store.Update(ctx, func(tx *store.Tx) error {
		return tx.AddUpload(store.Upload{ID: id, Scenario: scenario, Base: base, Made: now.UnixMicro(), Author: caller.Name, Tables: tables},
			now.Add(-uploadLasts).UnixMicro())
	})
}

// Uploaded returns what a workbook that was sent in would change.
func (d *Desk) Uploaded(ctx context.Context, caller Caller, scenario, id string) (Wish, error) {
	if err := caller.May(Planner); err != nil {
		return Wish{}, err
	}
	var u store.Upload
	err := d.store.View(ctx, func(tx *store.Tx) (err error) {
		found := false
		if u, found, err = tx.Upload(id); err == nil && (!found || u.Scenario != scenario) {
			err = Missing{"there is no such workbook"}
		}
		return err
	})
	if err != nil {
		return Wish{}, err
	}
	base, _, err := d.draft(ctx, scenario, u.Base)
	if err != nil {
		return Wish{}, err
	}
	sent, err := draft.Open(ctx, u.Tables)
	if err != nil {
		return Wish{}, err
	}
	edits, err := draft.Diff(base, sent)
	// A workbook has no place for boundaries, so that it lacks them says nothing.
	edits = slices.DeleteFunc(edits, func(e draft.Edit) bool { return e.Kind == draft.File && e.After == "" })
	return Wish{Scenario: scenario, Base: u.Base, Edits: edits, Form: u.ID}, err
}

// Workbook writes the tables of a revision, of the newest for 0, as an .xlsx or
// .zip. It returns which revision that is.
func (d *Desk) Workbook(ctx context.Context, caller Caller, scenario string, n int64, ending string) (text []byte, revision int64, err error) {
	s, err := d.Scenario(ctx, caller, scenario, n)
	if err != nil {
		return nil, 0, err
	}
	if ending == ".zip" {
		return s.Tables, s.Revision, nil
	}
	text, err = converted(ctx, s.Tables, ending)
	return text, s.Revision, err
}

// EmptyWorkbook writes the workbook that a new scenario begins with: every table
// with an example, which is not read.
func (d *Desk) EmptyWorkbook(ctx context.Context) ([]byte, error) {
	dir, err := os.MkdirTemp("", "passage-scenario-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	from, to := filepath.Join(dir, "empty"), filepath.Join(dir, "empty.xlsx")
	if err := exchange.Init(ctx, from); err != nil {
		return nil, err
	}
	if _, err := exchange.Convert(ctx, from, to); err != nil {
		return nil, err
	}
	return os.ReadFile(to)
}
