package access

import (
	"maps"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// Brake slows down guessing. It counts by network, by account and network
// together, and by account; the last never brakes a network from which the
// account has signed in before, so that nobody can be locked out by others.
type Brake struct {
	mu    sync.Mutex
	next  map[string]time.Time // when the allowance of a key is whole again
	known map[string]time.Time // account and network that signed in, and when
}

// NewBrake returns a brake that has seen nothing.
func NewBrake() *Brake {
	return &Brake{next: map[string]time.Time{}, known: map[string]time.Time{}}
}

// allowance lets burst tries through at once and then one in every.
type allowance struct {
	burst int
	every time.Duration
}

// free is when there is room for one more of an allowance that is whole at next:
// it is used up burst times every before.
func (a allowance) free(next time.Time) time.Time {
	return next.Add(a.every - time.Duration(a.burst)*a.every)
}

// An office behind one address signs in within a minute in the morning; a
// person errs a few times; nobody else's trouble shows in the second.
var (
	perNetwork = allowance{60, 2 * time.Second}
	perPair    = allowance{6, 30 * time.Second}
	perAccount = allowance{20, time.Minute}
)

// keysAtMost bounds the memory that guessers can take.
const keysAtMost = 100_000

// Try counts a try to sign in to an account from an address and returns how long
// to wait, 0 where it may go ahead. A try that has to wait costs nothing more.
// The account is empty where none was named.
func (b *Brake) Try(account string, from netip.Addr, now time.Time) (wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	network := Network(from)
	type key struct {
		name string
		allowance
	}
	keys := []key{{"n " + network, perNetwork}}
	if account != "" {
		pair := account + " " + network
		keys = append(keys, key{"p " + pair, perPair})
		if at, ok := b.known[pair]; !ok || now.Sub(at) > knownFor {
			keys = append(keys, key{"a " + account, perAccount})
		}
	}
	for _, k := range keys {
		wait = max(wait, k.free(b.next[k.name]).Sub(now))
	}
	if wait > 0 {
		return wait
	}
	b.tidy(now)
	for _, k := range keys {
		at := b.next[k.name]
		if at.Before(now) {
			at = now
		}
		b.next[k.name] = at.Add(k.every)
	}
	return 0
}

// SignedIn gives the account's allowance at an address back, and remembers the
// address as the account's own.
func (b *Brake) SignedIn(account string, from netip.Addr, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	pair := account + " " + Network(from)
	delete(b.next, "p "+pair)
	b.tidy(now)
	b.known[pair] = now
}

// knownFor is how long an address stays an account's own after it signed in there.
const knownFor = 30 * 24 * time.Hour

// tidy forgets what no longer matters, once there is much of it, and the rest
// too where that is not enough.
func (b *Brake) tidy(now time.Time) {
	forget(b.next, now)
	forget(b.known, now.Add(-knownFor))
}

func forget(m map[string]time.Time, before time.Time) {
	if len(m) >= keysAtMost {
		maps.DeleteFunc(m, func(_ string, at time.Time) bool { return at.Before(before) })
	}
	if len(m) >= keysAtMost {
		clear(m)
	}
}

// Pace holds everybody to so much in a time, on average.
type Pace struct {
	mu   sync.Mutex
	each allowance
	next map[string]time.Time
}

// NewPace returns a pace of so many a second, and twenty times as many at once;
// with 0 it holds nobody.
func NewPace(perSecond int) *Pace {
	p := &Pace{next: map[string]time.Time{}}
	if perSecond > 0 {
		p.each = allowance{20 * perSecond, time.Second / time.Duration(perSecond)}
	}
	return p
}

// NewShare returns a pace of so much a day, all of it at once where nothing was
// used lately; with 0 it holds nobody.
func NewShare(perDay int) *Pace {
	p := &Pace{next: map[string]time.Time{}}
	if perDay > 0 {
		p.each = allowance{perDay, 24 * time.Hour / time.Duration(perDay)}
	}
	return p
}

// Take counts one request of somebody, and returns how long to wait, 0 where it
// may go ahead.
func (p *Pace) Take(who string, now time.Time) (wait time.Duration) { return p.TakeMany(who, 1, now) }

// TakeMany is Take of n at once, which go ahead together or not at all.
func (p *Pace) TakeMany(who string, n int, now time.Time) (wait time.Duration) {
	if p.each.every == 0 || n <= 0 {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	more := time.Duration(n-1) * p.each.every
	if wait := p.each.free(p.next[who]).Add(more).Sub(now); wait > 0 {
		return wait
	}
	if forget(p.next, now); p.next[who].Before(now) {
		p.next[who] = now
	}
	p.next[who] = p.next[who].Add(more + p.each.every)
	return 0
}

// AddressOf returns the address that a request came from.
func AddressOf(r *http.Request) netip.Addr {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return at.Addr()
}

// Network names the network of an address: the address itself, or of IPv6 the
// 64 bits that one subscriber has.
func Network(a netip.Addr) string {
	a = a.Unmap().WithZone("")
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
