package lp_test

import (
	"testing"

	"passage/internal/lp"
)

// TestRowsWithoutAGroup holds that a row added to a model whose rows have
// groups leaves it sound.
func TestRowsWithoutAGroup(t *testing.T) {
	m := &lp.Model{}
	m.AddRow(0, 1)
	m.AddCol(1, 0, 1, lp.Entry{Row: 0, Value: 1})
	m.RowGroup = []int32{3}
	m.AddRow(0, 2)
	for _, one := range []*lp.Model{m, m.WithRow(0, 1, []float64{1})} {
		if err := one.Validate(); err != nil {
			t.Error(err)
		}
		if last := one.RowGroup[one.Rows()-1]; last != -1 || one.RowGroup[0] != 3 {
			t.Errorf("groups %v, want the first 3 and the last none", one.RowGroup)
		}
	}
}
