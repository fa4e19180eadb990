package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passage/internal/store"
	"passage/internal/store/storetest"
)

func row(n int64, device string, seq int64, body string) store.Fact {
	return store.Fact{N: n, ID: fmt.Sprint("id-", n), Device: device, Seq: seq, Hash: []byte(body), Subject: "w/W1", Received: 1, Body: []byte(body), Salts: []byte("s")}
}

// TestFacts holds what every engine must do alike: numbers are found, facts
// in conflict do not count, and rows come back as they went in.
func TestFacts(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		s := storetest.Open(t, place)
		ctx := context.Background()
		var rows []store.Fact
		for i := range int64(200) {
			rows = append(rows, row(i, "wfp/a", i+1, fmt.Sprint("body ", i)))
		}
		rows = append(rows, row(200, "wfp/a", 7, "another seven"))
		err := s.Update(ctx, func(tx *store.Tx) error { return tx.AddFacts(rows) })
		if err != nil {
			t.Fatal(err)
		}
		err = s.View(ctx, func(tx *store.Tx) error {
			if n, err := tx.CountFacts(); err != nil || n != 201 {
				t.Errorf("%d facts, %v; want 201", n, err)
			}
			found, err := tx.Find([]store.Number{{"wfp/a", 7}, {"wfp/a", 3}, {"wfp/b", 3}})
			if err != nil {
				return err
			}
			var ns []int64
			for _, f := range found {
				ns = append(ns, f.N)
			}
			slices.Sort(ns)
			if diff := cmp.Diff([]int64{2, 6, 200}, ns); diff != "" {
				t.Errorf("found -want +got\n%s", diff)
			}
			counting := 0
			if err := tx.About([]string{"w/W0", "w/W1"}, func(_ int64, _ string, _ []byte, counts bool) {
				if counts {
					counting++
				}
			}); err != nil {
				return err
			}
			if counting != 199 {
				t.Errorf("%d facts count, want 199: neither of a conflict does", counting)
			}
			i := 0
			return tx.Facts(0, 1000, func(f *store.Fact) {
				if diff := cmp.Diff(rows[i], *f, cmp.Transformer("bytes", func(b []byte) string { return string(b) })); diff != "" {
					t.Errorf("row %d -want +got\n%s", i, diff)
				}
				i++
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestOrgsOfFacts holds that each organisation is found once, those too that begin as
// another does.
func TestOrgsOfFacts(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		s, ctx := storetest.Open(t, place), context.Background()
		var rows []store.Fact
		for i, device := range []string{"wfp/b", "wfp/a", "wfp0/a", "wfp-x/a", "wfp.y/a", "unicef/z", "wfp/0", "wfpz/a", "وفب/a"} {
			rows = append(rows, row(int64(i), device, 1, device))
		}
		if err := s.Update(ctx, func(tx *store.Tx) error { return tx.AddFacts(rows) }); err != nil {
			t.Fatal(err)
		}
		err := s.View(ctx, func(tx *store.Tx) error {
			orgs, err := tx.OrgsOfFacts()
			slices.Sort(orgs)
			if want := []string{"unicef", "wfp", "wfp-x", "wfp.y", "wfp0", "wfpz", "وفب"}; !slices.Equal(orgs, want) {
				t.Errorf("%q, want %q", orgs, want)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// TestUpdateIsAllOrNothing holds that what fails leaves nothing behind.
func TestUpdateIsAllOrNothing(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		s := storetest.Open(t, place)
		ctx := context.Background()
		failed := errors.New("no")
		err := s.Update(ctx, func(tx *store.Tx) error {
			if err := tx.AddFacts([]store.Fact{row(0, "a/a", 1, "x")}); err != nil {
				return err
			}
			return failed
		})
		if !errors.Is(err, failed) {
			t.Fatalf("got %v", err)
		}
		if err := s.View(ctx, func(tx *store.Tx) error {
			if n, err := tx.CountFacts(); n != 0 || err != nil {
				t.Errorf("%d facts, %v", n, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.View(ctx, func(tx *store.Tx) error { return tx.SetSetting("a", "b") }); err == nil {
			t.Error("a view could write")
		}
	})
}

// TestTheSameTwice holds that the database itself refuses a row that is there,
// whatever the desk thinks, and leaves the one that is there alone.
func TestTheSameTwice(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		s := storetest.Open(t, place)
		ctx := context.Background()
		first := row(0, "wfp/a", 1, "body")
		if err := s.Update(ctx, func(tx *store.Tx) error { return tx.AddFacts([]store.Fact{first}) }); err != nil {
			t.Fatal(err)
		}
		for what, again := range map[string]store.Fact{
			"the same fact in another place": row(1, "wfp/a", 1, "body"),
			"another fact in its place":      row(0, "wfp/b", 2, "another"),
		} {
			add := func(tx *store.Tx) error { return tx.AddFacts([]store.Fact{again}) }
			if s.Engine == store.Postgres { // the second of two that add the same is tried again, for a while
				add = func(tx *store.Tx) error {
					return errors.New(fmt.Sprint(tx.AddFacts([]store.Fact{again})))
				}
			}
			if err := s.Update(ctx, add); err == nil || strings.Contains(err.Error(), "nil") {
				t.Errorf("%s was added: %v", what, err)
			}
		}
		if err := s.View(ctx, func(tx *store.Tx) error {
			return tx.Facts(0, 10, func(f *store.Fact) {
				if f.N != 0 || f.Device != "wfp/a" {
					t.Errorf("there is %+v", f)
				}
			})
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestWritersTakeTurns runs many transactions that read and then write the
// same row: none is lost, and none fails for being in the way.
func TestWritersTakeTurns(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		stores := []*store.Store{storetest.Open(t, place), storetest.Open(t, place)}
		ctx := context.Background()
		var wait sync.WaitGroup
		const writers, rounds = 4, 15
		for w := range writers {
			wait.Go(func() {
				for range rounds {
					err := stores[w%2].Update(ctx, func(tx *store.Tx) error {
						n, err := tx.CountFacts()
						if err != nil {
							return err
						}
						return tx.AddFacts([]store.Fact{row(n, fmt.Sprint("d/", w), n+1, "x")})
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wait.Wait()
		if err := stores[0].View(ctx, func(tx *store.Tx) error {
			if n, err := tx.CountFacts(); n != writers*rounds || err != nil {
				t.Errorf("%d facts, %v; want %d", n, err, writers*rounds)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestRows writes and reads the small tables.
func TestRows(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		s := storetest.Open(t, place)
		ctx := context.Background()
		token := store.Token{Secret: []byte{1, 2}, Name: "wfp", Org: "wfp", Scopes: "read write", Created: 5}
		check := func(what string, want, got any) {
			t.Helper()
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s -want +got\n%s", what, diff)
			}
		}
		if err := s.Update(ctx, func(tx *store.Tx) error {
			return errors.Join(
				tx.SetSetting("epoch", "one"), tx.SetSetting("epoch", "two"),
				tx.PutTile(0, 1, []byte("ab")), tx.PutTile(0, 1, []byte("abc")),
				tx.PutCheckpoint(1, 2, []byte("old")), tx.PutCheckpoint(9, 3, []byte("new")),
				tx.Quarantine(store.Rejected{Hash: []byte("h"), Reason: "why", Body: []byte("b")}),
				tx.Quarantine(store.Rejected{Hash: []byte("h"), Reason: "why", Body: []byte("b")}),
				tx.AddToken(token),
				tx.PutWaybills([]store.Waybill{{WaybillHead: store.WaybillHead{ID: "W1", From: "a", To: "b", LastN: 4}, Fold: []byte("{}"), Carries: []string{"C1", "C2"}}}),
				tx.PutWaybills([]store.Waybill{{WaybillHead: store.WaybillHead{ID: "W1", From: "a", To: "c", LastN: 6}, Fold: []byte("[]"), Carries: []string{"C1"}}}),
				tx.AddFacts([]store.Fact{{ID: "i", Device: "d", Hash: []byte("h"), Subject: "c/C0", Body: []byte("b"), Salts: []byte("s")}}),
				tx.Erase(0, []byte("less"), nil, []store.Erased{{Field: "note", Commitment: []byte("k"), At: 3, Why: "asked"}}))
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.Update(ctx, func(tx *store.Tx) error {
			epoch, err1 := tx.Setting("epoch")
			none, err2 := tx.Setting("none")
			check("settings", []string{"two", ""}, []string{epoch, none})
			tile, err3 := tx.Tile(0, 1)
			check("tile", "abc", string(tile))
			size, text, err4 := tx.Checkpoint()
			check("checkpoint", fmt.Sprint(9, "new"), fmt.Sprint(size, string(text)))
			rejected := 0
			err5 := tx.Quarantined(10, func(store.Rejected) { rejected++ })
			check("quarantine", 1, rejected)
			tokens, err6 := tx.Tokens()
			check("tokens", []store.Token{token}, tokens)
			w, ok, err7 := tx.Waybill("W1")
			check("waybill", store.Waybill{WaybillHead: store.WaybillHead{ID: "W1", From: "a", To: "c", LastN: 6}, Fold: []byte("[]")}, w)
			check("there", true, ok)
			carrying := 0
			err8 := tx.Carrying("C1", func(store.Waybill) { carrying++ })
			check("carrying", 1, carrying)
			ids, err9 := tx.Consignments("", 10)
			check("consignments", []string{"C0", "C1", "C2"}, ids)
			ids, err10 := tx.Consignments("C0", 1)
			check("the next consignment", []string{"C1"}, ids)
			here := 0
			err11 := tx.WaybillsSince(5, "c", 10, func(store.Waybill) { here++ })
			err12 := tx.WaybillsSince(5, "b", 10, func(store.Waybill) { here++ })
			check("waybills at c", 1, here)
			subjects, err13 := tx.Subjects("c/", "", 10)
			check("subjects", []string{"c/C0"}, subjects)
			erased, err14 := tx.Erasures(0)
			check("erasures", []store.Erased{{Field: "note", Commitment: []byte("k"), At: 3, Why: "asked"}}, erased)
			revoked, err15 := tx.RevokeToken("wfp", 8)
			again, err16 := tx.RevokeToken("wfp", 8)
			check("revoked", []bool{true, false}, []bool{revoked, again})
			return errors.Join(err1, err2, err3, err4, err5, err6, err7, err8, err9, err10, err11, err12, err13, err14, err15, err16)
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestWhoseConsignments holds that whose a consignment is changes with its waybills,
// and is filled in as well where an older version of the program kept them.
func TestWhoseConsignments(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		s, ctx := storetest.Open(t, place), context.Background()
		waybill := func(id, org, from, at, to string, carries ...string) store.Waybill {
			return store.Waybill{WaybillHead: store.WaybillHead{ID: id, Org: org, From: from, At: at, To: to}, Fold: []byte("{}"), Carries: carries}
		}
		put := func(waybills ...store.Waybill) {
			t.Helper()
			if err := s.Update(ctx, func(tx *store.Tx) error {
				return errors.Join(tx.PutWaybills(waybills), tx.PutConsignments([]store.Consignment{{ID: "C2", Owner: "wfp"}}, []string{"C1", "C3"}))
			}); err != nil {
				t.Fatal(err)
			}
		}
		check := func(want map[string][2]string) {
			t.Helper()
			got := map[string][2]string{}
			if err := s.View(ctx, func(tx *store.Tx) error {
				for id := range want {
					c, _, err := tx.Consignment(id)
					if got[id] = [2]string{c.Loaders, c.Stops}; err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		}
		put(waybill("W1", "wfp", "port", "port", "Bakery", "C1"), waybill("W2", "Unicef", "port", "gate", "bakery", "C1"), waybill("W3", "", "", "gate", "", "C3"))
		check(map[string][2]string{
			"C1": {"\nUnicef\n\nwfp\n", "\nBakery\n\nbakery\n\ngate\n\nport\n"}, "C2": {}, "C3": {"", "\ngate\n"},
		})
		put(waybill("W2", "Unicef", "port", "bakery", "bakery")) // it has left the gate
		now := map[string][2]string{"C1": {"\nUnicef\n\nwfp\n", "\nBakery\n\nbakery\n\nport\n"}, "C2": {}, "C3": {"", "\ngate\n"}}
		check(now)
		if err := s.Renew(ctx, 16); err != nil {
			t.Fatal(err)
		}
		check(now)
	})
}

// TestOpenExplains holds that an address that cannot be reached or read is
// said without its password.
func TestOpenExplains(t *testing.T) {
	for _, place := range []string{"postgres://u:s3cret@127.0.0.1:1/x", "postgres://u:s3cret%zz@h/x", t.TempDir() + "/none/x.db"} {
		_, err := store.Open(context.Background(), place)
		if err == nil {
			t.Errorf("%s opened", place)
		} else if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: the error tells the password: %v", place, err)
		}
	}
}

// TestEveryTableIsCopied holds that a new table is either part of what a backup
// holds or was left out on purpose.
func TestEveryTableIsCopied(t *testing.T) {
	left := []string{"session", "link", "recovery", "upload", "goose_db_version", "sqlite_sequence"}
	s := storetest.Open(t, storetest.SQLite(t))
	copied := store.Copied()
	err := s.View(context.Background(), func(tx *store.Tx) error {
		names, err := tx.TableNames()
		for _, name := range names {
			if !slices.Contains(left, name) && !slices.Contains(copied, name) {
				t.Errorf("nobody said whether the table %s is part of a backup", name)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
