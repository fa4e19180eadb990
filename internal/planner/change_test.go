package planner_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"passage"
	"passage/internal/planner"
	"passage/internal/world"
)

// copyOf returns a scenario whose tables can be changed without changing s.
func copyOf(s *passage.Scenario) *passage.Scenario {
	c := *s
	c.Places, c.People, c.Commodities = slices.Clone(s.Places), slices.Clone(s.People), slices.Clone(s.Commodities)
	c.Groups, c.GroupLimits, c.Needs, c.Contents = slices.Clone(s.Groups), slices.Clone(s.GroupLimits), slices.Clone(s.Needs), slices.Clone(s.Contents)
	c.Nodes, c.Corridors, c.Offers, c.Supplies = slices.Clone(s.Nodes), slices.Clone(s.Corridors), slices.Clone(s.Offers), slices.Clone(s.Supplies)
	c.Access, c.Budget, c.Asks = slices.Clone(s.Access), slices.Clone(s.Budget), slices.Clone(s.Asks)
	return &c
}

// eachWorld plans some random worlds for relief and hands them on with what
// they come to.
func eachWorld(t *testing.T, check func(t *testing.T, r *rand.Rand, s *passage.Scenario, before *planner.Result)) {
	for seed := range uint64(15) {
		shape := world.Small(1000 + seed)
		shape.Goal = passage.Relief
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			s := world.New(shape)
			check(t, rand.New(rand.NewPCG(seed, 7)), s, solve(t, s))
		})
	}
}

// same reports objectives that differ. Costs are equal within the slack that
// the second stage has, at what deprivation costs there.
func same(t *testing.T, what string, a, b *planner.Result) {
	t.Helper()
	if x, y := objective(t, a, "deprivation"), objective(t, b, "deprivation"); !near(x, y, 1e-6) {
		t.Errorf("%s: deprivation %.10g, then %.10g", what, x, y)
	}
	slack := 1e-6 * (1 + objective(t, a, "deprivation")) * a.Cost.Deprivation
	if x, y := objective(t, a, "cost"), objective(t, b, "cost"); !near(x, y, 1e-6) && max(x-y, y-x) > slack {
		t.Errorf("%s: cost %.10g, then %.10g", what, x, y)
	}
}

// More of anything never harms, and less never helps.
func TestMoreNeverHarms(t *testing.T) {
	type change struct {
		what string
		make func(r *rand.Rand, s *passage.Scenario)
	}
	better := []change{
		{"trucks", func(r *rand.Rand, s *passage.Scenario) {
			for i := range s.Nodes {
				s.Nodes[i].TrucksPerDay.Value += 3
			}
			for i := range s.Access {
				s.Access[i].TrucksPerDay.Value += 3
			}
		}},
		{"supplies", func(r *rand.Rand, s *passage.Scenario) {
			for i := range s.Supplies {
				s.Supplies[i].T *= 1.5
			}
		}},
		{"money", func(r *rand.Rand, s *passage.Scenario) {
			if len(s.Budget) > 0 {
				s.Budget = append(s.Budget, passage.Fund{ID: "gift", USD: 1e5})
			}
		}},
		{"room", func(r *rand.Rand, s *passage.Scenario) {
			for i := range s.Nodes {
				s.Nodes[i].StorageT.Value *= 2
				s.Nodes[i].HandlingTPerDay.Value *= 2
			}
		}},
		{"time on the shelf", func(r *rand.Rand, s *passage.Scenario) {
			for i := range s.Commodities {
				s.Commodities[i].ShelfDays.Value += float64(s.PeriodDays)
			}
		}},
		{"ways", func(r *rand.Rand, s *passage.Scenario) {
			c := s.Corridors[r.IntN(len(s.Corridors))]
			c.ID, c.TrucksPerDay, c.LeadDays = "new", passage.Limit{}, 0
			s.Corridors = append(s.Corridors, c)
		}},
	}
	worse := []change{
		{"a closed door", func(r *rand.Rand, s *passage.Scenario) {
			on := passage.DoorID(s.Corridors[r.IntN(len(s.Corridors))].ID)
			s.Access = append(s.Access, passage.AccessRule{ID: "shut", On: on, Status: passage.Closed, From: s.Start + passage.Date(r.IntN(s.PeriodDays))})
		}},
		{"fewer goods on a door", func(r *rand.Rand, s *passage.Scenario) {
			on := passage.DoorID(s.Corridors[r.IntN(len(s.Corridors))].ID)
			s.Access = append(s.Access, passage.AccessRule{ID: "food", On: on, Status: passage.Closed, Only: []string{"food"}})
		}},
		{"fewer trucks on a door", func(r *rand.Rand, s *passage.Scenario) {
			on := passage.DoorID(s.Corridors[r.IntN(len(s.Corridors))].ID)
			s.Access = append(s.Access, passage.AccessRule{ID: "few", On: on, Status: passage.Restricted, TrucksPerDay: passage.Some(0.5)})
		}},
		{"one ration for all", func(r *rand.Rand, s *passage.Scenario) { s.Goal.Ration = passage.Uniform }},
	}
	harms, helps := 0, 0
	eachWorld(t, func(t *testing.T, r *rand.Rand, s *passage.Scenario, before *planner.Result) {
		was := objective(t, before, "deprivation")
		for _, c := range better {
			other := copyOf(s)
			c.make(r, other)
			is := objective(t, solve(t, other), "deprivation")
			if is > was+1e-6*(1+was) {
				t.Errorf("more %s: deprivation rises from %.10g to %.10g", c.what, was, is)
			}
			if is < was*(1-1e-3) {
				helps++
			}
		}
		for _, c := range worse {
			other := copyOf(s)
			c.make(r, other)
			is := objective(t, solve(t, other), "deprivation")
			if is < was-1e-6*(1+was) {
				t.Errorf("%s: deprivation falls from %.10g to %.10g", c.what, was, is)
			}
			if is > was*(1+1e-3) {
				harms++
			}
		}
	})
	if helps < 10 || harms < 10 {
		t.Errorf("%d changes help and %d harm: the test sees too little", helps, harms)
	}
}

// What is written otherwise and means the same comes to the same.
func TestSameThingSaidOtherwise(t *testing.T) {
	eachWorld(t, func(t *testing.T, r *rand.Rand, s *passage.Scenario, before *planner.Result) {
		split := copyOf(s)
		for i := range s.Supplies {
			half := s.Supplies[i]
			half.ID, half.T = half.ID+"-b", half.T*0.3
			split.Supplies[i].T *= 0.7
			split.Supplies = append(split.Supplies, half)
		}
		same(t, "supplies split in two", before, solve(t, split))
		same(t, "rows in another order under other names", before, solve(t, renamed(shuffled(s, r))))
	})
}

func shuffled(s *passage.Scenario, r *rand.Rand) *passage.Scenario {
	c := copyOf(s)
	shuffle := func(n int, swap func(i, j int)) { r.Shuffle(n, swap) }
	shuffle(len(c.Places), func(i, j int) { c.Places[i], c.Places[j] = c.Places[j], c.Places[i] })
	shuffle(len(c.People), func(i, j int) { c.People[i], c.People[j] = c.People[j], c.People[i] })
	shuffle(len(c.Commodities), func(i, j int) { c.Commodities[i], c.Commodities[j] = c.Commodities[j], c.Commodities[i] })
	shuffle(len(c.Groups), func(i, j int) { c.Groups[i], c.Groups[j] = c.Groups[j], c.Groups[i] })
	shuffle(len(c.Needs), func(i, j int) { c.Needs[i], c.Needs[j] = c.Needs[j], c.Needs[i] })
	shuffle(len(c.Contents), func(i, j int) { c.Contents[i], c.Contents[j] = c.Contents[j], c.Contents[i] })
	shuffle(len(c.Nodes), func(i, j int) { c.Nodes[i], c.Nodes[j] = c.Nodes[j], c.Nodes[i] })
	shuffle(len(c.Corridors), func(i, j int) { c.Corridors[i], c.Corridors[j] = c.Corridors[j], c.Corridors[i] })
	shuffle(len(c.Offers), func(i, j int) { c.Offers[i], c.Offers[j] = c.Offers[j], c.Offers[i] })
	shuffle(len(c.Supplies), func(i, j int) { c.Supplies[i], c.Supplies[j] = c.Supplies[j], c.Supplies[i] })
	shuffle(len(c.Budget), func(i, j int) { c.Budget[i], c.Budget[j] = c.Budget[j], c.Budget[i] })
	return c
}

// renamed gives every id but those of goods and sectors another name.
func renamed(s *passage.Scenario) *passage.Scenario {
	c := copyOf(s)
	for i := range c.Places {
		c.Places[i].ID = "z" + c.Places[i].ID
	}
	for i := range c.People {
		c.People[i].Place = "z" + c.People[i].Place
	}
	for i := range c.Nodes {
		if c.Nodes[i].ID = "z" + c.Nodes[i].ID; c.Nodes[i].Place != "" {
			c.Nodes[i].Place = "z" + c.Nodes[i].Place
		}
	}
	for i := range c.Corridors {
		row := &c.Corridors[i]
		row.ID, row.From, row.To = "z"+row.ID, "z"+row.From, "z"+row.To
	}
	for i := range c.Offers {
		c.Offers[i].ID, c.Offers[i].Node = "z"+c.Offers[i].ID, "z"+c.Offers[i].Node
	}
	for i := range c.Supplies {
		c.Supplies[i].ID, c.Supplies[i].Node = "z"+c.Supplies[i].ID, "z"+c.Supplies[i].Node
	}
	for i := range c.Access {
		c.Access[i].ID, c.Access[i].On = "z"+c.Access[i].ID, "z"+c.Access[i].On
	}
	return c
}

// A crisis twice as large, with twice the means, comes to twice as much. The
// second stage's slack of one weighted person-day does not grow with a small
// crisis: its cost is compared at what that is worth.
func TestTwiceTheCrisis(t *testing.T) {
	eachWorld(t, func(t *testing.T, r *rand.Rand, s *passage.Scenario, before *planner.Result) {
		twice := copyOf(s)
		for i := range twice.People {
			twice.People[i].People *= 2
		}
		for i := range twice.Supplies {
			twice.Supplies[i].T *= 2
		}
		for i := range twice.Offers {
			twice.Offers[i].TMax.Value *= 2
			twice.Offers[i].TPerPeriod.Value *= 2
		}
		for i := range twice.Nodes {
			n := &twice.Nodes[i]
			n.TrucksPerDay.Value *= 2
			n.StorageT.Value *= 2
			n.HandlingTPerDay.Value *= 2
		}
		for i := range twice.Corridors {
			twice.Corridors[i].TrucksPerDay.Value *= 2
		}
		for i := range twice.Access {
			twice.Access[i].TrucksPerDay.Value *= 2
		}
		for i := range twice.Budget {
			twice.Budget[i].USD *= 2
		}
		after := solve(t, twice)
		if a, b := 2*objective(t, before, "deprivation"), objective(t, after, "deprivation"); !near(a, b, 1e-6) {
			t.Errorf("twice the deprivation is %.10g, that of twice the crisis %.10g", a, b)
		}
		a, b := 2*objective(t, before, "cost"), objective(t, after, "cost")
		slack := after.Cost.Deprivation * (1 + 1e-6*objective(t, after, "deprivation"))
		if b < a-1e-6*(1+a)-slack || b > a+1e-6*(1+a)+slack {
			t.Errorf("twice the cost is %.10g, that of twice the crisis %.10g", a, b)
		}
	})
}

// Granting an ask is the same as writing it into the tables by hand.
func TestAnAskIsAnEdit(t *testing.T) {
	changes := 0
	eachWorld(t, func(t *testing.T, r *rand.Rand, s *passage.Scenario, before *planner.Result) {
		for _, ask := range s.Asks {
			granted := solve(t, s, ask)
			same(t, "ask "+string(ask.ID), granted, solve(t, edited(s, ask)))
			if !near(objective(t, before, "deprivation"), objective(t, granted, "deprivation"), 1e-6) {
				changes++
			}
		}
	})
	if changes < 5 {
		t.Errorf("%d asks change anything: the test sees too little", changes)
	}
}

// edited writes an ask into the tables: rules are cut in three around its days,
// and the middle is dropped of those that it lifts or whose figure it replaces.
func edited(s *passage.Scenario, ask passage.Ask) *passage.Scenario {
	c := copyOf(s)
	c.Access = nil
	// Of open rows that begin together the later holds, so that cutting rows
	// off at the same day must leave the younger one below.
	rows := slices.SortedStableFunc(slices.Values(s.Access), func(a, b passage.AccessRule) int { return int(a.From - b.From) })
	keep := func(row passage.AccessRule, part string, from, to passage.Date) {
		row.ID += passage.RuleID(part)
		row.From = max(row.From, from)
		if to > 0 && (row.To.IsZero() || row.To > to) {
			row.To = to
		}
		if row.To.IsZero() || row.To >= row.From {
			c.Access = append(c.Access, row)
		}
	}
	for _, row := range rows {
		if ask.From > 0 {
			keep(row, "-before", 0, ask.From-1)
		}
		replaced := ask.TrucksPerDay.Given && row.On == ask.On && row.Status == passage.Open
		if !replaced && !slices.Contains(ask.Lifts, row.ID) {
			keep(row, "-during", ask.From, ask.To)
		}
		if ask.To > 0 {
			keep(row, "-after", ask.To+1, 0)
		}
	}
	if ask.TrucksPerDay.Given {
		c.Access = append(c.Access, passage.AccessRule{ID: "granted", On: ask.On, Status: passage.Open, TrucksPerDay: ask.TrucksPerDay, From: ask.From, To: ask.To})
	}
	return c
}
