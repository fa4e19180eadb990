package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"passage"
	"passage/internal/access"
	"passage/internal/store"
)

// Publication is what an organisation chooses to publish, how late and how
// coarse. The zero Publication publishes nothing.
type Publication struct {
	On       bool   `json:"on"`
	Scenario string `json:"scenario"`
	Delay    int    `json:"delay_hours"` // from the end of a week until it is published
	Trucks   bool   `json:"trucks"`      // trucks that crossed, by week
	ByDoor   bool   `json:"by_door"`     // each door for itself rather than all together
	Counts   bool   `json:"counts"`      // beside what others published
	Cover    bool   `json:"cover"`       // of needs by place, as the newest plan has it
	Log      bool   `json:"log"`         // the checkpoint of the log, and how to verify
}

// LeastDelay is the least delay, in hours, after which movements are published:
// what is published sooner could be followed.
const LeastDelay = 72

// Few is the least number of trucks that is told: smaller ones could single out
// a convoy.
const Few = 3

const publicSetting = "public"

// Publication returns what is published. Whoever reads the public page sees
// what follows from it, so it is no secret.
func (d *Desk) Publication(ctx context.Context) (p Publication, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) error {
		text, err := tx.Setting(publicSetting)
		if err != nil || text == "" {
			return err
		}
		return json.Unmarshal([]byte(text), &p)
	})
	return p, err
}

// SetPublication says what is published from now on.
func (d *Desk) SetPublication(ctx context.Context, caller Caller, p Publication) error {
	if err := caller.May(access.Publish); err != nil {
		return err
	}
	if p.Delay < LeastDelay {
		return refuse("movements are published %d hours after a week has ended at the earliest", LeastDelay)
	}
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return d.store.Update(ctx, func(tx *store.Tx) error { return tx.SetSetting(publicSetting, string(text)) })
}

// PublicFigures are what everybody may read. Weeks begin on the scenario's
// first day of the week and are over, and the delay with them.
type PublicFigures struct {
	Name  string
	Weeks []passage.Date
	Rows  []PublicRow
	// LeftOut says that numbers below Few stand as Untold.
	LeftOut  bool
	Scenario *Scenario
	Plan     *Plan // whose cover is published; nil where none is
}

// PublicRow is trucks through one door, or all, in each week, by one source.
type PublicRow struct {
	Door   passage.NodeID // empty: all doors together
	Source string         // empty: this ledger
	Trucks []int64        // by week; Untold, or Unknown where the source has none
}

// Numbers of trucks that are none.
const (
	Untold  int64 = -1 // fewer than Few, and more than none
	Unknown int64 = -2
)

// Public works out the published figures: nil where nothing is published.
func (d *Desk) Public(ctx context.Context) (*PublicFigures, error) {
	p, err := d.Publication(ctx)
	if err != nil || !p.On {
		return nil, err
	}
	reader := Caller{Name: "public", Scopes: []Scope{Read}}
	s, err := d.Scenario(ctx, reader, p.Scenario, 0)
	if err != nil || s.Loaded.Scenario == nil {
		return nil, err
	}
	f := &PublicFigures{Name: s.Loaded.Scenario.Name, Scenario: s}
	f.Weeks = pastWeeks(s.Loaded.Scenario, d.now().Add(-time.Duration(p.Delay)*time.Hour))
	if p.Trucks && len(f.Weeks) > 0 {
		if err := d.publicTrucks(ctx, reader, p, f); err != nil {
			return nil, err
		}
	}
	if p.Cover {
		f.Plan, err = d.NewestPlan(ctx, reader, p.Scenario)
	}
	return f, err
}

// pastWeeks returns the first days of the scenario's periods that ended by a
// moment.
func pastWeeks(s *passage.Scenario, by time.Time) (weeks []passage.Date) {
	for t := range s.Periods {
		if !s.FirstDay(t + 1).Time().After(by) {
			weeks = append(weeks, s.FirstDay(t))
		}
	}
	return weeks
}

// publicTrucks counts trucks by week, and door where that is published. A sum
// over doors is that of the numbers that are told, so that nobody works out the
// others from it.
func (d *Desk) publicTrucks(ctx context.Context, reader Caller, p Publication, f *PublicFigures) error {
	sc := f.Scenario.Loaded.Scenario
	var doors []passage.NodeID
	for _, n := range sc.Nodes {
		if n.Kind == passage.Crossing {
			doors = append(doors, n.ID)
		}
	}
	last := f.Weeks[len(f.Weeks)-1] + passage.Date(sc.PeriodDays) - 1
	days, err := d.Passings(ctx, reader, f.Weeks[0], last)
	if err != nil {
		return err
	}
	week := func(day passage.Date) int { return int(day-f.Weeks[0]) / sc.PeriodDays }
	by, recorded := map[passage.NodeID][]int64{}, make([]bool, len(f.Weeks))
	for _, door := range doors {
		by[door] = make([]int64, len(f.Weeks))
	}
	for _, row := range days {
		recorded[week(passage.Date(row.Day))] = true
		if list := by[passage.NodeID(row.Node)]; list != nil && row.What == string(passage.Crossed) {
			list[week(passage.Date(row.Day))] += row.Trucks
		}
	}
	all := PublicRow{Trucks: make([]int64, len(f.Weeks))}
	for _, door := range doors {
		row := PublicRow{Door: door, Trucks: by[door]}
		some := false
		for w, n := range row.Trucks {
			if n > 0 && n < Few {
				// Left out of the sum also where doors are not told: who has what was
				// published with doors and without could take one from the other.
				row.Trucks[w], f.LeftOut = Untold, true
			} else {
				all.Trucks[w] += n
			}
			some = some || n > 0
		}
		if some && p.ByDoor {
			f.Rows = append(f.Rows, row)
		}
	}
	for w, n := range all.Trucks {
		if n > 0 && n < Few {
			all.Trucks[w], f.LeftOut = Untold, true
		}
	}
	f.Rows = append(f.Rows, all)
	for w, any := range recorded {
		if !any { // of a week in which nobody recorded anything the ledger does not say that nothing crossed
			for _, row := range f.Rows {
				row.Trucks[w] = Unknown
			}
		}
	}
	if !p.Counts {
		return nil
	}
	said, err := d.Said(ctx, reader, doors, f.Weeks[0], last)
	if err != nil {
		return err
	}
	f.Rows = append(f.Rows, counted(said, f.Weeks, sc.PeriodDays, p.ByDoor)...)
	return nil
}

// counted adds up what others published, by source and, where wanted, door.
// A count over several days is spread evenly over them.
func counted(said []passage.Fact, weeks []passage.Date, days int, byDoor bool) (rows []PublicRow) {
	type key struct {
		source string
		door   passage.NodeID
	}
	sums := map[key][]float64{}
	var order []key
	for _, fact := range said {
		fact.EachDay(weeks[0], weeks[0]+passage.Date(len(weeks)*days)-1, func(day passage.Date, trucks float64) {
			k := key{source: fact.Count.By}
			if byDoor {
				k.door = fact.Place
			}
			if sums[k] == nil {
				sums[k] = slices.Repeat([]float64{float64(Unknown)}, len(weeks))
				order = append(order, k)
			}
			w := int(day-weeks[0]) / days
			sums[k][w] = max(sums[k][w], 0) + trucks
		})
	}
	slices.SortFunc(order, func(a, b key) int { return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.door, b.door)) })
	for _, k := range order {
		row := PublicRow{Door: k.door, Source: k.source, Trucks: make([]int64, len(weeks))}
		for w, v := range sums[k] {
			row.Trucks[w] = int64(v + 0.5)
			if v < 0 {
				row.Trucks[w] = Unknown
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// NewestPlan returns the newest plan of a scenario as it stands, nil where none
// is done.
func (d *Desk) NewestPlan(ctx context.Context, caller Caller, scenario string) (*Plan, error) {
	return d.newestPlan(ctx, caller, scenario, func(*Plan) bool { return true })
}

// NewestPlanOf returns the newest plan of a revision as it stands.
func (d *Desk) NewestPlanOf(ctx context.Context, caller Caller, scenario string, revision int64) (*Plan, error) {
	return d.newestPlan(ctx, caller, scenario, func(p *Plan) bool { return p.Revision == revision })
}

// newestPlan looks behind any number of plans with changes.
func (d *Desk) newestPlan(ctx context.Context, caller Caller, scenario string, wanted func(*Plan) bool) (*Plan, error) {
	for before := ""; ; {
		plans, err := d.Plans(ctx, caller, scenario, before, 200)
		if err != nil || len(plans) == 0 {
			return nil, err
		}
		i := slices.IndexFunc(plans, func(p *Plan) bool { return p.State == PlanDone && len(p.Changes) == 0 && wanted(p) })
		if i < 0 {
			before = plans[len(plans)-1].ID
			continue
		}
		p, err := d.Plan(ctx, caller, plans[i].ID)
		if err != nil {
			return nil, fmt.Errorf("the newest plan: %w", err)
		}
		return p, nil
	}
}
