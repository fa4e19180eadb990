package model

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"passage"
	"passage/internal/reading"
)

const text = "On 3 May 2024 Ann Berg of UNICEF met the governor in Malakal. She asked for 12 trucks. The river is open."

// serve answers every request with a status and the content of a first choice,
// and keeps what it was sent.
func serve(t *testing.T, status int, content string) (*Client, *string, *http.Header) {
	t.Helper()
	var sent string
	var header http.Header
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sent, header = r.URL.Path+" "+string(body), r.Header
		w.WriteHeader(status)
		out, _ := json.Marshal(map[string]any{"choices": []any{map[string]any{"message": map[string]string{"role": "assistant", "content": content}}}})
		w.Write(out)
	}))
	t.Cleanup(s.Close)
	c, err := New(s.URL+"/v1/", "small", "secret")
	if err != nil {
		t.Fatal(err)
	}
	return c, &sent, &header
}

func TestPropose(t *testing.T) {
	c, sent, header := serve(t, 200, "```json\n"+`{"engagement": {"form": {"value": "meeting", "quote": "met the governor"},
		"date": {"value": "2024-05-03", "quote": "3 May 2024"}, "place": {"value": "Malakal", "quote": "in Malakal"},
		"participants": [{"name": "Ann Berg", "body": "UNICEF", "quote": "Ann Berg of UNICEF"}],
		"asks": [{"by": "Ann Berg", "quote": "asked for 12 trucks"}]},
		"topics": [{"value": "trucks", "quote": "12 trucks"}], "figures": [{"value": 12, "unit": "trucks", "quote": "12 trucks"}],
		"doors": [{"name": "river", "state": "open", "quote": "The river is open"}]}`+"\n```")
	p, dropped, err := c.Propose(t.Context(), text, passage.DateOf(2024, 5, 4))
	if err != nil || dropped != 0 {
		t.Fatalf("dropped %d, %v", dropped, err)
	}
	e := p.Engagement
	if e == nil || e.Date.Day != passage.DateOf(2024, 5, 3) || e.Place.Value != "Malakal" || len(e.Participants) != 1 || e.Participants[0].By != reading.ByModel ||
		e.Participants[0].Words != (reading.Words{From: 14, To: 32, Text: "Ann Berg of UNICEF"}) || len(e.Asks) != 1 || len(p.Figures) != 1 || len(p.Doors) != 1 || len(p.Topics) != 1 {
		t.Errorf("got %+v", p)
	}
	if !strings.HasPrefix(*sent, "/v1/chat/completions ") || !strings.Contains(*sent, "Ann Berg") || !strings.Contains(*sent, `"model":"small"`) || !strings.Contains(*sent, "2024-05-04") {
		t.Errorf("sent %s", *sent)
	}
	if header.Get("Authorization") != "Bearer secret" {
		t.Errorf("the key was not sent as a bearer's")
	}
}

func TestWrongAnswers(t *testing.T) {
	for _, c := range []struct {
		name, content string
		dropped       int
	}{
		{"quote that is not there", `{"engagement": {"form": {"value": "meeting", "quote": "they embraced"}, "participants": [{"name": "Ann Berg", "quote": "Ann Berg said yes"}]}}`, 2},
		{"name that is not there", `{"engagement": {"participants": [{"name": "John Smith", "quote": "the governor"}]}}`, 1},
		{"empty quote", `{"topics": [{"value": "trucks", "quote": ""}]}`, 1},
		{"unknown words", `{"topics": [{"value": "football", "quote": "trucks"}], "figures": [{"value": 12, "unit": "parsecs", "quote": "12 trucks"}], "doors": [{"name": "river", "state": "ajar", "quote": "The river is open"}], "impediments": [{"kind": "bad", "quote": "trucks"}]}`, 4},
		{"number that is not in its quote", `{"figures": [{"value": 120, "unit": "trucks", "quote": "12 trucks"}]}`, 1},
		{"no date", `{"engagement": {"date": {"value": "yesterday", "quote": "3 May 2024"}}}`, 1},
		{"nothing", `{}`, 0},
	} {
		cl, _, _ := serve(t, 200, c.content)
		p, dropped, err := cl.Propose(t.Context(), text, 0)
		if err != nil || dropped != c.dropped || p.Engagement != nil || len(p.Topics)+len(p.Figures)+len(p.Doors)+len(p.Impediments) > 0 {
			t.Errorf("%s: dropped %d, want %d; %v; %+v", c.name, dropped, c.dropped, err, p)
		}
	}
}

func TestTrouble(t *testing.T) {
	for _, c := range []struct {
		name    string
		status  int
		content string
		says    string
	}{
		{"not JSON", 200, "I cannot help with that.", "with the JSON"},
		{"wrong types", 200, `{"topics": "all of them"}`, "with the JSON"},
		{"refused", 401, "{}", "401"},
		{"moved", 302, "{}", "302"},
		{"huge", 200, strings.Repeat("x", maxAnswer), "longer than"},
	} {
		cl, _, _ := serve(t, c.status, c.content)
		if _, _, err := cl.Propose(t.Context(), text, 0); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "<html>") }))
	defer s.Close()
	cl, err := New(s.URL, "small", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := cl.Propose(t.Context(), text, 0); err == nil || !strings.Contains(err.Error(), "protocol") {
		t.Errorf("a page is taken for an answer: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := cl.Propose(ctx, text, 0); err == nil {
		t.Error("it asks although it was told to stop")
	}
}

func TestAddress(t *testing.T) {
	for _, c := range []struct {
		address, name, key string
		ok                 bool
	}{
		{"http://localhost:11434/v1", "m", "k", true},
		{"https://models.example.org/v1", "m", "k", true},
		{"http://models.example.org/v1", "m", "", true},
		{"http://models.example.org/v1", "m", "k", false},
		{"https://models.example.org/v1", "", "k", false},
		{"ftp://models.example.org", "m", "", false},
		{"models.example.org", "m", "", false},
		{"https://me:secret@models.example.org", "m", "", false},
	} {
		if _, err := New(c.address, c.name, c.key); (err == nil) != c.ok {
			t.Errorf("%s, model %q, key %q: %v", c.address, c.name, c.key, err)
		}
	}
}
