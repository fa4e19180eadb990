package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"passage/internal/envelope"
	"passage/internal/proof"
)

// ledgerProveCommand is passage ledger prove.
type ledgerProveCommand struct {
	ledgerData
	ID   string   `arg:"" help:"Id of a fact, a waybill or a consignment."`
	Show []string `help:"Restricted fields to show: actor, note, vehicle, whereupon. Without this none is." placeholder:"FIELD"`
	Hide []string `help:"Fields not to show, such as donor. That they are there is seen." placeholder:"FIELD"`
	Out  string   `short:"o" help:"File to write; without it the bundle goes to standard output." placeholder:"FILE"`
}

// Run writes the bundle, once it holds for whoever will read it.
func (c *ledgerProveCommand) Run(ctx context.Context, sh *Shell) error {
	for _, name := range c.Show {
		if !envelope.Restricted(name) {
			return badInput("--show %s: only %s are hidden unless they are asked for", name, strings.Join(envelope.RestrictedFields, ", "))
		}
	}
	for _, name := range c.Hide { // a slip would show what was to be hidden
		if fields := envelope.Fields(); !slices.Contains(fields, name) {
			return badInput("--hide %s: a fact has no field of that name; its fields are %s", name, strings.Join(fields, ", "))
		}
	}
	d, closeAll, err := c.existing(ctx, sh.Err)
	if err != nil {
		return err
	}
	defer closeAll()
	b, err := d.Prove(ctx, operator, c.ID, func(field string) bool {
		return slices.Contains(c.Hide, field) || envelope.Restricted(field) && !slices.Contains(c.Show, field)
	})
	if err != nil {
		return refused(err)
	}
	text, err := b.MarshalText()
	if err != nil {
		return err
	}
	if _, err := proof.ReadBundle(text); err != nil {
		return fmt.Errorf("the bundle does not hold, so it was not written; passage ledger verify says more: %w", err)
	}
	if c.Out == "" {
		return sh.print(string(text))
	}
	if err := save(c.Out, text); err != nil {
		return unsaved("the bundle", c.Out, err)
	}
	return sh.print(fmt.Sprintf("%s: %d facts. Who gets it needs the key of the log from you, another way than with the file:\n%s\n", c.Out, len(b.Facts), b.Key))
}

// verifyCommand is passage verify.
type verifyCommand struct {
	Bundle string `arg:"" help:"File of a bundle; with --log, of a checkpoint that was kept."`
	Key    string `help:"Key of the log, as its keeper publishes it; bundles and checkpoints of other logs are refused." placeholder:"KEY"`

	Log       string `help:"Address of a server, such as https://hub.example.org, whose log has to hold all that it held at the checkpoint." placeholder:"ADDRESS"`
	Authority string `help:"Certificate of the server's own authority, as its page /trust hands it out, where it runs with --tls own." type:"path" placeholder:"FILE"`
}

// Run checks the bundle, or the log. What does not hold makes the status 2.
func (c *verifyCommand) Run(ctx context.Context, sh *Shell) error {
	kind := "a bundle"
	if c.Log != "" {
		kind = "a checkpoint"
	}
	f, err := os.Open(c.Bundle)
	if errors.Is(err, fs.ErrNotExist) {
		return there(c.Bundle, "the file of "+kind)
	}
	if err != nil {
		return badInput("the file cannot be read: %v", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, proof.MaxBundle+1))
	if err != nil {
		return badInput("the file cannot be read: %v", err)
	}
	if len(text) > proof.MaxBundle {
		return badInput("%s has more than %d bytes, which no bundle has", c.Bundle, proof.MaxBundle)
	}
	if c.Log != "" {
		return c.goesOn(ctx, sh, text)
	}
	b, err := proof.ReadBundle(text)
	if err != nil {
		return badInput("%s is REFUSED: %v", c.Bundle, err)
	}
	if c.Key != "" && c.Key != b.Key {
		return badInput("%s is REFUSED: it is of another log, %s", c.Bundle, b.Key)
	}
	var w strings.Builder
	fmt.Fprintf(&w, "The bundle holds: %d facts were in the log %s when it held %d.\n", len(b.Facts), b.Checkpoint.Origin, b.Checkpoint.Size)
	for _, s := range b.Signed {
		fmt.Fprintf(&w, "Cosigned by %s at %s.\n", s.Witness, s.At.Format("2006-01-02T15:04:05Z"))
	}
	if c.Key == "" {
		fmt.Fprintf(&w, "That the log is whose it should be is for you to say: compare its key with the\none that its keeper publishes, or give that with --key.\n%s\n", b.Key)
	}
	return sh.print(w.String())
}
