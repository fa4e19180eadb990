package planner

import (
	"slices"

	"passage/internal/lp"
)

// mend makes of any values of the columns of p, which are m's, a plan that
// keeps every limit, and reports whether it could: an interior point method
// whose time runs out is near a good plan, but on the wrong side of many
// limits. It only ever takes away: what is more than a limit allows, what is
// sent on without having come, what is not paid for. So it cannot help where
// something must be given, or the same everywhere.
func (m *model) mend(p *lp.Model, x []float64) bool {
	if !allowsNothing(p) || slices.ContainsFunc(m.rows, func(r row) bool { return r.kind == rationRow }) {
		return false
	}
	for j, c := range m.cols {
		x[j] = min(max(x[j], 0), p.Upper[j])
		if c.kind == bandCol || c.kind == cashCol {
			x[j] = 0
		}
	}
	byRow := m.byRow()
	m.withinLimits(x, byRow)
	m.sendOnlyWhatCame(x, byRow)
	m.withinMoney(x)
	m.measure(x, byRow)
	return true
}

// byRow returns the entries of each row.
func (m *model) byRow() [][]lp.Entry {
	size := make([]int, m.Rows())
	for _, i := range m.Index {
		size[i]++
	}
	all := make([]lp.Entry, len(m.Index)) // Row is the column
	rows := make([][]lp.Entry, m.Rows())
	for i, n := range size {
		rows[i], all = all[:0:n], all[n:]
	}
	for j := range m.Cols() {
		for k := m.Start[j]; k < m.Start[j+1]; k++ {
			i := m.Index[k]
			rows[i] = append(rows[i], lp.Entry{Row: j, Value: m.Value[k]})
		}
	}
	return rows
}

// withinLimits scales columns down until no row that only takes is above what
// it allows.
func (m *model) withinLimits(x []float64, byRow [][]lp.Entry) {
	share := slices.Repeat([]float64{1}, len(x))
	for i, r := range m.rows {
		switch r.kind {
		case goodsRow, shelfRow, moneyRow, coverRow:
			continue
		}
		sum := 0.0
		for _, e := range byRow[i] {
			sum += e.Value * x[e.Row]
		}
		if sum <= m.RowUpper[i] {
			continue
		}
		for _, e := range byRow[i] {
			share[e.Row] = min(share[e.Row], max(0, m.RowUpper[i])/sum)
		}
	}
	for j, s := range share {
		x[j] *= s
	}
}

// sendOnlyWhatCame goes along the ways of the goods and scales down what leaves
// a node, commodity and period to what came there, and what is kept to what may
// still lie. Ways that go round within a period are closed.
func (m *model) sendOnlyWhatCame(x []float64, byRow [][]lp.Entry) {
	shelf := map[row]int{}
	for i, r := range m.rows {
		if r.kind == shelfRow {
			shelf[row{goodsRow, r.a, r.b, r.t}] = i
		}
	}
	to := make([]int32, len(x)) // the balance that a column enters, −1 for none
	waits := make([]int, len(m.rows))
	for j := range x {
		to[j] = -1
		from := false
		for k := m.Start[j]; k < m.Start[j+1]; k++ {
			if i := m.Index[k]; m.rows[i].kind == goodsRow {
				if m.Value[k] > 0 {
					to[j] = i
				} else {
					from = true
				}
			}
		}
		if !from {
			to[j] = -1 // what is taken or bought waits for nothing
		} else if to[j] >= 0 {
			waits[to[j]]++
		}
	}
	var ready []int
	byPeriod := make([][]int, m.x.T)
	done := make([]bool, len(m.rows))
	for i, r := range m.rows {
		if r.kind == goodsRow {
			byPeriod[r.t] = append(byPeriod[r.t], i)
		}
	}
	pass := func(i int) {
		done[i] = true
		came, leaves := 0.0, 0.0
		for _, e := range byRow[i] {
			if v := e.Value * x[e.Row]; v > 0 {
				came += v
			} else {
				leaves -= v
			}
		}
		share := 1.0
		if leaves > came {
			share = came / leaves
		}
		for _, e := range byRow[i] {
			if e.Value > 0 {
				continue
			}
			x[e.Row] *= share
			if s, ok := shelf[m.rows[i]]; ok && m.cols[e.Row].kind == keepCol {
				x[e.Row] = min(x[e.Row], m.fresh(s, e.Row, x, byRow))
			}
			if t := to[e.Row]; t >= 0 {
				if waits[t]--; waits[t] == 0 {
					ready = append(ready, int(t))
				}
			}
		}
	}
	for _, rows := range byPeriod {
		// In order of time, so that all from earlier periods has been done.
		for _, i := range rows {
			if waits[i] == 0 && !done[i] {
				ready = append(ready, i)
			}
		}
		for {
			for len(ready) > 0 {
				i := ready[len(ready)-1]
				ready = ready[:len(ready)-1]
				if !done[i] {
					pass(i)
				}
			}
			stuck := slices.IndexFunc(rows, func(i int) bool { return !done[i] })
			if stuck < 0 {
				break
			}
			// A round: nothing more comes to this balance within the period.
			i := rows[stuck]
			for _, e := range byRow[i] {
				if e.Value > 0 && to[e.Row] == int32(i) && !m.left(e.Row, done) {
					x[e.Row], to[e.Row] = 0, -1
				}
			}
			waits[i] = 0
			ready = append(ready, i)
		}
	}
}

// left reports whether the balance that a column leaves has been done.
func (m *model) left(j int, done []bool) bool {
	for k := m.Start[j]; k < m.Start[j+1]; k++ {
		if i := m.Index[k]; m.rows[i].kind == goodsRow && m.Value[k] < 0 {
			return done[i]
		}
	}
	return true
}

// fresh returns what a shelf row lets a column keep.
func (m *model) fresh(row, keep int, x []float64, byRow [][]lp.Entry) float64 {
	sum := 0.0
	for _, e := range byRow[row] {
		if e.Row != keep {
			sum -= e.Value * x[e.Row]
		}
	}
	return max(0, sum)
}

// withinMoney scales everything down until no period has spent more than has
// come, and carries what is left.
func (m *model) withinMoney(x []float64) {
	spent, come := make([]float64, m.x.T), make([]float64, m.x.T)
	limited := false
	for i, r := range m.rows {
		if r.kind == moneyRow {
			come[r.t] = m.RowUpper[i]
			limited = true
		}
	}
	if !limited {
		return
	}
	for j, c := range m.cols {
		spent[c.t] += m.spend[j] * x[j]
	}
	share, sum, limit := 1.0, 0.0, 0.0
	for t := range spent {
		sum += spent[t]
		limit += come[t]
		if sum > limit {
			share = min(share, max(0, limit)/sum)
		}
	}
	for j := range x {
		x[j] *= share
	}
	left := make([]float64, m.x.T)
	sum = 0
	for t := range left {
		sum += come[t] - share*spent[t]
		left[t] = max(0, sum)
	}
	for j, c := range m.cols {
		if c.kind == cashCol {
			x[j] = left[c.t]
		}
	}
}

// measure fills the bands of every need as far as what is given reaches.
func (m *model) measure(x []float64, byRow [][]lp.Entry) {
	for i, r := range m.rows {
		if r.kind != coverRow {
			continue
		}
		cover := 0.0
		for _, e := range byRow[i] {
			if m.cols[e.Row].kind != bandCol {
				cover += e.Value * x[e.Row]
			}
		}
		for _, e := range byRow[i] { // the bands in order
			if m.cols[e.Row].kind == bandCol {
				x[e.Row] = min(m.Upper[e.Row], max(0, cover))
				cover -= x[e.Row]
			}
		}
	}
}
