// Package world makes up scenarios: crises that never were, of any size, for
// tests and benchmarks. A world is short of access, so that a plan has to
// choose, and on wish it holds what the tables allow and nobody expects. The
// same [Shape] makes the same scenario, row for row.
package world

import (
	"fmt"
	"math/rand/v2"

	"passage"
)

// Shape says how large a world is and what is in it. Counts below one are
// taken as one; the zero Shape is the smallest world.
type Shape struct {
	Seed uint64

	Places, Sources, Crossings, Hubs int
	Foods                            int // of those in the package's list; the goods of three other needs come on top
	Periods, PeriodDays              int

	// Tight is how many trucks the crossings let out, as a share of what all
	// needs would fill. 0: 0.6.
	Tight float64
	// Rich adds what most tables leave empty: rules on part of the week and on
	// some goods, limits on corridors, offers and stores, groups, shelf lives,
	// markets, people who come and go.
	Rich bool
	// Odd adds what no table should hold but may: doubled corridors, circles,
	// dead ends, places that nothing reaches, costs of nothing, amounts of a
	// gram and of a thousand million tonnes.
	Odd bool
	// Market sells every good at every site, dear but at once: every need can
	// then be met if money and rations let it.
	Market bool

	Goal   passage.GoalKind // "": relief
	Ration passage.Ration   // "": local
}

// Small returns the shape of a small world that has a bit of everything: a few
// dozen to some 1,500 things to decide.
func Small(seed uint64) Shape {
	r := rand.New(rand.NewPCG(seed, 0x5a11))
	s := Shape{
		Seed: seed, Places: 1 + r.IntN(4), Sources: 1 + r.IntN(2), Crossings: 1 + r.IntN(3), Hubs: 1 + r.IntN(2),
		Foods: 1 + r.IntN(4), Periods: 1 + r.IntN(6), PeriodDays: []int{1, 7, 7, 30}[r.IntN(4)],
		Tight: []float64{0.2, 0.6, 1, 5}[r.IntN(4)], Rich: r.IntN(5) > 0, Odd: r.IntN(3) == 0,
		Goal: passage.Relief, Ration: passage.Local,
	}
	if r.IntN(4) == 0 {
		s.Goal = passage.Full
		s.Market = r.IntN(3) > 0
	}
	if r.IntN(4) == 0 {
		s.Ration = passage.Uniform
	}
	return s
}

// New makes the world of a shape.
func New(shape Shape) *passage.Scenario {
	for _, n := range []*int{&shape.Places, &shape.Sources, &shape.Crossings, &shape.Hubs, &shape.Foods, &shape.Periods, &shape.PeriodDays} {
		*n = max(1, *n)
	}
	shape.Foods = min(shape.Foods, len(foods()))
	if shape.Tight <= 0 {
		shape.Tight = 0.6
	}
	if shape.Goal == "" {
		shape.Goal = passage.Relief
	}
	if shape.Ration == "" {
		shape.Ration = passage.Local
	}
	m := &maker{Shape: shape, Rand: rand.New(rand.NewPCG(shape.Seed, 0x30716)), s: &passage.Scenario{
		Name:  fmt.Sprintf("world of %d places, seed %d", shape.Places, shape.Seed),
		Start: passage.DateOf(2025, 10, 13), Periods: shape.Periods, PeriodDays: shape.PeriodDays,
		Currency: "USD", PayloadT: passage.Some(14), Goal: passage.DefaultGoal(),
	}}
	m.s.Goal.Kind, m.s.Goal.Ration = shape.Goal, shape.Ration
	m.needs()
	m.goods()
	m.people()
	m.nodes()
	m.corridors()
	m.stocks()
	m.markets()
	m.money()
	m.rules()
	m.asks()
	if shape.Odd {
		m.oddities()
	}
	return m.s
}

// maker holds a world while it is being made.
type maker struct {
	Shape
	*rand.Rand
	s      *passage.Scenario
	daily  float64 // tonnes that all needs come to in a day, roughly
	served []passage.NodeID
}

func (m *maker) days() int { return m.Periods * m.PeriodDays }

// day returns a day of the horizon or shortly before it.
func (m *maker) day() passage.Date {
	return m.s.Start + passage.Date(m.IntN(m.days()+m.PeriodDays)-m.PeriodDays)
}

func (m *maker) chance(p float64) bool { return m.Float64() < p }

// rich is chance, in a rich world.
func (m *maker) rich(p float64) bool { return m.chance(p) && m.Rich }

func (m *maker) between(low, high float64) float64 { return low + (high-low)*m.Float64() }

// round keeps figures as short as people write them.
func round(v float64) float64 {
	unit := 1.0
	for unit*1000 < v {
		unit *= 10
	}
	for v > 0 && unit*100 > v {
		unit /= 10
	}
	return float64(int64(v/unit+0.5)) * unit
}

func pick[T any](m *maker, from []T) T { return from[m.IntN(len(from))] }

// some returns one to three of a list, each once.
func some[T any](m *maker, from []T) []T {
	var out []T
	for _, i := range m.Perm(len(from))[:min(len(from), 1+m.IntN(3))] {
		out = append(out, from[i])
	}
	return out
}
