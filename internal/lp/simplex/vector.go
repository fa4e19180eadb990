package simplex

// vector is a sparse vector kept as a dense array and a list of the places
// that may not be 0, each once. Most vectors of the method have a few entries
// out of thousands, and all work on them goes by the list.
type vector struct {
	value []float64
	index []int32
}

func newVector(n int) vector { return vector{value: make([]float64, n), index: make([]int32, 0, n)} }

// clear makes the vector 0.
func (x *vector) clear() {
	if len(x.index)*8 > len(x.value) {
		clear(x.value)
	} else {
		for _, i := range x.index {
			x.value[i] = 0
		}
	}
	x.index = x.index[:0]
}

// cancelled stands for an entry that became 0 by chance, so that it is not
// listed a second time when it stops being 0.
const cancelled = 1e-100

// add adds to one entry.
func (x *vector) add(i int32, v float64) {
	old := x.value[i]
	if old == 0 {
		x.index = append(x.index, i)
	}
	if old += v; old == 0 {
		old = cancelled
	}
	x.value[i] = old
}

// set makes x a copy of y.
func (x *vector) set(y *vector) {
	x.clear()
	x.index = append(x.index, y.index...)
	for _, i := range y.index {
		x.value[i] = y.value[i]
	}
}

// tiny is what rounding leaves of an entry that should be 0, in models whose
// numbers lie near 1.
const tiny = 1e-14

// square returns x·x.
func (x *vector) square() float64 {
	sum := 0.0
	for _, i := range x.index {
		sum += x.value[i] * x.value[i]
	}
	return sum
}
