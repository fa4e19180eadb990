// Package pages is where people work with a desk in a browser: pages from
// templates, each of which works without script, in the reader's language.
package pages

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/klauspost/compress/gzhttp"

	"passage"
	"passage/internal/access"
	"passage/internal/basemap"
	"passage/internal/desk"
	"passage/internal/pages/ui"
	"passage/internal/tongue"
)

// Options say how the pages are served.
type Options struct {
	Secure bool   // browsers reach them over TLS, so cookies need it too
	Name   string // of the site, as people read it; empty: passage

	Version string // of the program, as administrators read it

	// Root is the certificate, in DER, of an authority of the server's own, which
	// devices have to trust, and Fingerprint its SHA-256. Nil: there is none.
	Root        []byte
	Fingerprint string

	// Model may propose what reports say, where a person has their text sent to it.
	Model Proposer

	// Basemap is what moving maps show below; nil: nothing.
	Basemap *basemap.Basemap

	Zone *time.Location // in which times are read and typed; nil: UTC

	// PerSecond is how much an account, or a network from which nobody has
	// signed in, may ask for on average; in a burst it is twenty times as much.
	// 0 sets no limit.
	PerSecond int
}

// Server answers browsers from a desk.
type Server struct {
	desk    *desk.Desk
	log     *slog.Logger
	tongues *tongue.Tongues
	ui      *ui.UI
	mux     *http.ServeMux
	opt     Options

	patterns []string // of the mux

	keys    listKeys
	telling sync.Mutex // held while somebody tells a report anew
	pace    *access.Pace
}

// New returns what answers browsers.
func New(d *desk.Desk, log *slog.Logger, opt Options) (http.Handler, error) {
	s := &Server{desk: d, log: log, mux: http.NewServeMux(), opt: opt, pace: access.NewPace(opt.PerSecond)}
	var err error
	if s.tongues, err = tongue.Load(); err != nil {
		return nil, err
	}
	if opt.Zone != nil {
		s.tongues.Keep(opt.Zone)
	}
	secret, err := d.ListSecret(context.Background())
	if err != nil {
		return nil, fmt.Errorf("the secret of lists: %w", err)
	}
	if s.keys, err = newListKeys(secret); err != nil {
		return nil, err
	}
	if s.ui, err = ui.New(s.tongues, template.FuncMap{"newid": newID, "named": catalogueName, "input": newInput, "ask": ask, "pick": pickOne, "side": sideOf, "morerows": moreRows, "object": objectOf, "sheet": sheetURL}); err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	s.routes()
	return gzhttp.GzipHandler(s.guard(s.mux)), nil
}

// newID names a form, so that one that is sent twice is one.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// policy lets a page load nothing but what this server sends, and run no
// script that stands in the page itself.
const policy = "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// ours is the header by which the script that sends forms knows an answer of this
// server's from what a proxy says, and by which the server knows the script. Instead of
// being led on it is told where to go: browsers do not let it see a redirect.
const ours = "Passage"

// guard sets what every answer carries, and refuses what another site sends in
// a visitor's name.
func (s *Server) guard(next http.Handler) http.Handler {
	same := http.NewCrossOriginProtection()
	same.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.desk.Refusal(r.Context(), desk.Caller{}, access.AddressOf(r), desk.RefusedForm, r.URL.Path)
		http.Error(w, s.tongueOf(r).Say("error.other_site"), http.StatusForbidden)
	}))
	next = same.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set(ours, "answer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if s.opt.Secure { // not for the names below, which may be others' machines
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// request is what somebody asks, and who does in which language.
type request struct {
	*http.Request
	w      http.ResponseWriter
	T      *tongue.Tongue
	Caller desk.Caller // without scopes where nobody is signed in
	In     bool        // somebody is signed in
	status int         // of the page; 0 is 200

	secret string       // of the session, empty where there is none
	stage  access.Stage // of the session

	next string // address of the rows after those of a twin, where there are more
}

// answer is what a handler returns beside an error: a page for its template, a
// [redirect], or nil where it has written the answer itself.
type answer any

// redirect sends the browser on.
type redirect string

// as is a page for another template than the address's own.
type as struct {
	template string
	page     any
}

type handler func(r *request) (answer, error)

// maxForm is how many bytes a form may have, files counted too; of somebody who is
// not signed in, who sends no files, less. Of a form inMemory bytes are held, and
// the rest of its files lie on the disk until it is answered.
const (
	maxForm            = 32 << 20
	maxFormOfStrangers = 256 << 10
	inMemory           = 1 << 20
)

// page registers a page that only those see who are signed in.
func (s *Server) page(pattern, template string, h handler) {
	s.handle(pattern, template, func(r *request) (answer, error) {
		if !r.In {
			return nil, errSignIn
		}
		return h(r)
	})
}

// open registers a page that everybody sees.
func (s *Server) open(pattern, template string, h handler) { s.handle(pattern, template, h) }

// list registers a list with its twins: the same page as .json, .csv and .xlsx.
func (s *Server) list(path, template string, h handler) {
	s.page("GET "+path, template, h)
	s.twins(path, h)
}

// twins registers what a page shows as .json and its table as .csv and .xlsx. A path
// that ends in a wildcard cannot have an ending, so others name what the table holds.
func (s *Server) twins(path string, h handler) {
	s.page("GET "+path+".json", "", func(r *request) (answer, error) { return twin(r, h, writeJSON) })
	for ending, form := range map[string]written{".csv": inCSV, ".xlsx": inXLSX} {
		s.page("GET "+path+ending, "", func(r *request) (answer, error) {
			if r.FormValue("whole") != "" {
				return s.whole(r, h, form)
			}
			return twin(r, h, form.page)
		})
	}
}

// errSignIn says that the page is for those who are signed in.
var errSignIn = errors.New("nobody is signed in")

func (s *Server) handle(pattern, template string, h handler) {
	s.patterns = append(s.patterns, pattern)
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, httpRequest *http.Request) {
		body := httpRequest.Body
		httpRequest.Body = http.MaxBytesReader(w, body, maxForm)
		r := &request{Request: httpRequest, w: w, T: s.tongueOf(httpRequest)}
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Add("Vary", "Cookie, Accept-Language")
		err := s.recognise(r)
		if err == nil {
			err = s.slow(r)
		}
		if !r.In {
			httpRequest.Body = http.MaxBytesReader(w, body, maxFormOfStrangers)
		}
		var a answer
		if err == nil {
			a, err = s.safely(r, h)
		}
		switch a := a.(type) {
		case redirect:
			if err == nil {
				r.lead(string(a), http.StatusNoContent)
				return
			}
		case nil:
			if err == nil {
				return
			}
		}
		if err != nil {
			s.explain(r, err)
			return
		}
		switch a := a.(type) {
		case as:
			s.render(r, cmp.Or(r.status, http.StatusOK), a.template, a.page)
		default:
			s.render(r, cmp.Or(r.status, http.StatusOK), template, a)
		}
	})
}

// lead sends the browser on. The script gets a status: with 204 the form is done, with
// 401 it is kept until somebody has signed in.
func (r *request) lead(to string, status int) {
	if !r.scripted() {
		http.Redirect(r.w, r.Request, to, http.StatusSeeOther)
		return
	}
	r.w.Header().Set("Location", to)
	r.w.WriteHeader(status)
}

// scripted reports whether the script of the pages sends this form.
func (r *request) scripted() bool { return r.Header.Get(ours) != "" }

// safely runs a handler; a panic is trouble like any other.
func (s *Server) safely(r *request, h handler) (a answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	if r.Method == http.MethodPost { // files are read by whoever wants them
		var large *http.MaxBytesError
		if err := r.ParseForm(); errors.As(err, &large) { // what was cut off is no form
			return nil, err
		}
		if err := r.ParseMultipartForm(inMemory); err != nil && !errors.Is(err, http.ErrNotMultipart) {
			return nil, err
		}
	}
	return h(r)
}

// cookies of the pages.
const (
	sessionCookie  = "passage_session"
	languageCookie = "passage_language"
)

func (s *Server) tongueOf(r *http.Request) *tongue.Tongue {
	if c, err := r.Cookie(s.cookieName(languageCookie)); err == nil {
		if t := s.tongues.Of(c.Value); t != nil {
			return t
		}
	}
	return s.tongues.Choose(r.Header.Get("Accept-Language"))
}

// recognise finds out who asks.
func (s *Server) recognise(r *request) error {
	c, err := r.Cookie(s.cookieName(sessionCookie))
	if err != nil {
		return nil
	}
	session, err := s.desk.Session(r.Context(), c.Value)
	if errors.Is(err, access.SessionOver) {
		return nil
	}
	if err != nil {
		return err
	}
	r.secret, r.stage = c.Value, session.Stage
	if r.stage == access.SignedIn {
		r.Caller, r.In = session.Caller, true
	}
	return nil
}

// slow refuses who asks for too much at once.
func (s *Server) slow(r *request) error {
	who := r.Caller.Account
	if who == "" {
		who = access.Network(access.AddressOf(r.Request))
	}
	if wait := s.pace.Take(who, s.desk.Now()); wait > 0 {
		return access.Wait{For: wait}
	}
	return nil
}

// site returns how the browser reaches the server.
func (s *Server) site(r *request) access.Site {
	scheme := "http"
	if s.opt.Secure {
		scheme = "https"
	}
	return access.Site{Name: cmp.Or(s.opt.Name, "passage"), Origin: scheme + "://" + r.Host}
}

// cookieName is the name of a cookie as browsers have it. Over TLS they hold that
// nobody but this very host sets it.
func (s *Server) cookieName(name string) string {
	if s.opt.Secure {
		return "__Host-" + name
	}
	return name
}

// keep has the browser keep a session.
func (s *Server) keep(r *request, secret string) {
	http.SetCookie(r.w, s.cookie(sessionCookie, secret, int(access.SessionLife.Seconds())))
}

func (s *Server) cookie(name, value string, age int) *http.Cookie {
	return &http.Cookie{Name: s.cookieName(name), Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: s.opt.Secure, SameSite: http.SameSiteLaxMode}
}

// view is what the layout needs around a page.
type view struct {
	Lang, Dir string
	Languages []tongue.Language
	Title     string
	Path      string
	Nav       []navItem
	Caller    *desk.Caller
	Rehearsal bool
	Said      string
	Page      any
}

type navItem struct {
	URL, Text string
	Here      bool
}

// titled is a page that says what it is called; others are called as in the
// catalogue, under TEMPLATE.title.
type titled interface{ Title() string }

func (s *Server) render(r *request, status int, template string, page any) {
	v := view{
		Lang: r.T.Code, Dir: r.T.Dir, Languages: tongue.Languages, Title: r.T.Say(template + ".title"),
		Path: r.URL.RequestURI(), Page: page,
	}
	if t, ok := page.(titled); ok {
		v.Title = t.Title()
	}
	if r.In {
		v.Caller, v.Nav = &r.Caller, nav(r)
	}
	if key := r.FormValue("said"); key != "" && r.T.Knows("said."+key) {
		v.Said = r.T.Say("said." + key)
	}
	v.Rehearsal = s.rehearsal(r.Context())
	text, err := s.ui.Render(r.T.Code, template, v)
	if err != nil {
		s.log.Error("rendering", "template", template, "error", err)
		http.Error(r.w, r.T.Say("error.trouble"), http.StatusInternalServerError)
		return
	}
	h := r.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", r.T.Code)
	r.w.WriteHeader(status)
	if r.Method != http.MethodHead {
		r.w.Write(text)
	}
}

// rehearsal reports whether the ledger holds simulated trucks.
func (s *Server) rehearsal(ctx context.Context) bool {
	name, err := s.desk.Rehearsal(ctx)
	if err != nil {
		s.log.Error("reading whether this is a rehearsal", "error", err)
	}
	return name != ""
}

// errorPage says what went wrong, in the reader's language.
type errorPage struct{ Head, Text, Detail string }

func (p errorPage) Title() string { return p.Head }

// explain answers with an error. A refusal looks like absence, so that nobody
// learns what there is.
func (s *Server) explain(r *request, err error) {
	say := func(status int, key, detail string) {
		s.render(r, status, "error", errorPage{r.T.Say("error." + key), r.T.Say("error." + key + "_text"), detail})
	}
	var refused desk.Refused
	var trouble access.Trouble
	var wait access.Wait
	var faults passage.Faults
	var large *http.MaxBytesError
	switch {
	case errors.Is(err, errSignIn):
		switch {
		case r.scripted():
			r.lead(signInURL(r.back())+"&said=signed_out", http.StatusUnauthorized)
			return
		case r.Method == http.MethodGet:
			r.lead(signInURL(r.back()), 0)
			return
		}
		s.render(r, http.StatusUnauthorized, "signin", signInPage{Back: r.back(), Identity: s.identityForm(r, "/signin/identity"), Unsaved: true})
	case errors.Is(err, access.Stale):
		r.lead(againURL(r.back()), http.StatusUnauthorized)
	case errors.As(err, &wait):
		s.desk.Refusal(r.Context(), r.Caller, access.AddressOf(r.Request), desk.Braked, r.URL.Path)
		r.w.Header().Set("Retry-After", strconv.Itoa(wait.Seconds()))
		say(http.StatusTooManyRequests, "refused", r.trouble(err))
	case errors.As(err, &trouble):
		say(http.StatusUnprocessableEntity, "refused", r.trouble(err))
	case errors.As(err, &desk.Missing{}), errors.As(err, &desk.Forbidden{}):
		if r.In { // somebody who tries one id after the other is seen here
			s.log.Info("asked for what is not there or not theirs", "account", r.Caller.Name, "org", r.Caller.Org, "path", r.URL.Path)
		}
		if errors.As(err, &desk.Forbidden{}) {
			s.desk.Refusal(r.Context(), r.Caller, access.AddressOf(r.Request), desk.RefusedAct, r.URL.Path)
		}
		say(http.StatusNotFound, "missing", "")
	case errors.As(err, &refused):
		say(http.StatusUnprocessableEntity, "refused", r.T.Retell(refused.Text))
	case errors.As(err, &faults):
		var lines []string
		for _, f := range faults {
			if !f.Warning {
				lines = append(lines, r.fault(f))
			}
		}
		say(http.StatusUnprocessableEntity, "refused", strings.Join(lines, "\n"))
	case errors.As(err, &large):
		say(http.StatusRequestEntityTooLarge, "refused", "")
	case r.Context().Err() != nil: // nobody listens any more
	default:
		s.log.Error("answering", "path", r.URL.Path, "error", err)
		say(http.StatusInternalServerError, "trouble", "")
	}
}

// trouble says in the reader's language why signing in, or what belongs to it,
// does not go on.
func (r *request) trouble(err error) string {
	var wait access.Wait
	if errors.As(err, &wait) {
		return r.T.Say("trouble.wait", "Count", wait.Seconds())
	}
	var t access.Trouble
	errors.As(err, &t)
	return r.T.Say("trouble." + string(t))
}

// local returns where a form leads back to, which is never another site.
func (r *request) local() string {
	return localPath(r.FormValue("back"))
}

// back returns the page that a form was sent from, or else the page itself.
func (r *request) back() string {
	if r.Method == http.MethodGet {
		return r.URL.RequestURI()
	}
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host != r.Host {
		return "/account"
	}
	return localPath(from.RequestURI())
}

func localPath(back string) string {
	if !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.ContainsAny(back, "\\\r\n") {
		return "/"
	}
	return back
}
