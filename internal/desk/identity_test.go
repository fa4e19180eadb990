package desk_test

import (
	"errors"
	"log/slog"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/identity"
	"passage/internal/identity/identitytest"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

const answerAddress = "https://passage.lan:8443/signin/identity/answer"

// provided gives an office an identity provider with its clock.
func provided(o *office) *identitytest.Provider {
	o.t.Helper()
	p := identitytest.New(o.t)
	p.Now, p.Redirect = o.Now, answerAddress
	trust(o, p, "Aid ID")
	return p
}

func trust(o *office, p *identitytest.Provider, name string) {
	o.t.Helper()
	c := identity.Config{Issuer: p.URL, Client: identitytest.Client, Secret: identitytest.Secret, Name: name, Redirect: answerAddress, Now: o.Now}
	o.TrustProvider(must[*identity.Provider](o.t)(identity.New(c)))
}

// asks begins to ask who somebody is, and returns what they come back with.
func asks(o *office, p *identitytest.Provider, session string, purpose desk.Purpose) (waiting string, answer url.Values) {
	o.t.Helper()
	waiting, address, err := o.AskIdentity(bg, session, purpose, "/roles", "Firefox")
	if err != nil {
		o.t.Fatal(err)
	}
	return waiting, p.Visit(o.t, address)
}

// goes asks and answers.
func goes(o *office, p *identitytest.Provider, session string, purpose desk.Purpose) (desk.Answered, error) {
	o.t.Helper()
	waiting, answer := asks(o, p, session, purpose)
	return o.AnswerIdentity(bg, waiting, answer, home)
}

// tied ties whoever is at the provider to the account of a session.
func tied(o *office, p *identitytest.Provider, session string) string {
	o.t.Helper()
	return must[desk.Answered](o.t)(goes(o, p, session, desk.ToTie)).Secret
}

// TestIdentity ties an identity to an account, signs in with it and unties it.
func TestIdentity(t *testing.T) {
	onBoth(t, func(o *office) {
		amal := o.first()
		p := provided(o)
		done, err := goes(o, p, "", desk.ToSignIn)
		o.wants("an identity that is tied to nobody", err, access.IdentityUnknown)
		if done.Secret != "" {
			t.Error("it has a session")
		}
		elsewhere := o.text(o.signIn("amal", password, home))
		in := tied(o, p, o.again(amal, "amal"))
		if _, err := o.Visitor(bg, elsewhere); err == nil {
			t.Error("another session outlives a new way in")
		}
		done = must[desk.Answered](t)(goes(o, p, "", desk.ToSignIn))
		if c := o.caller(done.Secret); c.Name != "amal" || done.Back != "/roles" {
			t.Errorf("signed in as %+v, back to %q", c, done.Back)
		}
		if e := must[[]store.Entry](t)(o.Journal(bg, o.caller(done.Secret), 0, 1))[0]; e.Act != "sign-in" || e.About != "oidc" {
			t.Errorf("the journal says %s %s", e.Act, e.About)
		}
		// With the password gone the identity is the last way in, and stays.
		in = o.again(in, "amal")
		if err := o.DropPassword(bg, in); err != nil {
			t.Fatal(err)
		}
		id := must[desk.Me](t)(o.Me(bg, in)).Identities[0].ID
		o.wants("the last way in", o.DropIdentity(bg, in, id), access.LastWay)
		o.code["amal"] = must[[]byte](t)(o.CodeSecret(bg, in))
		in = o.text(o.SetPassword(bg, in, password, o.next("amal")))
		if err := o.DropIdentity(bg, in, "00"); !errors.As(err, &desk.Missing{}) {
			t.Errorf("an identity that is not there: %v", err)
		}
		if err := o.DropIdentity(bg, in, id); err != nil {
			t.Fatal(err)
		}
		_, err = goes(o, p, "", desk.ToSignIn)
		o.wants("once untied", err, access.IdentityUnknown)
		for _, act := range []string{"identity.added", "identity.removed"} {
			if !slices.ContainsFunc(must[[]store.Entry](t)(o.Journal(bg, o.caller(in), 0, 50)), func(e store.Entry) bool { return e.Act == act }) {
				t.Errorf("the journal lacks %s", act)
			}
		}
	})
}

// TestNoAccountByMail is abuse case pre-hijack: whatever a provider says of a
// person's name and mail, it neither makes nor finds an account by it.
func TestNoAccountByMail(t *testing.T) {
	onBoth(t, func(o *office) {
		amal := o.first()
		p := provided(o)
		p.Claims = map[string]any{"email": "amal@unops.example", "email_verified": true, "preferred_username": "amal", "name": "Amal K.", "sub": "amal"}
		before := len(must[[]desk.Account](t)(o.Accounts(bg, o.caller(amal))))
		_, err := goes(o, p, "", desk.ToSignIn)
		o.wants("her name and mail, somebody else's identity", err, access.IdentityUnknown)
		if after := len(must[[]desk.Account](t)(o.Accounts(bg, o.caller(amal)))); after != before {
			t.Errorf("%d accounts, %d before", after, before)
		}
		// The control: the same identity, tied by her, with another's name and mail.
		tied(o, p, o.again(amal, "amal"))
		p.Claims = map[string]any{"email": "basem@wfp.example", "preferred_username": "basem", "sub": "amal"}
		if c := o.caller(must[desk.Answered](t)(goes(o, p, "", desk.ToSignIn)).Secret); c.Name != "amal" {
			t.Errorf("signed in as %s", c.Name)
		}
	})
}

// TestTying holds who may tie an identity: whoever has just proved the account
// and the identity both, in one browser; and each identity once.
func TestTying(t *testing.T) {
	onBoth(t, func(o *office) {
		amal := o.first()
		p := provided(o)
		basem := o.invite(o.again(amal, "amal"), "basem", "wfp", access.Analyst)
		amal = tied(o, p, o.again(o.last, "amal"))
		_, err := goes(o, p, basem, desk.ToTie)
		o.wants("an identity of somebody else's", err, access.IdentityTaken)
		amal = o.again(amal, "amal")
		_, err = goes(o, p, amal, desk.ToTie)
		o.wants("her own, twice", err, access.IdentityTaken)

		p.Subject = "b453"
		basem = o.again(basem, "basem")
		p.Proved = o.clock.Add(-time.Hour)
		_, err = goes(o, p, basem, desk.ToTie)
		o.wants("of whoever was signed in at the provider", err, access.IdentityRefused)
		p.Proved = time.Time{}
		waiting, answer := asks(o, p, basem, desk.ToTie)
		o.clock = o.clock.Add(access.FreshFor + time.Second)
		_, err = o.AnswerIdentity(bg, waiting, answer, home)
		o.wants("long after he proved the account", err, access.Stale)
		_, _, err = o.AskIdentity(bg, basem, desk.ToTie, "/", "")
		o.wants("asking for it then", err, access.Stale)
		_, _, err = o.AskIdentity(bg, "", desk.ToTie, "/", "")
		o.wants("without a session", err, access.SessionOver)
		tied(o, p, o.again(basem, "basem"))

		// With an invitation it is the first way in.
		link := o.text(o.Invite(bg, o.caller(o.again(amal, "amal")), desk.Person{Name: "dina", Person: "Dina", Org: "wfp", Roles: []access.Role{access.Analyst}}))
		p.Subject = "d17a"
		tied(o, p, o.text(o.Follow(bg, link, desk.Person{}, "", "")))
		if c := o.caller(must[desk.Answered](t)(goes(o, p, "", desk.ToSignIn)).Secret); c.Name != "dina" {
			t.Errorf("signed in as %s", c.Name)
		}
		_, err = o.Linked(bg, link)
		o.wants("the link, used", err, access.LinkOver)
	})
}

// TestIdentityAnswers holds that an answer is worth something in the browser
// alone that asked, once, and for what it asked.
func TestIdentityAnswers(t *testing.T) {
	onBoth(t, func(o *office) {
		amal := o.first()
		p := provided(o)
		amal = tied(o, p, o.again(amal, "amal"))
		refused := func(what, session string, answer url.Values, want access.Trouble) {
			t.Helper()
			done, err := o.AnswerIdentity(bg, session, answer, home)
			o.wants(what, err, want)
			if done.Secret != "" {
				t.Errorf("%s has a session", what)
			}
		}
		hers, _ := asks(o, p, "", desk.ToSignIn)
		his, answer := asks(o, p, "", desk.ToSignIn)
		refused("an answer in another's browser", hers, answer, access.IdentityRefused)
		refused("an answer in a browser that asked nothing", amal, answer, access.IdentityRefused)
		refused("an answer in a browser without a session", "", answer, access.SessionOver)
		must[desk.Answered](t)(o.AnswerIdentity(bg, his, answer, home))
		refused("an answer twice", his, answer, access.SessionOver)

		waiting, answer := asks(o, p, "", desk.ToSignIn)
		forged := url.Values{"code": answer["code"], "iss": answer["iss"], "state": {"guessed"}}
		refused("another state", waiting, forged, access.IdentityRefused)
		must[desk.Answered](t)(o.AnswerIdentity(bg, waiting, answer, home)) // a forged one does not spoil it

		waiting, answer = asks(o, p, "", desk.ToSignIn)
		wrong := url.Values{"code": {"guessed"}, "iss": answer["iss"], "state": answer["state"]}
		refused("another code", waiting, wrong, access.IdentityRefused)
		refused("the right one after it", waiting, answer, access.IdentityRefused)

		waiting, answer = asks(o, p, "", desk.ToSignIn)
		o.clock = o.clock.Add(identity.Life)
		refused("an answer too late", waiting, answer, access.IdentityRefused)

		p.Answered = func(q url.Values) { q.Set("iss", "https://evil.example") }
		waiting, answer = asks(o, p, "", desk.ToSignIn)
		refused("another provider's", waiting, answer, access.IdentityRefused)
		p.Answered = nil
		must[desk.Answered](t)(goes(o, p, "", desk.ToSignIn))
	})
}

// TestIdentityProvesAgain holds that somebody who is signed in proves with their
// own identity again who they are, there and then, and not with another's; and
// that signing in proves no more than the provider says.
func TestIdentityProvesAgain(t *testing.T) {
	onBoth(t, func(o *office) {
		amal := o.first()
		p := provided(o)
		basem := o.invite(o.again(amal, "amal"), "basem", "wfp", access.Analyst)
		amal = tied(o, p, o.again(o.last, "amal"))
		p.Subject = "b453"
		tied(o, p, basem)
		o.clock = o.clock.Add(time.Hour)
		fresh := func(session string) bool {
			return must[desk.Caller](t)(o.Visitor(bg, session)).Fresh(o.clock) == nil
		}
		_, err := goes(o, p, amal, desk.ToProve)
		o.wants("with another's", err, access.IdentityRefused)
		p.Subject = "dina"
		_, err = goes(o, p, amal, desk.ToProve)
		o.wants("with nobody's", err, access.IdentityRefused)
		p.Subject, p.Proved = "7c1f", o.clock.Add(-10*time.Minute)
		_, err = goes(o, p, amal, desk.ToProve)
		o.wants("with her own, proved before", err, access.IdentityRefused)
		if fresh(amal) {
			t.Error("what was refused proved who she is")
		}
		refusals := 0
		for _, e := range must[[]store.Entry](t)(o.Journal(bg, desk.Caller{Account: o.caller(amal).Account}, 0, 10)) {
			if e.Act == "sign-in.refused" && e.About == "oidc" {
				refusals++
			}
		}
		if refusals != 3 {
			t.Errorf("the journal has %d refusals, want 3", refusals)
		}
		in := must[desk.Answered](t)(goes(o, p, "", desk.ToSignIn)).Secret
		if fresh(in) {
			t.Error("who proved it ten minutes ago has just proved it")
		}
		p.Claims = map[string]any{"auth_time": nil}
		if fresh(must[desk.Answered](t)(goes(o, p, "", desk.ToSignIn)).Secret) {
			t.Error("who proved it nobody knows when has just proved it")
		}
		p.Claims, p.Proved = nil, o.clock.Add(-time.Minute)
		if !fresh(must[desk.Answered](t)(goes(o, p, "", desk.ToSignIn)).Secret) {
			t.Error("who proved it a minute ago has not")
		}
		p.Proved = time.Time{}
		if proved := must[desk.Answered](t)(goes(o, p, in, desk.ToProve)).Secret; !fresh(proved) {
			t.Error("with her own: not proved")
		}
	})
}

// TestIdentityOfTheDisabled holds that a disabled account is closed to identities
// too, and opens with them again.
func TestIdentityOfTheDisabled(t *testing.T) {
	onBoth(t, func(o *office) {
		amal := o.first()
		p := provided(o)
		tied(o, p, o.invite(amal, "basem", "wfp", access.Analyst))
		waiting, answer := asks(o, p, "", desk.ToSignIn)
		id := o.id(amal, "basem")
		if err := o.DisableAccount(bg, o.caller(amal), id); err != nil {
			t.Fatal(err)
		}
		_, err := o.AnswerIdentity(bg, waiting, answer, home)
		o.wants("disabled while he is at the provider", err, access.IdentityUnknown)
		_, err = goes(o, p, "", desk.ToSignIn)
		o.wants("disabled", err, access.IdentityUnknown)
		if err := o.EnableAccount(bg, o.caller(amal), id); err != nil {
			t.Fatal(err)
		}
		must[desk.Answered](t)(goes(o, p, "", desk.ToSignIn))
	})
}

// TestProviderAway holds what people are told while the provider is away, that
// they come in otherwise, and that a way in counts only while it is one.
func TestProviderAway(t *testing.T) {
	onBoth(t, func(o *office) {
		amal := o.first()
		if _, _, err := o.AskIdentity(bg, "", desk.ToSignIn, "/", ""); !errors.As(err, &desk.Missing{}) {
			t.Errorf("without a provider: %v", err)
		}
		p := provided(o)
		p.Down(true)
		_, _, err := o.AskIdentity(bg, "", desk.ToSignIn, "/", "")
		o.wants("away", err, access.IdentityAway)
		o.text(o.signIn("amal", password, home))
		p.Down(false)
		amal = o.again(amal, "amal") // a minute later
		waiting, answer := asks(o, p, amal, desk.ToTie)
		p.Down(true)
		_, err = o.AnswerIdentity(bg, waiting, answer, home)
		o.wants("away in between", err, access.IdentityAway)
		p.Down(false)
		amal = tied(o, p, amal)
		if err := o.DropPassword(bg, amal); err != nil {
			t.Fatal(err)
		}
		if link := o.text(o.FirstLink(bg)); link != "" {
			t.Error("an administrator who comes in by identity is none")
		}
		o.TrustProvider(nil)
		if link := o.text(o.FirstLink(bg)); link == "" {
			t.Error("nobody can come in any more, and there is no link")
		}
		other := identitytest.New(t)
		other.Now, other.Redirect = o.Now, answerAddress
		trust(o, other, "Other")
		if link := o.text(o.FirstLink(bg)); link == "" {
			t.Error("an identity of another provider counts as a way in")
		}
		_, err = goes(o, other, "", desk.ToSignIn)
		o.wants("the same subject at another provider", err, access.IdentityUnknown)
	})
}

// TestIdentityIsBraked holds that answers are braked as other guesses are.
func TestIdentityIsBraked(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.first()
	p := provided(o)
	waiting, answer := asks(o, p, "", desk.ToSignIn)
	braked := false
	for range 100 {
		_, err := o.AnswerIdentity(bg, waiting, url.Values{"state": {"guessed"}, "code": {"guessed"}}, away)
		braked = errors.As(err, new(access.Wait))
	}
	if !braked {
		t.Error("a hundred guesses at once are not braked")
	}
	_, err := o.AnswerIdentity(bg, waiting, answer, netip.MustParseAddr("203.0.113.5"))
	o.wants("the control, from elsewhere", err, access.IdentityUnknown)
}

// TestIdentitySecrets holds that the client's secret and what a provider hands
// over are neither kept nor logged.
func TestIdentitySecrets(t *testing.T) {
	var log strings.Builder
	o := officeOf(t, openLogged(t, storetest.SQLite(t), t.TempDir(), slog.New(slog.NewTextHandler(&log, nil))))
	amal := o.first()
	p := provided(o)
	tied(o, p, o.again(amal, "amal"))
	waiting, answer := asks(o, p, "", desk.ToSignIn)
	must[desk.Answered](t)(o.AnswerIdentity(bg, waiting, answer, home))
	o.AnswerIdentity(bg, waiting, answer, home)
	p.Key = identitytest.NewKey(t)
	goes(o, p, "", desk.ToSignIn)
	waiting, answer = asks(o, p, "", desk.ToSignIn)
	spent := answer.Get("code")
	answer.Set("code", "a guess")
	o.AnswerIdentity(bg, waiting, answer, home)
	for _, secret := range []string{identitytest.Secret, url.QueryEscape(identitytest.Secret), spent, answer.Get("state"), "a guess", "eyJ"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%q is logged:\n%s", secret, &log)
		}
	}
	if n := strings.Count(log.String(), "an identity was not accepted"); n < 2 {
		t.Errorf("the log tells of %d refusals:\n%s", n, &log)
	}
}
