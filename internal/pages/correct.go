package pages

import (
	"passage"
	"passage/internal/desk"
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
	if r.Caller.May(desk.Write) != nil {
		return w
	}
	w = wrongForm{Form: f, URL: url + "/wrong", Errors: optionsOf(r.T, "correction.", factErrors)}
	add := func(f *passage.Fact, what string) {
		if f.Org == r.Caller.Org {
			w.Own = append(w.Own, option{Value: string(f.ID), Text: what + " · " + r.T.Moment(f.Claimed)})
		}
	}
	add(&of.Fact, what)
	for i := range of.Follows {
		f := &of.Follows[i]
		add(f, r.T.Say("status."+string(f.Status)))
	}
	return w
}

// sendWrong takes in that something is wrong. It reports where to go on: to the
// page, or to the list where all of it was declared wrong.
func (s *Server) sendWrong(r *request, of *passage.Reported, url, list string) (to redirect, again *form, err error) {
	t, err := s.sheet(r)
	if err != nil {
		return "", nil, err
	}
	w := s.wrongForm(r, of, url, "", t.form)
	f := passage.Fact{Kind: passage.Corrected, Place: of.Fact.Place, Corrects: pick(t, "fact", valuesOf[passage.FactID](w.Own), true), Error: pick(t, "error", factErrors, true), Reason: t.text("wrong")}
	t.noCoordinates("wrong")
	ok, err := s.state(r, t, f)
	switch {
	case err != nil:
		return "", nil, err
	case !ok:
		return "", &t.form, nil
	case f.Corrects == of.Fact.ID:
		url = list
	}
	if f.Error == passage.IncorrectData {
		return redirect(url + "?said=now_right"), nil, nil
	}
	return redirect(url + "?said=saved"), nil, nil
}

func (s *Server) wrongNotice(r *request) (answer, error) {
	n, err := s.noticeOf(r)
	if err != nil {
		return nil, err
	}
	to, again, err := s.sendWrong(r, &n, noticeURL(n.Fact.ID), "/notices")
	if err != nil || again == nil {
		return to, err
	}
	f, err := s.formNow(r, "at")
	if err != nil {
		return nil, err
	}
	p, err := s.noticePage(r, f)
	p.Wrong.Form = *again
	return r.again(p), err
}

func (s *Server) wrongClearance(r *request) (answer, error) {
	c, err := s.clearanceOf(r)
	if err != nil {
		return nil, err
	}
	to, again, err := s.sendWrong(r, &c, clearanceURL(c.Fact.ID), "/clearances")
	if err != nil || again == nil {
		return to, err
	}
	f, err := s.formNow(r, "at")
	if err != nil {
		return nil, err
	}
	p, err := s.clearancePage(r, f)
	p.Wrong.Form = *again
	return r.again(p), err
}
