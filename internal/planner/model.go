package planner

import (
	"passage"
	"passage/internal/lp"
)

// Model returns the linear program that [Solve] solves first, with asks held to
// be granted, and solves nothing: the least deprivation in weighted person-days,
// or under goal "full" the least cost that meets every need. Goods are in
// tonnes, cover in person-days, money in the scenario's currency.
func Model(s *passage.Scenario, asks []passage.Ask) (*lp.Model, error) {
	m, err := build(newIndex(s), goal{Goal: s.Goal, minimums: s.Goal.Kind == passage.Full}, asks)
	if err != nil {
		return nil, err
	}
	m.aim(s.Goal.Kind)
	return m.Model, nil
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
