package simplex

// factor holds a basis matrix as B = L·R₁⁻¹·…·Rₖ⁻¹·U. L is that of the basis
// last factorised (see [factor.factorise]). When a column is exchanged it
// becomes a column of U, with which it goes to the end of the order, and what
// its row has before the diagonal is eliminated by a matrix R, that differs from
// the unit matrix in that row only (Forrest and Tomlin, "Updated triangular
// factors of the basis to maintain sparsity in the product form simplex method",
// Mathematical Programming 2, 1972).
//
// Rows and positions of the basis have the same numbers: factorise orders the
// basis so that the variable at position i has its pivot in row i.
type factor struct {
	rows          int
	lower, lowerT triangle
	upper, upperT triangle // columns and rows of U
	room          []int32  // of each row of U, where the memory kept for it ends
	orderAt       []int32  // place of each pivot in the order of U
	search        *searcher

	exchanges []exchange
	rowIndex  []int32 // of all exchanges, one after another
	rowValue  []float64

	entries  int // of L and U
	work     markowitz
	incoming sparseCopy // column of U of what enters
	outgoing sparseCopy // U⁻ᵀ times the unit vector of the position that leaves
}

// exchange takes from the entry at a position a combination of others, up to
// end in the lists of the factor.
type exchange struct{ position, end int32 }

// sparseCopy is a vector put aside.
type sparseCopy struct {
	index []int32
	value []float64
}

func (c *sparseCopy) keep(x *vector) {
	c.index, c.value = append(c.index[:0], x.index...), c.value[:0]
	for _, i := range x.index {
		c.value = append(c.value, x.value[i])
	}
}

// solve replaces x by B⁻¹·x.
func (f *factor) solve(x *vector) { f.solveColumn(x, false) }

// solveColumn does the same, and keeps what [factor.replace] needs to know of
// the column that enters.
func (f *factor) solveColumn(x *vector, keep bool) {
	f.lower.solve(x, f.search)
	from := int32(0)
	for _, e := range f.exchanges {
		sum := 0.0
		for k := from; k < e.end; k++ {
			sum += f.rowValue[k] * x.value[f.rowIndex[k]]
		}
		if sum != 0 {
			x.add(e.position, -sum)
		}
		from = e.end
	}
	if keep {
		f.incoming.keep(x)
	}
	f.upper.solve(x, f.search)
}

// solveTransposed replaces y by B⁻ᵀ·y.
func (f *factor) solveTransposed(y *vector) { f.solveRow(y, false) }

// solveRow does the same, and keeps what [factor.replace] needs to know of a
// position that leaves; y is its unit vector then.
func (f *factor) solveRow(y *vector, keep bool) {
	f.upperT.solve(y, f.search)
	if keep {
		f.outgoing.keep(y)
	}
	for k := len(f.exchanges) - 1; k >= 0; k-- {
		from, e := int32(0), f.exchanges[k]
		if v := y.value[e.position]; v != 0 {
			if k > 0 {
				from = f.exchanges[k-1].end
			}
			for k := from; k < e.end; k++ {
				y.add(f.rowIndex[k], -v*f.rowValue[k])
			}
		}
	}
	f.lowerT.solve(y, f.search)
}

// keepOutgoing keeps that only, and leaves y of no other use.
func (f *factor) keepOutgoing(y *vector) {
	f.upperT.solve(y, f.search)
	f.outgoing.keep(y)
}

// replace puts f.incoming at a position of which f.outgoing was kept; pivot is
// the entry of B⁻¹·(new column) there.
func (f *factor) replace(position int32, pivot float64) {
	u, ut := &f.upper, &f.upperT
	old := u.pivot[position]
	// U⁻ᵀ·e has 1/old at the position. The rest, by the old pivot, is the
	// combination of rows that eliminates the row.
	for k, i := range f.outgoing.index {
		if i != position {
			f.rowIndex, f.rowValue = append(f.rowIndex, i), append(f.rowValue, -old*f.outgoing.value[k])
		}
	}
	f.exchanges = append(f.exchanges, exchange{position, int32(len(f.rowIndex))})

	for k := ut.begin[position]; k < ut.end[position]; k++ {
		u.drop(ut.index[k], position)
	}
	ut.end[position] = ut.begin[position]
	for k := u.begin[position]; k < u.end[position]; k++ {
		ut.drop(u.index[k], position)
	}
	u.begin[position] = int32(len(u.index))
	for k, i := range f.incoming.index {
		if v := f.incoming.value[k]; i != position && v != 0 {
			u.index, u.value = append(u.index, i), append(u.value, v)
			f.insert(i, position, v)
		}
	}
	u.end[position] = int32(len(u.index))
	u.pivot[position] = pivot * old

	u.order[f.orderAt[position]] = -1
	f.orderAt[position] = int32(len(u.order))
	u.order = append(u.order, position)
	ut.order = u.order
}

// drop takes the entry at to out of the list of i.
func (t *triangle) drop(i, to int32) {
	last := t.end[i] - 1
	for k := t.begin[i]; k <= last; k++ {
		if t.index[k] == to {
			t.index[k], t.value[k] = t.index[last], t.value[last]
			t.end[i] = last
			return
		}
	}
}

// insert puts an entry into a row of U, which moves to where there is room.
func (f *factor) insert(row, to int32, v float64) {
	t := &f.upperT
	if t.end[row] == f.room[row] {
		begin, n := int32(len(t.index)), t.end[row]-t.begin[row]
		t.index = append(t.index, t.index[t.begin[row]:t.end[row]]...)
		t.value = append(t.value, t.value[t.begin[row]:t.end[row]]...)
		for range n + 4 {
			t.index, t.value = append(t.index, 0), append(t.value, 0)
		}
		t.begin[row], t.end[row], f.room[row] = begin, begin+n, int32(len(t.index))
	}
	t.index[t.end[row]], t.value[t.end[row]] = to, v
	t.end[row]++
}

// maxExchanges is how many exchanges are kept at most before the basis is
// factorised afresh.
const maxExchanges = 100

// worn reports whether factorising afresh pays: the exchanges cost more than
// they save.
func (f *factor) worn() bool {
	return len(f.exchanges) >= maxExchanges || len(f.upper.index)+len(f.rowIndex) > 3*f.entries+f.rows
}

// forget drops the exchanges.
func (f *factor) forget() {
	f.exchanges, f.rowIndex, f.rowValue = f.exchanges[:0], f.rowIndex[:0], f.rowValue[:0]
}
