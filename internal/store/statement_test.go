package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
)

// TestOneQuestionAtATime holds that SQLite refuses what PostgreSQL would refuse: a
// statement while the rows of another are read.
func TestOneQuestionAtATime(t *testing.T) {
	ctx := context.Background()
	s, err := Open(ctx, filepath.Join(t.TempDir(), "l.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT i FROM n"
	for range 5 { // and as often as it takes until they are prepared
		var read []int
		err := s.Update(ctx, func(tx *Tx) error {
			var one int
			err := tx.each(func() {
				var other int
				if _, err := tx.get([]any{&other}, "SELECT 7"); !errors.Is(err, errWithin) {
					t.Errorf("a second question within the first: %v", err)
				}
				if err := tx.SetSetting("a", "b"); !errors.Is(err, errWithin) {
					t.Errorf("something written within a question: %v", err)
				}
				read = append(read, one)
			}, []any{&one}, numbers, 3)
			if err != nil {
				return err
			}
			return tx.SetSetting("a", "b")
		})
		if err != nil || len(read) != 3 {
			t.Errorf("%v, %v", read, err)
		}
	}
	if s.writing.prepared[numbers] == nil {
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
