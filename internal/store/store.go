// Package store keeps the ledger in SQLite or PostgreSQL. Statements are the
// same text on both; only the tables are declared twice, and errors told apart,
// by engine. It knows rows and no rules: what may be written is decided by
// package desk.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // registers "sqlite"
)

// Engine is a kind of database.
type Engine string

const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

//go:embed migrations/sqlite migrations/postgres
var migrations embed.FS

// Store is an open database. Its methods may be called from many goroutines.
type Store struct {
	Engine Engine

	// Code returns the result code of SQLite that an error of another driver
	// than ours has, and false where it has none. It is nil with our own.
	Code func(error) (int, bool)

	write, read *sql.DB

	writing, reading *statements // on write and read; nil with PostgreSQL, whose driver keeps its own

	mu     sync.Mutex
	broken error // why nothing is written any more
}

// Open opens the database at place, a postgres:// address or the path of a
// SQLite file, which is made where there is none, and brings its tables up to
// date.
func Open(ctx context.Context, place string) (*Store, error) {
	if IsPostgres(place) {
		config, err := pgx.ParseConfig(encrypted(place))
		if err != nil {
			return nil, fmt.Errorf("opening the database: %w", hidePassword(err, place))
		}
		db := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(uncompiled))
		db.SetMaxOpenConns(8)
		db.SetMaxIdleConns(8) // a connection is a process of the server
		s, err := OpenOn(ctx, Postgres, db, db)
		if err != nil {
			return nil, hidePassword(err, place)
		}
		return s, nil
	}
	// The ledger names people who drive trucks: nobody else on the machine reads it.
	file, err := os.OpenFile(place, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	file.Close()
	write, err := sql.Open("sqlite", sqliteAddress(place, "_txlock=immediate&"+WriterCache))
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", place, err)
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", sqliteAddress(place, readerPragmas))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", place, err), write.Close())
	}
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return OpenOn(ctx, SQLite, write, read)
}

// IsPostgres reports whether place is the address of a PostgreSQL server.
func IsPostgres(place string) bool {
	return strings.HasPrefix(place, "postgres://") || strings.HasPrefix(place, "postgresql://")
}

// SQLitePragmas is how every connection is set up, as part of its address: a
// commit is on the disk before it returns, and readers never wait for the writer.
// A thousand facts write some 700 pages; the log takes several times that before
// it is brought into the file, which waits for the disk twice more.
const SQLitePragmas = "_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
	"&_pragma=wal_autocheckpoint(4000)&_pragma=foreign_keys(1)&_pragma=trusted_schema(0)" +
	"&_pragma=temp_store(MEMORY)&_pragma=secure_delete(1)"

// WriterCache is how much of the file the one connection that writes keeps.
const WriterCache = "_pragma=cache_size(-65536)"

// readers is how many read at once.
const readers = 4

// readerPragmas set up a connection that reads. Its cache is small, because SQLite
// empties it whenever something was committed since it was last used, and giving
// back 64 MiB takes half a second; the system has the pages of the file as well.
const readerPragmas = "_pragma=query_only(1)&_pragma=cache_size(-1024)"

// uncompiled has the server read its questions as they are: to compile one first takes
// longer than any of ours.
func uncompiled(ctx context.Context, c *pgx.Conn) error {
	_, err := c.Exec(ctx, "SET jit = off")
	return err
}

// encrypted has a server on another machine reached over TLS where its address
// does not say how: the driver would otherwise go on unencrypted with a server that
// has none.
func encrypted(place string) string {
	u, err := url.Parse(place)
	if err != nil || u.Query().Has("sslmode") || os.Getenv("PGSSLMODE") != "" {
		return place
	}
	host := u.Query().Get("host")
	if host == "" {
		host = u.Hostname()
	}
	if ip := net.ParseIP(host); host == "" || host == "localhost" || host[0] == '/' || ip != nil && ip.IsLoopback() {
		return place
	}
	q := u.Query()
	q.Set("sslmode", "require")
	u.RawQuery = q.Encode()
	return u.String()
}

func sqliteAddress(path, more string) string {
	return sqliteFile(path) + "?" + SQLitePragmas + "&" + more
}

func sqliteFile(path string) string {
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
}

// OpenOn is Open on connections that somebody else has made; with SQLite,
// write must be limited to one. It closes them when it fails.
func OpenOn(ctx context.Context, engine Engine, write, read *sql.DB) (*Store, error) {
	s := &Store{Engine: engine, write: write, read: read}
	if engine == SQLite {
		s.writing, s.reading = newStatements(write), newStatements(read)
	}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("preparing the database: %w", err), s.Close())
	}
	return s, nil
}

// versions are the tables as each version of the program had them.
func (s *Store) versions() (*goose.Provider, error) {
	dir, err := fs.Sub(migrations, "migrations/"+string(s.Engine))
	if err != nil {
		return nil, err
	}
	dialect := goose.DialectSQLite3
	if s.Engine == Postgres {
		dialect = goose.DialectPostgres
	}
	return goose.NewProvider(dialect, s.write, dir)
}

func (s *Store) migrate(ctx context.Context) error {
	p, err := s.versions()
	if err != nil {
		return err
	}
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return err
	}
	sources := p.ListSources()
	if know := sources[len(sources)-1].Version; have > know {
		return Newer{have, know}
	}
	// Two that start on one new database both try; the second finds it done.
	for try := 0; ; try++ {
		if _, err = p.Up(ctx); err == nil || try == 5 || s.Engine == SQLite {
			return err
		}
		time.Sleep(time.Duration(100+rand.IntN(200)) * time.Millisecond)
	}
}

// Newer is the error of opening a database that a later version of the program
// has changed. Nothing in it was touched.
type Newer struct{ Have, Know int64 }

func (n Newer) Error() string {
	return fmt.Sprintf("a later version of passage has changed the tables of this ledger (they are number %d, this version knows %d). Nothing was touched; use that version, or restore a backup made before", n.Have, n.Know)
}

// Close gives the connections back.
func (s *Store) Close() error {
	s.writing.close()
	s.reading.close()
	if s.read == s.write {
		return s.write.Close()
	}
	return errors.Join(s.read.Close(), s.write.Close())
}

// Update runs do in one transaction, which is on the disk when Update returns
// nil. It runs again, from the start, where the database says that it stood in
// the way of another. Once the disk has failed, see [Broken], nothing is
// written any more until the database is opened anew.
func (s *Store) Update(ctx context.Context, do func(*Tx) error) error {
	for try := 0; ; try++ {
		if err := s.Stopped(); err != nil {
			return err
		}
		err := s.stopIfBroken(s.coded(s.updateOnce(ctx, do)))
		if err == nil || try == 20 || !retryable(err) || ctx.Err() != nil {
			return err
		}
		select {
		case <-time.After(time.Duration(rand.IntN(5<<min(try, 6))+1) * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

// Stopped says why nothing is written any more, nil while things are.
func (s *Store) Stopped() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.broken
}

// stopIfBroken stops all writing where the disk has failed. What the system
// could not save it may count as saved, so that a second try that works shows
// nothing; opening the database reads it from the disk again.
func (s *Store) stopIfBroken(err error) error {
	if Broken(err) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.broken = fmt.Errorf("nothing is written any more until the ledger is started again, because the disk failed: %w", err)
	}
	return err
}

func (s *Store) updateOnce(ctx context.Context, do func(*Tx) error) error {
	if err := s.writing.prepare(ctx); err != nil {
		return err
	}
	tx, err := s.write.BeginTx(ctx, s.options(false))
	if err != nil {
		return fmt.Errorf("beginning to write: %w", err)
	}
	defer tx.Rollback()
	if err := do(&Tx{ctx: ctx, tx: tx, engine: s.Engine, statements: s.writing}); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("saving: %w", err)
	}
	return nil
}

// Forget has SQLite bring what was written lately into its file and empty the
// write-ahead log, where old contents of rows still stand. What is freed in the
// file itself is overwritten always. PostgreSQL forgets old rows when it next
// vacuums.
func (s *Store) Forget(ctx context.Context) error {
	if s.Engine != SQLite {
		return nil
	}
	for range 20 {
		var busy, pages, moved int
		if err := s.write.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved); err != nil {
			return fmt.Errorf("emptying the write-ahead log: %w", s.stopIfBroken(s.coded(err)))
		}
		if busy == 0 {
			return nil
		}
		time.Sleep(50 * time.Millisecond) // somebody reads what is old
	}
	return errors.New("the write-ahead log could not be emptied, because somebody is reading from it")
}

// View runs do on one unchanging state of the database.
func (s *Store) View(ctx context.Context, do func(*Tx) error) error {
	if err := s.reading.prepare(ctx); err != nil {
		return err
	}
	tx, err := s.read.BeginTx(ctx, s.options(true))
	if err != nil {
		return fmt.Errorf("beginning to read: %w", err)
	}
	defer tx.Rollback()
	return s.coded(do(&Tx{ctx: ctx, tx: tx, engine: s.Engine, statements: s.reading}))
}

func (s *Store) options(readOnly bool) *sql.TxOptions {
	if s.Engine == SQLite {
		return nil // its transactions are serializable, and the connection says what it may
	}
	return &sql.TxOptions{Isolation: sql.LevelSerializable, ReadOnly: readOnly}
}

// Tx is a transaction. It ends with the function that it was given to.
type Tx struct {
	ctx        context.Context
	tx         *sql.Tx
	engine     Engine
	statements *statements
	prepared   map[string]*sql.Stmt // those of this transaction
	reading    bool                 // the rows of a query
}

// errWithin is what is asked while the rows of something else are read: SQLite would
// answer, and PostgreSQL cannot.
var errWithin = errors.New("a statement within the rows of another")

func (t *Tx) exec(query string, args ...any) error {
	if t.reading {
		return errWithin
	}
	var err error
	if stmt := t.statement(query); stmt != nil {
		_, err = stmt.ExecContext(t.ctx, args...)
	} else {
		_, err = t.tx.ExecContext(t.ctx, t.text(query), args...)
	}
	return err
}

// text is a statement as the engine reads it fastest.
func (t *Tx) text(query string) string {
	if t.engine == Postgres {
		return query
	}
	return positional(query)
}

// get reads the one row that a query has into dest. It reports false where
// there is none.
func (t *Tx) get(dest []any, query string, args ...any) (bool, error) {
	found := false
	err := t.each(func() { found = true }, dest, query, args...)
	return found, err
}

// each reads the rows of a query into dest, one after the other. Until the last of
// them nothing else may be asked.
func (t *Tx) each(yield func(), dest []any, query string, args ...any) error {
	if t.reading {
		return errWithin
	}
	t.reading = true
	defer func() { t.reading = false }()
	var rows *sql.Rows
	var err error
	if stmt := t.statement(query); stmt != nil {
		rows, err = stmt.QueryContext(t.ctx, args...)
	} else {
		rows, err = t.tx.QueryContext(t.ctx, t.text(query), args...)
	}
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		yield()
	}
	return rows.Err()
}
