package proof_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"passage/internal/envelope"
	"passage/internal/proof"
)

// tiles is a log in memory.
type tiles map[string][]byte

func (t tiles) Tile(level int, n int64) ([]byte, error) { return t[fmt.Sprint(level, "/", n)], nil }
func (t tiles) PutTile(level int, n int64, hashes []byte) error {
	t[fmt.Sprint(level, "/", n)] = append([]byte(nil), hashes...)
	return nil
}

// plain is the log as package tlog stores it, hash by hash.
type plain []tlog.Hash

func (p plain) ReadHashes(indexes []int64) (hashes []tlog.Hash, err error) {
	for _, i := range indexes {
		hashes = append(hashes, p[i])
	}
	return hashes, nil
}

// TestAppend holds our tiles to the plain log of package tlog: the same root at
// every size, and proofs that it accepts.
func TestAppend(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ours, theirs := tiles{}, plain{}
		size := int64(0)
		for range rapid.IntRange(1, 4).Draw(t, "batches") {
			var leaves []tlog.Hash
			for i := range rapid.OneOf(rapid.IntRange(0, 5), rapid.IntRange(250, 1000)).Draw(t, "leaves") {
				h := tlog.RecordHash(fmt.Append(nil, "leaf ", size+int64(i)))
				leaves = append(leaves, h)
				stored, err := tlog.StoredHashesForRecordHash(size+int64(i), h, theirs)
				if err != nil {
					t.Fatal(err)
				}
				theirs = append(theirs, stored...)
			}
			if err := proof.Append(ours, size, leaves); err != nil {
				t.Fatal(err)
			}
			size += int64(len(leaves))
			if size == 0 {
				continue
			}
			want, err := tlog.TreeHash(size, theirs)
			if err != nil {
				t.Fatal(err)
			}
			root, err := proof.Root(ours, size)
			if err != nil || root != want {
				t.Fatalf("at size %d the root is %v (%v), want %v", size, root, err, want)
			}
			places := rapid.SliceOfN(rapid.Int64Range(0, size-1), 1, 20).Draw(t, "places")
			proofs, err := proof.Inclusion(ours, size, places...)
			if err != nil {
				t.Fatal(err)
			}
			for i, n := range places {
				leaf := tlog.RecordHash(fmt.Append(nil, "leaf ", n))
				if err := tlog.CheckRecord(proofs[i], size, root, n, leaf); err != nil {
					t.Fatal(err)
				}
				some, err := proof.Leaves(ours, n)
				if err != nil || some[0] != leaf {
					t.Fatalf("leaf %d reads as another (%v)", n, err)
				}
			}
		}
	})
}

// TestAppendNoticesATileThatIsNotItsOwn holds that a log that was cut short or
// written by something else is not gone on with.
func TestAppendNoticesATileThatIsNotItsOwn(t *testing.T) {
	log := tiles{}
	leaves := make([]tlog.Hash, 10)
	if err := proof.Append(log, 0, leaves); err != nil {
		t.Fatal(err)
	}
	if err := proof.Append(log, 9, leaves); err == nil {
		t.Error("ten hashes were taken for nine")
	}
}

const body = `{"id":"x","seq": 1,"note":"A. was here","kind":"loaded","vehicle":"12-345","lines":[{"amount":5}]}`

// commit is [proof.Commit] of a fact as it is written.
func commit(body string) (salts []byte, leaf tlog.Hash, err error) {
	members, err := envelope.Members([]byte(body))
	if err != nil {
		return nil, leaf, err
	}
	return proof.Commit(members)
}

// TestErase holds that what is erased is gone from what is kept, and that the
// leaf is the same without it, however often something is erased.
func TestErase(t *testing.T) {
	salts, want, err := commit(body)
	if err != nil {
		t.Fatal(err)
	}
	left, leftSalts, erased, err := proof.Erase([]byte(body), salts, []string{"vehicle"})
	if err != nil {
		t.Fatal(err)
	}
	left, leftSalts, more, err := proof.Erase(left, leftSalts, []string{"note", "actor"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := proof.LeafHash(left, leftSalts, append(erased, more...))
	if err != nil || got != want {
		t.Errorf("the leaf changed (%v)", err)
	}
	if s := string(left); strings.Contains(s, "12-345") || strings.Contains(s, "was here") || !strings.Contains(s, `"erased":["note","vehicle"]`) {
		t.Errorf("what is left: %s", s)
	}
	if len(leftSalts) != 16 {
		t.Errorf("%d bytes of salts are left, want 16: those of what is gone would let others guess it", len(leftSalts))
	}
	if _, _, _, err := proof.Erase(left, leftSalts, []string{"note"}); err == nil {
		t.Error("a field was erased twice")
	}
	if _, _, _, err := proof.Erase(left, leftSalts, []string{"kind"}); err == nil {
		t.Error("the kind of a fact could be erased")
	}
}

// TestLeafChangesWithEveryField holds that no field and no salt can be other
// than it was.
func TestLeafChangesWithEveryField(t *testing.T) {
	salts, _, _ := commit(body)
	hashes := map[tlog.Hash]string{}
	add := func(what, body string, salts []byte) {
		h, err := proof.LeafHash([]byte(body), salts, nil)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if other, ok := hashes[h]; ok {
			t.Errorf("%s and %s have one leaf", what, other)
		}
		hashes[h] = what
	}
	add("as it was", body, salts)
	for old, now := range map[string]string{`"x"`: `"y"`, "was here": "was there", "loaded": "received", `"amount":5`: `"amount":6`, `"seq": 1`: `"seq": 2`, "12-345": "12-346"} {
		add(now, strings.Replace(body, old, now, 1), salts)
	}
	for i := range salts {
		other := append([]byte(nil), salts...)
		other[i]++
		add(fmt.Sprint("salt ", i), body, other)
	}
}

// TestSign holds that checkpoints are signed in order, that nothing is signed
// for a ledger that lost or changed what was published, and that a new log has
// another name.
func TestSign(t *testing.T) {
	dir := t.TempDir()
	key, err := proof.OpenKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	leaves := make([]tlog.Hash, 300)
	for i := range leaves {
		leaves[i] = tlog.RecordHash(fmt.Append(nil, i))
	}
	log := tiles{}
	if err := proof.Append(log, 0, leaves); err != nil {
		t.Fatal(err)
	}
	for _, size := range []int64{0, 100, 100, 300} {
		c, signed, err := key.Sign(log, size)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := proof.ReadCheckpoint(signed, key.Public); err != nil || got != c || got.Size != size {
			t.Errorf("at %d the checkpoint reads %v, %v", size, got, err)
		}
		signed[len(signed)/2] ^= 1
		if _, err := proof.ReadCheckpoint(signed, key.Public); err == nil {
			t.Error("a changed checkpoint was accepted")
		}
	}
	if key, err = proof.OpenKey(dir); err != nil {
		t.Fatal(err)
	}
	if _, _, err := key.Sign(log, 299); !errors.Is(err, proof.ErrOlder) {
		t.Errorf("a shorter ledger was signed: %v", err)
	}
	other := tiles{}
	leaves[250] = tlog.Hash{}
	if err := proof.Append(other, 0, append(leaves, leaves...)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := key.Sign(other, 600); !errors.Is(err, proof.ErrOlder) {
		t.Errorf("another ledger was signed: %v", err)
	}
	if err := proof.NewLog(dir); err != nil {
		t.Fatal(err)
	}
	next, err := proof.OpenKey(dir)
	if err != nil || next.Origin() == key.Origin() {
		t.Errorf("the new log is named as the old one: %v", err)
	}
	if _, _, err := next.Sign(log, 10); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(filepath.Join(dir, "log.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key can be read by others: %v %v", info.Mode(), err)
	}
}
