package pages

import (
	"net/url"

	"passage"
	"passage/internal/desk"
)

// heldRow is what is restricted to named people and the reader may read, without it.
type heldRow struct {
	desk.Held
	URL, Name string
}

// heldRows are those of a kind to a notification that the reader may read, or to
// any for "". They stand on pages alone, in no twin.
func (s *Server) heldRows(r *request, kind desk.HeldKind, notice passage.FactID, n *names) (rows []heldRow, err error) {
	all, err := s.desk.Held(r.Context(), r.Caller, kind, notice)
	for _, h := range all {
		rows = append(rows, heldRow{h, heldURL(kind, h.ID), n.node(h.Place)})
	}
	return rows, err
}

// ownNotice is the notification that an address names, of the reader's organisation.
func (s *Server) ownNotice(r *request) (passage.Reported, error) {
	n, err := s.reportOf(r, passage.Notified)
	if err == nil && n.Fact.Org != r.Caller.Org {
		err = desk.Missing{Text: "there is no such notification of your organisation"}
	}
	return n, err
}

// heldNoticeURL is the notification that something is restricted to named people
// of. Who is named need not see the notification itself.
func (s *Server) heldNoticeURL(r *request, h desk.Held) string {
	if _, err := s.desk.ReportedFact(r.Context(), r.Caller, h.Notice); err != nil {
		return "/notices"
	}
	return noticeURL(h.Notice)
}

// changeHeld does one thing to what is restricted to named people: its check, who
// may read it, or its removal.
func changeHeld[Page any](s *Server, kind desk.HeldKind, page func(*request, form) (Page, error)) func(*request) (answer, error) {
	return func(r *request) (answer, error) {
		ctx, id := r.Context(), r.PathValue("id")
		t := &sheet{form: form{Values: r.PostForm, Wrong: map[string]string{}}, says: r.T}
		to := heldURL(kind, id)
		var do func() error
		switch act := r.PathValue("act"); {
		case act == "check" && kind == desk.Positions:
			do = func() error { return s.desk.CheckPosition(ctx, r.Caller, id, t.text("far") != "") }
		case act == "name":
			name := t.need("name", "wrong.signs_in")
			do = func() error { return s.desk.Grant(ctx, r.Caller, kind, id, name) }
		case act == "unname":
			do = func() error { return s.desk.Ungrant(ctx, r.Caller, kind, id, t.text("account")) }
		case act == "remove":
			to = "/notices"
			do = func() error { return s.desk.Remove(ctx, r.Caller, kind, id) }
		default:
			return nil, desk.Missing{Text: "there is no such act"}
		}
		return sent(r, t, to+"?said=saved", page, do)
	}
}

func heldURL(kind desk.HeldKind, id string) string {
	if kind == desk.Positions {
		return "/positions/" + url.PathEscape(id)
	}
	return "/particulars/" + url.PathEscape(id)
}
