package reading

import "strings"

// people and bodies by the words that they stand at: rules ask of every word, in
// texts with thousands of names.
type (
	peopleAt struct {
		has      []bool           // word by word, whether it is part of somebody
		of       map[int]int      // and of whom, the first of them
		begins   map[int]int      // somebody by the word that they begin with
		surnames map[string][]int // people by the last word of their names
	}
	bodiesAt struct {
		has    []bool
		begins map[int]int
	}
)

func (d *doc) peopleAt() *peopleAt {
	if d.byPeople != nil {
		return d.byPeople
	}
	ix := &peopleAt{make([]bool, len(d.words)), map[int]int{}, map[int]int{}, map[string][]int{}}
	for i := range d.people {
		p := &d.people[i]
		for k := max(0, p.begins()); k < min(p.ends(), len(d.words)); k++ {
			if !ix.has[k] {
				ix.has[k], ix.of[k] = true, i
			}
		}
		if _, ok := ix.begins[p.begins()]; !ok {
			ix.begins[p.begins()] = i
		}
		if name := strings.Fields(fold(p.name)); len(name) > 1 {
			ix.surnames[name[len(name)-1]] = append(ix.surnames[name[len(name)-1]], i)
		}
	}
	d.byPeople = ix
	return ix
}

func (d *doc) bodiesAt() *bodiesAt {
	if d.byBodies != nil {
		return d.byBodies
	}
	ix := &bodiesAt{make([]bool, len(d.words)), map[int]int{}}
	for i, b := range d.bodies {
		for k := b.from; k < min(b.to, len(d.words)); k++ {
			ix.has[k] = true
		}
		if _, ok := ix.begins[b.from]; !ok {
			ix.begins[b.from] = i
		}
	}
	d.byBodies = ix
	return ix
}

// inPerson reports whether a word is part of a name, its office or its body.
func (d *doc) inPerson(k int) bool { return k >= 0 && k < len(d.words) && d.peopleAt().has[k] }

// bodyHas reports whether a word is part of the name of a body.
func (d *doc) bodyHas(k int) bool { return k >= 0 && k < len(d.words) && d.bodiesAt().has[k] }

// calledFrom is where the name begins of which word k is the surname: a full name
// may stand again.
func (d *doc) calledFrom(k int, q *person) int {
	for i := len(q.key) - 2; i >= 0 && k > 0 && d.f(k-1) == q.key[i]; i-- {
		k--
	}
	return k
}

// called returns whom word k calls by surname alone, who was named in an earlier
// sentence; nil if nobody.
func (d *doc) called(k int) *person {
	w := d.w(k)
	if w.mark || !w.upper && d.lang != Arabic || w.ending != "" || d.inPerson(k) {
		return nil
	}
	for _, i := range d.peopleAt().surnames[w.fold] {
		if p := &d.people[i]; p.from < k && d.words[p.from].from < w.from && p.sentence < d.sentenceOf(w.from) {
			return p
		}
	}
	return nil
}
