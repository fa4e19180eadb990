package access_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"passage/internal/access"
)

// TestCode holds the vectors of RFC 6238, appendix B, for SHA-1.
func TestCode(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471",
		1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		if got := access.Code(secret, at/30, 8); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
}

// TestCheckCode holds that a code opens once, half a minute early or late, and
// typed in any digits.
func TestCheckCode(t *testing.T) {
	secret, now := []byte("a secret of 20 bytes"), time.Unix(1_800_000_000, 0)
	step := now.Unix() / 30
	code := access.Code(secret, step, 6)
	for _, typed := range []string{code, code[:3] + " " + code[3:], strings.NewReplacer("0", "٠", "1", "١", "2", "٢", "3", "٣", "4", "٤", "5", "٥", "6", "٦", "7", "٧", "8", "٨", "9", "٩").Replace(code)} {
		if got, ok := access.CheckCode(secret, typed, 0, now); !ok || got != step {
			t.Errorf("%q: step %d, %v", typed, got, ok)
		}
	}
	for _, c := range []struct {
		name string
		code string
		last int64
		at   time.Time
		ok   bool
	}{
		{"the one before", code, 0, now.Add(30 * time.Second), true},
		{"the one after", code, 0, now.Add(-30 * time.Second), true},
		{"a minute late", code, 0, now.Add(time.Minute), false},
		{"again", code, step, now, false},
		{"an older one after a newer", access.Code(secret, step-1, 6), step, now, false},
		{"another's", access.Code([]byte("another of 20 bytes."), step, 6), 0, now, false},
		{"nothing", "", 0, now, false},
	} {
		if _, ok := access.CheckCode(secret, c.code, c.last, c.at); ok != c.ok {
			t.Errorf("%s: %v, want %v", c.name, ok, c.ok)
		}
	}
	u, err := url.Parse(access.CodeURL(secret, "Passage Gaza", "amal"))
	if err != nil || u.Scheme != "otpauth" || u.Query().Get("secret") != access.CodeText(secret) || u.Path != "/Passage Gaza:amal" {
		t.Errorf("the address for apps: %v, %v", u, err)
	}
}

// TestPasswords holds that a hash opens for its password alone, and that nothing
// opens where there is none.
func TestPasswords(t *testing.T) {
	ctx, h := context.Background(), access.NewHasher(2)
	hash, err := h.Hash(ctx, "three blue lorries")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(hash, "lorries") {
		t.Fatalf("%s, %v", hash, err)
	}
	again, _ := h.Hash(ctx, "three blue lorries")
	if again == hash {
		t.Error("two hashes of one password are the same: the salt is not random")
	}
	for password, want := range map[string]bool{"three blue lorries": true, "three blue lorrie": false, "": false, "Three blue lorries": false} {
		if ok, err := h.Check(ctx, hash, password); ok != want || err != nil {
			t.Errorf("%q opens: %v, %v", password, ok, err)
		}
	}
	if ok, err := h.Check(ctx, "", ""); ok || err != nil {
		t.Errorf("no hash opens: %v, %v", ok, err)
	}
	if ok, err := h.Check(ctx, strings.Replace(hash, "t=2", "t=1", 1), "three blue lorries"); ok || err == nil {
		t.Errorf("a weakened hash opens: %v, %v", ok, err)
	}
}

// TestHashesWaitInLine holds that no more hashes run together than were allowed,
// and that who gives up waiting does not hash.
func TestHashesWaitInLine(t *testing.T) {
	h := access.NewHasher(1)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { h.Hash(context.Background(), "three blue lorries") })
	}
	all.Wait()
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	full := access.NewHasher(0) // nobody ever gets a turn
	if _, err := full.Hash(gone, "x"); err == nil {
		t.Error("a hash was made without a turn")
	}
}

// TestWeak is a table of passwords that people choose.
func TestWeak(t *testing.T) {
	for password, want := range map[string]access.Trouble{
		"short":                      access.TooShort,
		"elevenchars":                access.TooShort,
		"password1234":               access.TooPlain,
		"P@ssw0rd2026!":              access.TooPlain,
		"123456789012":               access.TooPlain,
		"qwertyuiop123":              access.TooPlain,
		"aaaaaaaaaaaaaaaa":           access.TooPlain,
		"abababababab":               access.TooPlain,
		"unicefunicef1":              access.TooPlain,
		"amal.passage.2026":          access.TooPlain,
		"Welcome-Gaza-2026":          access.TooPlain,
		"1qaz2wsx3edc":               access.TooPlain,
		"sonyericsson":               access.TooPlain, // common, though no word of ours
		"three blue lorries":         "",
		"olive sieve marrow tin":     "",
		"شاحنات زرقاء ثلاث":          "",
		"zVq7-mKp2-xW9r":             "",
		strings.Repeat("ab9 xk", 43): access.TooLong,
	} {
		if got := access.Weak(password, "amal", "unicef", "Gaza 2026"); got != want {
			t.Errorf("%q: %q, want %q", password, got, want)
		}
	}
}

// TestSecrets holds that secrets do not repeat and cannot be told from hashes.
func TestSecrets(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		s := access.NewSecret()
		if len(s) != 43 || seen[s] || strings.Contains(s, hex.EncodeToString(access.HashOf(s))) {
			t.Fatalf("secret %q", s)
		}
		seen[s] = true
	}
}

// TestBrake is abuse case 2: ten thousand guesses a minute, from one network and
// from very many, come to little, and the account's owner signs in all the same.
func TestBrake(t *testing.T) {
	start := time.Unix(1_800_000_000, 0)
	home := netip.MustParseAddr("192.0.2.7")
	for _, c := range []struct {
		name string
		from func(i int) netip.Addr
		most int // guesses within a minute
	}{
		{"from one network", func(int) netip.Addr { return netip.MustParseAddr("198.51.100.9") }, 8},
		{"from one IPv6 subscriber", func(i int) netip.Addr { return netip.MustParseAddr(fmt.Sprintf("2001:db8::%x", i+1)) }, 8},
		{"from ten thousand networks", func(i int) netip.Addr { return netip.AddrFrom4([4]byte{10, 1, byte(i >> 8), byte(i)}) }, 21},
	} {
		b := access.NewBrake()
		b.SignedIn("amal", home, start)
		let := 0
		for i := range 10_000 {
			if b.Try("amal", c.from(i), start.Add(time.Duration(i)*6*time.Millisecond)) == 0 {
				let++
			}
		}
		if let == 0 || let > c.most {
			t.Errorf("%s: %d guesses were let through, want 1 to %d", c.name, let, c.most)
		}
		if wait := b.Try("amal", home, start.Add(time.Minute)); wait != 0 {
			t.Errorf("%s: the owner waits %v at home", c.name, wait)
		}
		// The control: somebody else, somewhere else, notices nothing.
		if wait := b.Try("basem", netip.MustParseAddr("203.0.113.5"), start.Add(time.Minute)); wait != 0 {
			t.Errorf("%s: another waits %v", c.name, wait)
		}
	}
}

// TestBrakeGivesIn holds that whoever is told to wait and waits is let through.
func TestBrakeGivesIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, now := access.NewBrake(), time.Unix(1_800_000_000, 0)
		for range rapid.IntRange(1, 200).Draw(t, "tries") {
			account := rapid.SampledFrom([]string{"a", "b", ""}).Draw(t, "account")
			from := netip.AddrFrom4([4]byte{10, 0, 0, byte(rapid.IntRange(0, 3).Draw(t, "from"))})
			if wait := b.Try(account, from, now); wait > 0 {
				if wait > time.Hour {
					t.Fatalf("a wait of %v", wait)
				}
				if again := b.Try(account, from, now.Add(wait)); again != 0 {
					t.Fatalf("after waiting %v as told: %v more", wait, again)
				}
				now = now.Add(wait)
			}
			now = now.Add(time.Duration(rapid.IntRange(0, 5000).Draw(t, "pause")) * time.Millisecond)
		}
	})
}
