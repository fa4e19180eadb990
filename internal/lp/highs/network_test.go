package highs_test

import (
	"math"
	"math/rand/v2"

	"passage/internal/lp"
)

// network is a random flow of several goods over several periods: arcs with
// shared capacities, stock from one period to the next, a third of the nodes
// with supplies and a third with needs whose worth falls in three bands. Its units
// spread over nine orders of magnitude.
func network(nodes, arcs, goods, periods int, seed uint64) *lp.Model {
	r := rand.New(rand.NewPCG(seed, 1))
	m := &lp.Model{}
	inf := math.Inf(1)
	unit := make([]float64, goods)
	for k := range unit {
		unit[k] = math.Pow(10, 9*(r.Float64()-0.5))
	}
	balance := make([]int, nodes*goods*periods)
	for i := range balance {
		balance[i] = m.AddRow(0, 0)
	}
	at := func(n, k, t int) int { return balance[(t*goods+k)*nodes+n] }
	type arc struct{ from, to int }
	net := make([]arc, arcs)
	for i := range net {
		from := r.IntN(nodes)
		net[i] = arc{from, (from + 1 + r.IntN(nodes-1)) % nodes}
	}
	for t := range periods {
		for _, a := range net {
			trucks := m.AddRow(0, 20+100*r.Float64())
			for k := range goods {
				m.AddCol((1+10*r.Float64())/unit[k], 0, inf, lp.Entry{Row: at(a.from, k, t), Value: -1},
					lp.Entry{Row: at(a.to, k, t), Value: 1}, lp.Entry{Row: trucks, Value: 1 / unit[k]})
			}
		}
		for n := range nodes {
			for k := range goods {
				if t+1 < periods {
					m.AddCol(0.1/unit[k], 0, inf, lp.Entry{Row: at(n, k, t), Value: -1}, lp.Entry{Row: at(n, k, t+1), Value: 1})
				}
				switch n % 3 {
				case 0:
					m.AddCol(0, 0, 30*unit[k]*r.Float64(), lp.Entry{Row: at(n, k, t), Value: 1})
				case 1:
					cover := m.AddRow(math.Inf(-1), 0)
					m.AddCol(0, 0, inf, lp.Entry{Row: at(n, k, t), Value: -1}, lp.Entry{Row: cover, Value: -1 / unit[k] / (60 * r.Float64())})
					people := 1e5 * r.Float64()
					for band := range 3 {
						m.AddCol(-people*float64(4-band), 0, 0.4, lp.Entry{Row: cover, Value: 1})
					}
				}
			}
		}
	}
	return m
}
