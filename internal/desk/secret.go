package desk

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"

	"passage/internal/store"
)

// listSetting keeps the secret of [Desk.ListSecret].
const listSetting = "list secret"

// ListSecret returns 32 bytes that all servers of this ledger share, under which they
// seal where a page of a list ended.
func (d *Desk) ListSecret(ctx context.Context) ([]byte, error) { return d.secret(ctx, listSetting) }

// secret returns 32 bytes that a setting of the ledger keeps, which are made the first
// time. They stay in it when it is put back from a backup.
func (d *Desk) secret(ctx context.Context, setting string) (secret []byte, err error) {
	var text string
	err = d.store.View(ctx, func(tx *store.Tx) error {
		text, err = tx.Setting(setting)
		return err
	})
	if err == nil && text == "" {
		err = d.store.Update(ctx, func(tx *store.Tx) error {
			if text, err = tx.Setting(setting); err != nil || text != "" {
				return err // somebody else was first
			}
			var fresh [32]byte
			rand.Read(fresh[:])
			text = hex.EncodeToString(fresh[:])
			return tx.SetSetting(setting, text)
		})
	}
	if err != nil {
		return nil, err
	}
	if secret, err = hex.DecodeString(text); err != nil || len(secret) != 32 {
		return nil, fmt.Errorf("the setting %q of the ledger holds no secret", setting)
	}
	return secret, nil
}
