package report

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"passage"
	"passage/internal/exchange/book"
)

// files are the names that a written plan may hold.
func files() []string {
	var list []string
	for _, t := range (&Document{}).tables(nil) {
		list = append(list, t.name+".csv")
	}
	return append(list, "plan.xlsx", "plan.json")
}

// Writable reports why a plan cannot be written to a folder: it is there and
// holds anything but an earlier plan.
func Writable(dir string) error {
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s is not a folder; a plan is written into a folder of its own", dir)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	ours := files()
	for _, e := range entries {
		if !slices.Contains(ours, e.Name()) || !e.Type().IsRegular() {
			return fmt.Errorf("%s holds %s, which is no part of a plan; a plan is written into a folder of its own", dir, e.Name())
		}
	}
	return nil
}

// Write writes the whole plan into a folder: tables, plan.xlsx and plan.json.
// It is written beside the folder and put in its place when it is whole; an
// earlier plan there is replaced.
func Write(dir string, s *passage.Scenario, d *Document) (err error) {
	if err := Writable(dir); err != nil {
		return err
	}
	dir, err = filepath.Abs(dir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return fmt.Errorf("write the plan: %w", err)
	}
	fresh, err := os.MkdirTemp(filepath.Dir(dir), ".passage-plan-*")
	if err != nil {
		return fmt.Errorf("write the plan: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(fresh))
		}
	}()
	if err := os.Chmod(fresh, 0o755); err != nil {
		return err
	}
	if err := writeAll(fresh, s, d); err != nil {
		return fmt.Errorf("write the plan: %w", err)
	}
	return replace(fresh, dir)
}

// replace puts the folder fresh in the place of dir.
func replace(fresh, dir string) error {
	err := os.Rename(fresh, dir) // takes the place of nothing, and of an empty folder
	if err == nil {
		return nil
	}
	old := fresh + "-old"
	if err := os.Rename(dir, old); err != nil {
		return fmt.Errorf("put the plan in its place: %w", err)
	}
	if err := os.Rename(fresh, dir); err != nil {
		return errors.Join(fmt.Errorf("put the plan in its place: %w", err), os.Rename(old, dir))
	}
	return os.RemoveAll(old)
}

func writeAll(dir string, s *passage.Scenario, d *Document) error {
	tables := d.tables(newNames(s))
	for _, t := range tables {
		if err := writeFile(filepath.Join(dir, t.name+".csv"), t.writeCSV); err != nil {
			return err
		}
	}
	if err := writeFile(filepath.Join(dir, "plan.json"), func(w io.Writer) error {
		text, err := d.JSON()
		if err != nil {
			return err
		}
		_, err = w.Write(text)
		return err
	}); err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, "plan.xlsx"), func(w io.Writer) error { return d.writeWorkbook(w, s, tables) })
}

// writeFile writes a file to the disk, whole.
func writeFile(name string, write func(io.Writer) error) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(file)
	err = write(w)
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

func (t table) writeCSV(out io.Writer) error {
	w := csv.NewWriter(out)
	var header []string
	for _, c := range t.columns {
		header = append(header, c.name)
	}
	if err := w.Write(header); err != nil {
		return err
	}
	for _, row := range t.rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = book.Guard(text(c))
		}
		if err := w.Write(cells); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
