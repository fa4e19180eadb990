package report

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"passage"
	"passage/internal/exchange/book"
)

// mostJSON is how large a plan.json may be.
const mostJSON = 256 << 20

// mostFaults is how many faults of a plan are told.
const mostFaults = 200

// ReadPlan reads the rows of a plan for a scenario: from a folder of its
// tables, a .zip or .xlsx of them, or a plan.json. Tables that are missing are
// empty; other tables are passed over. All that is wrong stands in the faults;
// an error is trouble such as a path that leads nowhere.
func ReadPlan(ctx context.Context, path string, s *passage.Scenario) (*passage.Plan, passage.Faults, error) {
	r := &planReader{s: s, names: newNames(s), plan: &passage.Plan{}}
	if isJSON(path) {
		var d Document
		fault, err := readJSON(path, &d)
		if err != nil {
			return nil, nil, err
		}
		if fault != "" {
			return nil, passage.Faults{{Table: filepath.Base(path), Problem: fault}}, nil
		}
		r.document(&d)
		return r.plan, r.faults, nil
	}
	found := false
	err := eachSheet(ctx, path, func(sheet book.Sheet) error {
		read := r.reader(sheet.Name)
		if read == nil {
			return nil
		}
		found = true
		return r.rows(ctx, sheet, read)
	}, r.refuse)
	if err != nil {
		return nil, nil, err
	}
	if !found {
		r.faults = append(r.faults, passage.Fault{Table: filepath.Base(path),
			Problem: "holds no table of a plan; expected at least one of takes, purchases, movements, stocks, distributions and convoys"})
	}
	return r.plan, r.faults, nil
}

func isJSON(path string) bool { return strings.EqualFold(filepath.Ext(path), ".json") }

// readJSON decodes a file. What is wrong with it as JSON is a sentence.
func readJSON(path string, into any) (fault string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, mostJSON+1))
	if err != nil {
		return "", err
	}
	if len(text) > mostJSON {
		return fmt.Sprintf("is larger than %d MiB; expected a plan.json", mostJSON>>20), nil
	}
	return decodeJSON(text, into), nil
}

// decodeJSON says what is wrong with a text as a plan.json, nothing where it is sound.
func decodeJSON(text []byte, into any) string {
	var head struct {
		Format string `json:"format"`
	}
	err := json.Unmarshal(text, &head)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Sprintf("is not JSON (byte %d: %v); expected a plan.json", syntax.Offset, err)
	case errors.As(err, &kind):
		return fmt.Sprintf("has a %s at %q; expected what docs/formats/plan.md says", kind.Value, kind.Field)
	case err != nil:
		return fmt.Sprintf("is no plan.json: %v", err)
	case head.Format != Format:
		return fmt.Sprintf("has format %q; expected %q", clip80(head.Format), Format)
	}
	return ""
}

// clip80 cuts a found value to a readable length.
func clip80(v string) string { return cut(plain(v), 80) }

// plain makes text from a file harmless to a terminal.
func plain(v string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(v, "�"))
}

// eachSheet goes through the tables of a folder, .zip or .xlsx.
func eachSheet(ctx context.Context, path string, do func(book.Sheet) error, refuse func(*book.Fault)) error {
	b, err := book.Open(ctx, path, book.Limits{})
	if fault := (*book.Fault)(nil); errors.As(err, &fault) {
		refuse(fault)
		return nil
	}
	if err != nil {
		return err
	}
	defer b.Close()
	for _, f := range b.Faults {
		refuse(f)
	}
	for _, sheet := range b.Sheets {
		if err := do(sheet); err != nil {
			return err
		}
	}
	return nil
}

// planReader reads the rows of a plan.
type planReader struct {
	s *passage.Scenario
	*names
	plan   *passage.Plan
	faults passage.Faults
}

func (r *planReader) refuse(f *book.Fault) {
	r.fault(passage.Fault{Table: f.Sheet, Line: f.Line, Problem: f.Problem})
}

func (r *planReader) fault(f passage.Fault) {
	switch {
	case len(r.faults) < mostFaults:
		r.faults = append(r.faults, f)
	case len(r.faults) == mostFaults:
		r.faults = append(r.faults, passage.Fault{Table: f.Table, Line: f.Line, Problem: "there are more faults from here on"})
	}
}

// reader returns what takes in the rows of a table, nil for one that is no part of a plan.
func (r *planReader) reader(table string) func(*row) {
	switch table {
	case "takes":
		return func(c *row) {
			v := passage.Take{Supply: passage.SupplyID(c.id("supply")), Period: c.period(), T: c.tonnes("t")}
			if c.known("supply", string(v.Supply), has(r.supply, v.Supply)) && c.good {
				r.plan.Takes = append(r.plan.Takes, v)
			}
		}
	case "purchases":
		return func(c *row) {
			v := passage.Purchase{Offer: passage.OfferID(c.id("offer")), Period: c.period(), T: c.tonnes("t")}
			if c.known("offer", string(v.Offer), has(r.offer, v.Offer)) && c.good {
				r.plan.Purchases = append(r.plan.Purchases, v)
			}
		}
	case "movements":
		return func(c *row) {
			v := passage.Movement{Corridor: c.corridor(), Commodity: c.commodity(), Period: c.period(), T: c.tonnes("t")}
			if c.good {
				r.plan.Movements = append(r.plan.Movements, v)
			}
		}
	case "stocks":
		return func(c *row) {
			v := passage.Stock{Node: c.node(), Commodity: c.commodity(), Period: c.period(), T: c.tonnes("t")}
			if c.good {
				r.plan.Stocks = append(r.plan.Stocks, v)
			}
		}
	case "distributions":
		return func(c *row) {
			v := passage.Distribution{Node: c.node(), Commodity: c.commodity(), Period: c.period(), T: c.tonnes("t")}
			if c.good {
				r.plan.Distributions = append(r.plan.Distributions, v)
			}
		}
	case "convoys":
		return func(c *row) {
			v := passage.Convoy{Corridor: c.corridor(), Goods: c.goods(), Period: c.period(), Trucks: c.trucks(), T: c.optional("t"), M3: c.optional("m3")}
			if c.good && v.Trucks > 0 {
				r.plan.Convoys = append(r.plan.Convoys, v)
			}
		}
	}
	return nil
}

func has[K comparable, V any](m map[K]V, k K) bool { _, ok := m[k]; return ok }

// rows reads one table.
func (r *planReader) rows(ctx context.Context, sheet book.Sheet, take func(*row)) error {
	var columns map[string]int
	n := 0
	for cells, err := range sheet.Rows() {
		var fault *book.Fault
		switch {
		case errors.As(err, &fault):
			r.refuse(fault)
			continue
		case err != nil:
			return err
		case columns == nil:
			columns = map[string]int{}
			for i, c := range cells.Cells {
				columns[strings.ToLower(strings.TrimSpace(string(c)))] = i
			}
			continue
		}
		if n++; n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		take(&row{planReader: r, table: sheet.Name, line: cells.Line, good: true, cell: func(name string) (string, bool) {
			i, there := columns[name]
			if !there || i >= len(cells.Cells) {
				return "", there
			}
			return strings.TrimSpace(string(cells.Cells[i])), true
		}})
	}
	return nil
}

// document takes in the rows of a plan.json as if each were a line of a table.
func (r *planReader) document(d *Document) {
	for _, t := range d.tables(r.names) {
		take := r.reader(t.name)
		if take == nil {
			continue
		}
		for i, cells := range t.rows {
			take(&row{planReader: r, table: t.name, line: i + 1, good: true, cell: func(name string) (string, bool) {
				for c := range t.columns {
					// A date in plan.json is for reading; the period says when.
					if t.columns[c].name == name && name != "date" {
						if v, ok := cells[c].(float64); ok && !math.IsNaN(v) {
							return strconv.FormatFloat(v, 'g', -1, 64), true
						}
						return text(cells[c]), true
					}
				}
				return "", false
			}})
		}
	}
}

// row is one line of a table of a plan.
type row struct {
	*planReader
	table string
	line  int
	good  bool
	cell  func(column string) (value string, there bool)
}

func (c *row) bad(column, value, problem string) {
	c.good = false
	c.fault(passage.Fault{Table: c.table, Line: c.line, Column: column, Value: clip80(value), Problem: problem})
}

func (c *row) id(column string) string {
	v, there := c.cell(column)
	switch {
	case !there:
		c.bad(column, "", "the table has no such column; expected one")
	case v == "":
		c.bad(column, "", "is empty; expected an id of the scenario")
	}
	return v
}

// known notes an id that the scenario lacks.
func (c *row) known(column, id string, known bool) bool {
	if id != "" && !known {
		c.bad(column, id, fmt.Sprintf("%q is not in the scenario; expected an id of its table %s", clip80(id), tableOf(column)))
	}
	return known
}

func tableOf(column string) string {
	if column == "commodity" || column == "goods" {
		return "commodities"
	}
	if column == "supply" {
		return "supplies"
	}
	return column + "s"
}

func (c *row) corridor() passage.CorridorID {
	id := passage.CorridorID(c.id("corridor"))
	c.known("corridor", string(id), has(c.planReader.names.corridor, id))
	return id
}

func (c *row) commodity() passage.CommodityID {
	id := passage.CommodityID(c.id("commodity"))
	c.known("commodity", string(id), has(c.planReader.names.goods, id))
	return id
}

func (c *row) node() passage.NodeID {
	id := passage.NodeID(c.id("node"))
	c.known("node", string(id), has(c.planReader.names.node, id))
	return id
}

func (c *row) goods() []passage.CommodityID {
	v, _ := c.cell("goods")
	var list []passage.CommodityID
	for part := range strings.SplitSeq(v, ";") {
		if id := passage.CommodityID(strings.TrimSpace(part)); id != "" && c.known("goods", string(id), has(c.planReader.names.goods, id)) {
			list = append(list, id)
		}
	}
	return list
}

// period reads the number of a period, or the day that tells it. Where both
// are given and differ, one of them was changed and nobody can tell which.
func (c *row) period() int {
	number, _ := c.cell("period")
	date, _ := c.cell("date")
	fromDate := -1
	if date != "" {
		d, err := passage.ParseDate(date[:min(10, len(date))])
		switch {
		case err != nil:
			c.bad("date", date, fmt.Sprintf("%q is not a date such as 2025-10-13", clip80(date)))
			return 0
		case d < c.s.Start || d >= c.s.End():
			c.bad("date", date, fmt.Sprintf("%s is outside the plan; expected %s to %s", d, c.s.Start, c.s.End()-1))
			return 0
		}
		fromDate = int(d-c.s.Start) / c.s.PeriodDays
	}
	if number == "" {
		if fromDate < 0 {
			c.bad("period", "", "is empty, and so is the date; expected one of them")
			return 0
		}
		return fromDate
	}
	t, err := strconv.ParseFloat(number, 64)
	switch {
	case err != nil || t != math.Trunc(t) || t < 0 || t >= float64(c.s.Periods):
		c.bad("period", number, fmt.Sprintf("%q is not a period; expected a whole number from 0 to %d", clip80(number), c.s.Periods-1))
		return 0
	case fromDate >= 0 && fromDate != int(t):
		c.bad("period", number, fmt.Sprintf("period %s begins on %s, but the date is %s; expected them to agree, or one of them empty", number, c.s.FirstDay(int(t)), date))
	}
	return int(t)
}

func (c *row) tonnes(column string) float64 {
	v, there := c.cell(column)
	switch {
	case !there:
		c.bad(column, "", "the table has no such column; expected one")
		return 0
	case v == "":
		c.bad(column, "", "is empty; expected tonnes, 0 or more")
		return 0
	}
	return c.number(column, v)
}

func (c *row) optional(column string) float64 {
	if v, _ := c.cell(column); v != "" {
		return c.number(column, v)
	}
	return 0
}

func (c *row) number(column, v string) float64 {
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) || n < 0 || n > 1e12 {
		c.bad(column, v, fmt.Sprintf("%q is not an amount; expected a number, 0 or more", clip80(v)))
		return 0
	}
	return n
}

func (c *row) trucks() int {
	v, there := c.cell("trucks")
	if !there || v == "" {
		c.bad("trucks", "", "is empty; expected a whole number of trucks")
		return 0
	}
	n := c.number("trucks", v)
	if n != math.Trunc(n) || n > 1e9 {
		c.bad("trucks", v, fmt.Sprintf("%q is not a whole number of trucks", clip80(v)))
		return 0
	}
	return int(n)
}
