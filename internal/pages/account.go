package pages

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/url"

	"passage"
	"passage/internal/access"
)

// waysPage sets up ways to sign in.
type waysPage struct {
	Form     form
	Name     string
	NewHere  bool // came with a link
	Password bool // has one, which a new one replaces
	Secret   string
	QR       qrCode
	Passkeys bool // can be made at this address
	Identity *identityForm
	Look     bool // a rehearsal: one may look around first
}

// ways shows the ways to sign in that can be set up. Who came with a link sees
// it too, and nothing else.
func (s *Server) ways(r *request) (answer, error) { return s.waysWith(r, r.told()) }

func (s *Server) waysWith(r *request, f form) (answer, error) {
	if r.stage != access.Enrolling && !r.In {
		return nil, errSignIn
	}
	secret, err := s.desk.CodeSecret(r.Context(), r.secret)
	if err != nil {
		return nil, err
	}
	me, err := s.desk.Me(r.Context(), r.secret)
	if err != nil {
		return nil, err
	}
	site := s.site(r)
	_, passkeys := site.PasskeyHost()
	return waysPage{
		Form: f, Name: me.Name, NewHere: r.stage == access.Enrolling, Password: me.Password != "",
		Secret: spaced(access.CodeText(secret)), QR: codeOf(access.CodeURL(secret, site.Name, me.Name)), Passkeys: passkeys, Identity: s.identityForm(r, "/account/ways/identity"),
		Look: r.stage == access.Enrolling && s.rehearsal(r.Context()),
	}, nil
}

// spaced writes a secret in groups of four, for people who type it.
func spaced(s string) (out string) {
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			out += " "
		}
		out += string(r)
	}
	return out
}

func (s *Server) lookAround(r *request) (answer, error) {
	secret, err := s.desk.LookAround(r.Context(), r.secret)
	if err != nil {
		return nil, err
	}
	s.keep(r, secret)
	return redirect("/"), nil
}

func (s *Server) setPassword(r *request) (answer, error) {
	secret, err := s.desk.SetPassword(r.Context(), r.secret, r.PostFormValue("password"), r.PostFormValue("code"), s.site(r).Name)
	return letIn(s, r, secret, err, "/account?said=ways_set", s.waysWith)
}

func (s *Server) newPasskey(r *request) (answer, error) {
	question, err := s.desk.NewPasskey(r.Context(), s.site(r), r.secret)
	if err != nil {
		return nil, tellScript(r, err)
	}
	return nil, sendJSON(r, question)
}

func (s *Server) addPasskey(r *request) (answer, error) {
	body, err := io.ReadAll(http.MaxBytesReader(r.w, r.Body, 64<<10))
	if err != nil {
		return nil, err
	}
	secret, err := s.desk.AddPasskey(r.Context(), s.site(r), r.secret, r.URL.Query().Get("name"), body)
	if err != nil {
		return nil, tellScript(r, err)
	}
	s.keep(r, secret)
	return nil, sendJSON(r, []byte("{}"))
}

// accountPage is somebody's own account.
type accountPage struct {
	Name, Person, Org string
	Roles             []access.Role
	Password          bool
	Passkeys          []passkeyItem
	Identities        []identityItem
	Sessions          []sessionItem
	Journal           []journalItem
}

type passkeyItem struct {
	Name          string
	Created, Used passage.Instant
	DropURL       string
}

type sessionItem struct {
	Agent         string
	Created, Seen passage.Instant
	This          bool
	EndURL        string
}

func (s *Server) account(r *request) (answer, error) {
	me, err := s.desk.Me(r.Context(), r.secret)
	if err != nil {
		return nil, err
	}
	roles, err := access.ReadRoles(me.Roles)
	if err != nil {
		return nil, err
	}
	p := accountPage{Name: me.Name, Person: me.Person, Org: me.Org, Roles: roles, Password: me.Password != ""}
	for _, k := range me.Passkeys {
		p.Passkeys = append(p.Passkeys, passkeyItem{k.Name, passage.Instant(k.Created), passage.Instant(k.Used), "/account/passkeys/" + hex.EncodeToString(k.ID) + "/remove"})
	}
	for _, i := range me.Identities {
		p.Identities = append(p.Identities, s.identityItem(i))
	}
	sessions, err := s.desk.OwnSessions(r.Context(), r.secret)
	if err != nil {
		return nil, err
	}
	for _, one := range sessions {
		p.Sessions = append(p.Sessions, sessionItem{browserName(one.Agent), passage.Instant(one.Created.UnixMicro()), passage.Instant(one.Seen.UnixMicro()), one.This, "/account/sessions/" + url.PathEscape(one.ID) + "/end"})
	}
	mine := r.Caller
	mine.Scopes = nil // administrators too see their own lines here
	entries, err := s.desk.Journal(r.Context(), mine, 0, 20)
	for _, e := range entries {
		p.Journal = append(p.Journal, journalItem{At: passage.Instant(e.At), Name: e.Name, Org: e.Org, Act: e.Act, About: e.About}.inWords(r))
	}
	return p, err
}

func (s *Server) endSession(r *request) (answer, error) {
	return redirect("/account?said=session_ended"), s.desk.EndOwnSession(r.Context(), r.secret, r.PathValue("id"))
}

func (s *Server) endOtherSessions(r *request) (answer, error) {
	return redirect("/account?said=session_ended"), s.desk.EndOwnSession(r.Context(), r.secret, "")
}

func (s *Server) dropPassword(r *request) (answer, error) {
	return redirect("/account?said=way_removed"), s.desk.DropPassword(r.Context(), r.secret)
}

func (s *Server) dropPasskey(r *request) (answer, error) {
	return redirect("/account?said=way_removed"), s.desk.DropPasskey(r.Context(), r.secret, r.PathValue("id"))
}
