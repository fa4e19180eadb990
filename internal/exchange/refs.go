package exchange

import (
	"fmt"
	"slices"

	"passage"
)

// ids returns what a table defines.
func (r *reading) ids(table string) *names {
	for _, c := range r.readers[table].columns {
		if c.Kind == ID || table == "groups" && c.Name == "group" {
			return &c.names
		}
	}
	return &names{}
}

// get returns the use of an id, or nil.
func (n *names) get(id string) *use {
	if i := n.find(id); i != none {
		return &n.list[i]
	}
	return nil
}

// checkRefs checks that every id that is used is defined.
func (r *reading) checkRefs() {
	sectors := map[string]bool{}
	for _, c := range r.scenario.Commodities {
		sectors[c.Sector] = c.Sector != ""
	}
	for _, t := range r.tables {
		reader := r.readers[t.Name]
		for _, c := range reader.columns {
			if len(c.Refs) == 0 {
				continue
			}
			unsure := r.unsure(c.Refs)
			for i := range c.names.list {
				u := &c.names.list[i]
				found := r.find(c.Refs, u)
				switch {
				case unsure:
				case c.Name == "on":
					r.checkDoor(reader, c, u)
				case !found && !(isGoods(c) && sectors[u.id]):
					reader.undefined(c, u, r.known(c, sectors))
				}
			}
		}
	}
}

// isGoods reports whether a column lists commodities or sectors.
func isGoods(c *column) bool { return c.Name == "only" || c.Name == "except" }

// unsure reports whether rows of the tables were lost, so that an id which
// seems to be missing may be in them.
func (r *reading) unsure(tables []string) bool {
	return slices.ContainsFunc(tables, func(t string) bool { return r.readers[t].partial })
}

// find looks for the row that an id names in the first table that has it.
func (r *reading) find(tables []string, u *use) bool {
	for _, t := range tables {
		if named := r.ids(t).get(u.id); named != nil {
			u.row = named.row
			return true
		}
	}
	return false
}

// named returns the row of another table that a row names in a column; -1
// where it names none.
func (c *column) named(row int) int {
	if nth := c.nth[row]; nth != none {
		return int(c.names.list[nth].row)
	}
	return none
}

// column returns a column of a table that has been read.
func (r *reading) column(table, name string) *column {
	columns := r.readers[table].columns
	return columns[slices.IndexFunc(columns, func(c *column) bool { return c.Name == name })]
}

// known returns the ids that a column may name.
func (r *reading) known(c *column, sectors map[string]bool) []string {
	var out []string
	for _, table := range c.Refs {
		for _, u := range r.ids(table).list {
			out = append(out, u.id)
		}
	}
	if isGoods(c) {
		for _, row := range r.scenario.Commodities {
			if sectors[row.Sector] && !slices.Contains(out, row.Sector) {
				out = append(out, row.Sector)
			}
		}
	}
	return out
}

// undefined notes that a column names what is not defined.
func (t *reader) undefined(c *column, u *use, known []string) {
	where := either(c.Refs)
	if isGoods(c) {
		where += " and is no sector"
	}
	is := fmt.Sprintf("is not in the table %s", where)
	if len(known) == 0 && !isGoods(c) {
		is += ", which has no rows"
	}
	t.useFault(c, u, is+meant(u.id, known))
}

// useFault notes what is wrong with an id where it is named first.
func (t *reader) useFault(c *column, u *use, is string) {
	more := ""
	switch {
	case u.more == 1:
		more = "; it is named once more"
	case u.more > 1:
		more = fmt.Sprintf("; it is named %d times more", u.more)
	}
	t.faults.add(int(u.line), c.Name, clip(u.id), "%q %s; expected %s%s", clip(u.id), is, c.Expect, more)
}

// checkDoor checks that a rule or ask is on a crossing or corridor.
func (r *reading) checkDoor(t *reader, c *column, u *use) {
	if r.ids("corridors").find(u.id) != none {
		return
	}
	if n := r.ids("nodes").get(u.id); n != nil {
		if kind := r.scenario.Nodes[n.row].Kind; kind != passage.Crossing && kind != "" {
			t.useFault(c, u, "is a "+string(kind))
		}
		return
	}
	var known []string
	for _, n := range r.scenario.Nodes {
		if n.Kind == passage.Crossing {
			known = append(known, string(n.ID))
		}
	}
	for _, l := range r.scenario.Corridors {
		known = append(known, string(l.ID))
	}
	like := meant(u.id, known)
	if like == "" {
		like = r.meantByName(u.id)
	}
	t.useFault(c, u, "is in neither of the tables nodes and corridors"+like)
}

// meantByName is meant where somebody wrote the name of a crossing, in whatever
// language, for its id.
func (r *reading) meantByName(word string) string {
	for _, n := range r.readers["nodes"].called {
		if n.name != "" && passage.PlainName(n.name) == passage.PlainName(word) {
			return fmt.Sprintf(" (did you mean %q?)", n.id)
		}
	}
	return ""
}
