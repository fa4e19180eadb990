package access

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"

	"passage"
)

// codeStep is how long a one-time code is the current one, and codeDigits how
// long it is: what every authenticator app takes without being told.
const (
	codeStep   = 30 * time.Second
	codeDigits = 6
)

// NewCodeSecret returns the shared secret of one-time codes.
func NewCodeSecret() []byte {
	b := make([]byte, 20) // the length of the hash, as RFC 4226 recommends
	rand.Read(b)
	return b
}

// Code returns the one-time code of a secret at a step (RFC 6238 with SHA-1).
func Code(secret []byte, step int64, digits int) string {
	mac := hmac.New(sha1.New, secret)
	binary.Write(mac, binary.BigEndian, step)
	sum := mac.Sum(nil)
	n := binary.BigEndian.Uint32(sum[sum[len(sum)-1]&0xf:]) & 0x7fffffff
	mod := uint32(1)
	for range digits {
		mod *= 10
	}
	return fmt.Sprintf("%0*d", digits, n%mod)
}

// CheckCode returns the step whose code was given, and false where the code is
// wrong. The step before and the one after count too, for clocks that are off
// by half a minute. Steps up to last were used before: a code opens once.
func CheckCode(secret []byte, code string, last int64, now time.Time) (step int64, ok bool) {
	code = strings.NewReplacer(" ", "", "-", "").Replace(passage.WesternDigits(code)) // from any keyboard
	current := now.Unix() / int64(codeStep/time.Second)
	for s := current - 1; s <= current+1; s++ {
		if subtle.ConstantTimeCompare([]byte(Code(secret, s, codeDigits)), []byte(code)) == 1 && s > last {
			step, ok = s, true
		}
	}
	return step, ok
}

// CodeText writes a secret as people type it where they cannot scan.
func CodeText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// ReadCodeText reads what [CodeText] wrote, with spaces between.
func ReadCodeText(text string) ([]byte, error) {
	return base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(text, " ", ""))
}

// CodeURL is what the QR code for an authenticator app says.
func CodeURL(secret []byte, site, account string) string {
	label := url.PathEscape(site + ":" + account)
	return "otpauth://totp/" + label + "?" + url.Values{"secret": {CodeText(secret)}, "issuer": {site}}.Encode()
}
