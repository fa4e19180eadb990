package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// tables are what a ledger consists of, with the columns that tell rows apart
// first in each. Sessions, links and recoveries are not of it: whoever puts a
// ledger back has everybody sign in anew.
var tables = []struct {
	name    string
	columns []string
}{
	{"fact", []string{"n", "id", "device", "seq", "hash", "subject", "received", "via", "body", "salts"}},
	{"erasure", []string{"n", "field", "commitment", "erased", "why"}},
	{"quarantine", []string{"hash", "received", "via", "reason", "body"}},
	{"waybill", strings.Split(headColumns+", fold", ", ")},
	{"consignment", strings.Split(consignmentColumns, ", ")},
	{"consignment_fold", []string{"consignment", "fold"}},
	{"given", givenColumns},
	{"carried", []string{"consignment", "waybill"}},
	{"passing", []string{"waybill", "node", "what", "day"}},
	{"passing_sum", []string{"day", "node", "what", "trucks"}},
	{"tile", []string{"level", "n", "hashes"}},
	{"checkpoint", []string{"size", "signed", "text"}},
	{"token", []string{"secret", "name", "org", "scopes", "created", "revoked", "ends"}},
	{"organisation", []string{"id", "name", "nodes"}},
	{"account", []string{"id", "name", "person", "org", "roles", "password", "code", "code_at", "created", "disabled"}},
	{"passkey", []string{"id", "account", "name", "body", "created", "used"}},
	{"identity", []string{"issuer", "subject", "account", "created"}},
	{"scenario", []string{"id", "name", "made"}},
	{"revision", []string{"scenario", "n", "made", "author", "what", "tables", "form", "changes"}},
	{"plan", strings.Split(planColumns+", document", ", ")},
	{"restricted", strings.Split(restrictedColumns, ", ")},
	{"open_position", strings.Split(openColumns, ", ")},
	{"journal", []string{"n", "at", "account", "name", "org", "act", "about"}},
	{"setting", []string{"name", "value"}},
}

// Adopt replaces everything in the database by one state of another, which may
// be on the other engine, and then runs do, all in one transaction. The progress
// counts rows.
func (s *Store) Adopt(ctx context.Context, from *Store, do func(*Tx) error, progress func(rows int64)) error {
	return s.Update(ctx, func(to *Tx) error {
		return from.View(ctx, func(tx *Tx) error {
			for _, name := range []string{"session", "link", "recovery"} {
				if err := to.exec("DELETE FROM " + name); err != nil {
					return wrap(err, "emptying "+name)
				}
			}
			done := int64(0)
			for _, t := range tables {
				if err := to.exec("DELETE FROM " + t.name); err != nil {
					return wrap(err, "emptying "+t.name)
				}
				if err := tx.copyTable(to, t.name, t.columns, func() { done++; progress(done) }); err != nil {
					return wrap(err, "copying "+t.name)
				}
			}
			return do(to)
		})
	})
}

// copyTable copies some hundred rows, or some megabytes of them, at a time.
func (t *Tx) copyTable(to *Tx, name string, columns []string, copied func()) error {
	const most = 4 << 20
	list := strings.Join(columns, ", ")
	row, dest := make([]any, len(columns)), make([]any, len(columns))
	for i := range row {
		dest[i] = &row[i]
	}
	var rows [][]any
	size := 0
	write := func() error {
		defer func() { rows, size = rows[:0], 0 }()
		return inChunks(rows, func(some [][]any) error {
			return to.exec("INSERT INTO "+name+" ("+list+") VALUES "+tuples(len(some), len(columns)), slices.Concat(some...)...)
		})
	}
	var trouble error
	err := t.each(func() {
		if trouble != nil {
			return
		}
		for i, v := range row {
			b, ok := v.([]byte)
			if v == nil || ok && b == nil { // so SQLite's driver reads an empty value; no column may be without one
				row[i] = []byte{}
			}
			size += len(b)
		}
		if rows = append(rows, slices.Clone(row)); len(rows) == chunk || size > most {
			trouble = write()
		}
		copied()
	}, dest, "SELECT "+list+" FROM "+name+" ORDER BY 1")
	return errors.Join(err, trouble, write())
}

// OpenFile opens a SQLite file that nobody changes, and changes nothing, not
// even beside it.
func OpenFile(path string) (*Store, error) {
	db, err := sql.Open("sqlite", sqliteFile(path)+"?mode=ro&immutable=1&_pragma=query_only(1)&_pragma=trusted_schema(0)")
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	return &Store{Engine: SQLite, write: db, read: db}, nil
}

// Older reports whether a SQLite file has the tables of an older version of the
// program. What has none at all is not older.
func Older(ctx context.Context, path string) (older bool, err error) {
	s, err := OpenFile(path)
	if err != nil {
		return false, err
	}
	defer s.Close()
	var version, have int64
	err = s.View(ctx, func(tx *Tx) error {
		if _, err := tx.get([]any{&have}, "SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'"); err != nil || have == 0 {
			return err
		}
		_, err := tx.get([]any{&version}, "SELECT max(version_id) FROM goose_db_version")
		return err
	})
	newest, listErr := newestTables(SQLite)
	return have > 0 && version < newest, errors.Join(err, listErr)
}

// newestTables is the number of the tables that this version of the program knows.
func newestTables(engine Engine) (newest int64, err error) {
	files, err := migrations.ReadDir("migrations/" + string(engine))
	for _, f := range files {
		number, _, _ := strings.Cut(f.Name(), "_")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return 0, err
		}
		newest = max(newest, n)
	}
	return newest, err
}

// Check asks the database whether its files are sound. PostgreSQL checks its
// pages itself when it reads them.
func (s *Store) Check(ctx context.Context) error {
	if s.Engine != SQLite {
		return nil
	}
	var faults []string
	err := s.View(ctx, func(tx *Tx) error {
		var said string
		return tx.each(func() { faults = append(faults, said) }, []any{&said}, "PRAGMA integrity_check(3)")
	})
	if err == nil && (len(faults) != 1 || faults[0] != "ok") {
		err = fmt.Errorf("the file is damaged: %s", strings.Join(faults, "; "))
	}
	return err
}
