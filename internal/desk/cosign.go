package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"passage/internal/proof"
	"passage/internal/store"
)

// Witness is somebody else who remembers the newest checkpoint of a log and
// signs the next one only if it extends that.
type Witness interface {
	Key() string // as C2SP writes it
	// Cosign returns the lines with which the witness signs a checkpoint.
	// consistency proves that the log extends what it was at an older size.
	Cosign(ctx context.Context, signed []byte, consistency func(old int64) (tlog.TreeProof, error)) (lines []byte, err error)
}

func (d *Desk) witnessKeys() (keys []string) {
	for _, w := range d.Witnesses {
		keys = append(keys, w.Key())
	}
	return keys
}

// Cosign asks the witnesses that have not signed the newest checkpoint to do so,
// all at once, and keeps what they sign. The error is of those who did not.
func (d *Desk) Cosign(ctx context.Context) error {
	if len(d.Witnesses) == 0 {
		return nil
	}
	size, signed, err := d.Checkpoint(ctx)
	if errors.As(err, &Missing{}) {
		return nil
	}
	if err != nil {
		return err
	}
	signed, by, err := proof.KeepCosigned(signed, d.key.Public, d.witnessKeys())
	if err != nil || len(by) == len(d.Witnesses) {
		return err
	}
	consistency := func(old int64) (p tlog.TreeProof, err error) {
		err = d.store.View(ctx, func(tx *store.Tx) error {
			p, err = proof.Consistency(tx, size, old)
			return err
		})
		return p, err
	}
	lines, errs := make([][]byte, len(d.Witnesses)), make([]error, len(d.Witnesses))
	var all sync.WaitGroup
	for i, w := range d.Witnesses {
		if slices.Contains(by, w.Key()) {
			continue
		}
		all.Go(func() {
			if lines[i], errs[i] = w.Cosign(ctx, signed, consistency); errs[i] != nil {
				errs[i] = fmt.Errorf("witness %.60s: %w", w.Key(), errs[i])
			}
		})
	}
	all.Wait()
	for _, l := range lines {
		signed = append(signed, l...)
	}
	more, now, err := proof.KeepCosigned(signed, d.key.Public, d.witnessKeys())
	if err == nil && len(now) > len(by) {
		err = d.store.Update(ctx, func(tx *store.Tx) error { return tx.PutCheckpoint(size, d.now().UnixMicro(), more) })
	}
	return errors.Join(append(errs, err)...)
}
