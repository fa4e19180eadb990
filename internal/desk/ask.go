package desk

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"passage"
	"passage/internal/planner"
	"passage/internal/report"
)

// Ranking is what each ask of a scenario would do, as far as it is worked out.
type Ranking struct {
	Scenario *Scenario
	Total    int // asks
	Alone    []Granted
	Pairs    []Pair // the best asks, two at a time
	PairsOf  int    // how many pairs there will be
	Done     bool
	Trouble  string
	Document *report.Document // of the plan without any ask; nil until it is made
}

// Granted is what asks would do when they are granted.
type Granted = planner.Granted

// Pair is two asks granted together. Together is by how much more the two do
// than the sum of what each does alone; below 0 they do the same thing twice.
type Pair struct {
	Granted
	Together float64
}

// paired is how many of the best asks are tried two at a time.
const paired = 6

// ranking is one that is being worked out, or is.
type ranking struct {
	mu sync.Mutex
	Ranking
}

// Asks returns what each ask of the newest revision of a scenario would do. The
// first call begins to work it out; each tells how far it is.
func (d *Desk) Asks(ctx context.Context, caller Caller, scenario string) (Ranking, error) {
	s, err := d.Scenario(ctx, caller, scenario, 0)
	if err != nil {
		return Ranking{}, err
	}
	if s.Loaded.Scenario == nil {
		return Ranking{}, refuse("the tables of this scenario have faults; mend them first")
	}
	d.studio.mu.Lock()
	e := d.studio.easel
	r := d.studio.ranking(s)
	if r == nil && e != nil {
		r = &ranking{Ranking: Ranking{Scenario: s, Total: len(s.Loaded.Scenario.Asks)}}
		d.studio.rankings[s.ID] = r
		d.studio.wait.Go(func() { d.rank(e, r) })
	}
	d.studio.mu.Unlock()
	if r == nil {
		return Ranking{}, refuse("this server makes no plans")
	}
	return r.now(), nil
}

// Ranked returns the ranking of the newest revision as far as it is worked out,
// and false where nobody has asked for it yet.
func (d *Desk) Ranked(ctx context.Context, caller Caller, scenario string) (Ranking, bool, error) {
	s, err := d.Scenario(ctx, caller, scenario, 0)
	if err != nil {
		return Ranking{}, false, err
	}
	d.studio.mu.Lock()
	r := d.studio.ranking(s)
	d.studio.mu.Unlock()
	if r == nil {
		return Ranking{}, false, nil
	}
	return r.now(), true, nil
}

// ranking returns that of a revision, nil where there is none. It is called with
// the studio locked.
func (s *studio) ranking(of *Scenario) *ranking {
	if r := s.rankings[of.ID]; r != nil && r.Scenario.Revision == of.Revision {
		return r
	}
	return nil
}

// now is how far it is.
func (r *ranking) now() Ranking {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.Ranking
	now.Alone, now.Pairs = slices.Clone(r.Alone), slices.Clone(r.Pairs)
	return now
}

// rank works a ranking out: the plan without any ask, each ask alone, then the
// best in pairs. As many are planned side by side as there are seats.
func (d *Desk) rank(e *easel, r *ranking) {
	err := d.rankAll(e, r)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Done = true
	if err != nil && e.ctx.Err() == nil {
		d.log.Error("ranking asks", "scenario", r.Scenario.ID, "error", err)
		r.Trouble = err.Error()
	}
}

func (d *Desk) rankAll(e *easel, r *ranking) error {
	s := r.Scenario.Loaded.Scenario
	opt := planner.Options{Solver: e.solver}
	base := opt
	base.From = d.studio.near(r.Scenario)
	if err := e.sit(); err != nil {
		return err
	}
	doc, result, err := report.Make(e.ctx, s, base, report.Trucks{None: true}, 0)
	e.rise()
	if err != nil {
		return err
	}
	d.studio.finished(r.Scenario, result)
	r.mu.Lock()
	r.Document = doc
	r.mu.Unlock()
	var singles [][]passage.Ask
	for _, ask := range s.Asks {
		singles = append(singles, []passage.Ask{ask})
	}
	err = e.grantAll(s, result, singles, opt, func(g planner.Granted) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.Alone = append(r.Alone, g)
		slices.SortStableFunc(r.Alone, better)
	})
	if err != nil {
		return err
	}
	best := r.Alone[:min(paired, len(r.Alone))]
	alone := map[passage.AskID]float64{}
	var pairs [][]passage.Ask
	for i, a := range best {
		alone[a.Asks[0].ID] = a.Deprivation
		for _, b := range best[i+1:] {
			pairs = append(pairs, []passage.Ask{a.Asks[0], b.Asks[0]})
		}
	}
	r.mu.Lock()
	r.PairsOf = len(pairs)
	r.mu.Unlock()
	return e.grantAll(s, result, pairs, opt, func(g planner.Granted) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.Pairs = append(r.Pairs, Pair{g, g.Deprivation - alone[g.Asks[0].ID] - alone[g.Asks[1].ID]})
		slices.SortStableFunc(r.Pairs, func(a, b Pair) int { return better(a.Granted, b.Granted) })
	})
}

// better puts what relieves most first, then what costs least, then by name, so
// that the order is the same whichever was worked out first.
func better(a, b planner.Granted) int {
	return cmp.Or(cmp.Compare(b.Deprivation, a.Deprivation), cmp.Compare(a.Cost, b.Cost),
		slices.CompareFunc(a.Asks, b.Asks, func(x, y passage.Ask) int { return cmp.Compare(x.ID, y.ID) }))
}

// grantAll plans with each set of asks, side by side.
func (e *easel) grantAll(s *passage.Scenario, base *planner.Result, sets [][]passage.Ask, opt planner.Options, yield func(planner.Granted)) error {
	next := make(chan []passage.Ask)
	failed := make(chan error, cap(e.seats))
	for range cap(e.seats) {
		go func() {
			var err error
			for set := range next {
				if err == nil {
					err = e.sit()
				}
				if err != nil {
					continue
				}
				var g planner.Granted
				if g, err = planner.Grant(e.ctx, s, base, set, opt); err == nil {
					g.Result = nil // the figures are what is wanted
					yield(g)
				}
				e.rise()
			}
			failed <- err
		}()
	}
	for _, set := range sets {
		next <- set
	}
	close(next)
	var trouble error
	for range cap(e.seats) {
		trouble = cmp.Or(trouble, <-failed)
	}
	return trouble
}

// sit waits for a seat, and rise gives it back.
func (e *easel) sit() error {
	select {
	case e.seats <- struct{}{}:
		return nil
	case <-e.ctx.Done():
		return e.ctx.Err()
	}
}

func (e *easel) rise() { <-e.seats }
