package exchange

import (
	"fmt"
	"slices"

	"passage"
)

// ids returns what a table defines, in its order.
func (r *reading) ids(table string) map[string]*use {
	for _, c := range r.readers[table].columns {
		if c.Kind == ID || table == "groups" && c.Name == "group" {
			return c.uses
		}
	}
	return nil
}

// checkRefs checks that every id that is used is defined.
func (r *reading) checkRefs() {
	doors := r.doors()
	sectors := map[string]bool{}
	for _, c := range r.scenario.Commodities {
		sectors[c.Sector] = c.Sector != ""
	}
	for _, t := range r.tables {
		reader := r.readers[t.Name]
		for _, c := range reader.columns {
			if len(c.Refs) == 0 || r.unsure(c.Refs) {
				continue
			}
			for _, u := range c.order {
				switch {
				case c.Name == "on":
					r.checkDoor(reader, c, u, doors)
				case !r.defined(c.Refs, u.id) && !(isGoods(c) && sectors[u.id]):
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

func (r *reading) defined(tables []string, id string) bool {
	return slices.ContainsFunc(tables, func(t string) bool { return r.ids(t)[id] != nil })
}

// known returns the ids that a column may name.
func (r *reading) known(c *column, sectors map[string]bool) []string {
	var out []string
	for _, table := range c.Refs {
		for _, other := range r.readers[table].columns {
			if other.Kind == ID || table == "groups" && other.Name == "group" {
				for _, u := range other.order {
					out = append(out, u.id)
				}
			}
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
	t.faults.add(u.line, c.Name, clip(u.id), fmt.Sprintf("%q %s; expected %s%s", clip(u.id), is, c.Expect, more))
}

// doors returns what access rules and asks may be about.
func (r *reading) doors() map[string]bool {
	out := map[string]bool{}
	for _, n := range r.scenario.Nodes {
		if n.Kind == passage.Crossing {
			out[string(n.ID)] = true
		}
	}
	for _, c := range r.scenario.Corridors {
		out[string(c.ID)] = true
	}
	return out
}

func (r *reading) checkDoor(t *reader, c *column, u *use, doors map[string]bool) {
	if doors[u.id] {
		return
	}
	if n := r.ids("nodes")[u.id]; n != nil {
		if kind := r.scenario.Nodes[n.row].Kind; kind != "" {
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
	t.useFault(c, u, "is in neither of the tables nodes and corridors"+meant(u.id, known))
}
