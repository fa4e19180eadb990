package access

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"
)

// NewSecret returns 256 random bits as text. Whoever shows them is let in, so
// only [HashOf] them is kept.
func NewSecret() string {
	var b [32]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// HashOf is what is kept of a secret and looked up, so that neither a copy of
// the database nor the time that a comparison takes tells it. A plain hash will
// do, because nobody guesses 256 bits.
func HashOf(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}

// How long things hold.
const (
	LinkLife    = 72 * time.Hour   // of an invitation, or to the first account
	SessionIdle = 12 * time.Hour   // between two requests: a shift
	SessionLife = 72 * time.Hour   // of a session, however busy
	HalfwayLife = 15 * time.Minute // between two steps of signing in
)

// Session is how far a browser has come in signing in.
type Session struct {
	Stage   Stage
	Created time.Time
	Seen    time.Time // by the last request
}

// Stage is what a session has been proved to be.
type Stage string

const (
	Halfway   Stage = "halfway"   // the password was right; the code is still asked for
	Enrolling Stage = "enrolling" // came with a one-time link; sets up ways to sign in
	SignedIn  Stage = "signed-in"
)

// Alive reports whether the session still holds.
func (s Session) Alive(now time.Time) bool {
	switch s.Stage {
	case SignedIn:
		return now.Sub(s.Created) < SessionLife && now.Sub(s.Seen) < SessionIdle
	case Halfway:
		return now.Sub(s.Created) < HalfwayLife
	case Enrolling:
		return now.Sub(s.Created) < 4*HalfwayLife
	}
	return false
}
