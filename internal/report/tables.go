package report

import (
	"math"
	"strconv"
	"strings"

	"passage"
)

// table is one table of a written plan. A cell is a string, a float64, an int
// or a passage.Date; a float64 that is not a number is an empty cell.
type table struct {
	name    string
	doc     string // what one row is
	columns []column
	rows    [][]any
}

// column is a column of a written plan.
type column struct {
	name, doc string
}

// periodColumns begin every table that goes by time.
func periodColumns(more ...column) []column {
	return append([]column{{"period", "counted from 0"}, {"date", "first day of the period"}}, more...)
}

// tables returns the plan as tables, in the order of their use.
func (d *Document) tables(n *names) []table {
	return []table{
		d.summaryTable(), d.actionsTable(), d.purchasesTable(), d.takesTable(), d.movementsTable(n), d.convoysTable(n),
		d.stocksTable(), d.distributionsTable(), d.coverTable(), d.fairnessTable(), d.bindingTable(), d.breachesTable(),
	}
}

func (d *Document) purchasesTable() table {
	t := table{name: "purchases", doc: "what is ordered from an offer in a period", columns: periodColumns(
		column{"offer", "of the scenario"}, column{"node", "where it is delivered"}, column{"commodity", ""},
		column{"t", "tonnes"}, column{"arrives", "first day of the period in which it is there"}, column{"cost", "money"})}
	for _, r := range d.Purchases {
		t.rows = append(t.rows, []any{r.Period, r.Date, string(r.Offer), string(r.Node), string(r.Commodity), r.T, r.Arrives, cents(r.Cost)})
	}
	return t
}

func (d *Document) takesTable() table {
	t := table{name: "takes", doc: "what is drawn on a supply in a period", columns: periodColumns(
		column{"supply", "of the scenario"}, column{"node", "where it lies"}, column{"commodity", ""}, column{"t", "tonnes"})}
	for _, r := range d.Takes {
		t.rows = append(t.rows, []any{r.Period, r.Date, string(r.Supply), string(r.Node), string(r.Commodity), r.T})
	}
	return t
}

func (d *Document) movementsTable(n *names) table {
	t := table{name: "movements", doc: "what a corridor takes of a commodity in a period", columns: periodColumns(
		column{"corridor", "of the scenario"}, column{"from", "node"}, column{"to", "node"}, column{"commodity", ""},
		column{"t", "tonnes that leave"}, column{"truckloads", "tonnes over the payload of a truck"},
		column{"trucks", "whole trucks of the convoy that it travels in"},
		column{"arrives", "first day of the period in which it is there"}, column{"arriving_t", "tonnes that get there"},
		column{"cost", "money: freight, and handling where it leaves"})}
	trucks := map[string]int{}
	for _, c := range d.Convoys {
		for _, k := range c.Goods {
			trucks[strings.Join([]string{string(c.Corridor), string(k), strconv.Itoa(c.Period)}, "\x00")] = c.Trucks
		}
	}
	for _, r := range d.Movements {
		var whole any = math.NaN()
		if w := trucks[strings.Join([]string{string(r.Corridor), string(r.Commodity), strconv.Itoa(r.Period)}, "\x00")]; w > 0 {
			whole = w
		}
		t.rows = append(t.rows, []any{r.Period, r.Date, string(r.Corridor), string(r.From), string(r.To), string(r.Commodity), r.T,
			float64(r.Truckloads), whole, r.Arrives, r.ArrivingT, cents(r.Cost)})
	}
	return t
}

func (d *Document) convoysTable(n *names) table {
	t := table{name: "convoys", doc: "whole trucks of mixed goods that a corridor takes in a period", columns: periodColumns(
		column{"corridor", "of the scenario"}, column{"from", "node"}, column{"to", "node"},
		column{"goods", "commodities aboard, separated by semicolons"}, column{"trucks", "whole trucks"},
		column{"t", "tonnes"}, column{"m3", "cubic metres, of goods whose stowage is known"})}
	for _, r := range d.Convoys {
		var goods []string
		for _, k := range r.Goods {
			goods = append(goods, string(k))
		}
		t.rows = append(t.rows, []any{r.Period, r.Date, string(r.Corridor), string(r.From), string(r.To), strings.Join(goods, ";"), r.Trucks, r.T, r.M3})
	}
	return t
}

func (d *Document) stocksTable() table {
	t := table{name: "stocks", doc: "what lies at a node at the end of a period and is kept to the next", columns: periodColumns(
		column{"node", "of the scenario"}, column{"commodity", ""}, column{"t", "tonnes"})}
	for _, r := range d.Stocks {
		t.rows = append(t.rows, []any{r.Period, r.Date, string(r.Node), string(r.Commodity), r.T})
	}
	return t
}

func (d *Document) distributionsTable() table {
	t := table{name: "distributions", doc: "what a site gives into people's hands in a period", columns: periodColumns(
		column{"node", "the site"}, column{"place", "whom it serves"}, column{"commodity", ""}, column{"t", "tonnes"},
		column{"g_per_person_day", "grams, if everybody in the place gets the same"})}
	for _, r := range d.Distributions {
		t.rows = append(t.rows, []any{r.Period, r.Date, string(r.Node), string(r.Place), string(r.Commodity), r.T, float64(r.Grams)})
	}
	return t
}

func (d *Document) coverTable() table {
	t := table{name: "cover", doc: "how far a need is met in a place and period", columns: periodColumns(
		column{"place", ""}, column{"place_name", ""}, column{"need", ""}, column{"person_days", "people × days"},
		column{"cover", "part of the need that is met; 1 is all; empty where nobody is counted"})}
	for _, r := range d.Cover {
		t.rows = append(t.rows, []any{r.Period, r.Date, string(r.Place), r.PlaceName, string(r.Need), r.PersonDays, float64(r.Cover)})
	}
	return t
}

func (d *Document) fairnessTable() table {
	t := table{name: "fairness", doc: "how evenly a need is met over places and periods, cover capped at 1", columns: []column{
		{"need", ""}, {"name", ""}, {"unit", ""}, {"person_days_met", "person-days × cover"}, {"mean", "cover of everybody"},
		{"least", "least cover of a place over the whole time"}, {"least_place", ""}, {"gini", "of the places, by people: 0 is even"},
		{"worst", "least cover of a place in a period"}, {"worst_place", ""}, {"worst_date", "first day of that period"},
	}}
	for _, r := range d.Fairness {
		t.rows = append(t.rows, []any{string(r.Need), r.Name, r.Unit, r.PersonDays, r.Mean, r.Least, string(r.LeastPlace), r.Gini,
			r.Worst, string(r.WorstPlace), r.WorstDate})
	}
	return t
}

func (d *Document) bindingTable() table {
	t := table{name: "binding", doc: "a limit that holds the result back", columns: []column{
		{"limit", "kind of limit"}, {"about", "what it is on, by its id"}, {"name", ""}, {"unit", "what one more is counted in"},
		{"worth", "what one more would be worth at the margin"}, {"worth_in", "unit of worth"},
		{"dates", "first days of the periods in which it binds, separated by semicolons; empty for the whole time"},
	}}
	for _, r := range d.Binding {
		var dates []string
		for _, p := range r.Periods {
			dates = append(dates, d.Horizon.FirstDay(p).String())
		}
		t.rows = append(t.rows, []any{r.Limit, r.About, r.Name, r.Unit, r.Worth, r.WorthIn, strings.Join(dates, ";")})
	}
	return t
}

func (d *Document) actionsTable() table {
	t := table{name: "actions", doc: "what is to be done in the first period", columns: []column{
		{"do", "buy, take, ship or give"}, {"text", "the action as a sentence"}, {"at", "the offer, supply, corridor or site"},
		{"t", "tonnes"}, {"trucks", "whole trucks"}, {"cost", "money"},
	}}
	for _, r := range d.Actions {
		var trucks any = math.NaN()
		if r.Trucks > 0 {
			trucks = r.Trucks
		}
		t.rows = append(t.rows, []any{r.Do, r.Text, r.At, r.T, trucks, cents(r.Cost)})
	}
	return t
}

func (d *Document) breachesTable() table {
	t := table{name: "breaches", doc: "a limit that the plan breaks; none in a plan that can be carried out", columns: []column{
		{"limit", "kind of limit"}, {"about", "what it is on"}, {"period", "counted from 0; -1 for the whole time"}, {"date", "first day of the period"},
		{"have", "what the plan does"}, {"may", "what it may do"}, {"unit", ""}, {"text", "the breach as a sentence"},
	}}
	for _, r := range d.Breaches {
		t.rows = append(t.rows, []any{r.Limit, r.About, r.Period, r.Date, float64(r.Have), float64(r.May), r.Unit, r.Text})
	}
	return t
}

func (d *Document) summaryTable() table {
	t := table{name: "summary", doc: "a figure about the whole plan", columns: []column{{"key", ""}, {"value", ""}, {"unit", ""}}}
	add := func(key string, value any, unit string) { t.rows = append(t.rows, []any{key, value, unit}) }
	add("scenario", d.Scenario, "")
	add("headline", d.Headline, "")
	add("status", string(d.Status), "")
	for _, why := range d.Why {
		add("why", why, "")
	}
	add("start", d.Horizon.Start, "")
	add("periods", d.Horizon.Periods, "")
	add("period_days", d.Horizon.PeriodDays, "days")
	for _, o := range d.Objectives {
		unit := "weighted person-days"
		if o.Name == "cost" {
			unit = d.Currency
		}
		add("optimal_"+o.Name, o.Value, unit)
	}
	add("deprivation", d.Outcome.Deprivation, "weighted person-days")
	add("deprivation_of_giving_nothing", d.Outcome.Nothing, "weighted person-days")
	add("cost", cents(d.Outcome.Cost), d.Currency)
	add("person_days", d.Outcome.PersonDays, "person-days")
	add("trucks", d.Outcome.Trucks, "truckloads")
	if r := d.Rounding; r != nil {
		add("rounding_deprivation", r.Deprivation, "weighted person-days")
		add("rounding_cost", cents(r.Cost), d.Currency)
	}
	if d.Status != "" {
		add("primal_residual", d.Certificate.PrimalResidual, "")
		add("dual_residual", d.Certificate.DualResidual, "")
		add("gap", d.Certificate.Gap, "")
	}
	return t
}

// cents rounds money to a hundredth of its unit.
func cents(v float64) float64 { return math.Round(v*100) / 100 }

// text writes a cell as CSV holds it. Nine decimals of a tonne are a milligram:
// what is read back keeps every limit that the plan kept.
func text(cell any) string {
	switch v := cell.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case passage.Date:
		return v.String()
	case float64:
		return decimal(v)
	}
	return ""
}

func decimal(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	if v != 0 && math.Abs(v) < 1e-6 {
		return strconv.FormatFloat(v, 'e', 6, 64)
	}
	s := strconv.FormatFloat(v, 'f', 9, 64)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}
