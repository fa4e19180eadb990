package exchange

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"

	"passage"
	"passage/internal/exchange/book"
)

// WaybillRow is one line of a waybill as a table has it.
type WaybillRow struct {
	Row           int // of the file or sheet, from 1
	Waybill       passage.WaybillID
	Org           passage.OrgID
	From, To      passage.NodeID
	Vehicle       string
	Ref           string
	LoadedOn      passage.Date
	ReceivedOn    passage.Date // zero where HasReceipt is false
	Line          passage.FactLine
	HasReceipt    bool  // whether the next three are known
	Received      int64 // these three in the unit of the line
	Lost, Damaged int64
	Reason        string
}

// CountRow is a number that somebody published, as a table has it.
type CountRow struct {
	Row    int
	Org    passage.OrgID // that took it down
	Place  passage.NodeID
	Source string
	Count  passage.Count
}

// Papers are waybills and counts read from tables, and what is wrong with them.
type Papers struct {
	Waybills []WaybillRow
	Counts   []CountRow
	Faults   passage.Faults
}

// PaperTables returns the tables of waybills and counts.
func PaperTables() []Table {
	amount := func(name, doc, example string) Column { return number(name, "the row's unit", doc, example) }
	return []Table{
		{"waybills", "one line of a waybill: what a vehicle was loaded with and what became of it", []Column{
			text("waybill", "the number of the waybill; its rows may stand anywhere", "WB-0417").required().expect("the number of the waybill"),
			text("org", "the organisation that says so", "wfp").required().expect("the id of an organisation"),
			ref("from", "where it was loaded", "el-arish", "nodes").required().expect("the id of a node"),
			ref("to", "where it is bound for", "deir-al-balah", "nodes").required().expect("the id of a node"),
			text("consignment", "the consignment that the line is of", "R-12").empty("a consignment with the number of the waybill"),
			number("line", "lines", "the line of the consignment", "1").empty("counted within the waybill's rows of the consignment").above(0, "a whole number, 1 or more"),
			ref("commodity", "what it is", "wheat-flour", "commodities").required().expect("the id of a commodity"),
			choice("unit", "what the row's amounts are in", []string{"g", "kg", "t", "ml", "l", "piece"}, "kg").required(),
			amount("loaded", "how much was loaded", "25000").required(),
			date("loaded_on", "when", "", "2025-10-13").required(),
			amount("received", "how much was received and can be used; 0 where nothing was", "24000").empty("not known yet"),
			date("received_on", "when; needed where received is given", "not known yet", "2025-10-14"),
			amount("lost", "how much is known not to come", "500").empty("none"),
			amount("damaged", "how much came and cannot be used", "500").empty("none"),
			text("reason", "of a loss or damage, as stated", "torn bags"),
			text("vehicle", "its number plate; restricted", ""),
			text("lot", "the lot of the goods", "L7"),
			date("expiry", "when they expire", "not known", "2026-03-01"),
			text("ref", "the number of another paper, such as a goods received note", "GRN-88"),
		}},
		{"counts", "a number that somebody published, which stands beside the ledger's own", []Column{
			text("by", "who counted", "crossing authority").required().expect("who counted"),
			text("org", "the organisation that took the number down", "ocha").required().expect("the id of an organisation"),
			ref("place", "where", "kerem-shalom", "nodes").required().expect("the id of a node"),
			text("what", "what was counted, such as trucks, pallets or tonnes", "trucks").required().expect("what was counted"),
			text("how", "how it was counted", "trucks that entered, commercial ones too"),
			number("number", "things", "how many", "142").required(),
			date("from", "the first day that the number is of", "", "2025-10-13").required(),
			date("to", "the last day that the number is of", "that of from", "2025-10-13"),
			text("source", "where it was published", ""),
		}},
	}
}

func choice(name, doc string, words []string, example string) Column {
	return Column{Name: name, Kind: Choice, Choices: words, Doc: doc, Expect: either(words), Example: example}
}

// ReadPapers reads the tables waybills and counts of a folder, .zip or .xlsx, or
// the one of a .csv, which is told by its columns. What is wrong with them
// stands in the Faults; an error is trouble such as a path that leads nowhere.
func ReadPapers(ctx context.Context, path string) (*Papers, error) {
	p := &Papers{}
	b, err := book.OpenTables(ctx, path, book.Limits{})
	if fault := (*book.Fault)(nil); errors.As(err, &fault) {
		p.Faults = passage.Faults{bookFault(fault)}
		return p, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", filepath.Base(path), err)
	}
	defer b.Close()
	for _, f := range b.Faults {
		p.Faults = append(p.Faults, bookFault(f))
	}
	tables, found := PaperTables(), false
	for i := range b.Sheets {
		sheet := &b.Sheets[i]
		at := slices.IndexFunc(tables, func(t Table) bool { return t.Name == sheet.Name })
		if at < 0 && len(b.Sheets) == 1 {
			at = tableOf(tables, sheet)
		}
		if at < 0 {
			continue
		}
		found = true
		t := newReader(&tables[at], sheet)
		if tables[at].Name == "waybills" {
			p.Waybills = t.waybills(ctx)
		} else {
			p.Counts = t.counts(ctx)
		}
		p.Faults = append(p.Faults, t.faults.all()...)
		if t.err != nil {
			return nil, fmt.Errorf("read %s: %w", filepath.Base(path), t.err)
		}
	}
	if !found && len(p.Faults) == 0 && len(b.Sheets) == 1 { // which was not told by its columns
		for row := range b.Sheets[0].Rows() {
			if problem := otherMark(row.Cells); problem != "" {
				p.Faults = passage.Faults{{Table: filepath.Base(path), Line: row.Line, Problem: problem}}
			}
			break
		}
	}
	if !found && len(p.Faults) == 0 {
		p.Faults = passage.Faults{{Table: filepath.Base(path), Problem: "there is no table here that could be read; expected one named waybills or counts, or a .csv with a column waybill, or with the columns by and number"}}
	}
	return p, nil
}

// NameCommodities gives rows whose commodity stands there by an alias or a name its
// id. Rows whose commodity is none of those known are warned of and stay as they are.
func (p *Papers) NameCommodities(names passage.CommodityNames) {
	unknown := faultList{table: "waybills"}
	for i := range p.Waybills {
		r := &p.Waybills[i]
		said := string(r.Line.Commodity)
		if id := names.ID(said); id != "" {
			r.Line.Commodity = id
		} else if said != "" {
			unknown.warn(r.Row, "commodity", clip(said), "%q is no id, alias or name of the table commodities; it is taken in as it is", clip(said))
		}
	}
	p.Faults = append(p.Faults, unknown.all()...)
}

// tableOf tells by its header which table a sheet is; -1 for none.
func tableOf(tables []Table, sheet *book.Sheet) int {
	for row := range sheet.Rows() {
		for at, needs := range [][]string{{"waybill"}, {"by", "number"}} {
			if !slices.ContainsFunc(needs, func(name string) bool {
				return !slices.ContainsFunc(row.Cells, func(cell []byte) bool { return string(cell) == name })
			}) {
				return at
			}
		}
		break
	}
	return -1
}

// inUnit says how many of a stored unit one of a table's is.
var inUnit = map[string]struct {
	unit   passage.Unit
	factor float64
}{
	"g": {passage.Grams, 1}, "kg": {passage.Grams, 1e3}, "t": {passage.Grams, 1e6},
	"ml": {passage.Millilitres, 1}, "l": {passage.Millilitres, 1e3}, "piece": {passage.Pieces, 1},
}

// amount returns the whole number of stored units in a cell.
func (t *reader) amount(c *column, unit string) (n int64, given bool) {
	v, given := t.limit(c)
	to, ok := inUnit[unit]
	if !given || !ok {
		return 0, given
	}
	whole := math.Round(v * to.factor)
	if math.Abs(v*to.factor-whole) > 1e-6*max(1, math.Abs(whole)*1e-6) {
		t.wrong(c, t.cellAt(c.at), "is no whole number of "+string(to.unit))
	}
	return int64(whole), true
}

func (t *reader) waybills(ctx context.Context) (rows []WaybillRow) {
	waybill, org, from, to := t.column("waybill"), t.column("org"), t.column("from"), t.column("to")
	consignment, line, commodity, unit := t.column("consignment"), t.column("line"), t.column("commodity"), t.column("unit")
	loaded, loadedOn, received, receivedOn := t.column("loaded"), t.column("loaded_on"), t.column("received"), t.column("received_on")
	lost, damaged, reason := t.column("lost"), t.column("damaged"), t.column("reason")
	vehicle, lot, expiry, note := t.column("vehicle"), t.column("lot"), t.column("expiry"), t.column("ref")
	type lineOf struct {
		waybill, consignment string
		line                 int
	}
	receipts := map[passage.WaybillID]passage.Date{}
	first, seen, lines := map[passage.WaybillID]*WaybillRow{}, map[lineOf]int{}, map[lineOf]int{}
	alike := map[string]int{} // rows that count their line, by all that they say
	for range t.rows(ctx) {
		r := WaybillRow{
			Row: t.row.Line, Waybill: passage.WaybillID(t.textOf(waybill)), Org: passage.OrgID(t.textOf(org)),
			From: passage.NodeID(t.name(from)), To: passage.NodeID(t.name(to)),
			Vehicle: t.textOf(vehicle), Ref: t.textOf(note), LoadedOn: t.date(loadedOn), ReceivedOn: t.date(receivedOn), Reason: t.textOf(reason),
		}
		of := lineOf{waybill: string(r.Waybill), consignment: t.textOf(consignment)}
		if of.consignment == "" {
			of.consignment = of.waybill
		}
		lines[of]++
		n := t.number(line, float64(lines[of]))
		of.line = int(n)
		if n != math.Trunc(n) {
			t.wrong(line, t.cellAt(line.at), "is no whole number")
		}
		if before, twice := seen[of]; twice {
			t.faults.add(r.Row, "line", "", "line %d of consignment %s stands in row %d of waybill %s already; expected one row for each line", of.line, of.consignment, before, r.Waybill)
		}
		seen[of] = r.Row
		in := t.choice(unit)
		r.Line = passage.FactLine{
			Consignment: passage.ConsignmentID(of.consignment), Line: of.line, Commodity: passage.CommodityID(t.name(commodity)),
			Unit: inUnit[in].unit, Lot: t.textOf(lot), Expiry: t.date(expiry),
		}
		r.Line.Amount, _ = t.amount(loaded, in)
		known := false
		r.Received, known = t.amount(received, in)
		r.Lost, _ = t.amount(lost, in)
		r.Damaged, _ = t.amount(damaged, in)
		switch {
		case known && r.ReceivedOn.IsZero():
			t.faults.add(r.Row, "received_on", "", "the cell is empty; expected the day, since received is given")
		case !known && (!r.ReceivedOn.IsZero() || r.Lost > 0 || r.Damaged > 0):
			t.faults.add(r.Row, "received", "", "the cell is empty; expected an amount, 0 where nothing came, since something is said of the receipt")
		}
		if f := first[r.Waybill]; f == nil {
			first[r.Waybill] = &r
		} else if f.Org != r.Org || f.From != r.From || f.To != r.To || f.LoadedOn != r.LoadedOn || f.Vehicle != r.Vehicle || f.Ref != r.Ref {
			t.faults.add(r.Row, "waybill", string(r.Waybill), "waybill %s has another org, from, to, loaded_on, vehicle or ref than in row %d; expected them to be the same in all its rows", r.Waybill, f.Row)
		}
		if on := receipts[r.Waybill]; known && on != 0 && on != r.ReceivedOn {
			t.faults.add(r.Row, "received_on", r.ReceivedOn.String(), "waybill %s was received on %s in another row; expected one day for a waybill", r.Waybill, on)
		} else if known {
			receipts[r.Waybill] = r.ReceivedOn
		}
		r.HasReceipt = known
		if len(t.cellAt(line.at)) == 0 { // pasted twice, the goods would count twice
			said := r
			said.Row, said.Line.Line = 0, 0
			what := fmt.Sprintf("%#v", said)
			if before, twice := alike[what]; twice {
				t.faults.add(r.Row, "", "", "the row says the same as row %d; expected it once, or numbers in the column line where the waybill has both", before)
			}
			alike[what] = r.Row
		}
		rows = append(rows, r)
	}
	return rows
}

func (t *reader) counts(ctx context.Context) (rows []CountRow) {
	by, org, place, what, how := t.column("by"), t.column("org"), t.column("place"), t.column("what"), t.column("how")
	number, from, to, source := t.column("number"), t.column("from"), t.column("to"), t.column("source")
	seen := map[CountRow]CountRow{}
	for range t.rows(ctx) {
		r := CountRow{Row: t.row.Line, Org: passage.OrgID(t.textOf(org)), Place: passage.NodeID(t.name(place)), Source: t.textOf(source), Count: passage.Count{
			By: t.textOf(by), What: t.textOf(what), How: t.textOf(how), Number: t.number(number, 0), From: t.date(from), To: t.date(to),
		}}
		if r.Count.To.IsZero() {
			r.Count.To = r.Count.From
		}
		if r.Count.To < r.Count.From {
			t.faults.add(r.Row, "to", r.Count.To.String(), "%s lies before %s; expected the last day of the count", r.Count.To, r.Count.From)
		}
		of := CountRow{Org: r.Org, Place: r.Place, Count: r.Count}
		of.Count.Number = 0
		if before, twice := seen[of]; twice && before.Count.Number != r.Count.Number {
			t.faults.add(r.Row, "number", "", "row %d has another number of the same; expected one row for what one source counted, or what tells the two apart in the column how", before.Row)
		} else if !twice {
			seen[of] = r
		}
		rows = append(rows, r)
	}
	return rows
}
