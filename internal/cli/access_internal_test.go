package cli

import (
	"testing"

	"passage"
)

// Money is written as people read it, not as 1.5e+06.
func TestMoneyOfACommitment(t *testing.T) {
	p := passage.Promise{}
	p.Currency = "USD"
	j := passage.Judgement{Keeping: passage.OnCourse, Basis: passage.ByPayment, Crossed: 1_500_000, Promised: 3_000_000}
	if got, want := keptText(&p, j), "on course: 1,500,000 of 3,000,000 USD is stated to have arrived"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
