package simplex

// factor holds a basis matrix as B = L·T₁·…·Tₖ·U. L and U are of the basis
// last factorised (see [factor.factorise]); each T stands for one exchange of
// a column since, put between the two, so that both stay as they are: the
// middle product form of Huangfu and Hall, "Novel update techniques for the
// revised simplex method", Computational Optimization and Applications 60
// (2015). Beside that of Forrest and Tomlin it costs about the same and needs
// no U that can be changed.
//
// Rows and positions of the basis have the same numbers: factorise orders the
// basis so that the variable at position i has its pivot in row i.
type factor struct {
	rows           int
	lower, lowerT  triangle
	upper, upperT  triangle // columns and rows of U
	search         *searcher
	exchanges      []exchange
	colIndex       []int32 // of all exchanges, one after another
	colValue       []float64
	rowIndex       []int32
	rowValue       []float64
	entries        int // of L and U
	work           markowitz
	spike, unitRow sparseCopy // of the column that enters and the row that leaves
}

// exchange is T = I + column·rowᵀ, with column = L⁻¹·(new column) − U·e and
// row = U⁻ᵀ·e, where e is the unit vector of the position; T⁻¹ = I −
// column·rowᵀ/pivot.
type exchange struct {
	colEnd, rowEnd int32
	pivot          float64
}

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
func (f *factor) solve(x *vector) { f.solveColumn(x, nil) }

// solveColumn does the same, and keeps what [factor.replace] needs to know of
// the column that enters.
func (f *factor) solveColumn(x *vector, spike *sparseCopy) {
	f.lower.solve(x, f.search)
	col, row := int32(0), int32(0)
	for _, t := range f.exchanges {
		sum := 0.0
		for k := row; k < t.rowEnd; k++ {
			sum += f.rowValue[k] * x.value[f.rowIndex[k]]
		}
		if sum != 0 {
			sum /= t.pivot
			for k := col; k < t.colEnd; k++ {
				x.add(f.colIndex[k], -sum*f.colValue[k])
			}
		}
		col, row = t.colEnd, t.rowEnd
	}
	if spike != nil {
		spike.keep(x)
	}
	f.upper.solve(x, f.search)
}

// solveTransposed replaces y by B⁻ᵀ·y.
func (f *factor) solveTransposed(y *vector) { f.solveRow(y, nil) }

// solveRow does the same, and keeps what [factor.replace] needs to know of a
// position that leaves; y is its unit vector then.
func (f *factor) solveRow(y *vector, unit *sparseCopy) {
	f.upperT.solve(y, f.search)
	if unit != nil {
		unit.keep(y)
	}
	for k := len(f.exchanges) - 1; k >= 0; k-- {
		col, row := int32(0), int32(0)
		if k > 0 {
			col, row = f.exchanges[k-1].colEnd, f.exchanges[k-1].rowEnd
		}
		t := f.exchanges[k]
		sum := 0.0
		for k := col; k < t.colEnd; k++ {
			sum += f.colValue[k] * y.value[f.colIndex[k]]
		}
		if sum != 0 {
			sum /= t.pivot
			for k := row; k < t.rowEnd; k++ {
				y.add(f.rowIndex[k], -sum*f.rowValue[k])
			}
		}
	}
	f.lowerT.solve(y, f.search)
}

// replace puts the column of f.spike at a position whose row is f.unitRow;
// pivot is the entry of B⁻¹·(new column) there.
func (f *factor) replace(position int32, pivot float64) {
	seen := false
	for k, i := range f.spike.index {
		v := f.spike.value[k]
		if i == position {
			v -= f.upper.pivot[i]
			seen = true
		}
		f.colIndex, f.colValue = append(f.colIndex, i), append(f.colValue, v)
	}
	if !seen {
		f.colIndex, f.colValue = append(f.colIndex, position), append(f.colValue, -f.upper.pivot[position])
	}
	// The other entries of the old column of U. An entry may stand twice in a
	// list: sums do not mind.
	for k := f.upper.begin[position]; k < f.upper.end[position]; k++ {
		f.colIndex, f.colValue = append(f.colIndex, f.upper.index[k]), append(f.colValue, -f.upper.value[k])
	}
	f.rowIndex, f.rowValue = append(f.rowIndex, f.unitRow.index...), append(f.rowValue, f.unitRow.value...)
	f.exchanges = append(f.exchanges, exchange{int32(len(f.colIndex)), int32(len(f.rowIndex)), pivot})
}

// maxExchanges is how many exchanges are kept at most before the basis is
// factorised afresh.
const maxExchanges = 100

// worn reports whether factorising afresh pays: the exchanges cost more than
// they save.
func (f *factor) worn() bool {
	return len(f.exchanges) >= maxExchanges || len(f.colIndex)+len(f.rowIndex) > 3*f.entries+f.rows
}

// forget drops the exchanges.
func (f *factor) forget() {
	f.exchanges = f.exchanges[:0]
	f.colIndex, f.colValue = f.colIndex[:0], f.colValue[:0]
	f.rowIndex, f.rowValue = f.rowIndex[:0], f.rowValue[:0]
}
