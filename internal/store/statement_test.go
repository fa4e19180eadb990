package store

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
)

// TestStatementsWithinEachOther asks in the same words while the rows of the first
// are read, as often as it takes until they are prepared.
func TestStatementsWithinEachOther(t *testing.T) {
	ctx := context.Background()
	s, err := Open(ctx, filepath.Join(t.TempDir(), "l.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT i FROM n"
	for range 5 {
		pairs := ""
		var inner error
		err := s.View(ctx, func(tx *Tx) error {
			var a, b int
			return tx.each(func() {
				if err := tx.each(func() { pairs += fmt.Sprint(a, b, " ") }, []any{&b}, numbers, 2); err != nil {
					inner = err
				}
			}, []any{&a}, numbers, 3)
		})
		if err != nil || inner != nil || pairs != "1 1 1 2 2 1 2 2 3 1 3 2 " {
			t.Errorf("%q, %v, %v", pairs, err, inner)
		}
	}
	if s.reading.prepared[numbers] == nil {
		t.Error("what was asked five times is not prepared")
	}
}

// TestStatementsAreFew has a reader ask in more words than are kept prepared.
func TestStatementsAreFew(t *testing.T) {
	ctx := context.Background()
	s, err := Open(ctx, filepath.Join(t.TempDir(), "l.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for range 3 {
		err := s.View(ctx, func(tx *Tx) error {
			for i := range 2 * mostStatements {
				var got int
				if _, err := tx.get([]any{&got}, fmt.Sprintf("SELECT %d + $1", i), 1); err != nil || got != i+1 {
					return fmt.Errorf("%d: %v", got, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := len(s.reading.prepared); n != mostStatements {
		t.Errorf("%d are kept, want %d", n, mostStatements)
	}
}
