package report

import (
	"strings"
	"testing"

	"passage"
)

// Grams that an inner point has of everything are no actions, and are in no list of
// goods; the plan keeps them.
func TestGramsAreNotPrinted(t *testing.T) {
	plain := judged(tiny(t), small())
	plan := small()
	const grams = 4e-4
	plan.Takes = append(plan.Takes, passage.Take{Supply: "flour-stock", T: grams})
	plan.Purchases = []passage.Purchase{{Offer: "kits", T: grams}}
	plan.Movements = append(plan.Movements, passage.Movement{Corridor: "port-gate", Commodity: "kit", T: grams})
	plan.Stocks = []passage.Stock{{Node: "port", Commodity: "kit", T: grams}}
	plan.Distributions = append(plan.Distributions, passage.Distribution{Node: "upper-site", Commodity: "kit", T: grams})
	d := judged(tiny(t), plan)
	text := func(d *Document) string {
		var all []string
		for _, a := range d.Actions {
			all = append(all, a.Text)
		}
		return strings.Join(all, "\n")
	}
	if got, want := text(d), text(plain); got != want {
		t.Errorf("actions:\n%s\nwithout the grams:\n%s", got, want)
	}
	if n := len(d.Plan().Movements); n != len(plan.Movements) {
		t.Errorf("the plan of the document has %d movements of %d", n, len(plan.Movements))
	}
}
