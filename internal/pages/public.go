package pages

import (
	"net/http"
	"strconv"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
)

// publicPage is what everybody may read, without an account.
type publicPage struct {
	Name       string
	Weeks      []passage.Date
	Rows       []publicRow
	LeftOut    bool
	Few        int
	Delay      int      // hours
	Cover      *picture `json:"-"`
	Log        bool
	Key        string
	Checkpoint string
	figures    *desk.PublicFigures
}

type publicRow struct {
	Door, Source string
	Ours         bool
	Trucks       []string
}

// public answers everybody, and the same for all, so that it can be kept on
// the way.
func (s *Server) public(r *request) (answer, error) {
	r.Caller, r.In = desk.Caller{}, false
	r.w.Header().Set("Cache-Control", "public, max-age=300")
	f, err := s.desk.Public(r.Context())
	if err != nil || f == nil {
		return publicPage{}, err
	}
	settings, err := s.desk.Publication(r.Context())
	if err != nil {
		return nil, err
	}
	n := newNaming(r.T, f.Scenario)
	p := publicPage{Name: n.scenario(), Weeks: f.Weeks, LeftOut: f.LeftOut, Few: desk.Few, Delay: settings.Delay, Log: settings.Log, figures: f}
	for _, row := range f.Rows {
		out := publicRow{Door: r.T.Say("public.all_doors"), Source: row.Source, Ours: row.Source == ""}
		if row.Door != "" {
			out.Door = n.node(row.Door)
		}
		if out.Ours {
			out.Source = r.T.Say("public.ledger")
		}
		for _, v := range row.Trucks {
			switch v {
			case desk.Untold:
				out.Trucks = append(out.Trucks, "<"+strconv.Itoa(desk.Few))
			case desk.Unknown:
				out.Trucks = append(out.Trucks, "–")
			default:
				out.Trucks = append(out.Trucks, r.T.Number(float64(v), 0))
			}
		}
		p.Rows = append(p.Rows, out)
	}
	if f.Plan != nil && len(f.Plan.Document.Fairness) > 0 {
		cover := pictured(r, "c", n.heat(f.Plan.Document, f.Plan.Document.Fairness[0].Need), 760)
		p.Cover = &cover
	}
	if p.Log {
		p.Key = s.desk.LogKey()
		if _, signed, err := s.desk.Checkpoint(r.Context()); err == nil {
			p.Checkpoint = string(signed)
		}
	}
	return p, nil
}

// Table is the published trucks, a row for each door, source and week.
func (p publicPage) Table() (head []string, rows [][]string) {
	head = []string{"week_from", "door", "source", "trucks"}
	if p.figures == nil {
		return head, nil
	}
	for _, row := range p.figures.Rows {
		for w, v := range row.Trucks {
			text := strconv.FormatInt(v, 10)
			if v == desk.Untold {
				text = "<" + strconv.Itoa(desk.Few)
			} else if v == desk.Unknown {
				text = ""
			}
			rows = append(rows, []string{p.figures.Weeks[w].String(), string(row.Door), row.Source, text})
		}
	}
	return head, rows
}

// publishPage is where it is chosen what everybody may read.
type publishPage struct {
	desk.Publication
	Least, Most int // hours
	Scenarios   []option
	Wrong       bool   // hours that cannot be were typed
	Typed       string // then
}

// mostDelay is how late what happened may be published: ten years.
const mostDelay = 24 * 3660

func (s *Server) publishing(r *request) (answer, error) {
	if err := r.Caller.May(access.Publish); err != nil {
		return nil, err
	}
	p, err := s.desk.Publication(r.Context())
	if err != nil {
		return nil, err
	}
	p.Delay = max(p.Delay, desk.LeastDelay)
	return s.publishForm(r, p)
}

func (s *Server) publishForm(r *request, p desk.Publication) (publishPage, error) {
	page := publishPage{Publication: p, Least: desk.LeastDelay, Most: mostDelay}
	reader := desk.Caller{Scopes: []desk.Scope{desk.Read}} // names of scenarios, which who publishes may choose from
	all, err := s.desk.Scenarios(r.Context(), reader)
	for _, one := range all {
		name, err := s.called(r, reader, one.ID, one.Name)
		if err != nil {
			return page, err
		}
		page.Scenarios = append(page.Scenarios, option{one.ID, name, one.ID == p.Scenario})
	}
	return page, err
}

func (s *Server) publish(r *request) (answer, error) {
	yes := func(name string) bool { return r.PostFormValue(name) != "" }
	delay, err := strconv.Atoi(passage.WesternDigits(r.PostFormValue("delay")))
	p := desk.Publication{On: yes("on"), Scenario: r.PostFormValue("scenario"), Delay: delay, Trucks: yes("trucks"), ByDoor: yes("by_door"),
		Counts: yes("counts"), Cover: yes("cover"), Log: yes("log")}
	if err != nil || delay < desk.LeastDelay || delay > mostDelay {
		page, err := s.publishForm(r, p)
		page.Wrong, page.Typed, r.status = true, r.PostFormValue("delay"), http.StatusUnprocessableEntity
		return page, err
	}
	if err := s.desk.SetPublication(r.Context(), r.Caller, p); err != nil {
		return nil, err
	}
	return redirect("/admin/public?said=saved"), nil
}
