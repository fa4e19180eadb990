package pages

import (
	"net/url"
	"slices"
	"strings"

	"passage"
	"passage/internal/desk"
)

// newParticularsPage is the form for vehicles and contacts.
type newParticularsPage struct {
	Form      form
	URL       string
	NoticeURL string
}

func (s *Server) newParticularsPage(r *request, f form) (p newParticularsPage, err error) {
	n, err := s.ownNotice(r)
	return newParticularsPage{Form: f, URL: noticeURL(n.Fact.ID) + "/particulars", NoticeURL: noticeURL(n.Fact.ID)}, err
}

func (s *Server) newParticulars(r *request) (answer, error) {
	return s.newParticularsPage(r, s.blankForm(nil))
}

// putParticulars keeps vehicles and contacts, typed one on a line with a semicolon
// between what is said of each.
func (s *Server) putParticulars(r *request) (answer, error) {
	t, err := s.sheet(r)
	if err != nil {
		return nil, err
	}
	p, err := s.newParticularsPage(r, t.form)
	if err != nil {
		return nil, err
	}
	var typed desk.Particulars
	for i, parts := range t.parts("vehicles", 3) {
		v := desk.Vehicle{Type: parts[0], Plate: parts[1], Driver: parts[2]}
		if v.Plate == "" {
			t.wrong("vehicles", "wrong.vehicle", "N", i+1)
		}
		typed.Vehicles = append(typed.Vehicles, v)
	}
	for i, parts := range t.parts("contacts", 3) {
		c := desk.Contact{Role: parts[0], Body: parts[1], Phone: parts[2]}
		if c.Role == "" || !strings.ContainsAny(passage.WesternDigits(c.Phone), "0123456789") {
			t.wrong("contacts", "wrong.contact", "N", i+1)
		}
		typed.Contacts = append(typed.Contacts, c)
	}
	if len(typed.Vehicles)+len(typed.Contacts) == 0 {
		t.wrong("vehicles", "wrong.no_particulars")
	}
	return sent(r, t, heldURL(desk.VehiclesAndContacts, t.ID.String())+"?said=saved", filledIn(&p, &p.Form), func() error {
		return s.desk.PutParticulars(r.Context(), r.Caller, t.ID, passage.FactID(r.PathValue("id")), typed)
	})
}

// parts are the lines of a field, each cut at semicolons of any script into n; the
// last takes what is left.
func (t *sheet) parts(name string, n int) (all [][]string) {
	for _, line := range t.lines(name) {
		cut := strings.SplitN(strings.ReplaceAll(line, "؛", ";"), ";", n)
		for i := range cut {
			cut[i] = strings.TrimSpace(cut[i])
		}
		all = append(all, append(cut, slices.Repeat([]string{""}, n-len(cut))...))
	}
	return all
}

// particularsPage shows vehicles and contacts to somebody who may read them.
type particularsPage struct {
	P         desk.Particulars
	URL       string
	NoticeURL string
	Form      form
}

func (s *Server) particulars(r *request) (answer, error) {
	return s.particularsPage(r, form{Values: url.Values{}})
}

func (s *Server) particularsPage(r *request, f form) (p particularsPage, err error) {
	held, err := s.desk.Particulars(r.Context(), r.Caller, r.PathValue("id"))
	return particularsPage{P: held, URL: heldURL(desk.VehiclesAndContacts, held.ID), NoticeURL: s.heldNoticeURL(r, held.Held), Form: f}, err
}
