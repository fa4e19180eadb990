package cli

import (
	"context"
	"log/slog"
	"net"
	"net/url"

	"passage/internal/identity"
	"passage/internal/pages"
)

// oidcFlags say which identity provider people may sign in with.
type oidcFlags struct {
	Issuer string   `name:"oidc-issuer" help:"Let people sign in with this OpenID Connect provider, by its address as it writes it itself; needs --oidc-client and its secret in PASSAGE_OIDC_SECRET." placeholder:"URL"`
	Client string   `name:"oidc-client" help:"The client id that the provider gave passage." placeholder:"ID"`
	Name   string   `name:"oidc-name" help:"What people call the provider; without this its host name." placeholder:"NAME"`
	ACR    []string `name:"oidc-acr" help:"Strengths of signing in, as the provider names them (acr), of which it must confirm one; without this it decides by itself how people sign in there." placeholder:"VALUE"`
	URL    string   `name:"url" help:"Address of this server as browsers see it, such as https://passage.example.org, where --host does not say it: behind a proxy." placeholder:"URL"`
}

// secretVariable holds the secret of the client at the provider. It is no flag,
// because everybody on a machine sees the flags of its programs.
const secretVariable = "PASSAGE_OIDC_SECRET"

// provider returns the identity provider of the command line, nil where none is
// named, for a server that listens at an address.
func (c *serveCommand) provider(sh *Shell, at net.Addr, secured secured) (*identity.Provider, error) {
	if c.OIDC.Issuer == "" {
		if c.OIDC.Client != "" || c.OIDC.Name != "" || len(c.OIDC.ACR) > 0 {
			return nil, badInput("--oidc-client, --oidc-name and --oidc-acr belong to --oidc-issuer URL, which is missing")
		}
		return nil, nil
	}
	if c.OIDC.Client == "" || sh.Env(secretVariable) == "" {
		return nil, badInput("--oidc-issuer needs --oidc-client ID, and the secret that goes with it in the environment variable %s; the provider gives both when passage is registered there", secretVariable)
	}
	origin := c.OIDC.URL
	if origin == "" {
		if !secured.pages && !loopback(c.Listen) || c.TLS == "proxy" && len(c.Host) == 0 {
			return nil, badInput("--oidc-issuer needs --url, the address of this server as browsers see it, such as https://passage.example.org, because the provider sends people back to it")
		}
		origin = c.address(at, secured.config != nil)
		if c.TLS == "proxy" {
			origin = "https://" + c.Host[0]
		}
	}
	u, err := url.Parse(origin)
	if err != nil || u.Path != "" && u.Path != "/" {
		return nil, badInput("--url %s is not the address of a server, such as https://passage.example.org", origin)
	}
	u.Path = pages.IdentityAnswer
	p, err := identity.New(identity.Config{
		Issuer: c.OIDC.Issuer, Client: c.OIDC.Client, Secret: sh.Env(secretVariable), Name: c.OIDC.Name, ACR: c.OIDC.ACR, Redirect: u.String(),
	})
	if err != nil {
		return nil, badInput("--oidc-issuer: %v", err)
	}
	return p, nil
}

// greet tells the log whether the provider is there. The server does not wait for
// it.
func greet(ctx context.Context, log *slog.Logger, p *identity.Provider) {
	if err := p.Reach(ctx); err != nil && ctx.Err() == nil {
		log.Warn("people cannot sign in with the identity provider yet; it is tried again whenever somebody wants to", "issuer", p.Issuer, "error", err)
		return
	}
	log.Info("people can sign in with the identity provider, which has to know the address to send them back to", "issuer", p.Issuer, "address", p.Redirect)
}
