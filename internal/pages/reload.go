package pages

import (
	"errors"
	"net/url"
	"slices"
	"strconv"

	"passage"
	"passage/internal/desk"
)

// A load that is declared wrong leaves a waybill with nothing aboard, which its own
// dispatcher no longer sees. So the right one is stated with it, in one form.

func reloadURL(a about, wrong passage.FactID, reason string) string {
	return a.sayURL(passage.Loaded) + "?" + url.Values{"fact": {string(wrong)}, "reason": {reason}}.Encode()
}

// anew asks about what was loaded as the fact that is wrong has it.
func (p *sayPage) anew(r *request, n *names) error {
	if p.wrong.Kind != passage.Loaded {
		return desk.Missing{Text: "this fact loads nothing"}
	}
	p.AsksVehicle, p.AsksReason, p.Errors = true, true, nil // what is wrong of it is said
	for i, l := range p.wrong.Lines {
		p.Lines = append(p.Lines, sayLine{line: l, Name: n.good(l.Commodity), Consignment: string(l.Consignment), Line: l.Line, Key: strconv.Itoa(i), Units: unitsOf(r.T, l.Unit)})
	}
	return nil
}

// asStated fills the form with what the fact that is wrong says.
func (p *sayPage) asStated(r *request, n *names) {
	f := p.wrong
	p.At.Value, p.Place.Value, p.To.Value, p.Vehicle.Value, p.Note.Value = r.T.Field(f.Claimed), n.field(f.From), n.field(f.To), f.Vehicle, f.Note
	p.Reason.Value = r.FormValue("reason")
	for i, l := range f.Lines {
		p.Lines[i].Amount.Value = strconv.FormatFloat(float64(l.Amount)/float64(measures(l.Unit)[0].per), 'f', -1, 64)
	}
}

// inPlace declares the load wrong and states the right one, which keeps what the form
// does not ask for.
func (p *sayPage) inPlace(form desk.Form, typed passage.Fact) []passage.Fact {
	wrong := passage.Fact{Kind: passage.Corrected, Waybill: typed.Waybill, Claimed: form.Shown(), Corrects: p.wrong.ID, Error: passage.IncorrectData, Reason: typed.Reason}
	typed.From, typed.Reason, typed.Ref, typed.Evidence = typed.Place, "", p.wrong.Ref, slices.Clone(p.wrong.Evidence)
	return []passage.Fact{wrong, typed}
}

// gone reports whether the reader no longer sees what a form was about.
func (s *Server) gone(r *request, a about) bool {
	if a.waybill == nil {
		return false
	}
	_, err := s.desk.Waybill(r.Context(), r.Caller, a.waybill.ID)
	return errors.As(err, &desk.Missing{})
}
