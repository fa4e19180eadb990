package planner

import (
	"passage"
	"passage/internal/audit"
	"passage/internal/lp"
)

// Model returns the linear program that [Solve] solves first, with asks held to
// be granted, and solves nothing: the least deprivation in weighted person-days,
// or under goal "full" the least cost that meets every need. Goods are in
// tonnes, cover in person-days, money in the scenario's currency.
func Model(s *passage.Scenario, asks []passage.Ask) (*lp.Model, error) {
	m, err := build(newIndex(s), goal{Goal: s.Goal, minimums: s.Goal.Kind == passage.Full}, asks, Held{})
	if err != nil {
		return nil, err
	}
	m.aim(s.Goal.Kind)
	return m.Model, nil
}

// SecondModel returns the linear program of the second stage, given the optimum
// of the first: the least cost at which no more deprivation is left than that and
// the allowance. Under goal "full" there is none, and it is nil.
func SecondModel(s *passage.Scenario, asks []passage.Ask, least float64) (*lp.Model, error) {
	if s.Goal.Kind == passage.Full {
		return nil, nil
	}
	m, err := build(newIndex(s), goal{Goal: s.Goal}, asks, Held{})
	if err != nil {
		return nil, err
	}
	return m.cheap(least + audit.Allowance(m.deprivation)), nil
}

// cheap returns the model with money as its objective and one row more, the most
// deprivation that may be left.
func (m *model) cheap(most float64) *lp.Model {
	second := m.WithRow(m.deprivation-most, inf, m.relief)
	second.Cost, second.Offset = m.spend, m.held.spent
	return second
}

// aim gives the columns the costs of the first stage.
func (m *model) aim(kind passage.GoalKind) {
	if kind == passage.Full {
		copy(m.Cost, m.spend)
		return
	}
	for j, v := range m.relief {
		m.Cost[j] = -v
	}
	m.Offset = m.deprivation
}
