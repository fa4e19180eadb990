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
	subjects map[string]bool // and whether all its facts have to be read again
	goods    map[string]bool // subjects of consignments, for lists
	fresh    map[string][]placed
	read     map[int64]*passage.Fact // facts that need not be read again, by their place in the log
	stories  map[string]story        // once folded
}

func newFolds() *folds {
	return &folds{
		subjects: map[string]bool{}, goods: map[string]bool{},
		fresh: map[string][]placed{}, read: map[int64]*passage.Fact{}, stories: map[string]story{},
	}
}

// add notes a new fact that counts. Only waybills are kept folded; of
// consignments, what lists show; places are folded when somebody asks.
func (f *folds) add(subject string, n int64, fact *passage.Fact) {
	f.read[n] = fact
	switch {
	case strings.HasPrefix(subject, "w/"):
		if !f.subjects[subject] {
			f.subjects[subject] = false
		}
		f.fresh[subject] = append(f.fresh[subject], placed{n, fact})
	case strings.HasPrefix(subject, "c/"):
		f.goods[subject] = true
	}
}

// touch notes subjects of which facts may no longer count, or are other than
// they were.
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

// fold folds again what was touched. What is remembered is not read.
func (f *folds) fold(tx *store.Tx, remembered *recent) error {
	var unknown []string
	for _, s := range slices.Sorted(maps.Keys(f.subjects)) {
		known, ok := remembered.get(s)
		if again := f.subjects[s]; again || !ok {
			unknown = append(unknown, s)
			continue
		}
		f.stories[s] = known.with(f.fresh[s])
	}
	if err := readStories(tx, unknown, f.read, f.stories); err != nil {
		return err
	}
	waybills, err := foldWaybills(f.stories)
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

// foldWaybills works waybills out from their facts, by id, and notes in the
// stories where the trucks were.
func foldWaybills(stories map[string]story) ([]store.Waybill, error) {
	waybills := make([]store.Waybill, 0, len(stories))
	for _, s := range slices.Sorted(maps.Keys(stories)) {
		told := stories[s]
		w, passings := passage.FoldJourney(passage.WaybillID(s[2:]), told.facts)
		before := told.facts[:told.folded]
		row := store.Waybill{WaybillHead: headOf(w, told.last), Before: told.kept}
		for i, l := range w.Lines {
			if (i == 0 || l.Consignment != w.Lines[i-1].Consignment) && !carries(before, l.Consignment) {
				row.Carries = append(row.Carries, string(l.Consignment))
			}
		}
		for _, p := range passings {
			row.Passings = append(row.Passings, store.Passing{Node: string(p.Node), What: string(p.What), Day: int64(p.Day)})
		}
		told.kept = &store.Kept{WaybillHead: row.WaybillHead, Passings: row.Passings}
		stories[s] = told
		var err error
		if row.Fold, err = json.Marshal(w); err != nil {
			return nil, fmt.Errorf("writing waybill %s: %w", w.ID, err)
		}
		waybills = append(waybills, row)
	}
	return waybills, nil
}

// carries reports whether facts speak of a consignment.
func carries(facts []*passage.Fact, c passage.ConsignmentID) bool {
	return slices.ContainsFunc(facts, func(f *passage.Fact) bool {
		return slices.ContainsFunc(f.Lines, func(l passage.FactLine) bool { return l.Consignment == c })
	})
}

// foldAll folds the waybills of subjects from what is kept of their facts.
func foldAll(tx *store.Tx, subjects []string) ([]store.Waybill, error) {
	stories := map[string]story{}
	if err := readStories(tx, subjects, nil, stories); err != nil {
		return nil, err
	}
	return foldWaybills(stories)
}

// readStories reads the facts about subjects into stories. What read has is not
// opened again.
func readStories(tx *store.Tx, subjects []string, read map[int64]*passage.Fact, stories map[string]story) error {
	facts, last, err := countingFacts(tx, subjects, read)
	for _, s := range subjects {
		told := story{last: last[s]}
		for i := range facts[s] {
			told.facts = append(told.facts, &facts[s][i])
		}
		stories[s] = told
	}
	return err
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
			fresh, err := foldAll(tx, subjects)
			if err != nil {
				return err
			}
			passed, err := tx.PassingsOf(fresh)
			if err != nil {
				return err
			}
			// What is as it should be is not written again, so that a full disk
			// does not stand in the way of looking.
			var mend []store.Waybill
			for _, w := range fresh {
				same, err := keptAs(tx, w)
				if err != nil {
					return err
				}
				if !same || !slices.Equal(passed[w.ID], w.Passings) {
					mend = append(mend, w)
					wrong = append(wrong, w.ID)
				}
			}
			if err := tx.PutPassings(mend); err != nil {
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
