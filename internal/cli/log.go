package cli

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"passage/internal/proof"
)

// goesOn checks that the log of a server holds all that it held at a checkpoint which
// somebody kept.
func (c *verifyCommand) goesOn(ctx context.Context, sh *Shell, kept []byte) error {
	if c.Key == "" {
		return badInput("--log needs --key: without the key of the log anybody can have signed what its server says")
	}
	// What is copied from a page may have lost its last line's end.
	old, err := proof.ReadCheckpoint([]byte(strings.TrimSpace(strings.ReplaceAll(string(kept), "\r\n", "\n"))+"\n"), c.Key)
	if err != nil {
		return badInput("%s is REFUSED: %v", c.Bundle, err)
	}
	client, err := clientFor(c.Log, c.Authority)
	if err != nil {
		return err
	}
	log := remoteLog{ctx: ctx, client: client, address: strings.TrimSuffix(c.Log, "/") + "/log/"}
	text, err := log.get("checkpoint", 1<<16)
	if err != nil {
		return err
	}
	now, err := proof.ReadCheckpoint(text, c.Key)
	if err != nil {
		return badInput("the log of %s is REFUSED: %v", c.Log, err)
	}
	var p tlog.TreeProof
	if log.size = now.Size; now.Size >= old.Size {
		if p, err = proof.Consistency(&log, now.Size, old.Size); err != nil {
			return fmt.Errorf("the log of %s cannot be followed: %w", c.Log, err)
		}
	}
	if err := proof.CheckConsistency(p, now, old); err != nil {
		return badInput("the log of %s is REFUSED: %v", c.Log, err)
	}
	return sh.print(fmt.Sprintf("The log %s goes on from the checkpoint: of the %d facts that it holds now, the first %d are\nthose that it held then, unchanged. Keep its newest checkpoint for the next time:\n\n%s", now.Origin, now.Size, old.Size, text))
}

// remoteLog is the log of a server, at a size.
type remoteLog struct {
	ctx     context.Context
	client  *http.Client
	address string
	size    int64
}

// Tile implements [proof.TileReader].
func (l *remoteLog) Tile(level int, n int64) ([]byte, error) {
	const height = 8 // of tiles, in levels of the tree
	tile := tlog.Tile{H: height, L: level, N: n, W: int(min(1<<height, l.size>>(level*height)-n<<height))}
	if tile.W <= 0 {
		return nil, nil
	}
	hashes, err := l.get("tile/"+strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height)), tlog.HashSize<<height)
	if err == nil && len(hashes) != tile.W*tlog.HashSize {
		err = fmt.Errorf("a tile of it has %d bytes instead of %d", len(hashes), tile.W*tlog.HashSize)
	}
	return hashes, err
}

// get reads a file of the log, of so many bytes at most.
func (l *remoteLog) get(name string, most int64) ([]byte, error) {
	req, err := http.NewRequestWithContext(l.ctx, http.MethodGet, l.address+name, nil)
	if err != nil {
		return nil, err
	}
	res, err := l.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("the log cannot be reached: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s%s: %s", l.address, name, res.Status)
	}
	text, err := io.ReadAll(io.LimitReader(res.Body, most+1))
	if err == nil && int64(len(text)) > most {
		err = fmt.Errorf("%s%s has more than %d bytes", l.address, name, most)
	}
	return text, err
}
