package store

import (
	"maps"
	"slices"
	"strings"
)

// Consignment is what lists show of a consignment. Of those fields that are
// added up over its waybills, [Tx.PutConsignments] sets them.
type Consignment struct {
	ID           string
	Open         bool   // nothing of it was loaded yet, or something is on the road
	State        string // released, moving, arrived or closed
	Owner, Donor string
	From, To     string
	Goods        string // commodities released, each between line feeds
	Released     int64
	Closed       bool
	OwnN         int64 // the newest fact about itself, -1 for none
	OwnSince     int64 // when that is said to have happened
	OwnFound     int64 // findings of its own
	Waybills     int64
	OnRoad       int64 // of the waybills
	Losses       int64
	Findings     int64
	Since        int64
	LastN        int64
	Loaders      string // organisations that loaded its waybills, each between line feeds
	Stops        string // nodes where its waybills begin, are or end, each between line feeds
}

const consignmentColumns = "id, open, state, owner, donor, from_node, to_node, goods, released, closed, own_n, own_since, own_found, waybills, on_road, losses, findings, since, last_n, loaders, stops"

// PutConsignments writes what facts about consignments themselves say, then
// adds up anew the waybills of those and of the ids in carried.
func (t *Tx) PutConsignments(own []Consignment, carried []string) error {
	own = slices.Clone(own)
	for i, c := range own {
		own[i].State, own[i].Open = "released", !c.Closed
		if c.Closed {
			own[i].State = "closed"
		}
		own[i].Findings, own[i].Since, own[i].LastN = c.OwnFound, c.OwnSince, c.OwnN
	}
	err := t.putConsignments(own, `owner = excluded.owner, donor = excluded.donor, from_node = excluded.from_node,
		to_node = excluded.to_node, goods = excluded.goods, released = excluded.released, closed = excluded.closed,
		own_n = excluded.own_n, own_since = excluded.own_since, own_found = excluded.own_found, open = excluded.open,
		state = excluded.state, findings = excluded.findings, since = excluded.since, last_n = excluded.last_n`)
	if err != nil {
		return err
	}
	ids := slices.Clone(carried)
	for _, c := range own {
		ids = append(ids, c.ID)
	}
	slices.Sort(ids)
	sums, err := t.addUp(slices.Compact(ids))
	if err != nil {
		return err
	}
	return t.putConsignments(sums, `findings = excluded.findings + consignment.own_found,
		since = CASE WHEN consignment.own_since > excluded.since THEN consignment.own_since ELSE excluded.since END,
		last_n = CASE WHEN consignment.own_n > excluded.last_n THEN consignment.own_n ELSE excluded.last_n END,
		state = CASE WHEN consignment.closed = 1 THEN 'closed' ELSE excluded.state END,
		open = CASE WHEN consignment.closed = 1 THEN 0 ELSE excluded.open END`)
}

// putConsignments writes consignments; of those that are there, what is added up
// over waybills and more.
func (t *Tx) putConsignments(consignments []Consignment, more string) error {
	err := inChunks(consignments, func(some []Consignment) error {
		args := make([]any, 0, 21*len(some))
		for _, c := range some {
			args = append(args, c.ID, flag(c.Open), c.State, c.Owner, c.Donor, c.From, c.To, c.Goods, c.Released, flag(c.Closed),
				c.OwnN, c.OwnSince, c.OwnFound, c.Waybills, c.OnRoad, c.Losses, c.Findings, c.Since, c.LastN, c.Loaders, c.Stops)
		}
		return t.exec("INSERT INTO consignment ("+consignmentColumns+") VALUES "+tuples(len(some), 21)+`
			ON CONFLICT (id) DO UPDATE SET waybills = excluded.waybills, on_road = excluded.on_road, losses = excluded.losses,
				loaders = excluded.loaders, stops = excluded.stops, `+more, args...)
	})
	return wrap(err, "saving consignments")
}

// addUp adds up the waybills of those consignments that were ever loaded. A waybill
// counts once in each that it ever carried a line of.
func (t *Tx) addUp(ids []string) (sums []Consignment, err error) {
	type gathered struct {
		Consignment
		loaders, stops map[string]bool
	}
	all := map[string]*gathered{}
	err = within(ids, func(in string, args []any) error {
		var id, org, from, at, to string
		var waybills, open, losses, findings, since, lastN int64
		return t.each(func() {
			c := all[id]
			if c == nil {
				c = &gathered{Consignment{ID: id, OwnN: -1, Since: since, LastN: lastN}, map[string]bool{}, map[string]bool{}}
				all[id] = c
			}
			c.Waybills, c.OnRoad, c.Losses, c.Findings = c.Waybills+waybills, c.OnRoad+open, c.Losses+losses, c.Findings+findings
			c.Since, c.LastN = max(c.Since, since), max(c.LastN, lastN)
			c.loaders[org] = true
			for _, node := range []string{from, at, to} {
				c.stops[node] = true
			}
		}, []any{&id, &org, &from, &at, &to, &waybills, &open, &losses, &findings, &since, &lastN},
			`SELECT consignment, org, from_node, at_node, to_node, count(*), CAST(sum(open) AS BIGINT),
				CAST(sum(losses) AS BIGINT), CAST(sum(findings) AS BIGINT), max(since), max(last_n)
			FROM carried JOIN waybill ON waybill.id = carried.waybill
			WHERE consignment IN (`+in+`) GROUP BY consignment, org, from_node, at_node, to_node`, args...)
	})
	for _, id := range ids {
		c := all[id]
		if c == nil {
			continue
		}
		if c.State = "arrived"; c.OnRoad > 0 {
			c.Open, c.State = true, "moving"
		}
		c.Loaders, c.Stops = Each(slices.Collect(maps.Keys(c.loaders))), Each(slices.Collect(maps.Keys(c.stops)))
		sums = append(sums, c.Consignment)
	}
	return sums, wrap(err, "adding up consignments")
}

// Each writes names, each once and between line feeds, which no name may have: so
// a query finds one among them.
func Each(names []string) string {
	slices.Sort(names)
	var b strings.Builder
	for _, n := range slices.Compact(names) {
		if n != "" {
			b.WriteString("\n" + n + "\n")
		}
	}
	return b.String()
}

// CarriedBy yields the consignments of which waybills ever carried a line.
func (t *Tx) CarriedBy(waybills []string, yield func(waybill, consignment string)) error {
	err := within(waybills, func(in string, args []any) error {
		var waybill, consignment string
		return t.each(func() { yield(waybill, consignment) }, []any{&waybill, &consignment},
			"SELECT waybill, consignment FROM carried WHERE waybill IN ("+in+")", args...)
	})
	return wrap(err, "reading what waybills carry")
}

// Consignment returns what lists show of a consignment, and false where there
// is none.
func (t *Tx) Consignment(id string) (c Consignment, ok bool, err error) {
	err = t.eachConsignment(func(one Consignment) { c, ok = one, true }, "SELECT "+consignmentColumns+" FROM consignment WHERE id = $1", id)
	return c, ok, err
}

func (t *Tx) eachConsignment(yield func(Consignment), query string, args ...any) error {
	var c Consignment
	var open, closed int64
	err := t.each(func() {
		c.Open, c.Closed = open == 1, closed == 1
		yield(c)
	}, []any{&c.ID, &open, &c.State, &c.Owner, &c.Donor, &c.From, &c.To, &c.Goods, &c.Released, &closed, &c.OwnN, &c.OwnSince, &c.OwnFound,
		&c.Waybills, &c.OnRoad, &c.Losses, &c.Findings, &c.Since, &c.LastN, &c.Loaders, &c.Stops}, query, args...)
	return wrap(err, "reading consignments")
}
