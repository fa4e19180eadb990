package desk

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"passage"
	"passage/internal/envelope"
	"passage/internal/store"
)

// past keeps how many trucks passed posts on days that are long over, and what they
// carried, a sum for each day: promises of years are judged by them on every page that
// says how their makers kept them. Of newer days [roads] keeps the trucks.
type past struct {
	// mu is taken before a transaction begins: whoever waits while sums are added up
	// holds none that others could use, and each transaction is newer than the last.
	mu     sync.Mutex
	size   int64        // facts of the ledger that are in
	drops  int          // of what is known of the log
	newest passage.Date // that anybody asked about
	sums   map[road]*daySums
}

// daySums is what passed on each day from the first on.
type daySums struct {
	first passage.Date
	days  []daySum
}

// daySum is how many trucks passed on a day, and what they carried.
type daySum struct {
	amount         int64
	unsaid, trucks int32 // trucks is -1 where the day is not added up
}

func (s *daySum) add(one passage.Passed) {
	sum := passage.Passed{Amount: s.amount, Unsaid: int64(s.unsaid)}.Add(one)
	s.amount, s.unsaid = sum.Amount, int32(sum.Unsaid)
	s.trucks++
}

var unsummed = daySum{trucks: -1}

// of returns some days, to be added up where they are not.
func (s *daySums) of(from, to passage.Date) []daySum {
	if to < from {
		return nil
	}
	if len(s.days) == 0 {
		s.first = from
	}
	if s.first > from {
		s.days = append(slices.Repeat([]daySum{unsummed}, int(s.first-from)), s.days...)
		s.first = from
	}
	if more := int(to-s.first) + 1 - len(s.days); more > 0 {
		s.days = append(s.days, slices.Repeat([]daySum{unsummed}, more)...)
	}
	return s.days[from-s.first : to-s.first+1]
}

func (s *daySums) forget(day passage.Date) {
	if i := int(day - s.first); i >= 0 && i < len(s.days) {
		s.days[i] = unsummed
	}
}

// recentDays is of how many days, up to the newest that anybody asked about, trucks
// are kept one by one. Tests change it.
var recentDays passage.Date = 14

// together is how many days are added up at once, so that of many only some are
// lost when whoever asked has gone.
const together = 7

// passed yields those of some days on which trucks passed.
func (p *past) passed(f followed, roads *roads, of road, from, to passage.Date, yield func(passage.Date, daySum)) error {
	if err := p.follow(f); err != nil {
		return err
	}
	first, err := f.tx.FirstPassing(int64(from))
	if err != nil || first == 0 || first > int64(to) {
		return err
	}
	last, err := f.tx.LastPassing(int64(to))
	if err != nil {
		return err
	}
	// Or asking about next year would make this week one long over.
	from, to = passage.Date(first), passage.Date(last)
	p.newest = max(p.newest, to)
	if p.sums[of] == nil {
		p.sums[of] = &daySums{}
	}
	until := min(to, p.newest-recentDays)
	sums := p.sums[of].of(from, until)
	for i := 0; i < len(sums); i++ {
		if sums[i].trucks < 0 {
			n := 1 // one that changed is often alone
			for n < min(together, len(sums)-i) && sums[i+n].trucks < 0 {
				n++
			}
			if err := of.addUp(f.tx, from+passage.Date(i), sums[i:i+n]); err != nil {
				return err
			}
		}
		if sums[i].trucks > 0 {
			yield(from+passage.Date(i), sums[i])
		}
	}
	if from = max(from, until+1); from > to {
		return nil
	}
	return roads.sums(f, of, from, to, yield)
}

// addUp sets the sums of some days.
func (r road) addUp(tx *store.Tx, first passage.Date, sums []daySum) error {
	last := first + passage.Date(len(sums)) - 1
	if r.summed() {
		read := make([]daySum, len(sums))
		err := tx.Crossed(postOf(r.post), int64(first), int64(last), func(day, n int64) { read[passage.Date(day)-first].trucks = int32(n) })
		if err == nil {
			copy(sums, read)
		}
		return err
	}
	trucks := map[string]passage.Date{}
	err := tx.CrossedTrucks(postOf(r.post), string(r.commodity), int64(first), int64(last), math.MaxInt32, func(waybill string, day int64) {
		trucks[waybill] = passage.Date(day)
	})
	if err != nil {
		return err
	}
	passed, err := r.passed(tx, trucks)
	if err != nil {
		return err
	}
	clear(sums)
	for waybill, day := range trucks {
		sums[day-first].add(passed[waybill])
	}
	return nil
}

// follow forgets those sums that may be others by a state of the ledger. The day on
// which a truck is counted is that of a fact about it, or of one that was corrected
// since. So of each truck of which something new is said the days of all that was
// ever said of it are forgotten.
func (p *past) follow(f followed) error {
	const many = 5000
	if p.sums == nil || p.drops != f.drops || len(p.sums) >= mostRoads || f.size < p.size {
		p.sums, p.size, p.drops = map[road]*daySums{}, f.size, f.drops
		if f.old { // nobody knows whether what is read of it still counts: it serves once
			p.drops = -1
		}
	}
	if f.size == p.size {
		return nil
	}
	var changed []string // subjects
	if err := f.tx.WaybillsSince(p.size, "", many, func(row store.Waybill) { changed = append(changed, "w/"+row.ID) }); err != nil {
		return err
	}
	if len(changed) == many {
		clear(p.sums)
		changed = nil
	}
	days := map[passage.Date]bool{}
	var trouble error
	err := f.tx.About(changed, func(_ int64, _ string, body []byte, _ bool) {
		fact, err := envelope.Reopen(body)
		trouble = cmp.Or(trouble, err)
		days[fact.Claimed.Day()] = true
	})
	if err = cmp.Or(err, trouble); err != nil {
		return err
	}
	for _, sums := range p.sums {
		for day := range days {
			sums.forget(day)
		}
	}
	p.size = f.size
	return nil
}
