// Package witness asks witnesses to cosign checkpoints, in the way that C2SP's
// tlog-witness has it: who keeps a log cannot show two histories then, unless
// its witnesses help.
package witness

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"passage/internal/proof"
)

// Witness is a witness that is asked over HTTP.
type Witness struct {
	key    string
	url    string // to which /add-checkpoint is added
	client *http.Client
}

// patience is how long a witness may take for an answer.
const patience = 10 * time.Second

// ReadList reads who the witnesses are: on each line a key, as C2SP writes it,
// and the address of the witness. Empty lines and those that begin with # say
// nothing.
func ReadList(text string) (all []*Witness, err error) {
	seen := map[string]bool{}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		words := strings.Fields(line)
		if len(words) != 2 {
			return nil, fmt.Errorf("line %d is not a key and an address, such as example.org/w+1a2b3c4d+BA… https://w.example.org", i+1)
		}
		u, err := url.Parse(words[1])
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" {
			return nil, fmt.Errorf("line %d: %.80q is no address of a witness, such as https://w.example.org", i+1, words[1])
		}
		if err := proof.CheckWitness(words[0]); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		if seen[words[0]] {
			return nil, fmt.Errorf("line %d names a witness for the second time", i+1)
		}
		seen[words[0]] = true
		all = append(all, &Witness{words[0], strings.TrimSuffix(words[1], "/"), &http.Client{
			Timeout:       patience,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}})
	}
	return all, nil
}

// Key is the key of the witness.
func (w *Witness) Key() string { return w.key }

// Cosign hands the checkpoint to the witness. Which size the witness has seen
// last it says itself; what it signs is for the caller to check.
func (w *Witness) Cosign(ctx context.Context, signed []byte, consistency func(old int64) (tlog.TreeProof, error)) (lines []byte, err error) {
	old := int64(0)
	for range 3 { // another process may be asking as well
		way, err := consistency(old)
		if err != nil {
			return nil, err
		}
		var body bytes.Buffer
		fmt.Fprintf(&body, "old %d\n", old)
		for _, h := range way {
			fmt.Fprintln(&body, base64.StdEncoding.EncodeToString(h[:]))
		}
		body.WriteByte('\n')
		body.Write(signed)
		status, answer, err := w.ask(ctx, body.Bytes())
		switch {
		case err != nil:
			return nil, err
		case status == http.StatusOK:
			return answer, nil
		case status != http.StatusConflict:
			return nil, fmt.Errorf("it answered %d: %.200s", status, bytes.TrimSpace(answer))
		}
		size, err := sizeOf(signed)
		if err != nil {
			return nil, err
		}
		if old, err = strconv.ParseInt(string(bytes.TrimSpace(answer)), 10, 64); err != nil || old < 0 {
			return nil, fmt.Errorf("it does not say which size it has seen, but %.80q", answer)
		}
		if old > size {
			return nil, fmt.Errorf("it has seen %d facts of this log, which holds %d: what was published is gone", old, size)
		}
	}
	return nil, errors.New("it has seen another size each time")
}

// sizeOf is the second line of a checkpoint.
func sizeOf(signed []byte) (int64, error) {
	lines := bytes.SplitN(signed, []byte("\n"), 3)
	if len(lines) < 3 {
		return 0, errors.New("the checkpoint has no size")
	}
	return strconv.ParseInt(string(lines[1]), 10, 64)
}

func (w *Witness) ask(ctx context.Context, body []byte) (status int, answer []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url+"/add-checkpoint", bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	res, err := w.client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	answer, err = io.ReadAll(io.LimitReader(res.Body, 16<<10))
	return res.StatusCode, answer, err
}
