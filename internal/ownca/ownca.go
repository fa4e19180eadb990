// Package ownca is a small certificate authority of a server's own, for networks
// that no public one reaches. Devices trust its root once; certificates for the
// server come from it and are renewed without anybody noticing.
package ownca

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// How long certificates hold. Browsers take 397 days from public authorities and
// more from private ones; short is better where renewing costs nothing.
const (
	rootLife = 10 * 365 * 24 * time.Hour
	leafLife = 397 * 24 * time.Hour
	renewAt  = 30 * 24 * time.Hour // before the end
	skew     = 24 * time.Hour      // by which clocks in the field are behind
)

// A renewal that fails is tried again after tryAgain, and said again after sayAgain.
const (
	tryAgain = time.Hour
	sayAgain = 24 * time.Hour
)

// localNames and localNets are what the root may speak for besides the names
// that it was made with. It speaks for nothing on the internet, so that whoever
// steals it cannot pose as a bank to the devices that trust it.
var (
	localNames = []string{"lan", "local", "internal", "home.arpa", "localhost"}
	localNets  = []string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128"}
)

// Authority makes certificates for the names of a server. Its methods may be
// called from many goroutines.
type Authority struct {
	hosts []string
	dir   string
	now   func() time.Time
	log   *slog.Logger
	root  *x509.Certificate
	key   crypto.Signer

	mu          sync.Mutex
	leaf        *tls.Certificate
	tried, said time.Time // when a renewal failed last, and when that was said
}

// Open reads the authority in a folder, or makes one there, for a server that is
// reached by some host names and IP addresses. The log is told of renewals that fail.
func Open(dir string, hosts []string, now func() time.Time, log *slog.Logger) (*Authority, error) {
	if len(hosts) == 0 {
		return nil, errors.New("a certificate needs a host name, such as passage.lan, or an IP address")
	}
	for _, h := range hosts {
		if net.ParseIP(h) == nil && !validName(h) {
			return nil, fmt.Errorf("%q is neither a host name such as passage.lan nor an IP address", h)
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	a := &Authority{hosts: hosts, dir: dir, now: now, log: log}
	var err error
	if a.root, a.key, err = readPair(a.rootFile()); errors.Is(err, os.ErrNotExist) {
		err = a.makeRoot()
	}
	if err != nil {
		return nil, fmt.Errorf("the certificate authority in %s: %w", dir, err)
	}
	if now().After(a.root.NotAfter) {
		return nil, fmt.Errorf("the certificate authority in %s ended on %s. Move the folder away; a new one is made, which every device has to trust anew", dir, a.root.NotAfter.Format(time.DateOnly))
	}
	if a.leaf, err = readLeaf(a.leafFile()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	_, err = a.current()
	return a, err
}

// validName reports whether a host name is made of labels as DNS has them.
func validName(name string) bool {
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	return len(name) <= 253
}

func (a *Authority) rootFile() string { return filepath.Join(a.dir, "root.pem") }
func (a *Authority) leafFile() string { return filepath.Join(a.dir, "server.pem") }

// makeRoot makes the certificate that devices trust.
func (a *Authority) makeRoot() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	t := a.template("passage, own authority of "+a.hosts[0], rootLife)
	t.IsCA, t.BasicConstraintsValid, t.MaxPathLenZero = true, true, true
	t.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	t.PermittedDNSDomainsCritical = true
	t.PermittedDNSDomains = slices.Clone(localNames)
	for _, n := range localNets {
		_, ipNet, err := net.ParseCIDR(n)
		if err != nil {
			return err
		}
		t.PermittedIPRanges = append(t.PermittedIPRanges, ipNet)
	}
	for _, h := range a.hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.PermittedIPRanges = append(t.PermittedIPRanges, single(ip))
		} else {
			t.PermittedDNSDomains = append(t.PermittedDNSDomains, h)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	if err != nil {
		return err
	}
	if a.root, err = x509.ParseCertificate(der); err != nil {
		return err
	}
	a.key = key
	return writePair(a.rootFile(), key, der)
}

func single(ip net.IP) *net.IPNet {
	if v4 := ip.To4(); v4 != nil {
		return &net.IPNet{IP: v4, Mask: net.CIDRMask(32, 32)}
	}
	return &net.IPNet{IP: ip, Mask: net.CIDRMask(128, 128)}
}

func (a *Authority) template(name string, life time.Duration) *x509.Certificate {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		panic(err) // there is no randomness, and nothing else would be safe either
	}
	return &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name},
		NotBefore: a.now().Add(-skew), NotAfter: a.now().Add(life - skew),
	}
}

// current returns a certificate that still holds for a while, a new one where
// the last does not or was for other names. Where there can be no new one, the last
// serves as long as it holds.
func (a *Authority) current() (*tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.leaf != nil && a.covers(a.leaf.Leaf) {
		return a.leaf, nil
	}
	holds := a.leaf != nil && a.check(a.leaf.Leaf) == nil
	if holds && a.within(tryAgain, a.tried) {
		return a.leaf, nil
	}
	leaf, err := a.renewed()
	switch {
	case err == nil:
		a.leaf, a.said = leaf, time.Time{}
	case !holds:
		return nil, err
	default:
		a.tried = a.now()
		if !a.within(sayAgain, a.said) {
			a.said = a.tried
			a.log.Error("the certificate could not be renewed; the old one serves until its end", "end", a.leaf.Leaf.NotAfter.Format(time.DateOnly), "error", err)
		}
	}
	return a.leaf, nil
}

// within reports whether it is less than some time since a moment, by a clock that
// may have been put back.
func (a *Authority) within(some time.Duration, since time.Time) bool {
	passed := a.now().Sub(since)
	return passed >= 0 && passed < some
}

// renewed makes a certificate and writes it.
func (a *Authority) renewed() (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	t := a.template(a.hosts[0], leafLife)
	if t.NotAfter.After(a.root.NotAfter) {
		t.NotAfter = a.root.NotAfter
	}
	t.KeyUsage, t.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	for _, h := range a.hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, h)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, t, a.root, &key.PublicKey, a.key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	if err := a.check(leaf); err != nil {
		return nil, err
	}
	if err := writePair(a.leafFile(), key, der, a.root.Raw); err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der, a.root.Raw}, PrivateKey: key, Leaf: leaf}, nil
}

// covers reports whether a certificate is of this root, for all names, and not
// near its end.
func (a *Authority) covers(leaf *x509.Certificate) bool {
	if a.now().Add(renewAt).After(leaf.NotAfter) && leaf.NotAfter.Before(a.root.NotAfter) || a.now().After(leaf.NotAfter) {
		return false
	}
	return a.check(leaf) == nil
}

// check verifies a certificate as a device does that trusts the root.
func (a *Authority) check(leaf *x509.Certificate) error {
	roots := x509.NewCertPool()
	roots.AddCert(a.root)
	for _, h := range a.hosts {
		if net.ParseIP(h) != nil {
			h = "[" + h + "]"
		}
		if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: h, CurrentTime: a.now()}); err != nil {
			var invalid x509.CertificateInvalidError
			if errors.As(err, &invalid) && invalid.Reason == x509.CANotAuthorizedForThisName {
				return fmt.Errorf("the authority in %s was made for other names than %s. Move the folder away; a new one is made, which every device has to trust anew", a.dir, strings.Join(a.hosts, ", "))
			}
			return err
		}
	}
	return nil
}

// TLS returns how a server uses the authority.
func (a *Authority) TLS() *tls.Config {
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return a.current() },
	}
}

// Root returns the certificate that devices are to trust, in DER.
func (a *Authority) Root() []byte { return a.root.Raw }

// Fingerprint returns the SHA-256 of the root, for people who compare it with
// what their device shows.
func (a *Authority) Fingerprint() string {
	sum := sha256.Sum256(a.root.Raw)
	text := strings.ToUpper(hex.EncodeToString(sum[:]))
	var groups []string
	for part := range slices.Chunk([]byte(text), 4) {
		groups = append(groups, string(part))
	}
	return strings.Join(groups, " ")
}

// writePair writes a key with its certificates into one file that only its owner
// reads; it is there whole or not at all.
func writePair(path string, key *ecdsa.PrivateKey, certificates ...[]byte) error {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	for _, c := range certificates {
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c})...)
	}
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(part, path)
	}
	if err != nil { // what was there before stays
		return errors.Join(err, os.Remove(part))
	}
	return nil
}

func readLeaf(path string) (*tls.Certificate, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(text, text)
	return &pair, err
}

func readPair(path string) (*x509.Certificate, crypto.Signer, error) {
	pair, err := readLeaf(path)
	if err != nil {
		return nil, nil, err
	}
	key, ok := pair.PrivateKey.(crypto.Signer)
	if !ok || !pair.Leaf.IsCA {
		return nil, nil, errors.New("root.pem holds no authority")
	}
	return pair.Leaf, key, nil
}
