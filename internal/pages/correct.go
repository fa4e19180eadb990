package pages

import (
	"passage"
)

// wrongForm declares wrong what the reader's organisation said on a page.
type wrongForm struct {
	Form   form
	URL    string
	Own    []option // facts that it can declare wrong
	Errors []option
}

var factErrors = []passage.Error{passage.DidNotOccur, passage.IncorrectData}

// wrongForm offers what the reader may declare wrong of something that was
// reported and what came of it.
func (s *Server) wrongForm(r *request, of *passage.Reported, url, what string, f form) (w wrongForm) {
	w = s.noWrong(r, url, f)
	w.add(r, &of.Fact, what)
	for i := range of.Follows {
		f := of.Follows[i]
		w.add(r, f, r.T.Say("status."+string(f.Status)))
	}
	return w
}

// noWrong is the form with nothing in it yet that could be declared wrong.
func (s *Server) noWrong(r *request, url string, f form) wrongForm {
	return wrongForm{Form: f, URL: url + "/wrong", Errors: optionsOf(r.T, "correction.", factErrors)}
}

// add offers a fact, if it is of the reader's organisation and the reader may
// state facts.
func (w *wrongForm) add(r *request, f *passage.Fact, what string) {
	if f.Org == r.Caller.Org && mayWrite(r) {
		w.Own = append(w.Own, option{Value: string(f.ID), Text: what + " · " + r.T.Moment(f.Claimed)})
	}
}

// declared reads that one of the facts of the form is wrong; f has what it is about.
func (s *Server) declared(r *request, own []option, f passage.Fact) (*sheet, passage.Fact, error) {
	t, err := s.sheet(r)
	if err != nil {
		return nil, f, err
	}
	f.Kind, f.Corrects, f.Error, f.Reason = passage.Corrected, pick(t, "fact", valuesOf[passage.FactID](own), true), pick(t, "error", factErrors, true), t.text("wrong")
	t.noCoordinates("wrong")
	return t, f, nil
}

// declaredWrong takes in that something is wrong of what was reported, on whose page its
// form is. Where all of it was declared wrong it goes on to the list.
func declaredWrong[Page any](s *Server, kind passage.FactKind, url func(passage.FactID) string, list string, page func(*request, form) (Page, error), place func(*Page) *wrongForm) func(*request) (answer, error) {
	return func(r *request) (answer, error) {
		of, err := s.reportOf(r, kind)
		if err != nil {
			return nil, err
		}
		to := url(of.Fact.ID)
		w := s.wrongForm(r, &of, to, "", form{})
		t, f, err := s.declared(r, w.Own, passage.Fact{Place: of.Fact.Place})
		if err != nil {
			return nil, err
		}
		again := func(r *request, typed form) (p Page, err error) {
			blank, err := s.formNow(r, "at")
			if err != nil {
				return p, err
			}
			p, err = page(r, blank)
			place(&p).Form = typed
			return p, err
		}
		if f.Corrects == of.Fact.ID {
			to = list
		}
		said := "?said=saved"
		if f.Error == passage.IncorrectData {
			said = "?said=now_right"
		}
		return sent(r, t, to+said, again, func() error { return s.desk.Say(r.Context(), r.Caller, t.ID, []passage.Fact{f}) })
	}
}
