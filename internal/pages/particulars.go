package pages

import (
	"net/url"
	"slices"
	"strings"

	"passage"
	"passage/internal/desk"
)

// particularsRow is vehicles and contacts that the reader may read, without them.
type particularsRow struct {
	desk.Held
	URL string
}

// particularsRows are those of a notification that the reader may read. They stand
// on pages alone, in no twin.
func (s *Server) particularsRows(r *request, notice passage.FactID) (rows []particularsRow, err error) {
	all, err := s.desk.ParticularsOf(r.Context(), r.Caller, notice)
	for _, h := range all {
		rows = append(rows, particularsRow{h, particularsURL(h.ID)})
	}
	return rows, err
}

// newParticularsPage is the form for vehicles and contacts.
type newParticularsPage struct {
	Form      form
	URL       string
	NoticeURL string
}

func (s *Server) newParticularsPage(r *request, f form) (p newParticularsPage, err error) {
	n, err := s.reportOf(r, passage.Notified)
	if err == nil && n.Fact.Org != r.Caller.Org {
		err = desk.Missing{Text: "there is no such notification of your organisation"}
	}
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
	if t.OK() {
		err = s.desk.PutParticulars(r.Context(), r.Caller, t.ID, passage.FactID(r.PathValue("id")), typed)
		if err = t.faulted(r, err); err != nil {
			return nil, err
		}
	}
	if !t.OK() {
		p.Form = t.form
		return r.again(p), nil
	}
	return redirect(particularsURL(t.ID.String()) + "?said=saved"), nil
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
	if err != nil {
		return p, err
	}
	p = particularsPage{P: held, URL: particularsURL(held.ID), NoticeURL: noticeURL(held.Notice), Form: f}
	// Who is named need not see the notification itself.
	if _, err := s.desk.ReportedFact(r.Context(), r.Caller, held.Notice); err != nil {
		p.NoticeURL = "/notices"
	}
	return p, nil
}

// changeParticulars changes who may read particulars, or removes them.
func (s *Server) changeParticulars(r *request) (answer, error) {
	ctx, id := r.Context(), r.PathValue("id")
	t := &sheet{form: form{Values: r.PostForm, Wrong: map[string]string{}}, says: r.T}
	to := particularsURL(id) + "?said=saved"
	var err error
	switch r.PathValue("act") {
	case "name":
		if name := t.need("name", "wrong.signs_in"); name != "" {
			err = s.desk.GrantParticulars(ctx, r.Caller, id, name)
		}
	case "unname":
		err = s.desk.UngrantParticulars(ctx, r.Caller, id, t.text("account"))
	case "remove":
		to = "/notices?said=saved"
		err = s.desk.RemoveParticulars(ctx, r.Caller, id)
	default:
		err = desk.Missing{Text: "there is no such act"}
	}
	if err = t.faulted(r, err); err != nil {
		return nil, err
	}
	if !t.OK() {
		p, err := s.particularsPage(r, t.form)
		return r.again(p), err
	}
	return redirect(to), nil
}

func particularsURL(id string) string { return "/particulars/" + url.PathEscape(id) }
