package witness_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"passage/internal/proof"
	"passage/internal/witness"
)

// server is a witness, written from C2SP's text: it remembers the newest
// checkpoint of one log and signs what extends it.
type server struct {
	logKey string
	key    ed25519.PrivateKey

	mu   sync.Mutex
	size int64
	root tlog.Hash
}

const name = "example.org/w"

func (s *server) public() string {
	key := append([]byte{4}, s.key.Public().(ed25519.PublicKey)...)
	sum := sha256.Sum256([]byte(name + "\n" + string(key)))
	return fmt.Sprintf("%s+%x+%s", name, sum[:4], base64.StdEncoding.EncodeToString(key))
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	head, signed, _ := bytes.Cut(body, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	var old int64
	if _, err := fmt.Sscanf(lines[0], "old %d", &old); err != nil || r.URL.Path != "/add-checkpoint" || r.Method != http.MethodPost {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	c, err := proof.ReadCheckpoint(signed, s.logKey)
	if err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	var way tlog.TreeProof
	for _, l := range lines[1:] {
		h, err := base64.StdEncoding.DecodeString(l)
		if err != nil || len(h) != tlog.HashSize {
			http.Error(w, "bad", http.StatusBadRequest)
			return
		}
		way = append(way, tlog.Hash(h))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case old != s.size:
		w.Header().Set("Content-Type", "text/x.tlog.size")
		w.WriteHeader(http.StatusConflict)
		fmt.Fprintln(w, s.size)
		return
	case old > c.Size:
		http.Error(w, "bad", http.StatusBadRequest)
		return
	case old == c.Size && c.Root != s.root, old > 0 && old < c.Size && tlog.CheckTree(way, c.Size, c.Root, old, s.root) != nil, old == 0 && len(way) > 0:
		http.Error(w, "inconsistent", http.StatusUnprocessableEntity)
		return
	}
	s.size, s.root = c.Size, c.Root
	text, _, _ := bytes.Cut(signed, []byte("\n\n"))
	sig := ed25519.Sign(s.key, fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s\n", 1_760_000_000, text))
	key := append([]byte{4}, s.key.Public().(ed25519.PublicKey)...)
	id := sha256.Sum256([]byte(name + "\n" + string(key)))
	blob := append(binary.BigEndian.AppendUint64(id[:4:4], 1_760_000_000), sig...)
	fmt.Fprintf(w, "— %s %s\n", name, base64.StdEncoding.EncodeToString(blob))
}

type tiles map[[2]int64][]byte

func (t tiles) Tile(level int, n int64) ([]byte, error) { return t[[2]int64{int64(level), n}], nil }
func (t tiles) PutTile(level int, n int64, hashes []byte) error {
	t[[2]int64{int64(level), n}] = bytes.Clone(hashes)
	return nil
}

// TestCosign has a log grow and a witness cosign it, and then shows the witness
// another history, which it must not sign.
func TestCosign(t *testing.T) {
	ctx := context.Background()
	key, err := proof.OpenKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &server{logKey: key.Public, key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))}
	link := httptest.NewServer(s)
	defer link.Close()
	all, err := witness.ReadList("# ours\n\n" + s.public() + " " + link.URL + "/\n")
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	log, size := tiles{}, int64(0)
	grow := func(log tiles, from int64, n int, what string) int64 {
		var leaves []tlog.Hash
		for i := range n {
			leaves = append(leaves, tlog.RecordHash(fmt.Append(nil, what, i)))
		}
		if err := proof.Append(log, from, leaves); err != nil {
			t.Fatal(err)
		}
		return from + int64(n)
	}
	consistency := func(old int64) (tlog.TreeProof, error) { return proof.Consistency(log, size, old) }
	var signed []byte
	for _, n := range []int{1, 5, 300, 1000} {
		size = grow(log, size, n, "fact")
		if _, signed, err = key.Sign(log, size); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second time the witness has seen it
			lines, err := all[0].Cosign(ctx, signed, consistency)
			if err != nil {
				t.Fatal(err)
			}
			kept, by, err := proof.KeepCosigned(append(bytes.Clone(signed), lines...), key.Public, []string{s.public()})
			if err != nil || len(by) != 1 || !bytes.Contains(kept, lines) {
				t.Fatalf("%q, %v, %v", kept, by, err)
			}
		}
	}
	other := tiles{}
	grow(other, 0, int(size)+10, "another")
	log, size = other, size+10
	fork, err := proof.OpenKey(t.TempDir()) // the same keeper, who has forgotten what was published
	if err != nil {
		t.Fatal(err)
	}
	s.logKey = fork.Public
	if _, signed, err = fork.Sign(log, size); err != nil {
		t.Fatal(err)
	}
	if lines, err := all[0].Cosign(ctx, signed, consistency); err == nil || !strings.Contains(err.Error(), "422") {
		t.Errorf("another history was cosigned: %q, %v", lines, err)
	}
	size = 3
	fork, err = proof.OpenKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s.logKey = fork.Public
	if _, signed, err = fork.Sign(log, size); err != nil {
		t.Fatal(err)
	}
	if _, err := all[0].Cosign(ctx, signed, consistency); err == nil || !strings.Contains(err.Error(), "what was published is gone") {
		t.Errorf("a log that shrank: %v", err)
	}
}

// TestAnswersThatAreNone holds that an answer of a stranger ends as an error or
// as lines that sign nothing.
func TestAnswersThatAreNone(t *testing.T) {
	key, err := proof.OpenKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &server{key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))}
	log := tiles{}
	if err := proof.Append(log, 0, []tlog.Hash{{1}}); err != nil {
		t.Fatal(err)
	}
	_, signed, err := key.Sign(log, 1)
	if err != nil {
		t.Fatal(err)
	}
	for what, answer := range map[string]http.HandlerFunc{
		"a login page": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>Please log in</html>") },
		"a way elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://169.254.169.254/", http.StatusFound)
		},
		"a size that is none": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(409); fmt.Fprint(w, "many") },
		"a size below none":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(409); fmt.Fprint(w, "-1") },
		"always another size": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(409); fmt.Fprint(w, "0") },
	} {
		t.Run(what, func(t *testing.T) {
			link := httptest.NewServer(answer)
			defer link.Close()
			all, err := witness.ReadList(s.public() + " " + link.URL)
			if err != nil {
				t.Fatal(err)
			}
			lines, err := all[0].Cosign(context.Background(), signed, func(old int64) (tlog.TreeProof, error) { return proof.Consistency(log, 1, old) })
			if err != nil {
				return
			}
			kept, by, err := proof.KeepCosigned(append(bytes.Clone(signed), lines...), key.Public, []string{s.public()})
			if err != nil || len(by) > 0 || !bytes.Equal(kept, signed) {
				t.Errorf("%q was taken for a signature: %v, %v", lines, by, err)
			}
		})
	}
}

func TestReadList(t *testing.T) {
	key, err := proof.OpenKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	good := (&server{key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))}).public()
	for text, says := range map[string]string{
		good + " https://w.example.org":       "",
		"":                                    "",
		good:                                  "not a key and an address",
		good + " ftp://w.example.org":         "no address",
		good + " https://":                    "no address",
		"x+y+z https://w.example.org":         "no key",
		key.Public + " https://w.example.org": "key of a log",
		good + " https://a\n" + good + " https://b": "second time",
	} {
		_, err := witness.ReadList(text)
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(err.Error(), says)) {
			t.Errorf("%q: %v, want %q", text, err, says)
		}
	}
}
