// Package identity asks an OpenID Connect provider who somebody is. It knows no
// accounts: what it returns is an issuer, a subject, and when the person last
// proved there who they are. E-mail addresses and names are not asked for, so
// that nothing can be decided by them.
package identity

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Limits that hold for every provider.
const (
	Skew = 2 * time.Minute  // by which its clock may differ from ours
	Life = 10 * time.Minute // of a question

	patience = 10 * time.Second // for one of its answers
	retry    = 5 * time.Second  // between two tries to reach it
	largest  = 1 << 20          // bytes of one of its answers
)

// Errors of the two kinds that people are told apart; what is wrapped around
// them is for the log.
var (
	ErrUnreachable = errors.New("the identity provider cannot be reached")
	ErrRefused     = errors.New("the identity provider did not confirm who it is")
)

// Config says which provider is asked, and as which client.
type Config struct {
	Issuer   string   // as the provider writes it, such as https://id.example.org/realms/aid
	Client   string   // id of passage at the provider
	Secret   string   // that goes with it
	Name     string   // as people know the provider; empty: the issuer's host
	Redirect string   // where the provider sends people back to, to the letter as it knows it
	ACR      []string // strengths of signing in of which one is needed; none: any will do
	Now      func() time.Time
}

// Provider is asked who somebody is. Its methods may be called from many
// goroutines.
type Provider struct {
	Config
	Origin string // of the redirect address: the one place where people can come back to

	client *http.Client
	mu     sync.Mutex
	found  *found
	failed error
	tried  time.Time
}

// found is what a provider says of itself.
type found struct {
	oauth    oauth2.Config
	verifier *oidc.IDTokenVerifier
	saysWho  bool // answers carry the parameter iss
}

// New returns a provider without reaching it, or an error in words about what is
// wrong with the configuration.
func New(c Config) (*Provider, error) {
	issuer, err := plain(c.Issuer)
	if err != nil {
		return nil, fmt.Errorf("the issuer %q %w", c.Issuer, err)
	}
	redirect, err := plain(c.Redirect)
	if err != nil {
		return nil, fmt.Errorf("the address to come back to, %q, %w", c.Redirect, err)
	}
	if c.Client == "" || c.Secret == "" {
		return nil, errors.New("a client id and its secret are needed; the provider gives both when passage is registered there")
	}
	c.Name = cmp.Or(c.Name, issuer.Host)
	if c.Now == nil {
		c.Now = time.Now
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSHandshakeTimeout = patience / 2
	return &Provider{Config: c, Origin: originOf(redirect), client: &http.Client{
		Transport: only{originOf(issuer), transport}, Timeout: patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// plain reads an address that may stand in the configuration.
func plain(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return nil, errors.New("is not an address such as https://id.example.org/realms/aid")
	}
	if u.Scheme != "https" && !(u.Scheme == "http" && local(u.Hostname())) {
		return nil, errors.New("has to begin with https://, because what goes there must not be read by others")
	}
	return u, nil
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// originOf writes where an address is as browsers do, without the usual port.
func originOf(u *url.URL) string {
	host := u.Host
	if usual := map[string]string{"https": ":443", "http": ":80"}[u.Scheme]; usual != "" {
		host = strings.TrimSuffix(host, usual)
	}
	return strings.ToLower(u.Scheme + "://" + host)
}

// only lets requests go to one origin, and answers come that are not too large.
type only struct {
	origin string
	next   http.RoundTripper
}

func (o only) RoundTrip(r *http.Request) (*http.Response, error) {
	if originOf(r.URL) != o.origin {
		return nil, fmt.Errorf("%s is not of %s, and nobody else is asked", originOf(r.URL), o.origin)
	}
	a, err := o.next.RoundTrip(r)
	if err == nil {
		a.Body = http.MaxBytesReader(nil, a.Body, largest)
	}
	return a, err
}

// Reach returns an error, which is ErrUnreachable, unless the provider says of
// itself what is needed to ask it. What it said once is kept.
func (p *Provider) Reach(ctx context.Context) error {
	_, err := p.reach(ctx)
	return err
}

func (p *Provider) reach(ctx context.Context) (*found, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	if p.failed != nil && p.Now().Sub(p.tried) < retry {
		return nil, p.failed
	}
	f, err := p.discover(ctx)
	if err != nil {
		p.failed, p.tried = fmt.Errorf("%w: %w", ErrUnreachable, err), p.Now()
		return nil, p.failed
	}
	p.found = f
	return f, nil
}

func (p *Provider) discover(ctx context.Context) (*found, error) {
	// Somebody who goes away must not spoil it for those who wait.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	provider, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.Issuer)
	if err != nil {
		return nil, err
	}
	var said struct {
		Authorize string   `json:"authorization_endpoint"`
		Token     string   `json:"token_endpoint"`
		Keys      string   `json:"jwks_uri"`
		Methods   []string `json:"token_endpoint_auth_methods_supported"`
		SaysWho   bool     `json:"authorization_response_iss_parameter_supported"`
	}
	if err := provider.Claims(&said); err != nil {
		return nil, err
	}
	issuer, err := url.Parse(p.Issuer)
	if err != nil {
		return nil, err
	}
	for _, address := range []string{said.Authorize, said.Token, said.Keys} {
		if u, err := url.Parse(address); err != nil || u.User != nil || originOf(u) != originOf(issuer) {
			return nil, fmt.Errorf("it names the address %q, which is not on %s; only the issuer's own host is trusted", address, originOf(issuer))
		}
	}
	endpoint := oauth2.Endpoint{AuthURL: said.Authorize, TokenURL: said.Token, AuthStyle: oauth2.AuthStyleInHeader}
	if len(said.Methods) > 0 && !slices.Contains(said.Methods, "client_secret_basic") {
		if !slices.Contains(said.Methods, "client_secret_post") {
			return nil, fmt.Errorf("it takes clients by %s, but not with a secret", strings.Join(said.Methods, ", "))
		}
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return &found{
		oauth: oauth2.Config{ClientID: p.Client, ClientSecret: p.Secret, Endpoint: endpoint, RedirectURL: p.Redirect, Scopes: []string{oidc.ScopeOpenID}},
		verifier: provider.Verifier(&oidc.Config{
			ClientID: p.Client, Now: func() time.Time { return p.Now().Add(-Skew) },
			SupportedSigningAlgs: []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA},
		}),
		saysWho: said.SaysWho,
	}, nil
}
