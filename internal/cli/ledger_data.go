package cli

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/peer"
)

// ledgerImportCommand is passage ledger import.
type ledgerImportCommand struct {
	ledgerData
	Files   []string `arg:"" help:"Files of facts, one JSON object on a line (- for standard input), or tables of waybills and counts: a .csv, .xlsx, .zip or folder."`
	DryRun  bool     `help:"Of tables: say what would be taken in and what is wrong, and take nothing in."`
	Tables  string   `name:"scenario" help:"Of tables: know commodities by the aliases and names that they have in this scenario (a folder, a .zip or an .xlsx)." type:"path" placeholder:"PATH"`
	Correct bool     `help:"Of tables: where a row says something else than the ledger, declare that wrong."`
}

// Run takes all facts of the files in. Lines or rows that are none, and facts that
// the ledger does not take, are named.
func (c *ledgerImportCommand) Run(ctx context.Context, sh *Shell) error {
	if slices.ContainsFunc(c.Files, isTables) {
		return c.importTables(ctx, sh)
	}
	if c.DryRun || c.Correct || c.Tables != "" {
		return badInput("--dry-run, --scenario and --correct are for tables; facts that are known change nothing when they are taken in again")
	}
	d, closeAll, err := c.openOrMake(ctx, sh.Err)
	if err != nil {
		return err
	}
	defer closeAll()
	answers := map[envelope.Answer]int64{}
	refusals := map[string]int64{} // by the reason
	tell := counting(sh, "facts")
	bad := 0
	var lines [][]byte
	flush := func() error {
		receipts, err := d.TakeIn(ctx, operator, lines)
		for i, r := range receipts {
			answers[r.Answer]++
			switch r.Answer {
			case envelope.Invalid:
				refusals[r.Reason]++
			case envelope.Conflict:
				if f, err := envelope.Open(lines[i]); err == nil {
					fmt.Fprintf(sh.Err, "%s used its number %d for different facts; none of them counts\n", f.Device, f.Seq)
				}
			}
		}
		lines = lines[:0]
		tell(answers[envelope.New] + answers[envelope.Known])
		return halfway(ctx, err, answers[envelope.New]+answers[envelope.Known])
	}
	for _, name := range c.Files {
		err := readFacts(name, func(f envelope.Sealed, err error) error {
			if err != nil {
				bad++
				fmt.Fprintf(sh.Err, "%s, %v\n", name, err)
			} else {
				lines = append(lines, f.Body)
			}
			if ctx.Err() != nil || len(lines) == 1000 {
				return flush()
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if err := flush(); err != nil {
		return err
	}
	said := fmt.Sprintf("%d new, %d known, %d in conflict; %d lines are no facts", answers[envelope.New], answers[envelope.Known], answers[envelope.Conflict], bad)
	if n := answers[envelope.Invalid]; n > 0 {
		said += fmt.Sprintf("; %d were not taken in", n)
	}
	for _, reason := range slices.Sorted(maps.Keys(refusals)) {
		fmt.Fprintf(sh.Err, "%d not taken in: %s\n", refusals[reason], reason)
	}
	if err := sh.print(said + "\n"); err != nil {
		return err
	}
	if bad > 0 || len(refusals) > 0 {
		return exit{status: ExitInput}
	}
	return nil
}

// halfway is the error of work that ends before all facts are taken in, and says
// how many are: these stay. It is nil without an error.
func halfway(ctx context.Context, err error, done int64) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return exit{ExitTrouble, fmt.Sprintf("stopped. At least %d facts were taken in; run the same command again for the rest", done)}
	}
	return fmt.Errorf("at least %d facts were taken in; run the same command again for the rest: %w", done, err)
}

// ledgerExportCommand is passage ledger export.
type ledgerExportCommand struct {
	ledgerData
	As string `help:"What to write: facts, one JSON object on a line, or waybills, a CSV table of what became of each line." enum:"facts,waybills" default:"facts"`
}

// Run writes all facts in the order in which they came, or all waybills by name.
func (c *ledgerExportCommand) Run(ctx context.Context, sh *Shell) error {
	d, closeAll, err := c.existing(ctx, sh.Err)
	if err != nil {
		return err
	}
	defer closeAll()
	if c.As == "waybills" {
		return exportWaybills(ctx, d, sh.Out)
	}
	out := bufio.NewWriter(sh.Out)
	for n := int64(0); ; {
		next, err := d.Facts(ctx, operator, n, 1000, func(_ int64, body []byte) {
			out.Write(body)
			out.WriteByte('\n')
		})
		if err != nil {
			return err
		}
		if next == n {
			return out.Flush()
		}
		n = next
	}
}

// ledgerTotalsCommand is passage ledger totals.
type ledgerTotalsCommand struct{ ledgerData }

// Run prints the totals of a ledger.
func (c *ledgerTotalsCommand) Run(ctx context.Context, sh *Shell) error {
	d, closeAll, err := c.existing(ctx, sh.Err)
	if err != nil {
		return err
	}
	defer closeAll()
	size, err := d.Size(ctx)
	if err != nil {
		return err
	}
	totals, err := d.Totals(ctx, operator)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d facts\n", size)
	printTotals(&b, totals)
	return sh.print(b.String())
}

// ledgerSyncCommand is passage ledger sync.
type ledgerSyncCommand struct {
	ledgerData
	Server string         `arg:"" help:"Address of the other ledger, such as https://hub.example.org."`
	Token  string         `name:"token-file" help:"File with a token of the other ledger, of scope sync." required:"" placeholder:"FILE"`
	Place  passage.NodeID `help:"Fetch only what concerns waybills that begin or end at this place." placeholder:"NODE"`

	Authority string `help:"Certificate of the other server's own authority, as its page /trust hands it out, where it runs with --tls own." type:"path" placeholder:"FILE"`
	Plain     bool   `help:"Go to an address that begins with http:// on another machine, so that whoever is in between reads the facts and the token."`
}

// client returns what reaches the other server.
func (c *ledgerSyncCommand) client() (*http.Client, error) {
	if u, err := url.Parse(c.Server); err == nil && u.Scheme == "http" && !local(u.Hostname()) && !c.Plain {
		return nil, badInput("%s is not encrypted: whoever is in between would read the facts and take the token. Give an address with https://, with --authority FILE where the other server runs with --tls own; or --plain where the way is protected otherwise", c.Server)
	}
	return clientFor(c.Server, c.Authority)
}

// clientFor returns what reaches the server of a ledger, by the authority of a file where
// one is named.
func clientFor(server, authority string) (*http.Client, error) {
	u, err := url.Parse(server)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return nil, badInput("%q is no address of a ledger, such as https://hub.example.org", server)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if authority != "" {
		text, err := os.ReadFile(authority)
		if err != nil {
			return nil, badInput("--authority: %v", err)
		}
		if transport.TLSClientConfig, err = trusting(text); err != nil {
			return nil, badInput("--authority %s: %v", authority, err)
		}
	}
	return &http.Client{Timeout: 5 * time.Minute, Transport: transport}, nil
}

// trusting is how to reach a server whose certificate an authority of its own
// signed, and no other.
func trusting(certificate []byte) (*tls.Config, error) {
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(certificate) {
		root, err := x509.ParseCertificate(certificate)
		if err != nil {
			return nil, errors.New("this is no certificate; the page /trust of the other server hands it out")
		}
		roots.AddCert(root)
	}
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, nil
}

// Run hands the other ledger what it lacks, then fetches what this one lacks.
// It may be broken off and run again at any time.
func (c *ledgerSyncCommand) Run(ctx context.Context, sh *Shell) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	secret, err := secretOf(c.Token)
	if err != nil {
		return err
	}
	d, closeAll, err := c.openOrMake(ctx, sh.Err)
	if err != nil {
		return err
	}
	defer closeAll()
	p := peer.Peer{Address: c.Server, Token: secret, Client: client}
	var r peer.Result
	err = p.Push(ctx, d, &r)
	if err == nil {
		err = p.Pull(ctx, d, c.Place, &r)
	}
	if told := sh.print(fmt.Sprintf("sent %d facts (%d new there), received %d (%d new here), %d in conflict, %d not taken\n",
		r.Sent, r.SentNew, r.Received, r.ReceivedNew, r.Conflicts, r.Invalid)); err == nil {
		err = told
	}
	if err != nil && ctx.Err() != nil {
		return exit{ExitTrouble, "stopped. What was exchanged stays; run the same command again for the rest"}
	}
	return err
}

// ledgerVerifyCommand is passage ledger verify.
type ledgerVerifyCommand struct{ ledgerData }

// Run reads the whole ledger. A fact that was changed makes the status 2.
func (c *ledgerVerifyCommand) Run(ctx context.Context, sh *Shell) error {
	d, closeAll, err := c.existing(ctx, sh.Err)
	if err != nil {
		return err
	}
	defer closeAll()
	var b strings.Builder
	faults := 0
	if err := d.Verify(ctx, func(f desk.Fault) {
		faults++
		fmt.Fprintln(&b, f)
	}, counting(sh, "facts read")); err != nil {
		return err
	}
	size, err := d.Size(ctx)
	if err != nil {
		return err
	}
	if faults == 0 {
		return sh.print(fmt.Sprintf("%d facts, all as they were taken in and published\n", size))
	}
	fmt.Fprintf(&b, "%d faults in %d facts\n", faults, size)
	if err := sh.print(b.String()); err != nil {
		return err
	}
	return exit{status: ExitInput}
}

// ledgerRebuildCommand is passage ledger rebuild.
type ledgerRebuildCommand struct{ ledgerData }

// Run folds everything anew.
func (c *ledgerRebuildCommand) Run(ctx context.Context, sh *Shell) error {
	d, closeAll, err := c.existing(ctx, sh.Err)
	if err != nil {
		return err
	}
	defer closeAll()
	done := int64(0)
	tell := counting(sh, "waybills")
	wrong, err := d.Rebuild(ctx, func(n int64) { done = n; tell(n) })
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, id := range wrong {
		fmt.Fprintf(&b, "waybill %s was kept otherwise than its facts say; it is mended\n", id)
	}
	fmt.Fprintf(&b, "%d waybills folded anew, %d mended\n", done, len(wrong))
	return sh.print(b.String())
}

// ledgerEraseCommand is passage ledger erase.
type ledgerEraseCommand struct {
	ledgerData
	ID    string   `arg:"" help:"Id of the fact."`
	Field []string `help:"Fields to erase: actor, note, vehicle, whereupon." required:""`
	Why   string   `help:"The reason, which is kept." required:""`
}

// Run erases.
func (c *ledgerEraseCommand) Run(ctx context.Context, sh *Shell) error {
	d, closeAll, err := c.existing(ctx, sh.Err)
	if err != nil {
		return err
	}
	defer closeAll()
	if err := refused(d.Erase(ctx, operator, c.ID, c.Field, c.Why)); err != nil {
		return err
	}
	return sh.print("Erased. Copies on devices, in backups and with other ledgers are not reached from here.\n")
}
