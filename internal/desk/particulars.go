package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"passage"
	"passage/internal/access"
	"passage/internal/keyring"
	"passage/internal/store"
)

// Number plates, drivers and telephones are what the forms of notifications ask
// for and what nobody else has to know. They are kept as exact positions are: for
// the people that their row names, each reading in the journal before it is shown,
// in no list, twin, export or other ledger, and encrypted under the same keys.
// Nobody helped is in them.

// Vehicle is one of a movement.
type Vehicle struct {
	Type   string // truck, ambulance, …
	Plate  string // or registration
	Driver string // a member of staff or of a carrier; empty: not said
}

// Contact is a focal point for those who are told.
type Contact struct {
	Role, Body, Phone string
}

// Particulars are vehicles and contacts of a notification.
type Particulars struct {
	Held
	Vehicles []Vehicle
	Contacts []Contact
}

// Limits of particulars.
const (
	MostVehicles = 300
	MostContacts = 50
	longestWord  = 200 // bytes of a field
)

func (p *Particulars) validate() error {
	if len(p.Vehicles)+len(p.Contacts) == 0 {
		return NotSaid{"there is neither a vehicle nor a contact"}
	}
	if len(p.Vehicles) > MostVehicles || len(p.Contacts) > MostContacts {
		return NotSaid{fmt.Sprintf("at most %d vehicles and %d contacts go together; enter more in another form", MostVehicles, MostContacts)}
	}
	for i, v := range p.Vehicles {
		if v.Plate == "" || max(len(v.Type), len(v.Plate), len(v.Driver)) > longestWord {
			return NotSaid{fmt.Sprintf("vehicle %d has no plate or registration, or one too long", i+1)}
		}
	}
	for i, c := range p.Contacts {
		if c.Role == "" || c.Phone == "" || max(len(c.Role), len(c.Body), len(c.Phone)) > longestWord {
			return NotSaid{fmt.Sprintf("contact %d has no role or no telephone, or one too long", i+1)}
		}
	}
	return nil
}

// likePosition is a row as those who decide who knows a position read it.
func likePosition(p store.Particulars) store.Position {
	return store.Position{ID: p.ID, Notice: p.Notice, Org: p.Org, EnteredBy: p.EnteredBy, EnteredAt: p.EnteredAt, Readers: p.Readers}
}

// sealParticulars encrypts what a row holds beside all else that it says.
func (d *Desk) sealParticulars(row store.Particulars, content []byte) store.Particulars {
	row.Content = d.ring.Encrypt(content, besideParticulars(row))
	return row
}

func besideParticulars(row store.Particulars) []byte {
	text, _ := json.Marshal([]any{"particulars", row.ID, row.Notice, row.Org, row.EnteredBy, row.EnteredAt, row.Readers}) // of texts and numbers: no error
	return text
}

// openParticulars returns what a row holds.
func (d *Desk) openParticulars(row store.Particulars) ([]byte, error) {
	content, err := d.ring.Decrypt(row.Content, besideParticulars(row))
	switch {
	case errors.As(err, &keyring.Unknown{}):
		d.log.Error("particulars cannot be read", "id", row.ID, "file", PositionsKey, "error", err)
		return nil, access.PositionKey
	case err != nil:
		d.log.Error("particulars were changed outside the program", "id", row.ID)
		return nil, access.PositionAltered
	}
	return content, nil
}

// PutParticulars keeps vehicles and contacts of a notification of the caller's
// organisation, for the caller alone until others are named. The same form sent
// again changes nothing.
func (d *Desk) PutParticulars(ctx context.Context, caller Caller, form Form, notice passage.FactID, p Particulars) error {
	if err := person(caller); err != nil {
		return err
	}
	if err := p.validate(); err != nil {
		return err
	}
	if d.ring == nil {
		return access.PositionKey
	}
	content, err := json.Marshal(struct {
		Vehicles []Vehicle
		Contacts []Contact
	}{p.Vehicles, p.Contacts})
	if err != nil {
		return err
	}
	row := store.Particulars{ID: form.id.String(), Notice: string(notice), Org: string(caller.Org), EnteredBy: caller.Account, EnteredAt: d.now().UnixMicro()}
	return d.store.Update(ctx, func(tx *store.Tx) error {
		before, there, err := tx.Particulars(row.ID)
		if err != nil {
			return err
		}
		if there {
			if before.EnteredBy != row.EnteredBy || before.Notice != row.Notice {
				return SentOtherwise{}
			}
			was, err := d.openParticulars(before)
			if err == nil && string(was) != string(content) {
				return SentOtherwise{}
			}
			return err
		}
		if _, err := d.ownNotice(tx, caller, notice); err != nil {
			return err
		}
		return errors.Join(tx.AddParticulars(d.sealParticulars(row, content)), tx.Record(d.entry(caller, "particulars.entered", row.ID+" "+row.Notice)))
	})
}

// ParticularsOf returns which particulars of a notification the caller may read,
// without their content.
func (d *Desk) ParticularsOf(ctx context.Context, caller Caller, notice passage.FactID) (all []Held, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) error {
		all = nil
		rows, err := tx.AllParticulars(string(notice))
		if err != nil {
			return err
		}
		for _, row := range rows {
			named, err := readNamed(row.Readers)
			if err != nil {
				return err
			}
			if !knows(caller, likePosition(row), named) {
				continue
			}
			h, err := held(tx, caller, likePosition(row), named)
			if err != nil {
				return err
			}
			all = append(all, h)
		}
		return nil
	})
	return all, err
}

// knownParticulars runs do on particulars that the caller knows, see [Desk.asNamed].
func (d *Desk) knownParticulars(ctx context.Context, caller Caller, id string, do func(tx *store.Tx, row store.Particulars, named []Named) error) error {
	var row store.Particulars
	find := func(tx *store.Tx) (like store.Position, ok bool, err error) {
		row, ok, err = tx.Particulars(id)
		return likePosition(row), ok, err
	}
	return d.asNamed(ctx, caller, id, "particulars", Missing{"there are no such particulars"}, find, func(tx *store.Tx, named []Named) error {
		return do(tx, row, named)
	})
}

// Particulars returns vehicles and contacts. The reading is in the journal, on the
// disk, before: where it cannot be written down, nothing is shown.
func (d *Desk) Particulars(ctx context.Context, caller Caller, id string) (p Particulars, err error) {
	err = d.knownParticulars(ctx, caller, id, func(tx *store.Tx, row store.Particulars, named []Named) error {
		p = Particulars{}
		content, err := d.openParticulars(row)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(content, &p); err != nil {
			return fmt.Errorf("particulars cannot be read: %w", err)
		}
		if p.Held, err = held(tx, caller, likePosition(row), named); err != nil {
			return err
		}
		p.Held.MayRemove = p.Own
		return tx.Record(d.entry(caller, "read.particulars", row.ID+" "+row.Notice))
	})
	if err != nil {
		return Particulars{}, err
	}
	return p, nil
}

// GrantParticulars names somebody who may read particulars, by the name with which
// they sign in. Who entered them does.
func (d *Desk) GrantParticulars(ctx context.Context, caller Caller, id, name string) error {
	return d.changeParticulars(ctx, caller, id, func(tx *store.Tx, row store.Particulars, named []Named) ([]Named, string, error) {
		named, who, err := d.alsoNamed(tx, caller, row.EnteredBy, named, name)
		if err != nil || who == "" {
			return nil, "", err
		}
		return named, "particulars.named " + who, nil
	})
}

// UngrantParticulars ends that somebody may read particulars.
func (d *Desk) UngrantParticulars(ctx context.Context, caller Caller, id, account string) error {
	return d.changeParticulars(ctx, caller, id, func(_ *store.Tx, _ store.Particulars, named []Named) ([]Named, string, error) {
		return slices.DeleteFunc(named, func(n Named) bool { return n.Account == account }), "particulars.unnamed " + account, nil
	})
}

// changeParticulars changes who may read particulars, and writes that down: the
// act and whom it is about.
func (d *Desk) changeParticulars(ctx context.Context, caller Caller, id string, change func(*store.Tx, store.Particulars, []Named) ([]Named, string, error)) error {
	return d.knownParticulars(ctx, caller, id, func(tx *store.Tx, row store.Particulars, named []Named) error {
		if caller.Account != row.EnteredBy {
			return refuse("who entered particulars names who may read them")
		}
		named, what, err := change(tx, row, named)
		if err != nil || what == "" {
			return err
		}
		content, err := d.openParticulars(row) // beside who could read it until now
		if err != nil {
			return err
		}
		if row.Readers, err = writeNamed(named); err != nil {
			return err
		}
		row = d.sealParticulars(row, content)
		act, about, _ := strings.Cut(what, " ")
		return errors.Join(tx.SetParticulars(row), tx.Record(d.entry(caller, act, row.ID+" "+about)))
	})
}

// RemoveParticulars removes particulars for good, from the disk too. Who entered
// them does.
func (d *Desk) RemoveParticulars(ctx context.Context, caller Caller, id string) error {
	err := d.knownParticulars(ctx, caller, id, func(tx *store.Tx, row store.Particulars, _ []Named) error {
		if caller.Account != row.EnteredBy {
			return refuse("who entered particulars removes them")
		}
		return errors.Join(tx.DropParticulars(row.ID), tx.Record(d.entry(caller, "particulars.removed", row.ID+" "+row.Notice)))
	})
	if err != nil {
		return err
	}
	if err := d.store.Forget(ctx); err != nil { // they are removed; the log of the database is emptied later
		d.log.Warn("particulars were removed and may still stand in the write-ahead log", "error", err)
	}
	return nil
}
