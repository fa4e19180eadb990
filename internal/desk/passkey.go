package desk

import (
	"context"
	"encoding/json"
	"errors"
	"net/netip"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"passage"
	"passage/internal/access"
	"passage/internal/store"
)

// passkeyTime is how long a question to a passkey waits for its answer.
const passkeyTime = 5 * time.Minute

// relyingParty is what passkeys of a site are made for and checked with. A
// passkey asks its owner for a PIN, a finger or a face, so that it is two
// factors in one; which make it is does not matter.
func relyingParty(site access.Site) (*webauthn.WebAuthn, error) {
	host, ok := site.PasskeyHost()
	if !ok {
		return nil, access.NoPasskeyHere
	}
	wait := webauthn.TimeoutConfig{Enforce: true, Timeout: passkeyTime, TimeoutUVD: passkeyTime}
	return webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: site.Name, RPOrigins: []string{site.Origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
		Timeouts: webauthn.TimeoutsConfig{Login: wait, Registration: wait},
	})
}

// holder is an account as go-webauthn asks for it.
type holder struct {
	store.Account
	keys []webauthn.Credential
}

func (h holder) WebAuthnID() []byte                         { return []byte(h.ID) }
func (h holder) WebAuthnName() string                       { return h.Name }
func (h holder) WebAuthnDisplayName() string                { return h.Person }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

func holderOf(tx *store.Tx, a store.Account) (holder, error) {
	h := holder{Account: a}
	rows, err := tx.Passkeys(a.ID)
	if err != nil {
		return h, err
	}
	for _, row := range rows {
		var key webauthn.Credential
		if err := json.Unmarshal(row.Body, &key); err != nil {
			return h, err
		}
		h.keys = append(h.keys, key)
	}
	return h, nil
}

// NewPasskey returns the question, as JSON for the browser, with which a device
// makes a passkey for the account of a session.
func (d *Desk) NewPasskey(ctx context.Context, site access.Site, session string) (question []byte, err error) {
	party, err := relyingParty(site)
	if err != nil {
		return nil, err
	}
	err = d.store.Update(ctx, func(tx *store.Tx) error {
		row, a, err := d.mayEnrol(tx, session)
		if err != nil {
			return err
		}
		h, err := holderOf(tx, a)
		if err != nil {
			return err
		}
		p, err := readPending(row)
		if err != nil {
			return err
		}
		// A device that has a passkey already is not to make a second one, unless the
		// older ones end with it.
		var known []webauthn.RegistrationOption
		if !p.Renews {
			known = append(known, webauthn.WithExclusions(webauthn.Credentials(h.keys).CredentialDescriptors()))
		}
		creation, asked, err := party.BeginRegistration(h, known...)
		if err != nil {
			return err
		}
		if question, err = json.Marshal(creation.Response); err != nil {
			return err
		}
		return d.ask(tx, row, asked)
	})
	return question, err
}

// ask keeps what a passkey was asked, in its session.
func (d *Desk) ask(tx *store.Tx, row store.Session, asked *webauthn.SessionData) error {
	p, err := readPending(row)
	if err != nil {
		return err
	}
	if p.Passkey, err = json.Marshal(asked); err != nil {
		return err
	}
	return d.setPending(tx, row, p)
}

// asked returns what a passkey was asked in a session. A question is answered
// once.
func (d *Desk) asked(tx *store.Tx, row store.Session) (asked webauthn.SessionData, err error) {
	p, err := readPending(row)
	if err != nil {
		return asked, err
	}
	if p.Passkey == nil {
		return asked, access.PasskeyRefused
	}
	if err := json.Unmarshal(p.Passkey, &asked); err != nil {
		return asked, err
	}
	p.Passkey = nil
	return asked, d.setPending(tx, row, p)
}

// AddPasskey adds the passkey that a device made to the account of a session,
// under a name that its owner knows it by.
func (d *Desk) AddPasskey(ctx context.Context, site access.Site, session, name string, answer []byte) (secret string, err error) {
	party, err := relyingParty(site)
	if err != nil {
		return "", err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return "", d.notAccepted(err)
	}
	if name = strings.TrimSpace(name); name == "" {
		name = "1"
	}
	name = string([]rune(name)[:min(len([]rune(name)), 60)])
	return d.enrolled(ctx, session, "passkey.added", name, func(tx *store.Tx, a *store.Account) error {
		row, _, err := d.mayEnrol(tx, session)
		if err != nil {
			return err
		}
		asked, err := d.asked(tx, row)
		if err != nil {
			return err
		}
		h, err := holderOf(tx, *a)
		if err != nil {
			return err
		}
		key, err := party.CreateCredential(h, asked, parsed)
		if err != nil {
			return d.notAccepted(err)
		}
		if _, taken, err := tx.Passkey(key.ID); err != nil || taken {
			return orTrouble(err, access.PasskeyTaken)
		}
		body, err := json.Marshal(key)
		if err != nil {
			return err
		}
		now := d.now().UnixMicro()
		return tx.PutPasskey(store.Passkey{ID: key.ID, Account: a.ID, Name: name, Body: body, Created: now, Used: now})
	})
}

// notAccepted tells the log why a passkey was not accepted, and its owner only
// that.
func (d *Desk) notAccepted(err error) error {
	var detail *protocol.Error
	if errors.As(err, &detail) {
		d.log.Info("a passkey was not accepted", "error", detail.Details, "info", detail.DevInfo)
	} else {
		d.log.Info("a passkey was not accepted", "error", err)
	}
	return access.PasskeyRefused
}

// AskPasskey returns the question with which somebody signs in by passkey, and
// the session that waits for the answer: the one given, where somebody who is
// signed in proves again who they are, or else a new one.
func (d *Desk) AskPasskey(ctx context.Context, site access.Site, session, agent string) (secret string, question []byte, err error) {
	party, err := relyingParty(site)
	if err != nil {
		return "", nil, err
	}
	err = d.store.Update(ctx, func(tx *store.Tx) error {
		assertion, asked, err := party.BeginDiscoverableLogin()
		if err != nil {
			return err
		}
		if question, err = json.Marshal(assertion.Response); err != nil {
			return err
		}
		secret = session
		row, _, err := d.at(tx, session, access.SignedIn)
		if errors.Is(err, access.SessionOver) {
			if secret, err = d.newSession(tx, "", access.Halfway, "", agent, pending{}, time.Time{}); err != nil {
				return err
			}
			row, _, err = d.at(tx, secret, access.Halfway)
		}
		if err != nil {
			return err
		}
		return d.ask(tx, row, asked)
	})
	return secret, question, err
}

// SignInByPasskey checks the answer of a passkey and signs in.
func (d *Desk) SignInByPasskey(ctx context.Context, site access.Site, session string, answer []byte, from netip.Addr) (secret string, err error) {
	if err := d.try("", from); err != nil {
		return "", err
	}
	party, err := relyingParty(site)
	if err != nil {
		return "", err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return "", d.notAccepted(err)
	}
	var refusal error
	err = d.store.Update(ctx, func(tx *store.Tx) error {
		secret, refusal = "", nil
		row, owner, err := d.at(tx, session, access.Halfway, access.SignedIn)
		if err != nil {
			return err
		}
		asked, err := d.asked(tx, row)
		if err != nil {
			return err
		}
		var a store.Account
		find := func(rawID, handle []byte) (webauthn.User, error) {
			var ok bool
			if a, ok, err = tx.Account(string(handle)); err != nil || !ok || a.Disabled != 0 || owner.ID != "" && owner.ID != a.ID {
				return nil, errors.Join(err, errors.New("nobody who may sign in here has it"))
			}
			return holderOf(tx, a)
		}
		_, key, err := party.ValidatePasskeyLogin(find, asked, parsed)
		if err == nil && key.Authenticator.CloneWarning {
			err = errors.New("its counter went back, as that of a copy does")
		}
		if err != nil { // the question is used up all the same
			refusal = d.notAccepted(err)
			if a.ID == "" {
				return nil
			}
			return tx.Record(d.entry(Caller{Name: a.Name, Account: a.ID, Org: passage.OrgID(a.Org)}, "sign-in.refused", "passkey"))
		}
		body, err := json.Marshal(key)
		if err != nil {
			return err
		}
		if err := tx.PutPasskey(store.Passkey{ID: key.ID, Account: a.ID, Body: body, Used: d.now().UnixMicro()}); err != nil {
			return err
		}
		secret, err = d.signIn(tx, session, a, row.Agent, "passkey", d.now())
		return err
	})
	return secret, errors.Join(err, refusal)
}
