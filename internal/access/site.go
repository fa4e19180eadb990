package access

import (
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// Site is how a browser reaches the server.
type Site struct {
	Name   string // as people read it
	Origin string // such as https://passage.lan:8443
}

// PasskeyHost returns the host name that passkeys are tied to, and false where
// browsers have none: on IP addresses, and without TLS but for localhost.
func (s Site) PasskeyHost() (string, bool) {
	u, err := url.Parse(s.Origin)
	if err != nil {
		return "", false
	}
	host := strings.ToLower(u.Hostname())
	if _, err := netip.ParseAddr(host); err == nil || host == "" || strings.Contains(host, ":") {
		return "", false
	}
	local := host == "localhost" || strings.HasSuffix(host, ".localhost")
	return host, u.Scheme == "https" || local
}

// HostOf returns the host of an address such as a request's Host, without port.
func HostOf(hostport string) string {
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		return strings.ToLower(h)
	}
	return strings.ToLower(strings.Trim(hostport, "[]"))
}
