package desk

import (
	"cmp"
	"slices"

	"passage"
	"passage/internal/store"
)

// journey is a waybill with those facts about it that reports and setbacks are made
// of, as of the newest fact about it.
type journey struct {
	last    int64
	waybill passage.Waybill
	facts   []passage.Fact
}

// journeyKinds are the facts of a journey that are kept.
var journeyKinds = []passage.FactKind{
	passage.Impeded, passage.Followed, passage.Corrected, passage.Intercepted, passage.Received, passage.Damaged, passage.Diverted, passage.Held, passage.Refused,
}

// journeysOf reads the journeys of waybills, in their order.
func (f followed) journeysOf(heads []store.WaybillHead) (all []journey, err error) {
	all = make([]journey, len(heads))
	at := map[string]int{}
	var missing []string
	f.mu.Lock()
	for i, w := range heads {
		if j, ok := f.journeys.get(w.ID); ok && j.last == w.LastN {
			all[i] = j
			continue
		}
		at[w.ID], missing = i, append(missing, w.ID)
	}
	f.mu.Unlock()
	if len(missing) == 0 {
		return all, nil
	}
	subjects := make([]string, len(missing))
	for i, id := range missing {
		subjects[i] = "w/" + id
	}
	facts, _, err := countingFacts(f.tx, subjects)
	if err != nil {
		return nil, err
	}
	var trouble error
	err = f.tx.Folds(missing, func(row store.Waybill) {
		w, err := unfold(row)
		trouble = cmp.Or(trouble, err)
		w.Findings = nil
		some := slices.DeleteFunc(facts["w/"+row.ID], func(fact passage.Fact) bool { return !slices.Contains(journeyKinds, fact.Kind) })
		all[at[row.ID]] = journey{heads[at[row.ID]].LastN, w, slices.Clip(slices.Clone(some))}
	})
	if err = cmp.Or(err, trouble); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.newest() {
		for _, id := range missing {
			j := all[at[id]]
			for i := range j.facts {
				f.names.fact(&j.facts[i])
			}
			f.journeys.put(id, j)
		}
	}
	return all, nil
}
