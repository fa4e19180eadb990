package identity_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/identity"
	"passage/internal/identity/identitytest"
)

const redirect = "https://passage.lan/signin/identity/answer"

var begin = time.Unix(1_800_000_000, 0)

// stage is a provider, and passage as its client, with one clock for both.
type stage struct {
	*identitytest.Provider
	client *identity.Provider
	clock  time.Time
	acr    []string
}

func newStage(t testing.TB) *stage {
	s := &stage{Provider: identitytest.New(t), clock: begin}
	s.Now, s.Provider.Redirect = s.now, redirect
	return s
}

func (s *stage) now() time.Time { return s.clock }

func (s *stage) connect(t testing.TB) {
	t.Helper()
	var err error
	s.client, err = identity.New(identity.Config{Issuer: s.URL, Client: identitytest.Client, Secret: identitytest.Secret, Redirect: redirect, ACR: s.acr, Now: s.now})
	if err != nil {
		t.Fatal(err)
	}
}

// run asks and answers as a browser does.
func (s *stage) run(t testing.TB, fresh bool) (identity.Person, error) {
	t.Helper()
	address, q, err := s.client.Ask(t.Context(), fresh)
	if err != nil {
		return identity.Person{}, err
	}
	return s.client.Redeem(t.Context(), q, s.Visit(t, address))
}

// TestWord is a table of what a provider, or somebody who plays it, may answer:
// what is taken, and beside it what is almost the same and is not.
func TestWord(t *testing.T) {
	other := identitytest.NewKey(t)
	s := newStage(t)
	own := s.Key
	at := func(d time.Duration) int64 { return begin.Add(d).Unix() }
	claim := func(pairs ...any) func() {
		return func() {
			for i := 0; i < len(pairs); i += 2 {
				s.Claims[pairs[i].(string)] = pairs[i+1]
			}
		}
	}
	back := func(name string, values ...string) func() {
		return func() {
			s.Answered = func(q url.Values) { q[name] = values }
		}
	}
	for _, c := range []struct {
		name  string
		set   func()
		fresh bool
		want  error
	}{
		{name: "the truth", set: func() {}},
		{name: "the truth, anew", set: func() {}, fresh: true},
		{name: "another issuer's answer", set: back("iss", "https://evil.example"), want: identity.ErrRefused},
		{name: "an answer of nobody's, though it always says whose", set: back("iss"), want: identity.ErrRefused},
		{name: "an answer of nobody's", set: func() { back("iss")(); s.Says["authorization_response_iss_parameter_supported"] = false }},
		{name: "another's answer, though it never says whose", set: func() {
			back("iss", "https://evil.example")()
			s.Says["authorization_response_iss_parameter_supported"] = false
		}, want: identity.ErrRefused},
		{name: "the same state twice", set: func() { s.Answered = func(q url.Values) { q.Add("state", q.Get("state")) } }, want: identity.ErrRefused},
		{name: "another state", set: back("state", "guessed"), want: identity.ErrRefused},
		{name: "no state", set: back("state"), want: identity.ErrRefused},
		{name: "no code", set: back("code"), want: identity.ErrRefused},
		{name: "a code of nobody's", set: back("code", "guessed"), want: identity.ErrRefused},
		{name: "no", set: back("error", "access_denied"), want: identity.ErrRefused},
		{name: "a token of another issuer", set: claim("iss", "https://evil.example"), want: identity.ErrRefused},
		{name: "a token with another nonce", set: claim("nonce", "replayed"), want: identity.ErrRefused},
		{name: "a token without a nonce", set: claim("nonce", nil), want: identity.ErrRefused},
		{name: "a token for another client", set: claim("aud", "other"), want: identity.ErrRefused},
		{name: "a token for two", set: claim("aud", []string{"passage", "other"}), want: identity.ErrRefused},
		{name: "a token for two, made for us", set: claim("aud", []string{"passage", "other"}, "azp", "passage")},
		{name: "a token for two, made for the other", set: claim("aud", []string{"passage", "other"}, "azp", "other"), want: identity.ErrRefused},
		{name: "a token for us, made for another", set: claim("azp", "other"), want: identity.ErrRefused},
		{name: "a token that ended", set: claim("exp", at(-3*time.Minute)), want: identity.ErrRefused},
		{name: "a token that ended by a clock that is slow", set: claim("exp", at(-time.Minute))},
		{name: "a token without an end", set: claim("exp", nil), want: identity.ErrRefused},
		{name: "a token from times to come", set: claim("iat", at(3*time.Minute)), want: identity.ErrRefused},
		{name: "a token by a clock that is fast", set: claim("iat", at(time.Minute))},
		{name: "a token from before the question", set: claim("iat", at(-3*time.Minute)), want: identity.ErrRefused},
		{name: "a token about nobody", set: claim("sub", nil), want: identity.ErrRefused},
		{name: "a token about too much", set: claim("sub", strings.Repeat("x", 256)), want: identity.ErrRefused},
		{name: "a token that nobody signed", set: func() { s.Alg = "none" }, want: identity.ErrRefused},
		{name: "a token signed with the client's secret", set: func() { s.Alg = "HS256" }, want: identity.ErrRefused},
		{name: "a token signed with the client's secret, as announced", set: func() {
			s.Alg, s.Says["id_token_signing_alg_values_supported"] = "HS256", []string{"HS256", "none"}
		}, want: identity.ErrRefused},
		{name: "a token signed with another's key", set: func() { s.Key = other }, want: identity.ErrRefused},
		{name: "a token that brings its own key", set: func() { s.Key = other; s.Header["jwk"] = identitytest.JWK(other) }, want: identity.ErrRefused},
		{name: "a token that says where its key is", set: func() { s.Key = other; s.Header["jku"] = "https://evil.example/keys" }, want: identity.ErrRefused},
		{name: "a token signed with a new key", set: func() { s.Rotate(other) }},
		{name: "somebody who proved it this morning", set: func() { s.Proved = begin.Add(-5 * time.Hour) }},
		{name: "somebody who proved it this morning, where anew is asked", set: func() { s.Proved = begin.Add(-5 * time.Hour) }, fresh: true, want: identity.ErrRefused},
		{name: "somebody who proved it, nobody says when", set: claim("auth_time", nil)},
		{name: "somebody who proved it, nobody says when, where anew is asked", set: claim("auth_time", nil), fresh: true, want: identity.ErrRefused},
		{name: "somebody who will prove it", set: func() { s.Proved = begin.Add(time.Hour) }, want: identity.ErrRefused},
		{name: "a strength that is enough", set: func() { s.acr = []string{"gold", "mfa"}; claim("acr", "mfa")() }},
		{name: "a strength that is not enough", set: func() { s.acr = []string{"mfa"}; claim("acr", "password")() }, want: identity.ErrRefused},
		{name: "no strength", set: func() { s.acr = []string{"mfa"} }, want: identity.ErrRefused},
		{name: "no token", set: func() { s.Token = func(w http.ResponseWriter) { w.Write([]byte(`{"access_token":"x"}`)) } }, want: identity.ErrRefused},
		{name: "too much", set: func() {
			s.Token = func(w http.ResponseWriter) { w.Write([]byte(`{"access_token":"` + strings.Repeat("x", 2<<20) + `"}`)) }
		}, want: identity.ErrRefused},
		{name: "trouble of its own", set: func() { s.Token = func(w http.ResponseWriter) { w.WriteHeader(http.StatusBadGateway) } }, want: identity.ErrUnreachable},
		{name: "that it is somebody else", set: func() { s.Says["issuer"] = "https://evil.example" }, want: identity.ErrUnreachable},
		{name: "that others give tokens", set: func() { s.Says["token_endpoint"] = "https://evil.example/token" }, want: identity.ErrUnreachable},
		{name: "that others have its keys", set: func() { s.Says["jwks_uri"] = "http://127.0.0.1:1/keys" }, want: identity.ErrUnreachable},
		{name: "that others ask people", set: func() { s.Says["authorization_endpoint"] = "https://evil.example/authorize" }, want: identity.ErrUnreachable},
		{name: "that it takes no secrets", set: func() { s.Says["token_endpoint_auth_methods_supported"] = []string{"private_key_jwt"} }, want: identity.ErrUnreachable},
		{name: "too much of itself", set: func() { s.Says["padding"] = strings.Repeat("x", 2<<20) }, want: identity.ErrUnreachable},
	} {
		s.Says, s.Claims, s.Header, s.Answered, s.Token, s.Alg, s.acr, s.Proved = map[string]any{}, map[string]any{}, map[string]any{}, nil, nil, "", nil, time.Time{}
		s.Rotate(own)
		c.set()
		s.connect(t)
		who, err := s.run(t, c.fresh)
		if !errors.Is(err, c.want) || err == nil && (who.Issuer != s.URL || who.Subject != s.Subject) {
			t.Errorf("%s: %+v, %v, want %v", c.name, who, err, c.want)
		}
		if err == nil && who.Proved.After(begin) {
			t.Errorf("%s: proved at %v, which is to come", c.name, who.Proved)
		}
	}
}

// TestQuestion holds what is asked: little, with everything that binds the answer
// to this browser, and never twice the same.
func TestQuestion(t *testing.T) {
	s := newStage(t)
	s.acr = []string{"mfa", "gold"}
	s.connect(t)
	seen := map[string]bool{}
	for _, fresh := range []bool{false, true} {
		address, q, err := s.client.Ask(t.Context(), fresh)
		if err != nil {
			t.Fatal(err)
		}
		u, _ := url.Parse(address)
		got := u.Query()
		for _, secret := range []string{q.State, q.Nonce, q.Verifier} {
			if len(secret) < 43 || seen[secret] {
				t.Errorf("secret %q", secret)
			}
			seen[secret] = true
		}
		want := url.Values{"client_id": {"passage"}, "redirect_uri": {redirect}, "response_type": {"code"}, "scope": {"openid"}, "acr_values": {"mfa gold"},
			"state": {q.State}, "nonce": {q.Nonce}, "code_challenge_method": {"S256"}, "code_challenge": got["code_challenge"]}
		if fresh {
			want["prompt"], want["max_age"] = []string{"login"}, []string{"0"}
		}
		if got.Encode() != want.Encode() || strings.Contains(address, q.Verifier) || strings.Contains(address, identitytest.Secret) {
			t.Errorf("asks %v, want %v", got, want)
		}
	}
}

// TestCodeOnce holds that a code opens once, and only for the browser that it
// was asked for.
func TestCodeOnce(t *testing.T) {
	s := newStage(t)
	s.connect(t)
	ask := func() (identity.Question, url.Values) {
		address, q, err := s.client.Ask(t.Context(), false)
		if err != nil {
			t.Fatal(err)
		}
		return q, s.Visit(t, address)
	}
	q, answer := ask()
	if _, err := s.client.Redeem(t.Context(), q, answer); err != nil {
		t.Fatal(err)
	}
	if _, err := s.client.Redeem(t.Context(), q, answer); !errors.Is(err, identity.ErrRefused) {
		t.Errorf("a code again: %v", err)
	}
	mine, _ := ask()
	_, theirs := ask()
	theirs.Set("state", mine.State) // a code of another browser's, stolen
	if _, err := s.client.Redeem(t.Context(), mine, theirs); !errors.Is(err, identity.ErrRefused) {
		t.Errorf("another's code: %v", err)
	}
	q, answer = ask()
	if s.clock = begin.Add(identity.Life - time.Second); !s.client.Answers(q, answer) {
		t.Error("an answer in time is not taken")
	}
	if s.clock = begin.Add(identity.Life); s.client.Answers(q, answer) {
		t.Error("an answer that comes too late is taken")
	}
}

// TestReach holds that a provider that is away is tried again later, that one
// that is there is not asked what it is again, and that nobody else is reached
// in its name.
func TestReach(t *testing.T) {
	s := newStage(t)
	s.connect(t)
	s.Down(true)
	if err := s.client.Reach(t.Context()); !errors.Is(err, identity.ErrUnreachable) {
		t.Errorf("a provider that is away: %v", err)
	}
	s.Down(false)
	tried := len(s.Seen())
	if _, _, err := s.client.Ask(t.Context(), false); !errors.Is(err, identity.ErrUnreachable) || len(s.Seen()) != tried {
		t.Errorf("at once again: %v, %d tries", err, len(s.Seen())-tried)
	}
	s.clock = s.clock.Add(6 * time.Second)
	address, q, err := s.client.Ask(t.Context(), false)
	if err != nil {
		t.Fatalf("seconds later: %v", err)
	}
	answer := s.Visit(t, address)
	s.Down(true)
	if _, err := s.client.Redeem(t.Context(), q, answer); !errors.Is(err, identity.ErrUnreachable) {
		t.Errorf("away before the code is redeemed: %v", err)
	}
	s.Down(false)
	asked := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer other.Close()
	s.Token = func(w http.ResponseWriter) {
		w.Header().Set("Location", other.URL)
		w.WriteHeader(http.StatusTemporaryRedirect)
	}
	if _, err := s.run(t, false); !errors.Is(err, identity.ErrRefused) || asked > 0 {
		t.Errorf("sent on to another: %v, asked %d times", err, asked)
	}
	s.Token = nil
	if _, err := s.run(t, false); err != nil {
		t.Errorf("the control: %v", err)
	}
	if n := len(slices.DeleteFunc(s.Seen(), func(p string) bool { return !strings.HasPrefix(p, "/.well-known") })); n != 2 {
		t.Errorf("it was asked %d times what it is", n)
	}
}

// TestOnly holds that a request goes to the one origin or nowhere, whatever asked
// for it.
func TestOnly(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer server.Close()
	for origin, want := range map[string]int{server.URL: 1, "https://id.example.org": 0, strings.Replace(server.URL, "http:", "https:", 1): 0} {
		asked = 0
		r, _ := http.NewRequest("GET", server.URL+"/keys", nil)
		answer, err := identity.Only(origin).RoundTrip(r)
		if err == nil {
			answer.Body.Close()
		}
		if asked != want || (err == nil) != (want == 1) {
			t.Errorf("only %s: asked %d times, %v", origin, asked, err)
		}
	}
}

// TestConfig is a table of configurations.
func TestConfig(t *testing.T) {
	good := identity.Config{Issuer: "https://id.example.org/realms/aid", Client: "passage", Secret: "s", Redirect: redirect}
	for _, c := range []struct {
		name string
		set  func(c *identity.Config)
		says string
	}{
		{"good", func(*identity.Config) {}, ""},
		{"on this machine", func(c *identity.Config) { c.Issuer, c.Redirect = "http://127.0.0.1:9000", "http://localhost:8080/x" }, ""},
		{"unencrypted", func(c *identity.Config) { c.Issuer = "http://id.example.org" }, "https://"},
		{"with a password", func(c *identity.Config) { c.Issuer = "https://a:b@id.example.org" }, "is not an address"},
		{"with a question", func(c *identity.Config) { c.Issuer += "?x=1" }, "is not an address"},
		{"no address", func(c *identity.Config) { c.Issuer = "id.example.org" }, "is not an address"},
		{"back unencrypted", func(c *identity.Config) { c.Redirect = "http://passage.lan/x" }, "https://"},
		{"without a secret", func(c *identity.Config) { c.Secret = "" }, "secret"},
		{"without a client", func(c *identity.Config) { c.Client = "" }, "client id"},
	} {
		config := good
		c.set(&config)
		p, err := identity.New(config)
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.name, err, c.says)
		}
		if c.name == "good" && (p.Name != "id.example.org" || p.Origin != "https://passage.lan") {
			t.Errorf("%s: %q, %q", c.name, p.Name, p.Origin)
		}
	}
}
