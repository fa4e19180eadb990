package lp

import "testing"

// TestRowsThatAreAddedHaveNoGroup holds that a model whose rows are in groups
// stays one that solvers take when rows are added.
func TestRowsThatAreAddedHaveNoGroup(t *testing.T) {
	m := &Model{}
	row := m.AddRow(0, 1)
	m.AddCol(1, 0, 1, Entry{Row: row, Value: 1})
	if m.AddRow(0, 2); m.RowGroup != nil {
		t.Error("rows of a model without groups are in one")
	}
	m.RowGroup = []int32{3, 3}
	m.AddRow(0, 3)
	if err := m.Validate(); err != nil || m.RowGroup[2] != -1 {
		t.Errorf("groups %v, %v", m.RowGroup, err)
	}
	if wider := m.WithRow(0, 1, []float64{1}); wider.Validate() != nil || wider.RowGroup[3] != -1 {
		t.Errorf("groups %v", wider.RowGroup)
	}
}
