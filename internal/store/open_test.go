package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"
)

// TestEveryConnection holds that each connection to SQLite is set up as it must
// be, and not the first alone.
func TestEveryConnection(t *testing.T) {
	ctx := context.Background()
	s, err := Open(ctx, filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, side := range []struct {
		name  string
		db    *sql.DB
		conns int
		want  map[string]string
	}{
		{"writing", s.write, 1, map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "5000", "mmap_size": "0", "query_only": "0", "cache_size": "-65536"}},
		{"reading", s.read, readers, map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "5000", "mmap_size": "0", "query_only": "1", "cache_size": "-1024"}},
	} {
		var held []*sql.Conn
		for i := range side.conns {
			c, err := side.db.Conn(ctx) // held, so that the next is another
			if err != nil {
				t.Fatal(err)
			}
			held = append(held, c)
			for pragma, want := range side.want {
				var got string
				if err := c.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
					t.Errorf("%s, connection %d: %s is %q (%v), want %q", side.name, i, pragma, got, err, want)
				}
			}
		}
		for _, c := range held {
			c.Close()
		}
		if idle := side.db.Stats().Idle; idle != side.conns { // opening one anew for each request is slow
			t.Errorf("%s: %d connections are kept, want %d", side.name, idle, side.conns)
		}
	}
}

// TestNewerTables holds that an older program leaves a newer database alone, and
// that one of its own age is opened.
func TestNewerTables(t *testing.T) {
	place := filepath.Join(t.TempDir(), "a.db")
	places := map[string]string{"sqlite": place}
	if server := os.Getenv("PASSAGE_TEST_POSTGRES"); server != "" {
		db, err := sql.Open("pgx", server)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		name := fmt.Sprintf("newer_%d", os.Getpid())
		if _, err := db.Exec("CREATE SCHEMA " + name); err != nil {
			t.Fatal(err)
		}
		defer db.Exec("DROP SCHEMA " + name + " CASCADE")
		places["postgres"] = server + "&search_path=" + name
	}
	for name, place := range places {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			s, err := Open(ctx, place)
			if err != nil {
				t.Fatal(err)
			}
			if s.Engine == Postgres {
				var jit string
				if err := s.View(ctx, func(tx *Tx) error { _, err := tx.get([]any{&jit}, "SHOW jit"); return err }); err != nil || jit != "off" {
					t.Errorf("the server compiles questions: jit is %q, %v", jit, err)
				}
			}
			if err := s.Update(ctx, func(tx *Tx) error {
				return tx.exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, $2)", 9999, true)
			}); err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s, err = Open(ctx, place)
			if newer := (Newer{}); !errors.As(err, &newer) || newer.Have != 9999 {
				t.Fatalf("a database of tables number 9999 was opened: %v", err)
			}
			if s != nil {
				t.Error("there is a store all the same")
			}
		})
	}
}

// TestTablesMadeAnew holds that tables which a later version makes anew keep
// their rows.
func TestTablesMadeAnew(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "old.db")
	db, err := openOld(ctx, path, 7)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(ctx, `INSERT INTO passing VALUES ('W2', 'gate', 'crossed', 5), ('W1', 'gate', 'arrived', 4);
		INSERT INTO carried VALUES ('C1', 'W2'), ('C1', 'W1')`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var carried []string
	err = s.View(ctx, func(tx *Tx) error {
		passed, err := tx.PassingsOf([]Waybill{{WaybillHead: WaybillHead{ID: "W1"}}, {WaybillHead: WaybillHead{ID: "W2"}}})
		want := map[string][]Passing{"W1": {{Node: "gate", What: "arrived", Day: 4}}, "W2": {{Node: "gate", What: "crossed", Day: 5}}}
		if diff := cmp.Diff(want, passed); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
		if err != nil {
			return err
		}
		return tx.CarriedBy([]string{"W1", "W2"}, func(waybill, consignment string) { carried = append(carried, waybill+" "+consignment) })
	})
	if slices.Sort(carried); err != nil || !slices.Equal(carried, []string{"W1 C1", "W2 C1"}) {
		t.Errorf("carried: %v, %v", carried, err)
	}
}

// openOld makes a SQLite file with the tables of an older version.
func openOld(ctx context.Context, path string, version int64) (*sql.DB, error) {
	db, err := sql.Open("sqlite", sqliteAddress(path, ""))
	if err != nil {
		return nil, err
	}
	dir, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		return nil, err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, dir)
	if err != nil {
		return nil, err
	}
	_, err = p.UpTo(ctx, version)
	return db, err
}
