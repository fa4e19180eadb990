package planner

import "testing"

// TakeForCountries has models of any size planned as countries are, until the test ends.
func TakeForCountries(t *testing.T) {
	was := large
	large = 0
	t.Cleanup(func() { large = was })
}
