package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"passage/internal/envelope"
	"passage/internal/proof"
	"passage/internal/store"
)

// PublishEvery is how old the newest checkpoint gets at most.
const PublishEvery = time.Minute

// PublishUntil publishes a checkpoint now and then until the context ends, and
// tells the log when it cannot.
func (d *Desk) PublishUntil(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := d.Publish(ctx); err != nil && ctx.Err() == nil {
			d.log.Error("no checkpoint was signed", "error", err)
		}
		if err := d.Cosign(ctx); err != nil && ctx.Err() == nil {
			d.log.Error("a witness did not cosign the checkpoint", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Publish signs the log as it stands, once every fact since the last checkpoint
// was read back from the database and found to be what the log says.
func (d *Desk) Publish(ctx context.Context) error {
	d.signed.Lock()
	defer d.signed.Unlock()
	var size, read int64
	published := false
	err := d.store.View(ctx, func(tx *store.Tx) error {
		last, text, err := tx.Checkpoint()
		if err != nil {
			return err
		}
		size, err = tx.CountFacts()
		published = last == size && isOf(text, d.key)
		read = min(last, size)
		return err
	})
	for err == nil && read < size {
		began, to := time.Now(), min(read+readAtOnce, size)
		if err = d.readBack(ctx, read, to); err == nil && to < size {
			err = rest(ctx, time.Since(began))
		}
		read = to
	}
	if err != nil || published {
		return err
	}
	var signed []byte
	var c proof.Checkpoint
	err = d.store.View(ctx, func(tx *store.Tx) error {
		c, signed, err = d.key.Sign(tx, size)
		return err
	})
	if err != nil {
		return err
	}
	return d.store.Update(ctx, func(tx *store.Tx) error {
		return tx.PutCheckpoint(c.Size, d.now().UnixMicro(), signed)
	})
}

// readAtOnce is how many facts are read back in one view of the database, with
// a rest as long after each: SQLite's write-ahead log begins anew only at a
// moment at which nobody reads, and grows by all that is written until then.
const readAtOnce = 5000

// rest waits for a while, or until the context ends.
func rest(ctx context.Context, while time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(while):
		return nil
	}
}

// readBack holds the facts at places from up to to against the log.
func (d *Desk) readBack(ctx context.Context, from, to int64) error {
	return d.store.View(ctx, func(tx *store.Tx) error {
		var faults []Fault
		err := checkFacts(tx, from, to, func(f Fault) { faults = append(faults, f) }, func(int64) {})
		if err == nil && len(faults) > 0 {
			err = fmt.Errorf("%d facts are not what was taken in; nothing is signed. The first: %s", len(faults), faults[0])
		}
		return err
	})
}

// isOf reports whether a key signed the checkpoint.
func isOf(checkpoint []byte, key *proof.Key) bool {
	_, err := proof.ReadCheckpoint(checkpoint, key.Public)
	return err == nil
}

// Fault is a fact that is not what it was when it was taken in.
type Fault struct {
	N      int64 // place in the log
	ID     string
	Device string
	Seq    int64
	What   string
}

func (f Fault) String() string {
	if f.ID == "" {
		return fmt.Sprintf("place %d of the log: %s", f.N, f.What)
	}
	return fmt.Sprintf("fact %s (number %d of %s, place %d of the log): %s", f.ID, f.Seq, f.Device, f.N, f.What)
}

// Verify reads the whole ledger and yields what is not as it was when it was
// taken in and published.
func (d *Desk) Verify(ctx context.Context, fault func(Fault), progress func(done int64)) error {
	return d.store.View(ctx, func(tx *store.Tx) error {
		size, err := tx.CountFacts()
		if err != nil {
			return err
		}
		if err := checkFacts(tx, 0, size, fault, progress); err != nil {
			return err
		}
		if err := checkEnd(tx, size, fault); err != nil {
			return err
		}
		last, err := d.key.Last()
		if err != nil {
			return err
		}
		if last == nil {
			return nil
		}
		if last.Size > size {
			fault(Fault{N: size, What: fmt.Sprintf("here the ledger ends; a checkpoint of %d facts was published", last.Size)})
			return nil
		}
		// The leaves alone decide, so that no tile above them is trusted.
		root, err := rootOfLeaves(tx, last.Size)
		if err == nil && root != last.Root {
			fault(Fault{N: 0, What: fmt.Sprintf("the log of the first %d facts is another than the one published", last.Size)})
		}
		return err
	})
}

// checkEnd holds that the log has no more leaves than there are facts: the last
// facts may be gone before anything was published of them.
func checkEnd(tx *store.Tx, size int64, fault func(Fault)) error {
	for n := size; ; {
		leaves, err := proof.Leaves(tx, n)
		if err != nil || len(leaves) == 0 {
			return err
		}
		for range leaves {
			fault(Fault{N: n, What: "the fact is gone"})
			n++
		}
	}
}

// memory is a log of its own, to hold another against.
type memory map[[2]int64][]byte

func (m memory) Tile(level int, n int64) ([]byte, error) { return m[[2]int64{int64(level), n}], nil }
func (m memory) PutTile(level int, n int64, hashes []byte) error {
	m[[2]int64{int64(level), n}] = hashes
	return nil
}

func rootOfLeaves(tx *store.Tx, size int64) (tlog.Hash, error) {
	log := memory{}
	for n := int64(0); n < size; {
		leaves, err := proof.Leaves(tx, n)
		if err != nil {
			return tlog.Hash{}, err
		}
		leaves = leaves[:min(int64(len(leaves)), size-n)]
		if len(leaves) == 0 {
			return tlog.Hash{}, nil
		}
		if err := proof.Append(log, n, leaves); err != nil {
			return tlog.Hash{}, err
		}
		n += int64(len(leaves))
	}
	return proof.Root(log, size)
}

// checkFacts reads the facts at places from up to to and holds each against its
// own columns and against its leaf.
func checkFacts(tx *store.Tx, from, to int64, fault func(Fault), progress func(done int64)) error {
	const page = 1000
	var leaves []tlog.Hash
	for n := from; n < to; {
		facts := map[int64]*store.Fact{}
		last := n
		err := tx.Facts(n, int(min(page, to-n)), func(f *store.Fact) {
			facts[f.N] = f
			last = f.N
		})
		if err != nil {
			return err
		}
		for ; n <= min(last, to-1); n++ {
			if len(leaves) == 0 {
				if leaves, err = proof.Leaves(tx, n); err != nil {
					return err
				}
			}
			var leaf tlog.Hash // where the log has none, one that fits nothing
			if len(leaves) > 0 {
				leaf, leaves = leaves[0], leaves[1:]
			}
			f := facts[n]
			if f == nil {
				fault(Fault{N: n, What: "the fact is gone"})
				continue
			}
			what, err := changed(tx, f, leaf)
			if err != nil {
				return err
			}
			if what != "" {
				fault(Fault{N: n, ID: f.ID, Device: f.Device, Seq: f.Seq, What: what})
			}
		}
		progress(n - from)
	}
	return nil
}

// changed says what is not as it was with a fact; "" where all is.
func changed(tx *store.Tx, f *store.Fact, leaf tlog.Hash) (string, error) {
	var erased []proof.Committed
	if len(f.Hash) == 0 {
		var err error
		if erased, err = erasedOf(tx, f.N); err != nil {
			return "", err
		}
	} else if sum := sha256.Sum256(f.Body); !bytes.Equal(sum[:], f.Hash) {
		return "its content is not the one that was taken in", nil
	}
	hash, err := proof.LeafHash(f.Body, f.Salts, erased)
	if err != nil || hash != leaf {
		return "its content is not the one in the log", nil
	}
	fact, err := envelope.Reopen(f.Body)
	if err != nil || string(fact.ID) != f.ID || string(fact.Device) != f.Device || fact.Seq != f.Seq || fact.Subject() != f.Subject {
		return "it is kept under another name than its own", nil
	}
	return "", nil
}

// Checkpoint returns the newest signed checkpoint.
func (d *Desk) Checkpoint(ctx context.Context) (size int64, signed []byte, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) error {
		size, signed, err = tx.Checkpoint()
		return err
	})
	if err == nil && signed == nil {
		err = Missing{"nothing has been published yet; within a minute something will be"}
	}
	return size, signed, err
}

// Tile returns a tile of the log at level, with width hashes of 32 bytes.
func (d *Desk) Tile(ctx context.Context, level int, n int64, width int) (hashes []byte, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) error {
		hashes, err = tx.Tile(level, n)
		return err
	})
	if err == nil && len(hashes) < width*tlog.HashSize {
		err = Missing{"the log has no such tile yet"}
	}
	if err != nil {
		return nil, err
	}
	return hashes[:width*tlog.HashSize], nil
}

// LogKey is the public key of the log, as C2SP writes it.
func (d *Desk) LogKey() string { return d.key.Public }

// Erase takes restricted fields out of a fact for good. The log stays as it
// was; that something was erased, when and why, is kept. The contents of the
// database's files are gone as well, as far as the engine allows.
func (d *Desk) Erase(ctx context.Context, caller Caller, id string, fields []string, why string) error {
	if err := caller.May(Admin); err != nil {
		return err
	}
	if why == "" {
		return refuse("an erasure needs its reason")
	}
	err := d.store.Update(ctx, func(tx *store.Tx) error {
		facts, err := tx.FactsNamed(id)
		if err != nil {
			return err
		}
		if len(facts) == 0 {
			return Missing{fmt.Sprintf("there is no fact %s", id)}
		}
		touched := newFolds()
		erased := 0
		for _, f := range facts {
			body, salts, gone, err := proof.Erase(f.Body, f.Salts, fields)
			if errors.Is(err, proof.ErrNothing) {
				continue
			}
			if err != nil {
				return Refused{err.Error()}
			}
			rows := make([]store.Erased, len(gone))
			for i, g := range gone {
				rows[i] = store.Erased{N: f.N, Field: g.Field, Commitment: g.Commitment, At: d.now().UnixMicro(), Why: why}
			}
			if err := tx.Erase(f.N, body, salts, rows); err != nil {
				return err
			}
			erased++
			touched.touch(f.Subject)
		}
		if erased == 0 {
			return refuse("fact %s has none of these fields", id)
		}
		if err := touched.fold(tx, &recent{}, nil); err != nil {
			return err
		}
		return touched.write(tx)
	})
	if err != nil {
		return err
	}
	if err := d.store.Forget(ctx); err != nil {
		return fmt.Errorf("the fields are erased; what the files of the database still hold of them is not: %w. Run the same with --data when no server runs, or erase something else later", err)
	}
	return nil
}
