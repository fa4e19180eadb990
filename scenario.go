package passage

// Scenario is everything that a plan is made from: one crisis, as its tables
// describe it. Rows keep the order of the tables. A Scenario that came through
// internal/exchange is valid: ids are unique, references resolve, numbers are
// finite and not negative.
type Scenario struct {
	Name       string
	Start      Date // first day of the first period
	Periods    int
	PeriodDays int
	Currency   string
	PayloadT   Limit // tonnes on a truck where a corridor gives none
	Goal       Goal

	Places      []Place
	People      []Headcount
	Commodities []Commodity
	Groups      []GroupMember
	GroupLimits []GroupLimit
	Needs       []Need
	Contents    []Content
	Nodes       []Node
	Corridors   []Corridor
	Offers      []Offer
	Supplies    []Supply
	Access      []AccessRule
	Budget      []Fund
	Asks        []Ask
}

// Goal says what a plan is best for.
type Goal struct {
	Kind   GoalKind
	Ration Ration
	// Bands split the cover of a need, from none to all: rising, the last is 1.
	Bands []float64
	// Weights say how much a person-day without each band weighs; the deepest
	// need comes first and weighs most.
	Weights []float64
}

// GoalKind is what the plan strives for.
type GoalKind string

const (
	Relief GoalKind = "relief" // do the most good with what gets through
	Full   GoalKind = "full"   // meet every need at least cost
)

// Ration says whether everybody gets the same.
type Ration string

const (
	Local   Ration = "local"   // each place and period its own ration
	Uniform Ration = "uniform" // one ration for all, for the whole horizon
)

// DefaultGoal is the goal where scenario.toml gives none.
func DefaultGoal() Goal {
	return Goal{
		Kind:    Relief,
		Ration:  Local,
		Bands:   []float64{0.25, 0.5, 0.75, 1},
		Weights: []float64{8, 4, 2, 1},
	}
}

// End returns the day after the last period.
func (s *Scenario) End() Date { return s.Start + Date(s.Periods*s.PeriodDays) }

// FirstDay returns the first day of period t, counted from 0.
func (s *Scenario) FirstDay(t int) Date { return s.Start + Date(t*s.PeriodDays) }

// PeriodFrom returns the first period that begins on or after d: 0 for a date
// before the start or none, Periods for one that comes too late.
func (s *Scenario) PeriodFrom(d Date) int {
	if d <= s.Start {
		return 0
	}
	return min(s.Periods, (int(d-s.Start)+s.PeriodDays-1)/s.PeriodDays)
}

// Lag returns how many periods goods travel that need leadDays: Periods for
// those that come after the last, however late.
func (s *Scenario) Lag(leadDays float64) int {
	return int(min(leadDays/float64(s.PeriodDays), float64(s.Periods)))
}
