package pages

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"

	"passage/internal/desk"
)

// listKeys seals where a page of a list ended. The row at which it ended may be
// one that the reader does not see, so the address must not tell its number.
type listKeys struct{ aead cipher.AEAD }

// newListKeys seals under a secret of 32 bytes.
func newListKeys(secret []byte) (listKeys, error) {
	block, err := aes.NewCipher(secret)
	if err != nil {
		return listKeys{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return listKeys{aead}, err
}

func (k listKeys) seal(key desk.Key) string {
	text, err := json.Marshal(key)
	if err != nil {
		return "" // of numbers and texts there is no such error
	}
	return base64.RawURLEncoding.EncodeToString(k.aead.Seal(nil, nil, text, nil))
}

// open reads what seal wrote. What no server of this ledger wrote is the beginning of
// the list.
func (k listKeys) open(token string) (key desk.Key) {
	sealed, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || token == "" {
		return key
	}
	text, err := k.aead.Open(nil, nil, sealed, nil)
	if err != nil || json.Unmarshal(text, &key) != nil {
		return desk.Key{}
	}
	return key
}
