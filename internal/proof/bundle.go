package proof

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"
)

// MaxBundle is how many bytes of a bundle are read.
const MaxBundle = 64 << 20

// Bundle is what somebody hands over so that others can check without the
// ledger what it held: facts with the fields that are shown, the way from each
// to the root of the log, and the signed checkpoint with that root. It proves
// that the facts were in the log, and nothing about facts that it leaves out.
type Bundle struct {
	Key        string   // of the log, as C2SP writes it
	Witnesses  []string // keys of those who cosigned
	Checkpoint []byte   // signed by the log, then by the witnesses in their order
	Facts      []Proven // in the order of the log
}

// Proven is one fact of a bundle.
type Proven struct {
	N      int64 // place in the log
	Shown  []Field
	Hidden []Committed
	Proof  tlog.RecordProof
}

// Show leaves only the named fields of a fact to be seen; erased ones cannot be.
func Show(n int64, body, salts []byte, erased []Committed, hide func(field string) bool) (Proven, error) {
	fields, err := Fields(body, salts)
	p := Proven{N: n, Hidden: slices.Clone(erased)}
	for _, f := range fields {
		if hide(f.Name) {
			p.Hidden = append(p.Hidden, Committed{f.Name, f.Commitment()})
		} else {
			p.Shown = append(p.Shown, f)
		}
	}
	return p, err
}

// Leaf returns the hash of the fact in the log.
func (p Proven) Leaf() tlog.Hash {
	all := slices.Clone(p.Hidden)
	for _, f := range p.Shown {
		all = append(all, Committed{f.Name, f.Commitment()})
	}
	return tlog.RecordHash(Leaf(all))
}

const bundleHead = "passage bundle 1\n"

// MarshalText writes the bundle. There is one way only to write it, and
// everything that it says is either signed or follows from what is: no byte of
// it can be another. The error is of a value that is no JSON.
func (b Bundle) MarshalText() ([]byte, error) {
	var w bytes.Buffer
	w.WriteString(bundleHead)
	fmt.Fprintf(&w, "key %s\n", b.Key)
	for _, key := range b.Witnesses {
		fmt.Fprintf(&w, "witness %s\n", key)
	}
	w.Write(b.Checkpoint)
	b64 := base64.StdEncoding.EncodeToString
	for _, f := range b.Facts {
		fmt.Fprintf(&w, "fact %d\n", f.N)
		lines := make([]string, 0, len(f.Shown)+len(f.Hidden))
		for _, s := range f.Shown {
			lines = append(lines, fmt.Sprintf("%s open %s %s\n", s.Name, b64(s.Salt), s.Value))
		}
		for _, h := range f.Hidden {
			lines = append(lines, fmt.Sprintf("%s hidden %s\n", h.Field, b64(h.Commitment)))
		}
		slices.Sort(lines) // by name: a space sorts before all that names are made of
		w.WriteString(strings.Join(lines, ""))
		fmt.Fprintf(&w, "proof %s\n", b64(flat(f.Proof)))
	}
	err := b.sheet(&w)
	return w.Bytes(), err
}

func flat(proof tlog.RecordProof) (b []byte) {
	for _, h := range proof {
		b = append(b, h[:]...)
	}
	return b
}

// Lines of a bundle.
var (
	factLine   = regexp.MustCompile(`^fact (0|[1-9][0-9]{0,17})$`)
	openLine   = regexp.MustCompile(`^([a-z][a-z0-9]*) open ([A-Za-z0-9+/]{22}==) (.+)$`)
	hiddenLine = regexp.MustCompile(`^([a-z][a-z0-9]*) hidden ([A-Za-z0-9+/]{43}=)$`)
	proofLine  = regexp.MustCompile(`^proof ([A-Za-z0-9+/]*={0,2})$`)
)

// Verified is what a bundle that holds is signed by.
type Verified struct {
	Bundle
	Checkpoint Checkpoint
	Signed     []Cosignature // by the witnesses, in their order
}

// ReadBundle reads a bundle and checks all of it. The error is one sentence
// that says what does not hold. Whether the keys are those of somebody to be
// trusted is for the caller to say.
func ReadBundle(text []byte) (Verified, error) {
	b, err := parseBundle(text)
	if err != nil {
		return Verified{}, fmt.Errorf("the bundle is not whole: %w", err)
	}
	again, err := b.MarshalText()
	if err != nil {
		return Verified{}, fmt.Errorf("the bundle is not whole: %w", err)
	}
	if line, differs := firstDifference(text, again); differs {
		return Verified{}, fmt.Errorf("the bundle is not whole: line %d is not as it was written", line)
	}
	v := Verified{Bundle: b}
	if v.Checkpoint, v.Signed, err = readCosigned(b.Checkpoint, b.Key, b.Witnesses); err != nil {
		return Verified{}, err
	}
	for _, f := range b.Facts {
		if f.N >= v.Checkpoint.Size {
			return Verified{}, fmt.Errorf("fact %d is beyond the checkpoint, which is of %d facts", f.N, v.Checkpoint.Size)
		}
		if err := tlog.CheckRecord(f.Proof, v.Checkpoint.Size, v.Checkpoint.Root, f.N, f.Leaf()); err != nil {
			return Verified{}, fmt.Errorf("fact %d is not what the log holds in that place", f.N)
		}
	}
	return v, nil
}

// firstDifference returns the first line in which two texts differ, from 1.
func firstDifference(a, b []byte) (line int, differs bool) {
	if bytes.Equal(a, b) {
		return 0, false
	}
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return 1 + bytes.Count(a[:n], []byte("\n")), true
}

// lines hands out the lines of a text one by one.
type lines struct {
	rest string
	n    int // of the line handed out last
}

// next returns a line that begins with a prefix, without that; false, and
// nothing is read, where the next is another.
func (l *lines) next(prefix string) (string, bool) {
	line, rest, whole := strings.Cut(l.rest, "\n")
	if !whole || !strings.HasPrefix(line, prefix) {
		return "", false
	}
	l.rest, l.n = rest, l.n+1
	return line[len(prefix):], true
}

// match reads a line that fits a pattern and returns its groups.
func (l *lines) match(pattern *regexp.Regexp) []string {
	line, _, whole := strings.Cut(l.rest, "\n")
	groups := pattern.FindStringSubmatch(line)
	if !whole || groups == nil {
		return nil
	}
	l.rest, l.n = l.rest[len(line)+1:], l.n+1
	return groups
}

func (l *lines) fault(wanted string) error {
	return fmt.Errorf("line %d should be %s", l.n+1, wanted)
}

func parseBundle(text []byte) (b Bundle, err error) {
	switch {
	case len(text) > MaxBundle:
		return b, fmt.Errorf("it has %d bytes; at most %d are read", len(text), MaxBundle)
	case !utf8.Valid(text):
		return b, errors.New("it is not UTF-8")
	case bytes.HasPrefix(text, []byte("\ufeff")), bytes.HasPrefix(text, []byte(strings.TrimSpace(bundleHead)+"\r\n")):
		return b, errors.New("its lines end otherwise than they were written, or it has a mark before them: have it sent again as a file that nothing on the way changes, such as a zip")
	case !bytes.HasPrefix(text, []byte(bundleHead)):
		return b, fmt.Errorf("it does not begin with %q", strings.TrimSpace(bundleHead))
	}
	l := &lines{string(text[len(bundleHead):]), 1}
	ok := false
	if b.Key, ok = l.next("key "); !ok {
		return b, l.fault("the key of the log")
	}
	for {
		key, ok := l.next("witness ")
		if !ok {
			break
		}
		b.Witnesses = append(b.Witnesses, key)
	}
	note, sum, ok := strings.Cut(l.rest, "\nfact ")
	if !ok {
		return b, errors.New("it has no fact")
	}
	b.Checkpoint = []byte(note + "\n")
	l.rest, l.n = "fact "+sum, l.n+1+strings.Count(note, "\n")
	for {
		groups := l.match(factLine)
		if groups == nil {
			break
		}
		f, err := parseProven(l, groups[1])
		if err != nil {
			return b, err
		}
		if len(b.Facts) > 0 && b.Facts[len(b.Facts)-1].N >= f.N {
			return b, fmt.Errorf("fact %d comes after fact %d", f.N, b.Facts[len(b.Facts)-1].N)
		}
		b.Facts = append(b.Facts, f)
	}
	if !strings.HasPrefix(l.rest, sheetHead) {
		return b, l.fault("a fact, a field or the sheet")
	}
	return b, nil
}

func parseProven(l *lines, place string) (p Proven, err error) {
	if p.N, err = strconv.ParseInt(place, 10, 64); err != nil {
		return p, l.fault("a place in the log")
	}
	names := map[string]bool{}
	for {
		if g := l.match(openLine); g != nil {
			salt, err := base64.StdEncoding.DecodeString(g[2])
			if err != nil || names[g[1]] || !json.Valid([]byte(g[3])) {
				return p, fmt.Errorf("line %d is no field, or one that stands twice", l.n)
			}
			names[g[1]] = true
			p.Shown = append(p.Shown, Field{Name: g[1], Value: g[3], Salt: salt})
		} else if g := l.match(hiddenLine); g != nil {
			sum, err := base64.StdEncoding.DecodeString(g[2])
			if err != nil || names[g[1]] {
				return p, fmt.Errorf("line %d is no field, or one that stands twice", l.n)
			}
			names[g[1]] = true
			p.Hidden = append(p.Hidden, Committed{g[1], sum})
		} else {
			break
		}
	}
	g := l.match(proofLine)
	if g == nil {
		return p, l.fault("a field or a proof")
	}
	hashes, err := base64.StdEncoding.DecodeString(g[1])
	if err != nil || len(hashes)%tlog.HashSize != 0 || len(hashes) > 63*tlog.HashSize {
		return p, fmt.Errorf("line %d is no proof", l.n)
	}
	for h := range hashesOf(hashes) {
		p.Proof = append(p.Proof, h)
	}
	return p, nil
}

// sorted orders shown fields for the sheet.
func sorted(fields []Field) []Field {
	return slices.SortedFunc(slices.Values(fields), func(a, b Field) int { return cmp.Compare(a.Name, b.Name) })
}
