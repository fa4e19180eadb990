package store

import (
	"errors"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// retryable reports whether a transaction failed only because another one was
// faster.
func retryable(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "40001", "40P01", "23505": // serialization, deadlock, the same row added by two
			return true
		}
		return false
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return true
		}
	}
	return false
}

// Full reports whether the disk had no room.
func Full(err error) bool {
	var pg *pgconn.PgError
	var lite *sqlite.Error
	return errors.As(err, &pg) && pg.Code == "53100" ||
		errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_FULL
}

// hidePassword takes the password of a database's address out of an error.
func hidePassword(err error, place string) error {
	if u, parse := url.Parse(place); parse == nil {
		if secret, ok := u.User.Password(); ok && secret != "" && strings.Contains(err.Error(), secret) {
			return errors.New(strings.ReplaceAll(err.Error(), secret, "…"))
		}
		return err
	}
	return errors.New("the address of the database cannot be read; it looks like postgres://user:password@host:5432/name")
}
