package harness

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"

	"github.com/ncruces/go-sqlite3"
	"golang.org/x/mod/sumdb/tlog"

	"passage"
	"passage/internal/envelope"
	"passage/internal/proof"
)

// Found is a ledger as it is found on a disk. It is read with statements of its
// own: the store could be wrong the same way twice.
type Found struct {
	Facts     []FoundFact // by their places in the log
	Waybills  []passage.Waybill
	Tiles     map[Tile][]byte
	Published int64 // how many facts the newest checkpoint has
}

// folded are the waybills that the facts make.
func (f Found) folded() []passage.Waybill {
	var set envelope.Set
	for _, fact := range f.Facts {
		if s, err := envelope.Open(fact.Body); err == nil {
			set.Add(s)
		}
	}
	ledger := passage.FoldLedger(set.Counting())
	return ledger.Waybills
}

// FoundFact is a fact and the salts of its commitments.
type FoundFact struct {
	N           int64
	Body, Salts []byte
}

// Tile names a tile of the log.
type Tile struct{ Level, N int64 }

// Reader reads what is found on disks, one after the other, in one process of
// SQLite: to start that anew for each would cost more than all the rest.
type Reader struct{ c *sqlite3.Conn }

// NewReader starts SQLite. Close has to be called.
func NewReader() (*Reader, error) {
	c, err := sqlite3.Open(":memory:")
	if err != nil {
		return nil, err
	}
	// What is attached from here on is held alone.
	if err := c.Exec("PRAGMA locking_mode = exclusive"); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return &Reader{c}, nil
}

// Close ends SQLite.
func (r *Reader) Close() error { return r.c.Close() }

// Read opens what a disk holds, has SQLite check the file, and reads the ledger.
// Where the tables were not made yet it is empty. The image is written to, as
// SQLite puts things in order.
func (r *Reader) Read(image Image) (found Found, err error) {
	disk := NewDisk(nil)
	defer disk.Close()
	disk.files = maps.Clone(image)
	if err := r.c.Exec(fmt.Sprintf("ATTACH 'file:%s?vfs=%s' AS found", Database, disk.name)); err != nil {
		return found, err
	}
	defer func() {
		disk.PowerOff() // so that letting go does not tidy up
		err = errors.Join(err, r.c.Exec("DETACH found"))
	}()
	return r.read()
}

func (r *Reader) read() (found Found, err error) {
	err = each(r.c, "PRAGMA found.integrity_check", func(s *sqlite3.Stmt) error {
		if text := s.ColumnText(0); text != "ok" {
			return fmt.Errorf("the database is damaged: %s", text)
		}
		return nil
	})
	tables := 0
	if err == nil {
		err = each(r.c, "SELECT 1 FROM found.sqlite_master WHERE name IN ('fact', 'waybill', 'tile', 'checkpoint')", func(*sqlite3.Stmt) error {
			tables++
			return nil
		})
	}
	if err != nil || tables == 0 {
		return found, err
	}
	err = each(r.c, "SELECT n, body, salts FROM found.fact ORDER BY n", func(s *sqlite3.Stmt) error {
		found.Facts = append(found.Facts, FoundFact{s.ColumnInt64(0), s.ColumnBlob(1, nil), s.ColumnBlob(2, nil)})
		return nil
	})
	if err != nil {
		return found, err
	}
	err = each(r.c, "SELECT fold FROM found.waybill ORDER BY id", func(s *sqlite3.Stmt) error {
		var w passage.Waybill
		err := json.Unmarshal(s.ColumnRawBlob(0), &w)
		found.Waybills = append(found.Waybills, w)
		return err
	})
	if err != nil {
		return found, err
	}
	found.Tiles = map[Tile][]byte{}
	err = each(r.c, "SELECT level, n, hashes FROM found.tile", func(s *sqlite3.Stmt) error {
		found.Tiles[Tile{s.ColumnInt64(0), s.ColumnInt64(1)}] = s.ColumnBlob(2, nil)
		return nil
	})
	if err != nil {
		return found, err
	}
	return found, each(r.c, "SELECT coalesce(max(size), 0) FROM found.checkpoint", func(s *sqlite3.Stmt) error {
		found.Published = s.ColumnInt64(0)
		return nil
	})
}

// each runs a query and hands its rows out.
func each(c *sqlite3.Conn, query string, row func(*sqlite3.Stmt) error) error {
	s, _, err := c.Prepare(query)
	if err != nil {
		return err
	}
	defer s.Close()
	for s.Step() {
		if err := row(s); err != nil {
			return err
		}
	}
	return s.Err()
}

// Judge holds ledgers against witnesses. What it has worked out once it keeps,
// because thousands of cuts leave the same facts.
type Judge struct {
	leaves map[[sha256.Size]byte]tlog.Hash
}

// NewJudge returns a judge.
func NewJudge() *Judge { return &Judge{map[[sha256.Size]byte]tlog.Hash{}} }

// Found holds what was found against what a witness saw, and against what was
// published last, nil where nothing was. It returns a sentence for everything
// that is not as it must be.
func (j *Judge) Found(found Found, w *Witness, published *proof.Checkpoint) (faults []string) {
	bodies := make([][]byte, len(found.Facts))
	log := tiles{}
	for i, f := range found.Facts {
		bodies[i] = f.Body
		if f.N != int64(i) {
			return append(faults, fmt.Sprintf("the log has a fact at place %d and not at place %d", f.N, i))
		}
		leaf, err := j.leaf(f)
		if err == nil {
			err = proof.Append(log, f.N, []tlog.Hash{leaf})
		}
		if err != nil {
			return append(faults, fmt.Sprintf("fact %d of the log: %v", i, err))
		}
	}
	faults = append(faults, w.Judge(bodies, found.Waybills)...)
	if len(log) != len(found.Tiles) {
		faults = append(faults, fmt.Sprintf("the log has %d tiles, the facts make %d", len(found.Tiles), len(log)))
	}
	for t, hashes := range log {
		if !bytes.Equal(found.Tiles[t], hashes) {
			faults = append(faults, fmt.Sprintf("tile %d/%d of the log is not made of its facts", t.Level, t.N))
		}
	}
	size := int64(len(found.Facts))
	if found.Published > size {
		faults = append(faults, fmt.Sprintf("a checkpoint of %d facts is kept, and %d facts", found.Published, size))
	}
	if published == nil {
		return faults
	}
	if published.Size > size {
		return append(faults, fmt.Sprintf("%d facts were published, %d are left", published.Size, size))
	}
	if root, err := proof.Root(log, published.Size); err != nil || root != published.Root {
		faults = append(faults, fmt.Sprintf("the first %d facts are not those that were published: %v", published.Size, err))
	}
	return faults
}

func (j *Judge) leaf(f FoundFact) (tlog.Hash, error) {
	key := sha256.Sum256(append(bytes.Clone(f.Salts), f.Body...))
	if leaf, ok := j.leaves[key]; ok {
		return leaf, nil
	}
	leaf, err := proof.LeafHash(f.Body, f.Salts, nil)
	if err == nil {
		j.leaves[key] = leaf
	}
	return leaf, err
}

// tiles is a log in memory.
type tiles map[Tile][]byte

func (t tiles) Tile(level int, n int64) ([]byte, error) { return t[Tile{int64(level), n}], nil }

func (t tiles) PutTile(level int, n int64, hashes []byte) error {
	t[Tile{int64(level), n}] = hashes
	return nil
}
