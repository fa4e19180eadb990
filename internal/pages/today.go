package pages

import "passage/internal/desk"

// todayPage is the situation in one look.
type todayPage struct {
	Scenario string
	Headline string
}

func (s *Server) today(r *request) (answer, error) {
	plans, err := s.desk.Plans(r.Context(), r.Caller, "", "", 20)
	if err != nil {
		return nil, err
	}
	for _, p := range plans {
		if p.State == desk.PlanDone {
			plan, err := s.desk.Plan(r.Context(), r.Caller, p.ID)
			if err != nil {
				return nil, err
			}
			return todayPage{Scenario: plan.Document.Scenario, Headline: plan.Document.Headline}, nil
		}
	}
	return todayPage{}, nil
}
