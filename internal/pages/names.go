package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"passage"
	"passage/internal/desk"
	"passage/internal/tongue"
)

// names are what the scenario calls places and goods. A ledger may hold others;
// those are called by their ids.
type names struct {
	naming *naming  // nil where there is no scenario
	Nodes  []option // in the order of their names, for forms
	Goods  []option
}

// option is one of several that a form offers.
type option struct {
	Value, Text string
	Chosen      bool
}

// namesFor reads the names of the scenario that was asked for, or of the newest.
func (s *Server) namesFor(r *request) (names, error) {
	scenario, err := s.desk.Gazetteer(r.Context(), r.Caller, r.FormValue("scenario"))
	if err != nil || scenario == nil || scenario.Loaded.Scenario == nil {
		return names{}, err
	}
	return namesOf(r, scenario), nil
}

func namesOf(r *request, s *desk.Scenario) names {
	n := names{naming: newNaming(r.T, s)}
	for _, node := range s.Loaded.Scenario.Nodes {
		n.Nodes = append(n.Nodes, option{Value: string(node.ID), Text: n.node(node.ID)})
	}
	for _, c := range s.Loaded.Scenario.Commodities {
		n.Goods = append(n.Goods, option{Value: string(c.ID), Text: n.good(c.ID)})
	}
	for _, list := range [][]option{n.Nodes, n.Goods} {
		slices.SortStableFunc(list, func(a, b option) int { return strings.Compare(a.Text, b.Text) })
	}
	return n
}

// loosely are letters of Arabic that people write for one another when they hurry.
var loosely = strings.NewReplacer("أ", "ا", "إ", "ا", "آ", "ا", "ى", "ي", "ة", "ه")

// likeName reports whether a name of the tables was written, as people write it.
func likeName(name, written string) bool {
	plain := func(s string) string { return loosely.Replace(passage.PlainName(s)) }
	return plain(written) != "" && plain(name) == plain(written)
}

// placed is one of the places offered, by its id or by its name. Others than the
// tables have are called as they were typed: a clinic is no node of a plan.
func placed(offered []option, text string) passage.NodeID {
	text = seen(text)
	if offers(offered, text) {
		return passage.NodeID(text)
	}
	for _, o := range offered {
		if likeName(o.Text, text) || likeName(o.Value, text) {
			return passage.NodeID(o.Value)
		}
	}
	return passage.NodeID(text)
}

func offers(options []option, value string) bool {
	return slices.ContainsFunc(options, func(o option) bool { return o.Value == value })
}

// field is what a form begins with for a place: its name, where that leads back to it.
func (n *names) field(id passage.NodeID) string {
	if name := n.node(id); placed(n.Nodes, name) == id {
		return name
	}
	return string(id)
}

func (n *names) node(id passage.NodeID) string {
	if n.naming == nil {
		return string(id)
	}
	return cmp.Or(n.naming.node(id), string(id))
}

func (n *names) good(id passage.CommodityID) string {
	if n.naming == nil {
		return string(id)
	}
	return cmp.Or(n.naming.goods(id), string(id))
}

// choose returns options with the one of a value chosen.
func choose(options []option, value string) []option {
	options = slices.Clone(options)
	for i := range options {
		options[i].Chosen = options[i].Value == value
	}
	return options
}

// amount writes an amount in the unit that people use for its size, exactly.
func (r *request) amount(unit passage.Unit, n int64) string {
	write := func(per float64, key string) string {
		return r.T.Number(float64(n)/per, 6) + "\u00a0" + r.T.Say(key)
	}
	switch {
	case unit == passage.Grams && n >= 1_000_000:
		return write(1e6, "amount.t")
	case unit == passage.Grams && (n >= 1000 || n == 0):
		return write(1e3, "amount.kg")
	case unit == passage.Grams:
		return write(1, "amount.g")
	case unit == passage.Millilitres && (n >= 1000 || n == 0):
		return write(1e3, "amount.l")
	case unit == passage.Millilitres:
		return write(1, "amount.ml")
	}
	return write(1, "amount.piece")
}

// measure is a unit that people type amounts in.
type measure struct {
	Name string // of the option: t, kg, l, piece
	per  int64  // of the smallest unit
}

// measures are the units that an amount can be typed in, the usual one first.
func measures(unit passage.Unit) []measure {
	switch unit {
	case passage.Grams:
		return []measure{{"kg", 1000}, {"t", 1_000_000}}
	case passage.Millilitres:
		return []measure{{"l", 1000}}
	}
	return []measure{{"piece", 1}}
}

// unitOptions are all units that an amount can be typed in.
func unitOptions(t *tongue.Tongue) (options []option) {
	for _, unit := range passage.Units {
		options = append(options, unitsOf(t, unit)...)
	}
	return options
}

// unitsOf are those units in which people write amounts of one kind.
func unitsOf(t *tongue.Tongue, unit passage.Unit) (options []option) {
	for _, m := range measures(unit) {
		options = append(options, option{Value: m.Name, Text: t.Say("amount." + m.Name)})
	}
	return options
}

// unitTyped is the unit that a measure is of, and of how many of it.
func unitTyped(name string) (unit passage.Unit, per int64) {
	for _, unit := range passage.Units {
		for _, m := range measures(unit) {
			if m.Name == name {
				return unit, m.per
			}
		}
	}
	return "", 0
}

// typedAmount writes an amount as it is typed into a form: in the largest measure of
// which it is a whole number, else in the smallest.
func typedAmount(unit passage.Unit, n int64) (text, name string) {
	all := measures(unit)
	m := slices.MinFunc(all, func(a, b measure) int { return cmp.Compare(a.per, b.per) })
	for _, one := range all {
		if n%one.per == 0 && one.per > m.per {
			m = one
		}
	}
	text = strconv.FormatFloat(float64(n)/float64(m.per), 'f', -1, 64)
	if whole, decimals, _ := strings.Cut(text, "."); len(decimals) == 3 && len(whole) <= 3 {
		text += "0" // 1.250 can be read as a thousand and more
	}
	return text, m.Name
}
