package exchange

import (
	"hash/maphash"
	"slices"
)

// names are the ids that a column holds, by first use. It is a hash table of
// our own because ids are looked up a few times in each of a million rows, and
// what that costs is the memory it touches: a slot here is four bytes.
type names struct {
	list  []use
	slots []uint32 // a few bits of a hash, and the number of a use counted from 1; 0 is free
	seed  maphash.Seed
}

// use is an id that a column names.
type use struct {
	id   string
	line int32 // where it is named first
	more int32 // how often it is named beyond that
	row  int32 // that it names, once that is known; -1 where it names none
}

const (
	none       = -1 // no use
	numberBits = 24
	numberMask = 1<<numberBits - 1
	mostRows   = 10_000_000 // of a table: their numbers have to fit
)

// find returns the number of the use of an id, or none.
func (n *names) find(id string) int {
	if len(n.list) == 0 {
		return none
	}
	return find(n, id, maphash.String(n.seed, id))
}

// findText is find for text that is not a string yet.
func (n *names) findText(text []byte) int {
	if len(n.list) == 0 {
		return none
	}
	return find(n, text, maphash.Bytes(n.seed, text))
}

func find[T string | []byte](n *names, id T, hash uint64) int {
	mask := uint64(len(n.slots) - 1)
	for at := hash; ; at++ {
		slot := n.slots[at&mask]
		if slot == 0 {
			return none
		}
		if slot>>numberBits == uint32(hash>>56) && n.list[slot&numberMask-1].id == string(id) {
			return int(slot&numberMask) - 1
		}
	}
}

// add puts a new use behind the others and returns its number.
func (n *names) add(u use) int {
	n.list = append(n.list, u)
	if 4*len(n.list) > 3*len(n.slots) {
		n.grow(max(16, 2*len(n.slots)))
	} else {
		n.place(u.id, len(n.list))
	}
	return len(n.list) - 1
}

// reserve makes room for so many in all.
func (n *names) reserve(all int) {
	n.list = slices.Grow(n.list, max(0, all-len(n.list)))
	size := max(16, len(n.slots))
	for 3*size < 4*all {
		size *= 2
	}
	if size > len(n.slots) {
		n.grow(size)
	}
}

// grow makes the table larger; size is a power of two.
func (n *names) grow(size int) {
	if n.slots == nil {
		n.seed = maphash.MakeSeed()
	}
	n.slots = make([]uint32, size)
	for i := range n.list {
		n.place(n.list[i].id, i+1)
	}
}

func (n *names) place(id string, number int) {
	hash, mask := maphash.String(n.seed, id), uint64(len(n.slots)-1)
	at := hash
	for n.slots[at&mask] != 0 {
		at++
	}
	n.slots[at&mask] = uint32(hash>>56)<<numberBits | uint32(number)
}
