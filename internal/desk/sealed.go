package desk

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"passage/internal/access"
	"passage/internal/keyring"
	"passage/internal/store"
)

// PositionsKey is the file, in the folder of a ledger, with the keys under which
// exact positions are encrypted. It is in no database and no backup.
const PositionsKey = "positions.key"

// spot is where something is: what of a position is encrypted.
type spot struct {
	Lat, Lon   int64 // ten-millionths of a degree, WGS84
	PrecisionM int64
}

// KeepPositions has the desk read and write exact positions, under the keys of
// the file [PositionsKey] in a folder, which is made where there is none. What
// was entered before positions were encrypted, or is encrypted under an older
// key of the file, is encrypted under the first.
func (d *Desk) KeepPositions(ctx context.Context, dir string) (err error) {
	if d.ring, err = keyring.Open(filepath.Join(dir, PositionsKey)); err != nil {
		return fmt.Errorf("exact positions: %w", err)
	}
	var open []store.OpenPosition
	var older []store.Position
	unknown := map[string]int{}
	read := func(tx *store.Tx) (err error) {
		open, older, unknown = nil, nil, map[string]int{}
		all, err := tx.Positions("")
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
		d.log.Warn("exact positions are encrypted under a key that is not in the folder of the ledger and cannot be read", "file", PositionsKey, "key", key, "positions", n)
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
			if err := tx.AddPosition(d.seal(row.Position, spot{row.Lat, row.Lon, row.PrecisionM})); err != nil {
				return err
			}
		}
		return tx.DropOpenPositions()
	})
	if err != nil {
		return fmt.Errorf("encrypting exact positions: %w", err)
	}
	d.log.Info("exact positions were encrypted", "file", PositionsKey, "positions", len(open)+len(older))
	return d.store.Forget(ctx)
}

// record is what a position is encrypted beside: all else that its row says. One
// that is put into another row, or whose readers are changed outside the program,
// cannot be read any more.
func record(row store.Position) []byte {
	text, _ := json.Marshal([]any{"exact_position", row.ID, row.Notice, row.Org, row.Place, row.EnteredBy, row.EnteredAt, row.CheckedBy, row.CheckedAt, row.Readers}) // of texts and numbers: no error
	return text
}

// seal returns the row with where something is, encrypted.
func (d *Desk) seal(row store.Position, at spot) store.Position {
	value, _ := binary.Append(nil, binary.BigEndian, at) // of fixed size: no error
	row.Sealed = d.ring.Encrypt(value, record(row))
	return row
}

// unseal returns where something is.
func (d *Desk) unseal(row store.Position) (at spot, err error) {
	value, err := d.ring.Decrypt(row.Sealed, record(row))
	var unknown keyring.Unknown
	switch {
	case errors.As(err, &unknown):
		d.log.Error("an exact position cannot be read", "id", row.ID, "file", PositionsKey, "error", err)
		return at, access.PositionKey
	case err != nil:
		d.log.Error("an exact position was changed outside the program", "id", row.ID)
		return at, access.PositionAltered
	}
	if _, err := binary.Decode(value, binary.BigEndian, &at); err != nil {
		return at, access.PositionAltered
	}
	return at, nil
}

// reseal saves a row that changes but for where something is.
func (d *Desk) reseal(tx *store.Tx, before, after store.Position) error {
	at, err := d.unseal(before)
	if err != nil {
		return err
	}
	return tx.SetPosition(d.seal(after, at))
}
