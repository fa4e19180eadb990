package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"passage"
	"passage/internal/access"
	"passage/internal/store"
)

// Number plates, drivers and telephones are what the forms of notifications ask
// for and what nobody else has to know: they are restricted, see [HeldKind]. Nobody
// helped is in them.

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
	row := store.Restricted{ID: form.id.String(), Kind: string(VehiclesAndContacts), Notice: string(notice), Org: string(caller.Org), EnteredBy: caller.Account, EnteredAt: d.now().UnixMicro()}
	return d.store.Update(ctx, func(tx *store.Tx) error {
		before, there, err := tx.Restricted(row.Kind, row.ID)
		if err != nil {
			return err
		}
		if there {
			return d.sentAgain(before, row, content)
		}
		if _, err := d.ownNotice(tx, caller, notice); err != nil {
			return err
		}
		return errors.Join(tx.AddRestricted(d.seal(row, content)), tx.Record(d.entry(caller, "particulars.entered", row.ID+" "+row.Notice)))
	})
}

// Particulars returns vehicles and contacts. The reading is in the journal, on the
// disk, before: where it cannot be written down, nothing is shown.
func (d *Desk) Particulars(ctx context.Context, caller Caller, id string) (p Particulars, err error) {
	err = d.known(ctx, caller, VehiclesAndContacts, id, func(tx *store.Tx, row store.Restricted, named []Named) error {
		p = Particulars{}
		content, err := d.unseal(row)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(content, &p); err != nil {
			return fmt.Errorf("particulars cannot be read: %w", err)
		}
		if p.Held, err = held(tx, caller, row, named); err != nil {
			return err
		}
		return tx.Record(d.entry(caller, "read.particulars", row.ID+" "+row.Notice))
	})
	if err != nil {
		return Particulars{}, err
	}
	return p, nil
}
