package desk

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/google/uuid"

	"passage"
	"passage/internal/planner"
	"passage/internal/report"
)

// Ranking is what each ask of a scenario would do, as far as it is worked out.
type Ranking struct {
	Scenario *Scenario
	Total    int // asks
	Alone    []Granted
	Pairs    []Group // of the asks that do most, alone or once others are granted
	PairsOf  int     // how many pairs there will be; 0: not known yet
	Triples  []Group // the best pairs, each with a third of these asks
	Done     bool
	Trouble  string
	Document *report.Document // of the plan without any ask; nil until it is made
}

// Granted is what asks would do when they are granted.
type Granted = planner.Granted

// Group is asks granted together. Together is by how much more they do than the
// sum of what each does alone; below 0 they do the same thing twice.
type Group struct {
	Granted
	Together float64
}

// Some asks do nothing alone and much with others: two doors on one way, or goods
// barred where trucks would pass. So the asks that are tried together are those
// that do most alone, and those without which all asks together would do least.
const (
	bestAlone    = 4
	bestTogether = 3
	extended     = 3 // of the best pairs, to triples
)

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

// askPlan is the id of the plan with an ask granted: one for each revision and ask,
// however many follow the figures.
func askPlan(scenario string, revision int64, made passage.Instant, ask passage.AskID) (u uuid.UUID) {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %d %q", scenario, revision, ask))
	copy(u[:], sum[:])
	binary.BigEndian.PutUint64(u[:8], uint64(made/1000)<<16|uint64(u[6]&0x0f|0x70)<<8|uint64(u[7]))
	u[8] = u[8]&0x3f | 0x80
	return u
}

// withAsk reports whether a plan is one that [Desk.PlanWithAsk] began. All but the
// time in its id tells.
func (p *Plan) withAsk() bool {
	if len(p.Changes) != 1 || p.Changes[0].Kind != passage.Grant {
		return false
	}
	u, err := uuid.Parse(p.ID)
	its := askPlan(p.Scenario, p.Revision, 0, passage.AskID(p.Changes[0].On))
	return err == nil && bytes.Equal(u[6:], its[6:])
}

// PlanWithAsk returns the plan of the newest revision of a scenario with one of its
// asks granted, which it begins where there is none: the figures of a ranking are
// those of this plan. Whoever reads a ranking may follow them.
func (d *Desk) PlanWithAsk(ctx context.Context, caller Caller, scenario string, ask passage.AskID) (id string, err error) {
	s, err := d.Scenario(ctx, caller, scenario, 0)
	if err != nil {
		return "", err
	}
	if s.Loaded.Scenario == nil {
		return "", refuse("the tables of this scenario have faults; mend them first")
	}
	change := passage.Change{Kind: passage.Grant, On: string(ask)}
	if change.Valid(s.Loaded.Scenario) != nil {
		return "", Missing{"there is no such ask"}
	}
	id = askPlan(scenario, s.Revision, s.Made, ask).String()
	if _, err := d.Plan(ctx, caller, id); !errors.As(err, &Missing{}) {
		return id, err
	}
	begun, err := d.offer(ctx, caller, Wanted{ID: id, Scenario: scenario, Revision: s.Revision, Changes: []passage.Change{change}})
	if err == nil && !begun {
		err = refuse("other plans are being made; try again in a minute")
	}
	return id, err
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
	now.Alone, now.Pairs, now.Triples = slices.Clone(r.Alone), slices.Clone(r.Pairs), slices.Clone(r.Triples)
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
	var err error
	if opt.Held, err = d.over(e.ctx, r.Scenario, 0); err != nil {
		return err
	}
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
	if result.Held == 0 {
		opt.Held = planner.Held{}
	}
	d.studio.finished(r.Scenario, result)
	r.mu.Lock()
	r.Document = doc
	r.mu.Unlock()
	var singles []family
	for _, chain := range planner.Chains(s.Asks) {
		one := family{chain: true}
		for _, i := range chain {
			one.sets = append(one.sets, []passage.Ask{s.Asks[i]})
		}
		singles = append(singles, one)
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
	pool, err := e.pool(s, result, r.Alone, opt)
	if err != nil {
		return err
	}
	alone := map[passage.AskID]float64{}
	for _, g := range r.Alone {
		alone[g.Asks[0].ID] = g.Deprivation
	}
	together := func(families []family, to *[]Group) error {
		return e.grantAll(s, result, families, opt, func(g planner.Granted) {
			group := Group{g, g.Deprivation}
			for _, a := range g.Asks {
				group.Together -= alone[a.ID]
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			*to = append(*to, group)
			slices.SortStableFunc(*to, func(a, b Group) int { return better(a.Granted, b.Granted) })
		})
	}
	var pairs, triples []family
	for i, a := range pool {
		with := family{common: []passage.Ask{a}}
		for _, b := range pool[i+1:] {
			with.sets = append(with.sets, []passage.Ask{a, b})
		}
		pairs = append(pairs, with)
	}
	r.mu.Lock()
	r.PairsOf = len(pool) * (len(pool) - 1) / 2
	r.mu.Unlock()
	if err := together(pairs, &r.Pairs); err != nil {
		return err
	}
	var told [][]passage.Ask
	for _, pair := range r.Pairs[:min(extended, len(r.Pairs))] {
		with := family{common: pair.Asks}
		for _, third := range pool {
			set := append(slices.Clone(pair.Asks), third)
			slices.SortFunc(set, func(a, b passage.Ask) int { return cmp.Compare(a.ID, b.ID) })
			same := func(other []passage.Ask) bool {
				return slices.EqualFunc(set, other, func(a, b passage.Ask) bool { return a.ID == b.ID })
			}
			if third.ID != pair.Asks[0].ID && third.ID != pair.Asks[1].ID && !slices.ContainsFunc(told, same) {
				told, with.sets = append(told, set), append(with.sets, set)
			}
		}
		triples = append(triples, with)
	}
	return together(triples, &r.Triples)
}

// pool chooses the asks that are tried together, from the ranking of each alone.
func (e *easel) pool(s *passage.Scenario, base *planner.Result, alone []Granted, opt planner.Options) (pool []passage.Ask, err error) {
	alone = oneOfEach(alone)
	for _, g := range alone[:min(bestAlone, len(alone))] {
		pool = append(pool, g.Asks[0])
	}
	rest := alone[len(pool):]
	if len(rest) <= bestTogether {
		for _, g := range rest {
			pool = append(pool, g.Asks[0])
		}
		return pool, nil
	}
	// What is missed without an ask once all others are granted is the less that
	// these do without it. From the plan with all of them each is a short way.
	var every []passage.Ask
	for _, g := range alone {
		every = append(every, g.Asks[0])
	}
	all, err := e.grant(s, base, every, opt)
	if err != nil {
		return nil, err
	}
	var without [][]passage.Ask
	for _, g := range rest {
		var others []passage.Ask
		for _, other := range alone {
			if other.Asks[0].ID != g.Asks[0].ID {
				others = append(others, other.Asks[0])
			}
		}
		without = append(without, others)
	}
	var mu sync.Mutex
	left := map[passage.AskID]float64{}
	err = e.grantAll(s, all.Result, each(without), opt, func(g planner.Granted) {
		mu.Lock()
		defer mu.Unlock()
		for _, one := range rest {
			if !slices.ContainsFunc(g.Asks, func(a passage.Ask) bool { return a.ID == one.Asks[0].ID }) {
				left[one.Asks[0].ID] = g.Deprivation
			}
		}
	})
	if err != nil {
		return nil, err
	}
	rest = slices.Clone(rest)
	slices.SortStableFunc(rest, func(a, b Granted) int {
		return cmp.Or(cmp.Compare(left[a.Asks[0].ID], left[b.Asks[0].ID]), better(a, b))
	})
	for _, g := range rest[:bestTogether] {
		pool = append(pool, g.Asks[0])
	}
	return pool, nil
}

// oneOfEach leaves out the asks for a figure of trucks at a door of which another
// asks for a figure that does more: only one of the two can be granted.
func oneOfEach(alone []Granted) (some []Granted) {
	figures := map[passage.DoorID]bool{}
	for _, g := range alone {
		a := g.Asks[0]
		if a.On == "" || !a.TrucksPerDay.Given || !figures[a.On] {
			some = append(some, g)
		}
		if a.TrucksPerDay.Given {
			figures[a.On] = true
		}
	}
	return some
}

// better puts what relieves most first, then what costs least, then by name, so
// that the order is the same whichever was worked out first.
func better(a, b planner.Granted) int {
	return cmp.Or(cmp.Compare(b.Deprivation, a.Deprivation), cmp.Compare(a.Cost, b.Cost),
		slices.CompareFunc(a.Asks, b.Asks, func(x, y passage.Ask) int { return cmp.Compare(x.ID, y.ID) }))
}

// family is sets of asks that have some in common. Each is planned from the plan
// with these, from which it is a short way, or in a chain from the one before.
type family struct {
	common []passage.Ask
	sets   [][]passage.Ask
	chain  bool
}

// each makes a family of sets that have nothing in common.
func each(sets [][]passage.Ask) (families []family) {
	for _, set := range sets {
		families = append(families, family{sets: [][]passage.Ask{set}})
	}
	return families
}

// grantAll plans with each set of asks, some families side by side, and says what
// each does against a plan without any of them.
func (e *easel) grantAll(s *passage.Scenario, base *planner.Result, families []family, opt planner.Options, yield func(planner.Granted)) error {
	next := make(chan family)
	failed := make(chan error, cap(e.seats))
	for range cap(e.seats) {
		go func() {
			var err error
			for f := range next {
				if err == nil {
					err = e.grantFamily(s, base, f, opt, yield)
				}
			}
			failed <- err
		}()
	}
	for _, f := range families {
		next <- f
	}
	close(next)
	var trouble error
	for range cap(e.seats) {
		trouble = cmp.Or(trouble, <-failed)
	}
	return trouble
}

func (e *easel) grantFamily(s *passage.Scenario, base *planner.Result, f family, opt planner.Options, yield func(planner.Granted)) error {
	opt.From = base
	if len(f.common) > 0 {
		common, err := e.grant(s, base, f.common, opt)
		if err != nil {
			return err
		}
		opt.From = common.Result
	}
	for _, set := range f.sets {
		g, err := e.grant(s, base, set, opt)
		if err != nil {
			return err
		}
		if f.chain {
			opt.From = g.Result
		}
		g.Result = nil // the figures are what is wanted
		yield(g)
	}
	return nil
}

// grant plans with asks once there is a seat.
func (e *easel) grant(s *passage.Scenario, base *planner.Result, asks []passage.Ask, opt planner.Options) (planner.Granted, error) {
	if err := e.sit(); err != nil {
		return planner.Granted{}, err
	}
	defer e.rise()
	return planner.Grant(e.ctx, s, base, asks, opt)
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
