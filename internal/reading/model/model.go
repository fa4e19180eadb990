// Package model asks a language model to read a report, too, over the chat
// completions protocol, and holds its answer against the text: what it does not
// quote word for word is dropped.
package model

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"passage"
	"passage/internal/reading"
)

// patience is how long a model may think.
const patience = 2 * time.Minute

// maxAnswer is how long an answer may be, in bytes.
const maxAnswer = 1 << 20

// Client asks one model. URL is what /chat/completions is added to.
type Client struct {
	url, name, key string
	http           *http.Client
}

// New checks an address and a key. A key does not travel unencrypted to another
// machine.
func New(address, name, key string) (*Client, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "":
		return nil, fmt.Errorf("%.80q is no address of a model, such as http://localhost:11434/v1", address)
	case name == "":
		return nil, errors.New("which model of that server? Give its name with --model-name")
	case key != "" && u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, fmt.Errorf("the key would travel to %s unencrypted; give an address with https, or no key", u.Host)
	}
	return &Client{strings.TrimSuffix(address, "/"), name, key, &http.Client{
		Timeout:       patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // text and key go where they were sent
	}}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type request struct {
	Model       string            `json:"model"`
	Messages    []message         `json:"messages"`
	Temperature float64           `json:"temperature"`
	Format      map[string]string `json:"response_format"`
}

// Propose sends the text to the model and returns what of its answer stands in
// the text, marked as its own, and how many of its items do not.
func (c *Client) Propose(ctx context.Context, text string, on passage.Date) (p reading.Proposal, dropped int, err error) {
	if err := reading.Check(text); err != nil {
		return p, 0, err
	}
	ask := "The report:\n\n" + text
	if !on.IsZero() {
		ask = "The report is of " + on.String() + ".\n" + ask
	}
	body, err := json.Marshal(request{c.name, []message{{"system", instruction}, {"user", ask}}, 0, map[string]string{"type": "json_object"}})
	if err != nil {
		return p, 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/chat/completions", bytes.NewReader(body))
	if err != nil {
		return p, 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return p, 0, fmt.Errorf("the model cannot be reached: %w", err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		return p, 0, fmt.Errorf("the model's answer broke off: %w", err)
	case resp.StatusCode != http.StatusOK:
		return p, 0, fmt.Errorf("the model's server answers %q", resp.Status)
	case len(raw) > maxAnswer:
		return p, 0, fmt.Errorf("the model's answer is longer than %d bytes", maxAnswer)
	}
	var got struct {
		Choices []struct{ Message message }
	}
	if err := json.Unmarshal(raw, &got); err != nil || len(got.Choices) == 0 {
		return p, 0, errors.New("the model's server does not answer in the chat completions protocol")
	}
	var a answer
	if err := json.Unmarshal([]byte(unfenced(got.Choices[0].Message.Content)), &a); err != nil {
		return p, 0, errors.New("the model does not answer with the JSON that it was asked for")
	}
	p, dropped = a.check(text)
	return p, dropped, nil
}

// unfenced takes off the fence that models like to put around JSON.
func unfenced(s string) string {
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutPrefix(s, "```"); ok {
		rest = strings.TrimPrefix(rest, "json")
		if body, _, ok := strings.Cut(rest, "```"); ok {
			return body
		}
	}
	return s
}
