package cli

import (
	"context"
	"fmt"
)

// accountCommands are passage account …
type accountCommands struct {
	Link accountLinkCommand `cmd:"" help:"Make a one-time link with which somebody sets up a new way to sign in, for a lone administrator who has lost every other."`
}

type accountLinkCommand struct {
	ledgerData
	Name string `arg:"" help:"Name with which the person signs in."`
}

// Run makes a link. What lets in is printed and kept nowhere.
func (c *accountLinkCommand) Run(ctx context.Context, sh *Shell) error {
	d, closeAll, err := c.existing(ctx, sh.Err)
	if err != nil {
		return err
	}
	defer closeAll()
	link, err := d.OperatorLink(ctx, operator, c.Name)
	if err != nil {
		return refused(err)
	}
	return sh.print(fmt.Sprintf("Open /welcome?key=%s on the server. The link works for three days; once it is used, older ways to sign in and all sessions end.\n", link))
}
