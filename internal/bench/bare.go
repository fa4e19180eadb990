package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"passage/internal/store"
)

// written are the tables that taking facts in writes, each with what it wrote
// last while the facts from place ?1 to before ?2 of the log came in. A row that
// was written again and again is there once: how it was in between, nobody knows
// any more.
var written = []struct{ table, rows string }{
	{"fact", "SELECT * FROM fact WHERE n >= ?1 AND n < ?2 ORDER BY n"},
	{"tile", "SELECT * FROM tile WHERE level = 0 AND n >= ?1 / 256 AND n < ?2 / 256 UNION ALL " +
		"SELECT * FROM tile WHERE level = 1 AND n >= ?1 / 65536 AND n < ?2 / 65536 UNION ALL " +
		"SELECT * FROM tile WHERE level = 2 AND n >= ?1 / 16777216 AND n < ?2 / 16777216"},
	{"waybill", "SELECT * FROM waybill WHERE open IN (0, 1) AND last_n >= ?1 AND last_n < ?2 ORDER BY id"},
	{"carried", "SELECT carried.* FROM waybill JOIN carried ON waybill = id WHERE open IN (0, 1) AND last_n >= ?1 AND last_n < ?2 ORDER BY id"},
	{"passing", "SELECT passing.* FROM waybill JOIN passing ON waybill = id WHERE open IN (0, 1) AND last_n >= ?1 AND last_n < ?2 ORDER BY id"},
	{"consignment", "SELECT * FROM consignment WHERE open IN (0, 1) AND last_n >= ?1 AND last_n < ?2 ORDER BY id"},
}

// bareSQLite puts the rows of the ledger in dir into SQLite with nothing around
// it: into the same tables with the same indexes, in the order of the log, in
// transactions of the same size: first all that taking the facts in wrote, then
// the facts alone. It prints what taking them in was to that, by the clock and,
// as machines are shared, by processor time.
func bareSQLite(ctx context.Context, dir string, facts int, ledger spent, out io.Writer) error {
	from, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "passage.db")+"?_pragma=query_only(1)")
	if err != nil {
		return err
	}
	defer from.Close()
	for _, c := range []struct {
		what   string
		tables int
		note   string
	}{
		{"all rows that this wrote, each once", len(written), "at least 60 % is wanted; the ledger writes most waybills several times"},
		{"the rows of the facts alone", 1, "which is not all that has to be written"},
	} {
		b := bareCopy{from: from}
		if err := b.open(ctx, filepath.Join(dir, fmt.Sprintf("bare-%d.db", c.tables)), c.tables); err != nil {
			return err
		}
		err := b.copyAll(ctx, facts)
		if b.close(); err != nil {
			return err
		}
		fmt.Fprintf(out, "  %s, %d of them, put into bare SQLite: %.1f s, %.0f facts a second, %.1f s of processor time; the ledger is %.0f %% as fast (%s), by processor time %.0f %%\n",
			c.what, b.rows, b.clock, float64(facts)/b.clock, b.processor, 100*b.clock/ledger.clock, c.note, 100*b.processor/ledger.processor)
	}
	return nil
}

// spent is what something took, in seconds.
type spent struct{ clock, processor float64 }

func (s *spent) add(t spent) {
	s.clock += t.clock
	s.processor += t.processor
}

// bareCopy copies rows and counts what writing them took, without reading them.
type bareCopy struct {
	from    *sql.DB
	db      *sql.DB
	to      *sql.Conn
	inserts []*sql.Stmt // one row each, of the tables in their order
	rows    int
	spent
}

// open makes the first so many tables as the ledger has them.
func (b *bareCopy) open(ctx context.Context, path string, tables int) (err error) {
	if b.db, err = sql.Open("sqlite", "file:"+path+"?"+store.SQLitePragmas+"&"+store.WriterCache); err != nil {
		return err
	}
	if b.to, err = b.db.Conn(ctx); err != nil {
		return err
	}
	for _, w := range written[:tables] {
		made, err := b.read(ctx, "SELECT sql FROM sqlite_master WHERE tbl_name = ?1 AND sql IS NOT NULL ORDER BY type DESC", w.table)
		if err != nil {
			return err
		}
		for _, row := range made {
			if _, err := b.to.ExecContext(ctx, row[0].(string)); err != nil {
				return err
			}
		}
		var columns int
		if err := b.from.QueryRowContext(ctx, "SELECT count(*) FROM pragma_table_info(?1)", w.table).Scan(&columns); err != nil {
			return err
		}
		insert, err := b.to.PrepareContext(ctx, "INSERT INTO "+w.table+" VALUES (?"+strings.Repeat(", ?", columns-1)+")")
		if err != nil {
			return err
		}
		b.inserts = append(b.inserts, insert)
	}
	return nil
}

func (b *bareCopy) close() {
	b.to.Close()
	b.db.Close()
}

// copyAll copies what was written for each batch of facts in a transaction.
func (b *bareCopy) copyAll(ctx context.Context, facts int) error {
	for n := 0; n < facts; n += loadBatch {
		batch := make([][][]any, len(b.inserts))
		for i := range b.inserts {
			var err error
			if batch[i], err = b.read(ctx, written[i].rows, n, n+loadBatch); err != nil {
				return err
			}
		}
		began, before := time.Now(), cpuSeconds()
		if err := b.write(ctx, batch); err != nil {
			return err
		}
		b.clock += time.Since(began).Seconds()
		b.processor += cpuSeconds() - before
	}
	return nil
}

func (b *bareCopy) write(ctx context.Context, batch [][][]any) error {
	if _, err := b.to.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for i, rows := range batch {
		for _, row := range rows {
			if _, err := b.inserts[i].ExecContext(ctx, row...); err != nil {
				return err
			}
		}
		b.rows += len(rows)
	}
	_, err := b.to.ExecContext(ctx, "COMMIT")
	return err
}

// read reads the rows of a query as the database has them.
func (b *bareCopy) read(ctx context.Context, query string, args ...any) (all [][]any, err error) {
	rows, err := b.from.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		row, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			places[i] = &row[i]
		}
		if err := rows.Scan(places...); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rows.Err()
}
