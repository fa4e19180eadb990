// Package report turns a plan into what people read: the document of plan.json,
// tables, a workbook, a bulletin for the terminal; and it reads plans back from
// tables that people have edited.
package report

import (
	"encoding/json"
	"math"

	"passage"
	"passage/internal/audit"
	"passage/internal/planner"
)

// Format names the layout of plan.json. It changes when a field changes its
// meaning or goes away; fields may be added under the same name.
const Format = "passage-plan/1"

// Document is plan.json: a plan with everything that is known about it. See
// docs/formats/plan.md.
type Document struct {
	Format     string              `json:"format"`
	Scenario   string              `json:"scenario"`
	Status     planner.Status      `json:"status"`
	Headline   string              `json:"headline"`
	Why        []string            `json:"why"` // what stands in the way, where the status is "infeasible"
	Horizon    Horizon             `json:"horizon"`
	Held       int                 `json:"held_periods"` // the first, which were over and stand as in a plan before
	Goal       Goal                `json:"goal"`
	Currency   string              `json:"currency"`
	Objectives []planner.Objective `json:"objectives"` // of the proved optimum, before whole trucks

	Certificate audit.Certificate `json:"certificate"`
	Solver      []Solve           `json:"solver"`
	Seconds     Seconds           `json:"seconds"`

	Outcome  Outcome    `json:"outcome"` // of the plan as it stands below
	Rounding *Rounding  `json:"rounding"`
	Fairness []Fairness `json:"fairness"`
	Cover    []Cover    `json:"cover"`
	Binding  []Binding  `json:"binding"`
	Actions  []Action   `json:"actions"`
	Breaches []Breach   `json:"breaches"`

	Takes         []Take         `json:"takes"`
	Purchases     []Purchase     `json:"purchases"`
	Movements     []Movement     `json:"movements"`
	Convoys       []Convoy       `json:"convoys"`
	Stocks        []Stock        `json:"stocks"`
	Distributions []Distribution `json:"distributions"`
}

// Number is a figure that may not exist: NaN is null in JSON and an empty cell
// in a table.
type Number float64

// MarshalJSON writes null for what is not a finite number.
func (n Number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(n)) || math.IsInf(float64(n), 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// UnmarshalJSON reads null as NaN.
func (n *Number) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		*n = Number(math.NaN())
		return nil
	}
	return json.Unmarshal(text, (*float64)(n))
}

// Horizon says which days the periods are: period t begins t × PeriodDays days
// after Start.
type Horizon struct {
	Start      passage.Date `json:"start"`
	LastDay    passage.Date `json:"last_day"`
	Periods    int          `json:"periods"`
	PeriodDays int          `json:"period_days"`
}

// FirstDay returns the first day of a period.
func (h Horizon) FirstDay(t int) passage.Date { return h.Start + passage.Date(t*h.PeriodDays) }

// Goal is what the plan was made for.
type Goal struct {
	Kind   passage.GoalKind `json:"kind"`
	Ration passage.Ration   `json:"ration"`
}

// Solve is one run of the solver.
type Solve struct {
	Objective  string  `json:"objective"`
	Solver     string  `json:"solver"`
	Iterations int     `json:"iterations"`
	Rows       int     `json:"rows"`
	Columns    int     `json:"columns"`
	Seconds    float64 `json:"seconds"`
}

// Seconds are the time of each step.
type Seconds struct {
	Read  float64 `json:"read"`
	Build float64 `json:"build"`
	Solve float64 `json:"solve"`
	Check float64 `json:"check"`
	Round float64 `json:"round"` // laying the plan on whole trucks
}

// Outcome is what the plan comes to, recomputed from its own rows.
type Outcome struct {
	Deprivation float64   `json:"deprivation"` // weighted person-days
	Nothing     float64   `json:"deprivation_of_giving_nothing"`
	Shortfall   float64   `json:"shortfall"` // weight × person-days × part not covered
	Cost        float64   `json:"cost"`
	Spent       []float64 `json:"cost_by_period"`
	PersonDays  float64   `json:"person_days"`
	Trucks      int       `json:"trucks"`
}

// Rounding is what whole trucks add to the proved optimum. PersonDays are
// those that each need loses.
type Rounding struct {
	Trucks      int        `json:"trucks"`
	TruckM3     float64    `json:"truck_m3"` // 0: weight alone counted
	Deprivation float64    `json:"deprivation"`
	Cost        float64    `json:"cost"`
	PersonDays  []NeedDays `json:"person_days"`
}

// NeedDays are person-days of a need.
type NeedDays struct {
	Need passage.NeedID `json:"need"`
	Days float64        `json:"person_days"`
}

// Fairness is how evenly a need is met, with cover capped at 1.
type Fairness struct {
	Need        passage.NeedID  `json:"need"`
	Name        string          `json:"name"`
	Unit        string          `json:"unit"`
	PersonDays  float64         `json:"person_days_met"`
	Mean        float64         `json:"mean"`
	Least       float64         `json:"least"`
	LeastPlace  passage.PlaceID `json:"least_place"`
	Gini        float64         `json:"gini"`
	Worst       float64         `json:"worst"`
	WorstPlace  passage.PlaceID `json:"worst_place"`
	WorstPeriod int             `json:"worst_period"`
	WorstDate   passage.Date    `json:"worst_date"`
	ByPlace     []Number        `json:"by_place"`
	ByPeriod    []Number        `json:"by_period"`
}

// Cover is the part of a need met in a place and period, not capped.
type Cover struct {
	Period     int             `json:"period"`
	Date       passage.Date    `json:"date"`
	Place      passage.PlaceID `json:"place"`
	PlaceName  string          `json:"place_name"`
	Need       passage.NeedID  `json:"need"`
	PersonDays float64         `json:"person_days"`
	Cover      Number          `json:"cover"`
}

// Binding is a limit that holds the result back, with what one Unit more of it
// would be worth at the margin: weighted person-days, or money under goal
// "full" where it is met.
type Binding struct {
	Limit   string  `json:"limit"`
	About   string  `json:"about"`
	Goods   string  `json:"goods"` // of an item: what the door does not let pass; else empty
	Name    string  `json:"name"`
	Unit    string  `json:"unit"`
	Worth   float64 `json:"worth"`
	WorthIn string  `json:"worth_in"` // "weighted person-days" or the currency
	Periods []int   `json:"periods"`
}

// Breach is a limit that the plan breaks.
type Breach struct {
	Limit  string       `json:"limit"`
	About  string       `json:"about"`
	Period int          `json:"period"` // -1 for a limit on the whole horizon
	Date   passage.Date `json:"date"`
	Have   Number       `json:"have"`
	May    Number       `json:"may"`
	Least  bool         `json:"least"` // May is the least, not the most
	Unit   string       `json:"unit"`
	Text   string       `json:"text"`
}

// Action is something to be done in the first period that is planned.
type Action struct {
	Do     string  `json:"do"` // "buy", "take", "ship" or "give"
	Text   string  `json:"text"`
	At     string  `json:"at"` // the offer, supply, corridor or site
	T      float64 `json:"t"`
	Trucks int     `json:"trucks"`
	Cost   float64 `json:"cost"`
	Goods  []Goods `json:"goods"`
}

// Goods are tonnes of a commodity.
type Goods struct {
	Commodity passage.CommodityID `json:"commodity"`
	T         float64             `json:"t"`
}

// Take draws on a supply.
type Take struct {
	Period    int                 `json:"period"`
	Date      passage.Date        `json:"date"`
	Supply    passage.SupplyID    `json:"supply"`
	Node      passage.NodeID      `json:"node"`
	Commodity passage.CommodityID `json:"commodity"`
	T         float64             `json:"t"`
}

// Purchase orders from an offer. Arrives is the first day of the period in
// which the goods are there.
type Purchase struct {
	Period    int                 `json:"period"`
	Date      passage.Date        `json:"date"`
	Offer     passage.OfferID     `json:"offer"`
	Node      passage.NodeID      `json:"node"`
	Commodity passage.CommodityID `json:"commodity"`
	T         float64             `json:"t"`
	Arrives   passage.Date        `json:"arrives"`
	Cost      float64             `json:"cost"`
}

// Movement sends goods down a corridor. Truckloads are tonnes over payload.
type Movement struct {
	Period     int                 `json:"period"`
	Date       passage.Date        `json:"date"`
	Corridor   passage.CorridorID  `json:"corridor"`
	From       passage.NodeID      `json:"from"`
	To         passage.NodeID      `json:"to"`
	Commodity  passage.CommodityID `json:"commodity"`
	T          float64             `json:"t"`
	Truckloads Number              `json:"truckloads"` // null where no payload is known
	Arrives    passage.Date        `json:"arrives"`
	ArrivingT  float64             `json:"arriving_t"`
	Cost       float64             `json:"cost"`
}

// Convoy is the whole trucks that carry the goods of a corridor and period
// that may travel together.
type Convoy struct {
	Period   int                   `json:"period"`
	Date     passage.Date          `json:"date"`
	Corridor passage.CorridorID    `json:"corridor"`
	From     passage.NodeID        `json:"from"`
	To       passage.NodeID        `json:"to"`
	Goods    []passage.CommodityID `json:"goods"`
	Trucks   int                   `json:"trucks"`
	T        float64               `json:"t"`
	M3       float64               `json:"m3"`
}

// Stock is kept at a node to the end of a period.
type Stock struct {
	Period    int                 `json:"period"`
	Date      passage.Date        `json:"date"`
	Node      passage.NodeID      `json:"node"`
	Commodity passage.CommodityID `json:"commodity"`
	T         float64             `json:"t"`
}

// Distribution is given into people's hands. Grams are per person and day.
type Distribution struct {
	Period    int                 `json:"period"`
	Date      passage.Date        `json:"date"`
	Node      passage.NodeID      `json:"node"`
	Place     passage.PlaceID     `json:"place"`
	Commodity passage.CommodityID `json:"commodity"`
	T         float64             `json:"t"`
	Grams     Number              `json:"g_per_person_day"`
}

// JSON writes the document as plan.json holds it.
func (d *Document) JSON() ([]byte, error) {
	text, err := json.MarshalIndent(d, "", " ")
	return append(text, '\n'), err
}
