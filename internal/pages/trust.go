package pages

import (
	"net/http"

	"passage/internal/desk"
)

// trustPage shows how a device comes to trust the server's own authority.
type trustPage struct {
	QR          qrCode // of this page's address, for the next device
	URL         string
	FileURL     string
	Fingerprint string
	Devices     []string // keys of the catalogue
}

// rootURL is where devices fetch the certificate that they are to trust.
const rootURL = "/trust/passage.crt"

func (s *Server) trust(r *request) (answer, error) {
	if s.opt.Root == nil {
		return nil, desk.Missing{Text: "this server has no authority of its own"}
	}
	url := s.site(r).Origin + "/trust"
	return trustPage{
		QR: codeOf(url), URL: url, FileURL: rootURL, Fingerprint: s.opt.Fingerprint,
		Devices: []string{"trust.android", "trust.iphone", "trust.windows", "trust.mac", "trust.linux", "trust.firefox"},
	}, nil
}

// rootFile sends the certificate in the type that phones open with their
// settings.
func (s *Server) rootFile(w http.ResponseWriter, r *http.Request) {
	if s.opt.Root == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/x-x509-ca-cert")
	w.Header().Set("Content-Disposition", `attachment; filename="passage.crt"`)
	w.Write(s.opt.Root)
}
