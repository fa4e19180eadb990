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
	Heading      string
	Again        bool // it corrects a report
	Form         form
	Groups       []optionGroup
	KindWrong    string
	Nodes        []option
	Reaches      []option
}

func (p newImpedimentPage) Title() string { return p.Heading }

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
	f, err := s.formNow(r, "at")
	if err != nil {
		return nil, err
	}
	for name, value := range values {
		f.Values.Set(name, value)
	}
	f.fill(r, "kind", "at", "reason", "source", "party")
	return s.impedimentForm(r, f)
}

func (s *Server) impedimentForm(r *request, f form) (p newImpedimentPage, err error) {
	v, err := s.accessView(r)
	if id := f.Values.Get("place"); err == nil && offers(v.names.Nodes, id) {
		f.Values.Set("place", v.names.field(passage.NodeID(id)))
	}
	p = newImpedimentPage{
		URL: "/impediments/new", BackURL: "/impediments", Heading: r.T.Say("newimpediment.title"), Form: f, Groups: detailGroups(r.T, f.Values.Get("kind")), KindWrong: f.Wrong["kind"],
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
	f, err := s.impedimentOf(r, t)
	if err != nil {
		return nil, err
	}
	return stated(s, r, t, impedimentURL(t.ID.FactID(1)), s.impedimentForm, f)
}

// impedimentOf reads the form for an impediment. Waybills that it named before are
// not looked for again.
func (s *Server) impedimentOf(r *request, t *sheet, named ...passage.WaybillID) (f passage.Fact, err error) {
	v, err := s.accessView(r)
	if err != nil {
		return f, err
	}
	f = passage.Fact{Kind: passage.Impeded, Place: t.place("place", t.need("place", "wrong.place"), v.places()), Claimed: t.moment("at", false), Reason: t.text("reason"), Party: t.text("party")}
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
	stops, err := s.stopsOf(r, t, named)
	if err != nil {
		return f, err
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
	return f, nil
}

// correctImpediment shows what the reader's organisation reported, to be corrected.
func (s *Server) correctImpediment(r *request) (answer, error) {
	f, err := s.ownImpediment(r)
	if err != nil {
		return nil, err
	}
	values := map[string]string{
		"kind": string(f.Obstacle) + "/" + f.Detail, "place": string(f.Place), "at": r.T.Field(f.Claimed), "reason": f.Reason, "party": f.Party,
		"source": f.Source, "reliability": string(f.Reliability), "note": f.Note, "reach": ofPlace,
	}
	if f.Waybill != "" {
		values["reach"] = ofJourney
	}
	if !f.Until.IsZero() {
		values["until"] = r.T.Field(f.Until)
	}
	var waybills, evidence []string
	for _, id := range f.Stopped() {
		waybills = append(waybills, string(id))
	}
	for _, e := range f.Evidence {
		evidence = append(evidence, strings.TrimSpace(e.SHA256+" "+e.Kind))
	}
	values["waybills"], values["evidence"] = strings.Join(waybills, "\n"), strings.Join(evidence, "\n")
	p, err := s.impedimentForm(r, s.blankForm(values))
	p.correct(r, f.ID)
	return p, err
}

// correct makes the form one that corrects a report.
func (p *newImpedimentPage) correct(r *request, id passage.FactID) {
	p.URL, p.BackURL, p.Heading, p.Again = impedimentURL(id)+"/again", impedimentURL(id), r.T.Say("impediment.correct"), true
}

// ownImpediment is the impediment of an address, which the reader's organisation
// reported.
func (s *Server) ownImpediment(r *request) (passage.Fact, error) {
	if err := r.Caller.May(desk.Write); err != nil {
		return passage.Fact{}, err
	}
	one, err := s.desk.ReportedFact(r.Context(), r.Caller, passage.FactID(r.PathValue("id")))
	if err == nil && (one.Fact.Kind != passage.Impeded || one.Fact.Org != r.Caller.Org) {
		err = desk.Missing{Text: "there is no such impediment of this organisation"}
	}
	return one.Fact, err
}

// tellAnew corrects an impediment.
func (s *Server) tellAnew(r *request) (answer, error) {
	t, err := s.sheet(r)
	if err != nil {
		return nil, err
	}
	before, err := s.ownImpediment(r)
	if err != nil {
		return nil, err
	}
	id := passage.FactID(r.PathValue("id"))
	f, err := s.impedimentOf(r, t, before.Stopped()...)
	if err != nil {
		return nil, err
	}
	if f.Waybill != before.Waybill || before.Waybill == "" && f.Place != before.Place {
		t.wrong("place", "impediment.same")
	}
	again := func(r *request, f form) (newImpedimentPage, error) {
		p, err := s.impedimentForm(r, f)
		p.correct(r, id)
		return p, err
	}
	return toldAnew(s, r, t, again, func(told *passage.Fact) {
		if minute := r.T.Field(told.Claimed); minute == t.text("at") { // the field has no seconds
			f.Claimed = told.Claimed
		}
		told.Claimed, told.Until, told.Place, told.Obstacle, told.Detail, told.Reason, told.Party = f.Claimed, f.Until, f.Place, f.Obstacle, f.Detail, f.Reason, f.Party
		told.Source, told.Reliability, told.Note, told.Stops, told.Evidence = f.Source, f.Reliability, f.Note, f.Stops, f.Evidence
	})
}

// toldAnew tells the impediment of an address with what a form changes of it.
func toldAnew[Page any](s *Server, r *request, t *sheet, again func(*request, form) (Page, error), change func(*passage.Fact)) (answer, error) {
	return sent(r, t, impedimentURL(t.ID.FactID(2))+"?said=saved", again, func() error {
		// One after the other, so that two who change the same do not tell it twice.
		s.telling.Lock()
		defer s.telling.Unlock()
		return s.desk.TellAnew(r.Context(), r.Caller, t.ID, passage.Impeded, passage.FactID(r.PathValue("id")), "", change)
	})
}

// stopsOf reads the waybills that were stopped, one on a line. One that is not
// there and one that the reader does not see are answered alike.
func (s *Server) stopsOf(r *request, t *sheet, named []passage.WaybillID) (ids []passage.WaybillID, err error) {
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
		if slices.Contains(named, id) || slices.ContainsFunc(there, func(w passage.Waybill) bool { return w.ID == id }) {
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
