package cli

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"time"

	"golang.org/x/crypto/acme/autocert"

	"passage/internal/ownca"
)

// secured is how a server is encrypted.
type secured struct {
	config      *tls.Config // nil: by nobody, or by a proxy
	pages       bool        // browsers reach the pages over TLS
	root        []byte      // of an authority of our own, for devices to trust
	fingerprint string
}

// secure prepares what --tls says. Passwords and sessions do not go over a
// network unencrypted because somebody forgot a flag.
func (c *serveCommand) secure(sh *Shell, log *slog.Logger) (s secured, err error) {
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return s, badInput("--listen %s is no address with a port, such as 127.0.0.1:8080", c.Listen)
	}
	if c.TLS == "" && !loopback(c.Listen) {
		return s, badInput("--listen %s opens the server to a network, where passwords must not be read by others. Add --tls own --host NAME with the name by which browsers reach it, such as passage.lan; --tls acme --host NAME on the internet; --tls proxy behind a server that encrypts; or --tls off where nothing needs it", c.Listen)
	}
	if len(c.Host) == 0 && (c.TLS == "own" || c.TLS == "acme") {
		return s, badInput("--tls %s needs --host NAME, the name by which browsers reach the server, such as passage.lan", c.TLS)
	}
	if c.Forwarded != "" && c.TLS != "proxy" {
		return s, badInput("--forwarded %s goes with --tls proxy: without a server in front, whoever asks could write any address there", c.Forwarded)
	}
	switch c.TLS {
	case "own":
		folder := filepath.Join(c.Data, "tls")
		a, err := ownca.Open(folder, c.Host, time.Now, log)
		if err != nil {
			return s, badInput("--tls own: %v", err)
		}
		fmt.Fprintf(sh.Out, "Devices have to trust this server's authority once: open /trust on them. Its SHA-256 is\n%s\n", a.Fingerprint())
		return secured{a.TLS(), true, a.Root(), a.Fingerprint()}, nil
	case "acme":
		for _, h := range c.Host {
			if net.ParseIP(h) != nil {
				return s, badInput("--host %s is an IP address; --tls acme gets certificates for host names only", h)
			}
		}
		m := &autocert.Manager{Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(filepath.Join(c.Data, "acme")), HostPolicy: autocert.HostWhitelist(c.Host...)}
		config := m.TLSConfig()
		config.MinVersion = tls.VersionTLS12
		return secured{config: config, pages: true}, nil
	case "proxy":
		return secured{pages: true}, nil
	case "off":
		if !loopback(c.Listen) {
			fmt.Fprintln(sh.Err, "Nothing is encrypted: whoever is on the network can read passwords and take sessions over. Passkeys and cameras do not work in browsers.")
		}
	}
	return s, nil
}

// loopback reports whether an address reaches this machine only.
func loopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	return local(host)
}

// local reports whether a host is this machine.
func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// address is where browsers find the server.
func (c *serveCommand) address(at net.Addr, encrypted bool) string {
	scheme, host := "http", at.String()
	if encrypted {
		scheme = "https"
	}
	if _, port, err := net.SplitHostPort(host); err == nil && len(c.Host) > 0 {
		if host = net.JoinHostPort(c.Host[0], port); port == "443" {
			host = c.Host[0]
		}
	}
	return scheme + "://" + host
}
