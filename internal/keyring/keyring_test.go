package keyring_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"passage/internal/keyring"
)

func ringIn(t *testing.T, path string) *keyring.Ring {
	t.Helper()
	r, err := keyring.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestEncrypt: a value comes back beside what it belongs to and nowhere else, not
// with any bit changed or anything cut off, and looks different each time.
func TestEncrypt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.key")
	r, value, of := ringIn(t, path), []byte("31.2287654 34.2843219"), []byte("record 1")
	sealed := r.Encrypt(value, of)
	for _, ring := range []*keyring.Ring{r, ringIn(t, path)} { // the same file, opened again
		if got, err := ring.Decrypt(sealed, of); err != nil || !bytes.Equal(got, value) {
			t.Fatalf("%q, %v", got, err)
		}
	}
	if bytes.Contains(sealed, value[:4]) || bytes.Equal(sealed, r.Encrypt(value, of)) {
		t.Error("the value can be seen in what is encrypted")
	}
	if _, err := r.Decrypt(sealed, []byte("record 2")); !errors.Is(err, keyring.ErrAltered) {
		t.Errorf("of another record: %v", err)
	}
	for i := range sealed {
		altered := bytes.Clone(sealed)
		altered[i] ^= 1
		for _, s := range [][]byte{altered, sealed[:i]} {
			if got, err := r.Decrypt(s, of); err == nil {
				t.Errorf("byte %d: %q", i, got)
			}
		}
	}
	var unknown keyring.Unknown
	if _, err := ringIn(t, filepath.Join(t.TempDir(), "test.key")).Decrypt(sealed, of); !errors.As(err, &unknown) || len(unknown.Key) != 16 {
		t.Errorf("under another key: %v", err)
	}
}

// TestNewKey: a new first line encrypts from then on, and the old one goes on
// decrypting what it encrypted.
func TestNewKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.key")
	old := ringIn(t, path)
	sealed := old.Encrypt([]byte("x"), nil)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	line := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32))
	if err := os.WriteFile(path, []byte(line+"\n"+string(text)), 0o600); err != nil {
		t.Fatal(err)
	}
	both := ringIn(t, path)
	if got, err := both.Decrypt(sealed, nil); err != nil || string(got) != "x" {
		t.Errorf("%q, %v", got, err)
	}
	if !old.Current(sealed) || both.Current(sealed) || !both.Current(both.Encrypt([]byte("x"), nil)) {
		t.Error("what is encrypted under the first key is not told from what is not")
	}
}

// TestFile: the file is for its owner alone, one of several that begin at once
// makes it, and what is none is refused and left as it is.
func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.key")
	rings := make([]*keyring.Ring, 8)
	var all sync.WaitGroup
	for i := range rings {
		all.Go(func() { rings[i], _ = keyring.Open(path) })
	}
	all.Wait()
	sealed := ringIn(t, path).Encrypt(nil, nil)
	for i, r := range rings {
		if r == nil || !r.Current(sealed) {
			t.Errorf("%d has another key", i)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(path + ".*"); len(left) > 0 {
		t.Errorf("%v stay", left)
	}
	for _, bad := range []string{"", "\n", "short\n", strings.Repeat("A", 43) + "\n", base64.StdEncoding.EncodeToString(make([]byte, 31))} {
		if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := keyring.Open(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%q: %v", bad, err)
		}
		if text, _ := os.ReadFile(path); string(text) != bad {
			t.Errorf("%q became %q", bad, text)
		}
	}
}
