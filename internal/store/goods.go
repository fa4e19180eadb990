package store

import (
	"cmp"
	"math"
	"slices"
)

// Sort is the order of a list.
type Sort string

const (
	ByLast    Sort = "last"  // newest fact
	BySince   Sort = "since" // since when the state holds
	ByID      Sort = "id"
	ByVehicle Sort = "vehicle" // of waybills that have one
)

// Key is where a row stands in a list.
type Key struct {
	N    int64  // of ByLast and BySince
	Text string // of ByVehicle
	ID   string // empty: before the first row
}

// Listing says which rows of a list to read, in which order. The zero value of
// a filter lets everything pass.
type Listing struct {
	Open      string // "open", "ended" or all
	State     string
	Org       string // that loaded a waybill, or owns a consignment
	Donor     string
	Node      string // begins there, ends there, or is there
	Commodity string
	Before    int64 // in its state since then or longer, microseconds
	Findings  bool
	Losses    bool
	ID        string // begins so
	Vehicle   string // begins so
	Became    string // "received" or "returned": something aboard; what of it, the fold says, which is not read here

	For *Sight // whose rows these are; nil: of all

	Sort  Sort
	Down  bool // the largest first
	After Key  // the last row of the page before
	Limit int
	Look  int // at how many rows, at most, before giving what was found; 0: a default
}

// look is how many rows a page looks at: enough that any filter which lets one
// of some hundred pass fills a page, few enough that nobody waits. Whether a row
// concerns an organisation takes longer to say.
const (
	look       = 10_000
	lookForOrg = 2000
)

// settle chooses the index that a search needs, whatever order was asked for.
func (l Listing) settle() Listing {
	switch {
	case l.Vehicle != "":
		l.Sort = ByVehicle
	case l.ID != "":
		l.Sort = ByID
	}
	if l.Look == 0 {
		l.Look = look
		if l.For != nil || l.Donor != "" {
			l.Look = lookForOrg
		}
	}
	return l
}

// ofConsignments is the listing without what consignments do not have.
func (l Listing) ofConsignments() Listing {
	l.Became = ""
	if l.Vehicle = ""; l.Sort == ByVehicle {
		l.Sort = ByID
	}
	return l
}

// KeyOfWaybill is where a waybill stands in the list.
func (l Listing) KeyOfWaybill(w WaybillHead) Key {
	switch l.settle().Sort {
	case BySince:
		return Key{N: w.Since, ID: w.ID}
	case ByLast:
		return Key{N: w.LastN, ID: w.ID}
	case ByVehicle:
		return Key{Text: w.Vehicle, ID: w.ID}
	}
	return Key{ID: w.ID}
}

// KeyOfConsignment is where a consignment stands in the list.
func (l Listing) KeyOfConsignment(c Consignment) Key {
	switch l.ofConsignments().settle().Sort {
	case BySince:
		return Key{N: c.Since, ID: c.ID}
	case ByLast:
		return Key{N: c.LastN, ID: c.ID}
	}
	return Key{ID: c.ID}
}

// ListWaybills reads a page of waybills. more says whether anything may follow next.
func (t *Tx) ListWaybills(l Listing) (page []Waybill, next Key, more bool, err error) {
	l = l.settle()
	w := walk[Waybill]{
		table: "waybill", columns: headColumns, org: "org", at: " OR at_node = ?",
		donor: `EXISTS (SELECT 1 FROM carried JOIN consignment ON consignment.id = carried.consignment WHERE carried.waybill = w.id AND consignment.donor = ?)`,
		// what came back from nobody knows where has no passing, and is found by what is wrong with it
		became: `(findings > 0 OR EXISTS (SELECT 1 FROM passing WHERE passing.waybill = w.id AND passing.what = ?))`,
		sight:  waybillSight,
		each: func(yield func(Waybill), query string, args ...any) error {
			var one WaybillHead
			var open int64
			return t.each(func() {
				one.Open = open == 1
				yield(Waybill{WaybillHead: one})
			}, one.columns(&open), query, args...)
		},
		key: func(w Waybill) Key { return l.KeyOfWaybill(w.WaybillHead) },
	}
	page, next, more, err = w.page(t, l)
	if err != nil || len(page) == 0 {
		return page, next, more, wrap(err, "reading waybills")
	}
	return page, next, more, t.folds(page)
}

// folds reads the folds of a page.
func (t *Tx) folds(page []Waybill) error {
	place, args := map[string]int{}, make([]any, len(page))
	for i, w := range page {
		place[w.ID], args[i] = i, w.ID
	}
	var id string
	var fold []byte
	err := t.each(func() { page[place[id]].Fold = slices.Clone(fold) }, []any{&id, &fold},
		"SELECT id, fold FROM waybill WHERE id IN ("+list(len(args))+")", args...)
	return wrap(err, "reading waybills")
}

// WaybillsWithin yields up to limit waybills whose state holds since some moment
// from one on and before another, the newest first.
func (t *Tx) WaybillsWithin(from, to int64, limit int, yield func(Waybill)) error {
	for _, open := range []int64{1, 0} {
		if err := t.eachWaybill(yield, "SELECT "+headColumns+", fold FROM waybill WHERE open = $1 AND since >= $2 AND since < $3 ORDER BY since DESC, id DESC LIMIT $4", open, from, to, limit); err != nil {
			return err
		}
	}
	return nil
}

// Owner is who owns a consignment and who gave it.
type Owner struct{ Owner, Donor string }

// Owners returns who owns and gave consignments, by id.
func (t *Tx) Owners(consignments []string) (owners map[string]Owner, err error) {
	owners = make(map[string]Owner, len(consignments))
	err = within(consignments, func(in string, args []any) error {
		var id string
		var o Owner
		return t.each(func() { owners[id] = o }, []any{&id, &o.Owner, &o.Donor}, "SELECT id, owner, donor FROM consignment WHERE id IN ("+in+")", args...)
	})
	return owners, wrap(err, "reading consignments")
}

// ListConsignments reads a page of consignments. more says whether anything may
// follow next.
func (t *Tx) ListConsignments(l Listing) (page []Consignment, next Key, more bool, err error) {
	l = l.ofConsignments()
	l = l.settle()
	w := walk[Consignment]{
		table: "consignment", columns: consignmentColumns, org: "owner", donor: "donor = ?", sight: consignmentSight,
		each: t.eachConsignment,
		key:  l.KeyOfConsignment,
	}
	page, next, more, err = w.page(t, l)
	return page, next, more, wrap(err, "reading consignments")
}

// walk reads pages of a table along one of its indexes. Everything that a
// query is put together from stands here; what people ask for is always an
// argument.
type walk[Row any] struct {
	table, columns string
	org            string // column
	at             string // one more place where a node may stand
	donor, became  string // conditions
	sight          func(q *query, s Sight)
	each           func(yield func(Row), query string, args ...any) error
	key            func(Row) Key
}

// page reads the open and the ended rows, each along its index, and merges
// them. It looks at a bounded number of rows: what comes after the last of them
// is for the next page, so that a filter that few rows pass never makes anybody
// wait, and still every row is seen once.
func (w *walk[Row]) page(t *Tx, l Listing) (page []Row, next Key, more bool, err error) {
	parts := []int64{1, 0}
	switch {
	case l.Sort == ByVehicle:
		parts = parts[:1] // one index for both
	case l.Open == "open":
		parts = []int64{1}
	case l.Open == "ended":
		parts = []int64{0}
	}
	compare := func(a, b Key) int {
		c := cmp.Or(cmp.Compare(a.N, b.N), cmp.Compare(a.Text, b.Text), cmp.Compare(a.ID, b.ID))
		if l.Down {
			return -c
		}
		return c
	}
	for _, open := range parts {
		rows, stop, stopped, err := w.part(t, l, open)
		if err != nil {
			return nil, Key{}, false, err
		}
		page = append(page, rows...)
		if stopped && (!more || compare(stop, next) < 0) {
			next, more = stop, true
		}
	}
	slices.SortFunc(page, func(a, b Row) int { return compare(w.key(a), w.key(b)) })
	if more { // beyond the nearest stop a part may have rows that were not read
		page = slices.DeleteFunc(page, func(r Row) bool { return compare(w.key(r), next) > 0 })
	}
	if len(page) > l.Limit {
		page = page[:l.Limit]
		next, more = w.key(page[l.Limit-1]), true
	}
	return page, next, more, nil
}

// part reads the rows of one index from a key on. Where it stopped before the
// index ended, it says at which key.
func (w *walk[Row]) part(t *Tx, l Listing, open int64) (rows []Row, stop Key, stopped bool, err error) {
	var q query
	q.add("SELECT " + w.columns + " FROM (SELECT " + w.columns)
	order := w.along(&q, l, open)
	q.add(order+" LIMIT ?) AS w WHERE true", l.Look)
	w.filter(&q, l)
	q.add(order+" LIMIT ?", l.Limit+1)
	if err = w.each(func(r Row) { rows = append(rows, r) }, q.text.String(), q.args...); err != nil {
		return nil, stop, false, err
	}
	if len(rows) > l.Limit {
		return rows, w.key(rows[len(rows)-1]), true, nil
	}
	// How far it looked. The offset is bounded, and the index alone is read.
	var edge query
	column := map[Sort]string{ByLast: "last_n", BySince: "since"}[l.Sort]
	text := map[Sort]string{ByVehicle: "vehicle"}[l.Sort]
	edge.add("SELECT " + cmp.Or(column, "0") + ", " + cmp.Or(text, "''") + ", id")
	order = w.along(&edge, l, open)
	edge.add(order+" LIMIT 1 OFFSET ?", l.Look-1)
	stopped, err = t.get([]any{&stop.N, &stop.Text, &stop.ID}, edge.text.String(), edge.args...)
	return rows, stop, stopped, err
}

// along writes the walk along an index and returns its order.
func (w *walk[Row]) along(q *query, l Listing, open int64) (order string) {
	than, way, last := ">", "", ""
	after := l.After
	if after.ID == "" {
		after = Key{N: math.MinInt64}
	}
	if l.Down {
		than, way, last = "<", " DESC", beyond
		if l.After.ID == "" {
			after = Key{N: math.MaxInt64, Text: last, ID: last}
		}
	}
	q.add(" FROM " + w.table + " WHERE ")
	switch l.Sort {
	case ByVehicle:
		q.add("vehicle <> '' AND vehicle >= ? AND vehicle < ? AND (vehicle, id) "+than+" (?, ?)", l.Vehicle, l.Vehicle+beyond, after.Text, after.ID)
		return " ORDER BY vehicle" + way + ", id" + way
	case BySince, ByLast:
		column := "last_n"
		if l.Sort == BySince {
			column = "since"
		}
		q.add("open = ? AND ("+column+", id) "+than+" (?, ?)", open, after.N, after.ID)
		return " ORDER BY " + column + way + ", id" + way
	}
	q.add("open = ? AND id >= ? AND id < ? AND id "+than+" ?", open, l.ID, l.ID+beyond, after.ID)
	return " ORDER BY id" + way
}

// beyond comes after everything that a name may begin with.
const beyond = "\U0010FFFF"

// filter writes what a row has to be.
func (w *walk[Row]) filter(q *query, l Listing) {
	if l.Sort == ByVehicle && l.Open != "" {
		q.add(" AND open = ?", flag(l.Open == "open"))
	}
	if l.State != "" {
		q.add(" AND state = ?", l.State)
	}
	if l.Org != "" {
		q.add(" AND "+w.org+" = ?", l.Org)
	}
	if l.Node != "" {
		nodes := []any{l.Node, l.Node}
		if w.at != "" {
			nodes = append(nodes, l.Node)
		}
		q.add(" AND (from_node = ? OR to_node = ?"+w.at+")", nodes...)
	}
	if l.Commodity != "" {
		q.add(" AND ")
		q.among("goods", l.Commodity)
	}
	if l.Before != 0 {
		q.add(" AND since <= ?", l.Before)
	}
	if l.Findings {
		q.add(" AND findings > 0")
	}
	if l.Losses {
		q.add(" AND losses > 0")
	}
	if l.ID != "" && l.Sort != ByID {
		q.add(" AND id >= ? AND id < ?", l.ID, l.ID+beyond)
	}
	if l.Became != "" {
		q.add(" AND "+w.became, l.Became)
	}
	if l.Donor != "" {
		q.add(" AND "+w.donor, l.Donor)
	}
	if l.For != nil {
		q.add(" AND (")
		w.sight(q, *l.For)
		q.add(")")
	}
}
