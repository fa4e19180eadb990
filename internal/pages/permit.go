package pages

import (
	"cmp"
	"slices"

	"passage"
	"passage/internal/desk"
)

// permit names what was sought, where and when.
func (n *names) permit(r *request, sought *passage.Reported) string {
	return r.T.Say("permit.named", "Item", sought.Fact.Clearance.Item, "Door", r.T.Word(n.node(sought.Fact.Place)), "Date", r.T.Word(r.T.Date(sought.Fact.Claimed.Day())))
}

// permitFigures say what was decided and what passed with it since.
func permitFigures(r *request, j passage.Judgement) string {
	on := r.T.Word(r.T.Date(j.Decided))
	switch {
	case j.Decision == passage.Approved && j.Crossed > 0:
		return r.T.Say("permit.passed", "Date", on, "Count", int(j.Crossed))
	case j.Decision == passage.Approved && j.Entered:
		return r.T.Say("permit.entered", "Date", on)
	case j.Decision == passage.Approved:
		return r.T.Say("permit.approved", "Date", on)
	case j.Decision == passage.Rejected:
		return r.T.Say("permit.rejected", "Date", on)
	}
	return r.T.Say("permit.undecided")
}

// objectRow is a permit or a sum that an ask is about.
type objectRow struct {
	Text    string
	URL     string `json:"-"` // of the permit
	Outcome string // of the permit
	Tag     string `json:"-"`
}

// objectOfAsk says what an ask is about beside a door, and of a permit what came
// of it; nil: nothing.
func (s *Server) objectOfAsk(r *request, t *talks, a passage.AskMade) (*objectRow, error) {
	if a.Permit == "" {
		if !a.Sum.Given {
			return nil, nil
		}
		return &objectRow{Text: money(r, a.Sum.Value, a.Currency)}, nil
	}
	i, err := s.permit(r, a.Permit)
	if err != nil {
		return nil, err
	}
	if i == nil {
		return &objectRow{Text: r.T.Say("untold." + string(passage.NoPermit))}, nil
	}
	crossed, err := s.desk.PassedWith(r.Context(), r.Caller, i, t.AsOf, t.tables())
	if err != nil {
		return nil, err
	}
	j := passage.Promise{Commitment: new(passage.Commitment), Made: i.Fact.Claimed}.JudgePermit(i, crossed, t.AsOf)
	return &objectRow{Text: t.n.permit(r, i), URL: clearanceURL(i.Fact.ID), Outcome: permitFigures(r, j), Tag: statusTags[j.Decision]}, nil
}

// permit is one that was sought and that the reader sees, or nil.
func (s *Server) permit(r *request, id passage.FactID) (*passage.Reported, error) {
	if id == "" {
		return nil, nil
	}
	permits, err := s.desk.Permits(r.Context(), r.Caller, []passage.FactID{id})
	return permits[id], err
}

func money(r *request, sum float64, currency string) string {
	return r.T.Number(sum, 0) + " " + currency
}

// permitTalks adds where a permit was asked for and what was promised of it.
func (s *Server) permitTalks(r *request, sought *passage.Reported, p *clearancePage) error {
	at, err := s.situation(r)
	if err != nil {
		return err
	}
	t, err := s.talksAt(r, at, func(*talks) func(*passage.Promise) bool {
		return func(made *passage.Promise) bool { return made.Permit != "" && sought.Is(made.Permit) }
	})
	if err != nil {
		return err
	}
	for id, rounds := range t.Rounds {
		if !slices.ContainsFunc(rounds, func(round passage.Round) bool { return round.Permit != "" && sought.Is(round.Permit) }) {
			continue
		}
		rows := t.asked(id)
		for i, round := range rounds {
			if round.Permit != "" && sought.Is(round.Permit) {
				p.Rounds = append(p.Rounds, rows[i])
			}
		}
	}
	slices.SortStableFunc(p.Rounds, func(a, b roundRow) int { return cmp.Or(int(a.On-b.On), cmp.Compare(a.Engagement, b.Engagement)) })
	p.Promises = t.rows(func(*desk.Judged) bool { return true })
	t.word(r, p.Promises)
	return nil
}
