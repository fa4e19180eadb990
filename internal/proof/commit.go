// Package proof lets anybody check what a ledger once held without trusting
// who keeps it. Every fact becomes one leaf of a transparency log (RFC 6962
// hashes, C2SP tiles and checkpoints): a text with a salted commitment for each
// of its fields, so that fields can be shown one by one, and restricted ones
// erased, while the log stays as it was.
package proof

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"passage/internal/envelope"
)

// saltSize is 128 bits: nobody finds a short value by trying all.
const saltSize = 16

// Field is one member of a fact: its name, and its value as the device wrote it.
type Field struct {
	Name  string
	Value string // JSON
	Salt  []byte // 16 bytes
}

// Commitment binds the field: SHA-256 of salt, name, a line feed and value.
func (f Field) Commitment() []byte {
	sum := f.commitment(nil)
	return sum[:]
}

// commitment writes what is hashed into room.
func (f *Field) commitment(room []byte) [sha256.Size]byte {
	return sha256.Sum256(append(append(append(append(room[:0], f.Salt...), f.Name...), '\n'), f.Value...))
}

// Fields returns the members of a fact with their salts, by name. Salts are as
// [Commit] makes them.
func Fields(body, salts []byte) ([]Field, error) {
	members, err := envelope.Members(body)
	if err != nil {
		return nil, err
	}
	fields := byName(members)
	return fields, salt(fields, salts)
}

// salt gives every field its salt.
func salt(fields []Field, salts []byte) error {
	if len(salts) != saltSize*(1+countRestricted(fields)) {
		return fmt.Errorf("the fact has %d bytes of salts, which do not fit its fields", len(salts))
	}
	secret, own := salts[:saltSize], salts[saltSize:]
	made := make([]byte, 0, saltSize*len(fields))
	room := make([]byte, 0, 64)
	for i := range fields {
		f := &fields[i]
		if envelope.Restricted(f.Name) {
			f.Salt, own = own[:saltSize], own[saltSize:]
			continue
		}
		sum := sha256.Sum256(append(append(room, secret...), f.Name...))
		made = append(made, sum[:saltSize]...)
		f.Salt = made[len(made)-saltSize:]
	}
	return nil
}

// Commit draws the salts of a new fact and returns them with its leaf: a secret
// from which the salts of open fields follow, and one for each restricted field
// that it has, in the order of their names.
func Commit(members []envelope.Member) (salts []byte, leaf tlog.Hash, err error) {
	fields := byName(members)
	salts = make([]byte, saltSize*(1+countRestricted(fields)))
	rand.Read(salts)
	leaf, err = leafHash(fields, salts, nil)
	return salts, leaf, err
}

// byName returns what members of a fact say in the order of their names, but for
// the one that says what is gone: it was not there when the leaf was made.
func byName(members []envelope.Member) []Field {
	fields := make([]Field, 0, len(members))
	for _, m := range members {
		if m.Name != erasedMember {
			fields = append(fields, Field{Name: m.Name, Value: m.Value})
		}
	}
	slices.SortFunc(fields, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
	return fields
}

func countRestricted(fields []Field) (n int) {
	for _, f := range fields {
		if envelope.Restricted(f.Name) {
			n++
		}
	}
	return n
}

// Committed is a field by its commitment alone.
type Committed struct {
	Field      string
	Commitment []byte
}

// leafHead begins the text of every leaf and names its form.
const leafHead = "passage fact v1\n"

// Leaf is the text that a fact has in the log: a line for each field, by name.
func Leaf(fields []Committed) []byte {
	fields = slices.Clone(fields)
	slices.SortFunc(fields, func(a, b Committed) int { return strings.Compare(a.Field, b.Field) })
	b := make([]byte, 0, len(leafHead)+64*len(fields)) // as much as short names need
	b = append(b, leafHead...)
	for _, f := range fields {
		b = append(append(b, f.Field...), ' ')
		b = append(base64.StdEncoding.AppendEncode(b, f.Commitment), '\n')
	}
	return b
}

// LeafHash returns what stands in the log for a fact with these salts, of which
// these fields were erased.
func LeafHash(body, salts []byte, erased []Committed) (tlog.Hash, error) {
	members, err := envelope.Members(body)
	if err != nil {
		return tlog.Hash{}, err
	}
	return leafHash(byName(members), salts, erased)
}

func leafHash(fields []Field, salts []byte, erased []Committed) (tlog.Hash, error) {
	if err := salt(fields, salts); err != nil {
		return tlog.Hash{}, err
	}
	all := append(make([]Committed, 0, len(erased)+len(fields)), erased...)
	sums := make([][sha256.Size]byte, len(fields))
	room := make([]byte, 0, 1024)
	for i := range fields {
		sums[i] = fields[i].commitment(room)
		all = append(all, Committed{fields[i].Name, sums[i][:]})
	}
	return tlog.RecordHash(Leaf(all)), nil
}

// erasedMember is the member of what is left of a fact that names the fields
// which were erased.
const erasedMember = "erased"

// ErrNothing says that a fact has none of the fields that should be erased.
var ErrNothing = errors.New("the fact has none of these fields")

// Erase takes restricted fields out of a fact. It returns what is left of the
// body and of the salts, and the commitments that keep the leaf as it was.
func Erase(body, salts []byte, names []string) (left, leftSalts []byte, erased []Committed, err error) {
	fields, err := Fields(body, salts)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, name := range names {
		if !envelope.Restricted(name) {
			return nil, nil, nil, fmt.Errorf("%s cannot be erased: only %s can", name, strings.Join(envelope.RestrictedFields, ", "))
		}
	}
	var raw map[string]json.RawMessage
	var before []string
	if err := json.Unmarshal(body, &raw); err != nil {
		return nil, nil, nil, err
	}
	if old, ok := raw[erasedMember]; ok {
		if err := json.Unmarshal(old, &before); err != nil {
			return nil, nil, nil, err
		}
	}
	leftSalts = slices.Clone(salts[:saltSize])
	for _, f := range fields {
		switch {
		case slices.Contains(names, f.Name):
			erased = append(erased, Committed{f.Name, f.Commitment()})
			delete(raw, f.Name)
			before = append(before, f.Name)
		case envelope.Restricted(f.Name):
			leftSalts = append(leftSalts, f.Salt...)
		}
	}
	if len(erased) == 0 {
		return nil, nil, nil, ErrNothing
	}
	slices.Sort(before)
	if raw[erasedMember], err = json.Marshal(before); err != nil {
		return nil, nil, nil, err
	}
	var b bytes.Buffer
	b.WriteByte('{')
	for i, name := range slices.Sorted(maps.Keys(raw)) {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:%s", name, raw[name]) // raw bytes stay, or the leaf would change
	}
	b.WriteByte('}')
	return b.Bytes(), leftSalts, erased, nil
}
