package settings

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// deepest is how far arrays and inline tables may lie within one another.
const deepest = 20

const example = "; expected lines such as name = \"Gaza\" and periods = 12"

// ParseTOML reads a page of TOML. An error is a [*Fault].
func ParseTOML(text []byte) (*Page, error) {
	if err := checkText(text); err != nil {
		return nil, err
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	// The decoder knows what may not be said twice; the parser below it knows
	// lines and comments.
	whole := map[string]any{}
	if err := toml.Unmarshal(text, &whole); err != nil {
		var at *toml.DecodeError
		if errors.As(err, &at) {
			line, _ := at.Position()
			return nil, &Fault{line, "the file is not TOML here: " + strings.TrimPrefix(at.Error(), "toml: ") + example}
		}
		return nil, &Fault{0, "the file is not TOML: " + strings.TrimPrefix(err.Error(), "toml: ")}
	}
	w := walker{whole: whole, page: &Page{}, done: map[string]bool{}}
	w.parser.KeepComments = true
	w.parser.Reset(text)
	for w.parser.NextExpression() {
		w.expression(w.parser.Expression())
	}
	if err := w.parser.Error(); err != nil {
		return nil, &Fault{0, "the file is not TOML: " + strings.TrimPrefix(err.Error(), "toml: ")}
	}
	w.page.Tail = w.above
	return w.page, nil
}

// checkText refuses what is no text, and brackets so deep that a parser which
// follows them by recursion would use up its stack.
func checkText(text []byte) error {
	switch {
	case bytes.HasPrefix(text, []byte("\xff\xfe")), bytes.HasPrefix(text, []byte("\xfe\xff")):
		return &Fault{1, "the file is UTF-16 text; expected UTF-8"}
	case !utf8.Valid(text):
		line := 1
		for rest := text; len(rest) > 0; {
			r, n := utf8.DecodeRune(rest)
			if r == utf8.RuneError && n == 1 {
				break
			}
			if r == '\n' {
				line++
			}
			rest = rest[n:]
		}
		return &Fault{line, "the file is not UTF-8 text; expected UTF-8"}
	}
	line, run := 1, 0
	for _, c := range text {
		switch c {
		case '\n':
			line++
			run = 0
		case '[', '{':
			if run++; run > 50*deepest {
				return &Fault{line, fmt.Sprintf("there are more than %d brackets in one line; expected a short list", 50*deepest)}
			}
		}
	}
	return nil
}

type walker struct {
	parser unstable.Parser
	whole  map[string]any
	page   *Page
	table  []string
	above  []string
	list   bool            // within an array of tables, which is taken whole
	done   map[string]bool // such arrays that have been taken
}

func (w *walker) expression(n *unstable.Node) {
	switch n.Kind {
	case unstable.Comment:
		w.above = append(w.above, comment(n))
	case unstable.Table:
		w.table, w.list = parts(n.Key()), false
		// A table may lie within an array of tables.
		for i := range w.table {
			w.list = w.list || w.done[dotted(w.table[:i+1])]
		}
	case unstable.ArrayTable:
		w.table, w.list = parts(n.Key()), true
		if key := dotted(w.table); !w.done[key] {
			w.done[key] = true
			if v, ok := lookUp(w.whole, w.table); ok {
				line := 0
				for it := n.Key(); it.Next(); {
					line = w.lineOf(it.Node())
				}
				w.entry(key, Value{Literal: literal(v)}, line)
			}
		}
	case unstable.KeyValue:
		if w.list {
			return
		}
		key := parts(n.Key())
		line := 0
		for it := n.Key(); line == 0 && it.Next(); {
			line = w.lineOf(it.Node())
		}
		w.entry(dotted(append(slices.Clone(w.table), key...)), valueOf(n.Value()), line)
	}
	// What follows on the same line hangs on the expression.
	if next := n.Next(); next.Valid() && next.Kind == unstable.Comment {
		if last := len(w.page.Entries) - 1; n.Kind == unstable.KeyValue && last >= 0 {
			w.page.Entries[last].Comment = comment(next)
		} else {
			w.above = append(w.above, comment(next))
		}
	}
}

func (w *walker) entry(key string, value Value, line int) {
	w.page.Entries = append(w.page.Entries, Entry{Key: key, Value: value, Line: line, Above: w.above})
	w.above = nil
}

func (w *walker) lineOf(n *unstable.Node) int { return w.parser.Shape(n.Raw).Start.Line }

func comment(n *unstable.Node) string {
	return strings.TrimSpace(strings.TrimPrefix(string(n.Data), "#"))
}

func parts(it unstable.Iterator) (out []string) {
	for it.Next() {
		out = append(out, string(it.Node().Data))
	}
	return out
}

// dotted joins the parts of a key as TOML writes them.
func dotted(parts []string) string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = quoteKey(p)
	}
	return strings.Join(out, ".")
}

func lookUp(whole map[string]any, key []string) (any, bool) {
	var v any = whole
	for _, part := range key {
		if list, ok := v.([]any); ok && len(list) > 0 {
			v = list[len(list)-1]
		}
		table, ok := v.(map[string]any)
		if !ok {
			return nil, false
		}
		if v, ok = table[part]; !ok {
			return nil, false
		}
	}
	return v, true
}

// valueOf takes a value from the parser.
func valueOf(n *unstable.Node) Value {
	if n.Kind == unstable.String {
		return Value{IsText: true, Text: string(n.Data)}
	}
	v := Value{Literal: written(n), IsArray: n.Kind == unstable.Array}
	if v.IsArray {
		for it := n.Children(); it.Next(); {
			switch c := it.Node(); c.Kind {
			case unstable.Comment:
			case unstable.Integer, unstable.Float:
				v.Items = append(v.Items, string(c.Data))
			default:
				v.Items = nil
				return v
			}
		}
	}
	return v
}

// written writes a value on one line, numbers as they were.
func written(n *unstable.Node) string {
	var items []string
	switch n.Kind {
	case unstable.String:
		return quoteText(string(n.Data))
	case unstable.Array:
		for it := n.Children(); it.Next(); {
			if c := it.Node(); c.Kind != unstable.Comment {
				items = append(items, written(c))
			}
		}
		return "[" + strings.Join(items, ", ") + "]"
	case unstable.InlineTable:
		for it := n.Children(); it.Next(); {
			if c := it.Node(); c.Kind == unstable.KeyValue {
				items = append(items, dotted(parts(c.Key()))+" = "+written(c.Value()))
			}
		}
		return "{" + strings.Join(items, ", ") + "}"
	}
	return string(n.Data)
}

// literal writes a value that has been decoded.
func literal(v any) string {
	var items []string
	switch v := v.(type) {
	case string:
		return quoteText(v)
	case []any:
		for _, item := range v {
			items = append(items, literal(item))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			items = append(items, quoteKey(key)+" = "+literal(v[key]))
		}
		return "{" + strings.Join(items, ", ") + "}"
	}
	text, err := toml.Marshal(map[string]any{"v": v})
	if err != nil {
		return quoteText(fmt.Sprint(v))
	}
	return strings.TrimSpace(strings.TrimPrefix(string(text), "v = "))
}

// TOML writes the page.
func (p *Page) TOML() []byte {
	var b strings.Builder
	var order []string // tables by first use, the top first
	tables := map[string][]Entry{"": nil}
	order = append(order, "")
	for _, e := range p.Entries {
		table, key := splitKey(e.Key)
		if _, known := tables[table]; !known {
			order = append(order, table)
		}
		e.Key = key
		tables[table] = append(tables[table], e)
	}
	for _, table := range order {
		if table != "" {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			fmt.Fprintf(&b, "[%s]\n", table)
		}
		for _, e := range tables[table] {
			for _, line := range e.Above {
				b.WriteString(strings.TrimSpace("# "+line) + "\n")
			}
			fmt.Fprintf(&b, "%s = %s", e.Key, e.Value.toml())
			if e.Comment != "" {
				b.WriteString(" # " + e.Comment)
			}
			b.WriteByte('\n')
		}
	}
	for _, line := range p.Tail {
		b.WriteString(strings.TrimSpace("# "+line) + "\n")
	}
	return []byte(b.String())
}

func (v Value) toml() string {
	if v.IsText {
		return quoteText(v.Text)
	}
	return v.Literal
}

// splitKey parts the last name of a key from the tables that it is in.
func splitKey(key string) (table, name string) {
	quoted, dot := false, -1
	for i := 0; i < len(key); i++ {
		switch {
		case quoted && key[i] == '\\':
			i++
		case key[i] == '"':
			quoted = !quoted
		case key[i] == '.' && !quoted:
			dot = i
		}
	}
	if dot < 0 {
		return "", key
	}
	return key[:dot], key[dot+1:]
}
