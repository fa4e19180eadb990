package cli

import (
	"testing"

	"passage"
)

// Money is written as people read it, not as 1.5e+06.
func TestMoneyOfACommitment(t *testing.T) {
	p := passage.Promise{Commitment: new(passage.Commitment)}
	p.Currency = "USD"
	j := passage.Judgement{Keeping: passage.OnCourse, Basis: passage.ByPayment, Crossed: 1_500_000, Promised: 3_000_000}
	if got, want := keptText(&p, "", j), "on course: 1,500,000 of 3,000,000 USD is stated to have arrived"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// A gram less than was promised is not written as if nothing were missing.
func TestAmountsOfACommitment(t *testing.T) {
	for _, test := range []struct {
		unit             passage.Unit
		crossed, promise float64
		want             string
	}{
		{passage.Grams, 499_999_999, 500_000_000, "499.9 of 500 t"},
		{passage.Grams, 1_250_000_000, 1_500_000_000.0 / 7, "1,250 of 214.3 t"},
		{passage.Grams, 499_999, 500_000, "0.4999 of 0.5 t"},
		{passage.Grams, 0, 500_000, "0 of 0.5 t"},
		{passage.Millilitres, 39_500_000, 40_000_000, "39,500 of 40,000 l"},
		{passage.Pieces, 0, 1800.0 / 7, "0 of 258 pieces"},
	} {
		if got := amountsText(test.unit, passage.Judgement{Crossed: test.crossed, Promised: test.promise}); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

// A door is called by its name, and by its id too where several share that.
func TestNamesOfDoors(t *testing.T) {
	n := doorNamesOf(&passage.Scenario{
		Nodes:     []passage.Node{{ID: "port", Name: "Port"}, {ID: "gate", Name: "Gate"}, {ID: "gate-2", Name: "Gate"}, {ID: "hub"}},
		Corridors: []passage.Corridor{{ID: "coast", From: "port", To: "hub"}, {ID: "inland", From: "port", To: "hub"}, {ID: "back", From: "hub", To: "port"}},
	})
	for id, want := range map[passage.DoorID]string{
		"port": "Port", "gate": "Gate (gate)", "gate-2": "Gate (gate-2)", "hub": "hub", "back": "hub → Port",
		"coast": "Port → hub (coast)", "inland": "Port → hub (inland)", "elsewhere": "elsewhere",
	} {
		if got := n.of(id); got != want {
			t.Errorf("%s is called %q, want %q", id, got, want)
		}
	}
	if got := doorNamesOf(nil).of("gate"); got != "gate" {
		t.Errorf("without tables it is called %q", got)
	}
}
