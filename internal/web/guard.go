package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"passage/internal/access"
	"passage/internal/desk"
)

// Options say how programs are served.
type Options struct {
	Secure bool // they reach the server over TLS

	// PerSecond is how many requests a second a token may make on average; in a
	// burst it is twenty times as many. A network, with all its tokens, may make
	// four times as many as a token. 0 sets no limit.
	PerSecond int

	// PerDay is how many bytes of facts a token may hand in in a day, all of them
	// at once where it handed in none lately, so that no single one fills the disk.
	// Another ledger's is held to none. 0 sets no limit.
	PerDay int
}

// networkShare is how many tokens at their limit a network may have: a crossing
// with all its devices comes from one address.
const networkShare = 4

// policy has a browser that is led here show an answer as data and nothing else.
const policy = "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

// guard sets what every answer carries, and holds networks to their pace.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if s.opt.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if !s.slow(w, r, s.networks, access.Network(access.AddressOf(r)), desk.Caller{}, "from this network") {
			next.ServeHTTP(&refusal{ResponseWriter: w, method: r.Method}, r)
		}
	})
}

// refusal has what the list of routes refuses by itself, an address that is none or
// a method that an address does not take, answered like every other error. Such an
// answer is plain text, which none of ours with these statuses is.
type refusal struct {
	http.ResponseWriter
	method string
	said   bool
}

func (f *refusal) WriteHeader(status int) {
	plain := strings.HasPrefix(f.Header().Get("Content-Type"), "text/plain")
	switch {
	case status == http.StatusNotFound && plain:
		f.said = true
		fail(f.ResponseWriter, status, "there is nothing at this address")
	case status == http.StatusMethodNotAllowed && plain:
		f.said = true
		fail(f.ResponseWriter, status, fmt.Sprintf("this address takes %s and not %s", f.Header().Get("Allow"), f.method))
	default:
		f.ResponseWriter.WriteHeader(status)
	}
}

func (f *refusal) Write(text []byte) (int, error) {
	if f.said {
		return len(text), nil
	}
	return f.ResponseWriter.Write(text)
}

// Unwrap is for http.ResponseController.
func (f *refusal) Unwrap() http.ResponseWriter { return f.ResponseWriter }

// slow tells somebody who asks for too much at once to wait. It counts requests
// and not facts: what devices hand in after an outage comes by the thousand in one.
func (s *server) slow(w http.ResponseWriter, r *http.Request, pace *access.Pace, who string, caller desk.Caller, from string) bool {
	return s.wait(w, r, pace.Take(who, s.desk.Now()), caller, "there were too many requests "+from, "with more facts in one request where there are many")
}

// kibi is what shares of a day are counted in.
const kibi = 1 << 10

// full tells whoever has handed in a day's share to wait.
func (s *server) full(w http.ResponseWriter, r *http.Request, caller desk.Caller, lines [][]byte) bool {
	if caller.May(desk.Sync) == nil {
		return false
	}
	size := 0
	for _, line := range lines {
		size += len(line)
	}
	wait := s.shares.TakeMany(caller.Name, (size+kibi-1)/kibi, s.desk.Now())
	return s.wait(w, r, wait, caller, fmt.Sprintf("a token may hand in %d MiB of facts in a day, and this one has", s.opt.PerDay>>20), "or in parts")
}

// wait tells a caller to wait, where it has to: why, and how to ask then.
func (s *server) wait(w http.ResponseWriter, r *http.Request, how time.Duration, caller desk.Caller, why, then string) bool {
	if how <= 0 {
		return false
	}
	wait := access.Wait{For: how}
	s.desk.Refusal(r.Context(), caller, access.AddressOf(r), desk.Braked, r.URL.Path)
	w.Header().Set("Retry-After", strconv.Itoa(wait.Seconds()))
	fail(w, http.StatusTooManyRequests, fmt.Sprintf("%s; nothing of this request was taken in. Send it again in %d seconds, %s", why, wait.Seconds(), then))
	return true
}
