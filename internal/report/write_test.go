package report

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// A text from the tables is never a formula, whatever it begins with.
func TestNoCellIsRun(t *testing.T) {
	s := tiny(t)
	const bad = `=HYPERLINK("http://example.org","free")`
	s.Name, s.Places[0].Name, s.Commodities[0].Name = bad, "@SUM(1)", "+1+1"
	out := filepath.Join(t.TempDir(), "out")
	if err := Write(out, s, judged(s, small())); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"summary.csv", "cover.csv", "actions.csv"} {
		file, err := os.Open(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(file).ReadAll()
		file.Close()
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			for _, cell := range row {
				if strings.ContainsAny(cell[:min(1, len(cell))], "=+@\t\r") {
					t.Errorf("%s, line %d: a spreadsheet program would run %q", name, i+1, cell)
				}
			}
		}
	}
	book, err := excelize.OpenFile(filepath.Join(out, "plan.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if v, err := book.GetCellValue("plan", "A1"); err != nil || v != bad {
		t.Errorf("the first cell holds %q (%v), want %q", v, err, bad)
	}
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r := range rows {
			for c := range rows[r] {
				cell, _ := excelize.CoordinatesToCellName(c+1, r+1)
				if f, err := book.GetCellFormula(sheet, cell); err != nil || f != "" {
					t.Errorf("%s!%s is the formula %q (%v)", sheet, cell, f, err)
				}
			}
		}
	}
}

// The first sheet tells the headline, what to do, and cover by place with colours by rule.
func TestFirstSheet(t *testing.T) {
	s := tiny(t)
	d := judged(s, small())
	out := filepath.Join(t.TempDir(), "out")
	if err := Write(out, s, d); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenFile(filepath.Join(out, "plan.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("plan")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, row := range rows {
		all = append(all, strings.Join(row, "|"))
	}
	text := strings.Join(all, "\n")
	for _, want := range []string{d.Headline, "Send 3 trucks with 30.0 t by The port → The gate", "Food energy: part of the need", "Upper Town|12%|36%"} {
		if !strings.Contains(text, want) {
			t.Errorf("the first sheet lacks %q:\n%s", want, text)
		}
	}
	rules, err := book.GetConditionalFormats("plan")
	if err != nil || len(rules) != len(s.Needs) {
		t.Errorf("%d colour rules (%v), want one for each need", len(rules), err)
	}
}

// What cannot be written whole leaves nothing behind, and what was there stays.
func TestNothingHalfWritten(t *testing.T) {
	s := tiny(t)
	parent := t.TempDir()
	out := filepath.Join(parent, "out")
	d := judged(s, small())
	if err := Write(out, s, d); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(out, "plan.json"))
	if err != nil {
		t.Fatal(err)
	}
	d.Outcome.Cost = math.NaN() // JSON has no word for it
	if err := Write(out, s, d); err == nil {
		t.Fatal("a cost that is no number was written")
	}
	entries, err := os.ReadDir(parent)
	if err != nil || len(entries) != 1 {
		t.Errorf("%d entries beside the plan (%v), want the plan alone", len(entries), err)
	}
	after, err := os.ReadFile(filepath.Join(out, "plan.json"))
	if err != nil || string(after) != string(before) {
		t.Errorf("the earlier plan has changed (%v)", err)
	}
}
