package cli_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"passage/internal/cli"
)

// TestServeRefusesToListenOpenly holds that nobody opens a server to a network
// without saying how it is encrypted.
func TestServeRefusesToListenOpenly(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"--listen", "0.0.0.0:0"}, "--tls own --host NAME"},
		{[]string{"--listen", ":0"}, "--tls own --host NAME"},
		{[]string{"--listen", "0.0.0.0:0", "--tls", "own"}, "needs --host NAME"},
		{[]string{"--tls", "own", "--host", "not a name"}, "neither a host name"},
		{[]string{"--tls", "acme", "--host", "192.0.2.1"}, "is an IP address"},
		{[]string{"--forwarded", "X-Forwarded-For"}, "goes with --tls proxy"},
	} {
		status, printed := run(context.Background(), append([]string{"serve", "--data", t.TempDir()}, c.args...)...)
		if status == 0 || !strings.Contains(printed, c.says) {
			t.Errorf("serve %v: status %d, %q; want %q", c.args, status, printed, c.says)
		}
	}
}

// TestServeTLS serves with an authority of its own: a client that trusts it
// gets pages with secure cookies, and fetches the certificate.
func TestServeTLS(t *testing.T) {
	data := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- cli.Main(ctx, []string{"serve", "--data", data, "--listen", "127.0.0.1:0", "--tls", "own", "--host", "localhost", "--host", "127.0.0.1"},
			cli.Shell{Out: w, Err: io.Discard, Env: func(string) string { return "" }})
		w.Close()
	}()
	address, link := "", ""
	for lines := bufio.NewScanner(r); link == "" && lines.Scan(); {
		if m := regexp.MustCompile(`listens on (https://localhost:\d+)`).FindStringSubmatch(lines.Text()); m != nil {
			address = m[1]
		}
		if m := regexp.MustCompile(`https://localhost:\d+/welcome\?key=\S+`).FindString(lines.Text()); m != "" {
			link = m
		}
	}
	go io.Copy(io.Discard, r)
	if address == "" || link == "" {
		t.Fatalf("address %q, link %q", address, link)
	}
	text, err := os.ReadFile(filepath.Join(data, "tls", "root.pem"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(text)
	get := func(pool *x509.CertPool, url string) (*http.Response, error) {
		client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
		resp, err := client.Get(url)
		if err == nil {
			resp.Body.Close()
		}
		return resp, err
	}
	page, err := get(pool, link)
	if err != nil || page.StatusCode != 200 || page.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("the first link: %v, %v", page, err)
	}
	if root, err := get(pool, address+"/trust/passage.crt"); err != nil || root.Header.Get("Content-Type") != "application/x-x509-ca-cert" {
		t.Errorf("the certificate: %v, %v", root, err)
	}
	if page, err := get(pool, address+"/trust"); err != nil || page.StatusCode != 200 {
		t.Errorf("the page about it: %v, %v", page, err)
	}
	sync := []string{"ledger", "sync", address, "--data", t.TempDir(), "--token-file", filepath.Join(data, "first-token")}
	if status, printed := run(ctx, sync...); status == 0 || !strings.Contains(printed, "certificate") {
		t.Errorf("another ledger that does not trust it: status %d, %q", status, printed)
	}
	if status, printed := run(ctx, append(sync, "--authority", filepath.Join(data, "tls", "root.pem"))...); status != 0 || !strings.Contains(printed, "sent 0 facts") {
		t.Errorf("another ledger that trusts it: status %d, %q", status, printed)
	}
	if _, err := get(x509.NewCertPool(), address); err == nil {
		t.Error("a client that trusts nobody is served")
	}
	if status, printed := run(ctx, "backup", "--data", data); status != 0 {
		t.Errorf("a backup: status %d, %q", status, printed)
	}
	cancel()
	if status := <-ended; status != 0 {
		t.Errorf("passage serve ended with %d", status)
	}
	alone(t, data)
}

// alone holds that everything in the folder of a ledger is read by nobody but who
// runs it: keys, the database, backups, certificates, the first token.
func alone(t *testing.T, data string) {
	t.Helper()
	found := map[string]bool{}
	err := filepath.WalkDir(data, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && path != data && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		found[filepath.Ext(path)], found[d.Name()] = true, true
		return err
	})
	for _, name := range []string{"log.key", "positions.key", "passage.db", ".backup", "first-token", "root.pem"} {
		if !found[name] {
			t.Errorf("there is no %s to look at", name)
		}
	}
	if err != nil {
		t.Error(err)
	}
}
