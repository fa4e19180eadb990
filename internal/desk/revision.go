package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/google/uuid"

	"passage"
	"passage/internal/access"
	"passage/internal/exchange"
	"passage/internal/exchange/draft"
	"passage/internal/store"
)

// Revision is what the tables of a scenario said from some time on, and how it
// differs from the one before.
type Revision struct {
	N      int64
	Made   passage.Instant
	Author string
	What   string // was changed, in the words of whoever did; may be empty
	Summary
}

// Summary says what a revision changed, in short.
type Summary struct {
	Restored int64         `json:"restored,omitempty"` // the former revision that it is again
	Tables   []TableChange `json:"tables,omitempty"`
	Outlines bool          `json:"outlines,omitempty"` // the boundaries are others
	Sample   []draft.Edit  `json:"sample,omitempty"`   // some of the edits, with long texts cut
}

// TableChange counts what was changed in one table.
type TableChange struct {
	Table   string `json:"table"`
	Cells   int    `json:"cells,omitempty"`
	Added   int    `json:"added,omitempty"`   // rows
	Removed int    `json:"removed,omitempty"` // rows
}

// longestSample is how many edits a summary tells.
const longestSample = 12

func summary(edits []draft.Edit) (s Summary) {
	for _, e := range edits {
		if e.Kind == draft.File {
			s.Outlines = true
			continue
		}
		i := slices.IndexFunc(s.Tables, func(c TableChange) bool { return c.Table == e.Table })
		if i < 0 {
			i = len(s.Tables)
			s.Tables = append(s.Tables, TableChange{Table: e.Table})
		}
		switch e.Kind {
		case draft.Set:
			s.Tables[i].Cells++
		case draft.Insert:
			s.Tables[i].Added++
		case draft.Delete:
			s.Tables[i].Removed++
		}
		if e.Kind != draft.Drop && len(s.Sample) < longestSample {
			e.Before, e.After, e.Cells = cut(e.Before), cut(e.After), nil
			s.Sample = append(s.Sample, e)
		}
	}
	return s
}

// cut shortens a text to what a summary can hold.
func cut(text string) string {
	const longest = 120
	if utf8.RuneCountInString(text) <= longest {
		return text
	}
	return string([]rune(text)[:longest]) + "…"
}

// Overtaken says that somebody else has saved a revision since.
type Overtaken struct{ By Revision }

func (o Overtaken) Error() string {
	return fmt.Sprintf("%s has saved revision %d meanwhile", o.By.Author, o.By.N)
}

// Wish is a change of a scenario's tables that somebody would like to make.
type Wish struct {
	Scenario string
	Base     int64 // the revision that the edits were made on
	Edits    []draft.Edit
	Form     string // a UUID of version 7; the same form with the same edits is saved once
	What     string // is changed, in the words of whoever does
	// Settle says what happens with conflicts: nothing is saved for "", they
	// are left out for "theirs", and made all the same for "mine" where the
	// newest revision is still Seen.
	Settle string
	Seen   int64
}

// Edited is what came of a [Wish].
type Edited struct {
	Saved     bool
	Revision  int64           // the newest, which holds what was wished for if it is Saved
	Merged    bool            // others had saved since the base, and nothing touched
	Faults    passage.Faults  // for which nothing was saved
	Conflicts []Conflict      // for which nothing was saved
	Edits     []draft.Edit    // that were or would be made on the newest revision
	Draft     *draft.Draft    // the tables as they would be
	Before    *draft.Draft    // the newest revision
	On        passage.Instant // when that was saved
}

// Conflict is an edit of what somebody else has changed since.
type Conflict struct {
	draft.Conflict
	By       string // who did
	Revision int64
}

// EditScenario saves changes of the tables as a new revision. They may have
// been made on a former one: what others changed since stays, and what both
// changed is returned as a conflict instead of being saved. Tables with faults
// are not saved either; warnings are no faults.
func (d *Desk) EditScenario(ctx context.Context, caller Caller, w Wish) (Edited, error) {
	if err := caller.May(Planner); err != nil {
		return Edited{}, err
	}
	if id, err := uuid.Parse(w.Form); err != nil || id.Version() != 7 || id.String() != w.Form {
		return Edited{}, refuse("%.40q is no name for a form; load the page again", w.Form)
	}
	if len(w.What) > 500 {
		return Edited{}, refuse("what was changed has at most 500 bytes")
	}
	edits, err := json.Marshal(w.Edits)
	if err != nil {
		return Edited{}, err
	}
	sum := sha256.Sum256(fmt.Appendf(edits, "%d %s", w.Base, w.Settle))
	form := w.Form + " " + hex.EncodeToString(sum[:8])
	for range 20 {
		e, tables, err := d.wished(ctx, w, form)
		if err != nil || e.Saved || len(e.Conflicts) > 0 || e.Faults.Fatal() || len(e.Edits) == 0 {
			return e, err
		}
		overtaken, err := d.revise(ctx, caller, &e, tables, store.Revision{Scenario: w.Scenario, What: w.What, Form: form}, summary(e.Edits))
		if !overtaken || err != nil {
			return e, err
		}
	}
	return Edited{}, refuse("others save this scenario all the time; try again in a minute")
}

// TryEdits is [Desk.EditScenario] without saving.
func (d *Desk) TryEdits(ctx context.Context, caller Caller, w Wish) (Edited, error) {
	if err := caller.May(Planner); err != nil {
		return Edited{}, err
	}
	e, _, err := d.wished(ctx, w, "")
	return e, err
}

// wished works out what becomes of a wish on the newest revision, and the
// tables to be saved.
func (d *Desk) wished(ctx context.Context, w Wish, form string) (e Edited, tables []byte, err error) {
	newest, done := int64(0), false
	err = d.store.View(ctx, func(tx *store.Tx) error {
		var r store.Revision
		if r, done, err = tx.RevisionOf(w.Scenario, form); err != nil || done {
			newest = r.N
			return err
		}
		newest, err = tx.Newest(w.Scenario)
		return err
	})
	if err != nil || done {
		return Edited{Saved: done, Revision: newest}, nil, err
	}
	base, _, err := d.draft(ctx, w.Scenario, w.Base)
	if err != nil {
		return e, nil, err
	}
	now, made, err := d.draft(ctx, w.Scenario, newest)
	if err != nil {
		return e, nil, err
	}
	e = Edited{Revision: newest, Merged: newest != w.Base, Before: now, On: made}
	fit, conflicts, err := draft.Merge(base, now, base.Fill(w.Edits))
	if err != nil {
		return e, nil, err
	}
	for _, c := range conflicts {
		switch {
		case w.Settle == "theirs":
		case w.Settle == "mine" && w.Seen == newest && !c.Gone && c.Cells == nil:
			fit = append(fit, c.Edit)
		default:
			known := Conflict{Conflict: c}
			if known.By, known.Revision, err = d.whoChanged(ctx, w.Scenario, w.Base, newest, c); err != nil {
				return e, nil, err
			}
			e.Conflicts = append(e.Conflicts, known)
		}
	}
	e.Edits = fit
	if e.Draft, err = now.Apply(fit); err != nil {
		return e, nil, Refused{err.Error()}
	}
	if len(fit) == 0 || len(e.Conflicts) > 0 {
		return e, nil, nil
	}
	if tables, err = e.Draft.Zip(ctx); err != nil {
		return e, nil, err
	}
	loaded, err := exchange.ReadArchive(ctx, tables, w.Scenario+".zip")
	if err == nil {
		e.Faults = loaded.Faults
	}
	return e, tables, err
}

// revise adds the revision after e.Revision. It reports whether somebody else was
// faster.
func (d *Desk) revise(ctx context.Context, caller Caller, e *Edited, tables []byte, r store.Revision, s Summary) (overtaken bool, err error) {
	changes, err := json.Marshal(s)
	if err != nil {
		return false, err
	}
	r.N, r.Made, r.Author, r.Changes, r.Tables = e.Revision+1, d.now().UnixMicro(), caller.Name, string(changes), tables
	loaded, err := exchange.ReadArchive(ctx, tables, r.Scenario+".zip")
	if err != nil {
		return false, err
	}
	err = d.store.Update(ctx, func(tx *store.Tx) error {
		newest, err := tx.Newest(r.Scenario)
		if overtaken = newest != e.Revision; err != nil || overtaken {
			return err
		}
		if loaded.Scenario != nil {
			if err := tx.NameScenario(r.Scenario, loaded.Scenario.Name); err != nil {
				return err
			}
		}
		return tx.AddRevision(r)
	})
	if err == nil && !overtaken {
		e.Saved, e.Revision = true, r.N
	}
	return overtaken, err
}

// whoChanged finds who changed last, after a revision, what a conflict is about.
func (d *Desk) whoChanged(ctx context.Context, scenario string, base, newest int64, c draft.Conflict) (author string, n int64, err error) {
	of := func(n int64) (string, error) {
		state, _, err := d.draft(ctx, scenario, n)
		if err != nil {
			return "", err
		}
		t := state.Table(c.Edit.Table)
		if t == nil {
			return "", nil
		}
		row := t.Row(c.Edit.Row)
		switch {
		case row == nil:
			return "", nil
		case c.Edit.Kind == draft.Set && !c.Gone:
			return "=" + t.Cell(row, c.Edit.Column), nil
		}
		all, err := json.Marshal(t.Cells(row))
		return string(all), err
	}
	n = newest
	is, err := of(n)
	for ; err == nil && n > base+1; n-- {
		was, wrong := of(n - 1)
		if err = wrong; was != is {
			break
		}
	}
	if err != nil {
		return "", 0, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		all, err := tx.Revisions(scenario, n-1, int(newest-n)+1)
		if len(all) > 0 {
			author = all[len(all)-1].Author
		}
		return err
	})
	return author, n, err
}

// Draft returns the tables of a revision as texts, of the newest for 0.
func (d *Desk) Draft(ctx context.Context, caller Caller, scenario string, n int64) (*draft.Draft, error) {
	if err := caller.May(access.ReadOwn, Read, Sync, Planner); err != nil {
		return nil, err
	}
	state, _, err := d.draft(ctx, scenario, n)
	return state, err
}

func (d *Desk) draft(ctx context.Context, scenario string, n int64) (*draft.Draft, passage.Instant, error) {
	s, err := d.scenario(ctx, scenario, n)
	if err != nil {
		return nil, 0, err
	}
	s.once.Do(func() { s.draft, s.draftErr = draft.Open(context.WithoutCancel(ctx), s.Tables) })
	return s.draft, s.Made, s.draftErr
}

// Revisions returns the revisions of a scenario after one, the newest first.
func (d *Desk) Revisions(ctx context.Context, caller Caller, scenario string, after int64, limit int) (all []Revision, err error) {
	if err := caller.May(access.ReadOwn, Read, Sync, Planner); err != nil {
		return nil, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		rows, err := tx.Revisions(scenario, after, limit)
		for _, r := range rows {
			all = append(all, revisionOf(r))
		}
		return err
	})
	return all, err
}

// History returns the revisions of a scenario before one, or all for 0, the
// newest first.
func (d *Desk) History(ctx context.Context, caller Caller, scenario string, before int64, limit int) (all []Revision, err error) {
	if err := caller.May(access.ReadOwn, Read, Sync, Planner); err != nil {
		return nil, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		rows, err := tx.History(scenario, before, limit)
		for _, r := range rows {
			all = append(all, revisionOf(r))
		}
		return err
	})
	return all, err
}

func revisionOf(row store.Revision) Revision {
	r := Revision{N: row.N, Made: passage.Instant(row.Made), Author: row.Author, What: row.What}
	// Older revisions have no summary, which then says nothing.
	_ = json.Unmarshal([]byte(row.Changes), &r.Summary)
	return r
}

// Differences returns the edits that lead from one revision to another.
func (d *Desk) Differences(ctx context.Context, caller Caller, scenario string, from, to int64) ([]draft.Edit, error) {
	a, err := d.Draft(ctx, caller, scenario, from)
	if err != nil {
		return nil, err
	}
	b, err := d.Draft(ctx, caller, scenario, to)
	if err != nil {
		return nil, err
	}
	return draft.Diff(a, b)
}

// Revert makes the tables what they were in a former revision, as a new one.
// The newest must still be the one that was seen, or it is [Overtaken].
func (d *Desk) Revert(ctx context.Context, caller Caller, scenario string, to, seen int64, form string) (n int64, err error) {
	if err := caller.May(Planner); err != nil {
		return 0, err
	}
	var newest, again store.Revision
	known := false
	err = d.store.View(ctx, func(tx *store.Tx) error {
		if again, known, err = tx.RevisionOf(scenario, form); err != nil || known {
			return err
		}
		newest, _, err = tx.Revision(scenario, 0)
		return err
	})
	if err != nil || known {
		return again.N, err
	}
	if newest.N != seen {
		return 0, Overtaken{revisionOf(newest)}
	}
	s, err := d.scenario(ctx, scenario, to)
	if err != nil {
		return 0, err
	}
	edits, err := d.Differences(ctx, caller, scenario, seen, to)
	if err != nil {
		return 0, err
	}
	short := summary(edits)
	short.Restored = to
	e := Edited{Revision: seen}
	overtaken, err := d.revise(ctx, caller, &e, s.Tables, store.Revision{Scenario: scenario, Form: form}, short)
	if overtaken && err == nil {
		all, err := d.Revisions(ctx, caller, scenario, 0, 1)
		if err != nil || len(all) == 0 {
			return 0, err
		}
		return 0, Overtaken{all[0]}
	}
	return e.Revision, err
}
