package desk

import (
	"cmp"
	"strings"

	"passage"
	"passage/internal/access"
	"passage/internal/envelope"
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
		if r.Sees(released) {
			return true, nil
		}
	}
	return false, nil
}

// consignment reports whether the caller sees a consignment: it owns or gave
// it, loaded some of it, or runs where it begins or ends, or where some of it is.
func (r *rows) consignment(c passage.Consignment) (bool, error) {
	if r.Sees(access.Row{Orgs: []passage.OrgID{c.Owner}, Donor: c.Donor, Nodes: []passage.NodeID{c.From, c.To}}) {
		return true, nil
	}
	if r.MayRead() != nil || r.Org == "" {
		return false, nil
	}
	return r.tx.Concerned(string(c.ID), *r.sight())
}

// sight is what makes rows concern the caller; nil where it reads all.
func (r *rows) sight() *store.Sight {
	if r.ReadsAll() {
		return nil
	}
	s := &store.Sight{Org: string(r.Org), Name: string(cmp.Or(r.OrgName, r.Org))}
	for _, n := range r.Nodes {
		if n != "" {
			s.Nodes = append(s.Nodes, string(n))
		}
	}
	return s
}

// waybills returns those of some waybills that the caller sees.
func (r *rows) waybills(ids []string) (seen map[string]bool, err error) {
	seen = map[string]bool{}
	if r.MayRead() != nil || !r.ReadsAll() && r.Org == "" {
		return seen, nil
	}
	s := r.sight()
	if s == nil {
		for _, id := range ids {
			seen[id] = true
		}
		return seen, nil
	}
	var unsure []string
	err = r.tx.ConcernedWaybills(ids, *s, func(id string, own bool) {
		if seen[id] = own; !own {
			unsure = append(unsure, id)
		}
	})
	if err != nil {
		return nil, err
	}
	for _, id := range unsure {
		w, ok, err := foldedWaybill(r.tx, passage.WaybillID(id))
		if err == nil && ok {
			ok, err = r.waybill(w)
		}
		if err != nil {
			return nil, err
		}
		seen[id] = ok
	}
	return seen, nil
}

// released returns who owns and gave a consignment, as its release says.
func (r *rows) released(id passage.ConsignmentID) (access.Row, error) {
	row, ok := r.about[id]
	if ok {
		return row, nil
	}
	c, _, err := r.tx.Consignment(string(id))
	if err == nil {
		row = access.Row{Orgs: []passage.OrgID{passage.OrgID(c.Owner)}, Donor: passage.OrgID(c.Donor)}
		r.about[id] = row
	}
	return row, err
}

// subject reports whether the caller sees what facts about a subject say: of a
// waybill or consignment where it sees that, of a place where it reads all or
// runs it. Of an engagement each record is looked at for itself; see record.
func (r *rows) subject(subject string) (bool, error) {
	if r.ReadsAll() || strings.HasPrefix(subject, "e/") && r.MayRead() == nil {
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
		c, _, err := foldConsignment(r.tx, passage.ConsignmentID(id))
		if err != nil {
			return false, err
		}
		return r.consignment(c)
	case "p/":
		return r.Sees(access.Row{Nodes: []passage.NodeID{passage.NodeID(id)}}), nil
	}
	return false, nil
}

// record reports whether the caller may have one fact of a subject that it sees.
// An engagement that was recorded for its own organisation alone is kept from
// everybody else, other ledgers too, and so is what corrects it.
func (r *rows) record(subject string, body []byte) (bool, error) {
	if !strings.HasPrefix(subject, "e/") {
		return true, nil
	}
	f, err := envelope.Reopen(body)
	if err != nil {
		return false, err
	}
	return r.recorded(&f)
}

// recorded is record of a fact about an engagement.
func (r *rows) recorded(f *passage.Fact) (bool, error) {
	if f.Org == r.Org || r.May(Sync) == nil && r.May(Admin) == nil { // the second is whoever runs the server
		return true, nil
	}
	if f.Kind != passage.Corrected {
		return f.Reach() != passage.WithinOrg, nil
	}
	corrected, err := r.tx.FactsNamed(string(f.Corrects))
	if err != nil {
		return false, err
	}
	for _, c := range corrected {
		target, err := envelope.Reopen(c.Body)
		if err != nil || target.Reach() == passage.WithinOrg {
			return false, err
		}
	}
	return true, nil
}

// facts returns those of some facts that the caller sees.
func (r *rows) facts(all []store.Fact) (some []store.Fact, err error) {
	known := map[string]bool{}
	for _, f := range all {
		sees, ok := known[f.Subject]
		if !ok {
			if sees, err = r.subject(f.Subject); err != nil {
				return nil, err
			}
			known[f.Subject] = sees
		}
		if sees {
			if sees, err = r.record(f.Subject, f.Body); err != nil {
				return nil, err
			}
		}
		if sees {
			some = append(some, f)
		}
	}
	return some, nil
}
