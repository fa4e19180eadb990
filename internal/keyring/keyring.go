// Package keyring encrypts values for a database under keys that are kept in a
// file outside it, so that whoever has the database alone reads none of them.
package keyring

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"passage/internal/proof"
)

// Ring is the keys of one file, one on a line. The first encrypts; each of them
// decrypts what was encrypted under it, so that a new key is put in by a new
// first line.
type Ring struct{ keys []key }

type key struct {
	id   [idBytes]byte // the beginning of the hash of the key
	aead cipher.AEAD   // AES-256-GCM, each value with random 96 bits of its own
}

const (
	keyBytes = 32
	idBytes  = 8

	// format begins everything that is encrypted. Another cipher gets another.
	format = 1
)

// Open reads the keys in a file, or makes the file with one, which nobody else
// on the machine reads.
func Open(path string) (*Ring, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		if err = create(path); err == nil {
			text, err = os.ReadFile(path)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("the key in %s: %w", path, err)
	}
	r := &Ring{}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		secret, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(secret) != keyBytes {
			return nil, fmt.Errorf("%s cannot be read: each line is a key, %d bytes in base64", path, keyBytes)
		}
		block, err := aes.NewCipher(secret)
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(secret)
		r.keys = append(r.keys, key{[idBytes]byte(sum[:idBytes]), aead})
	}
	if len(r.keys) == 0 {
		return nil, fmt.Errorf("%s holds no key", path)
	}
	return r, nil
}

// create makes a file with a new key. Where two begin at once, the file of one
// of them stays, and both read it.
func create(path string) error {
	secret := make([]byte, keyBytes)
	rand.Read(secret)
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // of mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.WriteString(base64.StdEncoding.EncodeToString(secret) + "\n")
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if err = os.Link(tmp.Name(), path); err != nil && !errors.Is(err, os.ErrExist) {
		err = os.Rename(tmp.Name(), path) // some file systems have no links
	}
	if err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return proof.SyncDir(filepath.Dir(path))
}

// Encrypt encrypts a value. It can be decrypted only beside the same words of
// what it belongs to, which are not in it.
func (r *Ring) Encrypt(value, of []byte) []byte {
	k := r.keys[0]
	head := append([]byte{format}, k.id[:]...)
	return k.aead.Seal(head, nil, value, of)
}

// Decrypt returns a value that [Ring.Encrypt] encrypted. The error is [Unknown]
// or [ErrAltered].
func (r *Ring) Decrypt(sealed, of []byte) ([]byte, error) {
	if len(sealed) < 1+idBytes || sealed[0] != format {
		return nil, ErrAltered
	}
	id, body := sealed[1:1+idBytes], sealed[1+idBytes:]
	for _, k := range r.keys {
		if bytes.Equal(k.id[:], id) {
			value, err := k.aead.Open(nil, nil, body, of)
			if err != nil {
				return nil, ErrAltered
			}
			return value, nil
		}
	}
	return nil, Unknown{hex.EncodeToString(id)}
}

// Current reports whether a value is encrypted under the first key.
func (r *Ring) Current(sealed []byte) bool {
	return bytes.HasPrefix(sealed, append([]byte{format}, r.keys[0].id[:]...))
}

// ErrAltered says that a value, or what it belongs to, is not as it was when it
// was encrypted.
var ErrAltered = errors.New("what is encrypted is not as it was saved")

// Unknown is the error of a value that is encrypted under a key that is not in
// the ring.
type Unknown struct{ Key string } // the beginning of the key's hash, in hexadecimal

func (u Unknown) Error() string { return "it is encrypted under another key, " + u.Key }
