package desk_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"passage"
	"passage/internal/desk"
	"passage/internal/proof"
	"passage/internal/store/storetest"
)

// cosigner is a witness that signs all that extends what it saw.
type cosigner struct {
	name string
	key  ed25519.PrivateKey
	away bool
	seen int64
}

func newCosigner(name string) *cosigner {
	return &cosigner{name: name, key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{byte(len(name))}, 32))}
}

func (c *cosigner) public() []byte { return append([]byte{4}, c.key.Public().(ed25519.PublicKey)...) }

func (c *cosigner) id() []byte {
	sum := sha256.Sum256([]byte(c.name + "\n" + string(c.public())))
	return sum[:4:4]
}

func (c *cosigner) Key() string {
	return fmt.Sprintf("%s+%x+%s", c.name, c.id(), base64.StdEncoding.EncodeToString(c.public()))
}

func (c *cosigner) Cosign(_ context.Context, signed []byte, consistency func(int64) (tlog.TreeProof, error)) ([]byte, error) {
	if c.away {
		return nil, errors.New("it is away")
	}
	if _, err := consistency(c.seen); err != nil {
		return nil, err
	}
	text, _, _ := bytes.Cut(signed, []byte("\n\n"))
	if _, err := fmt.Sscanf(string(bytes.Split(text, []byte("\n"))[1]), "%d", &c.seen); err != nil {
		return nil, err
	}
	sig := ed25519.Sign(c.key, fmt.Appendf(nil, "cosignature/v1\ntime 1760000000\n%s\n", text))
	return fmt.Appendf(nil, "— %s %s\n", c.name, base64.StdEncoding.EncodeToString(append(binary.BigEndian.AppendUint64(c.id(), 1_760_000_000), sig...))), nil
}

// TestCosigned holds that the witnesses that answer stand on the checkpoint and
// in bundles, and that one that is away holds nothing up and signs later.
func TestCosigned(t *testing.T) {
	ctx := context.Background()
	d := open(t, storetest.SQLite(t), t.TempDir())
	here, away := newCosigner("w.example/one"), newCosigner("w.example/second")
	away.away = true
	d.Witnesses = []desk.Witness{away, here}
	if err := d.Cosign(ctx); err != nil {
		t.Errorf("there is nothing to sign yet: %v", err)
	}
	signedBy := func() (names []string) {
		t.Helper()
		b, err := d.Prove(ctx, peer, "W1", func(string) bool { return false })
		if err != nil {
			t.Fatal(err)
		}
		text, err := b.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		v, err := proof.ReadBundle(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		for _, s := range v.Signed {
			names = append(names, s.Witness)
		}
		return names
	}
	for i, want := range []string{"[w.example/one]", "[w.example/one]", "[w.example/second w.example/one]"} {
		takeIn(t, d, wfp, seal(t, int64(i+1), passage.Loaded, 1))
		away.away = i < 2
		if err := d.Publish(ctx); err != nil {
			t.Fatal(err)
		}
		if err := d.Cosign(ctx); (err != nil) != away.away {
			t.Errorf("cosigning ends with %v", err)
		}
		if got := fmt.Sprint(signedBy()); got != want {
			t.Errorf("round %d: the bundle is signed by %s, want %s", i, got, want)
		}
	}
	d.Witnesses = d.Witnesses[1:] // one is trusted no longer
	if got := fmt.Sprint(signedBy()); got != "[w.example/one]" {
		t.Errorf("the bundle is signed by %s", got)
	}
}

// TestPublishedWithinAMinute holds that whatever is taken in, whenever, is under
// a checkpoint a minute later.
func TestPublishedWithinAMinute(t *testing.T) {
	place, dir := storetest.SQLite(t), t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		d := open(t, place, dir)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			d.PublishUntil(ctx, desk.PublishEvery)
		}()
		for n, wait := range []time.Duration{0, time.Second, 59 * time.Second, 7 * time.Minute, time.Millisecond} {
			time.Sleep(wait)
			takeIn(t, d, wfp, seal(t, int64(n+1), passage.Loaded, 1))
			time.Sleep(time.Minute)
			synctest.Wait()
			if size, _, err := d.Checkpoint(ctx); err != nil || size != int64(n+1) {
				t.Errorf("a minute after fact %d the checkpoint is of %d facts, %v", n+1, size, err)
			}
		}
		cancel()
		<-ended
	})
}
