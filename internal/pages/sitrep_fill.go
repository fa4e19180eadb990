package pages

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"passage"
	"passage/internal/desk"
	"passage/internal/draw"
	"passage/internal/pdf"
	"passage/internal/report"
	"passage/internal/sitrep"
	"passage/internal/tongue"
)

// filling is a report while it is filled in.
type filling struct {
	sitrep.Sitrep
	at        *situation
	n         *naming
	t         *tongue.Tongue
	traffic   *traffic
	said      []passage.Fact
	setbacks  []desk.Setback
	received  int64 // grams, in seven days
	drawn     *draw.Map
	need      passage.NeedID // that is reported on; empty without a plan
	restricts bool           // the reader does not see every waybill
	gaps      bool           // somebody has not counted every day
}

// fill fills the report in. It is nil where there is no scenario.
func (s *Server) fill(r *request) (*filling, error) {
	at, err := s.situation(r)
	if err != nil || at == nil {
		return nil, err
	}
	at.n.paper = true
	f := &filling{at: at, n: at.n, t: r.T, restricts: !r.Caller.ReadsAll()}
	if f.traffic, err = s.traffic(r, at, 14); err != nil {
		return nil, err
	}
	if f.said, err = s.desk.Said(r.Context(), r.Caller, f.traffic.doors, f.traffic.days[0], at.ahead()); err != nil {
		return nil, err
	}
	if f.setbacks, err = s.desk.Setbacks(r.Context(), r.Caller, at.On-13, at.On); err != nil {
		return nil, err
	}
	if f.received, err = s.desk.Brought(r.Context(), r.Caller, f.traffic.doors, at.On-6, at.On); err != nil {
		return nil, err
	}
	ranking, _, err := s.desk.Ranked(r.Context(), r.Caller, at.Scenario.ID)
	if err != nil {
		return nil, err
	}
	name, err := s.desk.Rehearsal(r.Context())
	if err != nil {
		return nil, err
	}
	if at.Plan != nil && len(at.Plan.Document.Fairness) > 0 {
		f.need = at.Plan.Document.Fairness[0].Need
	}
	f.Lang, f.RTL, f.Created = r.T.Code, r.T.Dir == "rtl", at.On.Time() // not when it was asked for: the same figures are the same file
	f.Operation, f.AsOf = at.n.scenario(), r.T.Date(at.On)
	f.Period = r.T.Say("sitrep.span", "From", r.T.Word(r.T.Date(at.On-6)), "To", r.T.Word(r.T.Date(at.On)))
	f.More = s.site(r).Origin + "/sitrep?on=" + at.On.String()
	if r.FormValue("scenario") != "" {
		f.More = s.site(r).Origin + sitrepURL("", at.Scenario.ID, at.On)
	}
	if name != "" {
		f.Caution = r.T.Say("layout.rehearsal")
	}
	f.figures()
	f.doors()
	f.cover()
	f.mapped()
	f.losses()
	f.asks(ranking)
	f.notes()
	return f, nil
}

// figures are the six of the head.
func (f *filling) figures() {
	say := f.t.Say
	var sum doorDay
	for _, door := range f.traffic.doors {
		one := f.traffic.sum(door, 7)
		sum.Counted, sum.Planned = sum.Counted+one.Counted, sum.Planned+one.Planned
	}
	crossed := sitrep.Figure{Value: f.t.Number(sum.Counted, 0), Label: say("today.crossed"), Note: say("today.last_7")}
	if f.at.Plan != nil {
		crossed.Note = say("today.against", "N", f.t.Word(f.t.Number(sum.Planned, 0)))
	}
	var lost int64
	legs := map[string]int64{}
	worst := ""
	for _, b := range f.setbacks {
		if b.Lost() && b.Grams > 0 {
			leg := f.leg(b)
			lost, legs[leg] = lost+b.Grams, legs[leg]+b.Grams
			if worst == "" || legs[leg] > legs[worst] {
				worst = leg
			}
		}
	}
	gone := sitrep.Figure{Value: f.t.Tonnes(float64(lost)), Label: say("sitrep.lost"), Note: say("today.last_14")}
	if worst != "" {
		gone.Note = say("sitrep.most", "Way", f.t.Word(worst), "T", f.t.Word(f.t.Tonnes(float64(legs[worst]))))
	}
	received := sitrep.Figure{Value: f.t.Tonnes(float64(f.received)), Label: say("sitrep.received"), Note: say("today.last_7")}
	if f.restricts { // a figure is quoted without the notes at the end
		received.Note, gone.Note = say("sitrep.seen", "Note", f.t.Word(received.Note)), say("sitrep.seen", "Note", f.t.Word(gone.Note))
	}
	f.Figures = []sitrep.Figure{crossed, received, gone}
	if f.need == "" {
		return
	}
	d := f.at.Plan.Document
	fair, o, need := d.Fairness[0], d.Outcome, f.n.need(f.need)
	f.Figures = append(f.Figures,
		sitrep.Figure{Value: f.t.Number(f.people(), 0), Label: say("sitrep.people", "Need", need), Note: say("sitrep.this_week")},
		sitrep.Figure{Value: f.t.Percent(fair.Mean), Label: say("plan.mean", "Need", need), Note: say("plan.least", "Place", f.n.place(fair.LeastPlace), "Cover", f.t.Word(f.ltr(f.t.Percent(fair.Least))))},
		sitrep.Figure{Value: f.t.Percent(1 - o.Deprivation/max(o.Nothing, 1)), Label: say("plan.relieved"), Note: say("plan.relieved_note")})
}

// ltr keeps a percentage from reading "%80" within a sentence in Arabic, by a
// mark that outlasts the isolation of the sentence.
func (f *filling) ltr(s string) string {
	if f.RTL {
		return "\u200e" + s
	}
	return s
}

// people are those in need in the week shown.
func (f *filling) people() (sum float64) {
	d := f.at.Plan.Document
	for _, c := range d.Cover {
		if c.Need == f.need && c.Period == f.at.week(d) {
			sum += c.PersonDays / float64(d.Horizon.PeriodDays)
		}
	}
	return sum
}

func (f *filling) leg(b desk.Setback) string {
	return f.t.Say("sitrep.way", "From", f.n.node(b.From), "To", f.n.node(b.To))
}

// doors says what each source says of each crossing over the last seven days.
func (f *filling) doors() {
	sc := f.at.Scenario.Loaded.Scenario
	for _, door := range f.traffic.doors {
		id := passage.DoorID(door)
		row := sitrep.Door{Name: f.n.node(door), State: f.t.Say("door." + stateKey(doorState(sc, id, f.at.On, 1)))}
		if rule := ruleNow(sc, id, f.at.On); rule != nil {
			row.Source = sourced(rule.Source, rule.Reliability)
			if !rule.From.IsZero() {
				row.State = f.t.Say("sitrep.state", "State", f.t.Word(row.State), "Since", f.t.Word(f.t.Say("change.since", "From", f.t.Word(f.t.Date(rule.From)))))
			}
		}
		row.State = strings.Join(append([]string{row.State}, f.announced(door)...), "; ")
		sum := f.traffic.sum(door, 7)
		row.Observed = f.t.Number(sum.Counted, 0)
		if f.at.Plan != nil {
			row.Planned = f.t.Number(sum.Planned, 0)
		}
		row.Others = f.others(door)
		f.Doors = append(f.Doors, row)
	}
}

// announced says how a door is announced to be later on, and by whom.
func (f *filling) announced(door passage.NodeID) (texts []string) {
	ahead, _ := f.at.stated(saidOf(f.said, door))
	for _, one := range ahead {
		texts = append(texts, f.t.Say("sitrep.announced", "Source", f.t.Word(one.Fact.SourceOf()),
			"State", f.t.Word(f.t.Say("door."+string(one.Fact.Door.Status))),
			"Since", f.t.Word(f.t.Say("change.since", "From", f.t.Word(f.t.Date(one.Since))))))
	}
	return texts
}

// ruleNow is the newest rule that holds for a door on a day, nil without one.
func ruleNow(sc *passage.Scenario, door passage.DoorID, on passage.Date) (now *passage.AccessRule) {
	for i, r := range sc.Access {
		if r.On != door || !r.Covers(on) {
			continue
		}
		if now == nil || r.From > now.From {
			now = &sc.Access[i]
		}
	}
	return now
}

// sourced is a source with its reliability.
func sourced(source, reliability string) string {
	if reliability == "" {
		return source
	}
	return strings.TrimSpace(source + " (" + reliability + ")")
}

// others is what others counted in seven days, from the lowest to the highest,
// with a star where one of them has not counted every day.
func (f *filling) others(door passage.NodeID) string {
	var sums []float64
	star := ""
	for _, source := range f.traffic.sources {
		by := f.traffic.others[source][door]
		sum, days := 0.0, 0
		for _, v := range by[max(0, len(by)-7):] {
			if v == v {
				sum, days = sum+v, days+1
			}
		}
		if days > 0 {
			sums = append(sums, sum)
			if days < 7 {
				star, f.gaps = "*", true
			}
		}
	}
	if len(sums) == 0 {
		return ""
	}
	low, high := f.t.Number(slices.Min(sums), 0), f.t.Number(slices.Max(sums), 0)
	if low == high {
		return low + star
	}
	return low + "–" + high + star
}

// cover is the cover of the first need, over some weeks around the one shown.
func (f *filling) cover() {
	if f.need == "" {
		return
	}
	d := f.at.Plan.Document
	heat := f.n.heat(d, f.need)
	first := max(0, min(f.at.week(d)-3, d.Horizon.Periods-sitrepWeeks))
	last := min(first+sitrepWeeks, d.Horizon.Periods)
	for w := first; w < last; w++ {
		day := d.Horizon.FirstDay(w).Time()
		f.Weeks = append(f.Weeks, fmt.Sprintf("%d/%d", day.Day(), day.Month())) // months have no room
	}
	for i, place := range heat.Rows {
		row := sitrep.Cover{Place: place}
		for _, v := range heat.Cover[i][first:last] {
			row.Weeks = append(row.Weeks, f.share(v))
		}
		f.Cover = append(f.Cover, row)
	}
}

func (f *filling) share(v float64) sitrep.Share {
	return sitrep.Share{Value: min(max(v, 0), 1), Known: v == v, Text: f.t.Percent(v)}
}

// mapped is the map of the plan's page. What lies far outside is left out, and
// the ways there with it.
func (f *filling) mapped() {
	if f.need == "" {
		return
	}
	d := f.at.Plan.Document
	m, ok := f.n.flows(d, f.need, f.at.week(d), f.at.On, 1)
	if !ok {
		return
	}
	f.drawn = &m
	at, aspect := m.Frame()
	f.Map = sitrep.Map{Alt: m.Title + ". " + m.Description, Aspect: aspect}
	for _, p := range m.Places {
		area := sitrep.Area{Name: p.Name, Cover: f.share(p.Cover)}
		largest := 0
		for _, ring := range p.Rings {
			var points []pdf.Point
			var middle pdf.Point
			for _, p := range ring {
				x, y := at(p)
				points = append(points, pdf.Point{X: x, Y: y})
				middle.X, middle.Y = middle.X+x/float64(len(ring)), middle.Y+y/float64(len(ring))
			}
			area.Rings = append(area.Rings, points)
			if len(ring) > largest {
				largest, area.Label = len(ring), middle
			}
		}
		f.Map.Areas = append(f.Map.Areas, area)
	}
	within := make([]bool, len(m.Points))
	spots := make([]pdf.Point, len(m.Points))
	for i, p := range m.Points {
		x, y := at(p.At)
		spots[i], within[i] = pdf.Point{X: x, Y: y}, x >= 0 && x <= 1 && y >= 0 && y <= 1
		if !within[i] || p.Kind != draw.Door && p.Kind != draw.Hub {
			continue
		}
		place := sitrep.Place{At: spots[i], Kind: sitrep.Hub}
		if p.Kind == draw.Door {
			place.Name, place.Kind = p.Name, sitrep.OpenDoor
			if p.State == draw.Closed {
				place.Kind = sitrep.ClosedDoor
			}
		}
		f.Map.Places = append(f.Map.Places, place)
	}
	most := 0.0
	for _, w := range m.Ways {
		most = max(most, w.Flow)
	}
	for _, w := range m.Ways {
		if w.Flow > 0 && within[w.From] && within[w.To] {
			f.Map.Lines = append(f.Map.Lines, sitrep.Line{Points: []pdf.Point{spots[w.From], spots[w.To]}, Weight: w.Flow / most})
		}
	}
}

// losses are setbacks, and what was reported to stand in the way; some of each
// where there are many.
func (f *filling) losses() {
	var lost, impeded []sitrep.Loss
	for _, b := range f.setbacks {
		what := f.t.Say("fact." + string(b.What))
		if b.What == passage.Received {
			what = f.t.Say("sitrep.short")
		}
		if b.How != "" {
			what += " (" + f.t.Say("how."+string(b.How)) + ")"
		}
		row := sitrep.Loss{What: f.t.Say("sitrep.setback", "What", f.t.Word(what), "Count", b.Trucks), Where: f.leg(b), Reason: f.stated(b.Reason, b.Source, b.Reliability)}
		if b.Reason == "" && b.How != "" && b.Source != "" {
			row.Reason = tongue.Tame(sourced(b.Source, string(b.Reliability)))
		}
		if b.Grams > 0 {
			row.Amount = f.t.Number(float64(b.Grams)/1e6, 1)
		}
		lost = append(lost, row)
	}
	for _, fact := range slices.Backward(f.said) {
		day := fact.Claimed.Day()
		if fact.Kind != passage.Impeded || day > f.at.On || day <= f.at.On-14 {
			continue
		}
		row := sitrep.Loss{What: f.t.Say("obstacle." + string(fact.Obstacle)), Where: f.n.node(fact.Place), Reason: f.stated(fact.Reason, fact.Source, fact.Reliability)}
		same := func(l sitrep.Loss) bool { l.URL = ""; return l == row }
		if !slices.ContainsFunc(impeded, same) {
			row.URL = impedimentURL(fact.ID)
			impeded = append(impeded, row)
		}
	}
	few := min(len(lost), sitrepLosses-min(len(impeded), sitrepLosses/2))
	f.Losses = append(append(slices.Clone(lost[:few]), impeded...), lost[few:]...)
}

// stated is a reason as somebody stated it, with who.
func (f *filling) stated(reason, source string, reliability passage.Reliability) string {
	reason = cmp.Or(tongue.Tame(reason), f.t.Say("sitrep.no_reason"))
	if source == "" {
		return reason
	}
	return reason + " · " + tongue.Tame(sourced(source, string(reliability)))
}

// asks are what would help most: the asks where they are worked out, else what
// binds.
func (f *filling) asks(ranking desk.Ranking) {
	for _, g := range ranking.Alone {
		if !ranking.Done || g.Deprivation < 1 || len(f.Needed) == sitrepAsks {
			break
		}
		ask := g.Asks[0]
		need := sitrep.Need{What: f.n.ask(ask)}
		if ask.HeldBy != "" {
			need.Of = f.t.Say("brief.held_by", "Who", ask.HeldBy)
		}
		best := 0
		for i, days := range g.PersonDays {
			if days > g.PersonDays[best] {
				best = i
			}
		}
		sc := f.at.Scenario.Loaded.Scenario
		if people := int(g.PersonDays[best]/float64(sc.Periods*sc.PeriodDays) + 0.5); people > 0 {
			need.Effect = f.t.Say("sitrep.effect", "Count", people, "Need", f.n.need(sc.Needs[best].ID))
		}
		f.Needed = append(f.Needed, need)
	}
	if len(f.Needed) > 0 || f.at.Plan == nil {
		return
	}
	d := f.at.Plan.Document
	for _, b := range d.Binding[:min(len(d.Binding), sitrepAsks)] {
		f.Needed = append(f.Needed, f.bound(b, d))
	}
}

func (f *filling) bound(b report.Binding, d *report.Document) sitrep.Need {
	row := f.n.binding(b, d)
	need := sitrep.Need{What: row.Kind, Effect: f.t.Say("sitrep.worth", "N", f.t.Word(row.Worth), "Unit", f.t.Word(row.Unit))}
	if row.About != "" {
		need.What = f.t.Say("sitrep.bound", "Limit", f.t.Word(row.Kind), "About", row.About)
	}
	return need
}

// notes say where figures come from and what they leave out.
func (f *filling) notes() {
	say := f.t.Say
	f.Notes = []string{say("sitrep.note_trucks")}
	if len(f.traffic.sources) > 0 {
		f.Notes = append(f.Notes, say("sitrep.note_others", "Sources", strings.Join(f.traffic.sources, f.t.Semicolon())))
	}
	if f.gaps {
		f.Notes = append(f.Notes, "* "+say("sitrep.note_gaps"))
	}
	if f.at.Plan != nil {
		key := "sitrep.note_plan"
		if f.at.Plan.Document.Status != "optimal" {
			key = "sitrep.note_plan_unproved"
		}
		f.Notes = append(f.Notes, say(key, "Made", f.t.Word(f.t.Moment(f.at.Plan.Made))))
	}
	f.Notes = append(f.Notes, say("sitrep.note_doors"), say("sitrep.note_losses"))
	if f.restricts {
		f.Notes = append(f.Notes, say("sitrep.note_seen"))
	}
	f.Notes = append(f.Notes, say("layout.neutral"))
}

// words are the report's own.
func (f *filling) words() sitrep.Words {
	say := f.t.Say
	cover := say("plan.cover")
	if f.need != "" {
		cover = say("sitrep.cover", "Need", f.n.need(f.need))
	}
	return sitrep.Words{
		Title: say("sitrep.title"), AsOf: say("sitrep.as_of"), Period: say("sitrep.period"),
		Map: say("sitrep.map"), Cover: cover, CoverScale: say("sitrep.scale"), NoCover: say("sitrep.scale_none"), FullCover: say("sitrep.scale_full"),
		NotKnown: say("cover.missing"), OpenDoor: say("door.open"), ClosedDoor: say("door.closed"), Hub: say("map.hub"),
		Doors: say("sitrep.doors"), Door: say("sitrep.door"), State: say("today.state"), Source: say("sitrep.source"),
		Planned: say("traffic.planned"), Observed: say("sitrep.ledger"), Others: say("sitrep.others"), Place: say("cover.place"),
		Losses: say("sitrep.losses"), What: say("sitrep.what"), Where: say("sitrep.where"), Amount: say("sitrep.tonnes"), Reason: say("sitrep.reason"),
		Needed: say("sitrep.needed"), Effect: say("sitrep.effect_head"), Notes: say("sitrep.notes"), Unknown: say("sitrep.unknown"),
		Page: func(n, of int) string { return say("sitrep.page", "N", n, "Of", of) },
		LeftOut: func(rows int, more string) string {
			return say("sitrep.left_out", "Count", rows, "More", more)
		},
	}
}
