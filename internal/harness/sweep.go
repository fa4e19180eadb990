package harness

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"passage"
	"passage/internal/envelope"
	"passage/internal/store"
)

// Sweep runs one short script of a ledger again and again, and each time another
// of the things that it does to the disk goes wrong, until nothing is left that
// could. That is how SQLite tests itself.
type Sweep struct {
	Kind  FaultKind
	Seed  uint64
	Setup Setup
	Dir   string            // of the real disk, for the key of the log
	Base  Image             // what is there when the script begins
	Held  []envelope.Sealed // facts that the base, of an older version, holds
	Steps int               // batches that are handed in
	Every int               // of what it does to the disk one thing in so many goes wrong, the first drawn by Seed; 0 means each
}

// Swept is what a sweep has shown.
type Swept struct {
	Runs    int // each with a fault
	Refused int // runs in which facts were not taken in at once
	Stopped int // runs in which the ledger wrote nothing any more
	Faults  []string
}

// sweepRun is one run of the script.
type sweepRun struct {
	Sweep
	Swept
	at      int // the operation that goes wrong
	disk    *Disk
	ledger  *Ledger // nil while it is not running
	witness *Witness
	judge   *Judge
	reader  *Reader
	device  *Device
	queue   []envelope.Sealed // not confirmed
	broken  bool              // the ledger has said that the disk failed
	refused bool
}

// Run sweeps. Its error says that this could not be done. What the key of the
// log says was published is put back before each run.
func (s Sweep) Run(ctx context.Context) (swept Swept, err error) {
	start, err := whatIsPublished(s.Dir)
	if err != nil {
		return swept, err
	}
	reader, err := NewReader()
	if err != nil {
		return swept, err
	}
	defer reader.Close()
	every := max(s.Every, 1)
	for at := int(s.Seed % uint64(every)); ; at += every {
		r := &sweepRun{
			Sweep: s, Swept: swept, at: at, disk: NewDisk(s.Base),
			witness: NewWitness(), judge: NewJudge(), reader: reader, device: NewDevice("org", "tablet", s.Seed),
		}
		r.witness.Sent(s.Held...)
		for _, f := range s.Held {
			r.witness.Confirmed(f.Hash)
		}
		r.disk.Plan(Fault{s.Kind, at, s.Seed + uint64(at)})
		err := r.run(ctx)
		fired := r.disk.Fired()
		r.disk.Close()
		err = errors.Join(err, start.putBack(s.Dir))
		if swept = r.Swept; err != nil || !fired {
			return swept, err
		}
		swept.Runs++
	}
}

// wrong notes what is not as it must be.
func (r *sweepRun) wrong(format string, args ...any) {
	if len(r.Faults) < maxFaults {
		r.Faults = append(r.Faults, fmt.Sprintf("%s at %d: ", r.Kind, r.at)+fmt.Sprintf(format, args...))
	}
}

func (r *sweepRun) run(ctx context.Context) error {
	r.script(ctx)
	if r.refused {
		r.Refused++
	}
	if r.broken {
		r.Stopped++
	}
	end := r.disk.Position()
	cached := r.disk.Image() // what a killed process leaves: the system has it all
	if r.ledger != nil {
		r.ledger.Drop()
	}
	var left []Image
	if !r.Kind.Cut() {
		left = append(left, cached)
	}
	r.disk.Cuts([]int{end}, false, rand.New(rand.NewPCG(r.Seed, uint64(end))), func(_ int, cut Image) bool {
		left = append(left, cut)
		return true
	})
	p, err := whatIsPublished(r.Dir)
	if err != nil {
		return err
	}
	for _, image := range left {
		found, err := r.reader.Read(image.clone())
		if err != nil {
			r.wrong("what is left cannot be read: %v", err)
			continue
		}
		if len(r.Held) > 0 { // of an older version, whose folds are made anew when it is opened
			found.Waybills = found.folded()
		}
		for _, fault := range r.judge.Found(found, r.witness.With(nil), p.checkpoint) {
			r.wrong("%s", fault)
		}
	}
	return r.goOn(ctx, left[r.Runs%len(left)])
}

// script opens the ledger, hands facts in, publishes half way, and ends in good
// order. What is refused is handed in again with what comes next.
func (r *sweepRun) script(ctx context.Context) {
	for step := range r.Steps {
		if r.ledger == nil && !r.open(ctx) {
			return
		}
		for range 2 {
			r.queue = append(r.queue, r.device.Next())
		}
		if err := r.handIn(ctx, r.ledger); err != nil && r.disk.powerIsOff() {
			return
		}
		if step == r.Steps/2 {
			_ = r.ledger.Desk.Publish(ctx) // it may fail; the next one is a minute later
		}
	}
	if len(r.queue) > 0 && !r.broken {
		if err := r.handIn(ctx, r.ledger); err != nil && !r.disk.powerIsOff() && !r.broken {
			r.wrong("facts are still refused: %v", err)
		}
	}
	if r.disk.powerIsOff() {
		return
	}
	_ = r.ledger.Close() // what it then tidies up may fail
	r.ledger = nil
}

// open opens the ledger. After an error a person starts it again.
func (r *sweepRun) open(ctx context.Context) bool {
	var err error
	for range 2 {
		if r.ledger, err = OpenLedger(ctx, r.disk, r.Dir, r.Setup); err == nil {
			return true
		}
		if r.disk.powerIsOff() {
			return false
		}
		r.disk.SetLimit(0) // and makes room before
	}
	r.wrong("it does not start again: %v", err)
	return false
}

// handIn hands in what was not confirmed.
func (r *sweepRun) handIn(ctx context.Context, l *Ledger) error {
	r.witness.Sent(r.queue...)
	confirmed, err := l.TakeIn(ctx, r.queue)
	if err == nil {
		if r.broken {
			r.wrong("facts are confirmed after the disk has failed")
		}
		for _, hash := range confirmed {
			r.witness.Confirmed(hash)
		}
		r.queue = nil
		return nil
	}
	r.refused = true
	if r.disk.powerIsOff() {
		return err
	}
	if err := l.read(ctx); err != nil {
		r.wrong("nothing can be read after facts were refused: %v", err)
	}
	switch {
	case store.Broken(err):
		r.broken = true
		if _, err := l.Desk.Ready(ctx); err == nil {
			r.wrong("it says that it is well after the disk has failed")
		}
	case store.Full(err):
		r.disk.SetLimit(0) // somebody makes room
	default:
		r.wrong("facts are refused for another reason than the disk: %v", err)
	}
	return err
}

// goOn starts the ledger on what is left, has it check itself, and hands in what
// was not confirmed.
func (r *sweepRun) goOn(ctx context.Context, image Image) error {
	disk := NewDisk(image)
	defer disk.Close()
	l, err := OpenLedger(ctx, disk, r.Dir, r.Setup)
	if err != nil {
		r.wrong("it does not start on what is left: %v", err)
		return nil
	}
	for _, fault := range l.Check(ctx) {
		r.wrong("%s", fault)
	}
	w := r.witness.With(nil)
	last := append(r.queue, r.device.Next())
	w.Sent(last...)
	confirmed, err := l.TakeIn(ctx, last)
	if err != nil {
		r.wrong("it takes nothing in afterwards: %v", err)
	}
	w = w.With(confirmed)
	if err := errors.Join(l.Desk.Publish(ctx), l.Close()); err != nil {
		r.wrong("it cannot be published and closed afterwards: %v", err)
	}
	found, err := r.reader.Read(disk.Image())
	if err != nil {
		return err
	}
	for _, fault := range r.judge.Found(found, w, nil) {
		r.wrong("afterwards %s", fault)
	}
	return nil
}

// read reads all facts and waybills, as anybody may at any time.
func (l *Ledger) read(ctx context.Context) error {
	_, err := l.Desk.Facts(ctx, Caller, 0, 1000, func(int64, []byte) {})
	return errors.Join(err, l.Desk.Waybills(ctx, Caller, func(passage.Waybill) {}))
}

func (d *Disk) powerIsOff() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.off
}
