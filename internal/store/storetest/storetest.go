// Package storetest gives tests a database of their own, on both engines.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"passage/internal/store"
)

// OnBoth runs a test once on an empty SQLite file and once on an empty schema
// of the PostgreSQL server that PASSAGE_TEST_POSTGRES names.
func OnBoth(t *testing.T, test func(t *testing.T, place string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite returns the path of a file that is not there yet.
func SQLite(t testing.TB) string { return filepath.Join(t.TempDir(), "passage.db") }

// Postgres returns the address of an empty schema. Where no server is named the
// test is skipped, or in continuous integration fails.
func Postgres(t testing.TB) string {
	server := os.Getenv("PASSAGE_TEST_POSTGRES")
	switch {
	case server == "" && os.Getenv("CI") != "":
		t.Fatal("PASSAGE_TEST_POSTGRES names no PostgreSQL server")
	case server == "":
		t.Skip("PASSAGE_TEST_POSTGRES names no PostgreSQL server; run tools/with-postgres go test ./…")
	}
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), rand.Uint64())
	if _, err := db.Exec("CREATE SCHEMA " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.Exec("DROP SCHEMA " + name + " CASCADE"); err != nil {
			t.Error(err)
		}
		db.Close()
	})
	sep := "?"
	if strings.Contains(server, "?") {
		sep = "&"
	}
	return server + sep + "search_path=" + name
}

// Open opens a database and closes it with the test.
func Open(t testing.TB, place string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), place)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
