package store_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"passage/internal/store"
)

// TestEncrypted: a PostgreSQL server on another machine is reached over TLS and in
// no other way, unless its address says otherwise; as the driver reads the address.
func TestEncrypted(t *testing.T) {
	t.Setenv("PGSSLMODE", "")
	for _, c := range []struct {
		place string
		plain bool // may go unencrypted
	}{
		{"postgres://passage:secret@db.example.org/passage", false},
		{"postgres://passage@db.example.org:5433/passage?connect_timeout=3", false},
		{"postgresql://passage@192.0.2.7/passage", false},
		{"postgres:///passage?host=db.example.org", false},
		{"postgres://db.example.org/passage?sslmode=verify-full", false},
		{"postgres://db.example.org/passage?sslmode=disable", true},
		{"postgres://db.example.org/passage?sslmode=prefer", true},
		{"postgres://localhost/passage", true},
		{"postgres://127.0.0.1:5432/passage", true},
		{"postgres://[::1]/passage", true},
		{"postgres:///passage?host=/var/run/postgresql", true},
	} {
		config, err := pgx.ParseConfig(store.Encrypted(c.place))
		if err != nil {
			t.Fatal(c.place, err)
		}
		plain := config.TLSConfig == nil
		for _, f := range config.Fallbacks {
			plain = plain || f.TLSConfig == nil
		}
		if plain != c.plain {
			t.Errorf("%s: unencrypted %v, want %v", c.place, plain, c.plain)
		}
	}
}
