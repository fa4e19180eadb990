// Package reading reads the prose of a report and proposes what a person might
// record of it: an engagement, with who took part, when, where and what was said,
// the states of doors, impediments and figures. It knows words, not meanings: what
// its rules are not sure of it leaves empty. It saves nothing.
package reading

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"passage"
)

// MaxText is how long a text may be, in bytes.
const MaxText = 64 << 10

// Words are where in the text something stands: bytes From to To, and what is there.
type Words struct {
	From int    `json:"from"`
	To   int    `json:"to"`
	Text string `json:"text"`
}

// Proposer says who proposes something.
type Proposer string

const (
	ByRules Proposer = "rules"
	ByModel Proposer = "model"
)

// Value is a proposed word with those that it comes from. A nil *Value is an
// empty field.
type Value struct {
	Value string   `json:"value"`
	Words Words    `json:"words"`
	By    Proposer `json:"proposed_by"`
}

// Day is a proposed day.
type Day struct {
	Day   passage.Date `json:"day"`
	Words Words        `json:"words"`
	By    Proposer     `json:"proposed_by"`
}

// Participant is somebody who took part, or a body of which nobody is named.
type Participant struct {
	Name  string   `json:"name"`
	Role  string   `json:"role"`
	Body  string   `json:"body"`
	Words Words    `json:"words"`
	By    Proposer `json:"proposed_by"`
}

// Said is something that a side said, asked for or promised; Text is in the
// words of the report.
type Said struct {
	Speaker string         `json:"by"`
	To      string         `json:"of,omitempty"`     // whom an ask was put to
	About   passage.Ground `json:"about,omitempty"`  // of a statement
	Due     *Day           `json:"due,omitempty"`    // of a commitment
	From    *Day           `json:"from,omitempty"`   // when it begins, and
	Until   *Day           `json:"until,omitempty"`  // its last day, where the text says which is which
	Door    *Value         `json:"door,omitempty"`   // of the scenario, and
	Figure  *Figure        `json:"figure,omitempty"` // trucks, trucks_per_day or usd, where the words have one alone; else so tonnes or litres, also _per_day, of
	Goods   *Value         `json:"goods,omitempty"`  // of the scenario; empty with its words where these could mean several; without them of all, by weight
	Words   Words          `json:"words"`
	By      Proposer       `json:"proposed_by"`
}

// Figure is a number with its unit: trucks, tonnes, litres, each also with
// _per_day, people, pallets, days, usd or other, of which the words say more.
type Figure struct {
	Value float64  `json:"value"`
	Unit  string   `json:"unit"`
	Words Words    `json:"words"`
	By    Proposer `json:"proposed_by"`
}

// Door is what the text says of a crossing, a port, an airport or a road.
type Door struct {
	Name  string               `json:"name"`
	ID    passage.DoorID       `json:"door,omitempty"` // of the scenario, where it has it
	State passage.AccessStatus `json:"state"`
	Since *Day                 `json:"since,omitempty"`
	Words Words                `json:"words"`
	By    Proposer             `json:"proposed_by"`
}

// Impediment is what stood in the way of aid.
type Impediment struct {
	Kind     string           `json:"kind"` // denied, restricted, delayed, looted, attacked, demanded, detained
	Obstacle passage.Obstacle `json:"obstacle,omitempty"`
	Detail   string           `json:"detail,omitempty"`
	Place    string           `json:"place,omitempty"`
	Words    Words            `json:"words"`
	By       Proposer         `json:"proposed_by"`
}

// Engagement is a meeting, a call, a letter or a statement. What is nil or empty
// is not certain enough.
type Engagement struct {
	Form         *Value        `json:"form"`
	Date         *Day          `json:"date"`
	Place        *Value        `json:"place"`
	Level        *Value        `json:"level"`
	Participants []Participant `json:"participants"`
	Statements   []Said        `json:"statements"`
	Asks         []Said        `json:"asks"`
	Commitments  []Said        `json:"commitments"`
}

// Proposal is what a text gives rise to.
type Proposal struct {
	Language    Language     `json:"language"`
	Reported    *Day         `json:"reported"` // nil: the text does not say when it was written
	Engagement  *Engagement  `json:"engagement"`
	Topics      []Value      `json:"topics"`
	Figures     []Figure     `json:"figures"`
	Doors       []Door       `json:"doors"`
	Impediments []Impediment `json:"impediments"`
}

// Known is a crossing or a corridor of a scenario, to be looked for by name.
type Known struct {
	ID   passage.DoorID
	Name string
}

// KnownGoods is a commodity of a scenario, to be looked for by name.
type KnownGoods struct {
	ID   passage.CommodityID
	Name string
}

// Options are what is known besides the text.
type Options struct {
	On    passage.Date // of the report; zero: it is looked for in the text
	Doors []Known
	Goods []KnownGoods
}

// Know adds the crossings and ports of a scenario, and its commodities, by all that
// names gives for a row of a table, and commodities by the codes of other catalogues.
func (opt *Options) Know(s *passage.Scenario, names func(table, id, name string) []string) {
	for _, n := range s.Nodes {
		if n.Kind != passage.Crossing && n.Kind != passage.Port {
			continue
		}
		for _, name := range names("nodes", string(n.ID), n.Name) {
			opt.Doors = append(opt.Doors, Known{passage.DoorID(n.ID), name})
		}
	}
	for _, c := range s.Commodities {
		called := names("commodities", string(c.ID), c.Name)
		for _, a := range c.Aliases {
			if strings.ContainsFunc(a.Code, unicode.IsLetter) && len(a.Code) > 1 { // no number, and no word such as "a"
				called = append(called, a.Code)
			}
		}
		for _, name := range called {
			opt.Goods = append(opt.Goods, KnownGoods{c.ID, name})
		}
	}
}

// Check says what is wrong with a text that is too long or is none.
func Check(text string) error {
	switch {
	case len(text) > MaxText:
		return fmt.Errorf("the text has %d bytes; at most %d are read at a time. Give the part that tells of the engagement", len(text), MaxText)
	case !utf8.ValidString(text):
		return fmt.Errorf("the text is not UTF-8; save it as plain text in that encoding")
	}
	return nil
}

// fill makes lists that are not there empty ones, which JSON tells from null.
func (p *Proposal) fill() {
	p.Topics, p.Figures, p.Doors, p.Impediments = list(p.Topics), list(p.Figures), list(p.Doors), list(p.Impediments)
	if e := p.Engagement; e != nil {
		e.Participants, e.Statements, e.Asks, e.Commitments = list(e.Participants), list(e.Statements), list(e.Asks), list(e.Commitments)
	}
}

func list[T any](have []T) []T {
	if have == nil {
		return []T{}
	}
	return have
}

// Read proposes what the rules find in a text. Of a text that Check does not
// let through it proposes nothing.
func Read(text string, opt Options) Proposal {
	if Check(text) != nil {
		return Proposal{}
	}
	d := newDoc(text)
	d.known = lexicon{}
	for _, k := range opt.Doors {
		d.known.add(string(k.ID), k.Name, k.Name)
	}
	d.goods = goodsLexicon(opt.Goods)
	d.readDates(opt.On)
	d.readBodies()
	d.readPeople()
	p := Proposal{Language: d.lang}
	if d.on.day != 0 {
		p.Reported = &Day{Day: d.on.day, By: ByRules}
		if d.on.to > 0 {
			p.Reported.Words = d.span(d.on.from, d.on.to)
		}
	}
	p.Engagement = d.engagement()
	p.Topics = d.topics(p.Engagement)
	p.Figures = d.figureList()
	p.Doors = d.doors()
	p.Impediments = d.impediments()
	p.fill()
	return p
}
