package pages

import (
	"errors"
	"slices"
	"strings"

	"passage"
	"passage/internal/desk"
)

// newImpedimentPage is the form for an impediment.
type newImpedimentPage struct {
	URL, BackURL string
	Form         form
	Groups       []optionGroup
	KindWrong    string
	Nodes        []option
	Reaches      []option
}

// About what an impediment is reported, and so who may read it.
const (
	ofPlace   = "place"   // everybody who reads this ledger
	ofJourney = "journey" // who sees the waybill
)

func (s *Server) newImpediment(r *request) (answer, error) {
	if err := r.Caller.May(desk.Write); err != nil {
		return nil, err
	}
	values := map[string]string{"place": strings.TrimSpace(r.FormValue("place")), "reach": ofPlace}
	if id := passage.WaybillID(strings.TrimSpace(r.FormValue("waybill"))); id != "" {
		w, err := s.desk.Waybill(r.Context(), r.Caller, id)
		if err != nil {
			return nil, err
		}
		values["waybills"], values["reach"] = string(id), ofJourney
		if values["place"] == "" {
			values["place"] = string(w.At)
		}
	}
	f := s.formNow("at")
	for name, value := range values {
		f.Values.Set(name, value)
	}
	return s.impedimentForm(r, f)
}

func (s *Server) impedimentForm(r *request, f form) (p newImpedimentPage, err error) {
	v, err := s.accessView(r)
	p = newImpedimentPage{
		URL: "/impediments/new", BackURL: "/impediments", Form: f, Groups: detailGroups(r.T, f.Values.Get("kind")), KindWrong: f.Wrong["kind"],
		Nodes: v.places(), Reaches: optionsOf(r.T, "impediment.of_", []string{ofPlace, ofJourney}),
	}
	if scenario := r.FormValue("scenario"); scenario != "" {
		p.URL += "?scenario=" + urlQuery(scenario)
	}
	return p, err
}

// reportImpediment states that something stands in the way.
func (s *Server) reportImpediment(r *request) (answer, error) {
	t, err := s.sheet(r)
	if err != nil {
		return nil, err
	}
	f := passage.Fact{Kind: passage.Impeded, Place: passage.NodeID(t.need("place", "wrong.place")), Claimed: t.moment("at", false), Reason: t.text("reason"), Party: t.text("party")}
	category, detail, _ := strings.Cut(t.text("kind"), "/")
	f.Obstacle, f.Detail = passage.Obstacle(category), detail
	if !slices.Contains(passage.Obstacles, f.Obstacle) || detail != "" && !slices.Contains(passage.Details(f.Obstacle), detail) {
		t.wrong("kind", "wrong.choose")
	}
	if t.text("until") != "" {
		if f.Until = t.moment("until", false); f.Until != 0 && f.Until < f.Claimed {
			t.wrong("until", "impediment.ends_before")
		}
	}
	f.Evidence = t.evidence("evidence")
	t.source(&f)
	stops, err := s.stopsOf(r, t)
	if err != nil {
		return nil, err
	}
	switch pick(t, "reach", []string{ofPlace, ofJourney}, true) {
	case ofPlace:
		f.Stops = stops
	case ofJourney:
		if len(t.lines("waybills")) != 1 {
			t.wrong("waybills", "impediment.one_waybill")
		}
		if len(stops) == 1 {
			f.Waybill = stops[0]
		}
	}
	ok, err := s.state(r, t, f)
	if err != nil {
		return nil, err
	}
	if !ok {
		p, err := s.impedimentForm(r, t.form)
		return r.again(p), err
	}
	return redirect(impedimentURL(t.ID.Fact(1)) + "?said=saved"), nil
}

// stopsOf reads the waybills that were stopped, one on a line. One that is not
// there and one that the reader does not see are answered alike.
func (s *Server) stopsOf(r *request, t *sheet) (ids []passage.WaybillID, err error) {
	for _, line := range t.lines("waybills") {
		if id := passage.WaybillID(line); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if len(ids) > 100 {
		t.wrong("waybills", "impediment.too_many")
		return nil, nil
	}
	there, err := s.desk.Stopped(r.Context(), r.Caller, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if slices.ContainsFunc(there, func(w passage.Waybill) bool { return w.ID == id }) {
			continue
		}
		t.wrong("waybills", "impediment.no_waybill", "ID", string(id))
		// Whoever tries ids that are not theirs leaves a trace.
		if _, err := s.desk.Waybill(r.Context(), r.Caller, id); err != nil && !errors.As(err, &desk.Missing{}) {
			return nil, err
		}
	}
	return ids, nil
}

// evidence reads SHA-256s, one on a line as sha256sum prints them, with what the
// file is behind it.
func (t *sheet) evidence(name string) (all []passage.Evidence) {
	for _, line := range t.lines(name) {
		hash, kind, _ := strings.Cut(line, " ")
		e := passage.Evidence{SHA256: strings.ToLower(hash), Kind: strings.TrimLeft(strings.TrimSpace(kind), "*")}
		if len(e.SHA256) != 64 || strings.Trim(e.SHA256, "0123456789abcdef") != "" {
			t.wrong(name, "impediment.no_hash", "Line", clipText(line, 20))
		}
		all = append(all, e)
	}
	return all
}
