// Package identitytest is an OpenID Connect provider for tests, made without the
// libraries that are to be tested against it. It holds its clients to what the
// standard demands: exact address, S256, each code once.
package identitytest

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Client is who may ask a provider of these tests.
const (
	Client = "passage"
	Secret = "the secret of the client"
)

// Provider is one that does as its fields say. They are set between requests.
type Provider struct {
	URL      string // and issuer
	Redirect string // the one address that it sends people back to
	Subject  string // who is at the browser
	Proved   time.Time
	Now      func() time.Time

	Says     map[string]any              // instead of, and beside, what it says of itself
	Claims   map[string]any              // instead of, and beside, those of the ID token; nil leaves one out
	Header   map[string]any              // beside what the head of the ID token says
	Alg      string                      // empty: RS256
	Key      *rsa.PrivateKey             // that signs
	Answered func(parameters url.Values) // changes what it sends people back with
	Token    func(w http.ResponseWriter) // answers in place of the place of tokens
	Asked    url.Values                  // that it was last asked with
	mu       sync.Mutex
	down     bool
	seen     []string
	public   *rsa.PrivateKey
	codes    map[string]url.Values
	server   *httptest.Server
}

// NewKey returns a key to sign with.
func NewKey(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// New starts a provider that knows one person, who proved just now who they are.
func New(t testing.TB) *Provider {
	t.Helper()
	p := &Provider{Subject: "7c1f", Now: time.Now, Key: NewKey(t), codes: map[string]url.Values{}}
	p.public = p.Key
	p.server = httptest.NewServer(p)
	t.Cleanup(p.server.Close)
	p.URL = p.server.URL
	return p
}

// JWK writes the public half of a key.
func JWK(key *rsa.PrivateKey) map[string]any {
	return map[string]any{"kty": "RSA", "kid": "1", "use": "sig", "alg": "RS256", "n": text64(key.N.Bytes()), "e": "AQAB"}
}

// Down has a provider break off every request, or answer again.
func (p *Provider) Down(down bool) { p.mu.Lock(); defer p.mu.Unlock(); p.down = down }

// Seen returns the paths that it was asked for.
func (p *Provider) Seen() []string { p.mu.Lock(); defer p.mu.Unlock(); return slices.Clone(p.seen) }

// Rotate has the provider sign with another key, which it makes known.
func (p *Provider) Rotate(key *rsa.PrivateKey) { p.Key, p.public = key, key }

func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen = append(p.seen, r.URL.Path)
	if p.down {
		panic(http.ErrAbortHandler)
	}
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		said := map[string]any{
			"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256"},
			"code_challenge_methods_supported": []string{"S256"}, "authorization_response_iss_parameter_supported": true,
		}
		maps.Copy(said, p.Says)
		send(w, said)
	case "/keys":
		send(w, map[string]any{"keys": []any{JWK(p.public)}})
	case "/authorize":
		p.authorize(w, r)
	case "/token":
		if p.Token != nil {
			p.Token(w)
			return
		}
		p.token(w, r)
	default:
		http.NotFound(w, r)
	}
}

func send(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(body)
}

func text64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// authorize sends people back at once, as where they are signed in.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	p.Asked = q
	if q.Get("client_id") != Client || q.Get("redirect_uri") != p.Redirect || q.Get("response_type") != "code" ||
		!slices.Contains(strings.Fields(q.Get("scope")), "openid") || q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43 {
		http.Error(w, "invalid_request", http.StatusBadRequest)
		return
	}
	code := rand.Text()
	p.codes[code] = q
	back := url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {p.URL}}
	if p.Answered != nil {
		p.Answered(back)
	}
	http.Redirect(w, r, p.Redirect+"?"+back.Encode(), http.StatusFound)
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	refuse := func(name string) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		json.NewEncoder(w).Encode(map[string]string{"error": name})
	}
	id, secret, _ := r.BasicAuth()
	if secret, _ = url.QueryUnescape(secret); id != Client || secret != Secret {
		refuse("invalid_client")
		return
	}
	asked, known := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	challenge := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !known || r.PostFormValue("redirect_uri") != p.Redirect || asked.Get("code_challenge") != text64(challenge[:]) {
		refuse("invalid_grant")
		return
	}
	now := p.Now()
	claims := map[string]any{"iss": p.URL, "sub": p.Subject, "aud": Client, "nonce": asked.Get("nonce"), "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix()}
	if !p.Proved.IsZero() {
		claims["auth_time"] = p.Proved.Unix()
	} else if asked.Has("max_age") {
		claims["auth_time"] = now.Unix()
	}
	for name, value := range p.Claims {
		if claims[name] = value; value == nil {
			delete(claims, name)
		}
	}
	send(w, map[string]any{"access_token": "not used", "token_type": "Bearer", "expires_in": 300, "id_token": p.sign(claims)})
}

// sign makes a JWT by hand.
func (p *Provider) sign(claims map[string]any) string {
	alg := "RS256"
	if p.Alg != "" {
		alg = p.Alg
	}
	said := map[string]any{"alg": alg, "kid": "1", "typ": "JWT"}
	maps.Copy(said, p.Header)
	header, _ := json.Marshal(said)
	body, _ := json.Marshal(claims)
	text := text64(header) + "." + text64(body)
	if alg == "none" {
		return text + "."
	}
	sum := sha256.Sum256([]byte(text))
	if alg == "HS256" {
		mac := hmac.New(sha256.New, []byte(Secret))
		mac.Write([]byte(text))
		return text + "." + text64(mac.Sum(nil))
	}
	signature, err := rsa.SignPKCS1v15(rand.Reader, p.Key, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return text + "." + text64(signature)
}

// Visit follows an address to the provider as a browser does, and returns what
// it sends the browser back with.
func (p *Provider) Visit(t testing.TB, address string) url.Values {
	t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	back, err := r.Location()
	if err != nil {
		t.Fatalf("the provider answers %s with %s", address, r.Status)
	}
	return back.Query()
}
