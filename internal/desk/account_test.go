package desk_test

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// TestFirstAdministrator holds that the first link makes one administrator, can
// be followed again until that is done, and is the last of its kind.
func TestFirstAdministrator(t *testing.T) {
	onBoth(t, func(o *office) {
		old := o.text(o.FirstLink(bg))
		link := o.text(o.FirstLink(bg))
		amal := desk.Person{Name: " Amal ", Person: "Amal K.", Org: "unops"}
		_, err := o.Follow(bg, old, amal, "UNOPS", "")
		o.wants("an older link", err, access.LinkOver)
		_, err = o.Follow(bg, link, desk.Person{Name: "Amal K", Person: "Amal K.", Org: "unops"}, "UNOPS", "")
		o.wants("a bad name", err, access.BadName)
		_, err = o.Follow(bg, link, amal, "", "")
		o.wants("no organisation", err, access.BadOrg)
		broken := o.text(o.Follow(bg, link, amal, "UNOPS", ""))
		session := o.text(o.Follow(bg, link, desk.Person{Name: "other"}, "", ""))
		if s := must[desk.Session](o.t)(o.Session(bg, broken)); s.Stage != access.Enrolling || s.Caller.Name != "amal" || s.Caller.Scopes != nil {
			t.Errorf("a session that came with the link: %+v", s)
		}
		if _, err := o.Visitor(bg, session); !errors.Is(err, access.SessionOver) {
			t.Errorf("it is signed in before there is a way in: %v", err)
		}
		in := o.enrol("amal", session)
		if c := o.caller(in); c.May(access.Admin) != nil || c.Org != "unops" {
			t.Errorf("the first administrator: %+v", c)
		}
		_, err = o.Follow(bg, link, amal, "UNOPS", "")
		o.wants("the link once it was used", err, access.LinkOver)
		_, err = o.Session(bg, broken)
		o.wants("the session before the line broke", err, access.SessionOver)
		if again := o.text(o.FirstLink(bg)); again != "" {
			t.Error("there is another first link")
		}
		if n := len(must[[]desk.Account](o.t)(o.Accounts(bg, o.caller(in)))); n != 1 {
			t.Errorf("%d accounts, want 1", n)
		}
	})
}

// TestLinksEnd holds that a link that nobody followed for three days is over.
func TestLinksEnd(t *testing.T) {
	onBoth(t, func(o *office) {
		link := o.text(o.FirstLink(bg))
		o.clock = o.clock.Add(access.LinkLife)
		_, err := o.Follow(bg, link, desk.Person{Name: "amal", Person: "Amal", Org: "unops"}, "UNOPS", "")
		o.wants("after three days", err, access.LinkOver)
	})
}

// TestSignIn holds that password and code together sign in, each code once, and
// that the session has another secret after each step.
func TestSignIn(t *testing.T) {
	onBoth(t, func(o *office) {
		o.first()
		half := o.text(o.SignIn(bg, "Amal ", password, "Firefox", home))
		if _, err := o.Visitor(bg, half); !errors.Is(err, access.SessionOver) {
			t.Errorf("the password alone: %v", err)
		}
		_, err := o.Confirm(bg, half, "000000", home)
		o.wants("a wrong code", err, access.WrongCode)
		code := o.next("amal")
		in := o.text(o.Confirm(bg, half, code, home))
		if in == half {
			t.Error("the session kept its secret")
		}
		_, err = o.Session(bg, half)
		o.wants("the secret from before the code", err, access.SessionOver)
		half = o.text(o.SignIn(bg, "amal", password, "Firefox", home))
		_, err = o.Confirm(bg, half, code, home)
		o.wants("the same code again", err, access.WrongCode)
		o.text(o.Confirm(bg, half, o.next("amal"), home))
		if err := o.Leave(bg, in); err != nil {
			t.Fatal(err)
		}
		_, err = o.Visitor(bg, in)
		o.wants("after leaving", err, access.SessionOver)
	})
}

// TestOneCodeOpensOnce holds that of many who send one code at once one comes in.
func TestOneCodeOpensOnce(t *testing.T) {
	onBoth(t, func(o *office) {
		o.first()
		var halves []string
		for range 8 {
			halves = append(halves, o.text(o.SignIn(bg, "amal", password, "", netip.AddrFrom4([4]byte{10, 0, 0, byte(len(halves))}))))
		}
		code := o.next("amal")
		var in sync.Map
		var all sync.WaitGroup
		for i, half := range halves {
			all.Go(func() {
				if s, err := o.Confirm(bg, half, code, netip.AddrFrom4([4]byte{10, 0, 0, byte(i)})); err == nil {
					in.Store(s, true)
				}
			})
		}
		all.Wait()
		n := 0
		in.Range(func(any, any) bool { n++; return true })
		if n != 1 {
			t.Errorf("%d came in with one code, want 1", n)
		}
	})
}

// TestNoOtherWayIn is abuse case 1: there is no telephone number and no mail
// address to take over. Who has lost every way in is helped by two
// administrators, and one alone, or the account's owner, cannot do it.
func TestNoOtherWayIn(t *testing.T) {
	onBoth(t, func(o *office) {
		amal := o.first()
		basem := o.invite(amal, "basem", "wfp", access.Administrator)
		dina := o.invite(amal, "dina", "wfp", access.Dispatcher)
		id := o.id(amal, "dina")
		_, err := o.AgreeRecovery(bg, o.caller(basem), id)
		if !errors.As(err, &desk.Missing{}) {
			t.Errorf("agreeing to what nobody asked: %v", err)
		}
		o.wants("asking as the owner", o.AskRecovery(bg, o.caller(dina), id), access.Forbidden{Text: o.caller(dina).May(access.Admin).Error()})
		if err := o.AskRecovery(bg, o.caller(amal), id); err != nil {
			t.Fatal(err)
		}
		_, err = o.AgreeRecovery(bg, o.caller(amal), id)
		o.wants("agreeing with oneself", err, access.TwoPeople)
		o.wants("asking for oneself", o.AskRecovery(bg, o.caller(amal), o.id(amal, "amal")), access.NotYourself)
		// The control: nothing has changed for the owner so far.
		if _, err := o.signIn("dina", password, home); err != nil {
			t.Errorf("while one administrator asked: %v", err)
		}
		link := o.text(o.AgreeRecovery(bg, o.caller(basem), id))
		session := o.text(o.Follow(bg, link, desk.Person{}, "", ""))
		o.code["dina"] = must[[]byte](t)(o.CodeSecret(bg, session))
		const anew = "five green barges"
		o.text(o.SetPassword(bg, session, anew, o.next("dina")))
		_, err = o.signIn("dina", password, home)
		o.wants("the password from before", err, access.WrongSignIn)
		_, err = o.Visitor(bg, dina)
		o.wants("the session from before", err, access.SessionOver)
		if _, err := o.signIn("dina", anew, home); err != nil {
			t.Errorf("the new way in: %v", err)
		}
	})
}

// TestGuessing is abuse case 2: passwords of others are tried at speed. The
// answer is the same for names that exist and names that do not, few tries are
// let through, and the owner of the account is not locked out.
func TestGuessing(t *testing.T) {
	onBoth(t, func(o *office) {
		o.first()
		if _, err := o.signIn("amal", password, home); err != nil {
			t.Fatal(err)
		}
		tried := map[string]int{}
		for i := range 2000 {
			_, err := o.SignIn(bg, []string{"amal", "nobody"}[i%2], fmt.Sprint("a guess ", i), "", away)
			switch wait := (access.Wait{}); {
			case errors.Is(err, access.WrongSignIn):
				tried[[]string{"amal", "nobody"}[i%2]]++
			case !errors.As(err, &wait):
				t.Fatalf("guess %d: %v", i, err)
			}
		}
		if tried["amal"] != tried["nobody"] || tried["amal"] == 0 || tried["amal"] > 10 {
			t.Errorf("tried: %v; want a few, and as many of either", tried)
		}
		if _, err := o.signIn("amal", password, home); err != nil {
			t.Errorf("the owner, at home: %v", err)
		}
	})
}

// TestOwnPasswords is abuse case 4: one password that everybody knows. Weak
// ones are refused, every account has its own, and ends by itself can be set
// for what is lent to devices.
func TestOwnPasswords(t *testing.T) {
	onBoth(t, func(o *office) {
		amal := o.first()
		link := o.text(o.Invite(bg, o.caller(amal), desk.Person{Name: "basem", Person: "Basem", Org: "unops", Roles: []access.Role{access.Analyst}}))
		session := o.text(o.Follow(bg, link, desk.Person{}, "", ""))
		o.code["basem"] = must[[]byte](t)(o.CodeSecret(bg, session))
		for weak, want := range map[string]access.Trouble{"basem": access.TooShort, "Password2026!": access.TooPlain, "basem.unops.2026": access.TooPlain} {
			_, err := o.SetPassword(bg, session, weak, o.next("basem"))
			o.wants(weak, err, want)
		}
		_, err := o.SetPassword(bg, session, "seven red cranes", "000000")
		o.wants("without a code", err, access.WrongCode)
		o.text(o.SetPassword(bg, session, "seven red cranes", o.next("basem")))
		_, err = o.signIn("basem", password, home)
		o.wants("another's password", err, access.WrongSignIn)
		secret := o.text(o.MakeToken(bg, o.caller(amal), "tablet", "unops", []desk.Scope{desk.Write}))
		if _, err := o.Caller(bg, secret); err != nil {
			t.Errorf("a new token: %v", err)
		}
		o.clock = o.clock.Add(desk.TokenLife)
		if _, err := o.Caller(bg, secret); !errors.As(err, &desk.Forbidden{}) {
			t.Errorf("a token after a year: %v", err)
		}
	})
}

// TestWhoLeftIsOut is abuse case 5: somebody leaves the organisation. Their
// sessions end with the account, at once; others' do not.
func TestWhoLeftIsOut(t *testing.T) {
	onBoth(t, func(o *office) {
		amal := o.first()
		basem := o.invite(amal, "basem", "wfp", access.Dispatcher)
		half := o.text(o.SignIn(bg, "basem", password, "", home))
		if err := o.DisableAccount(bg, o.caller(amal), o.id(amal, "basem")); err != nil {
			t.Fatal(err)
		}
		_, err := o.Visitor(bg, basem)
		o.wants("the session", err, access.SessionOver)
		_, err = o.Confirm(bg, half, o.next("basem"), home)
		o.wants("a session on its way in", err, access.SessionOver)
		_, err = o.SignIn(bg, "basem", password, "", home)
		o.wants("the password", err, access.WrongSignIn)
		if o.caller(amal).Name != "amal" {
			t.Error("the administrator is out too")
		}
		o.wants("ending oneself", o.DisableAccount(bg, o.caller(amal), o.id(amal, "amal")), access.NotYourself)
	})
}

// TestRightsChangeAtOnce holds that a session has the rights that the account
// has now, and that the last administrator stays one.
func TestRightsChangeAtOnce(t *testing.T) {
	onBoth(t, func(o *office) {
		amal := o.first()
		basem := o.invite(amal, "basem", "wfp", access.Planner)
		to := func(name string, roles ...access.Role) error {
			return o.ChangeAccount(bg, o.caller(amal), o.id(amal, name), desk.Person{Name: name, Person: name, Org: "wfp", Roles: roles})
		}
		if o.caller(basem).May(access.Plan) != nil {
			t.Error("a planner may not plan")
		}
		if err := to("basem", access.DonorDesk); err != nil {
			t.Fatal(err)
		}
		if o.caller(basem).May(access.Plan) == nil {
			t.Error("who is no planner any more may plan")
		}
		o.wants("the last administrator", to("amal", access.Planner), access.LastAdministrator)
		o.wants("no role", to("basem"), access.NoRole)
		_, err := o.Invite(bg, o.caller(amal), desk.Person{Name: "dina", Person: "D", Org: "nobody", Roles: []access.Role{access.Analyst}})
		o.wants("an organisation that is not there", err, access.NoSuchOrg)
		_, err = o.Invite(bg, o.caller(amal), desk.Person{Name: "basem", Person: "B", Org: "wfp", Roles: []access.Role{access.Analyst}})
		o.wants("a name that is taken", err, access.NameTaken)
	})
}

// TestNobodyMakesMoreOfThemselves is abuse cases 11 and 16: neither a token nor
// somebody with other roles makes accounts, tokens or sessions, and a token that
// reads everything is made only at the server.
func TestNobodyMakesMoreOfThemselves(t *testing.T) {
	onBoth(t, func(o *office) {
		amal := o.first()
		basem := o.caller(o.invite(amal, "basem", "wfp", access.Planner, access.Dispatcher))
		wide := must[desk.Caller](t)(o.Caller(bg, o.text(o.NewToken(bg, "wide", "wfp", desk.Scopes))))
		id := o.id(amal, "basem")
		more := desk.Person{Name: "basem", Person: "B", Org: "wfp", Roles: []access.Role{access.Administrator}}
		acts := map[string]func(c desk.Caller) error{
			"invite":       func(c desk.Caller) error { m := more; m.Name = "new"; _, err := o.Invite(bg, c, m); return err },
			"change":       func(c desk.Caller) error { return o.ChangeAccount(bg, c, id, more) },
			"recover":      func(c desk.Caller) error { return o.AskRecovery(bg, c, id) },
			"organisation": func(c desk.Caller) error { return o.PutOrganisation(bg, c, "wfp", "WFP", []passage.NodeID{"hub"}) },
			"token": func(c desk.Caller) error {
				_, err := o.MakeToken(bg, c, "t", "wfp", []desk.Scope{desk.Read})
				return err
			},
			"list": func(c desk.Caller) error { _, err := o.Accounts(bg, c); return err },
		}
		for name, act := range acts {
			for _, c := range []desk.Caller{basem, wide, {}} {
				if err := act(c); !errors.As(err, &desk.Forbidden{}) {
					t.Errorf("%s as %q: %v, want a refusal", name, c.Name, err)
				}
			}
		}
		if _, err := o.Visitor(bg, "wide"); !errors.Is(err, access.SessionOver) {
			t.Errorf("a token as a session: %v", err)
		}
		for _, s := range []desk.Scope{desk.Sync, desk.Admin} {
			_, err := o.MakeToken(bg, o.caller(amal), "t", "wfp", []desk.Scope{s})
			o.wants("a token with "+string(s), err, access.WideToken)
		}
		// The control: an administrator does each of these.
		for _, name := range slices.Sorted(maps.Keys(acts)) {
			if err := acts[name](o.caller(amal)); err != nil {
				t.Errorf("%s as an administrator: %v", name, err)
			}
		}
	})
}

// TestProveAgain holds that a session that was signed in long ago does no harm
// until its owner proves anew who they are.
func TestProveAgain(t *testing.T) {
	onBoth(t, func(o *office) {
		amal := o.first()
		if err := o.PutOrganisation(bg, must[desk.Caller](t)(o.Visitor(bg, amal)), "wfp", "WFP", nil); err != nil {
			t.Fatalf("just after signing in: %v", err)
		}
		o.clock = o.clock.Add(6 * time.Minute)
		stale := must[desk.Caller](t)(o.Visitor(bg, amal))
		o.wants("after six minutes", o.PutOrganisation(bg, stale, "wfp", "WFP", nil), access.Stale)
		_, err := o.CodeSecret(bg, amal)
		o.wants("a new way in after six minutes", err, access.Stale)
		_, err = o.SignInAgain(bg, amal, "a guess at it", o.next("amal"), home)
		o.wants("with a wrong password", err, access.WrongSignIn)
		again := o.text(o.SignInAgain(bg, amal, password, o.next("amal"), home))
		if err := o.PutOrganisation(bg, must[desk.Caller](t)(o.Visitor(bg, again)), "wfp", "WFP", nil); err != nil {
			t.Errorf("after proving it again: %v", err)
		}
		_, err = o.Visitor(bg, amal)
		o.wants("the older secret", err, access.SessionOver)
	})
}

// TestOwnSessions holds that people see where they are signed in and end it,
// and nobody else's.
func TestOwnSessions(t *testing.T) {
	onBoth(t, func(o *office) {
		amal := o.first()
		basem := o.invite(amal, "basem", "wfp", access.Analyst)
		second, err := o.signIn("basem", password, home)
		if err != nil {
			t.Fatal(err)
		}
		all := must[[]desk.OwnSession](t)(o.OwnSessions(bg, basem))
		if len(all) != 2 || all[0].This || !all[1].This || all[0].Agent != "Firefox" {
			t.Fatalf("sessions: %+v", all)
		}
		if err := o.EndOwnSession(bg, amal, all[0].ID); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Visitor(bg, second); err != nil {
			t.Errorf("somebody else ended it: %v", err)
		}
		o.clock = o.clock.Add(access.FreshFor + time.Second)
		o.wants("ending the others long after proving oneself", o.EndOwnSession(bg, basem, ""), access.Stale)
		if _, err := o.Visitor(bg, second); err != nil {
			t.Errorf("it ended all the same: %v", err)
		}
		basem = must[string](t)(o.SignInAgain(bg, basem, password, o.next("basem"), home))
		if err := o.EndOwnSession(bg, basem, ""); err != nil {
			t.Fatal(err)
		}
		_, err = o.Visitor(bg, second)
		o.wants("once ended", err, access.SessionOver)
		if _, err := o.Visitor(bg, basem); err != nil {
			t.Errorf("the session that ended the others: %v", err)
		}
		o.clock = o.clock.Add(access.SessionIdle)
		_, err = o.Visitor(bg, basem)
		o.wants("after a shift without a request", err, access.SessionOver)
		o.wants("dropping the last way in", o.DropPassword(bg, must[string](t)(o.signIn("basem", password, home))), access.LastWay)
	})
}

// TestJournal holds that acts and readings of restricted fields are written
// down, and that people read their own lines only.
func TestJournal(t *testing.T) {
	onBoth(t, func(o *office) {
		amal := o.first()
		basem := o.invite(amal, "basem", "wfp", access.Dispatcher)
		takeIn(t, o.Desk, wfp, seal(t, 1, passage.Loaded, 10))
		if w := must[passage.Waybill](t)(o.Waybill(bg, o.caller(basem), "W1")); w.Vehicle != "12-345" {
			t.Fatalf("the dispatcher reads vehicle %q", w.Vehicle)
		}
		if err := o.Story(bg, o.caller(basem), "w/W1", func([]byte, bool) {}); err != nil {
			t.Fatal(err)
		}
		must[passage.Waybill](t)(o.Waybill(bg, wfp, "W1")) // nothing restricted: no line
		read := func(c desk.Caller) (acts []string) {
			for _, e := range must[[]store.Entry](t)(o.Journal(bg, c, 0, 100)) {
				acts = append(acts, e.Name+" "+e.Act)
			}
			slices.Reverse(acts)
			return acts
		}
		want := []string{"basem password.set", "basem sign-in", "basem read.waybill", "basem read.story"}
		if got := read(o.caller(basem)); !slices.Equal(got, want) {
			t.Errorf("basem reads %q, want %q", got, want)
		}
		all := read(o.caller(amal))
		for _, line := range append(want, "amal account.first", "amal organisation.changed", "amal account.invited") {
			if !slices.Contains(all, line) {
				t.Errorf("%q is missing in %q", line, all)
			}
		}
		if _, err := o.Journal(bg, wfp, 0, 10); !errors.As(err, &desk.Forbidden{}) {
			t.Errorf("a token reads the journal: %v", err)
		}
	})
}

// TestSecretsAreNotKept holds that what lets people in stands nowhere as it is.
func TestSecretsAreNotKept(t *testing.T) {
	place := storetest.SQLite(t)
	o := newOffice(t, place)
	link := o.text(o.FirstLink(bg))
	session := o.text(o.Follow(bg, link, desk.Person{Name: "amal", Person: "A", Org: "unops"}, "UNOPS", "a browser"))
	in := o.enrol("amal", session)
	all := readAll(t, place)
	for what, secret := range map[string]string{"a link": link, "a session": session, "a session that is signed in": in, "a password": password} {
		if strings.Contains(all, secret) {
			t.Errorf("%s is kept as it is", what)
		}
	}
	if !strings.Contains(all, "a browser") {
		t.Error("the search finds nothing at all")
	}
}

// TestOperatorLink holds that whoever is at the server helps a lone
// administrator, and nobody else does.
func TestOperatorLink(t *testing.T) {
	onBoth(t, func(o *office) {
		amal := o.first()
		operator := desk.Caller{Name: "command line", Scopes: []desk.Scope{desk.Admin}}
		if _, err := o.OperatorLink(bg, o.caller(amal), "amal"); !errors.As(err, &desk.Forbidden{}) {
			t.Errorf("an administrator from afar: %v", err)
		}
		link := o.text(o.OperatorLink(bg, operator, "amal"))
		o.enrol("amal", o.text(o.Follow(bg, link, desk.Person{}, "", "")))
		_, err := o.Visitor(bg, amal)
		o.wants("the session from before", err, access.SessionOver)
	})
}

// TestNamesOfOrganisations holds that no two go by one name, short or full: whoever
// goes by it sees what was given under it.
func TestNamesOfOrganisations(t *testing.T) {
	onBoth(t, func(o *office) {
		operator := desk.Caller{Name: "command line", Scopes: []desk.Scope{desk.Admin}}
		put := func(id passage.OrgID, name string) error { return o.PutOrganisation(bg, operator, id, name, nil) }
		for _, c := range []struct {
			id   passage.OrgID
			name string
			want error
		}{
			{"echo", "European Union", nil},
			{"echo", "European Union, humanitarian aid", nil},
			{"dfid", "european union, Humanitarian aid", access.OrgTaken},
			{"dfid", "ECHO", access.OrgTaken},
			{"dfid", "European Union", nil}, // nobody goes by it any more
			{"usaid", "usaid", nil},
			{"fcdo", "FCDO", nil},
		} {
			if err := put(c.id, c.name); !errors.Is(err, c.want) {
				t.Errorf("%s, %q: %v, want %v", c.id, c.name, err, c.want)
			}
		}
		o.wants("a short name that is another's full one", put("usaid", "US"), nil)
		o.wants("the same the other way round", put("us", "United States"), access.OrgTaken)
	})
}
