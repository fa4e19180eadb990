package desk

import (
	"passage"
	"passage/internal/access"
	"passage/internal/store"
)

// rows decides within one transaction which rows a caller sees. What it does
// not see is treated everywhere as if it were not there.
type rows struct {
	Caller
	tx    *store.Tx
	about map[passage.ConsignmentID]access.Row
}

func rowsOf(c Caller, tx *store.Tx) *rows {
	return &rows{c, tx, map[passage.ConsignmentID]access.Row{}}
}

// waybill reports whether the caller sees a waybill: it loaded it, owns or gave
// what is on it, or runs where it begins, is or ends.
func (r *rows) waybill(w passage.Waybill) (bool, error) {
	row := access.Row{Orgs: []passage.OrgID{w.Org}, Nodes: []passage.NodeID{w.From, w.At, w.To}}
	if r.Sees(row) {
		return true, nil
	}
	if r.MayRead() != nil {
		return false, nil
	}
	for _, l := range w.Lines {
		released, err := r.released(l.Consignment)
		if err != nil {
			return false, err
		}
		if r.Sees(access.Row{Orgs: released.Orgs}) {
			return true, nil
		}
	}
	return false, nil
}

// consignment reports whether the caller sees a consignment: it owns or gave
// it, loaded some of it, or runs where it begins or ends, or where some of it is.
func (r *rows) consignment(c passage.Consignment) (bool, error) {
	if r.Sees(access.Row{Orgs: []passage.OrgID{c.Owner, c.Donor}, Nodes: []passage.NodeID{c.From, c.To}}) {
		return true, nil
	}
	if r.MayRead() != nil {
		return false, nil
	}
	sees := false
	err := eachFold(func(yield func(store.Waybill)) error { return r.tx.Carrying(string(c.ID), yield) }, func(w passage.Waybill) {
		sees = sees || r.Sees(access.Row{Orgs: []passage.OrgID{w.Org}, Nodes: []passage.NodeID{w.From, w.At, w.To}})
	})
	return sees, err
}

// released returns who owns and gave a consignment, as its release says.
func (r *rows) released(id passage.ConsignmentID) (access.Row, error) {
	row, ok := r.about[id]
	if ok {
		return row, nil
	}
	subject := "c/" + string(id)
	facts, _, err := countingFacts(r.tx, []string{subject}, nil)
	if err == nil {
		c := passage.FoldConsignment(id, facts[subject], nil)
		row = access.Row{Orgs: []passage.OrgID{c.Owner, c.Donor}}
		r.about[id] = row
	}
	return row, err
}

// subject reports whether the caller sees what facts about a subject say: of a
// waybill or consignment where it sees that, of a place where it reads all or
// runs it.
func (r *rows) subject(subject string) (bool, error) {
	if r.ReadsAll() {
		return true, nil
	}
	if len(subject) < 2 {
		return false, nil
	}
	switch kind, id := subject[:2], subject[2:]; kind {
	case "w/":
		w, ok, err := foldedWaybill(r.tx, passage.WaybillID(id))
		if err != nil || !ok {
			return false, err
		}
		return r.waybill(w)
	case "c/":
		all, err := foldConsignments(r.tx, []string{id})
		if err != nil {
			return false, err
		}
		return r.consignment(all[0])
	case "p/":
		return r.Sees(access.Row{Nodes: []passage.NodeID{passage.NodeID(id)}}), nil
	}
	return false, nil
}

// places returns those places of the log whose facts the caller sees.
func (r *rows) places(all []int64) (some []int64, err error) {
	if r.ReadsAll() {
		return all, nil
	}
	known := map[string]bool{}
	for _, n := range all {
		var subject string
		if err := r.tx.Facts(n, 1, func(f *store.Fact) { subject = f.Subject }); err != nil {
			return nil, err
		}
		sees, ok := known[subject]
		if !ok {
			if sees, err = r.subject(subject); err != nil {
				return nil, err
			}
			known[subject] = sees
		}
		if sees {
			some = append(some, n)
		}
	}
	return some, nil
}
