package pages

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"passage"
)

// minutesReader reads a form for a record of an engagement, row by row.
type minutesReader struct {
	*sheet
	page   *minutesPage
	letter string
	row    int
	on     passage.Date   // of the engagement
	asked  map[int]string // row of the form → id of its ask
}

// read reads what was typed. What is wrong is noted at its field.
func (p *minutesPage) read(t *sheet) *passage.Minutes {
	m := &passage.Minutes{
		Form: pick(t, "form_of", passage.EngagementForms, true), Where: t.text("where"), Level: pick(t, "level", passage.Levels, false),
		Reach: pick(t, "reach", passage.Reaches, true), Subject: t.need("subject", "wrong.subject"),
	}
	for _, topic := range passage.Topics {
		if t.Has("topics", topic) {
			m.Topics = append(m.Topics, topic)
		}
	}
	read := &minutesReader{sheet: t, page: p, asked: map[int]string{}}
	if at := t.moment("at", false); at != 0 {
		read.on = at.Day()
	}
	for _, kind := range rowKinds {
		for i := range p.Rows[kind.name] {
			read.letter, read.row = kind.letter, i
			if !filledRow(t.Values, kind.letter, kind.fields, i) {
				continue
			}
			switch kind.name {
			case "participants":
				m.Participants = append(m.Participants, passage.Participant{Name: read.get("name"), Role: read.get("role"), Body: read.get("body")})
			case "statements":
				m.Statements = append(m.Statements, passage.Assertion{By: read.must("by", "wrong.who_said"), Text: read.must("text", "wrong.what_said"),
					About: pick(t, read.name("about"), []passage.Ground{passage.OfFact, passage.OfNorm}, true),
					Stand: pick(t, read.name("stand"), []passage.Stand{passage.Agreed, passage.Contested}, false)})
			case "asks":
				m.Asks = append(m.Asks, read.ask(m.Asks))
			case "commitments":
				m.Commitments = append(m.Commitments, read.commitment(m.Commitments))
			}
		}
	}
	return m
}

func (t *minutesReader) name(field string) string { return rowName(t.letter, t.row, field) }

func (t *minutesReader) get(field string) string { return t.text(t.name(field)) }

func (t *minutesReader) must(field, key string) string { return t.need(t.name(field), key) }

// ask reads an ask that was put to somebody. Chosen from those of the scenario
// it need not say again of whom and what.
func (t *minutesReader) ask(before []passage.AskMade) passage.AskMade {
	a := passage.AskMade{Ask: passage.AskID(t.get("ask")), By: t.get("by"), Of: t.get("of"), What: t.get("what"), Door: t.door(), Permit: t.permit(), Words: t.get("words"),
		Answer: pick(t.sheet, t.name("answer"), passage.Answers, false)}
	a.Sum, a.Currency = t.sum()
	switch {
	case a.Ask == "":
		a.Ask = passage.AskID(fmt.Sprintf("A-%s-%d", formTail(t.sheet), t.row+1))
	case !slices.ContainsFunc(t.page.Asks, func(o option) bool { return o.Value == string(a.Ask) }):
		t.wrong(t.name("ask"), "wrong.unknown_ask", "Ask", string(a.Ask))
	default:
		if known := t.page.talks.scenarioAsk(a.Ask); known != nil {
			a.Of = first(a.Of, known.HeldBy)
			if a.Door == "" {
				a.Door = known.On
			}
			if !a.Sum.Given && known.USD.Given {
				a.Sum, a.Currency = known.USD, t.page.Currency
			}
		}
		a.What = first(a.What, t.page.talks.ask(a.Ask))
	}
	t.asked[t.row] = string(a.Ask)
	if a.Of == "" {
		t.wrong(t.name("of"), "wrong.asked_of")
	}
	if a.What == "" {
		t.wrong(t.name("what"), "wrong.asked_what")
	}
	if a.Words != "" && a.Answer == "" && t.Wrong[t.name("answer")] == "" {
		t.wrong(t.name("answer"), "wrong.words_no_answer")
	}
	for i, b := range before {
		if a.Ask != b.Ask || !sameName(a.Of, b.Of) {
			continue
		}
		if a.Answer != b.Answer {
			t.wrong(t.name("answer"), "wrong.ask_contradicts", "N", i+1, "Answer", t.says.Word(t.says.Say(answerKey(b.Answer))), "Of", a.Of)
		} else {
			t.wrong(t.name("of"), "wrong.ask_twice", "N", i+1)
		}
	}
	return a
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// commitment reads what somebody promised. One that was made before and of which
// neither holder nor words are typed is as it was, but for what is typed.
func (t *minutesReader) commitment(before []passage.Commitment) passage.Commitment {
	c := passage.Commitment{
		ID: passage.CommitmentID(t.get("id")), By: t.get("by"), What: t.get("what"), Ask: t.answers(), Withdrawn: t.get("withdrawn") != "",
		Door: t.door(), Commodity: t.commodity(), Permit: t.permit(), TrucksPerDay: t.number(t.name("day")), Trucks: t.number(t.name("all")),
		From: t.date(t.name("from")), To: t.date(t.name("to")), Conditions: t.get("conditions"), RedLines: t.get("red"),
	}
	c.Sum, c.Currency = t.sum()
	c.Amount, c.Unit = t.amount()
	c.EachDay = c.Amount > 0 && t.get("each") != ""
	if c.ID == "" {
		c.ID = passage.CommitmentID(fmt.Sprintf("C-%s-%d", formTail(t.sheet), t.row+1))
	} else if i := slices.IndexFunc(t.page.talks.Promises, func(p passage.Promise) bool { return p.ID == c.ID }); i < 0 {
		t.wrong(t.name("id"), "wrong.unknown_commitment", "Commitment", string(c.ID))
	} else if c.By == "" && c.What == "" {
		c = asItWas(*t.page.talks.Promises[i].Commitment, c)
	}
	if slices.ContainsFunc(before, func(b passage.Commitment) bool { return b.ID == c.ID }) {
		t.wrong(t.name("id"), "wrong.commitment_twice")
	}
	if c.By == "" {
		t.wrong(t.name("by"), "wrong.no_holder")
	}
	if c.What == "" {
		t.wrong(t.name("what"), "wrong.promised_what")
	}
	for _, field := range []string{"day", "all"} {
		if text := t.get(field); text != "" && t.Wrong[t.name(field)] == "" && t.number(t.name(field)).Value == 0 {
			t.wrong(t.name(field), "wrong.above_nought")
		}
	}
	if c.TrucksPerDay.Given && c.Trucks.Given {
		t.wrong(t.name("all"), "wrong.day_or_all")
	}
	if c.Amount > 0 && (c.TrucksPerDay.Given || c.Trucks.Given) {
		t.wrong(t.name("amount"), "wrong.amount_and_trucks")
	}
	if c.Amount > 0 && c.Commodity == "" && c.Unit != passage.Grams {
		t.wrong(t.name("commodity"), "wrong.amount_of_what")
	}
	if (c.TrucksPerDay.Given || c.Trucks.Given || c.Amount > 0 || c.Commodity != "") && c.Door == "" {
		t.wrong(t.name("door"), "wrong.trucks_no_door")
	}
	if c.Permit != "" && (c.Door != "" || c.Sum.Given) {
		t.wrong(t.name("permit"), "wrong.one_object")
	}
	if c.Sum.Given && c.Door != "" {
		t.wrong(t.name("sum"), "wrong.one_object")
	}
	if c.Trucks.Given && c.To.IsZero() {
		t.wrong(t.name("to"), "wrong.all_by_when")
	}
	if c.Amount > 0 && !c.EachDay && c.To.IsZero() {
		t.wrong(t.name("to"), "wrong.amount_by_when")
	}
	if c.Door != "" && c.From.IsZero() && t.Wrong[t.name("from")] == "" {
		c.From = t.on
	}
	if !c.To.IsZero() && !c.From.IsZero() && c.To < c.From {
		t.wrong(t.name("to"), "wrong.ends_before", "From", t.says.Word(t.says.Date(c.From)))
	}
	return c
}

// asItWas is a commitment that was made before, with what is said anew.
func asItWas(was, now passage.Commitment) passage.Commitment {
	was.Withdrawn = now.Withdrawn
	if now.Ask != "" {
		was.Ask = now.Ask
	}
	if now.Door != "" {
		was.Door = now.Door
	}
	if now.Commodity != "" {
		was.Commodity = now.Commodity
	}
	if now.Permit != "" {
		was.Permit = now.Permit
	}
	if now.Sum.Given {
		was.Sum, was.Currency = now.Sum, now.Currency
	}
	if now.TrucksPerDay.Given || now.Trucks.Given || now.Amount > 0 {
		was.TrucksPerDay, was.Trucks, was.Amount, was.Unit, was.EachDay = now.TrucksPerDay, now.Trucks, now.Amount, now.Unit, now.EachDay
	}
	if !now.From.IsZero() {
		was.From = now.From
	}
	if !now.To.IsZero() {
		was.To = now.To
	}
	was.Conditions, was.RedLines = first(now.Conditions, was.Conditions), first(now.RedLines, was.RedLines)
	return was
}

// answers is the ask that a commitment answers: one there is, or a row of this
// form.
func (t *minutesReader) answers() passage.AskID {
	text := t.get("ask")
	if row, here := strings.CutPrefix(text, "#"); here {
		n, err := strconv.Atoi(row)
		if id := t.asked[n]; err == nil && id != "" {
			return passage.AskID(id)
		}
		t.wrong(t.name("ask"), "wrong.ask_row_empty")
		return ""
	}
	if text != "" && !slices.ContainsFunc(t.page.Asks, func(o option) bool { return o.Value == text }) {
		t.wrong(t.name("ask"), "wrong.unknown_ask", "Ask", text)
	}
	return passage.AskID(text)
}

// door is a crossing or corridor of the scenario, by its id or its name.
func (t *minutesReader) door() passage.DoorID {
	text := t.get("door")
	if text == "" || t.page.talks.at == nil {
		return passage.DoorID(text)
	}
	n := t.page.talks.n.naming
	if n.corridors[passage.CorridorID(text)] != nil || n.nodes[passage.NodeID(text)] != nil && n.nodes[passage.NodeID(text)].Kind == passage.Crossing {
		return passage.DoorID(text)
	}
	for _, d := range t.page.Doors {
		if likeName(d.Value, text) || likeName(d.Text, text) {
			return passage.DoorID(d.Value)
		}
	}
	if !t.page.talks.spoken(func(c passage.Commitment) string { return string(c.Door) }, func(a passage.AskMade) string { return string(a.Door) }, text) {
		t.wrong(t.name("door"), "wrong.unknown_door", "Door", text)
	}
	return passage.DoorID(text)
}

// permit is one that was sought, chosen from the list.
func (t *minutesReader) permit() passage.FactID {
	return pick(t.sheet, t.name("permit"), valuesOf[passage.FactID](t.page.Permits), false)
}

// sum is an amount of money; without a currency it is in that of the tables.
func (t *minutesReader) sum() (sum passage.Limit, currency string) {
	sum, currency = t.money(t.name("sum")), t.get("currency")
	switch {
	case t.get("sum") == "" && currency != "":
		t.wrong(t.name("sum"), "wrong.currency_no_sum")
	case t.get("sum") == "" || t.Wrong[t.name("sum")] != "":
		return passage.Limit{}, ""
	case sum.Value == 0:
		t.wrong(t.name("sum"), "wrong.above_nought")
	case currency == "" && t.page.Currency == "":
		t.wrong(t.name("currency"), "wrong.currency")
	}
	return sum, first(currency, t.page.Currency)
}

// amount is one of goods, in one of the units that people type amounts in.
func (t *minutesReader) amount() (n int64, unit passage.Unit) {
	text, name := t.get("amount"), pick(t.sheet, t.name("unit"), valuesOf[string](t.page.Units), false)
	switch {
	case text == "" && name != "":
		t.wrong(t.name("amount"), "wrong.unit_no_amount")
		return 0, ""
	case text == "" && t.get("each") != "":
		t.wrong(t.name("amount"), "wrong.each_no_amount")
		return 0, ""
	case text == "" || name == "":
		if text != "" && t.Wrong[t.name("unit")] == "" {
			t.wrong(t.name("unit"), "wrong.unit")
		}
		return 0, ""
	}
	unit, per := unitTyped(name)
	n, err := passage.ParseAmount(text, per)
	switch {
	case err != nil:
		t.Wrong[t.name("amount")] = wrongAmount(t.says, err)
		return 0, ""
	case n == 0:
		t.wrong(t.name("amount"), "wrong.above_nought")
		return 0, ""
	}
	return n, unit
}

// commodity is one of the scenario, by its id or its name.
func (t *minutesReader) commodity() passage.CommodityID {
	text := t.get("commodity")
	if text == "" || t.page.talks.at == nil {
		return passage.CommodityID(text)
	}
	for _, g := range t.page.Goods {
		if g.Value == text || sameName(g.Text, text) || sameName(g.Value, text) {
			return passage.CommodityID(g.Value)
		}
	}
	if !t.page.talks.spoken(func(c passage.Commitment) string { return string(c.Commodity) }, nil, text) {
		t.wrong(t.name("commodity"), "wrong.unknown_commodity", "Goods", text)
	}
	return passage.CommodityID(text)
}
