// Package paper turns waybills and counts that were kept on paper or in a
// spreadsheet into facts. The same row always becomes the same fact, so that a
// table can be taken in again; a row that says something else than the ledger
// has becomes a correction, where that is wanted.
package paper

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"passage"
	"passage/internal/envelope"
	"passage/internal/exchange"
)

// device is what an organisation's facts from tables are recorded by.
const device = "/paper"

// Entry is a fact that rows of a table amount to, before it has an id.
type Entry struct {
	Table string
	Row   int // the first of them
	Fact  passage.Fact
}

// Entries returns the facts of tables: of each waybill its loading and, where it
// is known, its receipt; of each count itself.
func Entries(p *exchange.Papers) (entries []Entry) {
	loadings, receipts := map[passage.WaybillID]int{}, map[passage.WaybillID]int{}
	at := func(places map[passage.WaybillID]int, r exchange.WaybillRow, kind passage.FactKind, on passage.Date) *passage.Fact {
		if _, ok := places[r.Waybill]; !ok {
			places[r.Waybill] = len(entries)
			entries = append(entries, Entry{"waybills", r.Row, fact(kind, r.Org, on)})
			f := &entries[len(entries)-1].Fact
			f.Waybill, f.Ref = r.Waybill, r.Ref
		}
		return &entries[places[r.Waybill]].Fact
	}
	for _, r := range p.Waybills {
		f := at(loadings, r, passage.Loaded, r.LoadedOn)
		f.Place, f.From, f.To, f.Vehicle = r.From, r.From, r.To, r.Vehicle
		f.Lines = append(f.Lines, r.Line)
		if !r.HasReceipt {
			continue
		}
		f = at(receipts, r, passage.Received, r.ReceivedOn)
		f.Place = r.To
		line := r.Line
		line.Amount, line.Missing, line.Damaged, line.Reason = r.Received, r.Lost, r.Damaged, r.Reason
		f.Lines = append(f.Lines, line)
	}
	for _, r := range p.Counts {
		f := fact(passage.Counted, r.Org, r.Count.To)
		f.Place, f.Source, f.Count = r.Place, r.Source, &r.Count
		entries = append(entries, Entry{"counts", r.Row, f})
	}
	return entries
}

// fact begins a fact. When the row was written down is not known: the day that
// it speaks of is the nearest that is the same each time it is read.
func fact(kind passage.FactKind, org passage.OrgID, on passage.Date) passage.Fact {
	day := passage.InstantOf(on.Time())
	return passage.Fact{Kind: kind, Org: org, Device: passage.DeviceID(org) + device, Claimed: day, Recorded: day}
}

// Change says what an entry does to a ledger.
type Change string

const (
	New     Change = "new"
	Known   Change = "known"
	Changed Change = "changed" // the ledger has something else in its place
)

// Settle holds an entry against the facts that a ledger has about the same
// subject, and returns the facts that would have to be taken in: of a change,
// the correction of what is there and then what is right. The error is of an
// entry that cannot be a fact, in one sentence.
func Settle(e Entry, story []envelope.Sealed) (change Change, facts []envelope.Sealed, err error) {
	if e.Fact.Kind == passage.Counted {
		return settleCount(e, story)
	}
	corrected := map[passage.FactID]bool{}
	for _, s := range story {
		if s.Kind == passage.Corrected {
			corrected[s.Corrects] = true
		}
	}
	var there *envelope.Sealed
	before := 0
	for _, s := range story {
		if s.Device == e.Fact.Device && s.Kind == e.Fact.Kind {
			before++
			if !corrected[s.ID] {
				there = &s
			}
		}
	}
	if there == nil {
		fresh, err := name(e.Fact, before)
		return New, []envelope.Sealed{fresh}, err
	}
	same, err := saysTheSame(*there, e.Fact)
	if err != nil || same {
		return Known, nil, err
	}
	wrong, err := name(correctionOf(e.Fact, there.ID), before)
	if err != nil {
		return Changed, nil, err
	}
	right, err := name(e.Fact, before)
	return Changed, []envelope.Sealed{wrong, right}, err
}

// correctionOf declares wrong what a ledger has in the place of a fact.
func correctionOf(f passage.Fact, there passage.FactID) passage.Fact {
	wrong := fact(passage.Corrected, f.Org, 0)
	wrong.Claimed, wrong.Recorded, wrong.Waybill, wrong.Corrects, wrong.Error = f.Claimed, f.Recorded, f.Waybill, there, passage.IncorrectData
	if f.Waybill == "" {
		wrong.Place = f.Place
	}
	return wrong
}

// settleCount is Settle for a count. Its organisation may have taken the number down on
// a page too, more than once where trucks came in addition: a row says how many in all.
func settleCount(e Entry, story []envelope.Sealed) (Change, []envelope.Sealed, error) {
	facts := make([]*passage.Fact, len(story))
	before := 0
	for i := range story {
		facts[i] = &story[i].Fact
		if s := facts[i]; s.Device == e.Fact.Device && s.Kind == passage.Counted && sameCount(s.Count, e.Fact.Count) {
			before++
		}
	}
	var there []*passage.Fact
	sum := 0.0
	for _, t := range passage.FoldCounts(facts) {
		if f := t.Now; f != nil && f.Org == e.Fact.Org && f.Place == e.Fact.Place && sameCount(f.Count, e.Fact.Count) {
			there = append(there, f)
			sum += f.Count.Number
		}
	}
	right := e.Fact
	switch n := len(there); {
	case n == 0:
		fresh, err := name(right, before)
		return New, []envelope.Sealed{fresh}, err
	case sum == right.Count.Number && (n > 1 || there[0].Device != right.Device || there[0].Source == right.Source):
		return Known, nil, nil
	default:
		right.About = there[n-1].ID
	}
	var settled []envelope.Sealed
	for _, f := range there {
		wrong, err := name(correctionOf(right, f.ID), before)
		if err != nil {
			return Changed, nil, err
		}
		settled = append(settled, wrong)
	}
	sealed, err := name(right, before)
	return Changed, append(settled, sealed), err
}

// sameCount reports whether two counts are of the same thing, whatever their
// numbers.
func sameCount(a, b *passage.Count) bool {
	return a.By == b.By && a.What == b.What && a.How == b.How && a.From == b.From && a.To == b.To
}

// saysTheSame compares what facts say, but for what was erased.
func saysTheSame(there envelope.Sealed, f passage.Fact) (bool, error) {
	f.ID, f.Seq = there.ID, there.Seq
	for _, field := range there.Erased {
		if field == "vehicle" {
			f.Vehicle = ""
		}
	}
	ours, err := envelope.Seal(f)
	if err != nil {
		return false, err
	}
	theirs, err := envelope.Seal(there.Fact)
	return ours.Hash == theirs.Hash, err
}

// name gives a fact an id and a number that follow from what it says and from
// how often something else was said in its place before.
func name(f passage.Fact, before int) (envelope.Sealed, error) {
	f.ID, f.Seq = "00000000-0000-7000-8000-000000000000", 1
	blank, err := envelope.Seal(f)
	if err != nil {
		return blank, err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\n%s", before, blank.Body))
	// A number that every program can hold, JavaScript's too.
	f.Seq = 1 + int64(binary.BigEndian.Uint64(sum[:])>>12)
	ms := max(0, int64(f.Claimed)/1000)
	f.ID = passage.FactID(fmt.Sprintf("%08x-%04x-7%03x-8%03x-%x", ms>>16&0xffffffff, ms&0xffff, binary.BigEndian.Uint16(sum[8:])&0xfff, binary.BigEndian.Uint16(sum[10:])&0xfff, sum[12:18]))
	return envelope.Seal(f)
}
