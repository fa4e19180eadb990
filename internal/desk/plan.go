package desk

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"passage"
	"passage/internal/access"
	"passage/internal/lp"
	"passage/internal/planner"
	"passage/internal/report"
	"passage/internal/store"
)

// PlanState says how far a plan is.
type PlanState string

const (
	PlanRunning PlanState = "running"
	PlanDone    PlanState = "done"
	PlanFailed  PlanState = "failed"  // Trouble says why
	PlanStopped PlanState = "stopped" // somebody stopped it
)

// Plan is one run of the planner.
type Plan struct {
	ID       string
	Scenario string
	Revision int64
	Name     string // that somebody keeps it under; empty: nobody does
	Author   string
	Made     passage.Instant
	Ended    passage.Instant
	State    PlanState
	Stage    string           // what is being done; of a running plan of this server
	Changes  []passage.Change // what if
	Offered  bool             // it was made before anybody asked, and nobody keeps it under a name; in lists
	Trouble  string           // why there is none
	Document *report.Document // nil in lists and until it is done
}

// easel is what plans are made with.
type easel struct {
	solver lp.Solver
	ctx    context.Context // of all plans that are being made
	stop   context.CancelFunc
	seats  chan struct{} // as many plans at a time
}

// running is a plan that is being made.
type running struct {
	stop  context.CancelFunc
	stage string
	ended chan struct{}
}

// PlanWith says what plans are made with. Without it the desk makes none.
func (d *Desk) PlanWith(solver lp.Solver) {
	ctx, stop := context.WithCancel(context.Background())
	d.studio.mu.Lock()
	defer d.studio.mu.Unlock()
	d.studio.easel = &easel{solver: solver, ctx: ctx, stop: stop, seats: make(chan struct{}, 2)}
	d.studio.running, d.studio.rankings = map[string]*running{}, map[string]*ranking{}
}

func (s *studio) close() {
	s.mu.Lock()
	if s.easel != nil {
		s.easel.stop()
	}
	s.mu.Unlock()
	s.wait.Wait()
}

// Wanted says which plan is to be made.
type Wanted struct {
	ID       string // a UUID of version 7; the same twice makes one plan
	Scenario string
	Revision int64 // 0: the newest
	Changes  []passage.Change
	Since    passage.Date // from which on what is planned for is known; zero: always
}

// MakePlan begins to plan a scenario and returns the plan's id at once;
// [Desk.Plan] tells how far it is.
func (d *Desk) MakePlan(ctx context.Context, caller Caller, w Wanted) (id string, err error) {
	if err := caller.May(Planner); err != nil {
		return "", err
	}
	if w.ID == "" {
		w.ID = uuid.Must(uuid.NewV7()).String()
	}
	if id, err := uuid.Parse(w.ID); err != nil || id.Version() != 7 || id.String() != w.ID {
		return "", refuse("%.40q is no name for a plan; load the page again", w.ID)
	}
	s, err := d.scenario(ctx, w.Scenario, w.Revision)
	if err != nil {
		return "", err
	}
	if s.Loaded.Scenario == nil {
		return "", refuse("the tables of this scenario have faults; mend them first")
	}
	for _, c := range w.Changes {
		if err := c.Valid(s.Loaded.Scenario); err != nil {
			return "", refuse("the change %s of %s cannot be: %v", c.Kind, c.On, err)
		}
	}
	changes, err := json.Marshal(append([]passage.Change{}, w.Changes...))
	if err != nil {
		return "", err
	}
	plan := store.Plan{
		ID: w.ID, Scenario: s.ID, Revision: s.Revision, Changes: string(changes),
		Author: caller.Name, Made: d.now().UnixMicro(), State: string(PlanRunning),
	}
	again := false
	err = d.store.Update(ctx, func(tx *store.Tx) error {
		_, there, err := tx.Plan(w.ID)
		if again = there; err != nil || there {
			return err
		}
		if d.studio.busy() >= mostPlans {
			return refuse("%d plans are being made or wait for that; stop one, or try again when one is done", mostPlans)
		}
		return tx.PutPlan(plan)
	})
	if err != nil || again {
		return w.ID, err
	}
	return plan.ID, d.begin(plan, s, w)
}

// mostPlans is how many plans are made or wait at a time, of everybody together.
const mostPlans = 20

// busy is how many plans are being made or wait for it.
func (s *studio) busy() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.running)
}

// begin makes a plan in the background.
func (d *Desk) begin(plan store.Plan, s *Scenario, w Wanted) error {
	d.studio.mu.Lock()
	defer d.studio.mu.Unlock()
	e := d.studio.easel
	if e == nil {
		return refuse("this server makes no plans")
	}
	ctx, stop := context.WithCancel(e.ctx)
	r := &running{stop: stop, ended: make(chan struct{})}
	d.studio.running[plan.ID] = r
	d.studio.wait.Go(func() {
		defer func() {
			d.studio.mu.Lock()
			delete(d.studio.running, plan.ID)
			d.studio.mu.Unlock()
			stop()
			close(r.ended)
		}()
		doc, err := d.paint(ctx, e, r, s, w)
		plan.Ended = d.now().UnixMicro()
		switch {
		case ctx.Err() != nil:
			plan.State = string(PlanStopped)
		case err != nil:
			plan.State, plan.Trouble = string(PlanFailed), err.Error()
		default:
			plan.State = string(PlanDone)
			if plan.Document, err = packed(doc); err != nil {
				plan.State, plan.Trouble = string(PlanFailed), err.Error()
			}
		}
		// The plan is kept also when the server is being stopped.
		err = d.store.Update(context.WithoutCancel(ctx), func(tx *store.Tx) error {
			row, _, err := tx.Plan(plan.ID)
			if err != nil {
				return err
			}
			plan.Name = row.Name // somebody may have given it one meanwhile
			return tx.PutPlan(plan)
		})
		if err != nil {
			d.log.Error("saving a plan", "plan", plan.ID, "error", err)
		}
	})
	return nil
}

// paint waits for a seat and makes a plan.
func (d *Desk) paint(ctx context.Context, e *easel, r *running, s *Scenario, w Wanted) (doc *report.Document, err error) {
	defer func() {
		if p := recover(); p != nil {
			d.log.Error("planning", "scenario", s.ID, "panic", p)
			err = errors.New("something went wrong in the program itself; it has been logged")
		}
	}()
	select {
	case e.seats <- struct{}{}:
		defer e.rise()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	stage := func(what string) {
		d.studio.mu.Lock()
		defer d.studio.mu.Unlock()
		r.stage = what
	}
	scenario, granted := s.Loaded.Scenario.With(w.Changes)
	opt := planner.Options{Solver: e.solver, Stage: stage, Asks: granted, From: d.studio.near(s)}
	if opt.Held, err = d.over(ctx, s, w.Since); err != nil {
		return nil, err
	}
	doc, result, err := report.Make(ctx, scenario, opt, report.Trucks{}, 0)
	if err == nil && len(w.Changes) == 0 {
		d.studio.finished(s, result)
	}
	return doc, err
}

// over is what a plan holds to be over: the weeks that had ended before what it is
// planned for was known, as the plan in use has them. That is since a day or, where
// none is given, since the newest state by which somebody had plans go. Nobody can
// send in October what is missed since November.
func (d *Desk) over(ctx context.Context, s *Scenario, since passage.Date) (planner.Held, error) {
	sc := s.Loaded.Scenario
	if since.IsZero() {
		for _, r := range sc.Access {
			if strings.HasPrefix(string(r.ID), adopted) {
				since = max(since, r.From)
			}
		}
	}
	periods := min(int(since-sc.Start)/sc.PeriodDays, sc.Periods-1)
	if since <= sc.Start || periods == 0 {
		return planner.Held{}, nil
	}
	plan, err := d.NewestPlan(ctx, Caller{Name: "planner", Scopes: []Scope{Read}}, s.ID)
	if err != nil || plan == nil {
		return planner.Held{}, err
	}
	if h := plan.Document.Horizon; h.Start != sc.Start || h.Periods != sc.Periods || h.PeriodDays != sc.PeriodDays {
		return planner.Held{}, nil
	}
	return planner.Held{Plan: plan.Document.Plan(), Periods: periods}, nil
}

// near returns a result of the same scenario, from which the way to another is
// short; nil where this server has made none.
func (s *studio) near(scenario *Scenario) *planner.Result {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.results) - 1; i >= 0; i-- {
		if s.results[i].of.ID == scenario.ID {
			return s.results[i].result
		}
	}
	return nil
}

func (s *studio) finished(of *Scenario, result *planner.Result) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.results = append(s.results, finished{of, result})
	if len(s.results) > mostResults {
		s.results = s.results[1:]
	}
}

// finished is a result as the planner gave it, for the next plan to start from.
type finished struct {
	of     *Scenario
	result *planner.Result
}

// mostResults is how many results are kept. One of a country takes some
// hundred MB.
const mostResults = 3

// NamePlan keeps a plan under a name.
func (d *Desk) NamePlan(ctx context.Context, caller Caller, id, name string) error {
	if err := caller.May(Planner); err != nil {
		return err
	}
	if len(name) > 200 {
		return refuse("the name of a plan has at most 200 bytes")
	}
	return d.store.Update(ctx, func(tx *store.Tx) error {
		row, ok, err := tx.Plan(id)
		if err == nil && !ok {
			err = Missing{"there is no such plan"}
		}
		if err != nil {
			return err
		}
		row.Name = name
		return tx.PutPlan(row)
	})
}

// StopPlan stops a plan that this server is making, and waits until it has.
func (d *Desk) StopPlan(ctx context.Context, caller Caller, id string) error {
	if err := caller.May(Planner); err != nil {
		return err
	}
	d.studio.mu.Lock()
	r := d.studio.running[id]
	d.studio.mu.Unlock()
	if r == nil {
		return nil
	}
	r.stop()
	select {
	case <-r.ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Plan returns a plan with its document.
func (d *Desk) Plan(ctx context.Context, caller Caller, id string) (*Plan, error) {
	if err := caller.May(access.ReadOwn, Read, Sync, Planner); err != nil {
		return nil, err
	}
	var row store.Plan
	err := d.store.View(ctx, func(tx *store.Tx) (err error) {
		ok := false
		if row, ok, err = tx.Plan(id); err == nil && !ok {
			err = Missing{"there is no such plan"}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	p, err := d.planOf(row)
	if err != nil {
		return nil, err
	}
	if len(row.Document) > 0 {
		if p.Document, err = d.studio.document(row); err != nil {
			return nil, fmt.Errorf("plan %s: %w", id, err)
		}
	}
	return p, nil
}

// mostDocuments is how many documents of plans are kept as they were read, some
// megabytes each.
const mostDocuments = 4

// opened is the document of a plan, which nobody changes once it is made.
type opened struct {
	plan string
	made int64
	doc  *report.Document
}

// document returns the document of a plan. Nobody writes to it: it is the same for
// all who ask.
func (s *studio) document(row store.Plan) (*report.Document, error) {
	is := func(o opened) bool { return o.plan == row.ID && o.made == row.Ended }
	s.mu.Lock()
	if i := slices.IndexFunc(s.opened, is); i >= 0 {
		o := s.opened[i]
		s.opened = append(slices.Delete(s.opened, i, i+1), o)
		s.mu.Unlock()
		return o.doc, nil
	}
	s.mu.Unlock()
	doc, err := unpacked(row.Document)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.IndexFunc(s.opened, is); i >= 0 { // another was faster
		return s.opened[i].doc, nil
	}
	s.opened = append(s.opened, opened{row.ID, row.Ended, doc})
	if len(s.opened) > mostDocuments {
		s.opened = s.opened[1:]
	}
	return doc, nil
}

// Plans returns plans without their documents, the newest first: of one
// scenario, or of all for "", those made before the plan of an id.
func (d *Desk) Plans(ctx context.Context, caller Caller, scenario, before string, limit int) (all []*Plan, err error) {
	if err := caller.May(access.ReadOwn, Read, Sync, Planner); err != nil {
		return nil, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		rows, err := tx.Plans(scenario, before, limit)
		for _, row := range rows {
			p, bad := d.planOf(row)
			if bad != nil {
				return bad
			}
			if p.Offered, bad = offered(tx, p); bad != nil {
				return bad
			}
			all = append(all, p)
		}
		return err
	})
	return all, err
}

// offered reports whether a plan is what follows from what a source said of a door,
// whose id it bears then, or from an ask.
func offered(tx *store.Tx, p *Plan) (bool, error) {
	if p.Name != "" || len(p.Changes) == 0 || p.withAsk() {
		return p.Name == "" && len(p.Changes) > 0, nil
	}
	said, err := tx.FactsNamed(p.ID)
	return len(said) > 0, err
}

// orphaned is after how long a plan that this server does not make is taken to
// have ended with the server that made it.
const orphaned = time.Hour

func (d *Desk) planOf(row store.Plan) (*Plan, error) {
	p := &Plan{
		ID: row.ID, Scenario: row.Scenario, Revision: row.Revision, Name: row.Name, Author: row.Author,
		Made: passage.Instant(row.Made), Ended: passage.Instant(row.Ended), State: PlanState(row.State), Trouble: row.Trouble,
	}
	if err := json.Unmarshal([]byte(row.Changes), &p.Changes); err != nil {
		return nil, fmt.Errorf("plan %s: its changes cannot be read: %w", row.ID, err)
	}
	d.studio.mu.Lock()
	defer d.studio.mu.Unlock()
	switch r := d.studio.running[row.ID]; {
	case r != nil:
		p.Stage = r.stage
	case p.State == PlanRunning && d.now().Sub(microTime(row.Made)) > orphaned:
		p.State = PlanStopped
	}
	return p, nil
}

func packed(doc *report.Document) ([]byte, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if err := errors.Join(json.NewEncoder(w).Encode(doc), w.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func unpacked(text []byte) (*report.Document, error) {
	r, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	all, err := io.ReadAll(io.LimitReader(r, 1<<30))
	if err != nil {
		return nil, err
	}
	doc := new(report.Document)
	return doc, json.Unmarshal(all, doc)
}
