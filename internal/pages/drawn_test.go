package pages_test

import (
	"fmt"
	"testing"

	"passage"
	"passage/internal/access"
	"passage/internal/store/storetest"
)

// TestMapOfAPart: a map that reads not all waybills of a consignment says so, and one
// that reads all does not.
func TestMapOfAPart(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.inGaza()
	carry := func(from, to int) (facts []passage.Fact) {
		for i := from; i < to; i++ {
			f := loaded(fmt.Sprintf("W%03d", i))
			f.From, f.To, f.Place = "kerem-shalom", "gaza-city", "kerem-shalom"
			facts = append(facts, f)
		}
		return facts
	}
	p := o.person("wfp", access.Dispatcher)
	o.brings(carry(0, 120)...)
	hasNot(t, p.get("/consignments/C1"), "more waybills than a map reads")
	o.brings(carry(120, 121)...)
	has(t, p.get("/consignments/C1"), "it shows \u2068120\u2069 of them", "<svg")
}
