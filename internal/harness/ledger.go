package harness

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"

	"github.com/ncruces/go-sqlite3"
	_ "github.com/ncruces/go-sqlite3/driver" // registers "sqlite3"

	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/proof"
	"passage/internal/store"
)

// Setup says how a ledger keeps its database.
type Setup struct {
	Sync       string // PRAGMA synchronous; the ledger as it is shipped has FULL
	Checkpoint int    // pages in the write-ahead log before SQLite empties it
}

// Shipped is how a ledger keeps its database, but that the write-ahead log is
// emptied often: cuts should fall there as well.
var Shipped = Setup{Sync: "FULL", Checkpoint: 30}

// Ledger is a whole ledger whose database lies on a simulated disk.
type Ledger struct {
	Desk  *desk.Desk
	disk  *Disk
	store *store.Store
}

// Caller is who hands facts in and may read everything.
var Caller = desk.Caller{Name: "harness", Org: "org", Scopes: []desk.Scope{desk.Write, desk.Sync}}

// Database is the name of the database on a disk.
const Database = "ledger.db"

// OpenStore opens the database on a disk, or begins one, the way the program
// does. The disk has no memory that connections share, so there is one
// connection, which holds the database alone.
func OpenStore(ctx context.Context, disk *Disk, how Setup) (*store.Store, error) {
	db, err := sql.Open("sqlite3", fmt.Sprintf("file:%s?vfs=%s&_txlock=immediate&_pragma=locking_mode(exclusive)"+
		"&_pragma=journal_mode(wal)&_pragma=synchronous(%s)&_pragma=foreign_keys(1)&_pragma=trusted_schema(0)"+
		"&_pragma=cache_size(-65536)&_pragma=wal_autocheckpoint(%d)", Database, disk.name, how.Sync, how.Checkpoint))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	s, err := store.OpenOn(ctx, store.SQLite, db, db)
	if err != nil {
		return nil, err
	}
	s.Code = func(err error) (int, bool) {
		var code sqlite3.ExtendedErrorCode
		ok := errors.As(err, &code)
		return int(code), ok
	}
	return s, nil
}

// OpenLedger opens the ledger on a disk, or begins one. Its key lies in a folder
// of the real disk.
func OpenLedger(ctx context.Context, disk *Disk, dir string, how Setup) (*Ledger, error) {
	s, err := OpenStore(ctx, disk, how)
	if err != nil {
		return nil, err
	}
	key, err := proof.OpenKey(dir)
	if err == nil {
		var d *desk.Desk
		if d, err = desk.Open(ctx, s, key, slog.New(slog.DiscardHandler)); err == nil {
			return &Ledger{Desk: d, disk: disk, store: s}, nil
		}
	}
	s.Close()
	return nil, err
}

// Close ends the ledger in good order.
func (l *Ledger) Close() error {
	l.Desk.Close()
	return l.store.Close()
}

// Drop ends the ledger without letting it touch the disk once more.
func (l *Ledger) Drop() {
	l.disk.PowerOff()
	l.Close() // the disk is gone, so that there is nothing to say
}

// TakeIn hands facts in and returns those that were confirmed.
func (l *Ledger) TakeIn(ctx context.Context, facts []envelope.Sealed) (confirmed []envelope.Hash, err error) {
	receipts, err := l.Desk.TakeIn(ctx, Caller, Lines(facts))
	if err != nil {
		return nil, err
	}
	for _, r := range receipts {
		if r.Answer == envelope.New || r.Answer == envelope.Known {
			confirmed = append(confirmed, r.Hash)
		}
	}
	return confirmed, nil
}

// Lines is facts as they are handed in.
func Lines(facts []envelope.Sealed) [][]byte {
	lines := make([][]byte, len(facts))
	for i, f := range facts {
		lines[i] = f.Body
	}
	return lines
}

// Check has the ledger check itself and returns what it finds.
func (l *Ledger) Check(ctx context.Context) (faults []string) {
	err := l.Desk.Verify(ctx, func(f desk.Fault) { faults = append(faults, f.String()) }, func(int64) {})
	if err != nil {
		faults = append(faults, fmt.Sprintf("it cannot be verified: %v", err))
	}
	differed, err := l.Desk.Rebuild(ctx, func(int64) {})
	if err != nil {
		faults = append(faults, fmt.Sprintf("it cannot be folded again: %v", err))
	}
	for _, id := range differed {
		faults = append(faults, fmt.Sprintf("waybill %s was kept otherwise than its facts say", id))
	}
	return faults
}
