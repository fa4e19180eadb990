package proof

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The kinds of key and signature of signed notes that are in use here.
const (
	algEd25519     = 1 // a log signs its checkpoint
	algCosignature = 4 // a witness signs that it saw the checkpoint, and when
)

// Cosignature is a witness's word that a checkpoint extends those it saw before.
type Cosignature struct {
	Witness string // name
	At      time.Time
}

// verifier is a key of a log or a witness.
type verifier struct {
	name string
	id   [4]byte
	alg  byte
	key  ed25519.PublicKey
}

// readVerifier reads a key as C2SP writes it, in the one way to write it.
func readVerifier(text string) (v verifier, err error) {
	name, rest, _ := strings.Cut(text, "+")
	_, b64, _ := strings.Cut(rest, "+")
	key, err := base64.StdEncoding.DecodeString(b64)
	if err != nil || len(key) != 1+ed25519.PublicKeySize || name == "" || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return v, fmt.Errorf("%.80q is no key of a log or a witness", text)
	}
	v = verifier{name: name, alg: key[0], key: key[1:]}
	sum := sha256.Sum256([]byte(name + "\n" + string(key)))
	copy(v.id[:], sum[:])
	if v.alg != algEd25519 && v.alg != algCosignature || fmt.Sprintf("%s+%x+%s", name, v.id, base64.StdEncoding.EncodeToString(key)) != text {
		return v, fmt.Errorf("%.80q is no key of a log or a witness", text)
	}
	return v, nil
}

// signs reads a signature line without its line feed and checks it.
func (v verifier) signs(text, line string) (at time.Time, err error) {
	wrong := fmt.Errorf("the checkpoint is not signed by %s", v.name)
	b64, ok := strings.CutPrefix(line, "— "+v.name+" ")
	sig, err := base64.StdEncoding.DecodeString(b64)
	if !ok || err != nil || len(sig) < 4 || base64.StdEncoding.EncodeToString(sig) != b64 || !bytes.Equal(sig[:4], v.id[:]) {
		return at, wrong
	}
	sig = sig[4:]
	if v.alg == algCosignature {
		if len(sig) < 8 {
			return at, wrong
		}
		seconds := binary.BigEndian.Uint64(sig)
		if seconds > 1<<38 {
			return at, wrong
		}
		text = "cosignature/v1\ntime " + strconv.FormatUint(seconds, 10) + "\n" + text
		at, sig = time.Unix(int64(seconds), 0).UTC(), sig[8:]
	}
	if len(sig) != ed25519.SignatureSize || !ed25519.Verify(v.key, []byte(text), sig) {
		return at, wrong
	}
	return at, nil
}

// readCosigned checks a checkpoint that a log and then witnesses signed, and
// nobody else.
func readCosigned(signed []byte, logKey string, witnessKeys []string) (c Checkpoint, at []Cosignature, err error) {
	text, sigs, ok := strings.Cut(string(signed), "\n\n")
	text += "\n"
	lines := strings.SplitAfter(sigs, "\n")
	if !ok || len(lines) != 1+len(witnessKeys)+1 || lines[len(lines)-1] != "" {
		return c, nil, errors.New("the checkpoint does not have one signature for each key")
	}
	if c, err = parseCheckpoint(text); err != nil {
		return c, nil, err
	}
	seen := map[string]bool{}
	for i, key := range append([]string{logKey}, witnessKeys...) {
		v, err := readVerifier(key)
		if err != nil {
			return c, nil, err
		}
		when, err := v.signs(text, strings.TrimSuffix(lines[i], "\n"))
		if err != nil {
			return c, nil, err
		}
		switch {
		case seen[key]:
			return c, nil, fmt.Errorf("%s signed twice", v.name)
		case i == 0 && (v.name != c.Origin || v.alg != algEd25519):
			return c, nil, fmt.Errorf("the checkpoint is of %s and signed by %s", c.Origin, v.name)
		case i > 0 && v.alg != algCosignature:
			return c, nil, fmt.Errorf("%s is not the key of a witness", v.name)
		case i > 0:
			at = append(at, Cosignature{v.name, when})
		}
		seen[key] = true
	}
	return c, at, nil
}

// CheckWitness returns an error unless text is the key of a witness.
func CheckWitness(text string) error {
	v, err := readVerifier(text)
	if err == nil && v.alg != algCosignature {
		err = fmt.Errorf("%s is the key of a log, not of a witness", v.name)
	}
	return err
}

// KeepCosigned returns a checkpoint with the signature of its log and those of
// the witnesses that signed it, in the order of their keys, and of the others
// nothing; with it come the keys of those who did.
func KeepCosigned(signed []byte, logKey string, witnessKeys []string) (kept []byte, by []string, err error) {
	text, sigs, ok := strings.Cut(string(signed), "\n\n")
	if !ok {
		return nil, nil, errors.New("the checkpoint is not signed")
	}
	kept = []byte(text + "\n\n")
	lines := strings.SplitAfter(sigs, "\n")
	for i, key := range append([]string{logKey}, witnessKeys...) {
		v, err := readVerifier(key)
		if err != nil {
			return nil, nil, err
		}
		found := false
		for _, line := range lines {
			if _, err := v.signs(text+"\n", strings.TrimSuffix(line, "\n")); err == nil && !found {
				found = true
				kept = append(kept, line...)
			}
		}
		switch {
		case i == 0 && !found:
			return nil, nil, fmt.Errorf("the checkpoint is not signed by %s", v.name)
		case i > 0 && found:
			by = append(by, key)
		}
	}
	return kept, by, nil
}
