package pages

import (
	"errors"
	"net/http"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
)

const year = 365 * 24 * 3600

// setLanguage remembers the reader's language.
func (s *Server) setLanguage(r *request) (answer, error) {
	if t := s.tongues.Of(r.FormValue("language")); t != nil {
		http.SetCookie(r.w, s.cookie(languageCookie, t.Code, year))
	}
	return redirect(r.local()), nil
}

// welcomePage is what the first administrator's link leads to. The link is
// used up by a button only, because programs that look at links in advance
// would use it up too.
type welcomePage struct{ Key string }

func (s *Server) welcome(r *request) (answer, error) {
	return welcomePage{Key: r.FormValue("key")}, nil
}

func (s *Server) enter(r *request) (answer, error) {
	first := desk.Person{Name: r.PostFormValue("name"), Person: r.PostFormValue("person"), Org: passage.OrgID(r.PostFormValue("org"))}
	secret, err := s.desk.Follow(r.Context(), r.PostFormValue("key"), first, r.PostFormValue("org_name"), r.UserAgent())
	if errors.Is(err, access.LinkOver) {
		return redirect(signInURL("/")), nil
	}
	if err != nil {
		return nil, err
	}
	http.SetCookie(r.w, s.cookie(sessionCookie, secret, int(access.SessionLife.Seconds())))
	return redirect("/"), nil
}

type signInPage struct{}

func (s *Server) signIn(r *request) (answer, error) {
	if r.In {
		return redirect(r.local()), nil
	}
	return signInPage{}, nil
}

func (s *Server) leave(r *request) (answer, error) {
	if c, err := r.Cookie(sessionCookie); err == nil {
		if err := s.desk.Leave(r.Context(), c.Value); err != nil {
			return nil, err
		}
	}
	http.SetCookie(r.w, s.cookie(sessionCookie, "", -1))
	return redirect("/signin"), nil
}
