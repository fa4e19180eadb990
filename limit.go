package passage

// Limit is a number that a table may leave out. The zero Limit is an empty
// cell: it limits nothing.
type Limit struct {
	Value float64
	Given bool
}

// Some returns a Limit that is given.
func Some(v float64) Limit { return Limit{Value: v, Given: true} }

// Or returns the value, or v where none was given.
func (l Limit) Or(v float64) float64 {
	if l.Given {
		return l.Value
	}
	return v
}
