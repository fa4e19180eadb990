package pages

import (
	"encoding/json"
	"errors"
	"io"
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

// welcomePage is what a one-time link leads to. The link is followed by a button
// only, because programs that look at links in advance would follow it too. Whoever
// comes without one is told what to open.
type welcomePage struct {
	Form   form
	Key    string
	First  bool // it is to the first account, which says who it is
	Person string
}

func (s *Server) welcome(r *request) (answer, error) {
	if r.FormValue("key") == "" && r.In {
		return redirect("/"), nil
	}
	if r.FormValue("key") == "" {
		return welcomePage{}, nil
	}
	l, err := s.desk.Linked(r.Context(), r.FormValue("key"))
	if err != nil {
		return nil, err
	}
	return welcomePage{Key: r.FormValue("key"), First: l.Account == "", Person: l.Person}, nil
}

func (s *Server) enter(r *request) (answer, error) {
	first := desk.Person{Name: r.PostFormValue("name"), Person: r.PostFormValue("person"), Org: passage.OrgID(r.PostFormValue("org"))}
	secret, err := s.desk.Follow(r.Context(), r.PostFormValue("key"), first, r.PostFormValue("org_name"), r.UserAgent())
	if errors.Is(err, access.LinkOver) {
		return nil, err
	}
	return letIn(s, r, secret, err, "/account/ways", func(r *request, f form) (welcomePage, error) {
		return welcomePage{Form: f, Key: r.PostFormValue("key"), First: true}, nil
	})
}

// letIn keeps the session that a form led to and goes on to a page, or shows the form
// again with what is wrong with it.
func letIn[Page any](s *Server, r *request, secret string, err error, to string, page func(*request, form) (Page, error)) (answer, error) {
	if f, ok := r.refilled(err); ok {
		p, err := page(r, f)
		return r.again(p), err
	}
	if err != nil {
		return nil, err
	}
	s.keep(r, secret)
	return redirect(to), nil
}

// signInPage asks for a name and a password, or offers a passkey.
type signInPage struct {
	Form     form
	Back     string
	Identity *identityForm
	Unsaved  bool // a form was sent by somebody whose session has ended
}

func (s *Server) signInPage(r *request, f form) signInPage {
	return signInPage{Form: f, Back: r.local(), Identity: s.identityForm(r, "/signin/identity")}
}

func (s *Server) signIn(r *request) (answer, error) {
	if r.In {
		return redirect(r.local()), nil
	}
	return s.signInPage(r, r.told()), nil
}

func (s *Server) checkSignIn(r *request) (answer, error) {
	secret, err := s.desk.SignIn(r.Context(), r.PostFormValue("name"), r.PostFormValue("password"), r.UserAgent(), access.AddressOf(r.Request))
	return letIn(s, r, secret, err, codeURL(r.local()), func(r *request, f form) (signInPage, error) { return s.signInPage(r, f), nil })
}

// codePage asks for the one-time code that comes after the password.
type codePage struct {
	Form form
	Back string
}

func (s *Server) code(r *request) (answer, error) {
	if r.stage != access.Halfway {
		return redirect(signInURL(r.local())), nil
	}
	return codePage{Back: r.local()}, nil
}

func (s *Server) checkCode(r *request) (answer, error) {
	if r.In { // the form came twice
		return redirect(r.local()), nil
	}
	secret, err := s.desk.Confirm(r.Context(), r.secret, r.PostFormValue("code"), access.AddressOf(r.Request))
	if errors.Is(err, access.SessionOver) {
		return redirect(signInURL(r.local())), nil
	}
	return letIn(s, r, secret, err, r.local(), func(r *request, f form) (codePage, error) { return codePage{f, r.local()}, nil })
}

// againPage asks somebody who is signed in to prove who they are once more.
type againPage struct {
	Form     form
	Back     string
	Password bool // they have one
	Identity *identityForm
}

func (s *Server) again(r *request) (answer, error) { return s.againPage(r, r.told()) }

func (s *Server) againPage(r *request, f form) (againPage, error) {
	me, err := s.desk.Me(r.Context(), r.secret)
	p := againPage{Form: f, Back: r.local(), Password: me.Password != ""}
	for _, i := range me.Identities {
		if i.InUse {
			p.Identity = s.identityForm(r, "/again/identity")
		}
	}
	return p, err
}

func (s *Server) checkAgain(r *request) (answer, error) {
	secret, err := s.desk.SignInAgain(r.Context(), r.secret, r.PostFormValue("password"), r.PostFormValue("code"), access.AddressOf(r.Request))
	return letIn(s, r, secret, err, r.local(), s.againPage)
}

// askPasskey answers the script of the pages with the question for a passkey.
func (s *Server) askPasskey(r *request) (answer, error) {
	secret, question, err := s.desk.AskPasskey(r.Context(), s.site(r), r.secret, r.UserAgent())
	if err != nil {
		return nil, tellScript(r, err)
	}
	if secret != r.secret {
		s.keep(r, secret)
	}
	return nil, sendJSON(r, question)
}

func (s *Server) checkPasskey(r *request) (answer, error) {
	body, err := io.ReadAll(http.MaxBytesReader(r.w, r.Body, 64<<10))
	if err != nil {
		return nil, err
	}
	secret, err := s.desk.SignInByPasskey(r.Context(), s.site(r), r.secret, body, access.AddressOf(r.Request))
	if err != nil {
		return nil, tellScript(r, err)
	}
	s.keep(r, secret)
	return nil, sendJSON(r, []byte("{}"))
}

func sendJSON(r *request, body []byte) error {
	r.w.Header().Set("Content-Type", "application/json")
	_, err := r.w.Write(body)
	return err
}

// tellScript answers the script with a sentence for its reader, or returns the
// error where there is none.
func tellScript(r *request, err error) error {
	var t access.Trouble
	var wait access.Wait
	if !errors.As(err, &t) && !errors.As(err, &wait) {
		return err
	}
	r.w.Header().Set("Content-Type", "application/json")
	r.w.WriteHeader(http.StatusUnprocessableEntity)
	return json.NewEncoder(r.w).Encode(map[string]string{"trouble": r.trouble(err)})
}

func (s *Server) leave(r *request) (answer, error) {
	if r.secret != "" {
		if err := s.desk.Leave(r.Context(), r.secret); err != nil {
			return nil, err
		}
	}
	http.SetCookie(r.w, s.cookie(sessionCookie, "", -1))
	r.w.Header().Set("Clear-Site-Data", `"cache"`)
	return redirect("/signin"), nil
}
