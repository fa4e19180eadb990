package ownca_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"passage/internal/ownca"
)

var silent = slog.New(slog.DiscardHandler)

func open(t *testing.T, dir string, now time.Time, hosts ...string) *ownca.Authority {
	t.Helper()
	a, err := ownca.Open(dir, hosts, func() time.Time { return now }, silent)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func leaf(t *testing.T, a *ownca.Authority) *x509.Certificate {
	t.Helper()
	c, err := a.TLS().GetCertificate(&tls.ClientHelloInfo{})
	if err != nil {
		t.Fatal(err)
	}
	return c.Leaf
}

func roots(t *testing.T, a *ownca.Authority) *x509.CertPool {
	t.Helper()
	root, err := x509.ParseCertificate(a.Root())
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(root)
	return pool
}

// TestServes holds that a client that trusts the root reaches the server by each
// of its names, and one that does not is warned.
func TestServes(t *testing.T) {
	a := open(t, t.TempDir(), time.Now(), "localhost", "127.0.0.1", "passage.lan")
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "here") }))
	server.Listener = tls.NewListener(server.Listener, a.TLS()) // its own way would add a certificate
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Start()
	defer server.Close()
	address := strings.Replace(server.URL, "http:", "https:", 1)
	get := func(name string, pool *x509.CertPool) error {
		client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: name}}}
		r, err := client.Get(address)
		if err == nil {
			r.Body.Close()
		}
		return err
	}
	for _, name := range []string{"localhost", "127.0.0.1", "passage.lan"} {
		if err := get(name, roots(t, a)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if get(name, x509.NewCertPool()) == nil {
			t.Errorf("%s: a client that trusts nobody is served", name)
		}
	}
	if get("other.lan", roots(t, a)) == nil {
		t.Error("the certificate is for a name that nobody gave")
	}
}

// TestRenewsItself holds that a certificate stays until a month before its end,
// that another follows without anybody doing anything, and that the root stays.
func TestRenewsItself(t *testing.T) {
	dir, start := t.TempDir(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	now := start
	a, err := ownca.Open(dir, []string{"passage.lan"}, func() time.Time { return now }, silent)
	if err != nil {
		t.Fatal(err)
	}
	first := leaf(t, a)
	if life := first.NotAfter.Sub(first.NotBefore); life > 397*24*time.Hour {
		t.Errorf("a certificate holds for %v", life)
	}
	now = first.NotAfter.Add(-31 * 24 * time.Hour)
	if !leaf(t, a).Equal(first) {
		t.Error("it was renewed early")
	}
	if !leaf(t, open(t, dir, now, "passage.lan")).Equal(first) {
		t.Error("a restart renewed it")
	}
	now = first.NotAfter.Add(-29 * 24 * time.Hour)
	second := leaf(t, a)
	if second.Equal(first) || !second.NotAfter.After(now.Add(300*24*time.Hour)) {
		t.Errorf("a month before its end it is still there, to %v", second.NotAfter)
	}
	if _, err := second.Verify(x509.VerifyOptions{Roots: roots(t, a), DNSName: "passage.lan", CurrentTime: now}); err != nil {
		t.Errorf("devices that trust the root refuse the new one: %v", err)
	}
	again := open(t, dir, now, "passage.lan", "192.168.8.1")
	if string(again.Root()) != string(a.Root()) || leaf(t, again).Equal(second) {
		t.Error("one more name should change the certificate and not the root")
	}
	last := start.Add(10*365*24*time.Hour - 40*24*time.Hour)
	if end := leaf(t, open(t, dir, last, "passage.lan")).NotAfter; end.After(start.Add(10 * 365 * 24 * time.Hour)) {
		t.Errorf("a certificate outlives its root: %v", end)
	}
	_, err = ownca.Open(dir, []string{"passage.lan"}, func() time.Time { return start.Add(11 * 365 * 24 * time.Hour) }, silent)
	if err == nil || !strings.Contains(err.Error(), "trust anew") {
		t.Errorf("after the root's end: %v", err)
	}
}

// TestCannotRenew renews a certificate where the folder or the disk takes nothing: the
// one of before stays and serves to its end, also after a restart, and the log is told
// once a day. As soon as there is room another follows.
func TestCannotRenew(t *testing.T) {
	for name, spoil := range map[string]func(part string) error{
		"a folder in the place of the file": func(part string) error { return os.Mkdir(part, 0o700) },
		"a full disk":                       func(part string) error { return os.Symlink("/dev/full", part) },
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := os.Stat("/dev/full"); err != nil && strings.Contains(name, "disk") {
				t.Skip("no disk is full here")
			}
			dir, start := t.TempDir(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			now := start
			var said bytes.Buffer
			again := func() (*ownca.Authority, error) {
				return ownca.Open(dir, []string{"passage.lan"}, func() time.Time { return now }, slog.New(slog.NewTextHandler(&said, nil)))
			}
			a, err := again()
			if err != nil {
				t.Fatal(err)
			}
			first := leaf(t, a)
			file := filepath.Join(dir, "server.pem")
			before, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			spoilt := func() {
				t.Helper()
				if os.RemoveAll(file+".part") != nil || spoil(file+".part") != nil {
					t.Fatal("the folder cannot be spoilt")
				}
			}
			stays := func() {
				t.Helper()
				if info, err := os.Lstat(file); err != nil || !info.Mode().IsRegular() { // a full disk is read without end
					t.Fatalf("what could not be written is there: %v", err)
				}
				if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
					t.Fatalf("%d bytes of %d stay, %v", len(after), len(before), err)
				}
			}
			now = first.NotAfter.Add(-29 * 24 * time.Hour)
			for hour := range 72 {
				spoilt()
				if !leaf(t, a).Equal(first) {
					t.Fatal("another certificate serves than the one in the folder")
				}
				stays()
				if lines := strings.Count(said.String(), "could not be renewed"); lines != hour/24+1 {
					t.Fatalf("the log has %d lines after %d hours:\n%s", lines, hour, said.String())
				}
				now = now.Add(time.Hour)
			}
			spoilt()
			if b, err := again(); err != nil || !leaf(t, b).Equal(first) {
				t.Fatalf("after a restart: %v", err)
			}
			stays()
			end := first.NotAfter
			now = end.Add(time.Hour)
			spoilt()
			if _, err := a.TLS().GetCertificate(&tls.ClientHelloInfo{}); err == nil {
				t.Error("a certificate serves after its end")
			}
			spoilt()
			if _, err := again(); err == nil {
				t.Error("a server begins with a certificate that has ended")
			}
			if now = end.Add(-24 * time.Hour); os.RemoveAll(file+".part") != nil {
				t.Fatal("the folder stays spoilt")
			}
			if second := leaf(t, a); second.Equal(first) || !second.NotAfter.After(now.Add(300*24*time.Hour)) {
				t.Errorf("with room there is none anew, to %v", second.NotAfter)
			}
			if _, err := os.Lstat(file + ".part"); err == nil {
				t.Error("a part is left")
			}
		})
	}
}

// TestRootSpeaksForLittle holds that whoever steals the root's key can pose as
// no site on the internet.
func TestRootSpeaksForLittle(t *testing.T) {
	dir := t.TempDir()
	a := open(t, dir, time.Now(), "passage.example.org", "203.0.113.9")
	text, err := os.ReadFile(filepath.Join(dir, "root.pem"))
	if err != nil {
		t.Fatal(err)
	}
	pair, err := tls.X509KeyPair(text, text)
	if err != nil {
		t.Fatal(err)
	}
	forge := func(name string) error {
		key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{name}}
		der, err := x509.CreateCertificate(rand.Reader, c, pair.Leaf, &key.PublicKey, pair.PrivateKey)
		if err != nil {
			t.Fatal(err)
		}
		forged, _ := x509.ParseCertificate(der)
		_, err = forged.Verify(x509.VerifyOptions{Roots: roots(t, a), DNSName: name})
		return err
	}
	for name, ok := range map[string]bool{"bank.example": false, "example.org": false, "passage.example.org": true, "other.lan": true} {
		if err := forge(name); (err == nil) != ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ownca.Open(dir, []string{"elsewhere.example.org"}, time.Now, silent); err == nil || !strings.Contains(err.Error(), "made for other names") {
		t.Errorf("a name that the root does not speak for: %v", err)
	}
}

// TestFiles holds who reads the files, and what is said about bad ones.
func TestFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tls")
	a := open(t, dir, time.Now(), "passage.lan")
	for _, name := range []string{"root.pem", "server.pem"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if n := len(a.Fingerprint()); n != 16*4+15 {
		t.Errorf("fingerprint %q", a.Fingerprint())
	}
	for _, hosts := range [][]string{nil, {"Passage Server"}, {"-x.lan"}, {"a..b"}, {"*.lan"}} {
		if _, err := ownca.Open(t.TempDir(), hosts, time.Now, silent); err == nil {
			t.Errorf("%q: a certificate was made", hosts)
		}
	}
	for _, bad := range []string{"", "nonsense", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Root()}))} {
		if err := os.WriteFile(filepath.Join(dir, "root.pem"), []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ownca.Open(dir, []string{"passage.lan"}, time.Now, silent); err == nil || !strings.Contains(err.Error(), dir) {
			t.Errorf("root.pem with %.20q: %v", bad, err)
		}
	}
}
