package store

import (
	"errors"
	"net/url"
	"strconv"
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
	code, _ := sqliteCode(err)
	return code&0xff == sqlite3.SQLITE_BUSY || code&0xff == sqlite3.SQLITE_LOCKED
}

// positional is a statement with ? for $1, $2, …, where these stand in order and
// once each. SQLite takes $1 for a name and looks for it among all names each
// time that it is bound.
func positional(query string) string {
	var b strings.Builder
	for n, rest := 1, query; ; n++ {
		before, after, found := strings.Cut(rest, "$")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if rest, found = strings.CutPrefix(after, strconv.Itoa(n)); !found || rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			return query
		}
		b.WriteByte('?')
	}
}

// Full reports whether the disk had no room. When there is room again, things
// go on by themselves.
func Full(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "53100"
	}
	code, _ := sqliteCode(err)
	return code&0xff == sqlite3.SQLITE_FULL || code == sqlite3.SQLITE_IOERR_SHMSIZE
}

// Broken reports whether the disk failed, or holds what is no database, under
// SQLite. A PostgreSQL server that cannot save stops by itself.
func Broken(err error) bool {
	code, ok := sqliteCode(err)
	if !ok || Full(err) {
		return false
	}
	switch code & 0xff {
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return true
	}
	return false
}

// sqliteCode is the result code of SQLite in an error, extended where it is.
func sqliteCode(err error) (int, bool) {
	var ours *sqlite.Error
	if errors.As(err, &ours) {
		return ours.Code(), true
	}
	var other coded
	ok := errors.As(err, &other)
	return other.code, ok
}

// coded is an error of another driver with its result code.
type coded struct {
	error
	code int
}

func (c coded) Unwrap() error { return c.error }

// coded is err with its result code, if another driver made it.
func (s *Store) coded(err error) error {
	if err == nil || s.Code == nil {
		return err
	}
	if code, ok := s.Code(err); ok {
		return coded{err, code}
	}
	return err
}

// WrongAddress reports whether a database did not open because its address cannot be
// read.
func WrongAddress(err error) bool {
	var parse *pgconn.ParseConfigError
	return errors.As(err, &parse) || errors.Is(err, errAddress)
}

var errAddress = errors.New("the address of the database cannot be read; it looks like postgres://user:password@host:5432/name")

// hidePassword takes the password of a database's address out of an error.
func hidePassword(err error, place string) error {
	if u, parse := url.Parse(place); parse == nil {
		if secret, ok := u.User.Password(); ok && secret != "" && strings.Contains(err.Error(), secret) {
			return errors.New(strings.ReplaceAll(err.Error(), secret, "…"))
		}
		return err
	}
	return errAddress
}
