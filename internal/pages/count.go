package pages

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"passage"
	"passage/internal/desk"
	"passage/internal/tongue"
)

// countPage is the form in which somebody says how many trucks were counted at a door, or
// puts right what was, above what was counted there in the last days.
type countPage struct {
	Heading, URL, BackURL string
	Form                  form
	Right                 *countRow  // that is put right; nil: it is a new one
	Sources               []string   // that counted here before
	There                 []countRow // of the same source and days
	Meant                 []option   // what a number can be beside them
	Long                  bool       // it asks whether a day long ago is meant
	Rows                  []countRow
}

func (p countPage) Title() string { return p.Heading }

// countRow is a number that somebody published, with what it put right.
type countRow struct {
	Fact        passage.FactID
	By, How     string
	What        string
	From, To    passage.Date
	Number      float64
	Source      string
	Reliability passage.Reliability
	Org         passage.OrgID
	Gone        bool        // it was taken back
	Struck      []struckRow // what counts no more, the newest last; of one that is gone, itself too
	RightURL    string      `json:"-"` // where the reader may put it right
}

// struckRow is a number that counts no more.
type struckRow struct {
	Number float64
	By     string // where another source was meant
	From   passage.Date
	Org    passage.OrgID
	At     passage.Instant // zero: a table says so, and not when
	Why    string
	Back   bool // it was taken back, and nothing took its place
	Twice  bool // it puts right what another does
}

// countedDays is how many days the form lists, countLong how many days ago it asks back,
// and mostCounted is more than any door lets through on a day.
const (
	countedDays = 7
	countLong   = 92
	mostCounted = 10_000
)

func countURL(id passage.DoorID) string { return doorURL(id) + "/count" }

// counts lists what was counted at a door, the newest day first.
func (s *Server) counts(r *request, id passage.DoorID, from, to passage.Date) (rows []countRow, err error) {
	all, err := s.desk.Counts(r.Context(), r.Caller, passage.NodeID(id), from, to)
	for i := range all {
		rows = append(rows, countRowOf(r, id, &all[i]))
	}
	slices.SortStableFunc(rows, func(a, b countRow) int { return cmp.Or(cmp.Compare(b.To, a.To), strings.Compare(a.By, b.By)) })
	return rows, err
}

func countRowOf(r *request, id passage.DoorID, t *passage.Tally) countRow {
	f := t.Newest()
	c := f.Count
	row := countRow{Fact: f.ID, By: c.By, How: c.How, What: c.What, From: c.From, To: c.Last(), Number: c.Number, Source: f.SourceOf(), Reliability: f.Reliability, Org: f.Org, Gone: t.Now == nil}
	for _, one := range t.Struck {
		was := struckRow{Number: one.Fact.Count.Number, Org: f.Org, Twice: one.By == nil}
		if b := one.Fact.Count; b.By != c.By {
			was.By = b.By
		}
		if b := one.Fact.Count; b.From != c.From {
			was.From = b.From
		}
		if one.By != nil {
			was.Why, was.Back = one.By.Reason, one.By.Error == passage.DidNotOccur
			if one.By.Recorded != passage.InstantOf(one.By.Recorded.Day().Time()) { // the first moment of a day is what tables have
				was.At = one.By.Recorded
			}
		}
		row.Struck = append(row.Struck, was)
	}
	slices.Reverse(row.Struck)
	if t.Now != nil && c.What == passage.CountedTrucks && f.Org == r.Caller.Org && mayWrite(r) {
		row.RightURL = countURL(id) + "/" + string(f.ID)
	}
	return row
}

// today is the day that a form shown now begins with.
func (at *situation) today(t *tongue.Tongue, f form) passage.Date {
	day, _, _ := strings.Cut(at.begins(t, f), "T")
	on, err := passage.ParseDate(day)
	if err != nil {
		return at.On
	}
	return on
}

// countAt shows the form, and fills in what is listed below it.
func (s *Server) countAt(r *request, at *situation, d door, f form, right *passage.Fact) (p countPage, err error) {
	name := r.T.Word(at.n.door(d.id))
	p = countPage{Heading: r.T.Say("count.heading", "Door", name), URL: countURL(d.id), BackURL: doorURL(d.id), Form: f}
	if right != nil {
		row := countRowOf(r, d.id, &passage.Tally{Now: right})
		p.Heading, p.URL, p.BackURL, p.Right = r.T.Say("count.right_heading", "Door", name), row.RightURL, countURL(d.id), &row
	}
	today := at.today(r.T, f)
	rows, err := s.counts(r, d.id, today-27, today)
	for _, row := range rows {
		if !slices.Contains(p.Sources, row.By) {
			p.Sources = append(p.Sources, row.By)
		}
		if row.To > today-countedDays && right == nil {
			p.Rows = append(p.Rows, row)
		}
	}
	slices.Sort(p.Sources)
	own := func(c countRow) int { return map[bool]int{true: 0, false: 1}[c.Org == r.Caller.Org] } // what was typed just now stands on top
	slices.SortStableFunc(p.Rows, func(a, b countRow) int {
		return cmp.Or(cmp.Compare(own(a), own(b)), strings.Compare(a.By, b.By))
	})
	return p, err
}

func (s *Server) countForm(r *request) (answer, error) {
	if err := r.Caller.May(desk.Write); err != nil {
		return nil, err
	}
	at, d, err := s.doorAt(r)
	if err != nil {
		return nil, err
	}
	f := s.blankForm(map[string]string{"by": string(r.Caller.Org)})
	f.Values.Set("day", at.today(r.T, f).String())
	f.fill(r, "number", "day", "by", "how")
	return s.countAt(r, at, d, f, nil)
}

// rightForm shows the form in which a count is put right, with what it says. One that
// was put right meanwhile leads to what stands now.
func (s *Server) rightForm(r *request) (answer, error) {
	at, d, t, err := s.countOf(r)
	switch {
	case err != nil:
		return nil, err
	case t.Now == nil:
		return redirect(countURL(d.id)), nil
	case string(t.Now.ID) != r.PathValue("fact"):
		return redirect(countURL(d.id) + "/" + string(t.Now.ID)), nil
	}
	c := t.Now.Count
	return s.countAt(r, at, d, s.blankForm(map[string]string{
		"number": strconv.FormatFloat(c.Number, 'f', -1, 64), "day": c.From.String(), "by": c.By, "how": c.How, "reliability": string(t.Now.Reliability), "note": t.Now.Note,
	}), t.Now)
}

// countOf finds the count of an address, which is one of trucks that the reader's
// organisation took down.
func (s *Server) countOf(r *request) (at *situation, d door, t passage.Tally, err error) {
	if err = r.Caller.May(desk.Write); err != nil {
		return at, d, t, err
	}
	if at, d, err = s.doorAt(r); err != nil {
		return at, d, t, err
	}
	t, err = s.desk.Count(r.Context(), r.Caller, passage.NodeID(d.id), passage.FactID(r.PathValue("fact")))
	if err == nil && (t.Newest().Org != r.Caller.Org || t.Newest().Count.What != passage.CountedTrucks) {
		err = desk.Missing{Text: "there is no such count of this organisation"}
	}
	return at, d, t, err
}

// sayCount states how many trucks were counted.
func (s *Server) sayCount(r *request) (answer, error) {
	at, d, err := s.doorAt(r)
	if err != nil {
		return nil, err
	}
	return s.counted(r, at, d, nil)
}

// rightCount puts a count right, or takes it back.
func (s *Server) rightCount(r *request) (answer, error) {
	at, d, tally, err := s.countOf(r)
	if err != nil {
		return nil, err
	}
	return s.counted(r, at, d, tally.Of(passage.FactID(r.PathValue("fact"))))
}

// counted reads the form and does what it says, one after the other, so that two who
// state the same at once are asked what they mean.
func (s *Server) counted(r *request, at *situation, d door, right *passage.Fact) (answer, error) {
	t, err := s.sheet(r)
	if err != nil {
		return nil, err
	}
	s.telling.Lock()
	defer s.telling.Unlock()
	ctx, place, why := r.Context(), passage.NodeID(d.id), t.text("why")
	asks := func(r *request, typed form) (countPage, error) { return s.countAt(r, at, d, typed, right) }
	if right != nil && r.PostFormValue("step") == "back" {
		t.noCoordinates("why")
		return sent(r, t, countURL(d.id)+"?said=count_back", asks, func() error { return s.desk.TakeBack(ctx, r.Caller, t.ID, place, right.ID, why) })
	}
	f, today := t.count(r, place, right), at.today(r.T, t.form)
	wrong, said := passage.FactID(""), "saved" // what this puts right
	if right != nil {
		wrong = right.ID
	}
	if t.OK() {
		there, meant, err := s.thereAlready(r, d, t, f.Count, right)
		if err != nil {
			return nil, err
		}
		if by := f.Count.By; passage.PlainName(by) != passage.PlainName(string(r.Caller.Org)) {
			f.Source = by
		}
		choice := pick(t, "meant", valuesOf[passage.FactID](meant), false)
		if len(there) > 0 && choice == "" {
			t.wrong("meant", "count.there")
		}
		if right == nil && choice != inAddition {
			wrong = choice
		}
		long := f.Count.From < today-countLong && (right == nil || right.Count.From != f.Count.From)
		if long && t.text("sure") == "" {
			t.wrong("sure", "count.long_ago", "Count", int(today-f.Count.From))
		}
		asks = func(r *request, typed form) (countPage, error) {
			p, err := s.countAt(r, at, d, typed, right)
			p.There, p.Meant, p.Long = there, choose(meant, string(choice)), long
			return p, err
		}
	}
	if wrong != "" {
		said = "count_right"
	}
	to := countURL(d.id) + "?said=" + said
	if f.Count.Last() <= today-countedDays { // the form's list does not go back so far
		to = filledURL(crossedPath(d.id), "from", f.Count.From.String(), "to", f.Count.Last().String(), "said", said) + "#counts"
	}
	return sent(r, t, to, asks, func() error {
		if wrong == "" {
			return s.desk.Say(ctx, r.Caller, t.ID, []passage.Fact{f})
		}
		return s.desk.TellAnew(ctx, r.Caller, t.ID, passage.Counted, wrong, why, func(told *passage.Fact) {
			if told.Count.By != f.Count.By { // a table may say where its source published the number
				told.Source = f.Source
			}
			if right != nil || f.Reliability != "" {
				told.Reliability = f.Reliability
			}
			told.Claimed, told.Count, told.Note = f.Claimed, f.Count, f.Note
		})
	})
}

// count reads how many trucks somebody counted.
func (t *sheet) count(r *request, place passage.NodeID, right *passage.Fact) passage.Fact {
	c := &passage.Count{What: passage.CountedTrucks, By: cmp.Or(seen(t.text("by")), string(r.Caller.Org)), How: seen(t.text("how"))}
	t.noCoordinates("by", "how", "note", "why")
	f := passage.Fact{Kind: passage.Counted, Place: place, Reliability: pick(t, "reliability", reliabilities(), false), Note: t.text("note"), Count: c}
	if n, err := passage.ParseAmount(t.text("number"), 1); err != nil || n > mostCounted {
		t.wrong("number", "wrong.trucks", "Most", mostCounted)
	} else {
		c.Number = float64(n)
	}
	if right != nil && right.Count.From != right.Count.Last() { // of several days, which stay
		c.From, c.To = right.Count.From, right.Count.To
	} else if c.From = t.date("day"); c.From.IsZero() {
		t.wrong("day", "form.not_a_day")
	} else if today, _, _ := strings.Cut(r.T.Field(passage.InstantOf(t.now)), "T"); c.From.String() > today {
		t.wrong("day", "wrong.future")
	}
	c.To = c.Last()
	f.Claimed = passage.InstantOf(c.To.Time())
	if right != nil && t.OK() && *right.Count == *c && right.Reliability == f.Reliability && (f.Note == "" || f.Note == right.Note) {
		t.Faults = append(t.Faults, r.T.Say("count.same"))
	}
	return f
}

// inAddition is what a number is that counts beside another of the same source and day.
const inAddition passage.FactID = "add"

// thereAlready lists the counts of the same source and days, and what a number can be
// beside them: in addition, or in the place of one that the reader may put right. What
// this very form said before is passed over, so that it may come twice. A source that
// counted here before is named as it was.
func (s *Server) thereAlready(r *request, d door, t *sheet, c *passage.Count, right *passage.Fact) (rows []countRow, meant []option, err error) {
	all, err := s.desk.Counts(r.Context(), r.Caller, passage.NodeID(d.id), c.From, c.To)
	sum := c.Number
	for i := range all {
		now := all[i].Newest()
		if all[i].Now == nil || !now.Count.Alike(c) {
			continue
		}
		c.By = now.Count.By
		if said := passage.FactID(t.text("meant")); all[i].Of(t.ID.FactID(2)) != nil && all[i].Of(said) != nil {
			return nil, []option{{Value: string(said)}}, nil // put right by this form, which came again
		}
		if all[i].Of(t.ID.FactID(1)) != nil || right != nil && all[i].Of(right.ID) != nil {
			continue
		}
		row := countRowOf(r, d.id, &all[i])
		rows = append(rows, row)
		sum += row.Number * float64(c.To-c.From+1) / float64(row.To-row.From+1)
		if row.RightURL != "" && right == nil && row.From == c.From && row.To == c.To {
			meant = append(meant, option{Value: string(row.Fact), Text: r.T.Say("count.instead", "Was", r.T.Word(r.T.Number(row.Number, 0)), "Now", r.T.Word(r.T.Number(c.Number, 0)))})
		}
	}
	if len(rows) > 0 {
		meant = append([]option{{Value: string(inAddition), Text: r.T.Say("count.add", "Count", int(math.Round(sum)))}}, meant...)
	}
	return rows, meant, err
}
