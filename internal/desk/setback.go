package desk

import (
	"cmp"
	"context"
	"slices"

	"passage"
	"passage/internal/store"
)

// Brought adds up the grams that came in through doors and were received at the
// end of the leg that begins there on days from and to, both included, over the
// waybills that the caller sees. Later legs would count the same goods again.
// Amounts are as the ledger has them now; what is not weighed is not among them.
func (d *Desk) Brought(ctx context.Context, caller Caller, doors []passage.NodeID, from, to passage.Date) (grams int64, err error) {
	if len(doors) == 0 {
		return 0, caller.MayRead()
	}
	err = d.following(ctx, caller, func(f followed) error {
		moves, err := d.receipts.between(f, from, to, doors)
		if err != nil {
			return err
		}
		everything := caller.ReadsAll()
		var owners map[string]store.Owner
		if !everything {
			if owners, err = ownersOf(f.tx, moves); err != nil {
				return err
			}
		}
		grams = 0
		for _, m := range moves {
			if !everything && !m.seen(caller, owners) {
				continue
			}
			for _, l := range m.lines {
				if l.goods.Value().unit == passage.Grams {
					grams += l.received
				}
			}
		}
		return nil
	})
	return grams, err
}

// receipts keeps what waybills moved by the days on which something of them was
// received.
type receipts struct {
	daily[passage.Date, *move]
}

var received = []string{string(passage.Received)}

// between returns the waybills of which something was received on some days and that
// begin at one of some nodes.
func (r *receipts) between(f followed, from, to passage.Date, nodes []passage.NodeID) (moves []*move, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	err = r.follow(f, func(changed []store.Waybill, put func(passage.Date, string, *move)) error {
		passings, err := f.tx.PassingsOf(changed)
		if err != nil {
			return err
		}
		for _, row := range changed {
			m, err := moveIn(row)
			if err != nil {
				return err
			}
			for _, p := range passings[row.ID] {
				if p.What == received[0] {
					put(passage.Date(p.Day), m.id, m)
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	met := map[string]bool{}
	for day := from; day <= to; day++ {
		one, err := r.day(f, day, func() (map[string]*move, error) { return r.read(f.tx, day) })
		if err != nil {
			return nil, err
		}
		for id, m := range one.of {
			if !met[id] && slices.Contains(nodes, m.leg.Value().from) {
				met[id], moves = true, append(moves, m)
			}
		}
	}
	return moves, nil
}

// read reads the waybills of a day.
func (r *receipts) read(tx *store.Tx, day passage.Date) (map[string]*move, error) {
	var ids []string
	if err := tx.Passed(int64(day), int64(day), received, false, func(w store.WaybillHead) { ids = append(ids, w.ID) }); err != nil {
		return nil, err
	}
	of := map[string]*move{}
	var trouble error
	err := tx.Folds(ids, func(row store.Waybill) {
		m, err := moveIn(row)
		trouble = cmp.Or(trouble, err)
		if err == nil {
			of[m.id] = m
		}
	})
	return of, cmp.Or(err, trouble)
}

// Setback is goods that did not arrive as they were sent, or trucks that were
// held or refused, on one leg and for one stated reason.
type Setback struct {
	What        passage.FactKind // intercepted, received (short), damaged, diverted, held or refused
	How         passage.Interception
	From, To    passage.NodeID // of the leg
	Reason      string         // as stated
	Source      string         // empty: an organisation of the leg saw it itself
	Reliability passage.Reliability
	Grams       int64
	Trucks      int
}

// Lost reports whether the goods are lost or cannot be used; others turned up
// elsewhere, or are only late.
func (s Setback) Lost() bool {
	return s.What == passage.Intercepted || s.What == passage.Received || s.What == passage.Damaged
}

// Setbacks says what went wrong with the trucks that did anything on days from
// and to, both included, over the waybills that the caller sees: what weighs
// most first. Amounts are those of the waybills' accounts, so that they add up
// to what the ledger calls lost, damaged and diverted.
func (d *Desk) Setbacks(ctx context.Context, caller Caller, from, to passage.Date) (all []Setback, err error) {
	err = d.following(ctx, caller, func(f followed) error {
		met, err := d.mishaps.between(f, from, to)
		if err != nil {
			return err
		}
		everything := caller.ReadsAll()
		var owners map[string]store.Owner
		if !everything {
			moves := make([]*move, len(met))
			for i, m := range met {
				moves[i] = m.move
			}
			if owners, err = ownersOf(f.tx, moves); err != nil {
				return err
			}
		}
		all = sumOf(met, func(m *move) bool { return everything || m.seen(caller, owners) })
		return nil
	})
	return all, err
}

// sumOf adds up setbacks of the same kind, leg and reason.
func sumOf(met []mishap, sees func(*move) bool) []Setback {
	sums := map[Setback]*Setback{}
	for _, m := range met {
		if !sees(m.move) {
			continue
		}
		for _, s := range m.setbacks {
			grams := s.Grams
			s.Grams = 0
			one := sums[s]
			if one == nil {
				one = new(Setback)
				*one, sums[s] = s, one
			}
			one.Grams += grams
			one.Trucks++
		}
	}
	all := make([]Setback, 0, len(sums))
	for _, s := range sums {
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b Setback) int {
		return cmp.Or(cmp.Compare(b.Grams, a.Grams), cmp.Compare(b.Trucks, a.Trucks), cmp.Compare(a.What, b.What), cmp.Compare(a.From, b.From),
			cmp.Compare(a.To, b.To), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Source, b.Source), cmp.Compare(a.How, b.How), cmp.Compare(a.Reliability, b.Reliability))
	})
	return all
}

// mishaps keeps what went wrong with waybills by the days on which their trucks did
// something that tells of it.
type mishaps struct {
	daily[mishapDay, mishap]
}

// mishapDay is the trucks held on a day, those refused, or those that lost
// something and did one of losing that day.
type mishapDay struct {
	what passage.FactKind // held, refused or, for losses, none
	day  passage.Date
}

// mishap is what went wrong with a waybill.
type mishap struct {
	*move
	setbacks []Setback // one of each kind
}

// mostMishaps is for how many waybills, besides those that are asked for, this is
// kept: some five MB.
const mostMishaps = 10_000

// mishapKinds are the kinds by which days are kept, each with what tells of it.
var mishapKinds = []struct {
	what passage.FactKind
	told []string
}{
	{"", []string{string(passage.Intercepted), string(passage.Damaged), string(passage.Diverted), string(passage.Received)}},
	{passage.Held, []string{string(passage.Held)}},
	{passage.Refused, []string{string(passage.Refused)}},
}

// between returns what went wrong on some days, of each waybill and kind once.
func (m *mishaps) between(f followed, from, to passage.Date) (all []mishap, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	err = m.follow(f, func(changed []store.Waybill, put func(mishapDay, string, mishap)) error {
		return m.stand(f, changed, put)
	})
	if err != nil {
		return nil, err
	}
	for _, kind := range mishapKinds {
		met := map[string]bool{}
		for day := from; day <= to; day++ {
			k := mishapDay{kind.what, day}
			one, err := m.day(f, k, func() (map[string]mishap, error) { return m.read(f, k, kind.told) })
			if err != nil {
				return nil, err
			}
			for id, mishap := range one.of {
				if !met[id] {
					met[id], all = true, append(all, mishap)
				}
			}
		}
	}
	return all, nil
}

// stand says on which days waybills that changed stand now.
func (m *mishaps) stand(f followed, changed []store.Waybill, put func(mishapDay, string, mishap)) error {
	passings, err := f.tx.PassingsOf(changed)
	if err != nil {
		return err
	}
	for _, kind := range mishapKinds {
		var heads []store.WaybillHead
		for _, row := range changed {
			told := func(p store.Passing) bool { return slices.Contains(kind.told, p.What) }
			if (kind.what != "" || row.Losses > 0) && slices.ContainsFunc(passings[row.ID], told) {
				heads = append(heads, row.WaybillHead)
			}
		}
		met, err := m.of(f, kind.what, heads)
		if err != nil {
			return err
		}
		for id, mishap := range met {
			for _, p := range passings[id] {
				if slices.Contains(kind.told, p.What) {
					put(mishapDay{kind.what, passage.Date(p.Day)}, id, mishap)
				}
			}
		}
	}
	return nil
}

// read reads the waybills of a day.
func (m *mishaps) read(f followed, k mishapDay, told []string) (map[string]mishap, error) {
	var heads []store.WaybillHead
	if err := f.tx.Passed(int64(k.day), int64(k.day), told, k.what == "", func(w store.WaybillHead) { heads = append(heads, w) }); err != nil {
		return nil, err
	}
	return m.of(f, k.what, heads)
}

// of reads what went wrong with waybills, of one kind.
func (m *mishaps) of(f followed, what passage.FactKind, heads []store.WaybillHead) (map[string]mishap, error) {
	of := map[string]mishap{}
	if len(heads) == 0 {
		return of, nil
	}
	journeys, err := f.journeysOf(heads)
	if err != nil {
		return nil, err
	}
	for _, j := range journeys {
		of[string(j.waybill.ID)] = mishap{moveOf(j.waybill), passed{j.waybill, passage.Standing(j.facts)}.setbacks(what)}
	}
	return of, nil
}

// passed is a waybill, and what stands about it.
type passed struct {
	passage.Waybill
	facts []passage.Fact
}

// setbacks says what was held or refused or, for no kind, what was lost.
func (w passed) setbacks(what passage.FactKind) (all []Setback) {
	if what != "" {
		return []Setback{w.setback(0, what)}
	}
	var a passage.Account
	for _, l := range w.Lines {
		if l.Unit == passage.Grams {
			a = a.Add(l.Account)
		}
	}
	if a.Lost > 0 {
		all = append(all, w.setback(a.Lost, passage.Intercepted, passage.Received))
	}
	if a.Damaged > 0 {
		all = append(all, w.setback(a.Damaged, passage.Damaged, passage.Received))
	}
	if a.Diverted > 0 {
		all = append(all, w.setback(a.Diverted, passage.Diverted))
	}
	return all
}

// setback takes the reason from the first fact of the first kind that there is.
// What is damaged and was only found out on arrival is still damaged.
func (w passed) setback(grams int64, kinds ...passage.FactKind) Setback {
	s := Setback{What: kinds[0], From: w.From, To: w.To, Grams: grams}
	for _, kind := range kinds {
		i := slices.IndexFunc(w.facts, func(f passage.Fact) bool { return f.Kind == kind })
		if i < 0 {
			continue
		}
		f := w.facts[i]
		s.How, s.Reason, s.Source, s.Reliability = f.How, f.Reason, f.Source, f.Reliability
		for _, l := range f.Lines {
			s.Reason = cmp.Or(s.Reason, l.Reason)
		}
		if s.What == passage.Intercepted {
			s.What = kind
		}
		break
	}
	return s
}
