package harness

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// Image is what is on a disk: files by name.
type Image map[string][]byte

func (i Image) clone() Image {
	c := Image{}
	for name, data := range i {
		c[name] = bytes.Clone(data)
	}
	return c
}

// Disk is a disk in memory on which SQLite keeps its files. It writes down all
// that is done to it, so that [Disk.Cuts] can say afterwards what a power cut at
// any moment would have left, and it breaks when it is told to.
type Disk struct {
	name string // under which SQLite knows it
	base Image

	mu     sync.Mutex
	files  Image // as a program sees them
	events []event
	fault  Fault
	fired  bool
	off    bool // the power is gone: everything fails
	limit  int  // bytes that fit, 0 for any number
}

// event is one thing that was done to the disk.
type event struct {
	what what
	file string
	at   int64 // where a write begins, or how long a file is after a truncate
	data []byte
	lost bool // a sync that failed: what it should have saved is never saved, though nothing says so later
}

type what byte

const (
	create what = iota // a new name, which lasts once its folder is synced
	write
	truncate
	remove        // of a name, which lasts once its folder is synced
	removeForGood // a remove and a sync of the folder
	sync_
)

var disks atomic.Int64

// NewDisk returns a disk that holds an image. Close has to be called.
func NewDisk(image Image) *Disk {
	d := &Disk{name: fmt.Sprint("disk", disks.Add(1)), base: image, files: image.clone()}
	vfs.Register(d.name, d)
	return d
}

// Close takes the disk away.
func (d *Disk) Close() { vfs.Unregister(d.name) }

// Position is how much has been done to the disk so far. What was confirmed at
// a position has to survive every cut from there on.
func (d *Disk) Position() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.events)
}

// SetLimit lets the disk hold so many bytes, with 0 any number.
func (d *Disk) SetLimit(bytes int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.limit = bytes
}

// Image is what the disk holds as a program sees it, saved or not.
func (d *Disk) Image() Image {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.files.clone()
}

// PowerOff makes everything fail from here on.
func (d *Disk) PowerOff() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.off = true
}

// Used is how many bytes the files have.
func (d *Disk) Used() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.used()
}

func (d *Disk) used() (n int) {
	for _, f := range d.files {
		n += len(f)
	}
	return n
}

// Open opens a file. SQLite's own temporary files, which have no name, are of no
// interest to a power cut.
func (d *Disk) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	if name == "" {
		d = NewDisk(nil)
		d.Close()
		name = "temporary"
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.files[name]; !ok {
		if flags&vfs.OPEN_CREATE == 0 {
			return nil, flags, sqlite3.CANTOPEN
		}
		if err := d.do(event{what: create, file: name}); err != nil {
			return nil, flags, sqlite3.CANTOPEN
		}
	}
	return &diskFile{disk: d, name: name}, flags, nil
}

// Delete removes a name.
func (d *Disk) Delete(name string, syncDir bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.files[name]; !ok {
		return sqlite3.IOERR_DELETE_NOENT
	}
	e := event{what: remove, file: name}
	if syncDir {
		e.what = removeForGood
	}
	return d.do(e)
}

// Access says whether there is a file.
func (d *Disk) Access(name string, _ vfs.AccessFlag) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, ok := d.files[name]
	return ok, nil
}

// FullPathname is the name: there are no folders.
func (d *Disk) FullPathname(name string) (string, error) { return strings.TrimPrefix(name, "/"), nil }

// do does something to the disk, or breaks as it was told to. The caller holds
// the lock.
func (d *Disk) do(e event) error {
	if d.off {
		return sqlite3.IOERR
	}
	if d.fault.Kind != 0 && !d.fired && d.fault.At == len(d.events) {
		d.fired = true
		return d.breakAt(e)
	}
	if e.what == write && d.limit > 0 {
		if more := int(e.at) + len(e.data) - len(d.files[e.file]); more > 0 && d.used()+more > d.limit {
			return sqlite3.FULL
		}
	}
	d.carryOut(e)
	return nil
}

func (d *Disk) carryOut(e event) {
	d.events = append(d.events, e)
	switch e.what {
	case create:
		d.files[e.file] = nil
	case write, truncate:
		d.files[e.file] = e.applyTo(d.files[e.file])
	case remove, removeForGood:
		delete(d.files, e.file)
	}
}

// applyTo does a write or a truncate to the content of a file.
func (e event) applyTo(file []byte) []byte {
	end := int(e.at) + len(e.data)
	if e.what == truncate || end > len(file) {
		file = resize(file, end)
	}
	copy(file[e.at:], e.data)
	return file
}

func resize(file []byte, size int) []byte {
	if size <= len(file) {
		return file[:size]
	}
	old := len(file)
	if size <= cap(file) {
		file = file[:size]
		clear(file[old:])
		return file
	}
	grown := make([]byte, size, size+size/4)
	copy(grown, file)
	return grown
}

// diskFile is an open file of a disk.
type diskFile struct {
	disk *Disk
	name string
	lock vfs.LockLevel
}

func (f *diskFile) ReadAt(b []byte, at int64) (int, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if f.disk.off {
		return 0, sqlite3.IOERR_READ
	}
	data := f.disk.files[f.name]
	if at >= int64(len(data)) {
		return 0, io.EOF
	}
	n := copy(b, data[at:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (f *diskFile) WriteAt(b []byte, at int64) (int, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if err := f.disk.do(event{what: write, file: f.name, at: at, data: bytes.Clone(b)}); err != nil {
		return 0, err
	}
	return len(b), nil
}

func (f *diskFile) Truncate(size int64) error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	return f.disk.do(event{what: truncate, file: f.name, at: size})
}

func (f *diskFile) Sync(vfs.SyncFlag) error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	return f.disk.do(event{what: sync_, file: f.name})
}

func (f *diskFile) Size() (int64, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	return int64(len(f.disk.files[f.name])), nil
}

func (f *diskFile) Close() error { return nil }

// Only one connection opens a disk, so that locks are always to be had.
func (f *diskFile) Lock(lock vfs.LockLevel) error    { f.lock = lock; return nil }
func (f *diskFile) Unlock(lock vfs.LockLevel) error  { f.lock = lock; return nil }
func (f *diskFile) LockState() vfs.LockLevel         { return f.lock }
func (f *diskFile) CheckReservedLock() (bool, error) { return f.lock >= vfs.LOCK_RESERVED, nil }

// SectorSize and DeviceCharacteristics are what SQLite assumes of an ordinary
// disk: a write cut short does no harm beside itself.
func (f *diskFile) SectorSize() int { return 4096 }
func (f *diskFile) DeviceCharacteristics() vfs.DeviceCharacteristic {
	return vfs.IOCAP_POWERSAFE_OVERWRITE
}
