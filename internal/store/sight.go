package store

// Sight is what makes rows concern an organisation: itself and the nodes that it
// runs. A donor may be written with its name in full.
type Sight struct {
	Org   string
	Name  string // not empty
	Nodes []string
}

// at writes that one of some columns is a node of those that are run.
func (s Sight) at(q *query, columns ...string) {
	for _, c := range columns {
		for _, node := range s.Nodes {
			q.add(" OR "+c+" = ?", node)
		}
	}
}

// waybillSight writes that a waybill w concerns somebody: who loaded it, who runs
// where it begins, is or ends, or who owns or gave a consignment of which it ever
// carried a line. What it carries no longer is for the fold to say.
func waybillSight(q *query, s Sight) {
	ownWaybill(q, s)
	q.add(" OR EXISTS (SELECT 1 FROM carried JOIN consignment ON consignment.id = carried.consignment WHERE carried.waybill = w.id AND (consignment.owner = ? OR consignment.donor = ? OR consignment.donor = ?))", s.Org, s.Org, s.Name)
}

// ownWaybill is what of that no fold has to say.
func ownWaybill(q *query, s Sight) {
	q.add("org = ?", s.Org)
	s.at(q, "from_node", "at_node", "to_node")
}

// consignmentSight writes that a consignment w concerns somebody: who owns or gave
// it, loaded some of it, or runs where it begins or ends, or where some of it is.
func consignmentSight(q *query, s Sight) {
	q.add("owner = ? OR donor = ? OR donor = ?", s.Org, s.Org, s.Name)
	s.at(q, "from_node", "to_node")
	q.add(" OR ")
	q.among("loaders", s.Org)
	for _, node := range s.Nodes {
		q.add(" OR ")
		q.among("stops", node)
	}
}

// Concerned reports whether a consignment concerns somebody; see [Listing].
func (t *Tx) Concerned(consignment string, s Sight) (bool, error) {
	var q query
	var one int64
	q.add("SELECT 1 FROM consignment AS w WHERE id = ? AND (", consignment)
	consignmentSight(&q, s)
	q.add(")")
	found, err := t.get([]any{&one}, q.text.String(), q.args...)
	return found, wrap(err, "reading whom a consignment concerns")
}

// ConcernedWaybills yields those of some waybills that concern somebody. Of one
// that is not theirs, the fold has to say whether it still carries what is.
func (t *Tx) ConcernedWaybills(waybills []string, s Sight, yield func(id string, own bool)) error {
	err := inChunks(waybills, func(some []string) error {
		var q query
		q.add("SELECT id, CASE WHEN ")
		ownWaybill(&q, s)
		q.add(" THEN 1 ELSE 0 END FROM waybill AS w WHERE id IN ")
		q.oneOf(some)
		q.add(" AND (")
		waybillSight(&q, s)
		q.add(")")
		var id string
		var own int64
		return t.each(func() { yield(id, own == 1) }, []any{&id, &own}, q.text.String(), q.args...)
	})
	return wrap(err, "reading whom waybills concern")
}
