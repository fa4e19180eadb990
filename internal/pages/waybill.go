package pages

import (
	"net/http"

	"passage"
	"passage/internal/desk"
)

// waybillPage is one vehicle on one leg: what is aboard, what became of it and
// who says so.
type waybillPage struct {
	waybillRow
	Heading  string
	FromID   passage.NodeID
	Lines    []goodsRow
	Findings []passage.Finding
	Told     []toldRow
	Says     []sayLink
	A4URL    string
	SlipURL  string
	Proof    *proofLinks
	FactsURL string
	InWayURL string // what stood in its way
}

func (p waybillPage) Title() string                           { return p.Heading }
func (p waybillPage) Table() (head []string, rows [][]string) { return toldTable(p.Told) }

// sayLink leads to the form for a kind of fact.
type sayLink struct{ URL, Text string }

// proofLinks lead to the evidence of what a page says.
type proofLinks struct {
	BundleURL string
	Commands  []string // with which whoever gets it checks it
}

// waybillAsked reads the waybill of an address, the facts about it, and what
// they call by name.
func (s *Server) waybillAsked(r *request) (w passage.Waybill, told []desk.Told, n names, err error) {
	id := passage.WaybillID(r.PathValue("id"))
	if w, err = s.desk.Waybill(r.Context(), r.Caller, id); err != nil {
		return w, nil, n, err
	}
	if told, err = s.desk.Thread(r.Context(), r.Caller, "w/"+string(id)); err != nil {
		return w, nil, n, err
	}
	n, err = s.namesFor(r)
	return w, told, n, err
}

func (s *Server) waybill(r *request) (answer, error) {
	w, told, n, err := s.waybillAsked(r)
	if err != nil {
		return nil, err
	}
	id := w.ID
	p := waybillPage{
		waybillRow: waybillRowOf(r, desk.WaybillItem{Waybill: w}, &n), Heading: r.T.Say("waybill.heading", "ID", string(id)), FromID: w.From,
		Findings: w.Findings, Told: toldRows(r, told, &n, false), A4URL: waybillURL(id) + "/print", SlipURL: waybillURL(id) + "/print?paper=58mm",
		FactsURL: waybillURL(id) + "/facts", InWayURL: "/impediments?waybill=" + urlQuery(string(id)), Proof: proofFor(waybillURL(id), string(id)),
	}
	for _, l := range w.Lines {
		row := goodsRowOf(r, n.good(l.Commodity), l.Unit, l.Account)
		row.Line, row.Consignment, row.ConsignmentURL = l.Line, string(l.Consignment), consignmentURL(l.Consignment)
		p.Lines = append(p.Lines, row)
	}
	if r.Caller.May(desk.Write) == nil {
		about := about{waybill: &w}
		for _, say := range sayings {
			if say.waybill && !say.anew {
				p.Says = append(p.Says, sayLink{about.sayURL(say.kind), r.T.Say("say." + string(say.kind))})
			}
		}
		p.Says = append(p.Says, sayLink{newImpedimentURL(id), r.T.Say("impediment.report")})
	}
	return p, nil
}

// proofFor are the links to evidence.
func proofFor(url, id string) *proofLinks {
	file := bundleName(id)
	return &proofLinks{BundleURL: url + "/evidence", Commands: []string{"passage verify " + file + " --key …", "python3 verify.py " + file + " …"}}
}

// bundleName is what a bundle is saved as; ids may have characters that names of
// files may not.
func bundleName(id string) string {
	name := []rune(id)
	for i, c := range name {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
			name[i] = '_'
		}
	}
	return string(name) + ".bundle"
}

// evidence hands out the bundle that proves what the log held, without
// restricted fields.
func (s *Server) evidence(r *request) (answer, error) {
	id := r.PathValue("id")
	b, err := s.desk.Prove(r.Context(), r.Caller, id, desk.Restricted)
	if err != nil {
		return nil, err
	}
	text, err := b.MarshalText()
	if err != nil {
		return nil, err
	}
	h := r.w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", attachment(bundleName(id)))
	r.w.WriteHeader(http.StatusOK)
	_, err = r.w.Write(text)
	return nil, err
}
