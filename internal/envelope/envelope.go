// Package envelope is how facts travel: one JSON object on a line, its content
// known by the SHA-256 of exactly the bytes that its device wrote. Whoever
// passes a fact on passes these bytes on.
package envelope

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"passage"
)

// MaxFact is how many bytes one fact may have.
const MaxFact = 64 << 10

// Hash is the SHA-256 of the bytes of a fact.
type Hash [sha256.Size]byte

// Sealed is a fact with the bytes that it came in.
type Sealed struct {
	passage.Fact
	Body   []byte // without white space around it
	Hash   Hash
	Erased []string // fields that the device wrote and somebody has erased since

	Members []Member // of the body
}

// fact is the JSON of a fact. Names of members are part of the format.
type fact struct {
	ID          passage.FactID        `json:"id"`
	Device      passage.DeviceID      `json:"device"`
	Seq         int64                 `json:"seq"`
	Org         passage.OrgID         `json:"org"`
	Actor       string                `json:"actor,omitempty"`
	Kind        passage.FactKind      `json:"kind"`
	Claimed     passage.Instant       `json:"claimed"`
	Recorded    passage.Instant       `json:"recorded"`
	Place       passage.NodeID        `json:"place,omitempty"`
	Source      string                `json:"source,omitempty"`
	Reliability passage.Reliability   `json:"reliability,omitempty"`
	Ref         string                `json:"ref,omitempty"`
	Waybill     passage.WaybillID     `json:"waybill,omitempty"`
	Consignment passage.ConsignmentID `json:"consignment,omitempty"`
	Engagement  passage.EngagementID  `json:"engagement,omitempty"`
	From        passage.NodeID        `json:"from,omitempty"`
	To          passage.NodeID        `json:"to,omitempty"`
	Owner       passage.OrgID         `json:"owner,omitempty"`
	Donor       passage.OrgID         `json:"donor,omitempty"`
	Vehicle     string                `json:"vehicle,omitempty"`
	Lines       []line                `json:"lines,omitempty"`
	Reason      string                `json:"reason,omitempty"`
	How         passage.Interception  `json:"how,omitempty"`
	Obstacle    passage.Obstacle      `json:"obstacle,omitempty"`
	Detail      string                `json:"detail,omitempty"`
	Party       string                `json:"party,omitempty"`
	Until       passage.Instant       `json:"until,omitzero"`
	Stops       []passage.WaybillID   `json:"stops,omitempty"`
	About       passage.FactID        `json:"about,omitempty"`
	Status      passage.Status        `json:"status,omitempty"`
	Corrects    passage.FactID        `json:"corrects,omitempty"`
	Error       passage.Error         `json:"error,omitempty"`
	Count       *count                `json:"count,omitempty"`
	Door        *door                 `json:"door,omitempty"`
	Minutes     *minutes              `json:"minutes,omitempty"`
	Payment     *payment              `json:"payment,omitempty"`
	Notice      *notice               `json:"notice,omitempty"`
	Clearance   *clearance            `json:"clearance,omitempty"`
	Evidence    []evidence            `json:"evidence,omitempty"`
	Note        string                `json:"note,omitempty"`
	Whereupon   string                `json:"whereupon,omitempty"`
	Erased      []string              `json:"erased,omitempty"`
}

type line struct {
	Consignment passage.ConsignmentID `json:"consignment"`
	Line        int                   `json:"line"`
	Commodity   passage.CommodityID   `json:"commodity"`
	Unit        passage.Unit          `json:"unit"`
	Amount      int64                 `json:"amount"`
	Saved       int64                 `json:"saved,omitempty"`
	Missing     int64                 `json:"missing,omitempty"`
	Damaged     int64                 `json:"damaged,omitempty"`
	Reason      string                `json:"reason,omitempty"`
	Lot         string                `json:"lot,omitempty"`
	Expiry      passage.Date          `json:"expiry,omitzero"`
	Units       []unit                `json:"units,omitempty"`
}

type unit struct {
	ID     string `json:"id"`
	In     string `json:"in,omitempty"`
	Amount int64  `json:"amount,omitempty"`
}

type count struct {
	By     string       `json:"by"`
	What   string       `json:"what"`
	How    string       `json:"how,omitempty"`
	Number float64      `json:"number"`
	From   passage.Date `json:"from,omitzero"`
	To     passage.Date `json:"to,omitzero"`
}

type evidence struct {
	SHA256 string `json:"sha256"`
	Kind   string `json:"kind,omitempty"`
}

// Open reads one fact. The error is one sentence for whoever sent it.
func Open(body []byte) (Sealed, error) {
	body = bytes.TrimSpace(body)
	switch {
	case len(body) > MaxFact:
		return Sealed{}, fmt.Errorf("the fact has %d bytes; at most %d", len(body), MaxFact)
	case !utf8.Valid(body):
		return Sealed{}, errors.New("the fact is not UTF-8")
	}
	var members []Member
	var err error
	if json.Valid(body) { // the reader says what is wrong otherwise
		if members, err = exact(string(body)); err != nil {
			return Sealed{}, err
		}
	}
	s := Sealed{Body: body, Hash: sha256.Sum256(body), Members: members}
	if f, plain := plain(members); plain {
		s.Fact = f
	} else if s.Fact, s.Erased, err = read(body); err != nil {
		return Sealed{}, err
	}
	if err := s.Validate(); err != nil {
		return Sealed{}, err
	}
	return s, nil
}

// read reads a fact that may say anything.
func read(body []byte) (passage.Fact, []string, error) {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	var f fact
	if err := dec.Decode(&f); err != nil {
		return passage.Fact{}, nil, explain(err)
	}
	if dec.InputOffset() != int64(len(body)) {
		return passage.Fact{}, nil, errors.New("something follows the fact on its line")
	}
	for _, name := range f.Erased {
		if !Restricted(name) {
			return passage.Fact{}, nil, fmt.Errorf("erased names %.20q, which is not one of %s", name, strings.Join(RestrictedFields, ", "))
		}
	}
	return f.domain(), f.Erased, nil
}

// Reopen reads a fact that was opened before, without looking at it again.
func Reopen(body []byte) (passage.Fact, error) {
	var f fact
	if err := json.Unmarshal(body, &f); err != nil {
		return passage.Fact{}, fmt.Errorf("a fact that was kept cannot be read: %w", err)
	}
	return f.domain(), nil
}

// Fields returns the names of the members that a fact can have, in their order.
func Fields() (names []string) {
	for field := range reflect.TypeFor[fact]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

// RestrictedFields are shown only to those who need them, and can be erased.
var RestrictedFields = []string{"actor", "note", "vehicle", "whereupon"}

// Restricted reports whether a field is one of RestrictedFields.
func Restricted(field string) bool { return slices.Contains(RestrictedFields, field) }

// explain turns what the JSON reader says into a sentence about the fact.
func explain(err error) error {
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind) && kind.Field != "":
		return fmt.Errorf("%s is a JSON %s, which it cannot be", kind.Field, kind.Value)
	case errors.As(err, &kind):
		return fmt.Errorf("the fact is a JSON %s, not an object", kind.Value)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the fact ends in its middle")
	}
	return fmt.Errorf("the fact cannot be read: %w", err)
}

// Seal writes a fact as its device would and checks that it can be read back.
func Seal(f passage.Fact) (Sealed, error) {
	body, err := json.Marshal(wire(f))
	if err != nil {
		return Sealed{}, fmt.Errorf("writing fact %s: %w", f.ID, err)
	}
	return Open(body)
}

// Show writes a fact for somebody to read, who may not see all of it: it is not
// checked, and its bytes are not those that its device wrote.
func Show(f passage.Fact) (json.RawMessage, error) { return json.Marshal(wire(f)) }

// Read yields the facts of a stream, one on a line, with empty lines passed
// over. A line that is no fact is yielded as an error that says which, and the
// reading goes on; a stream that breaks ends with its error.
func Read(r io.Reader) iter.Seq2[Sealed, error] {
	return func(yield func(Sealed, error) bool) {
		scan := bufio.NewScanner(r)
		scan.Buffer(make([]byte, 0, 4096), MaxFact+2)
		n := 0
		for scan.Scan() {
			n++
			if len(bytes.TrimSpace(scan.Bytes())) == 0 {
				continue
			}
			s, err := Open(bytes.Clone(scan.Bytes()))
			if err != nil {
				err = fmt.Errorf("line %d: %w", n, err)
			}
			if !yield(s, err) {
				return
			}
		}
		switch err := scan.Err(); {
		case errors.Is(err, bufio.ErrTooLong):
			yield(Sealed{}, fmt.Errorf("line %d has more than %d bytes; it and what follows were not read", n+1, MaxFact))
		case err != nil:
			yield(Sealed{}, fmt.Errorf("after line %d: %w", n, err))
		}
	}
}
