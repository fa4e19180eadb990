package exchange

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"passage"
	"passage/internal/exchange/book"
	"passage/internal/exchange/settings"
)

// mostPeriods and mostDays bound the horizon: a model beyond them is a slip of
// the pen, and would use up any machine.
const (
	mostPeriods = 5000
	mostDays    = 366
)

// SettingsTable returns the keys of scenario.toml, or of the sheet scenario,
// as if they were the columns of a table.
func SettingsTable() Table {
	whole := func(name, doc, example string, most float64) Column {
		c := number(name, "", doc, example).required().within(1, most).expect(fmt.Sprintf("a whole number from 1 to %g", most))
		c.Whole = true
		return c
	}
	numbers := func(name, doc, empty string) Column {
		return Column{Name: name, Kind: Numbers, Doc: doc, Empty: empty, Example: empty}
	}
	return Table{"scenario", "what holds for the whole scenario", []Column{
		text("name", "what the scenario is called", "A new scenario"),
		date("start", "the first day of the first period", "", "2025-10-13").required(),
		whole("periods", "how many periods the plan has", "12", mostPeriods),
		whole("period_days", "how many days a period has", "7", mostDays),
		text("currency", "the currency of all money in the tables; the columns keep usd in their names", "USD"),
		number("payload_t", "t per truck", "what a truck carries where a corridor does not say it", "14.0").
			above(0, "the tonnes that a truck carries, more than 0").empty("not known"),
		{Name: "goal.kind", Kind: Choice, Choices: []string{"relief", "full"}, Empty: "relief", Example: "relief", Expect: "relief or full",
			Doc: "relief does the most good with what gets through; full meets every need at the least cost"},
		{Name: "goal.ration", Kind: Choice, Choices: []string{"local", "uniform"}, Empty: "local", Example: "local", Expect: "local or uniform",
			Doc: "local lets each place and period have a ration of its own; uniform is one ration for all"},
		numbers("goal.bands", "shares of a need that part full cover into bands, rising, the last one 1", "[0.25, 0.5, 0.75, 1.0]").
			expect("rising shares above 0, the last of them 1"),
		numbers("goal.weights", "how much a person-day without each band weighs; the first band, the deepest need, weighs most", "[8.0, 4.0, 2.0, 1.0]").
			expect("a weight for each band, 0 or more, none above the one before it"),
	}}
}

// page reads the settings of a scenario.
type page struct {
	table   Table
	faults  faultList
	entries map[string]settings.Entry
	sheet   bool // from a sheet, where a text needs no quotation marks
	counts  []Assumed
}

// readSettings reads scenario.toml, or the sheet of that name, into s.
func readSettings(b *book.Book, sheet *book.Sheet, s *passage.Scenario) (*page, error) {
	p := &page{table: SettingsTable(), faults: faultList{table: "scenario"}, entries: map[string]settings.Entry{}, sheet: sheet != nil}
	var parsed *settings.Page
	var err error
	switch {
	case sheet != nil:
		parsed, err = settings.ParseSheet(sheet.Rows(), p.table.IsText)
	case b.Settings != nil:
		parsed, err = settings.ParseTOML(b.Settings)
	default:
		p.faults.add(0, "", "", "there is no %s, nor a sheet scenario; expected it to say at least start, periods and period_days", book.SettingsFile)
		return p, nil
	}
	var fault *settings.Fault
	if errors.As(err, &fault) {
		p.faults.add(fault.Line, "", "", "%s", fault.Problem)
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	for _, e := range parsed.Entries {
		p.take(e)
	}
	p.fill(s)
	return p, nil
}

// IsText reports whether the value of a key of the settings is a text.
func (t *Table) IsText(key string) bool {
	c := t.column(key)
	return c != nil && (c.Kind == Text || c.Kind == Choice)
}

func (p *page) take(e settings.Entry) {
	if _, twice := p.entries[e.Key]; twice {
		p.faults.add(e.Line, clip(e.Key), "", "the key is given twice; expected each key once")
		return
	}
	p.entries[e.Key] = e
	if p.table.column(e.Key) != nil {
		return
	}
	var names []string
	for _, c := range p.table.Columns {
		names = append(names, c.Name)
		if last(c.Name) == last(e.Key) {
			p.faults.warn(e.Line, clip(e.Key), "", "%q is not a key of the format, so it is kept and not read; did you mean %q?", clip(e.Key), c.Name)
			return
		}
	}
	if like := closest(e.Key, names); like != "" {
		p.faults.warn(e.Line, clip(e.Key), "", "%q is not a key of the format, so it is kept and not read; did you mean %q?", clip(e.Key), like)
	}
}

func last(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

// fill reads the keys that the format knows.
func (p *page) fill(s *passage.Scenario) {
	s.Name = p.text("name")
	s.Start = p.date("start")
	s.Periods = p.whole("periods")
	s.PeriodDays = p.whole("period_days")
	s.Currency = p.text("currency")
	v, given := p.number("payload_t")
	s.PayloadT = passage.Limit{Value: v, Given: given}
	if s.Start > 0 && int(s.Start)+s.Periods*s.PeriodDays > int(passage.DateOf(9999, 12, 31)) {
		p.wrong("periods", p.entries["periods"], "ends after the year 9999")
	}
	goal := passage.DefaultGoal()
	if kind := p.choice("goal.kind"); kind != "" {
		goal.Kind = passage.GoalKind(kind)
	}
	if ration := p.choice("goal.ration"); ration != "" {
		goal.Ration = passage.Ration(ration)
	}
	bands, okBands := p.bands("goal.bands", rising)
	weights, okWeights := p.bands("goal.weights", falling)
	if bands != nil {
		goal.Bands = bands
	}
	if weights != nil {
		goal.Weights = weights
	}
	if okBands && okWeights && len(goal.Bands) != len(goal.Weights) {
		key := "goal.weights"
		if weights == nil {
			key = "goal.bands"
		}
		e := p.entries[key]
		p.faults.add(e.Line, key, clip(e.Value.Raw()), "there are %d bands and %d weights; expected a weight for each band", len(goal.Bands), len(goal.Weights))
	}
	s.Goal = goal
}

// wrong notes that a value is not what it should be.
func (p *page) wrong(key string, e settings.Entry, is string) {
	value := clip(e.Value.Raw())
	p.faults.add(e.Line, key, value, "%q %s; expected %s", value, is, p.table.column(key).Expect)
}

// entry returns what is given for a key; an empty text is not.
func (p *page) entry(key string) (settings.Entry, bool) {
	e, given := p.entries[key]
	if given = given && (!e.Value.IsText || strings.TrimSpace(e.Value.Text) != ""); given {
		p.count(key)
	} else if p.table.column(key).Required {
		p.faults.add(e.Line, key, "", "the key is missing; expected "+p.table.column(key).Expect)
	}
	return e, given
}

// count counts a figure and whether its source says that it is assumed.
func (p *page) count(key string) {
	if c := p.table.column(key); c.Figure() || c.Kind == Numbers {
		n := 0
		source, ok := p.entries[key+"_source"]
		if !ok {
			source = p.entries["source"]
		}
		if isAssumed([]byte(source.Value.Text)) {
			n = 1
		}
		p.counts = append(p.counts, Assumed{Table: "scenario", Column: key, Given: 1, Assumed: n})
	}
}

func (p *page) text(key string) string {
	e, given := p.entry(key)
	if given && !e.Value.IsText {
		p.wrong(key, e, "is not a text in quotation marks")
		return ""
	}
	return strings.TrimSpace(e.Value.Text)
}

func (p *page) choice(key string) string {
	e, given := p.entry(key)
	if !given {
		return ""
	}
	choices := p.table.column(key).Choices
	for _, word := range choices {
		if e.Value.IsText && strings.TrimSpace(e.Value.Text) == word {
			return word
		}
	}
	p.wrong(key, e, "is not known"+meant(e.Value.Raw(), choices))
	return ""
}

func (p *page) date(key string) passage.Date {
	e, given := p.entry(key)
	if !given {
		return 0
	}
	text := latinDigits(strings.TrimSpace(e.Value.Raw()))
	day, err := passage.ParseDate(text)
	if err != nil {
		p.wrong(key, e, "is not a date"+dateHint(text))
	}
	return day
}

func (p *page) number(key string) (float64, bool) {
	e, given := p.entry(key)
	if !given {
		return 0, false
	}
	c := p.table.column(key)
	v, ok := parseNumber([]byte(e.Value.Raw()))
	switch {
	case ok && e.Value.IsText && !p.sheet:
		p.wrong(key, e, "is a text (write it without quotation marks)")
	case !ok:
		p.wrong(key, e, "is not a number"+numberHint(e.Value.Raw()))
	case v < 0:
		p.wrong(key, e, "is negative")
	case c.Above && v < c.Min+least, v < c.Min:
		p.wrong(key, e, "is too small")
	case v > most || c.Max > 0 && v > c.Max:
		p.wrong(key, e, "is too large")
	default:
		return v, true
	}
	return 0, false
}

func (p *page) whole(key string) int {
	v, ok := p.number(key)
	if ok && v != math.Trunc(v) {
		p.wrong(key, p.entries[key], "is not a whole number")
		return 0
	}
	return int(v)
}

// bands returns the numbers of a list, nil where there is none. It reports
// false where the list is wrong.
func (p *page) bands(key string, fault func([]float64) string) ([]float64, bool) {
	e, given := p.entry(key)
	if !given {
		return nil, true
	}
	items := e.Value.Items
	if p.sheet && !e.Value.IsArray {
		items = []string{e.Value.Raw()}
	}
	var list []float64
	for _, item := range items {
		v, ok := parseNumber([]byte(item))
		if !ok {
			list = nil
			break
		}
		list = append(list, v)
	}
	if len(list) == 0 || len(list) > 100 {
		p.wrong(key, e, "is not a list of numbers")
		return nil, false
	}
	if is := fault(list); is != "" {
		p.wrong(key, e, is)
		return nil, false
	}
	return list, true
}

// rising says what is wrong with bands.
func rising(bands []float64) string {
	before := 0.0
	for _, b := range bands {
		if b <= before {
			return fmt.Sprintf("does not rise: %s follows %s", short(b), short(before))
		}
		before = b
	}
	if before != 1 {
		return "does not end with 1"
	}
	return ""
}

// falling says what is wrong with the weights of bands.
func falling(weights []float64) string {
	for i, w := range weights {
		if w < 0 || w > most {
			return fmt.Sprintf("holds %s, which is no weight", short(w))
		}
		if i > 0 && weights[i-1] < w {
			return fmt.Sprintf("rises from %s to %s, but the deepest need must weigh most", short(weights[i-1]), short(w))
		}
	}
	return ""
}

// pageOf returns the settings of a scenario.
func pageOf(s *passage.Scenario) *settings.Page {
	p := &settings.Page{}
	add := func(key string, v settings.Value) { p.Entries = append(p.Entries, settings.Entry{Key: key, Value: v}) }
	words := func(key, text string) {
		if text != "" {
			add(key, settings.Value{IsText: true, Text: text})
		}
	}
	list := func(key string, numbers []float64) {
		v := settings.Value{IsArray: true}
		for _, n := range numbers {
			v.Items = append(v.Items, point(n))
		}
		v.Literal = "[" + strings.Join(v.Items, ", ") + "]"
		add(key, v)
	}
	words("name", s.Name)
	add("start", settings.Value{Literal: s.Start.String()})
	add("periods", settings.Value{Literal: strconv.Itoa(s.Periods)})
	add("period_days", settings.Value{Literal: strconv.Itoa(s.PeriodDays)})
	words("currency", s.Currency)
	if s.PayloadT.Given {
		add("payload_t", settings.Value{Literal: point(s.PayloadT.Value)})
	}
	words("goal.kind", string(s.Goal.Kind))
	words("goal.ration", string(s.Goal.Ration))
	list("goal.bands", s.Goal.Bands)
	list("goal.weights", s.Goal.Weights)
	return p
}

// point writes a number with its decimal point, as TOML knows a float by.
func point(v float64) string {
	if v == math.Trunc(v) {
		return short(v) + ".0"
	}
	return short(v)
}
