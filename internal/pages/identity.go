package pages

import (
	"cmp"
	"errors"
	"net/url"
	"strings"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
)

// identityForm is the button that leads to the identity provider.
type identityForm struct {
	Name      string // of the provider
	Action    string
	Back      string
	Elsewhere string // where it works instead; empty: here
}

// identityForm returns the button with an action, nil where no provider is asked.
// The provider sends people back to one address of this server, so that under
// another name their session would not be with them.
func (s *Server) identityForm(r *request, action string) *identityForm {
	p := s.desk.Provider()
	if p == nil {
		return nil
	}
	f := &identityForm{Name: p.Name, Action: action, Back: r.local()}
	if _, host, _ := strings.Cut(p.Origin, "://"); !strings.EqualFold(host, r.Host) {
		f.Elsewhere = p.Origin + "/signin"
	}
	return f
}

// leavingPage sends the browser on to the provider. It is a page and no redirect,
// because browsers hold the policy for forms against whatever a form leads to in
// the end, and that is the provider's business.
type leavingPage struct{ Name, URL string }

// askIdentity leads to the provider for a purpose.
func (s *Server) askIdentity(purpose desk.Purpose) handler {
	return func(r *request) (answer, error) {
		switch {
		case purpose == desk.ToSignIn && r.In:
			return redirect(r.local()), nil
		case purpose == desk.ToTie && r.stage != access.Enrolling && !r.In:
			return nil, errSignIn
		}
		secret, address, err := s.desk.AskIdentity(r.Context(), r.secret, purpose, r.local(), r.UserAgent())
		if t, ok := identityTrouble(err); ok {
			return redirect(identityURL(purpose, r.local(), t)), nil
		}
		if err != nil {
			return nil, err
		}
		if secret != r.secret {
			s.keep(r, secret)
		}
		if r.scripted() { // which no policy for forms holds back
			return redirect(address), nil
		}
		r.w.Header().Set("Refresh", "0; url="+address)
		return leavingPage{s.desk.Provider().Name, address}, nil
	}
}

// identityAnswer is where the provider sends people back to. What it says stands
// in the address, which is left in any case.
func (s *Server) identityAnswer(r *request) (answer, error) {
	done, err := s.desk.AnswerIdentity(r.Context(), r.secret, r.URL.Query(), access.AddressOf(r.Request))
	back := cmp.Or(done.Back, "/") // checked when it was kept
	if t, ok := identityTrouble(err); ok {
		return redirect(identityURL(done.For, back, t)), nil
	}
	switch {
	case errors.Is(err, access.SessionOver):
		return redirect(identityURL(desk.ToSignIn, back, access.IdentityRefused)), nil
	case errors.Is(err, access.Stale):
		return redirect(againURL("/account/ways")), nil
	case err != nil:
		return nil, err
	}
	s.keep(r, done.Secret)
	if done.For == desk.ToTie {
		return redirect("/account?said=ways_set"), nil
	}
	return redirect(back), nil
}

// identityTrouble returns what people are told of on the page that they came from.
func identityTrouble(err error) (t access.Trouble, ok bool) {
	return t, errors.As(err, &t) && strings.HasPrefix(string(t), "identity_")
}

// told returns a form with the sentence that an address names, if any.
func (r *request) told() (f form) {
	t := access.Trouble(r.URL.Query().Get("trouble"))
	if _, ok := identityTrouble(t); ok && access.Troubles[t] != "" {
		f.Faults = []string{r.trouble(t)}
	}
	return f
}

// identityURL leads back to the page from which the provider was asked, with a
// sentence about what came of it.
func identityURL(purpose desk.Purpose, back string, t access.Trouble) string {
	q := url.Values{"trouble": {string(t)}, "back": {back}}
	switch purpose {
	case desk.ToTie:
		return "/account/ways?" + q.Encode()
	case desk.ToProve:
		return "/again?" + q.Encode()
	}
	return "/signin?" + q.Encode()
}

// identityItem is an identity of an account.
type identityItem struct {
	Name    string
	Idle    bool // its provider is not asked at present
	Created passage.Instant
	DropURL string
}

func (s *Server) identityItem(i desk.OwnIdentity) identityItem {
	item := identityItem{Name: i.Issuer, Idle: !i.InUse, Created: passage.Instant(i.Created.UnixMicro()), DropURL: "/account/identities/" + url.PathEscape(i.ID) + "/remove"}
	if i.InUse {
		item.Name = s.desk.Provider().Name
	}
	return item
}

func (s *Server) dropIdentity(r *request) (answer, error) {
	return redirect("/account?said=way_removed"), s.desk.DropIdentity(r.Context(), r.secret, r.PathValue("id"))
}
