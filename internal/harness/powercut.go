package harness

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	"passage/internal/envelope"
	"passage/internal/proof"
)

// PowerCuts are many simulated power cuts under a ledger that takes facts in,
// publishes, and goes on from what is left.
//
// One life of the ledger, from its start to its end, is written down; then many
// cuts are drawn at moments of that life, the start and the end with it, and
// what each leaves is judged. The next life goes on from one of them, or now and
// then from an empty disk.
type PowerCuts struct {
	Seed  uint64
	Cuts  int
	Setup Setup
	Lies  bool   // the disk says that it has saved what it has not
	Dir   string // of the real disk, for the key of the log
}

// Outcome is what power cuts have shown.
type Outcome struct {
	Cuts, Lives, Confirmed int
	Broken                 int      // cuts after which not all was as it must be
	Faults                 []string // the first of them
}

// perLife is how many cuts are drawn in one life.
const perLife = 100

// maxFaults is how many sentences are kept: one mistake makes thousands.
const maxFaults = 20

// cutRun is the state between two lives.
type cutRun struct {
	PowerCuts
	Outcome
	dice    *rand.Rand
	devices []*Device
	judge   *Judge
	reader  *Reader
	facts   []envelope.Sealed // all that the devices have written
	state
	n int // of ledgers begun
}

// state is what a cut leaves, and what was so when it came.
type state struct {
	image     Image
	published published
	witness   *Witness
}

// published is what the key of the log keeps about what was published last.
type published struct {
	text       []byte // nil where nothing was
	checkpoint *proof.Checkpoint
}

// life is what happened from a start to an end, with positions of the disk.
type life struct {
	disk      *Disk
	confirmed []moment[envelope.Hash]
	published []moment[published]
}

// moment is something that was so from a position on.
type moment[T any] struct {
	at   int
	what T
}

// until is what was so at a position.
func until[T any](moments []moment[T], at int) (all []T) {
	for _, m := range moments {
		if m.at <= at {
			all = append(all, m.what)
		}
	}
	return all
}

// Run makes the cuts. Its error says that they could not be made; what they
// broke is in the outcome.
func (p PowerCuts) Run(ctx context.Context) (Outcome, error) {
	reader, err := NewReader()
	if err != nil {
		return Outcome{}, err
	}
	defer reader.Close()
	r := &cutRun{PowerCuts: p, dice: rand.New(rand.NewPCG(p.Seed, 3)), reader: reader}
	r.begin()
	for r.Outcome.Cuts < p.Cuts {
		if r.dice.IntN(4) == 0 {
			r.begin()
		}
		if err := r.live(ctx); err != nil {
			return r.Outcome, fmt.Errorf("life %d: %w", r.Lives, err)
		}
	}
	return r.Outcome, nil
}

// begin goes on with an empty disk and other devices.
func (r *cutRun) begin() {
	r.n++
	r.state = state{witness: NewWitness()}
	r.judge = NewJudge()
	r.devices, r.facts = nil, nil
	for i := range 3 {
		r.devices = append(r.devices, NewDevice("org", fmt.Sprintf("tablet-%d-%d", r.n, i), r.dice.Uint64()))
	}
}

// live lets the ledger live once, and cuts.
func (r *cutRun) live(ctx context.Context) error {
	r.Lives++
	if err := r.published.putBack(r.Dir); err != nil {
		return err
	}
	l := life{disk: NewDisk(r.image)}
	defer l.disk.Close()
	ledger, err := OpenLedger(ctx, l.disk, r.Dir, r.Setup)
	if err != nil {
		r.broken(0, fmt.Sprintf("what a cut has left cannot be opened: %v", err))
		r.begin()
		return ctx.Err()
	}
	if faults := ledger.Check(ctx); len(faults) > 0 {
		ledger.Drop()
		r.broken(0, faults...)
		r.begin()
		return ctx.Err()
	}
	err = r.work(ctx, ledger, &l)
	if err == nil && r.dice.IntN(3) == 0 {
		err = ledger.Close()
	} else {
		ledger.Drop()
	}
	if err != nil {
		return err
	}
	return r.cut(ctx, l)
}

// work hands facts in and publishes, and notes what was confirmed when.
func (r *cutRun) work(ctx context.Context, ledger *Ledger, l *life) error {
	for range 10 + r.dice.IntN(15) {
		facts := r.some()
		r.witness.Sent(facts...)
		confirmed, err := ledger.TakeIn(ctx, facts)
		if err != nil {
			return err
		}
		for _, hash := range confirmed {
			l.confirmed = append(l.confirmed, moment[envelope.Hash]{l.disk.Position(), hash})
		}
		r.Confirmed += len(confirmed)
		if r.dice.IntN(5) > 0 {
			continue
		}
		at := l.disk.Position() // what is published is written down before the database is touched
		if err := ledger.Desk.Publish(ctx); err != nil {
			return err
		}
		p, err := whatIsPublished(r.Dir)
		if err != nil {
			return err
		}
		l.published = append(l.published, moment[published]{at, p})
	}
	return nil
}

// some is what is handed in next: new facts, and such as were handed in before,
// whether they were confirmed or not.
func (r *cutRun) some() (facts []envelope.Sealed) {
	for range 1 + r.dice.IntN(3) {
		if len(r.facts) > 0 && r.dice.IntN(3) == 0 {
			facts = append(facts, r.facts[r.dice.IntN(len(r.facts))])
			continue
		}
		f := r.devices[r.dice.IntN(len(r.devices))].Next()
		r.facts = append(r.facts, f)
		facts = append(facts, f)
	}
	return facts
}

// cut draws the cuts of a life, judges them, and has the next life go on from
// one of them.
func (r *cutRun) cut(ctx context.Context, l life) error {
	end := l.disk.Position()
	positions := make([]int, min(perLife, r.PowerCuts.Cuts-r.Outcome.Cuts))
	for i := range positions {
		positions[i] = r.dice.IntN(end + 1)
	}
	slices.Sort(positions)
	chosen, before, n := r.dice.IntN(len(positions)), r.Broken, 0
	next := r.state
	l.disk.Cuts(positions, r.Lies, r.dice, func(at int, left Image) bool {
		s := state{left, r.published, r.witness.With(until(l.confirmed, at))}
		if p := until(l.published, at); len(p) > 0 {
			s.published = p[len(p)-1]
		}
		if n == chosen {
			next = s
			next.image = left.clone()
		}
		n++
		r.Outcome.Cuts++
		if found, err := r.reader.Read(left); err != nil {
			r.broken(at, fmt.Sprintf("what is left cannot be read: %v", err))
		} else {
			r.broken(at, r.judge.Found(found, s.witness, s.published.checkpoint)...)
		}
		return ctx.Err() == nil
	})
	r.state = next
	if r.Broken > before {
		r.begin() // from what is broken nobody can go on
	}
	return ctx.Err()
}

// broken notes what a cut broke, if it did.
func (r *cutRun) broken(at int, faults ...string) {
	if len(faults) == 0 {
		return
	}
	r.Broken++
	for _, f := range faults {
		if len(r.Faults) < maxFaults {
			r.Faults = append(r.Faults, fmt.Sprintf("life %d, cut at %d: %s", r.Lives, at, f))
		}
	}
}

// lastFile is where the key of the log keeps what was published last.
const lastFile = "log.last"

func whatIsPublished(dir string) (p published, err error) {
	p.text, err = os.ReadFile(filepath.Join(dir, lastFile))
	if errors.Is(err, os.ErrNotExist) {
		return published{}, nil
	}
	if err != nil {
		return p, err
	}
	key, err := proof.OpenKey(dir)
	if err == nil {
		p.checkpoint, err = key.Last()
	}
	return p, err
}

// putBack makes it what was published last.
func (p published) putBack(dir string) error {
	path := filepath.Join(dir, lastFile)
	if p.text != nil {
		return os.WriteFile(path, p.text, 0o600)
	}
	if err := os.Remove(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
