package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// How passwords are hashed: argon2id with the least that OWASP's cheat sheet on
// storing passwords recommends, so that an old laptop can serve an office.
const (
	hashMemory = 19 << 10 // KiB
	hashTime   = 2
	hashSalt   = 16
	hashLength = 32
)

// Hasher hashes passwords, a few at a time: each takes 19 MiB, and guessers must
// not take all the memory there is.
type Hasher struct{ slots chan struct{} }

// NewHasher returns a hasher that works on up to n passwords at a time.
func NewHasher(n int) *Hasher { return &Hasher{make(chan struct{}, n)} }

// Hash returns what is kept of a password.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, hashSalt)
	rand.Read(salt)
	sum, err := h.derive(ctx, password, salt)
	if err != nil {
		return "", err
	}
	text := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, hashMemory, hashTime, text(salt), text(sum)), nil
}

// Check reports whether a password is the one that was hashed. It takes as long
// where nothing was, so that nobody learns which names exist.
func (h *Hasher) Check(ctx context.Context, hash, password string) (bool, error) {
	parts := strings.Split(hash, "$")
	known := len(parts) == 6
	if !known {
		parts = make([]string, 6)
	}
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	want, wantErr := base64.RawStdEncoding.DecodeString(parts[5])
	if known && (saltErr != nil || wantErr != nil || parts[3] != fmt.Sprintf("m=%d,t=%d,p=1", hashMemory, hashTime)) {
		return false, errors.New("the hash of a password cannot be read")
	}
	if !known {
		salt = make([]byte, hashSalt)
	}
	sum, err := h.derive(ctx, password, salt)
	return known && subtle.ConstantTimeCompare(sum, want) == 1, err
}

func (h *Hasher) derive(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.slots }()
	return argon2.IDKey([]byte(password), salt, hashTime, hashMemory, 1, hashLength), nil
}

// How long passwords are, in characters.
const (
	ShortestPassword = 12
	LongestPassword  = 256
)

//go:embed common.txt
var commonPasswords string

// common returns the passwords of ShortestPassword characters and more that
// people chose most often, from the list of zxcvbn-ts (MIT), in lower case.
var common = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(commonPasswords) {
		set[strings.TrimSpace(line)] = true
	}
	return set
})

// plainWords are what guessers put together first, besides what they know of
// the person and the place.
var plainWords = []string{
	"password", "passwort", "motdepasse", "parola", "sifre", "welcome", "letmein", "login", "secret", "master", "admin",
	"qwertyuiop", "qwertz", "qwerty", "azerty", "asdfghjkl", "asdf", "zxcvbnm", "zxcv", "qazwsx", "1q2w3e4r", "abcdefgh", "abcd", "abc",
	"iloveyou", "love", "dragon", "monkey", "football", "baseball", "sunshine", "princess", "summer", "winter", "spring", "autumn",
	"january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december",
	"monday", "friday", "sunday", "hello", "test", "user", "guest", "office", "computer", "internet",
	"humanitarian", "logistics", "passage", "waybill", "convoy", "warehouse", "relief", "planner", "dispatcher", "monitor",
	"unicef", "unhcr", "unrwa", "ocha", "unops", "wfp", "icrc", "who",
}

// Weak returns why a password is refused, and empty where it is not. Words are
// what a guesser knows: the account's name, its organisation, the site. There
// are no rules about kinds of characters, which only make passwords alike.
func Weak(password string, words ...string) Trouble {
	switch n := utf8.RuneCountInString(password); {
	case n < ShortestPassword:
		return TooShort
	case n > LongestPassword:
		return TooLong
	}
	lower := strings.ToLower(password)
	if common()[lower] {
		return TooPlain
	}
	// What is left without words, digits that run on and repetitions is what has
	// to be guessed.
	rest := strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i").Replace(lower)
	if min(unguessed(lower, words), unguessed(rest, words)) < 6 {
		return TooPlain
	}
	return ""
}

// unguessed counts the different letters and digits that no known word and no
// run of neighbours explains.
func unguessed(s string, words []string) int {
	var all []string
	for _, w := range words {
		all = append(all, strings.FieldsFunc(strings.ToLower(w), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })...)
	}
	all = slices.DeleteFunc(append(all, plainWords...), func(w string) bool { return utf8.RuneCountInString(w) < 3 })
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	for _, w := range all {
		s = strings.ReplaceAll(s, w, " ")
	}
	seen, last := map[rune]bool{}, rune(-10)
	for _, r := range s {
		if near := r - last; (near < -1 || near > 1) && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			seen[r] = true
		}
		last = r
	}
	return len(seen)
}
