package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"passage"
)

// A plan comes out of its document as it went in.
func TestPlanOfADocument(t *testing.T) {
	want := small()
	want.Purchases = []passage.Purchase{{Offer: "kits", Period: 1, T: 2.125}}
	want.Stocks = []passage.Stock{{Node: "port", Commodity: "flour", Period: 1, T: 1.0 / 3}}
	if diff := cmp.Diff(want, judged(tiny(t), want).Plan()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
