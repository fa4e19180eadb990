package pages

import (
	"fmt"
	"strings"

	"github.com/boombuler/barcode/qr"

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

// qrCode is a code to scan: dark modules as the path of an SVG, in a square of
// Size modules with the quiet zone that readers need.
type qrCode struct {
	Size int
	Path string
}

// codeOf makes a code that a quarter may be dirty of and still is read. Text that
// does not fit gives none.
func codeOf(text string) qrCode {
	const quiet = 4
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return qrCode{}
	}
	b := code.Bounds()
	var path strings.Builder
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			from := x
			for x < b.Max.X && dark(code.At(x, y)) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	return qrCode{b.Dx() + 2*quiet, path.String()}
}

// dark reports whether a colour is nearer to black.
func dark(c interface{ RGBA() (r, g, b, a uint32) }) bool {
	r, _, _, _ := c.RGBA()
	return r < 0x8000
}

// shortHash is how many hexadecimal digits of a hash stand on paper: 64 bits,
// which nobody finds a second loading for by trying.
const shortHash = 16

func (s *Server) printWaybill(r *request) (answer, error) {
	id := passage.WaybillID(r.PathValue("id"))
	w, err := s.desk.Waybill(r.Context(), r.Caller, id)
	if err != nil {
		return nil, err
	}
	told, err := s.desk.Thread(r.Context(), r.Caller, "w/"+string(id))
	if err != nil {
		return nil, err
	}
	n, err := s.namesFor(r)
	if err != nil {
		return nil, err
	}
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
