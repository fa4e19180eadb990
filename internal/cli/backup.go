package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"passage/internal/desk"
	"passage/internal/proof"
	"passage/internal/store"
)

// backupCommand is passage backup.
type backupCommand struct {
	ledgerData
	File string `arg:"" optional:"" help:"File to write; without it, one named after the time in the folder backups of the ledger's."`
}

// Run makes a backup, beside a server that runs or without one.
func (c *backupCommand) Run(ctx context.Context, sh *Shell) error {
	d, closeAll, err := c.existing(ctx, sh.Err)
	if err != nil {
		return err
	}
	defer closeAll()
	file := cmp.Or(c.File, filepath.Join(c.Data, "backups", desk.BackupFile(time.Now())))
	b, err := d.Backup(ctx, file, counting(sh, "rows written"))
	if err != nil {
		return refused(err)
	}
	return sh.print(fmt.Sprintf("%s holds %d facts. It was read back whole and held against the log; the keys\nof the log and of exact positions are not in it.\n", b.File, b.Facts))
}

// restoreCommand is passage restore.
type restoreCommand struct {
	ledgerData
	File string `arg:"" help:"File of a backup."`
}

// Run makes a ledger where there is none.
func (c *restoreCommand) Run(ctx context.Context, sh *Shell) error {
	if c.DB != "" && !store.IsPostgres(c.DB) {
		return badInput("--db is the address of a PostgreSQL server, such as postgres://passage@db.example.org/passage")
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return badInput("the folder of the ledger cannot be made: %v", err)
	}
	place := c.DB
	if place == "" {
		place = filepath.Join(c.Data, ledgerFile)
		if _, err := os.Lstat(place); err == nil {
			return badInput("there is a ledger in %s already, and a restore replaces none. Move it away, with %s-wal and %s-shm where they are, or name another folder with --data", c.Data, ledgerFile, ledgerFile)
		}
	}
	facts, err := restore(ctx, c.File, place, counting(sh, "rows written"))
	if err != nil {
		return refused(err)
	}
	if err := proof.NewLog(c.Data); err != nil {
		return err
	}
	return sh.print(fmt.Sprintf("%s holds the %d facts of the backup. Its log is a new one with a new key: tell\nthose who check it. Devices and other ledgers that still hold later facts hand\nthem in again by themselves. Exact positions are read with the %s of the\nledger that made the backup; put it into this folder.\n", c.Data, facts, desk.PositionsKey))
}

// restore puts a backup into a store and takes a file away again that it could
// not fill.
func restore(ctx context.Context, file, place string, progress func(int64)) (facts int64, err error) {
	s, err := store.Open(ctx, place)
	if err == nil {
		facts, err = desk.Restore(ctx, file, s, progress)
		err = errors.Join(err, s.Close())
	}
	if err != nil && !store.IsPostgres(place) {
		for _, end := range []string{"", "-wal", "-shm"} {
			os.Remove(place + end)
		}
	}
	return facts, err
}
