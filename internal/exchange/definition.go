package exchange

// Table is what the format says of one table. From it come the reading, the
// checks of single cells, the schema and the documents.
type Table struct {
	Name    string
	Row     string // what one row is
	Columns []Column
}

// Column is what the format says of one column of a table.
type Column struct {
	Name     string
	Kind     Kind
	Required bool
	Unit     string   // as it stands in the documents; empty where there is none
	Doc      string   // what the cell means
	Expect   string   // completes the sentence "expected …"
	Empty    string   // what an empty cell means, where that is not obvious
	Refs     []string // of a Ref or Refs: the tables of which it names a row
	Choices  []string // of a Choice or Choices: the words that it may hold
	Min, Max float64  // of a Number: bounds; Max 0 is none
	Above    bool     // of a Number: Min itself is too small
	Whole    bool     // of a Number: it has no fraction
	Example  string   // for the commented row of a new scenario
}

// Kind is what a cell holds.
type Kind string

const (
	ID      Kind = "id"      // the name of the row itself
	Ref     Kind = "ref"     // the id of a row of another table
	Refs    Kind = "refs"    // several of them, separated by semicolons
	Text    Kind = "text"    // words for people
	Number  Kind = "number"  // a decimal number
	Date    Kind = "date"    // 2025-10-13
	Choice  Kind = "choice"  // one of a few words
	Choices Kind = "choices" // several of them, separated by semicolons
	Codes   Kind = "codes"   // catalogue:code, several separated by semicolons
	Numbers Kind = "numbers" // a list of numbers, in scenario.toml
)

// Figure reports whether a cell says how much, when or whether: what a plan
// comes from, as against what things are called.
func (c Column) Figure() bool {
	switch c.Kind {
	case Number, Date, Choices:
		return c.Name != "lat" && c.Name != "lon" && c.Name != "as_of"
	case Choice:
		return c.Name == "status"
	}
	return false
}

// Key names the columns by which a row is known: its id or, where it has none,
// what it is about and since when. No two rows of a sound table have the same
// texts in them.
func (t *Table) Key() (names []string) {
	for _, c := range t.Columns {
		switch c.Kind {
		case ID:
			return []string{c.Name}
		case Ref, Date:
			names = append(names, c.Name)
		}
	}
	return names
}

// Column returns the column of that name, or nil.
func (t *Table) Column(name string) *Column { return t.column(name) }

// column returns the column of that name, or nil.
func (t *Table) column(name string) *Column {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i]
		}
	}
	return nil
}

// Functions that shorten the list of tables.

func id(name, doc, example string) Column {
	return Column{Name: name, Kind: ID, Required: true, Doc: doc, Expect: "an id that no other row has", Example: example}
}

func ref(name, doc, example string, tables ...string) Column {
	return Column{Name: name, Kind: Ref, Doc: doc, Refs: tables, Expect: "an id of the table " + either(tables), Example: example}
}

func text(name, doc, example string) Column {
	return Column{Name: name, Kind: Text, Doc: doc, Expect: "text", Example: example}
}

func number(name, unit, doc, example string) Column {
	return Column{Name: name, Kind: Number, Unit: unit, Doc: doc, Expect: "a number of " + unit + ", 0 or more", Example: example}
}

func date(name, doc, empty, example string) Column {
	return Column{Name: name, Kind: Date, Doc: doc, Empty: empty, Expect: "a date such as 2025-10-13", Example: example}
}

func (c Column) required() Column             { c.Required = true; return c }
func (c Column) empty(means string) Column    { c.Empty = means; return c }
func (c Column) within(lo, hi float64) Column { c.Min, c.Max = lo, hi; return c }
func (c Column) expect(what string) Column    { c.Expect = what; return c }

func (c Column) above(lo float64, expect string) Column {
	c.Min, c.Above, c.Expect = lo, true, expect
	return c
}

// either joins words as in "nodes, places or needs".
func either(words []string) string {
	out := ""
	for i, w := range words {
		switch {
		case i == 0:
		case i == len(words)-1:
			out += " or "
		default:
			out += ", "
		}
		out += w
	}
	return out
}
