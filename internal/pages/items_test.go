package pages

import (
	"testing"

	"pgregory.net/rapid"

	"passage"
)

// TestSameItems holds groups to what they are: two clearances are in one if and
// only if a chain of the same commodity or the same name leads from one to the
// other; all are in one, in their order.
func TestSameItems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []clearanceRow
		for i := range rapid.IntRange(0, 14).Draw(t, "n") {
			rows = append(rows, clearanceRow{ID: passage.FactID(rune('a' + i)), Item: rapid.SampledFrom([]string{"Pump", "pump ", "Tent", "Cable", "cable!", "Sheet"}).Draw(t, "item"),
				Commodity: passage.CommodityID(rapid.SampledFrom([]string{"", "", "x", "y", "z"}).Draw(t, "commodity"))})
		}
		of := func(c clearanceRow) *passage.Clearance {
			return &passage.Clearance{Of: c.Of, Item: c.Item, Commodity: c.Commodity}
		}
		linked := make([][]bool, len(rows))
		for i := range rows {
			linked[i] = make([]bool, len(rows))
			for j := range rows {
				linked[i][j] = i == j || of(rows[i]).SameItem(of(rows[j]))
			}
		}
		for k := range rows {
			for i := range rows {
				for j := range rows {
					linked[i][j] = linked[i][j] || linked[i][k] && linked[k][j]
				}
			}
		}
		group, n := map[passage.FactID]int{}, 0
		for g, list := range sameItems(rows) {
			last := passage.FactID("")
			for _, c := range list {
				if c.ID <= last {
					t.Errorf("%s comes after %s", c.ID, last)
				}
				group[c.ID], last = g, c.ID
				n++
			}
		}
		if n != len(rows) || len(group) != n {
			t.Fatalf("%d of %d are in groups", n, len(rows))
		}
		for i, a := range rows {
			for j, b := range rows {
				if (group[a.ID] == group[b.ID]) != linked[i][j] {
					t.Errorf("%+v and %+v: together %t, linked %t", a, b, group[a.ID] == group[b.ID], linked[i][j])
				}
			}
		}
	})
}

// TestComparison: an open submission hides no earlier decision at the same door
// and channel; a newer decision stands for an older one.
func TestComparison(t *testing.T) {
	row := func(id, item, door, decision string) clearanceRow {
		return clearanceRow{ID: passage.FactID(id), Item: item, Door: passage.NodeID(door), DoorName: door, Channel: "form", Decision: decision}
	}
	columns, items := compared([]clearanceRow{ // the newest first
		row("6", "pump", "A", ""), row("5", "pump", "A", "rejected"), row("4", "pump", "A", "approved"), row("3", "pump", "A", ""),
		row("2", "Pump", "B", "approved"), row("1", "tent", "B", ""),
	})
	if len(columns) != 2 || len(items) != 2 || items[0].Item != "pump" {
		t.Fatalf("%+v\n%+v", columns, items)
	}
	got := ""
	for _, cell := range items[0].Cells {
		for _, c := range cell {
			got += string(c.ID)
		}
		got += " "
	}
	if got != "65 2 " {
		t.Errorf("cells %q", got)
	}
}
