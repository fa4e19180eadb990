package report

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"passage"
	"passage/internal/exchange/book"
)

// Side is what a written plan says of cover and cost, to be compared.
type Side struct {
	Path     string `json:"path"`
	Scenario string `json:"scenario"`
	Currency string `json:"currency"`

	Deprivation Number `json:"deprivation"`
	Cost        Number `json:"cost"`

	cover []Cover
	needs map[passage.NeedID]string // what the plan calls them
}

// ReadSide reads the cover and the summary of a written plan: its folder, its
// plan.xlsx or its plan.json.
func ReadSide(ctx context.Context, path string) (*Side, passage.Faults, error) {
	side := &Side{Path: path, Deprivation: Number(math.NaN()), Cost: Number(math.NaN()), needs: map[passage.NeedID]string{}}
	r := &sideReader{Side: side}
	if isJSON(path) {
		var d Document
		fault, err := readJSON(path, &d)
		if err != nil {
			return nil, nil, err
		}
		if fault != "" {
			return nil, passage.Faults{{Table: filepath.Base(path), Problem: fault}}, nil
		}
		side.Scenario, side.Currency = plain(d.Scenario), plain(d.Currency)
		for _, c := range d.Cover {
			c.Place, c.PlaceName, c.Need = passage.PlaceID(plain(string(c.Place))), plain(c.PlaceName), passage.NeedID(plain(string(c.Need)))
			c.PersonDays = max(0, c.PersonDays)
			side.cover = append(side.cover, c)
		}
		for _, f := range d.Fairness {
			side.needs[passage.NeedID(plain(string(f.Need)))] = plain(f.Name)
		}
		side.Deprivation, side.Cost = Number(d.Outcome.Deprivation), Number(d.Outcome.Cost)
	} else if err := eachSheet(ctx, path, func(sheet book.Sheet) error { return r.sheet(ctx, sheet) }, r.refuse); err != nil {
		return nil, nil, err
	}
	if len(side.cover) == 0 && !r.faults.Fatal() {
		r.fault(passage.Fault{Table: filepath.Base(path), Problem: "holds no cover; expected a plan that passage plan -o has written"})
	}
	return side, r.faults, nil
}

// SideOf is the side that the plan would be when written and read back; path
// says where it comes from.
func SideOf(path string, d *Document) *Side {
	needs := map[passage.NeedID]string{}
	for _, f := range d.Fairness {
		needs[f.Need] = f.Name
	}
	return &Side{
		needs: needs, Path: path, Scenario: d.Scenario, Currency: d.Currency, cover: d.Cover,
		Deprivation: Number(d.Outcome.Deprivation), Cost: Number(d.Outcome.Cost),
	}
}

type sideReader struct {
	*Side
	faults passage.Faults
}

func (r *sideReader) refuse(f *book.Fault) {
	r.fault(passage.Fault{Table: f.Sheet, Line: f.Line, Problem: f.Problem})
}

func (r *sideReader) fault(f passage.Fault) {
	if len(r.faults) < mostFaults {
		r.faults = append(r.faults, f)
	}
}

func (r *sideReader) sheet(ctx context.Context, sheet book.Sheet) error {
	if sheet.Name != "cover" && sheet.Name != "summary" && sheet.Name != "fairness" {
		return nil
	}
	var columns map[string]int
	for cells, err := range sheet.Rows() {
		var fault *book.Fault
		switch {
		case errors.As(err, &fault):
			r.refuse(fault)
			continue
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case columns == nil:
			columns = map[string]int{}
			for i, c := range cells.Cells {
				columns[string(c)] = i
			}
			continue
		}
		cell := func(name string) string {
			if i, ok := columns[name]; ok && i < len(cells.Cells) {
				return strings.TrimSpace(string(cells.Cells[i]))
			}
			return ""
		}
		switch sheet.Name {
		case "summary":
			r.summary(cell("key"), cell("value"), cell("unit"))
		case "fairness":
			r.needs[passage.NeedID(cell("need"))] = cell("name")
		default:
			r.coverRow(cells.Line, cell)
		}
	}
	return nil
}

func (r *sideReader) summary(key, value, unit string) {
	number := func() Number {
		v, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return Number(math.NaN())
		}
		return Number(v)
	}
	switch key {
	case "scenario":
		r.Scenario = value
	case "deprivation":
		r.Deprivation = number()
	case "cost":
		r.Cost, r.Currency = number(), unit
	}
}

func (r *sideReader) coverRow(line int, cell func(string) string) {
	row := Cover{Place: passage.PlaceID(cell("place")), PlaceName: cell("place_name"), Need: passage.NeedID(cell("need")), Cover: Number(math.NaN())}
	bad := func(column, value, expected string) {
		r.fault(passage.Fault{Table: "cover", Line: line, Column: column, Value: clip80(value), Problem: fmt.Sprintf("%q is not right here; expected %s", clip80(value), expected)})
	}
	date := cell("date")
	d, err := passage.ParseDate(date[:min(10, len(date))])
	if err != nil {
		bad("date", date, "a date such as 2025-10-13")
		return
	}
	row.Date = d
	days := cell("person_days")
	if row.PersonDays, err = strconv.ParseFloat(days, 64); err != nil || !(row.PersonDays >= 0) || math.IsInf(row.PersonDays, 0) {
		bad("person_days", days, "a number, 0 or more")
		return
	}
	if v := cell("cover"); v != "" {
		n, err := strconv.ParseFloat(v, 64)
		if err != nil || !(n >= 0) || math.IsInf(n, 0) {
			bad("cover", v, "a number, 0 or more, or nothing")
			return
		}
		row.Cover = Number(n)
	}
	if row.Place == "" || row.Need == "" {
		bad("place", "", "the ids of a place and a need")
		return
	}
	r.cover = append(r.cover, row)
}
