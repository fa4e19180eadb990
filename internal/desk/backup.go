package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"passage/internal/proof"
	"passage/internal/store"
)

// BackupFile is the name of a backup that was made at a time.
func BackupFile(at time.Time) string {
	return "passage-" + at.UTC().Format("20060102T150405Z") + backupSuffix
}

const backupSuffix = ".backup"

// keepBackups is how many proven backups stay in a folder: a month of days.
const keepBackups = 30

// Backup is a backup that was proven: read back whole, each fact held against
// the log, all waybills folded from nothing and compared.
type Backup struct {
	File  string    `json:"file"`
	At    time.Time `json:"at"`
	Facts int64     `json:"facts"`
}

// BackupUntil makes a backup whenever the last proven one is older than every,
// until the context ends. What fails is told to the log and counted, and stops
// nothing else.
func (d *Desk) BackupUntil(ctx context.Context, dir string, every time.Duration) {
	const look = time.Minute
	failed := time.Time{}
	for {
		last, err := d.LastBackup(ctx)
		size, sizeErr := d.Size(ctx)
		err = errors.Join(err, sizeErr)
		due := size > 0 && d.now().Sub(last.At) >= every && d.now().Sub(failed) >= min(every, time.Hour)
		if err == nil && due {
			_, err = d.Backup(ctx, filepath.Join(dir, BackupFile(d.now())), func(int64) {})
			if err == nil {
				err = prune(dir)
			}
		}
		if err != nil && ctx.Err() == nil {
			failed = d.now()
			d.counts.backupsFailed.Add(1)
			d.log.Error("there is no new backup", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(min(look, every)):
		}
	}
}

// prune removes all but the newest backups of a folder.
func prune(dir string) error {
	names, err := filepath.Glob(filepath.Join(dir, "passage-*"+backupSuffix))
	if err != nil {
		return err
	}
	slices.Sort(names)
	for _, name := range names[:max(0, len(names)-keepBackups)] {
		err = errors.Join(err, os.Remove(name))
	}
	return err
}

// LastBackup returns the newest proven backup, of time zero where there is none.
func (d *Desk) LastBackup(ctx context.Context) (b Backup, err error) {
	var text string
	err = d.store.View(ctx, func(tx *store.Tx) error {
		text, err = tx.Setting(backupSetting)
		return err
	})
	if err == nil && text != "" {
		err = json.Unmarshal([]byte(text), &b)
	}
	return b, err
}

// BackupsFailed is how many backups failed since the start.
func (d *Desk) BackupsFailed() int64 { return d.counts.backupsFailed.Load() }

// Backup writes the ledger as it stands into one SQLite file, while facts go on
// being taken in, and proves it. The file has its name only once it is proven;
// one that fails is kept as FILE.failed.
func (d *Desk) Backup(ctx context.Context, path string, progress func(rows int64)) (b Backup, err error) {
	if err := d.Publish(ctx); err != nil {
		return b, fmt.Errorf("the ledger itself does not hold: %w", err)
	}
	if _, err := os.Lstat(path); err == nil {
		return b, refuse("%s is there already; a backup replaces nothing", path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return b, Refused{fmt.Sprintf("the folder for the backup cannot be made: %v", err)}
	}
	part, at := path+".part", d.now()
	if err := removeDatabase(part); err != nil {
		return b, err
	}
	if err := copyTo(ctx, part, d.store, progress); err != nil {
		return b, errors.Join(fmt.Errorf("the backup could not be written: %w", err), removeDatabase(part))
	}
	size, root, err := proveFile(ctx, part)
	if err == nil {
		err = d.agrees(ctx, size, root)
	}
	if ctx.Err() != nil {
		return b, errors.Join(ctx.Err(), removeDatabase(part))
	}
	if err != nil {
		return b, errors.Join(fmt.Errorf("the backup does not hold and does not count: %w", err), os.Rename(part, path+".failed"))
	}
	if err := putInPlace(part, path); err != nil {
		return b, err
	}
	b = Backup{File: path, At: at.UTC(), Facts: size}
	text, err := json.Marshal(b)
	if err == nil {
		err = d.store.Update(ctx, func(tx *store.Tx) error { return tx.SetSetting(backupSetting, string(text)) })
	}
	return b, err
}

// agrees holds the log of a copy against the ledger's own.
func (d *Desk) agrees(ctx context.Context, size int64, root tlog.Hash) error {
	return d.store.View(ctx, func(tx *store.Tx) error {
		ours, err := proof.Root(tx, size)
		if err == nil && ours != root {
			err = fmt.Errorf("its log of %d facts is not the ledger's", size)
		}
		return err
	})
}

func copyTo(ctx context.Context, path string, from *store.Store, progress func(rows int64)) error {
	to, err := store.Open(ctx, path)
	if err != nil {
		return err
	}
	err = to.Adopt(ctx, from, func(*store.Tx) error { return nil }, progress)
	return errors.Join(err, to.Close())
}

// proveFile reads a backup whole without changing it, and returns the size and
// root of its log. Nothing is trusted that was kept and can be worked out.
func proveFile(ctx context.Context, path string) (size int64, root tlog.Hash, err error) {
	s, err := store.OpenFile(path)
	if err != nil {
		return 0, root, err
	}
	defer s.Close()
	if err := s.Check(ctx); err != nil {
		return 0, root, err
	}
	err = s.View(ctx, func(tx *store.Tx) (err error) {
		if size, err = tx.CountFacts(); err != nil {
			return err
		}
		var first *Fault
		count := func(f Fault) {
			if first == nil {
				first = &f
			}
		}
		if err := checkFacts(tx, 0, size, count, func(int64) {}); err != nil {
			return err
		}
		if first != nil {
			return errors.New(first.String())
		}
		if root, err = rootOfLeaves(tx, size); err != nil {
			return err
		}
		return compareFolds(tx)
	})
	return size, root, err
}

// compareFolds folds every waybill from its facts and holds it against what is
// kept.
func compareFolds(tx *store.Tx) error {
	for after := ""; ; {
		subjects, err := tx.Subjects("w/", after, 500)
		if err != nil || len(subjects) == 0 {
			return err
		}
		fresh, err := foldAll(tx, subjects)
		if err != nil {
			return err
		}
		for _, w := range fresh {
			same, err := keptAs(tx, w)
			if err == nil && !same {
				err = fmt.Errorf("waybill %s is kept otherwise than its facts say; passage ledger rebuild mends it", w.ID)
			}
			if err != nil {
				return err
			}
		}
		after = subjects[len(subjects)-1]
	}
}

// Restore puts a backup into a store that holds no ledger yet, once all of it is
// proven. The ledger has a new epoch, so that devices and other ledgers hand in
// again what it may have lost; its log must be a new one, see [proof.NewLog].
func Restore(ctx context.Context, path string, to *store.Store, progress func(rows int64)) (facts int64, err error) {
	if _, err := os.Stat(path); err != nil {
		return 0, refuse("the backup cannot be read: %v", err)
	}
	current, done, err := upToDate(ctx, path)
	if err == nil {
		defer done()
		facts, _, err = proveFile(ctx, current)
	}
	if err != nil {
		return 0, refuse("%s is no backup that holds, and nothing was restored: %v", path, err)
	}
	var have int64
	if err := to.View(ctx, func(tx *store.Tx) error { have, err = tx.CountFacts(); return err }); err != nil {
		return 0, err
	}
	if have > 0 {
		return 0, refuse("there is a ledger of %d facts already, and a restore replaces none. Move it away, or name another place with --data or --db", have)
	}
	from, err := store.OpenFile(current)
	if err != nil {
		return 0, err
	}
	defer from.Close()
	return facts, to.Adopt(ctx, from, func(tx *store.Tx) error { return tx.SetSetting(epochSetting, newEpoch()) }, progress)
}

// upToDate returns a backup with the tables of this version of the program: the
// file itself, or, where an older version made it, a copy, which done removes.
func upToDate(ctx context.Context, path string) (current string, done func(), err error) {
	older, err := store.Older(ctx, path)
	if err != nil || !older {
		return path, func() {}, err
	}
	dir, err := os.MkdirTemp(filepath.Dir(path), "restore-*") // where there is room for one
	if err != nil {
		dir, err = os.MkdirTemp("", "restore-*")
	}
	if err != nil {
		return "", nil, err
	}
	current, done = filepath.Join(dir, "copy"), func() { os.RemoveAll(dir) }
	if err = copyFile(current, path); err == nil {
		var s *store.Store
		if s, err = store.Open(ctx, current); err == nil {
			err = errors.Join(s.Forget(ctx), s.Close()) // it is read without its write-ahead log
		}
	}
	if err != nil {
		done()
	}
	return current, done, err
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// putInPlace gives a finished database file its name, on the disk.
func putInPlace(part, path string) error {
	f, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close(), os.Rename(part, path)); err != nil {
		return err
	}
	return proof.SyncDir(filepath.Dir(path))
}

// removeDatabase removes a SQLite file with what belongs to it.
func removeDatabase(path string) (err error) {
	for _, end := range []string{"", "-wal", "-shm", "-journal"} {
		if gone := os.Remove(path + end); gone != nil && !errors.Is(gone, os.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}
