package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"passage/internal/desk"
	"passage/internal/proof"
	"passage/internal/store"
	"passage/internal/witness"
)

// ledgerData says where a ledger is kept.
type ledgerData struct {
	Data string `help:"Folder of the ledger; without this it is ${default}." default:"passage-data" type:"path" placeholder:"DIR"`
	DB   string `name:"db" help:"Keep the facts in this PostgreSQL database rather than in the folder; PASSAGE_DB says it without showing a password to other users." env:"PASSAGE_DB" placeholder:"postgres://…"`
}

// ledgerFile is the SQLite file of a ledger, in its folder.
const ledgerFile = "passage.db"

// operator is whoever can read the folder of a ledger.
var operator = desk.Caller{Name: "command line", Scopes: []desk.Scope{desk.Sync, desk.Read, desk.Planner, desk.Admin}}

// open opens the ledger. What it tells of goes to log. The function closes it.
func (l *ledgerData) open(ctx context.Context, log io.Writer) (*desk.Desk, func(), error) {
	if l.DB != "" && !store.IsPostgres(l.DB) {
		return nil, nil, badInput("--db is the address of a PostgreSQL server, such as postgres://passage@db.example.org/passage")
	}
	if err := os.MkdirAll(l.Data, 0o700); err != nil {
		return nil, nil, badInput("the folder of the ledger cannot be made: %v", err)
	}
	place := l.DB
	if place == "" {
		place = filepath.Join(l.Data, ledgerFile)
	}
	s, err := store.Open(ctx, place)
	if err != nil {
		return nil, nil, unopened(l.DB, place, err)
	}
	key, err := proof.OpenKey(l.Data)
	if err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	d, err := desk.Open(ctx, s, key, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	if l.DB == "" {
		d.KeepRoom(func() (int64, bool) { return room(l.Data) })
	}
	if err := d.KeepPositions(ctx, l.Data); err != nil {
		d.Close()
		return nil, nil, errors.Join(err, s.Close())
	}
	if d.Witnesses, err = readWitnesses(filepath.Join(l.Data, witnessFile)); err != nil {
		d.Close()
		return nil, nil, errors.Join(err, s.Close())
	}
	return d, func() { d.Close(); s.Close() }, nil
}

// unopened is the error of a database that did not open, in one line. db is its
// address, empty where it is the file at place. What is wrong with a server's
// address, or with a file that is no database, was given so.
func unopened(db, place string, err error) error {
	switch text := strings.Join(strings.Fields(err.Error()), " "); {
	case errors.Is(err, context.Canceled):
		return err
	case db == "" && (errors.Is(err, os.ErrPermission) || store.Broken(err)):
		return badInput("the ledger in %s cannot be opened: %s", place, text)
	case db == "":
		return exit{ExitTrouble, fmt.Sprintf("the ledger in %s cannot be opened: %s", place, text)}
	case store.WrongAddress(err):
		return badInput("--db (or PASSAGE_DB) is no address of a PostgreSQL server, such as postgres://passage@db.example.org/passage: %s", text)
	default:
		return exit{ExitTrouble, "the PostgreSQL server of --db (or PASSAGE_DB) cannot be used: " + text}
	}
}

// witnessFile, in the folder of a ledger, names who cosigns its checkpoints.
const witnessFile = "witnesses"

func readWitnesses(path string) (all []desk.Witness, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	listed, err := witness.ReadList(string(text))
	if err != nil {
		return nil, badInput("%s: %v", path, err)
	}
	for _, w := range listed {
		all = append(all, w)
	}
	return all, nil
}

// existing is open for commands that make no sense on a new ledger. A folder that
// holds something else is left alone.
func (l *ledgerData) existing(ctx context.Context, log io.Writer) (*desk.Desk, func(), error) {
	place := l.Data
	if l.DB == "" {
		place = filepath.Join(l.Data, ledgerFile)
	}
	if _, err := os.Stat(place); errors.Is(err, os.ErrPermission) {
		return nil, nil, badInput("the ledger in %s cannot be read: %v", l.Data, err)
	} else if err != nil {
		return nil, nil, badInput("there is no ledger in %s; --data DIR says where it is, passage serve makes one", l.Data)
	}
	return l.open(ctx, log)
}

// openOrMake is open for commands that bring a ledger its first facts. It says so
// when it makes one: a folder that was mistyped would pass for an empty ledger.
func (l *ledgerData) openOrMake(ctx context.Context, log io.Writer) (*desk.Desk, func(), error) {
	_, err := os.Stat(filepath.Join(l.Data, ledgerFile))
	made := l.DB == "" && errors.Is(err, os.ErrNotExist)
	d, closeAll, err := l.open(ctx, log)
	if err == nil && made {
		fmt.Fprintf(log, "there was no ledger in %s: a new one is made there\n", l.Data)
	}
	return d, closeAll, err
}

// refused turns what a desk refuses into an error of what was given.
func refused(err error) error {
	if errors.As(err, &desk.Refused{}) || errors.As(err, &desk.Missing{}) || errors.As(err, &desk.Forbidden{}) {
		return badInput("%v", err)
	}
	return err
}

// counting prints how far long work is, once in many calls.
func counting(sh *Shell, what string) func(done int64) {
	said := int64(0)
	return func(done int64) {
		if done-said >= 100_000 {
			said = done
			fmt.Fprintf(sh.Err, "%d %s\n", done, what)
		}
	}
}
