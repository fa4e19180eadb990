package desk_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"passage/internal/access"
	"passage/internal/desk"
)

// device is an authenticator in software with one passkey, as WebAuthn level 2
// describes what it answers.
type device struct {
	t      testing.TB
	key    *ecdsa.PrivateKey
	id     []byte
	handle []byte
	count  uint32
	flags  byte // user present, user verified
}

func newDevice(t testing.TB) *device {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	d := &device{t: t, key: key, id: make([]byte, 16), flags: 0x05}
	rand.Read(d.id)
	return d
}

func text64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// data is what the device says of itself to a site.
func (d *device) data(host string, flags byte) []byte {
	site := sha256.Sum256([]byte(host))
	d.count++
	return binary.BigEndian.AppendUint32(append(site[:], flags), d.count)
}

func client(kind, challenge, origin string) []byte {
	b, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false})
	return b
}

// make answers the question for a new passkey.
func (d *device) make(question []byte, host, origin string) []byte {
	d.t.Helper()
	var q struct {
		Challenge string
		User      struct{ ID string }
	}
	if err := json.Unmarshal(question, &q); err != nil {
		d.t.Fatal(err)
	}
	d.handle, _ = base64.RawURLEncoding.DecodeString(q.User.ID)
	point, err := d.key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		d.t.Fatal(err)
	}
	data := d.data(host, d.flags|0x40)
	data = append(data, make([]byte, 16)...)
	data = append(binary.BigEndian.AppendUint16(data, uint16(len(d.id))), d.id...)
	data = slices.Concat(data, []byte{0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32}, point[1:33], []byte{0x22, 0x58, 32}, point[33:])
	object := slices.Concat([]byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"), []byte{byte(len(data))}, data)
	return d.answer(map[string]string{"clientDataJSON": text64(client("webauthn.create", q.Challenge, origin)), "attestationObject": text64(object)})
}

// sign answers the question of somebody who signs in.
func (d *device) sign(question []byte, host, origin string) []byte {
	d.t.Helper()
	var q struct{ Challenge string }
	if err := json.Unmarshal(question, &q); err != nil {
		d.t.Fatal(err)
	}
	data, said := d.data(host, d.flags), client("webauthn.get", q.Challenge, origin)
	hash := sha256.Sum256(said)
	sum := sha256.Sum256(slices.Concat(data, hash[:]))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, sum[:])
	if err != nil {
		d.t.Fatal(err)
	}
	return d.answer(map[string]string{"clientDataJSON": text64(said), "authenticatorData": text64(data), "signature": text64(signature), "userHandle": text64(d.handle)})
}

func (d *device) answer(response map[string]string) []byte {
	b, err := json.Marshal(map[string]any{"id": text64(d.id), "rawId": text64(d.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}})
	if err != nil {
		d.t.Fatal(err)
	}
	return b
}

var lan = access.Site{Name: "passage", Origin: "https://passage.lan:8443"}

const (
	lanHost   = "passage.lan"
	lanOrigin = "https://passage.lan:8443"
)

// TestPasskey holds that a passkey that was made here signs in here, once for
// each question, and what is not quite so does not.
func TestPasskey(t *testing.T) {
	onBoth(t, func(o *office) {
		amal := o.first()
		phone := newDevice(t)
		ask := func(session string) (string, []byte) {
			t.Helper()
			secret, question, err := o.AskPasskey(bg, lan, session, "Safari")
			if err != nil {
				t.Fatal(err)
			}
			return secret, question
		}
		question := must[[]byte](t)(o.NewPasskey(bg, lan, amal))
		for name, answer := range map[string][]byte{
			"of another site": newDevice(t).make(question, "evil.example", "https://evil.example"),
			"asked elsewhere": newDevice(t).make(question, lanHost, "https://evil.example"),
			"without a check": (&device{t: t, key: phone.key, id: phone.id, flags: 0x01}).make(question, lanHost, lanOrigin),
			"not an answer":   []byte("{}"),
		} {
			_, err := o.AddPasskey(bg, lan, amal, "phone", answer)
			o.wants("a passkey "+name, err, access.PasskeyRefused)
		}
		in := o.text(o.AddPasskey(bg, lan, amal, " phone ", phone.make(question, lanHost, lanOrigin)))
		if me := must[desk.Me](t)(o.Me(bg, in)); len(me.Passkeys) != 1 || me.Passkeys[0].Name != "phone" {
			t.Fatalf("passkeys: %+v", me.Passkeys)
		}
		session, question := ask("")
		if _, err := o.Visitor(bg, session); err == nil {
			t.Error("asking a passkey signs in")
		}
		answer := phone.sign(question, lanHost, lanOrigin)
		by := o.text(o.SignInByPasskey(bg, lan, session, answer, home))
		if c := o.caller(by); c.Name != "amal" {
			t.Errorf("signed in as %+v", c)
		}
		session, _ = ask("")
		_, err := o.SignInByPasskey(bg, lan, session, answer, home)
		o.wants("the same answer to another question", err, access.PasskeyRefused)

		stranger := newDevice(t)
		stranger.handle = phone.handle
		weak := *phone
		weak.flags = 0x01
		copied := *phone
		copied.count = 0
		for name, sign := range map[string]func(q []byte) []byte{
			"of somebody else":           func(q []byte) []byte { return stranger.sign(q, lanHost, lanOrigin) },
			"on a site that looks alike": func(q []byte) []byte { return phone.sign(q, lanHost, "https://passage.lan.evil.example") },
			"without PIN or finger":      func(q []byte) []byte { return weak.sign(q, lanHost, lanOrigin) },
			"copied":                     func(q []byte) []byte { return copied.sign(q, lanHost, lanOrigin) },
		} {
			session, question := ask("")
			_, err := o.SignInByPasskey(bg, lan, session, sign(question), home)
			o.wants("a passkey "+name, err, access.PasskeyRefused)
			_, err = o.SignInByPasskey(bg, lan, session, phone.sign(question, lanHost, lanOrigin), home)
			o.wants("a second answer after one "+name, err, access.PasskeyRefused)
		}
		session, question = ask("")
		o.clock = o.clock.Add(access.HalfwayLife)
		_, err = o.SignInByPasskey(bg, lan, session, phone.sign(question, lanHost, lanOrigin), home)
		o.wants("a quarter of an hour later", err, access.SessionOver)
	})
}

// TestPasskeyProvesAgain holds that somebody who is signed in proves with their
// own passkey again who they are, and not with another's.
func TestPasskeyProvesAgain(t *testing.T) {
	onBoth(t, func(o *office) {
		amal := o.first()
		basem := o.invite(amal, "basem", "wfp", access.Analyst)
		hers, his := newDevice(t), newDevice(t)
		amal = o.text(o.AddPasskey(bg, lan, o.again(amal, "amal"), "", hers.make(must[[]byte](t)(o.NewPasskey(bg, lan, o.last)), lanHost, lanOrigin)))
		basem = o.text(o.AddPasskey(bg, lan, o.again(basem, "basem"), "", his.make(must[[]byte](t)(o.NewPasskey(bg, lan, o.last)), lanHost, lanOrigin)))
		o.clock = o.clock.Add(time.Hour)
		prove := func(d *device) (string, error) {
			session, question, err := o.AskPasskey(bg, lan, amal, "")
			if err != nil || session != amal {
				t.Fatalf("session %v, %v", session == amal, err)
			}
			return o.SignInByPasskey(bg, lan, session, d.sign(question, lanHost, lanOrigin), home)
		}
		_, err := prove(his)
		o.wants("with another's", err, access.PasskeyRefused)
		if must[desk.Caller](t)(o.Visitor(bg, amal)).Fresh(o.clock) == nil {
			t.Error("another's passkey proved who she is")
		}
		fresh := o.text(prove(hers))
		if err := must[desk.Caller](t)(o.Visitor(bg, fresh)).Fresh(o.clock); err != nil {
			t.Errorf("with her own: %v", err)
		}
		// Her passkey alone is left once the password is gone, and then stays.
		if err := o.DropPassword(bg, fresh); err != nil {
			t.Fatal(err)
		}
		id := must[desk.Me](t)(o.Me(bg, fresh)).Passkeys[0].ID
		o.wants("the last way in", o.DropPasskey(bg, fresh, hex.EncodeToString(id)), access.LastWay)
		if _, err := o.Visitor(bg, basem); err != nil {
			t.Errorf("somebody else's session: %v", err)
		}
	})
}

// TestWherePasskeysWork is a table of addresses, as browsers have it.
func TestWherePasskeysWork(t *testing.T) {
	for origin, want := range map[string]bool{
		"https://passage.lan": true, "https://passage.lan:8443": true, "http://localhost:8080": true, "http://hub.localhost:8080": true,
		"http://passage.lan": false, "https://192.0.2.1": false, "http://127.0.0.1:8080": false, "https://[2001:db8::1]:8443": false, "": false,
	} {
		if _, ok := (access.Site{Origin: origin}).PasskeyHost(); ok != want {
			t.Errorf("%s: %v, want %v", origin, ok, want)
		}
	}
}

// TestSameDeviceAnew: a device that has a passkey makes no second one, but for who was
// given a new way in: on the device that was found again the older one ends with it.
func TestSameDeviceAnew(t *testing.T) {
	onBoth(t, func(o *office) {
		amal := o.first()
		basem := o.invite(amal, "basem", "wfp", access.Administrator)
		dina := o.invite(amal, "dina", "wfp", access.Dispatcher)
		phone := newDevice(t)
		o.text(o.AddPasskey(bg, lan, dina, "phone", phone.make(must[[]byte](t)(o.NewPasskey(bg, lan, dina)), lanHost, lanOrigin)))
		session := o.text(o.signIn("dina", password, home))
		if question := must[[]byte](t)(o.NewPasskey(bg, lan, session)); !bytes.Contains(question, []byte(text64(phone.id))) {
			t.Errorf("a second passkey on one device is not ruled out: %s", question)
		}
		id := o.id(amal, "dina")
		if err := o.AskRecovery(bg, o.caller(amal), id); err != nil {
			t.Fatal(err)
		}
		session = o.text(o.Follow(bg, o.text(o.AgreeRecovery(bg, o.caller(basem), id)), desk.Person{}, "", ""))
		question := must[[]byte](t)(o.NewPasskey(bg, lan, session))
		if bytes.Contains(question, []byte(text64(phone.id))) {
			t.Errorf("the device that was found again is ruled out: %s", question)
		}
		in := o.text(o.AddPasskey(bg, lan, session, "found", phone.make(question, lanHost, lanOrigin)))
		if me := must[desk.Me](t)(o.Me(bg, in)); len(me.Passkeys) != 1 || me.Passkeys[0].Name != "found" {
			t.Errorf("passkeys: %+v", me.Passkeys)
		}
	})
}
