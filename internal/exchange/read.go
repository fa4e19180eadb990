// Package exchange reads and writes scenarios: folders of tables, zips and
// workbooks. [Tables] is the one definition from which reading, checking,
// schemas, documents and new scenarios all follow; the format itself is
// described in docs/formats/scenario.md.
package exchange

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"passage"
	"passage/internal/exchange/book"
)

// Loaded is what a folder, zip or workbook says.
type Loaded struct {
	// Scenario is nil where a fault is more than a warning.
	Scenario *passage.Scenario
	// Faults are all that is wrong or looks it: in the order of the tables,
	// then of lines, then of columns.
	Faults passage.Faults
	// Assumed counts the figures that are given, and those of them whose
	// source says that they are assumptions.
	Assumed []Assumed
	// Boundaries are the outlines of places, as coarse as a map needs, in the
	// order of the places; nil where there are none, and where Scenario is nil.
	Boundaries []passage.Boundary
}

// Assumed counts the cells of one column that holds figures.
type Assumed struct {
	Table   string `json:"table"`  // "scenario" for the keys of scenario.toml
	Column  string `json:"column"` // or the key
	Given   int    `json:"given"`
	Assumed int    `json:"assumed"` // of those given
}

// Read reads the scenario at a path: a folder, a .zip or an .xlsx. All that
// is wrong with the tables stands in the Faults; an error is trouble such as a
// path that leads nowhere or may not be read. The same tables give the same
// result, byte for byte.
func Read(ctx context.Context, path string) (*Loaded, error) {
	return ReadWithin(ctx, path, book.Limits{})
}

// ReadWithin is Read with limits of one's own.
func ReadWithin(ctx context.Context, path string, limits book.Limits) (*Loaded, error) {
	b, err := book.Open(ctx, path, limits)
	return readOpened(ctx, b, err, filepath.Base(path))
}

// ReadArchive is Read of a .zip or .xlsx that is in memory.
func ReadArchive(ctx context.Context, archive []byte, name string) (*Loaded, error) {
	b, err := book.OpenArchive(ctx, bytes.NewReader(archive), int64(len(archive)), name, book.Limits{})
	return readOpened(ctx, b, err, name)
}

func readOpened(ctx context.Context, b *book.Book, err error, name string) (*Loaded, error) {
	if fault := (*book.Fault)(nil); errors.As(err, &fault) {
		return &Loaded{Faults: passage.Faults{bookFault(fault)}}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read scenario %s: %w", name, err)
	}
	defer b.Close()
	r, err := readBook(ctx, b)
	if err != nil {
		return nil, fmt.Errorf("read scenario %s: %w", name, err)
	}
	return r.loaded(), nil
}

func bookFault(f *book.Fault) passage.Fault {
	return passage.Fault{Table: f.Sheet, Line: f.Line, Problem: f.Problem}
}

// reading is a scenario in the course of being read.
type reading struct {
	tables   []Table
	scenario passage.Scenario
	page     *page
	readers  map[string]*reader
	faults   passage.Faults

	boundaries []passage.Boundary
}

// readBook reads all tables, several at a time, and checks them against one
// another.
func readBook(ctx context.Context, b *book.Book) (*reading, error) {
	r := &reading{tables: Tables(), readers: map[string]*reader{}}
	for _, f := range b.Faults {
		r.faults = append(r.faults, bookFault(f))
	}
	settingsSheet := r.match(b)
	page, err := readSettings(b, settingsSheet, &r.scenario)
	if err != nil {
		return nil, err
	}
	r.page = page
	if err := r.readTables(ctx); err != nil {
		return nil, err
	}
	r.check()
	if err := r.readBoundaries(b); err != nil {
		return nil, err
	}
	r.faults = append(r.faults, r.page.faults.all()...)
	for _, t := range r.tables {
		r.faults = append(r.faults, r.readers[t.Name].faults.all()...)
	}
	sortFaults(r.faults, r.tables)
	return r, nil
}

// match gives each table its sheet and returns the sheet of settings, if any.
func (r *reading) match(b *book.Book) (settings *book.Sheet) {
	var names []string
	for i := range r.tables {
		names = append(names, r.tables[i].Name)
		r.readers[r.tables[i].Name] = newReader(&r.tables[i], nil)
	}
	for i := range b.Sheets {
		sheet := &b.Sheets[i]
		t := r.readers[sheet.Name]
		switch {
		case sheet.Name == "scenario" && b.Settings == nil && sheet.Trimmed:
			settings = sheet
		case t == nil:
			r.faults = append(r.faults, passage.Fault{Table: sheet.Name, Value: clip(sheet.Name),
				Problem: fmt.Sprintf("%q is not a table of the format%s; expected %s", clip(sheet.Name), meant(sheet.Name, names), either(names))})
		default:
			t.sheet = sheet
		}
	}
	return settings
}

// readTables reads the tables, the longest first, as many at a time as the
// machine has processors.
func (r *reading) readTables(ctx context.Context) error {
	queue := make(chan *reader, len(r.tables))
	order := slices.Clone(r.tables)
	slices.SortStableFunc(order, func(a, b Table) int { return int(r.size(b.Name) - r.size(a.Name)) })
	for _, t := range order {
		queue <- r.readers[t.Name]
	}
	close(queue)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(order)) {
		wg.Go(func() {
			for t := range queue {
				t.readInto(ctx, &r.scenario)
			}
		})
	}
	wg.Wait()
	for _, t := range order {
		if err := r.readers[t.Name].err; err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (r *reading) size(table string) int64 {
	if sheet := r.readers[table].sheet; sheet != nil {
		return sheet.Size
	}
	return 0
}

// loaded hands over what was read.
func (r *reading) loaded() *Loaded {
	out := &Loaded{Faults: r.faults, Assumed: r.page.counts}
	for _, t := range r.tables {
		for _, c := range r.readers[t.Name].columns {
			if c.Figure() && c.given > 0 {
				out.Assumed = append(out.Assumed, Assumed{Table: t.Name, Column: c.Name, Given: c.given, Assumed: c.assumed})
			}
		}
	}
	if !out.Faults.Fatal() {
		out.Scenario = &r.scenario
		out.Boundaries = r.boundaries
	}
	return out
}
