package desk

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"passage"
	"passage/internal/envelope"
	"passage/internal/store"
)

// folds are the waybills, and the consignments for lists, that have to be folded
// again, and what comes of it.
type folds struct {
	waybills map[string]bool // subjects, and whether all facts have to be read again
	goods    map[string]bool // subjects of consignments
	fresh    map[string][]placed
	void     map[store.Number]bool // numbers that were used twice, so that nothing of theirs counts

	stories map[string]story // of the waybills, once folded
	rows    []store.Waybill
	own     []store.Consignment
	carried []string // consignments to add up anew
	moved   moved
	itself  map[passage.ConsignmentID]passage.Consignment // what own says, for amounts
}

func newFolds() *folds {
	return &folds{
		waybills: map[string]bool{}, goods: map[string]bool{}, fresh: map[string][]placed{},
		void: map[store.Number]bool{}, stories: map[string]story{}, moved: moved{},
	}
}

// add notes a new fact. Only waybills are kept folded; of consignments, what
// lists show; places are folded when somebody asks.
func (f *folds) add(subject string, n int64, fact *passage.Fact) {
	switch {
	case strings.HasPrefix(subject, "w/"):
		if !f.waybills[subject] {
			f.waybills[subject] = false
		}
	case strings.HasPrefix(subject, "c/"):
		f.goods[subject] = true
	default:
		return
	}
	f.fresh[subject] = append(f.fresh[subject], placed{n, fact})
}

// touch notes subjects of which facts may no longer count, or are other than
// they were.
func (f *folds) touch(subjects ...string) {
	for _, s := range subjects {
		switch {
		case strings.HasPrefix(s, "w/"):
			f.waybills[s] = true
		case strings.HasPrefix(s, "c/"):
			f.goods[s] = true
		}
	}
}

// errUnread says that something has to be read that is only being written.
var errUnread = errors.New("what is being written has to be read")

// fold folds again what was touched. What is remembered is not read, nor what
// is being written, which may be nil.
func (f *folds) fold(tx *store.Tx, remembered *recent, writing *folds) error {
	var unknown []string
	for _, s := range slices.Sorted(maps.Keys(f.waybills)) {
		told, ok := writing.story(s)
		if !ok {
			told, ok = remembered.get(s)
		}
		if again := f.waybills[s]; again || !ok {
			unknown = append(unknown, s)
			continue
		}
		f.stories[s] = told.with(f.fresh[s])
	}
	goods := slices.Sorted(maps.Keys(f.goods))
	if writing.touches(unknown) || writing.touches(goods) {
		return errUnread
	}
	stories, err := readStories(tx, unknown)
	if err != nil {
		return err
	}
	if err := readCarried(tx, stories); err != nil {
		return err
	}
	if err := readMoved(tx, stories); err != nil {
		return err
	}
	maps.Copy(f.stories, f.goOn(stories))
	if f.rows, err = foldWaybills(f.stories, f.moved); err != nil {
		return err
	}
	for _, w := range f.rows {
		// Also what a waybill no longer carries, because a conflict emptied it.
		f.carried = append(f.carried, f.stories["w/"+w.ID].carried...)
	}
	slices.Sort(f.carried)
	f.carried = slices.Compact(f.carried)
	if stories, err = readStories(tx, goods); err != nil {
		return err
	}
	f.own, f.itself = ownOf(goods, f.goOn(stories))
	return nil
}

// story is what is folded of a waybill.
func (f *folds) story(subject string) (s story, ok bool) {
	if f != nil {
		s, ok = f.stories[subject]
	}
	return s, ok
}

func (f *folds) touches(subjects []string) bool {
	return f != nil && slices.ContainsFunc(subjects, func(s string) bool {
		_, waybill := f.waybills[s]
		return waybill || f.goods[s]
	})
}

// goOn adds what is new to stories as the ledger has them.
func (f *folds) goOn(stories map[string]story) map[string]story {
	void := func(fact *passage.Fact) bool { return f.void[store.Number{Device: string(fact.Device), Seq: fact.Seq}] }
	for s, told := range stories {
		told = told.with(f.fresh[s])
		told.facts = slices.DeleteFunc(told.facts, void)
		stories[s] = told
	}
	return stories
}

// readCarried reads what waybills ever carried of which there are facts.
func readCarried(tx *store.Tx, stories map[string]story) error {
	ids := make([]string, 0, len(stories))
	for s, told := range stories {
		if told.last >= 0 {
			ids = append(ids, s[2:])
		}
	}
	slices.Sort(ids)
	return tx.CarriedBy(ids, func(waybill, consignment string) {
		told := stories["w/"+waybill]
		told.carried = append(told.carried, consignment)
		stories["w/"+waybill] = told
	})
}

// readMoved reads what is kept of waybills of which there are facts, as far as it says
// what they moved.
func readMoved(tx *store.Tx, stories map[string]story) error {
	var ids []string
	for s, told := range stories {
		if told.last >= 0 {
			ids = append(ids, s[2:])
		}
	}
	slices.Sort(ids)
	return eachFold(func(yield func(store.Waybill)) error { return tx.Folds(ids, yield) }, func(w passage.Waybill) {
		told := stories["w/"+string(w.ID)]
		told.was = movedBy(w)
		stories["w/"+string(w.ID)] = told
	})
}

// write writes what was folded.
func (f *folds) write(tx *store.Tx) error {
	if err := tx.PutWaybills(f.rows); err != nil {
		return err
	}
	if err := tx.PutPassings(f.rows); err != nil {
		return err
	}
	if err := tx.PutConsignments(f.own, f.carried); err != nil {
		return err
	}
	return f.given(tx)
}

// foldWaybills works waybills out from their facts, by id, and notes in the
// stories what will be kept of them, and in moved what they move more or less.
func foldWaybills(stories map[string]story, moved moved) ([]store.Waybill, error) {
	waybills := make([]store.Waybill, 0, len(stories))
	for _, s := range slices.Sorted(maps.Keys(stories)) {
		told := stories[s]
		w, passings := passage.FoldJourney(passage.WaybillID(s[2:]), told.facts)
		row := store.Waybill{WaybillHead: headOf(w, told.last), Before: told.kept}
		for i, l := range w.Lines {
			if (i == 0 || l.Consignment != w.Lines[i-1].Consignment) && !slices.Contains(told.carried, string(l.Consignment)) {
				row.Carries = append(row.Carries, string(l.Consignment))
			}
		}
		for _, p := range passings {
			row.Passings = append(row.Passings, store.Passing{Node: string(p.Node), What: string(p.What), Day: int64(p.Day)})
		}
		told.kept = &store.Kept{WaybillHead: row.WaybillHead, Passings: row.Passings}
		moved.note(&told.was, &w)
		told.was = movedBy(w)
		told.carried = slices.Concat(told.carried, row.Carries)
		stories[s] = told
		var err error
		if row.Fold, err = json.Marshal(w); err != nil {
			return nil, fmt.Errorf("writing waybill %s: %w", w.ID, err)
		}
		waybills = append(waybills, row)
	}
	return waybills, nil
}

// foldAll folds the waybills of subjects from what is kept of their facts.
func foldAll(tx *store.Tx, subjects []string) ([]store.Waybill, error) {
	stories, err := readStories(tx, subjects)
	if err != nil {
		return nil, err
	}
	return foldWaybills(stories, moved{})
}

// readStories reads the facts about subjects.
func readStories(tx *store.Tx, subjects []string) (map[string]story, error) {
	facts, last, err := countingFacts(tx, subjects)
	stories := make(map[string]story, len(subjects))
	for _, s := range subjects {
		told := story{last: -1}
		if n, spoken := last[s]; spoken {
			told.last = n
		}
		for i := range facts[s] {
			told.facts = append(told.facts, &facts[s][i])
		}
		stories[s] = told
	}
	return stories, err
}

// countingFacts reads the facts about each subject that count, and the place in
// the log of the newest about it, whether it counts or not.
func countingFacts(tx *store.Tx, subjects []string) (facts map[string][]passage.Fact, last map[string]int64, err error) {
	facts, last = map[string][]passage.Fact{}, map[string]int64{}
	var trouble error
	err = tx.About(subjects, func(n int64, subject string, body []byte, counts bool) {
		last[subject] = n
		if !counts {
			return
		}
		f, err := envelope.Reopen(body)
		if err != nil {
			trouble = fmt.Errorf("fact %d of the log: %w", n, err)
		}
		facts[subject] = append(facts[subject], f)
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
