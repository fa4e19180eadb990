package pages

import "passage/internal/desk"

// planPage is a plan, or how far it is.
type planPage struct {
	URL, StopURL string
	Running      bool
	Stage        string
	StateKey     string
	Trouble      string
	Headline     string
	Actions      []string
}

func (s *Server) makePlan(r *request) (answer, error) {
	id, err := s.desk.MakePlan(r.Context(), r.Caller, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return redirect(planURL(id)), nil
}

func (s *Server) plan(r *request) (answer, error) {
	plan, err := s.desk.Plan(r.Context(), r.Caller, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	p := planPage{
		URL: planURL(plan.ID), StopURL: planURL(plan.ID) + "/stop", Running: plan.State == desk.PlanRunning, Stage: plan.Stage,
		StateKey: "plan.state_" + string(plan.State), Trouble: plan.Trouble,
	}
	if d := plan.Document; d != nil {
		p.Headline = d.Headline
		for _, a := range d.Actions {
			p.Actions = append(p.Actions, a.Text)
		}
	}
	return p, nil
}

func (s *Server) stopPlan(r *request) (answer, error) {
	if err := s.desk.StopPlan(r.Context(), r.Caller, r.PathValue("id")); err != nil {
		return nil, err
	}
	return redirect(planURL(r.PathValue("id"))), nil
}
