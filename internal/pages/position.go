package pages

import (
	"regexp"
	"strconv"
	"strings"

	"passage"
	"passage/internal/desk"
)

// newPositionPage is the form for an exact position.
type newPositionPage struct {
	Form       form
	URL        string
	NoticeURL  string
	Places     []option
	Colleagues []option
	Datum      string
	Most       int
}

func (s *Server) newPositionPage(r *request, f form) (p newPositionPage, err error) {
	n, err := s.ownNotice(r)
	if err != nil {
		return p, err
	}
	names, err := s.namesFor(r)
	if err != nil {
		return p, err
	}
	p = newPositionPage{Form: f, URL: noticeURL(n.Fact.ID) + "/position", NoticeURL: noticeURL(n.Fact.ID), Datum: desk.Datum, Most: desk.MostPrecisionM}
	for _, place := range noticePlaces(&n.Fact) {
		p.Places = append(p.Places, option{Value: string(place), Text: names.node(place)})
	}
	colleagues, err := s.desk.Colleagues(r.Context(), r.Caller)
	for _, c := range colleagues {
		p.Colleagues = append(p.Colleagues, option{Value: c.Account, Text: c.Person})
	}
	return p, err
}

func (s *Server) newPosition(r *request) (answer, error) {
	f := s.blankForm(map[string]string{"datum": ""})
	p, err := s.newPositionPage(r, f)
	if err == nil && len(p.Places) == 1 {
		p.Form.Values.Set("place", p.Places[0].Value)
	}
	return p, err
}

func (s *Server) putPosition(r *request) (answer, error) {
	t, err := s.sheet(r)
	if err != nil {
		return nil, err
	}
	p, err := s.newPositionPage(r, t.form)
	if err != nil {
		return nil, err
	}
	place := desk.Place{Notice: passage.FactID(r.PathValue("id")), Place: pick(t, "place", valuesOf[passage.NodeID](p.Places), true), Datum: t.text("datum"),
		PrecisionM: t.whole("precision"), Checker: pick(t, "checker", valuesOf[string](p.Colleagues), true)}
	var latStep, lonStep float64
	place.Lat, latStep = t.degrees("lat", 90)
	place.Lon, lonStep = t.degrees("lon", 180)
	if !desk.IsDatum(place.Datum) {
		t.wrong("datum", "wrong.datum", "Datum", desk.Datum)
	}
	if place.PrecisionM < 1 || place.PrecisionM > desk.MostPrecisionM {
		t.wrong("precision", "wrong.precision", "Most", desk.MostPrecisionM)
	} else {
		const perDegree = 111_320 // metres
		for name, step := range map[string]float64{"lat": latStep, "lon": lonStep} {
			if finest := step * perDegree; finest > 2*float64(place.PrecisionM) {
				t.wrong(name, "wrong.digits", "Metres", r.T.Number(finest, 0), "Precision", r.T.Number(float64(place.PrecisionM), 0))
			}
		}
	}
	if place.Lat == 0 && place.Lon == 0 {
		t.wrong("lat", "wrong.nowhere")
	}
	return sent(r, t, heldURL(desk.Positions, t.ID.String())+"?said=saved", filledIn(&p, &p.Form), func() error {
		return s.desk.PutPosition(r.Context(), r.Caller, t.ID, place)
	})
}

func valuesOf[S ~string](options []option) (values []S) {
	for _, o := range options {
		values = append(values, S(o.Value))
	}
	return values
}

var degreesText = regexp.MustCompile(`^[-−+]?\d{1,3}(?:[.,٫](\d{1,10}))?$`)

// degrees reads degrees with decimals, and how many degrees the last digit is.
func (t *sheet) degrees(name string, most float64) (v, step float64) {
	text := strings.TrimSuffix(strings.ReplaceAll(passage.WesternDigits(t.text(name)), " ", ""), "°")
	m := degreesText.FindStringSubmatch(text)
	if m == nil {
		t.wrong(name, "wrong.degrees")
		return 0, 0
	}
	v, err := strconv.ParseFloat(strings.NewReplacer("−", "-", ",", ".", "٫", ".").Replace(text), 64)
	if err != nil || v < -most || v > most {
		t.wrong(name, "wrong.degrees_range", "Most", most)
		return 0, 0
	}
	step = 1
	for range m[1] {
		step /= 10
	}
	return v, step
}

// positionPage shows where something is, to who may read it. Every showing is in
// the journal.
type positionPage struct {
	P              desk.Position
	URL, NoticeURL string
	Name           string
	Lat, Lon       string
	Distance       string
	Far            bool
	FarKm          string
	Form           form
	Datum          string
}

func (s *Server) position(r *request) (answer, error) { return s.positionPage(r, form{}) }

func (s *Server) positionPage(r *request, f form) (p positionPage, err error) {
	at, err := s.desk.Position(r.Context(), r.Caller, r.PathValue("id"))
	if err != nil {
		return p, err
	}
	names, err := s.namesFor(r)
	if err != nil {
		return p, err
	}
	degrees := func(v float64) string { return strconv.FormatFloat(v, 'f', 7, 64) }
	p = positionPage{P: at, URL: heldURL(desk.Positions, at.ID), NoticeURL: s.heldNoticeURL(r, at.Held), Name: names.node(at.Place), Lat: degrees(at.Lat), Lon: degrees(at.Lon),
		Far: at.Far(), FarKm: r.T.Number(desk.FarM/1000, 0), Form: f, Datum: desk.Datum}
	if at.Measured {
		p.Distance = r.T.Number(at.DistanceM, 0)
	}
	return p, nil
}
