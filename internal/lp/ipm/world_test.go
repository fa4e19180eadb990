package ipm

import (
	"math"
	"math/rand/v2"

	"passage/internal/lp"
)

// world is the shape of a made-up country for tests and benchmarks: sources,
// crossings, hubs and places, goods that cover needs, weeks.
type world struct {
	places, crossings, hubs, goods, weeks int
	seed                                  uint64
}

// model writes the program of the world plainly, in tonnes, trucks, shares and
// weighted person-days: balances with waste and stock at every node, trucks
// per crossing, stores, money spent so far, and four bands of every need.
func (w world) model() *lp.Model {
	rng := rand.New(rand.NewPCG(w.seed, 7))
	inf := math.Inf(1)
	m := &lp.Model{}
	const needs, sources, days = 5, 3, 7
	nodes := sources + w.crossings + w.hubs + w.places
	crossing := func(i int) int { return sources + i }
	hub := func(i int) int { return sources + w.crossings + i }
	site := func(i int) int { return sources + w.crossings + w.hubs + i }

	people, all := make([]float64, w.places), 0.0
	for i := range people {
		people[i] = 1000 * math.Pow(rng.Float64(), -0.7)
		all += people[i]
	}
	need := all * 0.00065 * days // tonnes a week

	balance := func(n, k, t int) int { return (n*w.goods+k)*w.weeks + t }
	for range nodes * w.goods * w.weeks {
		m.AddRow(0, 0)
	}
	money := m.Rows()
	for t := range w.weeks {
		m.AddRow(-inf, need*float64(w.weeks)*500*(0.6+0.4*float64(2*t/w.weeks)))
	}
	trucks := m.Rows()
	for range w.crossings {
		capacity := 0.6 * need / 14 / float64(w.crossings) * (0.5 + rng.Float64())
		for range w.weeks {
			if rng.Float64() < 0.15 {
				m.AddRow(-inf, 0)
			} else {
				m.AddRow(-inf, math.Round(capacity))
			}
		}
	}
	store := m.Rows()
	for n := range nodes {
		size := inf
		if n >= site(0) {
			size = people[n-site(0)]*0.00065*14 + 5
		} else if n >= hub(0) {
			size = need*2/float64(w.hubs) + 50
		}
		for range w.weeks {
			m.AddRow(-inf, size)
		}
	}
	cover := m.Rows()
	for range w.places * needs * w.weeks {
		m.AddRow(-inf, 0)
	}

	price, content := make([]float64, w.goods), make([][needs]float64, w.goods)
	for k := range price {
		price[k] = 200 + 1500*rng.Float64()
		for j := range needs {
			if rng.Float64() < 0.6 {
				content[k][j] = 0.3 + 2*rng.Float64() // full rations per 650 g
			}
		}
	}
	spend := func(usd float64, from int) (e []lp.Entry) {
		for t := from; t < w.weeks; t++ {
			e = append(e, lp.Entry{Row: money + t, Value: usd})
		}
		return e
	}
	for s := range sources {
		for k := range w.goods {
			if rng.Float64() < 0.8 { // an offer
				lag, usd := rng.IntN(4), price[k]*(0.9+0.3*rng.Float64())
				for t := range w.weeks - lag {
					m.AddCol(0, 0, need*0.3, append(spend(usd, t), lp.Entry{Row: balance(s, k, t+lag), Value: 1})...)
				}
			}
			if rng.Float64() < 0.7 { // a supply
				r := m.AddRow(-inf, need*3*rng.Float64())
				for t := rng.IntN(w.weeks/2 + 1); t < w.weeks; t++ {
					m.AddCol(0, 0, inf, lp.Entry{Row: r, Value: 1}, lp.Entry{Row: balance(s, k, t), Value: 1})
				}
			}
		}
	}
	ship := func(from, to, lag, truck int, usd, arrive float64) {
		for k := range w.goods {
			for t := range w.weeks - lag {
				e := append(spend(usd, t), lp.Entry{Row: balance(from, k, t), Value: -1},
					lp.Entry{Row: balance(to, k, t+lag), Value: arrive})
				if truck >= 0 {
					e = append(e, lp.Entry{Row: trucks + truck*w.weeks + t, Value: 1.0 / 14})
				}
				m.AddCol(0, 0, inf, e...)
			}
		}
	}
	for s := range sources {
		for c := range w.crossings {
			ship(s, crossing(c), rng.IntN(2), -1, 40+120*rng.Float64(), 1)
		}
	}
	for c := range w.crossings {
		for _, h := range rng.Perm(w.hubs)[:max(1, w.hubs/2)] {
			ship(crossing(c), hub(h), 0, c, 8+50*rng.Float64(), 0.7+0.3*rng.Float64())
		}
	}
	for p := range w.places {
		for _, h := range rng.Perm(w.hubs)[:min(3, w.hubs)] {
			ship(hub(h), site(p), 0, -1, 5+40*rng.Float64(), 0.85+0.15*rng.Float64())
		}
	}
	for n := range nodes {
		for k := range w.goods {
			for t := range w.weeks {
				m.AddCol(0, 0, inf, lp.Entry{Row: balance(n, k, t), Value: -1}) // waste
				if t+1 < w.weeks {
					m.AddCol(0, 0, inf, lp.Entry{Row: balance(n, k, t), Value: -1},
						lp.Entry{Row: balance(n, k, t+1), Value: 1}, lp.Entry{Row: store + n*w.weeks + t, Value: 1})
				}
			}
		}
	}
	for p := range w.places {
		for t := range w.weeks {
			row := func(j int) int { return cover + (p*needs+j)*w.weeks + t }
			for k := range w.goods {
				e := []lp.Entry{{Row: balance(site(p), k, t), Value: -1}}
				for j, c := range content[k] {
					e = append(e, lp.Entry{Row: row(j), Value: -c / (people[p] * days * 0.00065)})
				}
				m.AddCol(0, 0, inf, e...)
			}
			for j := range needs {
				weight := people[p] * days * []float64{4, 1, 1, 0.5, 0.5}[j]
				for _, b := range []float64{8, 4, 2, 1} {
					m.AddCol(-weight*b, 0, 0.25, lp.Entry{Row: row(j), Value: 1})
					m.Offset += weight * b * 0.25
				}
			}
		}
	}
	return m
}
