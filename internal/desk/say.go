package desk

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"passage"
	"passage/internal/envelope"
	"passage/internal/store"
)

// A form of the pages is a device that speaks once. It gets its id when it is
// shown; from that follow the device's name, the numbers and ids of its facts
// and the moment at which they were written down. The same form sent twice so
// makes the same bytes, which the ledger knows.

// SentOtherwise is an error of a form that was sent before and says something
// else now.
type SentOtherwise struct{}

func (SentOtherwise) Error() string {
	return "this form was sent before, and what it says now is something else; what was sent first is saved. Correct that, or begin a new form"
}

// SpokenOf is an error of a form that was to be the first to say something of what
// it is about.
type SpokenOf struct{}

func (SpokenOf) Error() string { return "something was said of this before; nothing was saved" }

// NotSaid is an error of a fact that cannot be one, with the reason.
type NotSaid struct{ Text string }

func (n NotSaid) Error() string { return n.Text }

// Form is the id of a form, a UUID of version 7.
type Form struct{ id uuid.UUID }

// formFuture is how much later than now a form may have been shown: another
// server of the same ledger has a clock of its own.
const formFuture = 10 * time.Minute

// ParseForm reads the id of a form as the page sends it back.
func ParseForm(id string) (Form, error) {
	u, err := uuid.Parse(id)
	if err != nil || u.Version() != 7 || u.String() != id {
		return Form{}, refuse("this form has no id of its own; open the page again and fill it in anew")
	}
	return Form{u}, nil
}

// Shown is when the form was made, to the millisecond.
func (f Form) Shown() passage.Instant {
	return passage.Instant(int64(binary.BigEndian.Uint64(f.id[:8])>>16) * 1000)
}

// device is what an organisation's facts from this form are recorded by. The id
// is written short because the names of devices are.
func (f Form) device(org passage.OrgID) passage.DeviceID {
	return passage.DeviceID(string(org) + "/page-" + base64.RawURLEncoding.EncodeToString(f.id[:]))
}

// FactID returns the id of the form's fact of a number, counted from 1: a UUID of
// version 7 of the same millisecond.
func (f Form) FactID(seq int64) passage.FactID {
	sum := sha256.Sum256(fmt.Appendf(f.id[:], " %d", seq))
	var id uuid.UUID
	copy(id[:6], f.id[:6])
	copy(id[6:], sum[:10])
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return passage.FactID(id.String())
}

// Say takes in what somebody states with a form: facts in which who says it,
// with what and when it was written down are left empty, and are the caller's
// and the form's. Without [Fact.Claimed] a fact is of the moment the form was
// shown. Sending the same again changes nothing.
func (d *Desk) Say(ctx context.Context, caller Caller, form Form, facts []passage.Fact) error {
	return d.say(ctx, caller, form, facts, false)
}

// SayFirst is Say where nothing may have been said of what the facts are about, so
// that goods are released once, on however many servers of one database people do so
// at the same moment. The others get SpokenOf, and nothing of theirs is saved.
func (d *Desk) SayFirst(ctx context.Context, caller Caller, form Form, facts []passage.Fact) error {
	return d.say(ctx, caller, form, facts, true)
}

func (d *Desk) say(ctx context.Context, caller Caller, form Form, facts []passage.Fact, first bool) error {
	if err := caller.May(Write); err != nil {
		return err
	}
	if shown := form.Shown().Time(); shown.After(d.now().Add(formFuture)) {
		return refuse("this form is of %s, which is yet to come; look at the clock of this server", shown.Format(time.RFC3339))
	}
	secret, err := d.actorSecret(ctx)
	if err != nil {
		return err
	}
	lines := make([][]byte, len(facts))
	hashes := make([]envelope.Hash, len(facts))
	for i, f := range facts {
		seq := int64(i) + 1
		f.ID, f.Seq, f.Device, f.Org, f.Actor = form.FactID(seq), seq, form.device(caller.Org), caller.Org, actor(secret, accountOf(caller), f.Subject())
		f.Recorded = form.Shown()
		if f.Claimed == 0 {
			f.Claimed = f.Recorded
		}
		sealed, err := envelope.Seal(f)
		if err != nil {
			return NotSaid{err.Error()}
		}
		lines[i], hashes[i] = sealed.Body, sealed.Hash
	}
	// The same number with other content would be a conflict, in which neither
	// counts: what was said first must not fall because a form came back changed.
	before, err := d.saidBy(ctx, form.device(caller.Org), len(facts)+1)
	if err != nil {
		return err
	}
	if len(before) > 0 && !slices.Equal(before, hashes) {
		return SentOtherwise{}
	}
	receipts, err := d.takeIn(ctx, caller, lines, first)
	if err != nil {
		return err
	}
	for _, r := range receipts {
		switch r.Answer {
		case envelope.Conflict:
			return SentOtherwise{}
		case envelope.Invalid:
			return NotSaid{r.Reason}
		}
	}
	return nil
}

// Sent reports whether a form was sent before.
func (d *Desk) Sent(ctx context.Context, caller Caller, form Form) (bool, error) {
	if err := caller.May(Write); err != nil {
		return false, err
	}
	before, err := d.saidBy(ctx, form.device(caller.Org), 1)
	return len(before) > 0, err
}

// saidBy returns the contents of a device's first facts.
func (d *Desk) saidBy(ctx context.Context, device passage.DeviceID, most int) (hashes []envelope.Hash, err error) {
	numbers := make([]store.Number, most)
	for i := range numbers {
		numbers[i] = store.Number{Device: string(device), Seq: int64(i) + 1}
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		found, err := tx.Find(numbers)
		slices.SortFunc(found, func(a, b store.Fact) int { return int(a.Seq - b.Seq) })
		hashes = make([]envelope.Hash, len(found))
		for i, f := range found {
			copy(hashes[i][:], f.Hash)
		}
		return err
	})
	return hashes, err
}
