package exchange

import "hash/maphash"

// names are the ids that a column holds, by first use. It is a hash table of
// our own because ids are looked up a few times in each of a million rows:
// here a look touches one slot and one use, in Go's map five places.
type names struct {
	list  []use
	slots []uint64 // half of a hash, and the number of a use counted from 1; 0 is free
	seed  maphash.Seed
}

// use is an id that a column names.
type use struct {
	id   string
	line int32 // where it is named first
	more int32 // how often it is named beyond that
	row  int32 // that it names, once that is known; -1 where it names none
}

// none stands for no use.
const none = -1

// find returns the number of the use of an id, or none.
func (n *names) find(id string) int {
	if len(n.list) == 0 {
		return none
	}
	for at := n.hash(id); ; at++ {
		switch slot := n.slots[at&n.mask()]; {
		case slot == 0:
			return none
		case n.list[uint32(slot)-1].id == id:
			return int(uint32(slot)) - 1
		}
	}
}

// findText is find for text that is not a string yet.
func (n *names) findText(text []byte) int {
	if len(n.list) == 0 {
		return none
	}
	hash := maphash.Bytes(n.seed, text) >> 32
	for at := hash; ; at++ {
		slot := n.slots[at&n.mask()]
		if slot == 0 {
			return none
		}
		if slot>>32 == hash && n.list[uint32(slot)-1].id == string(text) {
			return int(uint32(slot)) - 1
		}
	}
}

// add puts a new use behind the others and returns its number.
func (n *names) add(u use) int {
	if len(n.list)*2 >= len(n.slots) {
		n.grow(max(16, len(n.slots)*2))
	}
	n.list = append(n.list, u)
	n.place(u.id, len(n.list))
	return len(n.list) - 1
}

// grow makes the table larger; size is a power of two.
func (n *names) grow(size int) {
	if n.slots == nil {
		n.seed = maphash.MakeSeed()
	}
	n.slots = make([]uint64, size)
	for i := range n.list {
		n.place(n.list[i].id, i+1)
	}
}

func (n *names) place(id string, number int) {
	hash := n.hash(id)
	at := hash
	for n.slots[at&n.mask()] != 0 {
		at++
	}
	n.slots[at&n.mask()] = hash<<32 | uint64(number)
}

func (n *names) hash(id string) uint64 { return maphash.String(n.seed, id) >> 32 }
func (n *names) mask() uint64          { return uint64(len(n.slots) - 1) }
