package desk_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/proof"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

var (
	wfp  = desk.Caller{Name: "wfp", Org: "wfp", Scopes: []desk.Scope{desk.Write, desk.Read}}
	peer = desk.Caller{Name: "peer", Org: "hub", Scopes: []desk.Scope{desk.Sync, desk.Admin}}
)

// open opens a desk at place with its key in dir.
func open(t testing.TB, place, dir string) *desk.Desk {
	t.Helper()
	return openLogged(t, place, dir, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})))
}

func openLogged(t testing.TB, place, dir string, log *slog.Logger) *desk.Desk {
	t.Helper()
	s := storetest.Open(t, place)
	key, err := proof.OpenKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	d, err := desk.Open(context.Background(), s, key, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	if err := d.KeepPositions(context.Background(), dir); err != nil {
		t.Fatal(err)
	}
	return d
}

// seal writes a fact of wfp/a about waybill W1 carrying flour of C1.
func seal(t testing.TB, seq int64, kind passage.FactKind, amount int64, more ...func(*passage.Fact)) []byte {
	t.Helper()
	f := passage.Fact{
		ID: passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8000-%012d", seq)), Device: "wfp/a", Seq: seq, Org: "wfp",
		Kind: kind, Claimed: passage.Instant(1_760_000_000_000_000 + seq), Recorded: 1_760_000_000_000_000,
		Waybill: "W1", From: "port", To: "hub", Place: "hub", How: passage.UnknownHow, Reason: "none stated", Vehicle: "12-345",
		Lines: []passage.FactLine{{Consignment: "C1", Line: 1, Commodity: "flour", Unit: passage.Grams, Amount: amount}},
	}
	for _, m := range more {
		m(&f)
	}
	s, err := envelope.Seal(f)
	if err != nil {
		t.Fatal(err)
	}
	return s.Body
}

func takeIn(t testing.TB, d *desk.Desk, caller desk.Caller, lines ...[]byte) (answers []envelope.Answer) {
	t.Helper()
	receipts, err := d.TakeIn(context.Background(), caller, lines)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range receipts {
		answers = append(answers, r.Answer)
	}
	return answers
}

func account(t testing.TB, d *desk.Desk) passage.Account {
	t.Helper()
	w, err := d.Waybill(context.Background(), wfp, "W1")
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Lines) == 0 {
		return passage.Account{}
	}
	return w.Lines[0].Account
}

// TestTakeIn holds each answer, and what the ledger makes of it.
func TestTakeIn(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d := open(t, place, t.TempDir())
		loaded, received := seal(t, 1, passage.Loaded, 10), seal(t, 2, passage.Received, 4)
		step := func(what string, lines [][]byte, want []envelope.Answer, account_ passage.Account) {
			t.Helper()
			if diff := cmp.Diff(want, takeIn(t, d, wfp, lines...)); diff != "" {
				t.Errorf("%s: answers -want +got\n%s", what, diff)
			}
			if diff := cmp.Diff(account_, account(t, d)); diff != "" {
				t.Errorf("%s: account -want +got\n%s", what, diff)
			}
		}
		type answers = []envelope.Answer
		step("one", [][]byte{loaded}, answers{"new"}, passage.Account{Out: 10, InTransit: 10})
		step("again", [][]byte{loaded}, answers{"known"}, passage.Account{Out: 10, InTransit: 10})
		step("twice at once", [][]byte{received, received}, answers{"new", "known"}, passage.Account{Out: 10, Received: 4, InTransit: 6})
		step("no fact", [][]byte{[]byte("<html>Please log in</html>")}, answers{"invalid"}, passage.Account{Out: 10, Received: 4, InTransit: 6})
		step("another's", [][]byte{seal(t, 1, passage.Received, 5, func(f *passage.Fact) { f.Org, f.Device = "unicef", "unicef/a" })},
			answers{"invalid"}, passage.Account{Out: 10, Received: 4, InTransit: 6})
		step("a conflict", [][]byte{seal(t, 2, passage.Received, 9)}, answers{"conflict"}, passage.Account{Out: 10, InTransit: 10})
		step("either again", [][]byte{received, seal(t, 2, passage.Received, 9)}, answers{"known", "known"}, passage.Account{Out: 10, InTransit: 10})
		step("a conflict with another waybill", [][]byte{seal(t, 1, passage.Loaded, 10, func(f *passage.Fact) { f.Waybill = "W2" })}, answers{"conflict"}, passage.Account{})
		var reasons []string
		if err := d.Quarantined(context.Background(), peer, 10, func(r store.Rejected) { reasons = append(reasons, r.Reason) }); err != nil {
			t.Fatal(err)
		}
		if all := strings.Join(reasons, "\n"); len(reasons) != 2 || !strings.Contains(all, "fact of unicef") || !strings.Contains(all, "cannot be read") {
			t.Errorf("quarantined:\n%s", all)
		}
	})
}

// TestFoldsAreThoseOfTheFacts takes a shuffled story with repetitions in, many
// at once, and holds what is stored against the plain fold of the facts.
func TestFoldsAreThoseOfTheFacts(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d := open(t, place, t.TempDir())
		kinds := []passage.FactKind{passage.Loaded, passage.Received, passage.Intercepted, passage.Damaged, passage.Returned}
		var lines [][]byte
		var set envelope.Set
		for seq := range int64(300) {
			line := seal(t, seq+1, kinds[rand.IntN(len(kinds))], rand.Int64N(50), func(f *passage.Fact) {
				f.Waybill = passage.WaybillID(fmt.Sprint("W", rand.IntN(20)))
				f.Lines[0].Consignment = passage.ConsignmentID(fmt.Sprint("C", rand.IntN(5)))
			})
			lines = append(lines, line, line)
			fact, err := envelope.Open(line)
			if err != nil {
				t.Fatal(err)
			}
			set.Add(fact)
		}
		rand.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		var wait sync.WaitGroup
		for i := 0; i < len(lines); i += 50 {
			wait.Go(func() { takeIn(t, d, wfp, lines[i:i+50]...) })
		}
		wait.Wait()
		ctx := context.Background()
		want := passage.FoldLedger(set.Counting())
		var got passage.Ledger
		if err := errors.Join(
			d.Waybills(ctx, peer, func(w passage.Waybill) { got.Waybills = append(got.Waybills, w) }),
			d.Consignments(ctx, peer, func(c passage.Consignment) { got.Consignments = append(got.Consignments, c) }),
		); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-folded +kept\n%s", diff)
		}
		totals, err := d.Totals(ctx, wfp)
		if diff := cmp.Diff(want.Totals(), totals); diff != "" || err != nil {
			t.Errorf("totals -folded +kept\n%s%v", diff, err)
		}
		if wrong, err := d.Rebuild(ctx, func(int64) {}); len(wrong) > 0 || err != nil {
			t.Errorf("a rebuild differs at %v, %v", wrong, err)
		}
	})
}

// TestOneOfManyIsNew posts the same facts from many at once: each is new once.
func TestOneOfManyIsNew(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		dir := t.TempDir()
		desks := []*desk.Desk{open(t, place, dir), open(t, place, dir)} // two servers on one database
		rounds := 20
		if testing.Short() {
			rounds = 3
		}
		for round := range rounds {
			line := seal(t, int64(round+1), passage.Received, 1)
			var mu sync.Mutex
			count := map[envelope.Answer]int{}
			var wait sync.WaitGroup
			for i := range 60 {
				wait.Go(func() {
					for _, a := range takeIn(t, desks[i%2], wfp, line) {
						mu.Lock()
						count[a]++
						mu.Unlock()
					}
				})
			}
			wait.Wait()
			if count[envelope.New] != 1 || count[envelope.Known] != 59 {
				t.Fatalf("round %d: %v", round, count)
			}
		}
		if got := account(t, desks[0]).Received; got != int64(rounds) {
			t.Errorf("received %d, want %d", got, rounds)
		}
	})
}

// TestVerifyNamesWhatWasEdited changes a ledger behind the desk's back in many
// ways; each is found and named, and nothing is signed over it.
func TestVerifyNamesWhatWasEdited(t *testing.T) {
	for what, edit := range map[string]string{
		"nothing":                      "SELECT 1",
		"its body":                     "UPDATE fact SET body = OTHER WHERE n = 6",
		"its body and hash":            "UPDATE fact SET body = OTHER, hash = EMPTY WHERE n = 6",
		"its hash":                     "UPDATE fact SET hash = ZEROS WHERE n = 6",
		"its salts":                    "UPDATE fact SET salts = ZEROS WHERE n = 6",
		"its subject":                  "UPDATE fact SET subject = 'w/W9' WHERE n = 6",
		"its number":                   "UPDATE fact SET seq = 77 WHERE n = 6",
		"all of it, by another's":      "UPDATE fact SET body = (SELECT body FROM fact WHERE n = 5), salts = (SELECT salts FROM fact WHERE n = 5), id = (SELECT id FROM fact WHERE n = 5), seq = 6, hash = ZEROS WHERE n = 6",
		"that it is there":             "DELETE FROM fact WHERE n = 6",
		"the log":                      "UPDATE tile SET hashes = BLANK WHERE level = 0",
		"the last facts":               "DELETE FROM fact WHERE n >= 300",
		"the last facts, not yet seen": "DELETE FROM fact WHERE n >= 300",
		"one that was never taken in":  "INSERT INTO fact (n, id, device, seq, hash, subject, received, via, body, salts) SELECT 310, id, device, 311, hash, subject, received, via, body, salts FROM fact WHERE n = 6",
	} {
		t.Run(what, func(t *testing.T) {
			storetest.OnBoth(t, func(t *testing.T, place string) {
				ctx := context.Background()
				d := open(t, place, t.TempDir())
				var lines [][]byte
				for seq := range int64(310) {
					lines = append(lines, seal(t, seq+1, passage.Received, seq+1))
				}
				takeIn(t, d, wfp, lines...)
				if !strings.Contains(what, "not yet seen") {
					if err := d.Publish(ctx); err != nil {
						t.Fatal(err)
					}
				}
				byHand(t, place, edit)
				var faults []string
				if err := d.Verify(ctx, func(f desk.Fault) { faults = append(faults, f.String()) }, func(int64) {}); err != nil {
					t.Fatal(err)
				}
				found := strings.Join(faults, "\n")
				want := map[string]string{
					"nothing": "", "the last facts": "here the ledger ends", "the last facts, not yet seen": "place 309 of the log: the fact is gone",
					"one that was never taken in": "place 310 of the log",
				}
				wanted, ok := want[what]
				if !ok {
					wanted = "place 6 of the log"
				}
				if !strings.Contains(found, wanted) || what == "nothing" && found != "" {
					t.Errorf("found %q, which does not say %q", found, wanted)
				}
			})
		})
	}
}

// byHand runs a statement as somebody does who has the database and not the
// program. OTHER is a fact's body with another amount, EMPTY no bytes, ZEROS 32 of
// them, and BLANK a tile without its hashes.
func byHand(t *testing.T, place, edit string) {
	t.Helper()
	driver, words := "sqlite", strings.NewReplacer("OTHER", `CAST(replace(CAST(body AS TEXT), '"amount":7', '"amount":8') AS BLOB)`,
		"EMPTY", "x''", "ZEROS", "zeroblob(32)", "BLANK", "zeroblob(length(hashes))")
	if store.IsPostgres(place) {
		driver, words = "pgx", strings.NewReplacer("OTHER", `convert_to(replace(convert_from(body, 'UTF8'), '"amount":7', '"amount":8'), 'UTF8')`,
			"EMPTY", "''::bytea", "ZEROS", "decode(repeat('00', 32), 'hex')", "BLANK", "decode(repeat('00', length(hashes)), 'hex')")
	}
	db, err := sql.Open(driver, place)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(words.Replace(edit)); err != nil {
		t.Fatal(err)
	}
}

// TestPublishReadsBack holds that what was changed between the taking in and
// the signing is not signed, be it the last of more facts than one view reads.
func TestPublishReadsBack(t *testing.T) {
	ctx := context.Background()
	place := storetest.SQLite(t)
	d := open(t, place, t.TempDir())
	const many = 5100
	var lines [][]byte
	for n := int64(1); n <= many; n++ {
		lines = append(lines, seal(t, n, passage.Loaded, 10, func(f *passage.Fact) {
			f.Waybill = passage.WaybillID(fmt.Sprint("W", n))
		}))
	}
	takeIn(t, d, wfp, lines...)
	db, err := sql.Open("sqlite", place)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE fact SET body = replace(CAST(body AS TEXT), '"amount":10', '"amount":99')
		WHERE seq = $1`, many); err != nil {
		t.Fatal(err)
	}
	if err := d.Publish(ctx); err == nil || !strings.Contains(err.Error(), "nothing is signed") {
		t.Errorf("got %v", err)
	}
	if _, _, err := d.Checkpoint(ctx); err == nil {
		t.Error("a checkpoint was published")
	}
}

// TestErase holds that an erased field is gone from everything that the ledger
// shows and keeps, that the log still holds, and that the device's own copy
// does not bring it back.
func TestErase(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		ctx := context.Background()
		d := open(t, place, t.TempDir())
		line := seal(t, 1, passage.Loaded, 10, func(f *passage.Fact) { f.Note = "driver A." })
		takeIn(t, d, wfp, line)
		if err := d.Publish(ctx); err != nil {
			t.Fatal(err)
		}
		id := "0192e4a5-7c31-7000-8000-000000000001"
		for _, bad := range []error{
			d.Erase(ctx, wfp, id, []string{"note"}, "asked"),
			d.Erase(ctx, peer, id, []string{"note"}, ""),
			d.Erase(ctx, peer, id, []string{"kind"}, "asked"),
			d.Erase(ctx, peer, id, []string{"actor"}, "asked"),
			d.Erase(ctx, peer, "none", []string{"note"}, "asked"),
		} {
			if bad == nil {
				t.Error("an erasure that cannot be was done")
			}
		}
		if err := d.Erase(ctx, peer, id, []string{"note", "vehicle"}, "asked by the driver"); err != nil {
			t.Fatal(err)
		}
		if got := takeIn(t, d, wfp, line); got[0] != envelope.Known {
			t.Errorf("its device handed it in again: %s", got)
		}
		w, err := d.Waybill(ctx, peer, "W1")
		if err != nil || w.Vehicle != "" || w.Lines[0].Out != 10 {
			t.Errorf("the waybill: %+v, %v", w, err)
		}
		var kept []byte
		if _, err := d.Facts(ctx, peer, 0, 10, func(_ int64, body []byte) { kept = body }); err != nil || strings.Contains(string(kept), "driver A.") || strings.Contains(string(kept), "12-345") {
			t.Errorf("what is kept: %s %v", kept, err)
		}
		if err := d.Verify(ctx, func(f desk.Fault) { t.Error(f) }, func(int64) {}); err != nil {
			t.Fatal(err)
		}
		// Another ledger takes what is left, and the device's copy too, as one.
		other := open(t, storetest.SQLite(t), t.TempDir())
		if got := takeIn(t, other, peer, kept, line); got[0] != envelope.New || got[1] != envelope.Known {
			t.Errorf("another ledger: %s", got)
		}
		if err := other.Verify(ctx, func(f desk.Fault) { t.Error(f) }, func(int64) {}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestErasedFromTheDisk looks for what was erased in the files of the database
// themselves, among many facts that moved it about.
func TestErasedFromTheDisk(t *testing.T) {
	ctx := context.Background()
	place := storetest.SQLite(t)
	d := open(t, place, t.TempDir())
	const secret = "the driver's name"
	for seq := range int64(400) {
		takeIn(t, d, wfp, seal(t, seq+1, passage.Loaded, 10, func(f *passage.Fact) {
			f.Waybill = passage.WaybillID(fmt.Sprint("W", seq%40))
			f.Vehicle = fmt.Sprint("truck ", seq)
			if seq == 200 {
				f.Note, f.Vehicle = strings.Repeat("x", 3900)+secret, "NUMBER-PLATE" // it does not fit one page
			}
			f.Reason = strings.Repeat("long ", int(seq%700))
		}))
	}
	on := func() (names []string) {
		for _, end := range []string{"", "-wal", "-shm", "-journal"} {
			text, err := os.ReadFile(place + end)
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			for _, what := range []string{secret, "NUMBER-PLATE"} {
				if strings.Contains(string(text), what) {
					names = append(names, fmt.Sprintf("%q in %q", what, "passage.db"+end))
				}
			}
		}
		return names
	}
	if len(on()) == 0 {
		t.Fatal("what is to be erased is not on the disk: this shows nothing")
	}
	if err := d.Erase(ctx, peer, "0192e4a5-7c31-7000-8000-000000000201", []string{"note", "vehicle"}, "asked"); err != nil {
		t.Fatal(err)
	}
	if left := on(); len(left) > 0 {
		t.Errorf("still on the disk: %s", left)
	}
}

// TestTokens holds who gets in.
func TestTokens(t *testing.T) {
	ctx := context.Background()
	d := open(t, storetest.SQLite(t), t.TempDir())
	secret, err := d.NewToken(ctx, "wfp-1", "wfp", []desk.Scope{desk.Write})
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []struct {
		name, org string
		scopes    []desk.Scope
	}{{"wfp-1", "wfp", []desk.Scope{desk.Write}}, {"A B", "wfp", []desk.Scope{desk.Write}}, {"x", "", []desk.Scope{desk.Write}}, {"x", "wfp", nil}, {"x", "wfp", []desk.Scope{"root"}}} {
		if _, err := d.NewToken(ctx, bad.name, passage.OrgID(bad.org), bad.scopes); !errors.As(err, &desk.Refused{}) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	caller, err := d.Caller(ctx, secret)
	if err != nil || caller.Org != "wfp" || caller.May(desk.Write) != nil || caller.May(desk.Read) == nil {
		t.Errorf("%+v, %v", caller, err)
	}
	if _, err := d.Caller(ctx, secret+"x"); !errors.As(err, &desk.Forbidden{}) {
		t.Errorf("a wrong secret: %v", err)
	}
	reading, err := d.NewToken(ctx, "donor", "donor", []desk.Scope{desk.Read})
	if err != nil {
		t.Fatal(err)
	}
	for name, secret := range map[string]string{"wfp-1": secret, "donor": reading} {
		if err := d.RevokeToken(ctx, name); err != nil {
			t.Fatal(err)
		}
		_, err := d.Caller(ctx, secret)
		if !errors.As(err, &desk.Forbidden{}) {
			t.Errorf("%s, a revoked token: %v", name, err)
		}
		if handsIn := name == "wfp-1"; errors.As(err, &desk.Revoked{}) != handsIn {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := d.RevokeToken(ctx, "wfp-1"); !errors.As(err, &desk.Missing{}) {
		t.Errorf("revoked twice: %v", err)
	}
}
