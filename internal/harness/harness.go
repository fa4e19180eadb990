// Package harness breaks a ledger in the ways in which the world does and holds
// what is left against what was confirmed: nothing that was answered may be
// lost, and nothing may count twice.
package harness

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"

	"passage"
	"passage/internal/envelope"
)

// Device writes facts one after the other, as a tablet does. What it writes
// follows from its seed alone.
type Device struct {
	name passage.DeviceID
	org  passage.OrgID
	rand *rand.Rand
	seq  int64
}

// NewDevice returns a device of an organisation.
func NewDevice(org string, name string, seed uint64) *Device {
	return &Device{name: passage.DeviceID(org + "/" + name), org: passage.OrgID(org), rand: rand.New(rand.NewPCG(seed, 1))}
}

// Next writes the next fact: something received, with a waybill among few, so
// that many facts fall on one.
func (d *Device) Next() envelope.Sealed {
	d.seq++
	f := passage.Fact{
		ID:     passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8%03x-%012d", d.rand.IntN(0xfff), d.seq)),
		Device: d.name, Seq: d.seq, Org: d.org, Kind: passage.Received,
		Claimed: passage.Instant(1_760_000_000_000_000 + d.rand.Int64N(1_000_000_000)), Recorded: 1_760_000_000_000_000,
		Place: "hub", Waybill: passage.WaybillID(fmt.Sprint("W", d.rand.IntN(20))),
		Lines: []passage.FactLine{{Consignment: "C1", Line: 1, Commodity: "flour", Unit: passage.Grams, Amount: 1 + d.rand.Int64N(1000)}},
	}
	s, err := envelope.Seal(f)
	if err != nil {
		panic(fmt.Sprintf("the harness writes facts that are none: %v", err))
	}
	return s
}

// Witness remembers what was handed in and what was confirmed. Its methods may
// be called from many goroutines.
type Witness struct {
	mu    sync.Mutex
	sent  map[envelope.Hash]passage.Fact
	acked map[envelope.Hash]bool
}

// NewWitness returns a witness that has seen nothing.
func NewWitness() *Witness {
	return &Witness{sent: map[envelope.Hash]passage.Fact{}, acked: map[envelope.Hash]bool{}}
}

// Sent notes that facts are about to be handed in.
func (w *Witness) Sent(facts ...envelope.Sealed) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, f := range facts {
		w.sent[f.Hash] = f.Fact
	}
}

// Confirmed notes that a fact was answered as saved.
func (w *Witness) Confirmed(hash envelope.Hash) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.acked[hash] = true
}

// With is a witness that has seen the same and in addition that these facts were
// confirmed. The two share what was sent, so that only one goroutine may use them.
func (w *Witness) With(confirmed []envelope.Hash) *Witness {
	w.mu.Lock()
	defer w.mu.Unlock()
	more := &Witness{sent: w.sent, acked: maps.Clone(w.acked)}
	for _, hash := range confirmed {
		more.acked[hash] = true
	}
	return more
}

// Acked is how many facts were confirmed.
func (w *Witness) Acked() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.acked)
}

// Judge holds a ledger against what the witness saw: its facts, whole, and the
// waybills that it has folded. It returns a sentence for everything that is not
// as it must be.
func (w *Witness) Judge(bodies [][]byte, kept []passage.Waybill) (faults []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	there := map[envelope.Hash]int{}
	var facts []passage.Fact
	for _, body := range bodies {
		hash := envelope.Hash(sha256.Sum256(body))
		f, ok := w.sent[hash]
		if !ok {
			faults = append(faults, fmt.Sprintf("the ledger holds what was never sent: %.80s", body))
			continue
		}
		there[hash]++
		facts = append(facts, f)
	}
	for hash := range w.acked {
		if there[hash] == 0 {
			f := w.sent[hash]
			faults = append(faults, fmt.Sprintf("fact %d of %s was confirmed and is lost", f.Seq, f.Device))
		}
	}
	for hash, n := range there {
		if n > 1 {
			f := w.sent[hash]
			faults = append(faults, fmt.Sprintf("fact %d of %s is there %d times", f.Seq, f.Device, n))
		}
	}
	// The plain fold of what is there is what every total has to be.
	want := passage.FoldLedger(facts)
	have := map[passage.WaybillID]passage.Waybill{}
	for _, k := range kept {
		have[k.ID] = k
	}
	if len(have) != len(want.Waybills) {
		faults = append(faults, fmt.Sprintf("%d waybills are kept, the facts make %d", len(have), len(want.Waybills)))
	}
	for _, x := range want.Waybills {
		if fmt.Sprint(have[x.ID]) != fmt.Sprint(x) {
			faults = append(faults, fmt.Sprintf("waybill %s is kept as %v, its facts say %v", x.ID, have[x.ID], x))
		}
	}
	return faults
}
