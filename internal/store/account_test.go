package store_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"passage/internal/store"
	"passage/internal/store/storetest"
)

// TestAccountRows writes and reads what accounts consist of, changes it, and
// copies it: accounts go along, ways that are half open do not.
func TestAccountRows(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		s, ctx := storetest.Open(t, place), context.Background()
		check := func(what string, want, got any) {
			t.Helper()
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s -want +got\n%s", what, diff)
			}
		}
		amal := store.Account{ID: "a1", Name: "amal", Person: "أمل", Org: "wfp", Roles: "planner", Password: "p", Code: []byte("c"), CodeAt: 7, Created: 1}
		basem := store.Account{ID: "b1", Name: "basem", Person: "Basem", Org: "wfp", Roles: "analyst", Code: []byte{}, Created: 2, Disabled: 3}
		key := store.Passkey{ID: []byte{1}, Account: "a1", Name: "phone", Body: []byte("{}"), Created: 4, Used: 5}
		identity := store.Identity{Issuer: "https://id.example", Subject: "s", Account: "a1", Created: 6}
		old := store.Session{Secret: []byte{9}, Account: "a1", Stage: "signed-in", Pending: []byte{}, Agent: "Firefox", Created: 10, Seen: 11, Proved: 12}
		recent := store.Session{Secret: []byte{8}, Account: "a1", Stage: "halfway", Pending: []byte("{}"), Created: 20, Seen: 21}
		write := func(do func(tx *store.Tx) error) {
			t.Helper()
			if err := s.Update(ctx, do); err != nil {
				t.Fatal(err)
			}
		}
		write(func(tx *store.Tx) error {
			return errors.Join(
				tx.PutOrganisation(store.Organisation{ID: "wfp", Name: "WFP"}), tx.PutOrganisation(store.Organisation{ID: "wfp", Name: "WFP", Nodes: "hub camp"}),
				tx.PutAccount(store.Account{ID: "a1", Name: "amal", Created: 1}), tx.PutAccount(amal), tx.PutAccount(basem),
				tx.PutPasskey(key), tx.PutPasskey(store.Passkey{ID: []byte{1}, Account: "b1", Name: "stolen", Body: []byte("{}"), Used: 5}),
				tx.AddIdentity(identity),
				tx.AddSession(old, 0), tx.AddSession(recent, 10),
				tx.PutLink(store.Link{Secret: []byte{1}, Account: "b1", Ends: 5}), tx.PutLink(store.Link{Secret: []byte{2}, Account: "b1", Renews: true, Ends: 6}),
				tx.PutRecovery(store.Recovery{Account: "b1", Asker: "a1", Asked: 1}), tx.PutRecovery(store.Recovery{Account: "b1", Asker: "c1", Asked: 2}),
				tx.Record(store.Entry{At: 1, Account: "a1", Name: "amal", Org: "wfp", Act: "x", About: "y"}, store.Entry{At: 2, Name: "token", Act: "z"}))
		})
		read := func(s *store.Store) {
			t.Helper()
			err := s.View(ctx, func(tx *store.Tx) error {
				orgs, err1 := tx.Organisations()
				check("organisations", []store.Organisation{{ID: "wfp", Name: "WFP", Nodes: "hub camp"}}, orgs)
				_, there, err2 := tx.Organisation("who")
				check("an organisation that is not there", false, there)
				accounts, err3 := tx.Accounts()
				check("accounts", []store.Account{amal, basem}, accounts)
				named, _, err4 := tx.AccountNamed("amal")
				check("by name", amal, named)
				keys, err5 := tx.Passkeys("a1")
				check("a passkey stays with its owner", []store.Passkey{key}, keys)
				whose, _, err6 := tx.IdentityOf("https://id.example", "s")
				check("identity", identity, whose)
				_, there, err7 := tx.IdentityOf("https://other.example", "s")
				check("the same subject elsewhere", false, there)
				journal, err8 := tx.Journal("", math.MaxInt64, 10)
				check("journal", []store.Entry{{N: 1, At: 2, Name: "token", Act: "z"}, {At: 1, Account: "a1", Name: "amal", Org: "wfp", Act: "x", About: "y"}}, journal)
				own, err9 := tx.Journal("a1", 1, 10)
				check("own lines", journal[1:], own)
				return errors.Join(err1, err2, err3, err4, err5, err6, err7, err8, err9)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		read(s)
		write(func(tx *store.Tx) error {
			sessions, err := tx.Sessions("a1")
			check("sessions", []store.Session{recent, old}, sessions)
			link, _, err1 := tx.LinkTo("b1")
			check("link", store.Link{Secret: []byte{2}, Account: "b1", Renews: true, Ends: 6}, link)
			_, there, err2 := tx.LinkOf([]byte{1})
			check("the older link", false, there)
			recoveries, err3 := tx.Recoveries()
			check("recoveries", []store.Recovery{{Account: "b1", Asker: "c1", Asked: 2}}, recoveries)
			return errors.Join(err, err1, err2, err3)
		})
		copied := storetest.Open(t, storetest.SQLite(t))
		if err := copied.Update(ctx, func(tx *store.Tx) error { return tx.AddSession(old, 0) }); err != nil {
			t.Fatal(err)
		}
		if err := copied.Adopt(ctx, s, func(*store.Tx) error { return nil }, func(int64) {}); err != nil {
			t.Fatal(err)
		}
		read(copied)
		if err := copied.View(ctx, func(tx *store.Tx) error {
			sessions, err1 := tx.Sessions("a1")
			check("copied sessions", []store.Session{}, sessions)
			_, there, err2 := tx.LinkTo("b1")
			check("copied links", false, there)
			return errors.Join(err1, err2)
		}); err != nil {
			t.Fatal(err)
		}
		write(func(tx *store.Tx) error {
			if err := tx.AddSession(store.Session{Secret: []byte{7}, Account: "a1", Created: 30}, 15); err != nil {
				return err
			}
			_, there, err := tx.SessionOf(old.Secret)
			check("a session from before", false, there)
			return errors.Join(err, tx.EndSessions("a1", recent.Secret), tx.DropPasskey("b1", key.ID), tx.DropIdentity("b1", identity.Issuer, identity.Subject))
		})
		write(func(tx *store.Tx) error {
			sessions, err1 := tx.Sessions("a1")
			check("the session that ended the others", []store.Session{recent}, sessions)
			keys, err2 := tx.Passkeys("a1")
			check("a passkey that somebody else dropped", 1, len(keys))
			return errors.Join(err1, err2)
		})
	})
}
