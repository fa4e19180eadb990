package pages

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"passage"
	"passage/internal/desk"
	"passage/internal/sitrep"
	"passage/internal/tongue"
)

// sitrepPage is the situation report, made for print. It shows what the file
// shows: both are set from the same [sitrep.Sitrep].
type sitrepPage struct {
	sitrep.Sitrep
	W           sitrep.Words `json:"-"`
	Days        []choice
	PDFURL      string
	Drawn       *picture
	Rest        []sitrep.Loss // losses that paper has no room for
	RestText    string        // how many they are
	LeftOutText string        // where they are, on paper
}

// What the two pages have room for.
const (
	sitrepWeeks  = 12
	sitrepLosses = 12
	sitrepAsks   = 5
)

func (s *Server) sitrep(r *request) (answer, error) {
	f, err := s.fill(r)
	if err != nil || f == nil {
		return sitrepPage{}, err
	}
	p := sitrepPage{Sitrep: f.Sitrep, W: f.words(), Days: f.at.neighbours(r, "/sitrep"), PDFURL: sitrepURL(".pdf", f.at.Scenario.ID, f.at.On)}
	if f.drawn != nil {
		drawn := pictured(r, "m", *f.drawn, 460)
		p.Drawn = &drawn
	}
	if n := len(p.Losses) - sitrepLosses; n > 0 {
		p.Rest, p.RestText, p.LeftOutText = p.Losses[sitrepLosses:], r.T.Say("sitrep.rest", "Count", n), p.W.LeftOut(n, p.More)
		p.Losses = p.Losses[:sitrepLosses]
	}
	return p, nil
}

func (s *Server) sitrepPDF(r *request) (answer, error) {
	f, err := s.fill(r)
	if err != nil {
		return nil, err
	}
	if f == nil {
		return nil, desk.Missing{Text: "there is no scenario to report on"}
	}
	file, err := sitrep.Write(f.Sitrep, f.words())
	if err != nil {
		return nil, err
	}
	h := r.w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Language", r.T.Code)
	h.Set("Content-Disposition", attachment(fmt.Sprintf("sitrep-%s-%s.pdf", f.at.On, r.T.Code)))
	_, err = r.w.Write(file)
	return nil, err
}

// SitrepOf says which situation report is wanted.
type SitrepOf struct {
	Language string       // one of [tongue.Languages]
	Scenario string       // empty: the newest
	On       passage.Date // zero: as on the page Today
	More     string       // where the rest is
}

// Sitrep is the file that /sitrep.pdf answers with, without a browser.
func Sitrep(ctx context.Context, d *desk.Desk, caller desk.Caller, of SitrepOf) ([]byte, error) {
	tongues, err := tongue.Load()
	if err != nil {
		return nil, err
	}
	t := tongues.Of(of.Language)
	if t == nil {
		return nil, desk.Refused{Text: "the language is none of en, ar, fr, tr"}
	}
	query := url.Values{"scenario": {of.Scenario}}
	if !of.On.IsZero() {
		query.Set("on", of.On.String())
	}
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, "/sitrep.pdf?"+query.Encode(), nil)
	if err != nil {
		return nil, err
	}
	s := &Server{desk: d, tongues: tongues}
	f, err := s.fill(&request{Request: ask, T: t, Caller: caller, In: true})
	switch {
	case err != nil:
		return nil, err
	case f == nil:
		return nil, desk.Refused{Text: "there is no scenario to report on; passage serve --scenario brings one in"}
	case !of.On.IsZero() && f.at.On != of.On:
		return nil, desk.Refused{Text: fmt.Sprintf("%s is no day of the scenario", of.On)}
	}
	f.More = of.More
	return sitrep.Write(f.Sitrep, f.words())
}
