// Package web is how other programs reach a desk: facts go in and out as lines
// of JSON, and the log can be read by anything that knows C2SP tiles.
package web

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/envelope"
)

// MaxBody is how many bytes one request may hand in.
const MaxBody = 16 << 20

// MaxFacts is how many facts one request may hand in or get.
const MaxFacts = 10_000

// EpochHeader names the epoch of the ledger in every answer about facts.
const EpochHeader = "Passage-Epoch"

// Receipts is the answer to facts that were handed in, in their order.
type Receipts struct {
	Epoch    string    `json:"epoch"`
	Receipts []Receipt `json:"receipts"`
}

// Receipt says what became of one line, which Hash names: the SHA-256, in
// hexadecimal, of the line without white space around it.
type Receipt struct {
	Hash   string          `json:"hash"`
	Answer envelope.Answer `json:"answer"`
	Reason string          `json:"reason,omitempty"`
}

// server answers requests from a desk.
type server struct {
	desk *desk.Desk
	log  *slog.Logger
	opt  Options

	tokens, networks *access.Pace // of requests
	shares           *access.Pace // of facts in a day, in KiB, by token
}

// New returns what answers requests. It tells the log of troubles that are
// nobody's fault outside, and never of a token.
func New(d *desk.Desk, log *slog.Logger, opt Options) http.Handler {
	s := &server{d, log, opt, access.NewPace(opt.PerSecond), access.NewPace(networkShare * opt.PerSecond), access.NewShare(opt.PerDay / kibi)}
	mux := http.NewServeMux()
	mux.HandleFunc(takeInPattern, s.guarded(s.takeIn))
	mux.HandleFunc("GET /api/v1/facts", s.guarded(s.facts))
	mux.HandleFunc("GET /api/v1/waybills/{id...}", s.guarded(s.waybill))
	mux.HandleFunc("GET /api/v1/consignments/{id...}", s.guarded(s.consignment))
	mux.HandleFunc("GET /api/v1/totals", s.guarded(s.totals))
	mux.HandleFunc("GET /api/v1/doors/{id...}", s.guarded(s.door))
	mux.HandleFunc("GET /api/v1/impediments", s.guarded(s.impediments))
	mux.HandleFunc("GET /api/v1/notices", s.guarded(s.reports("notices", passage.Notified)))
	mux.HandleFunc("GET /api/v1/clearances", s.guarded(s.reports("clearances", passage.Sought)))
	mux.HandleFunc("GET /api/v1/engagements", s.guarded(s.engagements))
	mux.HandleFunc("GET /api/v1/commitments", s.guarded(s.commitments))
	mux.HandleFunc("GET /log/key", s.open(s.key))
	mux.HandleFunc("GET /log/checkpoint", s.open(s.checkpoint))
	mux.HandleFunc("GET /log/tile/{level}/{n...}", s.open(s.tile))
	mux.HandleFunc("GET /healthz", s.open(s.health))
	mux.HandleFunc("GET /metrics", s.guarded(s.metrics))
	return s.guard(mux)
}

// takeInPattern is the one call that a revoked token is not turned away from with
// empty hands.
const takeInPattern = "POST /api/v1/facts"

type handler func(w http.ResponseWriter, r *http.Request, caller desk.Caller) error

// guarded lets only those in who show a token.
func (s *server) guarded(do handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok {
			w.Header().Set("WWW-Authenticate", "Bearer")
			fail(w, http.StatusUnauthorized, "a token is needed: Authorization: Bearer passage_…; passage token add makes one")
			return
		}
		secret = strings.TrimSpace(secret)
		caller, err := s.desk.Caller(r.Context(), secret)
		if errors.As(err, &desk.Forbidden{}) {
			s.desk.Refusal(r.Context(), desk.Caller{}, access.AddressOf(r), desk.RefusedToken, r.URL.Path)
			if revoked := (desk.Revoked{}); r.Pattern == takeInPattern && errors.As(err, &revoked) {
				if !s.slow(w, r, s.tokens, string(access.HashOf(secret)), desk.Caller{}, "with this token") {
					s.explain(w, r, s.setAside(w, r, revoked))
				}
				return
			}
			fail(w, http.StatusUnauthorized, err.Error())
			return
		}
		if err == nil {
			if s.slow(w, r, s.tokens, string(access.HashOf(secret)), caller, "with this token") {
				return
			}
			w.Header().Set(EpochHeader, s.desk.Epoch)
			err = do(w, r, caller)
		}
		if errors.As(err, &desk.Forbidden{}) {
			s.desk.Refusal(r.Context(), caller, access.AddressOf(r), desk.RefusedAct, r.URL.Path)
		}
		s.explain(w, r, err)
	}
}

// open lets everybody in who reaches the port.
func (s *server) open(do func(w http.ResponseWriter, r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { s.explain(w, r, do(w, r)) }
}

func (s *server) explain(w http.ResponseWriter, r *http.Request, err error) {
	var bad *badRequest
	switch {
	case err == nil:
	case errors.As(err, &bad):
		fail(w, bad.status, bad.text)
	case errors.As(err, &desk.Forbidden{}):
		fail(w, http.StatusForbidden, err.Error())
	case errors.As(err, &desk.Missing{}):
		fail(w, http.StatusNotFound, err.Error())
	case errors.As(err, &desk.Refused{}):
		fail(w, http.StatusBadRequest, err.Error())
	case r.Context().Err() != nil: // nobody listens any more
	default:
		s.log.Error("answering", "path", r.URL.Path, "error", err)
		w.Header().Set("Retry-After", "5")
		fail(w, http.StatusServiceUnavailable, "the ledger cannot do this now; nothing of the request was confirmed, try it again")
	}
}

type badRequest struct {
	status int
	text   string
}

func (b *badRequest) Error() string { return b.text }

func bad(status int, format string, args ...any) error {
	return &badRequest{status, fmt.Sprintf(format, args...)}
}

func fail(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	writeJSON(w, map[string]string{"error": text})
}

func writeJSON(w http.ResponseWriter, v any) error {
	w.Header().Set("Content-Type", "application/json")
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// takeIn takes facts in, one on a line.
func (s *server) takeIn(w http.ResponseWriter, r *http.Request, caller desk.Caller) error {
	lines, err := linesOf(w, r)
	if err != nil || s.full(w, r, caller, lines) {
		return err
	}
	receipts, err := s.desk.TakeIn(r.Context(), caller, lines)
	return s.answer(w, receipts, err)
}

// setAside keeps what comes with a revoked token, and says no more of it than that.
func (s *server) setAside(w http.ResponseWriter, r *http.Request, revoked desk.Revoked) error {
	lines, err := linesOf(w, r)
	if err != nil || s.full(w, r, desk.Caller{Name: revoked.Token}, lines) {
		return err
	}
	receipts, err := s.desk.SetAside(r.Context(), revoked, lines)
	return s.answer(w, receipts, err)
}

// linesOf reads the lines of a request, without white space around them.
func linesOf(w http.ResponseWriter, r *http.Request) (lines [][]byte, err error) {
	if as := r.Header.Get("Content-Encoding"); as != "" && as != "identity" {
		return nil, bad(http.StatusUnsupportedMediaType, "facts are taken as they are, not in %.40q", as)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, bad(http.StatusRequestEntityTooLarge, "a request may have %d bytes; hand the facts in in several", MaxBody)
	case err != nil:
		return nil, bad(http.StatusBadRequest, "the request broke off; nothing was saved")
	}
	for line := range bytes.Lines(body) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			lines = append(lines, line)
		}
	}
	if len(lines) > MaxFacts {
		return nil, bad(http.StatusRequestEntityTooLarge, "a request may have %d facts; hand them in in several", MaxFacts)
	}
	return lines, nil
}

// answer writes what became of lines, unless nobody knows.
func (s *server) answer(w http.ResponseWriter, receipts []desk.Receipt, err error) error {
	if err != nil {
		return err
	}
	answer := Receipts{Epoch: s.desk.Epoch, Receipts: make([]Receipt, len(receipts))}
	for i, r := range receipts {
		answer.Receipts[i] = Receipt{hex.EncodeToString(r.Hash[:]), r.Answer, r.Reason}
	}
	return writeJSON(w, answer)
}

// NextHeader says where the next request for facts goes on.
const NextHeader = "Passage-Next"

// facts gives facts out, one on a line, from a place of the log on.
func (s *server) facts(w http.ResponseWriter, r *http.Request, caller desk.Caller) error {
	from := int64(0)
	if after := r.FormValue("after"); after != "" {
		epoch, n, ok := strings.Cut(after, ":")
		var err error
		if from, err = strconv.ParseInt(n, 10, 64); err != nil || !ok || from < 0 {
			return bad(http.StatusBadRequest, "after is %.40q; it is what the header %s of an earlier answer said, or nothing", after, NextHeader)
		}
		if epoch != s.desk.Epoch {
			return bad(http.StatusConflict, "the ledger was put back from a backup or is another; ask again without after")
		}
	}
	var b bytes.Buffer
	add := func(body []byte) {
		b.Write(body)
		b.WriteByte('\n')
	}
	var next int64
	var err error
	if place := r.FormValue("place"); place != "" {
		next, err = s.desk.FactsAt(r.Context(), caller, passage.NodeID(place), from, 500, add)
	} else {
		next, err = s.desk.Facts(r.Context(), caller, from, 2000, func(_ int64, body []byte) { add(body) })
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.Header().Set(NextHeader, fmt.Sprintf("%s:%d", s.desk.Epoch, next))
	w.Write(b.Bytes())
	return nil
}

func (s *server) waybill(w http.ResponseWriter, r *http.Request, caller desk.Caller) error {
	folded, err := s.desk.Waybill(r.Context(), caller, passage.WaybillID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return writeJSON(w, wireWaybill(folded))
}

func (s *server) consignment(w http.ResponseWriter, r *http.Request, caller desk.Caller) error {
	c, err := s.desk.Consignment(r.Context(), caller, passage.ConsignmentID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return writeJSON(w, wireConsignment(c))
}

func (s *server) totals(w http.ResponseWriter, r *http.Request, caller desk.Caller) error {
	totals, err := s.desk.Totals(r.Context(), caller)
	if err != nil {
		return err
	}
	return writeJSON(w, map[string]any{"totals": wireTotals(totals)})
}
