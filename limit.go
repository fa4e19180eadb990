package passage

import "strconv"

// Limit is a number that a table may leave out. The zero Limit is an empty
// cell: it limits nothing.
type Limit struct {
	Value float64
	Given bool
}

// Some returns a Limit that is given.
func Some(v float64) Limit { return Limit{Value: v, Given: true} }

// String writes the value as tables do, and nothing where none was given.
func (l Limit) String() string {
	if !l.Given {
		return ""
	}
	return strconv.FormatFloat(l.Value, 'f', -1, 64)
}

// Or returns the value, or v where none was given.
func (l Limit) Or(v float64) float64 {
	if l.Given {
		return l.Value
	}
	return v
}
