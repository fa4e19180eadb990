package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"text/tabwriter"
	"time"
	_ "time/tzdata" // time zones, on a machine that has none

	"passage"
	"passage/internal/basemap"
	"passage/internal/desk"
	"passage/internal/lp"
	"passage/internal/lp/highs"
	"passage/internal/lp/ipm"
	"passage/internal/lp/simplex"
	"passage/internal/pages"
	"passage/internal/store"
	"passage/internal/web"
)

// serveCommand is passage serve.
type serveCommand struct {
	ledgerData
	Listen string `help:"Address and port; only this machine is listened to unless another address is given. Without this it is ${default}." default:"127.0.0.1:8080" placeholder:"ADDR"`

	TLS       string `name:"tls" help:"How browsers are encrypted with: own (an authority of this ledger's own, for local networks), acme (certificates from Let's Encrypt, on the internet), proxy (a server in front does it) or off. Without this, nothing is encrypted and only this machine is listened to." enum:",own,acme,proxy,off" default:"" placeholder:"WAY"`
	Forwarded string `help:"Header in which the server in front says who asks, such as X-Forwarded-For, of which the last address is taken; with --tls proxy. The server in front has to set it in every request. Without this all who come through it count as one network." placeholder:"HEADER"`

	Host []string `help:"Host names and IP addresses by which browsers reach the server, the one to show first; for --tls own and acme, and for --oidc-issuer behind a proxy." placeholder:"NAME"`

	OIDC oidcFlags `embed:""`

	modelFlags

	Basemap string `help:"PMTiles file of vector tiles to show below the maps, such as an extract of Protomaps. Without this it is basemap.pmtiles in the ledger's folder, if there is one." type:"path" placeholder:"FILE"`

	Timezone string `help:"Time zone of the operation, by its name in the IANA database, such as Asia/Gaza: pages tell and take times in it. Facts are kept in UTC all the same. Without this it is ${default}." default:"UTC" env:"PASSAGE_TIMEZONE" placeholder:"ZONE"`

	Scenario string `help:"Bring this scenario in (a folder, a .zip or an .xlsx) unless there is one of its name." type:"path" placeholder:"PATH"`

	JournalLog bool `help:"Write each line of the journal to standard error as well, from where a collector of logs can carry it to a machine that whoever breaks into this one does not reach."`

	BackupEvery time.Duration `help:"Make a proven backup whenever the last one is older than this, ${default} if nothing else is said; 0 makes none." default:"24h" placeholder:"TIME"`
	BackupDir   string        `help:"Folder for these backups, best on another disk; the newest 30 stay. Without this it is backups in the ledger's folder." type:"path" placeholder:"DIR"`
}

// firstTokenFile holds the token of a new ledger until somebody takes it.
const firstTokenFile = "first-token"

// Run serves a ledger until it is told to stop; what it was handed by then is
// answered first.
func (c *serveCommand) Run(ctx context.Context, sh *Shell) error {
	d, closeAll, err := c.open(ctx, sh.Err)
	if err != nil {
		return err
	}
	defer closeAll()
	if c.BackupEvery < 0 {
		return badInput("--backup-every is %v; it is a time such as 24h, or 0 for none", c.BackupEvery)
	}
	log := slog.New(slog.NewTextHandler(sh.Err, nil))
	secured, err := c.secure(sh, log)
	if err != nil {
		return err
	}
	if err := c.firstToken(ctx, sh, d); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return badInput("cannot listen on %s: %v", c.Listen, err)
	}
	provider, err := c.provider(sh, listener.Addr(), secured)
	if err != nil {
		return err
	}
	d.TrustProvider(provider)
	solver := highs.New(highs.Options{Method: highs.IPM})
	defer solver.Close()
	d.PlanWith(lp.Backed{Near: ipm.Solver{}, Steps: simplex.Solver{}, Referee: solver})
	if err := c.bring(ctx, d); err != nil {
		return err
	}
	m, err := c.client(sh)
	if err != nil {
		return err
	}
	proposer := pages.Proposer{Name: c.Model}
	if m != nil {
		proposer.Propose = m.Propose
	}
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil || c.Timezone == "Local" {
		return badInput("--timezone is %q, and there is no such time zone; it is a name such as Asia/Gaza or Africa/Khartoum", c.Timezone)
	}
	base, err := c.basemap()
	if err != nil {
		return err
	}
	if base != nil {
		defer base.Close()
	}
	people, err := pages.New(d, log, pages.Options{Version: versionNow(), Model: proposer, Basemap: base, Zone: zone, Secure: secured.pages, PerSecond: 50, Root: secured.root, Fingerprint: secured.fingerprint})
	if err != nil {
		return err
	}
	programs := web.New(d, log, web.Options{Secure: secured.pages, PerSecond: 100, PerDay: 1 << 30})
	server := &http.Server{
		Handler:           front(people, programs, c.Forwarded),
		TLSConfig:         secured.config,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       5 * time.Minute, // a batch over a bad link
		WriteTimeout:      15 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	background, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	if sh.Env("GOGC") == "" {
		debug.SetGCPercent(60) // what a server holds at rest is small beside what it would otherwise let lie
	}
	running.Go(func() { d.PublishUntil(background, desk.PublishEvery) })
	running.Go(func() {
		if err := d.Warm(background, passage.InstantOf(time.Now()).Day()-1); err != nil && background.Err() == nil {
			log.Error("looking through what was said and promised", "error", err)
		}
	})
	if c.BackupEvery > 0 {
		dir := cmp.Or(c.BackupDir, filepath.Join(c.Data, "backups"))
		running.Go(func() { d.BackupUntil(background, dir, c.BackupEvery) })
	}
	if c.JournalLog {
		running.Go(func() { d.FollowJournal(background, time.Second, journalTo(log)) })
	}
	if provider != nil {
		running.Go(func() { greet(background, log, provider) })
	}
	failed := make(chan error, 1)
	go func() {
		if secured.config != nil {
			failed <- server.ServeTLS(listener, "", "")
			return
		}
		failed <- server.Serve(listener)
	}()
	address := c.address(listener.Addr(), secured.config != nil)
	fmt.Fprintf(sh.Out, "passage listens on %s; its ledger is in %s. Ctrl-C stops it.\n", address, c.Data)
	if link, err := d.FirstLink(ctx); err == nil && link != "" {
		fmt.Fprintf(sh.Out, "The first administrator enters with %s/welcome?key=%s\n", address, link)
	}
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	err = errors.Join(err, server.Shutdown(grace))
	stop()
	running.Wait()
	if ctx.Err() != nil && err == nil {
		// What came in since the last checkpoint is signed as well.
		err = d.Publish(grace)
		fmt.Fprintln(sh.Out, "passage has stopped; everything that it confirmed is saved.")
	}
	return err
}

// journalTo writes lines of the journal into a log.
func journalTo(log *slog.Logger) func(store.Entry) {
	return func(e store.Entry) {
		log.Info("journal", "n", e.N, "at", time.UnixMicro(e.At).UTC(), "account", e.Account, "name", e.Name, "org", e.Org, "act", e.Act, "about", e.About)
	}
}

// front leads requests to pages or to what programs ask. With the name of a header,
// they come from where the server in front says there.
func front(people, programs http.Handler, forwarded string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if values := r.Header.Values(forwarded); forwarded != "" && len(values) > 0 {
			last := values[len(values)-1]
			if at, err := netip.ParseAddr(strings.TrimSpace(last[strings.LastIndex(last, ",")+1:])); err == nil {
				r.RemoteAddr = netip.AddrPortFrom(at, 0).String()
			}
		}
		to := people
		for _, path := range []string{"/api/", "/log/", "/healthz", "/metrics"} {
			if r.URL.Path == path || strings.HasSuffix(path, "/") && strings.HasPrefix(r.URL.Path, path) {
				to = programs
			}
		}
		to.ServeHTTP(w, r)
	})
}

// bring takes the scenario of the command line in, once, and begins to plan it.
func (c *serveCommand) bring(ctx context.Context, d *desk.Desk) error {
	if c.Scenario == "" {
		return nil
	}
	if err := there(c.Scenario, scenarioForms); err != nil {
		return err
	}
	id, err := d.NewScenario(ctx, operator, c.Scenario)
	var faults passage.Faults
	switch {
	case errors.As(err, &desk.Refused{}): // there is one of its name
		return nil
	case errors.As(err, &faults):
		return badInput("--scenario %s: %v", c.Scenario, faults)
	case err != nil:
		return err
	}
	_, err = d.MakePlan(ctx, operator, desk.Wanted{Scenario: id})
	return err
}

// basemapFile is the operator's basemap, in the ledger's folder.
const basemapFile = "basemap.pmtiles"

// basemap opens the one that the operator provides; nil where there is none.
func (c *serveCommand) basemap() (*basemap.Basemap, error) {
	path := c.Basemap
	if path == "" {
		path = filepath.Join(c.Data, basemapFile)
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return nil, nil
		}
	}
	b, err := basemap.Open(path)
	var fault basemap.Fault
	if errors.As(err, &fault) {
		return nil, badInput("%v", fault)
	}
	return b, err
}

// firstToken makes a token for a ledger that has none and writes it where only
// the owner of the folder reads it.
func (c *serveCommand) firstToken(ctx context.Context, sh *Shell, d *desk.Desk) error {
	tokens, err := d.Tokens(ctx)
	if err != nil || len(tokens) > 0 {
		return err
	}
	secret, err := d.NewToken(ctx, "first", "operator", []desk.Scope{desk.Sync, desk.Read, desk.Admin})
	if err != nil {
		return err
	}
	path := filepath.Join(c.Data, firstTokenFile)
	if err := os.WriteFile(path, []byte(secret+"\n"), 0o600); err != nil {
		return err
	}
	fmt.Fprintf(sh.Out, "The first token, which may do everything, is in %s.\n", path)
	return nil
}

// tokenCommands are passage token …
type tokenCommands struct {
	Add    tokenAddCommand    `cmd:"" help:"Make a token for an organisation's program or device, and print its secret once."`
	List   tokenListCommand   `cmd:"" help:"List all tokens."`
	Revoke tokenRevokeCommand `cmd:"" help:"End a token."`
}

type tokenAddCommand struct {
	ledgerData
	Name  string       `arg:"" help:"Name of the token, such as wfp-tablet-7."`
	Org   string       `help:"Organisation whose facts it hands in." required:""`
	Scope []desk.Scope `help:"What it may do: write (hand in facts of its organisation), read-own (rows that concern its organisation), read (all rows), restricted (their restricted fields too), plan, publish, sync (hand in and read everything), admin (erase). Without this: ${default}." default:"write,read"`
}

// Run makes a token.
func (c *tokenAddCommand) Run(ctx context.Context, sh *Shell) error {
	d, closeAll, err := c.existing(ctx, sh.Err)
	if err != nil {
		return err
	}
	defer closeAll()
	secret, err := d.NewToken(ctx, c.Name, passage.OrgID(c.Org), c.Scope)
	if err != nil {
		return refused(err)
	}
	return sh.print(secret + "\n")
}

type tokenListCommand struct{ ledgerData }

// Run lists tokens.
func (c *tokenListCommand) Run(ctx context.Context, sh *Shell) error {
	d, closeAll, err := c.existing(ctx, sh.Err)
	if err != nil {
		return err
	}
	defer closeAll()
	tokens, err := d.Tokens(ctx)
	if err != nil {
		return err
	}
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "name\torganisation\tscopes\tmade\trevoked")
	for _, k := range tokens {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", k.Name, k.Org, k.Scopes, day(k.Created), day(k.Revoked))
	}
	t.Flush()
	return sh.print(b.String())
}

// day writes the day of a moment, and nothing for none.
func day(micro int64) string {
	if micro == 0 {
		return ""
	}
	return passage.Instant(micro).Time().Format(time.DateOnly)
}

type tokenRevokeCommand struct {
	ledgerData
	Name string `arg:"" help:"Name of the token."`
}

// Run ends a token.
func (c *tokenRevokeCommand) Run(ctx context.Context, sh *Shell) error {
	d, closeAll, err := c.existing(ctx, sh.Err)
	if err != nil {
		return err
	}
	defer closeAll()
	if err := refused(d.RevokeToken(ctx, c.Name)); err != nil {
		return err
	}
	return sh.print("The token " + c.Name + " is revoked.\n")
}

// secretOf reads a token from a file, so that it is seen in no list of
// processes.
func secretOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 1<<10))
	return strings.TrimSpace(string(text)), err
}
