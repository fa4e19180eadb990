package exchange

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Schema returns the JSON Schema (draft 2020-12) of a table as a list of rows,
// each an object of its filled cells: numbers are numbers, everything else is
// the text of its cell. Extra properties are allowed, as extra columns are.
// What no schema can say, such as that an id has to be defined elsewhere, is
// said in words.
func Schema(t Table) ([]byte, error) {
	properties, required := object{}, []string{}
	for _, c := range t.Columns {
		properties = append(properties, member{c.Name, cellSchema(c)})
		if c.Required {
			required = append(required, c.Name)
		}
	}
	return indent(object{
		{"$schema", draft},
		{"title", t.Name},
		{"description", "Each row is " + t.Row + "."},
		{"type", "array"},
		{"items", object{{"type", "object"}, {"properties", properties}, {"required", required}}},
	})
}

// SettingsSchema returns the JSON Schema of scenario.toml as an object.
func SettingsSchema() ([]byte, error) {
	t := SettingsTable()
	properties, goal, required := object{}, object{}, []string{}
	for _, c := range t.Columns {
		if name, ok := strings.CutPrefix(c.Name, "goal."); ok {
			goal = append(goal, member{name, cellSchema(c)})
			continue
		}
		properties = append(properties, member{c.Name, cellSchema(c)})
		if c.Required {
			required = append(required, c.Name)
		}
	}
	properties = append(properties, member{"goal", object{{"type", "object"}, {"properties", goal}}})
	return indent(object{
		{"$schema", draft},
		{"title", t.Name},
		{"description", "The keys of scenario.toml: " + t.Row + "."},
		{"type", "object"},
		{"properties", properties},
		{"required", required},
	})
}

const draft = "https://json-schema.org/draft/2020-12/schema"

// cellSchema describes one cell.
func cellSchema(c Column) object {
	out := object{{"description", c.describe()}}
	switch c.Kind {
	case Number:
		out = append(out, member{"type", c.numberType()})
		switch {
		case c.Above:
			out = append(out, member{"exclusiveMinimum", c.Min})
		default:
			out = append(out, member{"minimum", c.Min})
		}
		if c.Max > 0 {
			out = append(out, member{"maximum", c.Max})
		}
	case Date:
		out = append(out, member{"type", "string"}, member{"format", "date"})
	case Choice:
		out = append(out, member{"type", "string"}, member{"enum", c.Choices})
	case Choices:
		one := "(" + strings.Join(c.Choices, "|") + ")"
		out = append(out, member{"type", "string"}, member{"pattern", fmt.Sprintf("^ *%s *(; *%s *)*$", one, one)})
	case Codes:
		const one = "[^:;]+:[^;]+"
		out = append(out, member{"type", "string"}, member{"pattern", fmt.Sprintf("^%s(;%s)*$", one, one)})
	case ID, Ref:
		out = append(out, member{"type", "string"}, member{"minLength", 1}, member{"maxLength", longestID}, member{"pattern", "^[^#;][^;]*$"})
	case Refs:
		out = append(out, member{"type", "string"}, member{"minLength", 1})
	case Numbers:
		out = append(out, member{"type", "array"}, member{"items", object{{"type", "number"}, {"minimum", 0}}}, member{"minItems", 1})
	default:
		out = append(out, member{"type", "string"})
	}
	return out
}

func (c Column) numberType() string {
	if c.Whole {
		return "integer"
	}
	return "number"
}

// describe says in a sentence what a cell holds.
func (c Column) describe() string {
	out := c.Doc
	if c.Unit != "" && c.Unit != "share" {
		out += " (" + c.Unit + ")"
	}
	if len(c.Refs) > 0 {
		out += "; refers to " + either(c.Refs)
	}
	if c.Empty != "" {
		out += "; empty: " + c.Empty
	}
	return out
}

// object is a JSON object that keeps its order.
type object []member

type member struct {
	key   string
	value any
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:", m.key)
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func indent(o object) ([]byte, error) {
	compact, err := o.MarshalJSON()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, compact, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// ColumnTables returns the tables of the format as Markdown: for each a table
// of its columns.
func ColumnTables() string {
	var b strings.Builder
	for _, t := range append([]Table{SettingsTable()}, Tables()...) {
		fmt.Fprintf(&b, "### %s\n\n", t.Name)
		if t.Name == "scenario" {
			fmt.Fprintf(&b, "The keys of `scenario.toml`, or of the sheet `scenario`: %s. Keys that begin with `goal.` stand under `[goal]`.\n\n", t.Row)
		} else {
			fmt.Fprintf(&b, "A row is %s.\n\n", t.Row)
		}
		b.WriteString("| column | holds | unit | where empty | example |\n|---|---|---|---|---|\n")
		for _, c := range t.Columns {
			name := "`" + c.Name + "`"
			if c.Required {
				name = "**" + name + "**"
			}
			empty := c.Empty
			if c.Required {
				empty = "not allowed"
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", name, c.holds(), c.Unit, empty, code(c.Example))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// holds says what a column holds and how it is checked.
func (c Column) holds() string {
	out := c.Doc
	switch c.Kind {
	case ID:
		out += "; unique"
	case Ref:
		if len(c.Refs) > 0 {
			out += "; in " + either(c.Refs)
		}
	case Choice, Choices:
		out += ": `" + strings.Join(c.Choices, "`, `") + "`"
	case Number:
		switch {
		case c.Above:
			out += fmt.Sprintf("; more than %s", short(c.Min))
		case c.Max > 0:
			out += fmt.Sprintf("; %s to %s", short(c.Min), short(c.Max))
		}
	}
	return out
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}
