package desk

import (
	"cmp"
	"math"
	"sync"

	"passage"
	"passage/internal/envelope"
	"passage/internal/store"
)

// pastLoads keeps what trucks carried past posts on days that are long over, a sum
// for each day: promises of years are judged by them on every page that says how
// their makers kept them. Of newer days [roads] keeps the trucks.
type pastLoads struct {
	// mu is taken before a transaction begins: whoever waits while sums are added up
	// holds none that others could use, and each transaction is newer than the last.
	mu     sync.Mutex
	size   int64        // facts of the ledger that are in
	drops  int          // of what is known of the log
	newest passage.Date // that anybody asked about
	sums   map[road]map[passage.Date]dayLoads
}

// dayLoads is what trucks carried on a day, if there were any.
type dayLoads struct {
	passage.Passed
	any bool
}

// recentLoads is of how many days, up to the newest that anybody asked about, trucks
// are kept one by one. Tests change it.
var recentLoads passage.Date = 14

// together is how many days are added up at once, so that of many only some are
// lost when whoever asked has gone.
const together = 7

// carried adds up what trucks carried past a post on some days.
func (p *pastLoads) carried(f followed, roads *roads, of road, from, to passage.Date) (map[passage.Date]passage.Passed, error) {
	if err := p.follow(f); err != nil {
		return nil, err
	}
	last, err := f.tx.LastPassing(int64(to))
	if err != nil {
		return nil, err
	}
	to = min(to, passage.Date(last)) // or asking about next year would make this week one long over
	p.newest = max(p.newest, to)
	past := min(to, p.newest-recentLoads)
	sums := p.sums[of]
	if sums == nil {
		sums = map[passage.Date]dayLoads{}
		p.sums[of] = sums
	}
	passed := map[passage.Date]passage.Passed{}
	for day := from; day <= past; day++ {
		if _, ok := sums[day]; !ok {
			last := day
			for last < min(past, day+together-1) {
				if _, ok := sums[last+1]; ok {
					break // one that changed is often alone
				}
				last++
			}
			if err := of.addUp(f.tx, day, last, sums); err != nil {
				return nil, err
			}
		}
		if sum := sums[day]; sum.any {
			passed[day] = sum.Passed
		}
	}
	if from = max(from, past+1); from > to {
		return passed, nil
	}
	return passed, roads.between(f, of, from, to, func(day passage.Date, trucks map[string]passage.Passed) {
		for _, truck := range trucks {
			passed[day] = passed[day].Add(truck)
		}
	})
}

// addUp sets the sums of some days.
func (r road) addUp(tx *store.Tx, from, to passage.Date, sums map[passage.Date]dayLoads) error {
	trucks := map[string]passage.Date{}
	err := tx.CrossedTrucks(postOf(r.post), string(r.commodity), int64(from), int64(to), math.MaxInt32, func(waybill string, day int64) {
		trucks[waybill] = passage.Date(day)
	})
	if err != nil {
		return err
	}
	passed, err := r.passed(tx, trucks)
	if err != nil {
		return err
	}
	for day := from; day <= to; day++ {
		sums[day] = dayLoads{}
	}
	for waybill, day := range trucks {
		sums[day] = dayLoads{sums[day].Add(passed[waybill]), true}
	}
	return nil
}

// follow forgets those sums that may be others by a state of the ledger. The day on
// which a truck is counted is that of a fact about it, or of one that was corrected
// since. So of each truck of which something new is said the days of all that was
// ever said of it are forgotten.
func (p *pastLoads) follow(f followed) error {
	const many = 5000
	if p.sums == nil || p.drops != f.drops || len(p.sums) >= mostRoads || f.size < p.size {
		p.sums, p.size, p.drops = map[road]map[passage.Date]dayLoads{}, f.size, f.drops
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
			delete(sums, day)
		}
	}
	p.size = f.size
	return nil
}
