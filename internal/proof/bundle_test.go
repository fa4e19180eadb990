package proof_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"passage/internal/proof"
)

// witness cosigns as C2SP says.
type witness struct {
	name string
	key  ed25519.PrivateKey
}

func newWitness(name string, r *rand.Rand) witness {
	seed := make([]byte, ed25519.SeedSize)
	for i := range seed {
		seed[i] = byte(r.Uint32())
	}
	return witness{name, ed25519.NewKeyFromSeed(seed)}
}

func (w witness) public() []byte { return append([]byte{4}, w.key.Public().(ed25519.PublicKey)...) }

func (w witness) id() []byte {
	sum := sha256.Sum256([]byte(w.name + "\n" + string(w.public())))
	return sum[:4]
}

func (w witness) String() string {
	return fmt.Sprintf("%s+%x+%s", w.name, w.id(), base64.StdEncoding.EncodeToString(w.public()))
}

func (w witness) cosign(checkpoint []byte, at uint64) []byte {
	text, _, _ := bytes.Cut(checkpoint, []byte("\n\n"))
	sig := ed25519.Sign(w.key, fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s\n", at, text))
	blob := append(binary.BigEndian.AppendUint64(w.id(), at), sig...)
	return fmt.Appendf(checkpoint, "— %s %s\n", w.name, base64.StdEncoding.EncodeToString(blob))
}

// published is a log with everything that a bundle is made from.
type published struct {
	key        *proof.Key
	log        tiles
	checkpoint []byte
	bodies     []string
	salts      [][]byte
}

// values are what the fields of facts in these tests say.
var values = []string{
	`"wheat_flour"`, `"معبر كرم أبو سالم"`, `"a\u0000b\ud800c"`, `25000000`, `-1.50e3`, `true`, `null`, `[]`, `{}`,
	`[{"unit":"g","amount":25000000,"units":[{"id":"P1","in":"C\u202e"}]},{"amount":1}]`, `{"by":"x","number":1.0}`,
	`"2025-07-01T08:00:00+03:00"`, `"\"<&>"`, `[ 1 , [ "x" ] ]`, `"😀\ud83d\ude00"`, `""`,
}

var names = []string{"actor", "claimed", "device", "id", "kind", "lines", "note", "org", "place", "seq", "vehicle", "waybill"}

func publish(t *testing.T, r *rand.Rand, size int) published {
	t.Helper()
	key, err := proof.OpenKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p := published{key: key, log: tiles{}}
	var leaves []tlog.Hash
	for range size {
		var members []string
		for _, name := range names {
			if r.IntN(3) > 0 {
				members = append(members, fmt.Sprintf("%q:%s", name, values[r.IntN(len(values))]))
			}
		}
		body := "{" + strings.Join(members, ", ") + "}"
		salts, leaf, err := commit(body)
		if err != nil {
			t.Fatal(err)
		}
		p.bodies, p.salts, leaves = append(p.bodies, body), append(p.salts, salts), append(leaves, leaf)
	}
	if err := proof.Append(p.log, 0, leaves); err != nil {
		t.Fatal(err)
	}
	if _, p.checkpoint, err = key.Sign(p.log, int64(size)); err != nil {
		t.Fatal(err)
	}
	return p
}

// bundle makes a bundle of some facts with some fields shown.
func (p published) bundle(t *testing.T, r *rand.Rand) []byte {
	t.Helper()
	size := len(p.bodies)
	b := proof.Bundle{Key: p.key.Public, Checkpoint: slices.Clone(p.checkpoint)}
	for i := range r.IntN(3) {
		w := newWitness(fmt.Sprint("witness.example/", i), r)
		b.Witnesses = append(b.Witnesses, w.String())
		b.Checkpoint = w.cosign(b.Checkpoint, 1_700_000_000+uint64(i))
	}
	for n := r.IntN(size); n < size && len(b.Facts) < 3; n += 1 + r.IntN(size) {
		f, err := proof.Show(int64(n), []byte(p.bodies[n]), p.salts[n], nil, func(string) bool { return r.IntN(4) == 0 })
		if err != nil {
			t.Fatal(err)
		}
		proofs, err := proof.Inclusion(p.log, int64(size), f.N)
		if err != nil {
			t.Fatal(err)
		}
		f.Proof = proofs[0]
		b.Facts = append(b.Facts, f)
	}
	text, err := b.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// mutate changes a bundle somewhere in one of the ways in which texts change.
func mutate(text, other []byte, r *rand.Rand) []byte {
	lines := bytes.SplitAfter(text, []byte("\n"))
	from := bytes.SplitAfter(other, []byte("\n"))
	i, j := r.IntN(len(lines)), r.IntN(len(lines))
	at := r.IntN(len(text))
	m := slices.Clone(text)
	switch r.IntN(8) {
	case 0:
		m[at] ^= 1 << r.IntN(8)
	case 1:
		m[at] = text[r.IntN(len(text))]
	case 2:
		m = slices.Delete(m, at, min(at+1+r.IntN(3), len(m)))
	case 3:
		m = slices.Insert(m, at, text[r.IntN(len(text))])
	case 4:
		m = m[:at]
	case 5:
		lines[i], lines[j] = lines[j], lines[i]
		m = bytes.Join(lines, nil)
	case 6:
		m = bytes.Join(slices.Insert(lines, i, lines[j]), nil)
	case 7:
		lines[i] = from[min(i, len(from)-1)]
		m = bytes.Join(lines, nil)
	}
	return m
}

// python is the second verifier, as a process that is handed bundles one after
// another and answers each with 0 or 1.
type python struct {
	in  io.WriteCloser
	out io.Reader
}

const driver = `
import sys
sys.path.insert(0, "../../tools")
sys.dont_write_bytecode = True
from verify import verify, Fault
read, write = sys.stdin.buffer, sys.stdout.buffer
while True:
    size = read.readline()
    if not size:
        break
    try:
        verify(read.read(int(size)))
        write.write(b"1")
    except Fault:
        write.write(b"0")
    write.flush()
`

func newPython(t *testing.T) python {
	t.Helper()
	path, err := exec.LookPath("python3")
	if err != nil && os.Getenv("CI") == "" {
		t.Skip("python3 is not here: the second verifier was not tried")
	} else if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "-c", driver)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
	return python{in, out}
}

func (p python) accepts(t *testing.T, bundle []byte) bool {
	t.Helper()
	var answer [1]byte
	_, err := fmt.Fprintf(p.in, "%d\n%s", len(bundle), bundle)
	if err == nil {
		_, err = io.ReadFull(p.out, answer[:])
	}
	if err != nil {
		t.Fatal(err)
	}
	return answer[0] == '1'
}

// bundles is how many valid bundles are tried in Go, ten times as many changed
// ones, and a tenth of both in Python. PASSAGE_BUNDLES makes it another number
// for both.
func bundles(t *testing.T) (inGo, inPython int) {
	if s := os.Getenv("PASSAGE_BUNDLES"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return n, n
	}
	return 10_000, 500
}

// TestBundles holds that both verifiers accept every bundle as it was written
// and refuse every one that was changed, wherever and however it was.
func TestBundles(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	inGo, inPython := bundles(t)
	second := newPython(t)
	var logs []published
	for _, size := range []int{1, 2, 3, 7, 255, 256, 257, 700} {
		logs = append(logs, publish(t, r, size))
	}
	other := logs[0].bundle(t, r)
	tried := 0
	for i := range inGo {
		p := logs[i%len(logs)]
		text := p.bundle(t, r)
		if _, err := proof.ReadBundle(text); err != nil {
			t.Fatalf("a bundle was refused: %v\n%s", err, text)
		}
		both := i < inPython
		if both && !second.accepts(t, text) {
			t.Fatalf("the second verifier refused a bundle:\n%s", text)
		}
		for range 11 { // some change nothing
			m := mutate(text, other, r)
			if bytes.Equal(m, text) {
				continue
			}
			tried++
			if _, err := proof.ReadBundle(m); err == nil {
				t.Fatalf("a changed bundle was accepted:\n%s\nit was\n%s", m, text)
			}
			if both && second.accepts(t, m) {
				t.Fatalf("the second verifier accepted a changed bundle:\n%s\nit was\n%s", m, text)
			}
		}
		other = text
	}
	t.Logf("%d bundles accepted, %d changed ones refused; by the second verifier the first %d of them and their changes", inGo, tried, inPython)
}

// TestEveryByteOfABundle changes each byte of one bundle in turn.
func TestEveryByteOfABundle(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	text := publish(t, r, 300).bundle(t, r)
	second := newPython(t)
	for i := range text {
		m := slices.Clone(text)
		m[i] ^= 1
		if _, err := proof.ReadBundle(m); err == nil {
			t.Errorf("byte %d can be another", i)
		}
		if second.accepts(t, m) {
			t.Errorf("byte %d can be another for the second verifier", i)
		}
	}
}

// FuzzReadBundle holds that nothing that is read as a bundle brings the reader
// down, and that there is one way only to write what it accepts.
func FuzzReadBundle(f *testing.F) {
	f.Add([]byte("passage bundle 1\nkey x\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := proof.ReadBundle(text)
		if err != nil {
			return
		}
		if again, err := b.MarshalText(); err != nil || !bytes.Equal(again, text) {
			t.Errorf("it is written another way (%v)", err)
		}
	})
}
