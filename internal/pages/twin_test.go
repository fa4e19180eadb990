package pages_test

import (
	"encoding/csv"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"passage"
	"passage/internal/access"
	"passage/internal/exchange/book"
	"passage/internal/pages"
)

// sameSheet holds that the .xlsx beside a .csv has the same cells: figures, days and
// moments as values, and everything else as text.
func (p *person) sameSheet(path, table string) {
	p.t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(table, "\ufeff"))).ReadAll()
	if err != nil {
		p.t.Fatal(path, err)
	}
	path = strings.Replace(path, ".csv", ".xlsx", 1)
	res, text := p.ask(http.MethodGet, path, nil)
	if res.StatusCode != http.StatusOK || !strings.HasSuffix(res.Header.Get("Content-Disposition"), ".xlsx") {
		p.t.Fatalf("%s: %s, %v", path, res.Status, res.Header)
	}
	sheet, err := excelize.OpenReader(strings.NewReader(text))
	if err != nil {
		p.t.Fatal(path, err)
	}
	name := sheet.GetSheetName(0)
	if shown, err := sheet.GetRows(name); err != nil || len(shown) != len(rows) {
		p.t.Fatalf("%s: %d rows, want %d, %v", path, len(shown), len(rows), err)
	}
	if panes, err := sheet.GetPanes(name); err != nil || !panes.Freeze || panes.YSplit != 1 {
		p.t.Errorf("%s: the head is not frozen: %+v, %v", path, panes, err)
	}
	for i, row := range rows {
		for j, want := range row {
			cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
			got, err := sheet.GetCellValue(name, cell)
			raw, rawErr := sheet.GetCellValue(name, cell, excelize.Options{RawCellValue: true})
			kind, kindErr := sheet.GetCellType(name, cell)
			formula, formulaErr := sheet.GetCellFormula(name, cell)
			if err != nil || rawErr != nil || kindErr != nil || formulaErr != nil || formula != "" {
				p.t.Fatal(path, cell, formula, err, rawErr, kindErr, formulaErr)
			}
			at, day := instantOf(want)
			value, _ := strconv.ParseFloat(raw, 64)
			switch number := i > 0 && plainNumber.MatchString(want) && len(want) <= 16; {
			case i > 0 && at != 0 && !day: // to some microseconds; seconds are shown
				shown, err := passage.ParseInstant(got)
				if off := (value-25569)*86400e6 - float64(at); math.Abs(off) > 10 || err != nil || max(shown-at, at-shown) > 1_000_000 {
					p.t.Errorf("%s %s: %s (%s), want %s", path, cell, got, raw, want)
				}
			case book.Guard(got) != want:
				p.t.Errorf("%s %s: %q, want %q", path, cell, got, want)
			case want != "" && (kind == excelize.CellTypeInlineString) == (number || i > 0 && day):
				p.t.Errorf("%s %s: %q is of the type %d", path, cell, want, kind)
			}
		}
	}
}

var plainNumber = regexp.MustCompile(`^(-?[1-9]\d*|0)(\.\d{1,6})?$`)

// instantOf reads a day or a moment; no text that is neither is one.
func instantOf(text string) (at passage.Instant, day bool) {
	if d, err := time.Parse(time.DateOnly, text); err == nil {
		return passage.InstantOf(d), true
	}
	at, err := passage.ParseInstant(text)
	if err != nil || !strings.HasSuffix(text, "Z") {
		return 0, false
	}
	return at, false
}

// TestSheets downloads every list that there is of a plan and of what became of it as
// .csv and as .xlsx, in parts and whole, and holds that both are for the same people
// and that pages lead to both.
func TestSheets(t *testing.T) {
	o, scenario, plan := newGaza(t)
	truck := loaded("W1")
	truck.Lines[0].Commodity = "wheat-flour"
	o.brings(truck,
		passage.Fact{Org: "wfp", Kind: passage.Impeded, Place: "kerem-shalom", Obstacle: passage.Obstacles[0], Reason: `=HYPERLINK("http://x.example","more")`, Source: "@SUM(A1)"})
	p := o.person("wfp", everything...)
	others := []*person{{office: o, language: "en"}, o.person("unicef", access.Monitor)}
	led := 0
	for _, path := range pages.Routes() {
		table, ok := strings.CutPrefix(path, "GET ")
		if !ok || !strings.HasSuffix(table, ".csv") {
			continue
		}
		about := scenario
		switch {
		case strings.HasPrefix(table, "/waybills/"):
			about = "W1"
		case strings.HasPrefix(table, "/consignments/"):
			about = "C1"
		case strings.HasPrefix(table, "/doors/"):
			about = "kerem-shalom"
		case strings.HasPrefix(table, "/plans/"):
			about = plan
		}
		table = strings.Replace(table, "{id}", about, 1)
		for _, query := range []string{"?to=2025-10-31", "?to=2025-10-31&whole=1", "?to=2025-10-31&hxl=1"} {
			p.get(table + query) // which holds the .xlsx against it
		}
		for i, other := range others {
			want, _ := other.ask(http.MethodGet, table, nil)
			if got, _ := other.ask(http.MethodGet, strings.Replace(table, ".csv", ".xlsx", 1), nil); got.StatusCode != want.StatusCode {
				t.Errorf("%s: of person %d the .csv is %s and the .xlsx %s", table, i, want.Status, got.Status)
			}
		}
		_, page := p.ask(http.MethodGet, strings.TrimSuffix(strings.TrimSuffix(table, ".csv"), "/facts"), nil)
		for _, link := range regexp.MustCompile(`href="([^"]+\.csv[^"]*)"`).FindAllStringSubmatch(page, -1) {
			if to := strings.Replace(link[1], ".csv", ".xlsx", 1); !strings.Contains(link[1], "hxl=1") {
				led++
				has(t, page, `href="`+to+`"`)
			}
		}
	}
	if led < 12 {
		t.Errorf("pages lead to %d tables", led)
	}
	impediments := p.get("/impediments.csv?to=2025-10-31")
	has(t, impediments, `'=HYPERLINK`, `'@SUM`)
	for _, table := range []string{"people", "nodes", "scenario"} {
		p.get("/scenarios/" + scenario + "/tables/" + table + ".csv")
	}
}
