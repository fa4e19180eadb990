package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
)

// statements are those that SQLite's connections keep prepared; it would otherwise
// work their text out every time. Their methods do nothing on nil.
type statements struct {
	db *sql.DB

	mu       sync.Mutex
	prepared map[string]*sql.Stmt // nil where it was asked for and is not prepared yet
	wanted   map[string]bool      // asked for again
}

// mostStatements is how many are kept: twice those of which the program has the
// words, as those of lists depend on what is looked for.
const mostStatements = 300

func newStatements(db *sql.DB) *statements {
	return &statements{db: db, prepared: map[string]*sql.Stmt{}, wanted: map[string]bool{}}
}

// of returns the prepared form of a query, nil while there is none. It cannot be
// prepared within a transaction, which may have the one connection that there is, so
// it is noted for the next.
func (s *statements) of(query string) *sql.Stmt {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	stmt, asked := s.prepared[query]
	if stmt != nil {
		return stmt
	}
	if asked {
		s.wanted[query] = true
	} else if len(s.prepared) < mostStatements {
		s.prepared[query] = nil
	}
	return nil
}

// prepare prepares what the last transactions would have liked to have. It holds
// no lock while it waits for a connection, which whoever has it may need.
func (s *statements) prepare(ctx context.Context) error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	wanted := s.wanted
	if len(wanted) > 0 {
		s.wanted = map[string]bool{}
	}
	s.mu.Unlock()
	for query := range wanted {
		s.mu.Lock()
		there := s.prepared[query] != nil
		s.mu.Unlock()
		if there {
			continue
		}
		stmt, err := s.db.PrepareContext(ctx, positional(query))
		if err != nil {
			return fmt.Errorf("preparing a statement: %w", err)
		}
		s.mu.Lock()
		if s.prepared[query] == nil {
			s.prepared[query], stmt = stmt, nil
		}
		s.mu.Unlock()
		if stmt != nil { // another was faster
			stmt.Close()
		}
	}
	return nil
}

func (s *statements) close() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, stmt := range s.prepared {
		if stmt != nil {
			stmt.Close()
		}
	}
}

// statement returns the prepared form of a query in this transaction, nil where
// there is none.
func (t *Tx) statement(query string) *sql.Stmt {
	if stmt, here := t.prepared[query]; here {
		return stmt
	}
	stmt := t.statements.of(query)
	if stmt == nil {
		return nil
	}
	if t.prepared == nil {
		t.prepared = map[string]*sql.Stmt{}
	}
	stmt = t.tx.StmtContext(t.ctx, stmt)
	t.prepared[query] = stmt
	return stmt
}
