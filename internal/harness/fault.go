package harness

import (
	"fmt"
	"math/rand/v2"

	"github.com/ncruces/go-sqlite3"
)

// Fault is one thing that goes wrong with a disk, once.
type Fault struct {
	Kind FaultKind
	At   int    // position; see [Disk.Position]
	Seed uint64 // of what survives
}

// FaultKind is what goes wrong.
type FaultKind byte

// Kinds of faults. Where one does not fit what is being done, a short write to
// a sync for instance, that fails with an I/O error.
const (
	NoFault    FaultKind = iota
	WriteError           // nothing is written, and the program is told so
	ShortWrite           // half is written, and the program is told so
	NoRoom               // the disk is full, for this once
	StaysFull            // the disk is full from here on, until [Disk.SetLimit] says otherwise
	SyncError            // the sync fails, and what it should have saved counts as saved: it is never tried again
	CutBefore            // the power goes before
	CutAfter             // the power goes after, and nobody is told that it was done
	CutTorn              // the power goes in between
	lastFault
)

// FaultKinds are all that there are.
var FaultKinds = func() (all []FaultKind) {
	for k := NoFault + 1; k < lastFault; k++ {
		all = append(all, k)
	}
	return all
}()

func (k FaultKind) String() string {
	names := [...]string{"no fault", "write error", "short write", "no room", "stays full", "sync error", "cut before", "cut after", "cut in between"}
	if int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("fault %d", byte(k))
}

// Cut reports whether the power goes, so that the program has to begin again.
func (k FaultKind) Cut() bool { return k == CutBefore || k == CutAfter || k == CutTorn }

// Plan has a disk break. Before it breaks, everything works.
func (d *Disk) Plan(f Fault) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fault, d.fired = f, false
}

// Fired reports whether the planned fault has happened.
func (d *Disk) Fired() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.fired
}

// breakAt lets the planned fault happen to an event. The caller holds the lock.
func (d *Disk) breakAt(e event) error {
	switch d.fault.Kind {
	case ShortWrite:
		if e.what == write {
			e.data = e.data[:len(e.data)/2]
			d.carryOut(e)
			return sqlite3.IOERR_WRITE
		}
	case NoRoom:
		if e.what == write || e.what == create {
			return sqlite3.FULL
		}
	case StaysFull:
		d.limit = max(d.used(), 1)
		return d.do(e)
	case SyncError:
		if e.what == sync_ {
			e.lost = true
			d.carryOut(e)
			return sqlite3.IOERR_FSYNC
		}
	case CutBefore:
		d.off = true
	case CutAfter:
		d.carryOut(e)
		d.off = true
	case CutTorn:
		if e.what == write {
			e = tear(e, rand.New(rand.NewPCG(d.fault.Seed, 2)))
			d.carryOut(e)
		}
		d.off = true
	}
	switch e.what {
	case write:
		return sqlite3.IOERR_WRITE
	case sync_:
		return sqlite3.IOERR_FSYNC
	case truncate:
		return sqlite3.IOERR_TRUNCATE
	case remove, removeForGood:
		return sqlite3.IOERR_DELETE
	}
	return sqlite3.IOERR
}
