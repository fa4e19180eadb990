package exchange

import (
	"slices"
	"strings"

	"passage"
)

// taken is whose an alias is.
type taken struct {
	by   passage.CommodityID
	line int
}

// aliases returns the codes in a cell of a commodity's row. Whose each is stands in
// whose: no two commodities may have the same.
func (t *reader) aliases(c *column, of passage.CommodityID, whose map[passage.Alias]taken) (out []passage.Alias) {
	for item := range t.items(c) {
		if is := idFault(item); is != "" {
			t.wrong(c, item, is)
			continue
		}
		a, ok := passage.ParseAlias(string(item))
		other, known := whose[a]
		switch {
		case !ok:
			t.wrong(c, item, "is no code of a catalogue")
		case slices.Contains(out, a):
			t.faults.warn(t.row.Line, c.Name, a.String(), "%q stands in the list twice; it counts once", a.String())
		case known:
			t.faults.add(t.row.Line, c.Name, a.String(), "%q is an alias of %q on line %d already; expected each code for one commodity", a.String(), clip(string(other.by)), other.line)
		default:
			whose[a] = taken{of, t.row.Line}
			out = append(out, a)
		}
	}
	return out
}

// aliases writes them into one cell.
func aliases(all []passage.Alias) string {
	var out []string
	for _, a := range all {
		out = append(out, a.String())
	}
	return strings.Join(out, ";")
}
