// Package peer keeps a ledger and another one on a server alike, over links
// that break: each gives the other what it lacks, and what arrives twice counts
// once. A place in the other's log is kept only after what came before it is on
// the disk.
package peer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/web"
)

// Peer is another ledger.
type Peer struct {
	Address string // such as https://hub.example.org:8080
	Token   string
	Client  *http.Client
}

// Result is what one exchange did.
type Result struct {
	Sent, SentNew         int64
	Received, ReceivedNew int64
	Invalid               int64 // that either side did not take; they are in its quarantine
	Conflicts             int64
}

// me is the caller that the peer's facts come with.
func (p *Peer) me() desk.Caller {
	return desk.Caller{Name: "sync " + p.Address, Scopes: []desk.Scope{desk.Sync}}
}

// page is about how many facts go at once: a few seconds on a bad link.
const page = 500

// Push hands the peer all facts that it was not handed before.
func (p *Peer) Push(ctx context.Context, d *desk.Desk, r *Result) error {
	key := "pushed to " + p.Address
	epoch, from, err := d.Cursor(ctx, key)
	if err != nil {
		return err
	}
	for {
		var lines [][]byte
		var places []int64
		size := 0
		next, err := d.Facts(ctx, p.me(), from, page, func(n int64, body []byte) {
			lines, places = append(lines, body), append(places, n)
			size += len(body) + 1
		})
		if err != nil {
			return err
		}
		last := next-from < page
		for size > web.MaxBody { // long facts: fewer of them
			last = false
			n := len(lines) - 1
			size -= len(lines[n]) + 1
			lines, next = lines[:n], places[n]
		}
		answer, err := p.post(ctx, lines)
		if err != nil {
			return err
		}
		if answer.Epoch != epoch && from > 0 {
			// It was put back from a backup: it gets everything again.
			epoch, from = answer.Epoch, 0
			continue
		}
		epoch = answer.Epoch
		for _, a := range answer.Receipts {
			r.Sent++
			r.count(a.Answer, &r.SentNew)
		}
		if from = next; len(lines) > 0 {
			if err := d.SetCursor(ctx, key, epoch, from); err != nil {
				return err
			}
		}
		if last {
			return nil
		}
	}
}

func (r *Result) count(a envelope.Answer, fresh *int64) {
	switch a {
	case envelope.New:
		*fresh++
	case envelope.Conflict:
		r.Conflicts++
	case envelope.Invalid:
		r.Invalid++
	}
}

// post hands lines in and holds the answer against them: an answer that does
// not name every line by its content is none, whatever its status says.
func (p *Peer) post(ctx context.Context, lines [][]byte) (answer web.Receipts, err error) {
	body, _, err := p.do(ctx, http.MethodPost, "/api/v1/facts", bytes.Join(lines, []byte("\n")))
	if err != nil {
		return answer, err
	}
	if err := json.Unmarshal(body, &answer); err != nil || answer.Epoch == "" || len(answer.Receipts) != len(lines) {
		return answer, fmt.Errorf("%s did not answer as a ledger does; is there a login page or a proxy in between?", p.Address)
	}
	for i, line := range lines {
		sum := sha256.Sum256(line)
		if answer.Receipts[i].Hash != hex.EncodeToString(sum[:]) {
			return answer, fmt.Errorf("%s answered for other facts than those that were sent", p.Address)
		}
	}
	return answer, nil
}

// errOtherEpoch says that the peer's log is another than it was.
var errOtherEpoch = errors.New("the peer's ledger is another than it was")

// Pull takes in what the peer has and this ledger lacks; with a place, only of
// waybills that begin or end there.
func (p *Peer) Pull(ctx context.Context, d *desk.Desk, place passage.NodeID, r *Result) error {
	key := "pulled from " + p.Address + " " + string(place)
	epoch, from, err := d.Cursor(ctx, key)
	if err != nil {
		return err
	}
	after := ""
	if epoch != "" {
		after = fmt.Sprintf("%s:%d", epoch, from)
	}
	for {
		query := url.Values{}
		if after != "" {
			query.Set("after", after)
		}
		if place != "" {
			query.Set("place", string(place))
		}
		body, head, err := p.do(ctx, http.MethodGet, "/api/v1/facts?"+query.Encode(), nil)
		if errors.Is(err, errOtherEpoch) && after != "" {
			after, from = "", 0
			continue
		}
		if err != nil {
			return err
		}
		next := head.Get(web.NextHeader)
		var n int64
		if epoch, tail, ok := strings.Cut(next, ":"); !ok || epoch == "" {
			return fmt.Errorf("%s did not answer as a ledger does; is there a login page or a proxy in between?", p.Address)
		} else if _, err := fmt.Sscan(tail, &n); err != nil {
			return fmt.Errorf("%s did not say where to go on", p.Address)
		}
		var lines [][]byte
		for line := range bytes.Lines(body) {
			if line = bytes.TrimSpace(line); len(line) > 0 {
				lines = append(lines, line)
			}
		}
		receipts, err := d.TakeIn(ctx, p.me(), lines)
		if err != nil {
			return err
		}
		for _, a := range receipts {
			r.Received++
			r.count(a.Answer, &r.ReceivedNew)
		}
		if next == after {
			return nil
		}
		epoch, _, _ := strings.Cut(next, ":")
		if err := d.SetCursor(ctx, key, epoch, n); err != nil {
			return err
		}
		after = next
	}
}

// do sends a request and reads a whole answer. Where the peer says that this is
// too much at once, it waits as long as the peer says, and tries again.
func (p *Peer) do(ctx context.Context, method, path string, body []byte) ([]byte, http.Header, error) {
	for try := 0; ; try++ {
		answer, head, err := p.once(ctx, method, path, body)
		var wait tooMuch
		if !errors.As(err, &wait) || try == 5 {
			return answer, head, err
		}
		select {
		case <-time.After(wait.wait):
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
	}
}

// tooMuch is the error of a peer that wants to be asked again later.
type tooMuch struct {
	error
	wait time.Duration
}

// longestWait is how long a peer may have this ledger wait at once.
const longestWait = 2 * time.Minute

func (p *Peer) once(ctx context.Context, method, path string, body []byte) ([]byte, http.Header, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(p.Address, "/")+path, bytes.NewReader(body))
	if err != nil {
		return nil, nil, fmt.Errorf("the address %q: %w", p.Address, err)
	}
	req.Header.Set("Authorization", "Bearer "+p.Token)
	client := *p.Client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // facts and token go where they were sent
	res, err := client.Do(req)
	if err != nil {
		return nil, nil, fmt.Errorf("reaching %s: %w", p.Address, err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 8*web.MaxBody))
	if err != nil {
		return nil, nil, fmt.Errorf("the answer of %s broke off: %w", p.Address, err)
	}
	switch res.StatusCode {
	case http.StatusOK:
		if want := res.ContentLength; want >= 0 && want != int64(len(answer)) {
			return nil, nil, fmt.Errorf("the answer of %s broke off", p.Address)
		}
		return answer, res.Header, nil
	case http.StatusConflict:
		return nil, nil, errOtherEpoch
	}
	var said struct{ Error string }
	err = fmt.Errorf("%s answered %s", p.Address, res.Status)
	if json.Unmarshal(answer, &said) == nil && said.Error != "" {
		err = fmt.Errorf("%s: %s", p.Address, said.Error)
	} else if to := res.Header.Get("Location"); to != "" {
		err = fmt.Errorf("%s leads on to %.100q, which is not followed; if that is the other ledger, give its address", p.Address, to)
	}
	if res.StatusCode == http.StatusTooManyRequests {
		seconds, _ := strconv.Atoi(res.Header.Get("Retry-After"))
		err = tooMuch{err, min(longestWait, time.Duration(max(1, seconds))*time.Second)}
	}
	return nil, nil, err
}
