package cli_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"passage/internal/cli"
	"passage/internal/identity/identitytest"
)

// TestProviderFlags is a table of what is missing or wrong about an identity
// provider on the command line.
func TestProviderFlags(t *testing.T) {
	issuer := []string{"--oidc-issuer", "https://id.example.org", "--oidc-client", "passage"}
	for _, c := range []struct {
		args   []string
		secret string
		says   string
	}{
		{[]string{"--oidc-client", "passage"}, "s", "belong to --oidc-issuer"},
		{issuer[:2], "s", "needs --oidc-client"},
		{issuer, "", "PASSAGE_OIDC_SECRET"},
		{[]string{"--oidc-issuer", "http://id.example.org", "--oidc-client", "passage"}, "s", "https://"},
		{append([]string{"--tls", "proxy", "--listen", "127.0.0.1:0"}, issuer...), "s", "needs --url"},
		{append([]string{"--tls", "off", "--listen", "0.0.0.0:0"}, issuer...), "s", "needs --url"},
		{append([]string{"--url", "https://passage.example.org/aid"}, issuer...), "s", "is not the address of a server"},
		{append([]string{"--url", "http://passage.example.org"}, issuer...), "s", "https://"},
	} {
		var out bytes.Buffer
		args := append([]string{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0"}, c.args...)
		status := cli.Main(context.Background(), args, cli.Shell{Out: &out, Err: &out, Env: func(name string) string {
			if name == "PASSAGE_OIDC_SECRET" {
				return c.secret
			}
			return ""
		}})
		if status != cli.ExitInput || !strings.Contains(out.String(), c.says) {
			t.Errorf("serve %v: status %d, %q; want %q", c.args, status, &out, c.says)
		}
	}
}

// lockedBuffer is what many write to.
type lockedBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}
func (b *lockedBuffer) String() string { b.mu.Lock(); defer b.mu.Unlock(); return b.Buffer.String() }

// TestServeWithoutItsProvider holds that the server starts while the provider is
// away, says so in words, and asks it once it is there; and never tells the
// client's secret.
func TestServeWithoutItsProvider(t *testing.T) {
	p := identitytest.New(t)
	p.Down(true)
	ctx, cancel := context.WithCancel(context.Background())
	var said lockedBuffer
	ended := make(chan int, 1)
	go func() {
		args := []string{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--oidc-issuer", p.URL, "--oidc-client", identitytest.Client, "--oidc-name", "Aid ID"}
		ended <- cli.Main(ctx, args, cli.Shell{Out: &said, Err: &said, Env: func(name string) string {
			if name == "PASSAGE_OIDC_SECRET" {
				return identitytest.Secret
			}
			return ""
		}})
	}()
	wait := func(what string) string {
		t.Helper()
		for range 200 {
			if strings.Contains(said.String(), what) {
				return said.String()
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Fatalf("it does not say %q in\n%s", what, &said)
		return ""
	}
	_, after, _ := strings.Cut(wait("/welcome?key="), "passage listens on ")
	address, _, _ := strings.Cut(after, ";")
	wait("people cannot sign in with the identity provider yet")
	jar, _ := cookiejar.New(nil)
	client := http.Client{Jar: jar}
	press := func() (page string, leads string) {
		r, err := client.PostForm(address+"/signin/identity", url.Values{"back": {"/"}})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		text, _ := io.ReadAll(r.Body)
		return string(text), r.Header.Get("Refresh")
	}
	if page, _ := press(); !strings.Contains(page, "cannot be reached at the moment") || !strings.Contains(page, "Aid ID") {
		t.Errorf("while it is away, the page is\n%s", page)
	}
	p.Down(false)
	leads := ""
	for i := 0; i < 100 && leads == ""; i++ {
		time.Sleep(100 * time.Millisecond)
		_, leads = press()
	}
	if want := "redirect_uri=" + url.QueryEscape(address+"/signin/identity/answer"); !strings.Contains(leads, p.URL+"/authorize?") || !strings.Contains(leads, want) {
		t.Errorf("once it is there, the button leads to %q", leads)
	}
	cancel()
	if status := <-ended; status != 0 || strings.Contains(said.String(), identitytest.Secret) {
		t.Errorf("status %d, and it said\n%s", status, &said)
	}
}
