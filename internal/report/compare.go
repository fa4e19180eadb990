package report

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"passage"
)

// Comparison is two plans side by side. Gains are those of B against A, in
// person-days of a need with cover capped at 1.
type Comparison struct {
	A           *Side      `json:"a"`
	B           *Side      `json:"b"`
	Deprivation Number     `json:"deprivation"` // that of B less that of A
	Cost        Number     `json:"cost"`
	Needs       []NeedGain `json:"needs"`
	Places      []Gain     `json:"places"` // by need and place, those that change
	Cells       []Gain     `json:"cells"`  // by need, place and period, those that change
	// Alone counts the rows of cover that only one of the plans has.
	Alone int `json:"rows_in_one_alone"`

	dates []passage.Date
}

// NeedGain is how a need fares over all places.
type NeedGain struct {
	Need       passage.NeedID `json:"need"`
	Name       string         `json:"name"`
	MeanA      Number         `json:"mean_a"`
	MeanB      Number         `json:"mean_b"`
	PersonDays float64        `json:"person_days"`
}

// Gain is how a need fares in a place, or in a place and period.
type Gain struct {
	Need       passage.NeedID  `json:"need"`
	Place      passage.PlaceID `json:"place"`
	Name       string          `json:"name"`
	Date       passage.Date    `json:"date"` // first day of the period; empty for the whole time
	CoverA     Number          `json:"cover_a"`
	CoverB     Number          `json:"cover_b"`
	PersonDays float64         `json:"person_days"`
}

// Compare puts two written plans side by side. Plans without a place, need and
// period in common are an error.
func Compare(a, b *Side) (*Comparison, error) {
	type key struct {
		place passage.PlaceID
		need  passage.NeedID
		date  passage.Date
	}
	other := map[key]Cover{}
	for _, r := range b.cover {
		other[key{r.Place, r.Need, r.Date}] = r
	}
	c := &Comparison{A: a, B: b, Deprivation: b.Deprivation - a.Deprivation, Cost: b.Cost - a.Cost,
		Needs: []NeedGain{}, Places: []Gain{}, Cells: []Gain{}}
	type sum struct{ daysA, metA, daysB, metB float64 }
	var needs []passage.NeedID
	var places []key
	byNeed, byPlace, names := map[passage.NeedID]*sum{}, map[key]*sum{}, map[passage.PlaceID]string{}
	common, dates := 0, map[passage.Date]bool{}
	for _, ra := range a.cover {
		rb, ok := other[key{ra.Place, ra.Need, ra.Date}]
		if !ok {
			c.Alone++
			continue
		}
		common++
		pair := key{place: ra.Place, need: ra.Need}
		if byNeed[ra.Need] == nil {
			byNeed[ra.Need] = &sum{}
			needs = append(needs, ra.Need)
		}
		if byPlace[pair] == nil {
			byPlace[pair] = &sum{}
			places = append(places, pair)
		}
		dates[ra.Date] = true
		names[ra.Place] = called(ra.PlaceName, ra.Place)
		for _, s := range []*sum{byNeed[ra.Need], byPlace[pair]} {
			s.daysA, s.metA = s.daysA+ra.PersonDays, s.metA+met(ra)
			s.daysB, s.metB = s.daysB+rb.PersonDays, s.metB+met(rb)
		}
		if gain := met(rb) - met(ra); math.Abs(gain) > 1e-6*(1+ra.PersonDays) {
			c.Cells = append(c.Cells, Gain{ra.Need, ra.Place, names[ra.Place], ra.Date, ra.Cover, rb.Cover, gain})
		}
	}
	if common == 0 {
		return nil, fmt.Errorf("%s and %s have no place, need and period in common, so they cannot be compared", a.Path, b.Path)
	}
	c.Alone += len(b.cover) - common
	c.dates = slices.Sorted(maps.Keys(dates))
	for _, need := range needs {
		s := byNeed[need]
		c.Needs = append(c.Needs, NeedGain{need, called(a.needs[need], need), Number(s.metA / s.daysA), Number(s.metB / s.daysB), s.metB - s.metA})
	}
	for _, pair := range places {
		s := byPlace[pair]
		if gain := s.metB - s.metA; math.Abs(gain) > 1e-6*(1+s.daysA) {
			c.Places = append(c.Places, Gain{pair.need, pair.place, names[pair.place], 0, Number(s.metA / s.daysA), Number(s.metB / s.daysB), gain})
		}
	}
	return c, nil
}

// met returns the person-days of a need that are met.
func met(c Cover) float64 {
	if v := float64(c.Cover); !math.IsNaN(v) {
		return c.PersonDays * min(v, 1)
	}
	return 0
}

// signed writes a change with its sign.
func signed(v float64, decimals int) string {
	text := Thousands(math.Abs(v), decimals)
	switch {
	case strings.Trim(text, "0.,") == "":
		return text
	case v < 0:
		return "−" + text
	}
	return "+" + text
}

// Bulletin writes the comparison for a terminal.
func (c *Comparison) Bulletin(v View) string {
	b := &bulletin{Document: &Document{}, paint: paint(v.Colour), width: max(60, v.Width), most: most}
	if v.All {
		b.most = math.MaxInt
	}
	b.line("A  " + called(c.A.Scenario, passage.PlaceID("a plan")) + ", " + c.A.Path)
	b.line("B  " + called(c.B.Scenario, passage.PlaceID("a plan")) + ", " + c.B.Path)
	if c.Alone > 0 {
		b.para(fmt.Sprintf("%s of cover stand in one plan alone and are left out.", plural(c.Alone, "row")))
	}
	b.heading("Side by side", "")
	const label, col = 30, 16
	b.line(pad("", label) + padLeft("A", col) + padLeft("B", col) + padLeft("B less A", col))
	figure := func(name string, x, y Number, decimals int) {
		b.line(pad(cut(name, label), label) + padLeft(number(float64(x), decimals), col) + padLeft(number(float64(y), decimals), col) + padLeft(signed(float64(y-x), decimals), col))
	}
	if !math.IsNaN(float64(c.Deprivation)) {
		figure("Deprivation, weighted", c.A.Deprivation, c.B.Deprivation, 0)
	}
	if !math.IsNaN(float64(c.Cost)) {
		figure("Cost, "+c.A.Currency, c.A.Cost, c.B.Cost, 0)
	}
	for _, n := range c.Needs {
		figure(n.Name+", per cent met", 100*n.MeanA, 100*n.MeanB, 1)
	}
	if len(c.Cells) == 0 {
		b.line("")
		b.line("Nobody gains and nobody loses: both cover the same.")
		return b.b.String()
	}
	b.heading("Who gains and who loses", "person-days of each need, B less A")
	if len(c.Places) == 0 {
		b.line("Nobody over the whole time: what a place gains in one week it loses in another.")
	}
	for _, n := range c.Needs {
		var gain, lose []Gain
		for _, g := range c.Places {
			if g.Need == n.Need && g.PersonDays > 0 {
				gain = append(gain, g)
			} else if g.Need == n.Need {
				lose = append(lose, g)
			}
		}
		if len(gain)+len(lose) == 0 {
			continue
		}
		b.line(b.bold(n.Name) + "  " + signed(n.PersonDays, 0))
		b.changes("gain", gain)
		b.changes("lose", lose)
	}
	c.heat(b)
	return b.b.String()
}

func number(v float64, decimals int) string {
	if math.IsNaN(v) {
		return "–"
	}
	return Thousands(v, decimals)
}

func (b *bulletin) changes(word string, list []Gain) {
	if len(list) == 0 {
		return
	}
	slices.SortStableFunc(list, func(x, y Gain) int { return cmp.Compare(math.Abs(y.PersonDays), math.Abs(x.PersonDays)) })
	var parts []string
	for i, g := range list {
		if i == b.most {
			parts = append(parts, fmt.Sprintf("%d others", len(list)-i))
			break
		}
		parts = append(parts, fmt.Sprintf("%s %s (%s to %s)", g.Name, signed(g.PersonDays, 0), percent(float64(g.CoverA)), percent(float64(g.CoverB))))
	}
	b.hang("  "+word, strings.Join(parts, ", "), 8)
}

// heat shows when each place gains or loses of the need that changes most, in
// points of cover.
func (c *Comparison) heat(b *bulletin) {
	size := map[passage.NeedID]float64{}
	for _, g := range c.Cells {
		size[g.Need] += math.Abs(g.PersonDays)
	}
	most, name := c.Needs[0].Need, c.Needs[0].Name
	for _, n := range c.Needs {
		if size[n.Need] > size[most] {
			most, name = n.Need, n.Name
		}
	}
	b.heading("When: "+name, "points of cover, B less A, by first day")
	var places []passage.PlaceID
	points := map[passage.PlaceID]map[passage.Date]float64{}
	label := 12
	for _, g := range c.Cells {
		if g.Need != most {
			continue
		}
		if points[g.Place] == nil {
			points[g.Place] = map[passage.Date]float64{}
			places = append(places, g.Place)
		}
		label = max(label, min(22, len([]rune(g.Name))))
		points[g.Place][g.Date] = 100 * (min(float64(g.CoverB), 1) - min(float64(g.CoverA), 1))
	}
	per := max(1, (b.width-label-1)/7)
	for from := 0; from < len(c.dates); from += per {
		dates := c.dates[from:min(from+per, len(c.dates))]
		head := pad("", label)
		for _, d := range dates {
			head += padLeft(shortDate(d), 7)
		}
		b.line(head)
		for i, p := range places {
			if i == 30 {
				b.linef("and %d more places", len(places)-i)
				break
			}
			line := pad(cut(c.name(p), label), label)
			for _, d := range dates {
				v := points[p][d]
				cell := padLeft(signed(v, 0), 7)
				switch {
				case v >= 0.5:
					cell = b.wrap("32", cell)
				case v <= -0.5:
					cell = b.wrap("31", cell)
				default:
					cell = padLeft("·", 7)
				}
				line += cell
			}
			b.line(line)
		}
	}
}

func (c *Comparison) name(p passage.PlaceID) string {
	for _, g := range c.Cells {
		if g.Place == p {
			return g.Name
		}
	}
	return string(p)
}
