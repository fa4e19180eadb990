package harness

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"slices"
)

// sector is what a disk writes whole or not at all, in bytes.
const sector = 512

// Cuts draws what is left of a disk after power cuts at the positions, which
// have to be in order. Every write that no sync has confirmed survives whole,
// in some of its sectors, or not at all, and in any order. Names that were
// given or taken last once the folder is synced, which SQLite does where it
// first syncs a new journal. A disk that lies has never saved anything of what
// it was given, whatever it said.
func (d *Disk) Cuts(positions []int, lies bool, dice *rand.Rand, yield func(position int, left Image) bool) {
	d.mu.Lock()
	events := slices.Clone(d.events)
	d.mu.Unlock()
	names := folder{}
	for name, data := range d.base {
		names[name] = &kept{saved: data, named: true}
	}
	done := 0
	for _, p := range positions {
		for ; done < p; done++ {
			if e := events[done]; e.what != sync_ || !lies {
				names.apply(e, dice)
			}
		}
		left := Image{}
		luck := drawLuck(dice)
		for _, name := range slices.Sorted(maps.Keys(names)) {
			if data, ok := names[name].survive(luck, dice); ok {
				left[name] = data
			}
		}
		if !yield(p, left) {
			return
		}
	}
}

// kept is a file as far as the disk has it. It may be nil: no such name.
type kept struct {
	saved   []byte  // for certain
	waiting []event // writes and truncates that no sync has confirmed
	synced  bool    // once at least
	named   bool    // the name certainly stands for this file
	removed bool    // the name was taken away
	before  *kept   // what the name stands for where the folder was not synced since
}

// folder is the files of a disk by name.
type folder map[string]*kept

// apply does to the folder what was done to the disk.
func (names folder) apply(e event, dice *rand.Rand) {
	k := names[e.file]
	switch e.what {
	case create:
		names[e.file] = &kept{before: k}
	case remove, removeForGood:
		names[e.file] = &kept{before: k, removed: true}
		if e.what == removeForGood {
			names.sync()
		}
	case sync_:
		first := !k.synced && !k.named && e.file != Database
		k.sync(e.lost, dice)
		if first && !e.lost {
			names.sync()
		}
	default:
		k.waiting = append(k.waiting, e)
	}
}

// sync makes all names last.
func (names folder) sync() {
	for name, k := range names {
		if k.removed {
			delete(names, name)
			continue
		}
		k.named, k.before = true, nil
	}
}

// sync saves what is waiting, or where it fails some of it and forgets the rest.
func (k *kept) sync(fails bool, dice *rand.Rand) {
	data := slices.Clone(k.saved)
	for _, w := range k.waiting {
		ok := true
		if fails {
			w, ok = luck{lost: 0.7, torn: 0.2}.draw(w, dice)
		}
		if ok {
			data = w.applyTo(data)
		}
	}
	k.saved, k.waiting = data, nil
	k.synced = k.synced || !fails
}

// survive is what a power cut leaves of the file, and false where nothing.
func (k *kept) survive(l luck, dice *rand.Rand) ([]byte, bool) {
	if k == nil {
		return nil, false
	}
	if !k.named && dice.Float64() < l.lost {
		return k.before.survive(l, dice)
	}
	if k.removed {
		return nil, false
	}
	data := bytes.Clone(k.saved)
	for _, i := range dice.Perm(len(k.waiting)) {
		if w, ok := l.draw(k.waiting[i], dice); ok {
			data = w.applyTo(data)
		}
	}
	return data, true
}

// luck is how likely a write is to be lost or torn.
type luck struct{ lost, torn float64 }

// drawLuck draws from cuts that spare all to cuts that take all.
func drawLuck(dice *rand.Rand) luck {
	lost := []float64{0, 0.05, 0.3, 0.5, 0.7, 0.95, 1}[dice.IntN(7)]
	torn := []float64{0, 0.1, 0.5, 1}[dice.IntN(4)]
	return luck{lost: lost, torn: torn * (1 - lost)}
}

// draw is what is left of a write, and false where nothing is.
func (l luck) draw(e event, dice *rand.Rand) (event, bool) {
	switch x := dice.Float64(); {
	case x < l.lost:
		return e, false
	case x < l.lost+l.torn && e.what == write:
		return tear(e, dice), true
	}
	return e, true
}

// tear is a write of which only the sectors on one side of a border arrive.
func tear(e event, dice *rand.Rand) event {
	first, last := e.at/sector, (e.at+int64(len(e.data))-1)/sector
	if len(e.data) == 0 || first == last {
		return e
	}
	border := (first+1+dice.Int64N(last-first))*sector - e.at
	if dice.IntN(2) == 0 {
		e.data = e.data[:border]
		return e
	}
	e.at, e.data = e.at+border, e.data[border:]
	return e
}
