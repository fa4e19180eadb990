package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"passage/internal/access"
	"passage/internal/keyring"
	"passage/internal/store"
)

// PositionsKey is the file, in the folder of a ledger, with the keys under which
// exact positions and particulars are encrypted. It is in no database and no backup.
const PositionsKey = "positions.key"

// KeepPositions has the desk read and write exact positions and particulars, under the keys of
// the file [PositionsKey] in a folder, which is made where there is none. What
// was entered before positions were encrypted, or is encrypted under an older
// key of the file, is encrypted under the first.
func (d *Desk) KeepPositions(ctx context.Context, dir string) (err error) {
	if d.ring, err = keyring.Open(filepath.Join(dir, PositionsKey)); err != nil {
		return fmt.Errorf("exact positions: %w", err)
	}
	var open []store.OpenPosition
	var older []store.Restricted
	unknown := map[string]int{}
	read := func(tx *store.Tx) (err error) {
		open, older, unknown = nil, nil, map[string]int{}
		all, err := tx.AllRestricted("", "")
		for _, row := range all {
			var other keyring.Unknown
			if _, err := d.ring.Decrypt(row.Sealed, record(row)); errors.As(err, &other) {
				unknown[other.Key]++
			} else if err == nil && !d.ring.Current(row.Sealed) {
				older = append(older, row)
			}
		}
		var openErr error
		open, openErr = tx.OpenPositions()
		return errors.Join(err, openErr)
	}
	if err := d.store.View(ctx, read); err != nil {
		return err
	}
	for key, n := range unknown {
		d.log.Warn("exact positions or particulars are encrypted under a key that is not in the folder of the ledger and cannot be read", "file", PositionsKey, "key", key, "rows", n)
	}
	if len(open)+len(older) == 0 {
		return nil
	}
	err = d.store.Update(ctx, func(tx *store.Tx) error {
		if err := read(tx); err != nil {
			return err
		}
		for _, row := range older {
			if err := d.reseal(tx, row, row); err != nil {
				return err
			}
		}
		for _, row := range open {
			if err := tx.AddRestricted(d.seal(row.Restricted, spot{row.Lat, row.Lon, row.PrecisionM}.bytes())); err != nil {
				return err
			}
		}
		return tx.DropOpenPositions()
	})
	if err != nil {
		return fmt.Errorf("encrypting exact positions: %w", err)
	}
	d.log.Info("exact positions and particulars were encrypted", "file", PositionsKey, "rows", len(open)+len(older))
	return d.store.Forget(ctx)
}

// record is what a row is encrypted beside: all else that it says. What is put into
// another row, or whose readers are changed outside the program, cannot be read any
// more. Particulars are of no one place and nobody checks them.
func record(row store.Restricted) []byte {
	all := []any{"exact_position", row.ID, row.Notice, row.Org, row.Place, row.EnteredBy, row.EnteredAt, row.CheckedBy, row.CheckedAt, row.Readers}
	if row.Kind == string(VehiclesAndContacts) && row.Place == "" && row.CheckedBy == "" && row.CheckedAt == 0 {
		all = []any{"particulars", row.ID, row.Notice, row.Org, row.EnteredBy, row.EnteredAt, row.Readers}
	}
	text, _ := json.Marshal(all) // of texts and numbers: no error
	return text
}

// seal returns a row with its content, encrypted.
func (d *Desk) seal(row store.Restricted, content []byte) store.Restricted {
	row.Sealed = d.ring.Encrypt(content, record(row))
	return row
}

// unseal returns the content of a row.
func (d *Desk) unseal(row store.Restricted) ([]byte, error) {
	content, err := d.ring.Decrypt(row.Sealed, record(row))
	switch {
	case errors.As(err, &keyring.Unknown{}):
		d.log.Error("what is restricted cannot be read", "kind", row.Kind, "id", row.ID, "file", PositionsKey, "error", err)
		return nil, access.PositionKey
	case err != nil:
		d.log.Error("what is restricted was changed outside the program", "kind", row.Kind, "id", row.ID)
		return nil, access.PositionAltered
	}
	return content, nil
}

// reseal saves a row that changes but for its content.
func (d *Desk) reseal(tx *store.Tx, before, after store.Restricted) error {
	content, err := d.unseal(before)
	if err != nil {
		return err
	}
	return tx.SetRestricted(d.seal(after, content))
}
