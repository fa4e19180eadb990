package desk_test

import (
	"context"
	"errors"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/store/storetest"
)

// office is a desk with people, and a clock that only the test moves.
type office struct {
	*desk.Desk
	t     testing.TB
	clock time.Time
	code  map[string][]byte // secrets of codes, by name
	last  string            // session of whoever proved last who they are
	dir   string            // of the keys
}

var (
	bg   = context.Background()
	home = netip.MustParseAddr("192.0.2.1")
	away = netip.MustParseAddr("198.51.100.7")
)

const password = "three blue lorries"

func newOffice(t testing.TB, place string) *office {
	t.Helper()
	dir := t.TempDir()
	o := officeOf(t, open(t, place, dir))
	o.dir = dir
	return o
}

func officeOf(t testing.TB, d *desk.Desk) *office {
	o := &office{Desk: d, t: t, clock: time.Unix(1_800_000_000, 0), code: map[string][]byte{}}
	var mu sync.Mutex
	o.SetClock(func() time.Time { mu.Lock(); defer mu.Unlock(); return o.clock })
	return o
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (o *office) text(v string, err error) string { o.t.Helper(); return must[string](o.t)(v, err) }

// next returns a code of somebody that was not used yet.
func (o *office) next(name string) string {
	o.clock = o.clock.Add(time.Minute)
	return access.Code(o.code[name], o.clock.Unix()/30, 6)
}

// enrol sets up a password and codes in a session that came with a link.
func (o *office) enrol(name, session string) (signedIn string) {
	o.t.Helper()
	o.code[name] = must[[]byte](o.t)(o.CodeSecret(bg, session))
	return o.text(o.SetPassword(bg, session, password, o.next(name)))
}

// first makes the first administrator and returns their session.
func (o *office) first() string {
	o.t.Helper()
	link := o.text(o.FirstLink(bg))
	return o.enrol("amal", o.text(o.Follow(bg, link, desk.Person{Name: "amal", Person: "Amal K.", Org: "unops"}, "UNOPS", "Firefox")))
}

// invite makes an account as the holder of a session, and has its owner come in.
func (o *office) invite(by, name string, org passage.OrgID, roles ...access.Role) (session string) {
	o.t.Helper()
	c := o.caller(by)
	if err := o.PutOrganisation(bg, c, org, strings.ToUpper(string(org)), nil); err != nil {
		o.t.Fatal(err)
	}
	link := o.text(o.Invite(bg, c, desk.Person{Name: name, Person: name, Org: org, Roles: roles}))
	return o.enrol(name, o.text(o.Follow(bg, link, desk.Person{}, "", "Chrome")))
}

// caller returns who holds a session, proved just now.
func (o *office) caller(session string) desk.Caller {
	o.t.Helper()
	c := must[desk.Caller](o.t)(o.Visitor(bg, session))
	c.Proved = o.clock
	return c
}

func (o *office) signIn(name, password string, from netip.Addr) (session string, err error) {
	half, err := o.SignIn(bg, name, password, "Firefox", from)
	if err != nil {
		return "", err
	}
	return o.Confirm(bg, half, o.next(name), from)
}

// again has the holder of a session prove anew who they are.
func (o *office) again(session, name string) string {
	o.t.Helper()
	o.last = o.text(o.SignInAgain(bg, session, password, o.next(name), home))
	return o.last
}

// id returns the id of the account of a name.
func (o *office) id(by, name string) string {
	o.t.Helper()
	for _, a := range must[[]desk.Account](o.t)(o.Accounts(bg, o.caller(by))) {
		if a.Name == name {
			return a.ID
		}
	}
	o.t.Fatalf("no account %s", name)
	return ""
}

// wants fails unless an error is the trouble that was to come.
func (o *office) wants(what string, err error, want error) {
	o.t.Helper()
	if !errors.Is(err, want) {
		o.t.Errorf("%s: %v, want %v", what, err, want)
	}
}

func onBoth(t *testing.T, test func(o *office)) {
	storetest.OnBoth(t, func(t *testing.T, place string) { test(newOffice(t, place)) })
}

// readAll returns what a SQLite database has on the disk.
func readAll(t *testing.T, place string) string {
	t.Helper()
	var all strings.Builder
	for _, end := range []string{"", "-wal"} {
		b, err := os.ReadFile(place + end)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	return all.String()
}
