package desk

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"passage"
	"passage/internal/envelope"
	"passage/internal/store"
)

// folds are the waybills that a transaction has to fold again.
type folds struct {
	subjects map[string]bool
	goods    map[string]bool         // subjects of consignments, for lists
	read     map[int64]*passage.Fact // facts that need not be read again, by their place in the log
}

func newFolds() *folds {
	return &folds{subjects: map[string]bool{}, goods: map[string]bool{}, read: map[int64]*passage.Fact{}}
}

func (f *folds) add(subject string, n int64, fact *passage.Fact) {
	f.touch(subject)
	f.read[n] = fact
}

// touch notes subjects. Only waybills are kept folded; of consignments, what
// lists show; places are folded when somebody asks.
func (f *folds) touch(subjects ...string) {
	for _, s := range subjects {
		switch {
		case strings.HasPrefix(s, "w/"):
			f.subjects[s] = true
		case strings.HasPrefix(s, "c/"):
			f.goods[s] = true
		}
	}
}

func (f *folds) fold(tx *store.Tx) error {
	waybills, err := foldWaybills(tx, slices.Sorted(maps.Keys(f.subjects)), f.read)
	if err != nil {
		return err
	}
	if err := tx.PutWaybills(waybills); err != nil {
		return err
	}
	if err := tx.PutPassings(waybills); err != nil {
		return err
	}
	return listGoods(tx, slices.Sorted(maps.Keys(f.goods)), waybills, f.read)
}

// foldWaybills works the waybills of subjects out from their facts.
func foldWaybills(tx *store.Tx, subjects []string, read map[int64]*passage.Fact) ([]store.Waybill, error) {
	facts, last, err := countingFacts(tx, subjects, read)
	if err != nil {
		return nil, err
	}
	waybills := make([]store.Waybill, 0, len(subjects))
	for _, s := range subjects {
		w := passage.FoldWaybill(passage.WaybillID(s[2:]), facts[s])
		row := store.Waybill{WaybillHead: headOf(w, last[s])}
		for i, l := range w.Lines {
			if i == 0 || l.Consignment != w.Lines[i-1].Consignment {
				row.Carries = append(row.Carries, string(l.Consignment))
			}
		}
		for _, p := range passage.Passings(w.ID, facts[s]) {
			row.Passings = append(row.Passings, store.Passing{Node: string(p.Node), What: string(p.What), Day: int64(p.Day)})
		}
		if row.Fold, err = json.Marshal(w); err != nil {
			return nil, fmt.Errorf("writing waybill %s: %w", w.ID, err)
		}
		waybills = append(waybills, row)
	}
	return waybills, nil
}

// countingFacts reads the facts about each subject that count, and the place in
// the log of the newest about it, whether it counts or not. What read has is not
// read again.
func countingFacts(tx *store.Tx, subjects []string, read map[int64]*passage.Fact) (facts map[string][]passage.Fact, last map[string]int64, err error) {
	facts, last = map[string][]passage.Fact{}, map[string]int64{}
	var trouble error
	err = tx.About(subjects, func(n int64, subject string, body []byte, counts bool) {
		last[subject] = n
		if !counts {
			return
		}
		f := read[n]
		if f == nil {
			kept, err := envelope.Reopen(body)
			if err != nil {
				trouble = fmt.Errorf("fact %d of the log: %w", n, err)
			}
			f = &kept
		}
		facts[subject] = append(facts[subject], *f)
	})
	return facts, last, cmp.Or(err, trouble)
}

// Rebuild folds everything anew from the facts and returns the ids of waybills
// and consignments that were kept otherwise. Each piece is one transaction, so that facts can
// be taken in meanwhile.
func (d *Desk) Rebuild(ctx context.Context, progress func(done int64)) (differed []string, err error) {
	const piece = 500
	after, done := "", int64(0)
	for {
		var subjects []string
		var wrong []string
		err := d.store.Update(ctx, func(tx *store.Tx) (err error) {
			wrong = nil
			if subjects, err = tx.Subjects("w/", after, piece); err != nil {
				return err
			}
			if len(subjects) == 0 {
				return nil
			}
			fresh, err := foldWaybills(tx, subjects, nil)
			if err != nil {
				return err
			}
			var mend []store.Waybill
			for _, w := range fresh {
				same, err := keptAs(tx, w)
				if err != nil {
					return err
				}
				if !same {
					mend = append(mend, w)
					wrong = append(wrong, w.ID)
				}
			}
			if err := tx.PutPassings(fresh); err != nil {
				return err
			}
			return tx.PutWaybills(mend)
		})
		if err != nil {
			return differed, err
		}
		differed = append(differed, wrong...)
		if len(subjects) == 0 {
			goods, err := d.relistGoods(ctx)
			return append(differed, goods...), err
		}
		after = subjects[len(subjects)-1]
		done += int64(len(subjects))
		progress(done)
	}
}

// keptAs reports whether a waybill is kept as it should be.
func keptAs(tx *store.Tx, w store.Waybill) (bool, error) {
	have, ok, err := tx.Waybill(w.ID)
	return ok && bytes.Equal(have.Fold, w.Fold) && have.WaybillHead == w.WaybillHead, err
}
