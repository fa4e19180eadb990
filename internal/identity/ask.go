package identity

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Question is what a browser was sent to the provider with. It is kept with the
// browser's session, and answered once.
type Question struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"` // of PKCE
	Asked    int64  `json:"asked"`    // microseconds
	Fresh    bool   `json:"fresh"`    // they are to prove anew who they are
}

// Person is somebody as the provider knows them.
type Person struct {
	Issuer, Subject string
	Proved          time.Time // when they last proved there who they are; zero: it does not say
}

// Ask returns the address at which the provider asks somebody who they are. With
// fresh it is to ask even those whom it knows already.
func (p *Provider) Ask(ctx context.Context, fresh bool) (address string, q Question, err error) {
	f, err := p.reach(ctx)
	if err != nil {
		return "", q, err
	}
	// Each is 256 random bits.
	q = Question{State: oauth2.GenerateVerifier(), Nonce: oauth2.GenerateVerifier(), Verifier: oauth2.GenerateVerifier(), Asked: p.Now().UnixMicro(), Fresh: fresh}
	options := []oauth2.AuthCodeOption{oidc.Nonce(q.Nonce), oauth2.S256ChallengeOption(q.Verifier)}
	if fresh {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	if len(p.ACR) > 0 {
		options = append(options, oauth2.SetAuthURLParam("acr_values", strings.Join(p.ACR, " ")))
	}
	return f.oauth.AuthCodeURL(q.State, options...), q, nil
}

// Answers reports whether what a browser came back with answers the question,
// in time.
func (p *Provider) Answers(q Question, answer url.Values) bool {
	age := p.Now().Sub(time.UnixMicro(q.Asked))
	return q.State != "" && subtle.ConstantTimeCompare([]byte(q.State), []byte(answer.Get("state"))) == 1 && age >= 0 && age < Life
}

// Redeem finds out from the provider whom an answer to a question is about. Its
// errors are ErrRefused or ErrUnreachable.
func (p *Provider) Redeem(ctx context.Context, q Question, answer url.Values) (Person, error) {
	f, err := p.reach(ctx)
	if err != nil {
		return Person{}, err
	}
	code, err := f.codeOf(p, q, answer)
	if err != nil {
		return Person{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := f.oauth.Exchange(ctx, code, oauth2.VerifierOption(q.Verifier))
	if err != nil {
		return Person{}, exchangeError(err)
	}
	text, _ := token.Extra("id_token").(string)
	if text == "" {
		return Person{}, fmt.Errorf("%w: its answer holds no ID token", ErrRefused)
	}
	id, err := f.verifier.Verify(ctx, text)
	if err != nil {
		return Person{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	who, err := p.personOf(q, id)
	if err != nil {
		return Person{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return who, nil
}

// codeOf returns the code of an answer that is the provider's and says yes.
func (f *found) codeOf(p *Provider, q Question, answer url.Values) (code string, err error) {
	for name, values := range answer {
		if len(values) > 1 {
			return "", fmt.Errorf("the answer has %q %d times", name, len(values))
		}
	}
	// Without this, another provider's answer could be taken for this one's.
	if iss := answer.Get("iss"); (answer.Has("iss") || f.saysWho) && iss != p.Issuer {
		return "", fmt.Errorf("the answer is from %q, not from %q", iss, p.Issuer)
	}
	switch {
	case !p.Answers(q, answer):
		return "", errors.New("the answer is to another question, or too late")
	case answer.Has("error"):
		return "", fmt.Errorf("it says %s", shortOf(answer.Get("error")))
	case answer.Get("code") == "":
		return "", errors.New("the answer holds no code")
	}
	return answer.Get("code"), nil
}

var shortError = regexp.MustCompile(`^[a-z_]{1,60}$`)

// shortOf returns the name of an error, which stands in an address and so may be
// anybody's.
func shortOf(name string) string {
	if shortError.MatchString(name) {
		return name
	}
	return "no, in words that are not repeated here"
}

// exchangeError tells a refusal of the provider from its absence. What it wrote is
// left out, because nobody knows what is in it.
func exchangeError(err error) error {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		kind := ErrRefused
		if refused.Response.StatusCode >= 500 {
			kind = ErrUnreachable
		}
		return fmt.Errorf("%w: it answered the code with %s, %s", kind, refused.Response.Status, shortOf(refused.ErrorCode))
	}
	var network *url.Error
	if errors.As(err, &network) {
		return fmt.Errorf("%w: %w", ErrUnreachable, network)
	}
	return fmt.Errorf("%w: it answered the code with what is not a token", ErrRefused)
}

// personOf checks what a token that the provider signed says, beyond what the
// library has: issuer, audience, signature and end.
func (p *Provider) personOf(q Question, id *oidc.IDToken) (who Person, err error) {
	var said struct {
		AZP      string   `json:"azp"`
		ACR      string   `json:"acr"`
		AuthTime *float64 `json:"auth_time"`
	}
	if err := id.Claims(&said); err != nil {
		return who, err
	}
	now, asked := p.Now(), time.UnixMicro(q.Asked)
	var proved time.Time
	if said.AuthTime != nil {
		proved = time.Unix(int64(*said.AuthTime), 0)
	}
	switch {
	case id.Issuer != p.Issuer: // the library lets one provider off
		return who, errors.New("the token is of another issuer")
	case id.Subject == "" || len(id.Subject) > 255:
		return who, errors.New("the token is about nobody")
	case q.Nonce == "" || subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(q.Nonce)) != 1:
		return who, errors.New("the token answers another question")
	case said.AZP != "" && said.AZP != p.Client, said.AZP == "" && len(id.Audience) > 1:
		return who, fmt.Errorf("the token was made for %q", said.AZP)
	case id.IssuedAt.Before(asked.Add(-Skew)), id.IssuedAt.After(now.Add(Skew)):
		return who, fmt.Errorf("the token was made at %v, and here it is %v", id.IssuedAt.UTC(), now.UTC())
	case len(p.ACR) > 0 && !slices.Contains(p.ACR, said.ACR):
		return who, fmt.Errorf("they signed in there by %q, which is not strong enough", said.ACR)
	case proved.After(now.Add(Skew)):
		return who, errors.New("it says that they proved who they are at a time to come")
	case q.Fresh && proved.Before(asked.Add(-Skew)): // also where it does not say when
		return who, errors.New("it does not say that they proved anew who they are")
	}
	if proved.After(now) {
		proved = now
	}
	return Person{Issuer: id.Issuer, Subject: id.Subject, Proved: proved}, nil
}
