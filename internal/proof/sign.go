package proof

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var emptyRoot = sha256.Sum256(nil)

// Checkpoint is the size and root of a log at a moment. Its text is what C2SP
// calls a checkpoint: three lines, then signatures.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   tlog.Hash
}

func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]))
}

// ReadCheckpoint checks a signed checkpoint against the key of its log.
func ReadCheckpoint(signed []byte, key string) (Checkpoint, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("the key of the log cannot be read: %w", err)
	}
	n, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("the checkpoint is not signed by %s: %w", verifier.Name(), err)
	}
	c, err := parseCheckpoint(n.Text)
	if err == nil && c.Origin != verifier.Name() {
		err = fmt.Errorf("the checkpoint is of %s and signed by %s", c.Origin, verifier.Name())
	}
	return c, err
}

func parseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return Checkpoint{}, errors.New("the checkpoint does not have three lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return Checkpoint{}, errors.New("the checkpoint's size is no number")
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return Checkpoint{}, errors.New("the checkpoint's root is no hash")
	}
	c := Checkpoint{Origin: lines[0], Size: size, Root: tlog.Hash(root)}
	if c.text() != text || size < 0 || c.Origin == "" {
		return Checkpoint{}, errors.New("the checkpoint is not written as it should be")
	}
	return c, nil
}

// Key signs the checkpoints of one log. It lives in two files outside the
// database, so that a database which was put back to an older state is noticed
// before anything is signed: the key, and what was published last.
type Key struct {
	Public string // as C2SP writes it: name, hash and key
	signer note.Signer
	last   string // path
}

const (
	keyFile  = "log.key"
	lastFile = "log.last"
)

// OpenKey reads the key of the log in a folder, or makes one for a new log with
// a name of its own.
func OpenKey(dir string) (*Key, error) {
	path := filepath.Join(dir, keyFile)
	secret, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		secret, err = newKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("the key of the log: %w", err)
	}
	lines := strings.Split(strings.TrimSpace(string(secret)), "\n")
	if len(lines) != 2 {
		return nil, fmt.Errorf("the key of the log in %s cannot be read", path)
	}
	signer, err := note.NewSigner(lines[0])
	if err != nil {
		return nil, fmt.Errorf("the key of the log in %s cannot be read: %w", path, err)
	}
	return &Key{Public: lines[1], signer: signer, last: filepath.Join(dir, lastFile)}, nil
}

func newKey(path string) ([]byte, error) {
	var id [6]byte
	rand.Read(id[:])
	secret, public, err := note.GenerateKey(rand.Reader, fmt.Sprintf("passage-%x", id))
	if err != nil {
		return nil, err
	}
	text := []byte(secret + "\n" + public + "\n")
	return text, WriteFile(path, text)
}

// Origin is the name of the log.
func (k *Key) Origin() string { return k.signer.Name() }

// ErrOlder says that the ledger is older than what was published of it.
var ErrOlder = errors.New("the ledger is not the one whose checkpoint was published last")

// Sign signs the state of a log, if it follows from what was published last.
// What it is going to publish is on the disk before anybody can see it.
func (k *Key) Sign(tiles Tiles, size int64) (Checkpoint, []byte, error) {
	last, err := k.Last()
	if err != nil {
		return Checkpoint{}, nil, err
	}
	if last != nil {
		if last.Size > size {
			return Checkpoint{}, nil, fmt.Errorf("%w: it holds %d facts, %d were published. Nothing is signed. If it was put back from a backup, use passage restore, which begins a new log", ErrOlder, size, last.Size)
		}
		root, err := Root(tiles, last.Size)
		if err != nil {
			return Checkpoint{}, nil, err
		}
		if root != last.Root {
			return Checkpoint{}, nil, fmt.Errorf("%w: its first %d facts are others. Nothing is signed", ErrOlder, last.Size)
		}
	}
	root, err := Root(tiles, size)
	if err != nil {
		return Checkpoint{}, nil, err
	}
	c := Checkpoint{Origin: k.Origin(), Size: size, Root: root}
	if err := WriteFile(k.last, []byte(c.text())); err != nil {
		return Checkpoint{}, nil, fmt.Errorf("writing down what is published: %w", err)
	}
	signed, err := note.Sign(&note.Note{Text: c.text()}, k.signer)
	return c, signed, err
}

// Last returns what was published last, nil where nothing was.
func (k *Key) Last() (*Checkpoint, error) {
	text, err := os.ReadFile(k.last)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading what was published last: %w", err)
	}
	c, err := parseCheckpoint(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", k.last, err)
	}
	return &c, nil
}

// NewLog puts the key of the log in a folder aside, so that the next one that
// is opened begins a new log. The old key and what it published stay.
func NewLog(dir string) error {
	for n := 1; ; n++ {
		aside := func(name string) string { return filepath.Join(dir, fmt.Sprintf("%s.%d", name, n)) }
		if _, err := os.Lstat(aside(keyFile)); err == nil {
			continue
		}
		for _, name := range []string{lastFile, keyFile} {
			if err := os.Rename(filepath.Join(dir, name), aside(name)); err != nil && !errors.Is(err, os.ErrNotExist) {
				return fmt.Errorf("beginning a new log: %w", err)
			}
		}
		return nil
	}
}

// WriteFile puts a file in place whole, readable by nobody else, and has it on
// the disk when it returns.
func WriteFile(path string, text []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(text)
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		os.Remove(tmp.Name())
		return err
	}
	return SyncDir(filepath.Dir(path))
}

// SyncDir makes a new name in a folder last. Where folders cannot be synced, the system
// keeps names itself.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync()
	return d.Close()
}
