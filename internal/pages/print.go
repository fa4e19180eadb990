package pages

import (
	"passage"
	"passage/internal/desk"
)

// printPage is a waybill on paper: A4, or the roll of a receipt printer.
type printPage struct {
	Heading    string
	Slip       bool
	ID, Org    string
	From, To   string
	Vehicle    string // empty: a line to write on
	Loaded     passage.Instant
	Lines      []goodsRow
	QR         qrCode
	Address    string // what the code says
	Short      string // beginning of the loading's hash, empty where nothing was loaded
	BackURL    string
	OtherURL   string // the other paper
	Facts      int
	State      string
	Incomplete bool // several loadings, or none: the code names none of them
}

func (p printPage) Title() string { return p.Heading }

// shortHash is how many hexadecimal digits of a hash stand on paper: 64 bits,
// which nobody finds a second loading for by trying.
const shortHash = 16

func (s *Server) printWaybill(r *request) (answer, error) {
	w, told, n, err := s.waybillAsked(r)
	if err != nil {
		return nil, err
	}
	id := w.ID
	p := printPage{
		Heading: r.T.Say("waybill.heading", "ID", string(id)), Slip: r.FormValue("paper") == "58mm", ID: string(id), Org: string(w.Org),
		From: n.node(w.From), To: n.node(w.To), Vehicle: w.Vehicle, Loaded: w.First, BackURL: waybillURL(id), State: stateText(r, w.State), Facts: len(told),
	}
	p.OtherURL = waybillURL(id) + "/print?paper=58mm"
	if p.Slip {
		p.OtherURL = waybillURL(id) + "/print"
	}
	for _, l := range w.Lines {
		row := goodsRowOf(r, n.good(l.Commodity), l.Unit, l.Account)
		row.Consignment, row.Line = string(l.Consignment), l.Line
		p.Lines = append(p.Lines, row)
	}
	var loadings []desk.Told
	for _, f := range told {
		if f.Kind == passage.Loaded && f.Counts && f.Hash != "" {
			loadings = append(loadings, f)
		}
	}
	p.Address = s.address(r) + waybillURL(id)
	if p.Incomplete = len(loadings) != 1; !p.Incomplete {
		p.Loaded, p.Short = loadings[0].Claimed, loadings[0].Hash[:shortHash]
		p.Address += "#" + p.Short
	}
	p.QR = codeOf(p.Address)
	return p, nil
}

// address is how the reader reaches this server.
func (s *Server) address(r *request) string {
	if s.opt.Secure {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
