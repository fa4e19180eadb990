package passage

import "strings"

// CommodityID names a commodity in the tables.
type CommodityID string

// GroupID names a food group in the tables.
type GroupID string

// Commodity is a thing that moves.
type Commodity struct {
	ID         CommodityID
	Name       string
	Sector     string
	M3PerT     Limit // cubic metres a tonne fills
	ShelfDays  Limit
	MinG, MaxG Limit // bounds of its ration, grams per person per day
	Aliases    []Alias
}

// Alias is what another catalogue calls a commodity, such as that of an agency or
// UNSPSC.
type Alias struct {
	Catalogue string // in small letters
	Code      string
}

// String writes the alias as tables have it, catalogue:code.
func (a Alias) String() string { return a.Catalogue + ":" + a.Code }

// ParseAlias reads catalogue:code; ok is false where either is missing. Capitals in
// the catalogue's name do not count.
func ParseAlias(text string) (a Alias, ok bool) {
	catalogue, code, _ := strings.Cut(text, ":")
	a = Alias{strings.ToLower(strings.TrimSpace(catalogue)), strings.TrimSpace(code)}
	return a, a.Catalogue != "" && a.Code != ""
}

// CommodityNames knows commodities by all that they are called.
type CommodityNames struct {
	ids    map[CommodityID]bool
	codes  map[Alias]CommodityID
	called map[string]CommodityID // by a code without its catalogue, or by name; empty where several are
}

// NamesOf returns the names of commodities.
func NamesOf(commodities []Commodity) CommodityNames {
	n := CommodityNames{map[CommodityID]bool{}, map[Alias]CommodityID{}, map[string]CommodityID{}}
	call := func(name string, id CommodityID) {
		if other, known := n.called[name]; known && other != id {
			id = ""
		}
		if name != "" {
			n.called[name] = id
		}
	}
	for _, c := range commodities {
		n.ids[c.ID] = true
		call(c.Name, c.ID)
		for _, a := range c.Aliases {
			n.codes[a] = c.ID
			call(a.Code, c.ID)
		}
	}
	return n
}

// ID returns the commodity that a text is the id of, else that whose alias it is,
// else the only one of which it is the name or the code of any catalogue; empty
// where there is none.
func (n CommodityNames) ID(text string) CommodityID {
	if n.ids[CommodityID(text)] {
		return CommodityID(text)
	}
	if a, ok := ParseAlias(text); ok && n.codes[a] != "" {
		return n.codes[a]
	}
	return n.called[text]
}

// GroupMember puts a commodity into a food group.
type GroupMember struct {
	Group     GroupID
	Commodity CommodityID
}

// GroupLimit bounds the ration of a food group, grams per person per day.
type GroupLimit struct {
	Group      GroupID
	MinG, MaxG Limit
}
