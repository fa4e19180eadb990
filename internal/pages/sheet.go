package pages

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"passage"
	"passage/internal/desk"
	"passage/internal/tongue"
)

// sheet is a form that states facts, as somebody filled it in. Its fields are
// read one by one, and what is wrong is noted at each.
type sheet struct {
	form
	ID   desk.Form
	now  time.Time
	says *tongue.Tongue
}

// blankForm is a form that nobody has filled in yet. It has its id as the field
// "form", and values that it begins with.
func (s *Server) blankForm(values map[string]string) form {
	f := form{Values: url.Values{"form": {newID()}}, Wrong: map[string]string{}}
	for name, value := range values {
		f.Values.Set(name, value)
	}
	return f
}

// begins is the moment that a form shown now begins with: now, or where the day
// shown is not today, as in a rehearsal, that day at the same time.
func (at *situation) begins(t *tongue.Tongue, f form) string {
	id, err := desk.ParseForm(f.Values.Get("form"))
	if err != nil {
		return ""
	}
	now := id.Shown()
	if at != nil && !at.Live {
		now += passage.InstantOf(at.On.Time()) - passage.InstantOf(now.Day().Time())
	}
	return t.Field(now)
}

// formAt is a form that begins with such a moment in a field.
func (s *Server) formAt(r *request, at *situation, name string) form {
	f := s.blankForm(nil)
	f.Values.Set(name, at.begins(r.T, f))
	return f
}

// formNow is formAt for the day that a request asks for.
func (s *Server) formNow(r *request, name string) (form, error) {
	at, err := s.situation(r)
	return s.formAt(r, at, name), err
}

// sheet reads the form of a request.
func (s *Server) sheet(r *request) (*sheet, error) {
	if err := r.Caller.May(desk.Write); err != nil {
		return nil, err
	}
	id, err := desk.ParseForm(r.PostFormValue("form"))
	return &sheet{form: form{Values: r.PostForm, Wrong: map[string]string{}, Quotes: quotesIn(r.PostForm)}, ID: id, now: time.Now(), says: r.T}, err
}

// quoted begins the name of a hidden field with the words that a field's value
// was read from, so that they are still there when a form comes back.
const quoted = "quote."

func quotesIn(values url.Values) map[string]string {
	quotes := map[string]string{}
	for name := range values {
		if field, ok := strings.CutPrefix(name, quoted); ok {
			quotes[field] = values.Get(name)
		}
	}
	return quotes
}

// OK reports whether nothing is wrong so far.
func (t *sheet) OK() bool { return len(t.Wrong) == 0 && len(t.Faults) == 0 }

// wrong notes what is wrong with a field, as a key of the catalogue.
func (t *sheet) wrong(name, key string, args ...any) {
	if t.Wrong[name] == "" {
		t.Wrong[name] = t.says.Say(key, args...)
	}
}

// text returns a field without white space around it.
func (t *sheet) text(name string) string {
	text := strings.TrimSpace(t.Values.Get(name))
	t.fits(name, text, passage.MaxText)
	return text
}

// short returns a field that takes a few words, such as the number of a document.
// What was pasted with it and cannot be seen is left out.
func (t *sheet) short(name string) string {
	text := seen(t.Values.Get(name))
	t.fits(name, text, passage.MaxName)
	return text
}

// fits notes by how many characters a text is longer than a fact takes, in bytes.
func (t *sheet) fits(name, text string, most int) {
	if over := overlong(text, most); over > 0 {
		t.wrong(name, "wrong.long", "Count", over)
	}
}

// overlong counts the characters of a text beyond so many bytes.
func overlong(text string, most int) (n int) {
	for at, c := range text {
		if at+utf8.RuneLen(c) > most {
			n++
		}
	}
	return n
}

// seen is a name without what nobody sees: white space around it, controls, and marks
// of direction, which come along when people paste.
func seen(name string) string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) {
			return -1
		}
		return c
	}, name))
}

// need is text that must not be empty.
func (t *sheet) need(name, key string) string {
	text := t.text(name)
	if text == "" {
		t.wrong(name, key)
	}
	return text
}

// lines are the lines of a field that are not empty.
func (t *sheet) lines(name string) (lines []string) {
	for line := range strings.Lines(t.Values.Get(name)) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// pick is the choice of a field, which is one of some or, unless it is needed,
// none.
func pick[S ~string](t *sheet, name string, some []S, needed bool) S {
	choice := S(t.text(name))
	if choice == "" && !needed || slices.Contains(some, choice) {
		return choice
	}
	t.wrong(name, "wrong.choose")
	return ""
}

// date is a day, zero where the field is empty.
func (t *sheet) date(name string) passage.Date {
	day, wrong := dayOf(t.text(name))
	if wrong != "" {
		t.wrong(name, wrong)
	}
	return day
}

// number is a figure that may be left out, to the thousandth.
func (t *sheet) number(name string) passage.Limit { return t.figure(name, 1000) }

// money is a sum that may be left out, to the hundredth.
func (t *sheet) money(name string) passage.Limit { return t.figure(name, 100) }

// figure is an amount as people type it, with so many parts to one, that may be left
// out. What can be read in two ways, as 1.250 can, is asked again.
func (t *sheet) figure(name string, per int64) passage.Limit {
	text := t.text(name)
	if text == "" {
		return passage.Limit{}
	}
	n, err := passage.ParseAmount(text, per)
	if err != nil {
		t.Wrong[name] = wrongAmount(t.says, err)
		return passage.Limit{}
	}
	return passage.Some(float64(n) / float64(per))
}

// moment is when something is said to have happened, to the minute;
// in the minute in which the form was shown, that moment, so that what is stated
// then does not come before what happened just now.
func (t *sheet) moment(name string, future bool) passage.Instant {
	at, wrong := minuteOf(t.says, t.ID, t.now, t.text(name), future)
	if wrong != "" {
		t.wrong(name, wrong)
	}
	return at
}

// minuteOf reads a moment of a form, or says what is wrong with it. The field has
// no seconds: what happens in the minute in which the form was shown must not seem to
// come before what happened just then.
func minuteOf(t *tongue.Tongue, form desk.Form, now time.Time, field string, future bool) (at passage.Instant, wrong string) {
	at, err := t.Minute(field)
	switch {
	case err != nil || at < 0:
		return 0, "wrong.time"
	case !future && at.Time().After(now.Add(24*time.Hour)):
		return 0, "wrong.future"
	case at == passage.InstantOf(form.Shown().Time().Truncate(time.Minute)):
		return form.Shown(), ""
	}
	return at, ""
}

// source reads who says so and how reliable that is: fields "source" and
// "reliability".
func (t *sheet) source(f *passage.Fact) {
	f.Source, f.Note = t.text("source"), t.text("note")
	f.Reliability = pick(t, "reliability", reliabilities(), false)
}

// reliabilities are the grades of a source and its information, A1 to F6.
func reliabilities() (all []passage.Reliability) {
	for source := 'A'; source <= 'F'; source++ {
		for information := '1'; information <= '6'; information++ {
			all = append(all, passage.Reliability([]rune{source, information}))
		}
	}
	return all
}

// sent does what a form asks for where nothing in it is wrong, and goes on to a
// page, or shows the form again. What cannot be then stands above it.
func sent[Page any](r *request, t *sheet, to string, again func(*request, form) (Page, error), do func() error) (answer, error) {
	if t.OK() {
		err := do()
		var not desk.NotSaid
		switch {
		case errors.As(err, &desk.SentOtherwise{}):
			t.Faults = []string{r.T.Say("wrong.sent_otherwise")}
		case errors.As(err, &not):
			t.Faults = []string{r.T.Retell(not.Text)}
		default:
			return redirect(to), err
		}
	}
	if len(t.Faults) == 0 {
		t.Faults = []string{r.T.Say("form.see_fields")} // on a phone the fields are further down
	}
	p, err := again(r, t.form)
	return r.again(p), err
}

// stated saves the facts that a form says, see [sent].
func stated[Page any](s *Server, r *request, t *sheet, to string, again func(*request, form) (Page, error), facts ...passage.Fact) (answer, error) {
	return sent(r, t, to+"?said=saved", again, func() error { return s.desk.Say(r.Context(), r.Caller, t.ID, facts) })
}

// filledIn shows a page again with what was typed in the place of its form.
func filledIn[Page any](p *Page, place *form) func(*request, form) (*Page, error) {
	return func(_ *request, typed form) (*Page, error) {
		*place = typed
		return p, nil
	}
}

// blank shows a page with an empty form that begins with the present moment in a
// field.
func blank[Page any](s *Server, field string, page func(*request, form) (Page, error)) func(*request) (answer, error) {
	return func(r *request) (answer, error) {
		f, err := s.formNow(r, field)
		if err != nil {
			return nil, err
		}
		return page(r, f)
	}
}

// reportOf returns what the id in an address names, of a kind.
func (s *Server) reportOf(r *request, kind passage.FactKind) (one passage.Reported, err error) {
	one, err = s.desk.ReportedFact(r.Context(), r.Caller, passage.FactID(r.PathValue("id")))
	if err == nil && one.Fact.Kind != kind {
		err = desk.Missing{Text: "there is no such report, notification or clearance"}
	}
	return one, err
}

// asked is a field of a form that states facts.
type asked struct {
	Name, Label, Kind, Value, Wrong, Hint string
	Needed                                bool
	Options                               []option
	List                                  string // of suggestions
	Quote                                 string // the words that the value was read from
}

// ask is a field for templates: its kind is text, area, date, datetime-local or
// number, with ! behind it where it must not be empty. What else is given is a
// hint, or the id of a list of suggestions behind #.
func ask(f form, kind, name, label string, more ...string) asked {
	a := asked{Name: name, Label: label, Kind: strings.TrimSuffix(kind, "!"), Value: f.Values.Get(name), Wrong: f.Wrong[name], Quote: f.Quotes[name], Needed: strings.HasSuffix(kind, "!")}
	for _, m := range more {
		if list, ok := strings.CutPrefix(m, "#"); ok {
			a.List = list
		} else {
			a.Hint = m
		}
	}
	return a
}

// pickOne is a field in which one of some is chosen; with ! behind its name, one
// must be.
func pickOne(f form, name, label string, options []option, more ...string) asked {
	needed := strings.HasSuffix(name, "!")
	a := ask(f, "select", strings.TrimSuffix(name, "!"), label, more...)
	a.Needed = needed
	for _, o := range options {
		o.Chosen = o.Value == a.Value
		a.Options = append(a.Options, o)
	}
	return a
}

// optionsOf are choices whose texts stand in the catalogue under a prefix.
func optionsOf[S ~string](t *tongue.Tongue, prefix string, all []S) (options []option) {
	for _, one := range all {
		options = append(options, option{Value: string(one), Text: t.Say(prefix + string(one))})
	}
	return options
}
