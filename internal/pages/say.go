package pages

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"passage"
	"passage/internal/desk"
	"passage/internal/tongue"
)

// saying is a kind of fact that people state with a form, and what the form
// asks for.
type saying struct {
	kind                 passage.FactKind
	waybill, consignment bool   // what it can be about
	place                string // "from" or "to": needed, and where it usually is; "at": needed; "": not asked
	to                   bool
	lines                bool
	reason               bool // needed
	how                  bool
	short                bool // lines have missing and damaged goods
	saved                bool // lines have what came through
	anew                 bool // in place of one that is wrong, see reload.go
}

// sayings are all there are, in the order of a journey.
var sayings = []saying{
	{kind: passage.Loaded, waybill: true, place: "from", to: true, lines: true, anew: true},
	{kind: passage.Departed, waybill: true, place: "from"},
	{kind: passage.Arrived, waybill: true, place: "at"},
	{kind: passage.Submitted, waybill: true, place: "at"},
	{kind: passage.Cleared, waybill: true, place: "at"},
	{kind: passage.Held, waybill: true, place: "at"},
	{kind: passage.Refused, waybill: true, place: "at", reason: true},
	{kind: passage.Crossed, waybill: true, place: "at"},
	{kind: passage.Intercepted, waybill: true, place: "at", lines: true, how: true, saved: true},
	{kind: passage.Damaged, waybill: true, place: "at", lines: true, reason: true},
	{kind: passage.Diverted, waybill: true, place: "at", to: true, lines: true},
	{kind: passage.Returned, waybill: true, place: "from", lines: true},
	{kind: passage.Received, waybill: true, place: "to", lines: true, short: true},
	{kind: passage.HandedOver, consignment: true, place: "to", lines: true},
	{kind: passage.Finished, waybill: true, consignment: true},
	{kind: passage.Corrected},
}

// about is what a form is about: a waybill or a consignment.
type about struct {
	waybill     *passage.Waybill
	consignment *passage.Consignment
}

// aboutOf is what a fact is about, by its name only.
func aboutOf(f passage.Fact) about {
	if f.Waybill != "" {
		return about{waybill: &passage.Waybill{ID: f.Waybill}}
	}
	return about{consignment: &passage.Consignment{ID: f.Consignment}}
}

func (a about) url() string {
	if a.waybill != nil {
		return waybillURL(a.waybill.ID)
	}
	return consignmentURL(a.consignment.ID)
}

func (a about) sayURL(k passage.FactKind) string { return a.url() + "/say/" + string(k) }

func (a about) subject() string {
	if a.waybill != nil {
		return "w/" + string(a.waybill.ID)
	}
	return "c/" + string(a.consignment.ID)
}

// field is a value of a form, as typed, and what is wrong with it.
type field struct{ Value, Wrong string }

// sayPage is the form for a fact. Checking, it shows what was read and asks
// whether that is meant.
type sayPage struct {
	URL, BackURL, About       string
	Kind, Heading             string
	Form                      string
	Faults                    []string
	At, Place, To             field
	Reason, How               field
	Ref, Note                 field
	Error, Vehicle            field
	AsksPlace, AsksTo         bool
	AsksVehicle               bool
	AsksReason                bool
	AsksRef                   bool
	ReasonNeeded              bool
	Hows, Errors              []option
	Nodes                     []option
	Short, Saved              bool
	Lines                     []sayLine
	Fact                      *toldRow // that is declared wrong
	wrong                     passage.Fact
	Checking                  bool
	PlaceText, ToText, AtText string // as read
}

func (p sayPage) Title() string { return p.Heading }

// sayLine asks about a line of a consignment.
type sayLine struct {
	line                           passage.FactLine
	Name, Consignment              string
	Line                           int
	Key                            string // of its fields
	Have                           string // what can be accounted for
	Amount, Saved, Missing, Damage field
	Reason                         field
	Units                          []option
	Read, ReadSaved                string // amounts as read
	ReadMissing, ReadDamaged       string
	Open                           string // not accounted for by what was typed
	More                           string // more than there was
}

// sayAbout finds what a form is about and which kind of fact it states.
func (s *Server) sayAbout(r *request) (a about, say saying, err error) {
	if err := r.Caller.May(desk.Write); err != nil {
		return a, say, err
	}
	if id := r.PathValue("id"); strings.HasPrefix(r.URL.Path, "/waybills/") {
		var w passage.Waybill
		w, err = s.desk.Waybill(r.Context(), r.Caller, passage.WaybillID(id))
		a.waybill = &w
	} else {
		var c passage.Consignment
		c, err = s.desk.Consignment(r.Context(), r.Caller, passage.ConsignmentID(id))
		a.consignment = &c
	}
	if err != nil {
		return a, say, err
	}
	i := slices.IndexFunc(sayings, func(x saying) bool { return string(x.kind) == r.PathValue("kind") })
	if i < 0 || sayings[i].kind != passage.Corrected && (a.waybill != nil && !sayings[i].waybill || a.consignment != nil && !sayings[i].consignment) {
		return a, say, desk.Missing{Text: "there is no such form"}
	}
	return a, sayings[i], nil
}

func (s *Server) sayForm(r *request) (answer, error) {
	a, say, err := s.sayAbout(r)
	if err != nil {
		return nil, err
	}
	p, n, err := s.formOf(r, a, say)
	if err != nil {
		return nil, err
	}
	p.Form = newID()
	form, err := desk.ParseForm(p.Form)
	if err != nil {
		return nil, err
	}
	p.At.Value = r.T.Field(form.Shown())
	switch {
	case say.anew:
		p.asStated(r, &n)
	case say.place == "from" && a.waybill != nil:
		p.Place.Value = n.field(a.waybill.From)
	case say.place == "to" && a.waybill != nil:
		p.Place.Value = n.field(a.waybill.To)
	case say.place == "to":
		p.Place.Value = n.field(a.consignment.To)
	}
	return p, nil
}

// formOf makes a form with nothing typed in it.
func (s *Server) formOf(r *request, a about, say saying) (p sayPage, n names, err error) {
	if n, err = s.namesFor(r); err != nil {
		return p, n, err
	}
	p = sayPage{
		URL: a.sayURL(say.kind), BackURL: a.url(), Kind: string(say.kind), Heading: r.T.Say("say." + string(say.kind)),
		AsksPlace: say.place != "", AsksTo: say.to, ReasonNeeded: say.reason, Short: say.short, Saved: say.saved,
		AsksReason: say.reason || say.kind == passage.Held || say.kind == passage.Intercepted || say.kind == passage.Returned || say.kind == passage.Corrected,
		AsksRef:    say.kind == passage.Received || say.kind == passage.HandedOver, Nodes: n.Nodes,
	}
	p.About = strings.TrimPrefix(strings.TrimPrefix(a.subject(), "w/"), "c/")
	if say.how {
		for _, how := range []passage.Interception{passage.UnarmedCrowd, passage.ArmedGroup, passage.OfficialSeizure, passage.UnknownHow} {
			p.Hows = append(p.Hows, option{Value: string(how), Text: r.T.Say("how." + string(how))})
		}
	}
	if say.lines && !say.anew {
		p.Lines = linesOf(r, a, &n)
	}
	if say.kind == passage.Corrected || say.anew {
		err = s.correcting(r, a, &p, &n)
	}
	if say.anew && err == nil {
		err = p.anew(r, &n)
	}
	return p, n, err
}

// correcting finds the fact that a form declares wrong, which is one of the
// reader's own organisation.
func (s *Server) correcting(r *request, a about, p *sayPage, n *names) error {
	told, err := s.desk.Thread(r.Context(), r.Caller, a.subject())
	if err != nil {
		return err
	}
	id := passage.FactID(r.FormValue("fact"))
	i := slices.IndexFunc(told, func(f desk.Told) bool { return f.ID == id && f.Org == r.Caller.Org && f.Kind != passage.Corrected })
	if i < 0 {
		return desk.Missing{Text: "there is no such fact of this organisation"}
	}
	p.Fact, p.wrong = &toldRows(r, told[i:i+1], n, false)[0], told[i].Fact
	for _, e := range []passage.Error{passage.IncorrectData, passage.DidNotOccur} {
		p.Errors = append(p.Errors, option{Value: string(e), Text: r.T.Say("correction." + string(e))})
	}
	return nil
}

// linesOf asks about every line of what a form is about.
func linesOf(r *request, a about, n *names) (lines []sayLine) {
	add := func(c passage.ConsignmentID, number int, commodity passage.CommodityID, unit passage.Unit, lot string, have int64) {
		l := sayLine{
			line: passage.FactLine{Consignment: c, Line: number, Commodity: commodity, Unit: unit, Lot: lot}, Name: n.good(commodity), Consignment: string(c), Line: number,
			Key: strconv.Itoa(len(lines)), Have: r.amount(unit, have),
		}
		l.line.Amount = have
		l.Units = unitsOf(r.T, unit)
		lines = append(lines, l)
	}
	if a.waybill != nil {
		for _, l := range a.waybill.Lines {
			add(l.Consignment, l.Line, l.Commodity, l.Unit, "", l.InTransit)
		}
		return lines
	}
	for _, l := range a.consignment.Lines {
		add(a.consignment.ID, l.Line, l.Commodity, l.Unit, l.Lot, max(0, l.Received-l.HandedOver-l.Distributed))
	}
	return lines
}

// saySend reads a form, asks whether it was read as it was meant where amounts
// are in it, and states the fact.
func (s *Server) saySend(r *request) (answer, error) {
	a, say, err := s.sayAbout(r)
	if err != nil {
		return nil, err
	}
	p, n, err := s.formOf(r, a, say)
	if err != nil {
		return nil, err
	}
	form, err := desk.ParseForm(r.PostFormValue("form"))
	if err != nil {
		return nil, err
	}
	fact, ok := p.read(r, a, say, form)
	p.Form = r.PostFormValue("form")
	p.PlaceText, p.ToText, p.AtText = n.node(fact.Place), n.node(fact.To), r.T.Moment(fact.Claimed)
	step := r.PostFormValue("step")
	switch {
	case !ok:
		if len(p.Faults) == 0 {
			p.Faults = []string{r.T.Say("form.see_fields")}
		}
		return r.again(p), nil
	case fact.Error == passage.IncorrectData && p.wrong.Kind == passage.Loaded:
		return redirect(reloadURL(a, p.wrong.ID, fact.Reason)), nil
	case step == "edit":
		return p, nil
	case say.lines && step != "sure":
		p.Checking = true
		return p, nil
	}
	facts := []passage.Fact{fact}
	if say.anew {
		facts = p.inPlace(form, fact)
	}
	err = s.desk.Say(r.Context(), r.Caller, form, facts)
	var not desk.NotSaid
	switch {
	case errors.As(err, &desk.SentOtherwise{}):
		p.Faults = []string{r.T.Say("wrong.sent_otherwise")}
		return r.again(p), nil
	case errors.As(err, &not):
		p.Faults = []string{r.T.Retell(not.Text)}
		return r.again(p), nil
	case err != nil:
		return nil, err
	}
	if say.kind == passage.Corrected && fact.Error == passage.IncorrectData {
		kind := passage.FactKind(p.Fact.Kind)
		if slices.ContainsFunc(sayings, func(x saying) bool {
			return x.kind == kind && !x.anew && (a.waybill != nil && x.waybill || a.consignment != nil && x.consignment)
		}) {
			return redirect(a.sayURL(kind) + "?said=now_right"), nil
		}
	}
	if say.kind == passage.Corrected && s.gone(r, a) {
		return redirect("/waybills?said=saved"), nil
	}
	return redirect(a.url() + "?said=saved"), nil
}

// again answers with a form that has to be filled in again.
func (r *request) again(page any) answer {
	r.status = http.StatusUnprocessableEntity
	return page
}

// read reads what was typed. It reports false where something is wrong, which
// then stands at its field.
func (p *sayPage) read(r *request, a about, say saying, form desk.Form) (f passage.Fact, ok bool) {
	ok = true
	typed := func(to *field, name string) string {
		to.Value = strings.TrimSpace(r.PostFormValue(name))
		return to.Value
	}
	wrong := func(at *field, key string, args ...any) { at.Wrong, ok = r.T.Say(key, args...), false }
	text := func(to *field, name string, most int) string {
		if over := overlong(typed(to, name), most); over > 0 {
			wrong(to, "wrong.long", "Count", over)
		}
		return to.Value
	}
	place := func(at *field, name string) (id passage.NodeID) {
		if id = placed(p.Nodes, typed(at, name)); id == "" {
			wrong(at, "wrong.place")
		} else if len(id) > passage.MaxName {
			wrong(at, "wrong.place_long")
		}
		return id
	}
	f = passage.Fact{Kind: say.kind, Reason: text(&p.Reason, "reason", passage.MaxText), Ref: seen(text(&p.Ref, "ref", passage.MaxName)), Note: text(&p.Note, "note", passage.MaxText)}
	if a.waybill != nil {
		f.Waybill = a.waybill.ID
	} else {
		f.Consignment = a.consignment.ID
	}
	at, fault := minuteOf(r.T, form, time.Now(), typed(&p.At, "at"), false)
	if fault != "" {
		wrong(&p.At, fault)
	}
	f.Claimed = at
	if p.AsksPlace {
		f.Place = place(&p.Place, "place")
	}
	if p.AsksTo {
		f.To = place(&p.To, "to")
	}
	if say.reason && f.Reason == "" {
		wrong(&p.Reason, "wrong.reason")
	}
	if say.how {
		f.How = passage.Interception(typed(&p.How, "how"))
		if p.Hows = choose(p.Hows, p.How.Value); !slices.ContainsFunc(p.Hows, func(o option) bool { return o.Chosen }) {
			wrong(&p.How, "wrong.choose")
		}
	}
	if say.kind == passage.Corrected {
		f.Corrects, f.Error = passage.FactID(p.Fact.ID), passage.Error(typed(&p.Error, "error"))
		if p.Errors = choose(p.Errors, p.Error.Value); !slices.ContainsFunc(p.Errors, func(o option) bool { return o.Chosen }) {
			wrong(&p.Error, "wrong.choose")
		}
	}
	for i := range p.Lines {
		if !p.Lines[i].read(r, p.Short, p.Saved) {
			ok = false
		}
		if say.anew { // no limit to it is known here
			p.Lines[i].More = ""
		}
		if l := p.Lines[i].line; l.Amount+l.Missing+l.Damaged+l.Saved > 0 || p.Short {
			f.Lines = append(f.Lines, l)
		}
	}
	if p.AsksVehicle {
		f.Vehicle = seen(text(&p.Vehicle, "vehicle", passage.MaxName))
	}
	if say.lines && ok && len(f.Lines) == 0 {
		p.Faults, ok = []string{r.T.Say("wrong.no_lines")}, false
	}
	return f, ok
}

// read reads the fields of a line into its fact.
func (l *sayLine) read(r *request, short, saved bool) (ok bool) {
	ok = true
	have := l.line.Amount
	m := measures(l.line.Unit)[0]
	name := r.PostFormValue("unit" + l.Key)
	for _, one := range measures(l.line.Unit) {
		if one.Name == name {
			m = one
		}
	}
	l.Units = choose(l.Units, m.Name)
	amount := func(at *field, name string, needed bool) int64 {
		at.Value = strings.TrimSpace(r.PostFormValue(name + l.Key))
		if at.Value == "" && !needed {
			return 0
		}
		n, err := passage.ParseAmount(at.Value, m.per)
		if err != nil {
			at.Wrong, ok = wrongAmount(r.T, err), false
		}
		return n
	}
	f := &l.line
	f.Amount = amount(&l.Amount, "amount", short)
	if saved {
		f.Saved = amount(&l.Saved, "saved", false)
	}
	if short {
		f.Missing, f.Damaged = amount(&l.Missing, "missing", false), amount(&l.Damage, "damaged", false)
		l.Reason.Value = strings.TrimSpace(r.PostFormValue("reason" + l.Key))
		if f.Reason = l.Reason.Value; f.Reason == "" && f.Missing+f.Damaged > 0 {
			l.Reason.Wrong, ok = r.T.Say("wrong.reason"), false
		} else if over := overlong(f.Reason, passage.MaxText); over > 0 {
			l.Reason.Wrong, ok = r.T.Say("wrong.long", "Count", over), false
		}
	}
	l.Read, l.ReadSaved = echo(r, f.Unit, f.Amount), echo(r, f.Unit, f.Saved)
	l.ReadMissing, l.ReadDamaged = echo(r, f.Unit, f.Missing), echo(r, f.Unit, f.Damaged)
	switch sum := f.Amount + f.Missing + f.Damaged; {
	case sum > have:
		l.More = r.amount(f.Unit, sum-have)
	case short && sum < have:
		l.Open = r.amount(f.Unit, have-sum)
	}
	return ok
}

// echo writes an amount back in tonnes and in kilograms, so that a slip by a
// factor of a thousand is seen.
func echo(r *request, unit passage.Unit, n int64) string {
	text := r.amount(unit, n)
	if unit == passage.Grams && n >= 1_000_000 {
		text += " (" + r.T.Number(float64(n)/1000, 3) + "\u00a0" + r.T.Say("amount.kg") + ")"
	}
	return text
}

// wrongAmount says what is wrong with a typed amount.
func wrongAmount(t *tongue.Tongue, err error) string {
	var f passage.AmountFault
	errors.As(err, &f)
	if f.Kind == passage.AmountAmbiguous {
		return t.Say("wrong.amount_ambiguous", "A", f.A, "B", f.B)
	}
	return t.Say("wrong.amount_" + cmp.Or(string(f.Kind), string(passage.AmountNoNumber)))
}
