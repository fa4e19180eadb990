package pages

import (
	"maps"
	"net/url"

	"passage"
	"passage/internal/desk"
)

// printPage is a waybill on paper, or those of a consignment: A4, or the roll of
// a receipt printer.
type printPage struct {
	Heading  string
	All      bool // of a consignment
	Slip     bool
	Papers   []paper
	BackURL  string
	OtherURL string // the other paper
	MoreURL  string // the waybills after these; empty: there are no others
	Drill    bool   // the trucks are simulated, as every sheet says
}

// paper is one waybill as it is printed.
type paper struct {
	ID, Org    string
	From, To   string
	Vehicle    string // empty: a line to write on
	Loaded     passage.Instant
	Lines      []goodsRow
	QR         qrCode
	Address    string // what the code says
	Short      string // beginning of the loading's hash, empty where nothing was loaded
	Incomplete bool   // several loadings, or none: the code names none of them
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
	p := printPage{Heading: r.T.Say("waybill.heading", "ID", string(w.ID)), BackURL: waybillURL(w.ID), Drill: s.rehearsal(r.Context())}
	p.on(r, waybillURL(w.ID)+"/print", url.Values{})
	p.Papers = []paper{s.paperOf(r, w, told, &n)}
	return p, nil
}

// mostPrinted is how many waybills are on paper at once.
const mostPrinted = 40

// printWaybills has the waybills of a consignment, each on a sheet of its own.
func (s *Server) printWaybills(r *request) (answer, error) {
	c, err := s.threadOf(r, mostPrinted)
	if err != nil {
		return nil, err
	}
	p := printPage{Heading: r.T.Say("print.of_consignment", "ID", string(c.ID)), All: true, BackURL: consignmentURL(c.ID), Drill: s.rehearsal(r.Context())}
	here, more := consignmentURL(c.ID)+"/print", url.Values{}
	if after := r.FormValue("after"); after != "" {
		more.Set("after", after)
	}
	p.on(r, here, more)
	told := map[passage.WaybillID][]desk.Told{}
	for _, f := range c.Told {
		told[f.Waybill] = append(told[f.Waybill], f)
	}
	for _, w := range c.Carriers {
		p.Papers = append(p.Papers, s.paperOf(r, w.Waybill, told[w.ID], &c.n))
	}
	if c.More {
		more.Set("after", string(c.Carriers[len(c.Carriers)-1].ID))
		if p.Slip {
			more.Set("paper", slipPaper)
		}
		p.MoreURL = here + "?" + more.Encode()
	}
	return p, nil
}

const slipPaper = "58mm"

// on chooses the paper that is asked for, and offers the other.
func (p *printPage) on(r *request, here string, query url.Values) {
	other := maps.Clone(query)
	if p.Slip = r.FormValue("paper") == slipPaper; !p.Slip {
		other.Set("paper", slipPaper)
	}
	if p.OtherURL = here; len(other) > 0 {
		p.OtherURL += "?" + other.Encode()
	}
}

func (s *Server) paperOf(r *request, w passage.Waybill, told []desk.Told, n *names) paper {
	p := paper{ID: string(w.ID), Org: string(w.Org), From: n.node(w.From), To: n.node(w.To), Vehicle: w.Vehicle, Loaded: w.First}
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
	p.Address = s.address(r) + waybillURL(w.ID)
	if p.Incomplete = len(loadings) != 1; !p.Incomplete {
		p.Loaded, p.Short = loadings[0].Claimed, loadings[0].Hash[:shortHash]
		p.Address += "#" + p.Short
	}
	p.QR = codeOf(p.Address)
	return p
}

// address is how the reader reaches this server.
func (s *Server) address(r *request) string {
	if s.opt.Secure {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
