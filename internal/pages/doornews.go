package pages

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"passage"
	"passage/internal/desk"
)

// otherwise is a door that is said to be otherwise than plans have it.
type otherwise struct {
	Name, URL, StateKey, Tag, Source string
	Since, Until                     passage.Date
	Ahead                            bool // announced for later than the day shown
	Reliability                      passage.Reliability
	Details                          []string
	Planned                          string // as plans have it instead
	Breaks                           string
}

// doorNews is what was said of doors that plans do not go by.
type doorNews struct {
	URL   string
	Items []otherwise
}

func (doorNews) Title() string { return "" }

// otherwiseSaid lists the doors that a source has otherwise than the tables, of
// each source what it said last and what it announces, the newest first.
func (s *Server) otherwiseSaid(r *request, at *situation) (news doorNews, err error) {
	size, err := s.desk.Size(r.Context())
	if err != nil {
		return news, err
	}
	sc := at.Scenario.Loaded.Scenario
	again := url.Values{"since": {strconv.FormatInt(size, 10)}, "scenario": {at.Scenario.ID}}
	if at.Chosen {
		again.Set("on", at.On.String())
	}
	news.URL = "/doors/news?" + again.Encode()
	doors := doorsOf(sc)
	places := make([]passage.NodeID, len(doors))
	for i, d := range doors {
		places[i] = passage.NodeID(d.id)
	}
	said, err := s.desk.Said(r.Context(), r.Caller, places, at.On, at.ahead())
	if err != nil {
		return news, err
	}
	for _, d := range doors {
		ahead, now := at.stated(saidOf(said, passage.NodeID(d.id)))
		for _, one := range slices.Concat(ahead, now) {
			f := one.Fact
			rule := desk.AdoptedRule(f.ID)
			if f.Door.Status == passage.UnknownAccess || agrees(sc, d, f.Door, max(one.Since, at.On)) || slices.ContainsFunc(sc.Access, func(r passage.AccessRule) bool { return r.ID == rule }) {
				continue
			}
			item := otherwise{
				Name: at.n.door(d.id), URL: doorURL(d.id), StateKey: "door." + string(f.Door.Status), Tag: doorTags[string(f.Door.Status)], Source: f.SourceOf(),
				Since: one.Since, Until: f.Door.Until, Ahead: one.Since > at.On, Reliability: f.Reliability, Details: at.n.stated(f.Door), Planned: at.n.listed(at.planned(d, max(one.Since, at.On))),
			}
			if at.Plan != nil {
				item.Breaks = at.breaks(d, f.Door, one.Since)
			}
			news.Items = append(news.Items, item)
		}
	}
	slices.SortStableFunc(news.Items, func(a, b otherwise) int { return cmp.Compare(b.Since, a.Since) })
	return news, nil
}

// broken lists what is said of doors that a plan sends trucks through all the same.
func (s *Server) broken(r *request, plan *desk.Plan) (items []otherwise, err error) {
	at, err := s.situationOf(r, plan.Scenario)
	if err != nil || at == nil {
		return nil, err
	}
	// By the tables that it was made from: what was adopted since breaks it still.
	of, err := s.desk.Scenario(r.Context(), r.Caller, plan.Scenario, plan.Revision)
	if err != nil || of.Loaded.Scenario == nil {
		return nil, err
	}
	at.Plan, at.Scenario, at.n = plan, of, newNaming(r.T, of)
	news, err := s.otherwiseSaid(r, at)
	return slices.DeleteFunc(news.Items, func(o otherwise) bool { return o.Breaks == "" }), err
}

// doorsNews answers a page that looks again whether anything was said of a door:
// with nothing where there was not. Whoever types the address goes to the page.
func (s *Server) doorsNews(r *request) (answer, error) {
	if r.FormValue("since") == "" {
		return redirect("/doors"), nil
	}
	if !r.In { // the session has ended: the page stays as it is until somebody goes on
		r.w.WriteHeader(http.StatusNoContent)
		return nil, nil
	}
	since, err := strconv.ParseInt(r.FormValue("since"), 10, 64)
	if err != nil || since < 0 {
		return nil, desk.Refused{Text: "since is the number of facts that a page was made from"}
	}
	said, err := s.desk.SaidSince(r.Context(), r.Caller, since)
	if err != nil {
		return nil, err
	}
	if !said {
		r.w.WriteHeader(http.StatusNoContent)
		return nil, nil
	}
	at, err := s.situation(r)
	if err != nil || at == nil {
		return nil, err
	}
	news, err := s.otherwiseSaid(r, at)
	return news, err
}
