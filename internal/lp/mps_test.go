package lp_test

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"passage/internal/lp"
	"passage/internal/lp/lptest"
)

// sameModel compares all but the functions that name rows and columns.
var sameModel = cmp.Options{
	cmpopts.IgnoreFields(lp.Model{}, "RowName", "ColName"),
	cmpopts.EquateEmpty(),
}

// lastBit forgives the last bit of a row's bound.
var lastBit = cmp.FilterPath(func(p cmp.Path) bool {
	return strings.HasPrefix(p.String(), "Row")
}, cmpopts.EquateApprox(1e-15, 0))

func TestMPSRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := lptest.Models(rapid.SampledFrom([]int{0, 9}).Draw(t, "spread")).Draw(t, "model")
		var file bytes.Buffer
		if _, err := lp.WriteMPS(&file, m); err != nil {
			t.Fatal(err)
		}
		got, err := lp.ReadMPS(bytes.NewReader(file.Bytes()))
		if err != nil {
			t.Fatalf("%v in\n%s", err, file.String())
		}
		// A model without columns may lack its one start.
		if m.Cols() == 0 {
			m.Start, got.Start = nil, nil
		}
		if d := cmp.Diff(m, got, sameModel, lastBit); d != "" {
			t.Fatalf("%s from\n%s", d, file.String())
		}
	})
}

func TestMPSNames(t *testing.T) {
	m := &lp.Model{Name: "Ration für zwölf Wochen"}
	labels := []string{"a b", "a_b", "a b", "OBJ", "", "naïve", "'MARKER'", "$x"}
	m.RowName = func(i int) string { return labels[i] }
	m.ColName = m.RowName
	for range labels {
		m.AddCol(1, 0, math.Inf(1), lp.Entry{Row: m.AddRow(0, 1), Value: 1})
	}
	var file bytes.Buffer
	names, err := lp.WriteMPS(&file, m)
	if err != nil {
		t.Fatal(err)
	}
	want := lp.MPSNames{
		Rows: []string{"a_b", "a_b_2", "a_b_3", "OBJ_2", "_", "na_ve", "_MARKER_", "_x"},
		Cols: []string{"a_b", "a_b_2", "a_b_3", "OBJ", "_", "na_ve", "_MARKER_", "_x"},
	}
	if d := cmp.Diff(want, names); d != "" {
		t.Error(d)
	}
	got, err := lp.ReadMPS(&file)
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != "Ration_f_r_zw_lf_Wochen" || got.RowLabel(2) != "a_b_3" || got.ColLabel(7) != "_x" {
		t.Errorf("%s, %s, %s", got.Name, got.RowLabel(2), got.ColLabel(7))
	}
}

func TestMPSWriterReportsAFullDisk(t *testing.T) {
	m := &lp.Model{}
	m.AddCol(1, 0, 1)
	if _, err := lp.WriteMPS(full{}, m); !errors.Is(err, errFull) {
		t.Errorf("%v", err)
	}
}

type full struct{}

var errFull = errors.New("the disk is full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestReadMPS(t *testing.T) {
	const rows = "NAME x\nROWS\n N COST\n L a\n E b\n"
	tests := []struct {
		name, file, err string // part of the error; "": none
	}{
		{"all of it", rows + "COLUMNS\n* a remark\n\n x a 1 b 2\n x COST 3\nRHS\n RHS a 4 b 5\nRANGES\n RNG a 1\n b -2\nBOUNDS\n UP BND x 4\n LO x 1\nENDATA\n", ""},
		{"no end", rows, "ends at line 5 without ENDATA"},
		{"no section", " x a 1\n", "outside of any section"},
		{"an unknown section", rows + "SOS\n", "section \"SOS\" is not one"},
		{"sections out of order", rows + "COLUMNS\nROWS\n", "section ROWS comes after COLUMNS"},
		{"an unknown type", "ROWS\n Q a\n", "is not a type"},
		{"a row twice", rows + " L a\n", "row a occurs twice"},
		{"the objective twice", rows + " L COST\n", "row COST occurs twice"},
		{"an unknown row", rows + "COLUMNS\n x c 1\n", "MPS line 7: there is no row c"},
		{"an entry twice", rows + "COLUMNS\n x a 1\n x a 1\n", "row a occurs twice in column x"},
		{"a cost twice", rows + "COLUMNS\n x COST 1\n x COST 1\n", "row COST occurs twice in column x"},
		{"a column in pieces", rows + "COLUMNS\n x a 1\n y a 1\n x b 1\n", "column x is not in one piece"},
		{"integers", rows + "COLUMNS\n M 'MARKER' 'INTORG'\n", "integer"},
		{"half a pair", rows + "COLUMNS\n x a\n", "pairs"},
		{"not a number", rows + "COLUMNS\n x a 1,5\n", "\"1,5\" is not a number"},
		{"NaN", rows + "COLUMNS\n x a nan\n", "\"nan\" is not a number"},
		{"an infinite entry", rows + "COLUMNS\n x a inf\n", "infinite"},
		{"an infinite side", rows + "RHS\n RHS a inf\n", "infinite"},
		{"an unknown column", rows + "BOUNDS\n FR BND x\n", "there is no column x"},
		{"a binary column", rows + "COLUMNS\n x a 1\nBOUNDS\n BV BND x\n", "type BV"},
		{"crossed bounds", rows + "COLUMNS\n x a 1\nBOUNDS\n LO BND x 5\n UP BND x 4\nENDATA\n", "column x: cost 0, bounds 5 to 4"},
		{"an upper bound below nothing", rows + "COLUMNS\n x a 1\nBOUNDS\n UP BND x -4\n", "readers differ"},
		{"half a bound", rows + "COLUMNS\n x a 1\nBOUNDS\n UP x\n", "is not a bound"},
		{"a line without end", strings.Repeat("x", 1<<17), "MPS line 1: bufio.Scanner: token too long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := lp.ReadMPS(strings.NewReader(tt.file))
			if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
				t.Errorf("%v, want %q", err, tt.err)
			}
		})
	}
	m, err := lp.ReadMPS(strings.NewReader(tests[0].file))
	if err != nil {
		t.Fatal(err)
	}
	want := &lp.Model{
		Name: "x", Cost: []float64{3}, Lower: []float64{1}, Upper: []float64{4},
		Start: []int{0, 2}, Index: []int32{0, 1}, Value: []float64{1, 2},
		RowLower: []float64{3, 3}, RowUpper: []float64{4, 5},
	}
	if d := cmp.Diff(want, m, sameModel); d != "" {
		t.Error(d)
	}
}

func FuzzReadMPS(f *testing.F) {
	for seed := range 5 {
		var file bytes.Buffer
		if _, err := lp.WriteMPS(&file, lptest.Models(0).Example(seed)); err != nil {
			f.Fatal(err)
		}
		f.Add(file.Bytes())
	}
	f.Add([]byte("NAME x\nROWS\n N COST\n L a\n E b\nCOLUMNS\n x a 1 b 2\n x COST 3\nRHS\n RHS a 4 b 5\nRANGES\n RNG a 1\n b -2\nBOUNDS\n UP BND x 4\n LO x 1\nENDATA\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := lp.ReadMPS(bytes.NewReader(data))
		if err != nil {
			return
		}
		// What is read is a model, and survives being written.
		var file bytes.Buffer
		if _, err := lp.WriteMPS(&file, m); err != nil {
			t.Fatal(err)
		}
		again, err := lp.ReadMPS(&file)
		if err != nil {
			t.Fatal(err)
		}
		if again.Rows() != m.Rows() || again.Cols() != m.Cols() || again.Entries() != m.Entries() {
			t.Fatalf("%d × %d with %d entries became %d × %d with %d", m.Rows(), m.Cols(), m.Entries(), again.Rows(), again.Cols(), again.Entries())
		}
	})
}
