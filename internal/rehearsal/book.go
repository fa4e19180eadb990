package rehearsal

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"passage"
	"passage/internal/envelope"
)

// device is a tablet or an office's computer.
type device struct {
	id      passage.DeviceID
	org     passage.OrgID
	ahead   time.Duration // how far its clock is ahead
	lost    [2]time.Time  // from when to when its clock was that of its first day
	offline map[int]time.Time
	seq     int64
	last    time.Time // when it last sent something
	events  int
}

// event is a fact before it has a number.
type event struct {
	fact     passage.Fact
	by       *device
	noted    time.Time // when it was written down, by a right clock
	byHand   bool      // the time of what happened was entered by hand, not taken from the clock
	corrects *event
	about    *event
	sent     time.Time
}

// book is everything that was written down.
type book struct {
	from, end time.Time
	rates     Rates
	devices   map[passage.DeviceID]*device
	order     []*device
	events    []*event
}

func newBook(o Options) *book {
	from := o.From.Time()
	return &book{from: from, end: from.AddDate(0, 0, o.Days), rates: o.Rates, devices: map[passage.DeviceID]*device{}}
}

func (b *book) device(org passage.OrgID, name string) *device {
	id := passage.DeviceID(string(org) + "/" + name)
	d := b.devices[id]
	if d == nil {
		d = &device{id: id, org: org, offline: map[int]time.Time{}}
		b.devices[id], b.order = d, append(b.order, d)
	}
	return d
}

// write notes a fact that happens at a time, some time later: nil if it happens
// after the rehearsal. What happens before its end is written down before its
// end, so that the story that is told has no holes.
func (b *book) write(by *device, at time.Time, later time.Duration, f passage.Fact) *event {
	if !at.Before(b.end) {
		return nil
	}
	noted := b.inTime(at.Add(later))
	f.Device, f.Org, f.Claimed = by.id, by.org, passage.InstantOf(at)
	e := &event{fact: f, by: by, noted: noted, byHand: later > time.Hour}
	b.events = append(b.events, e)
	by.events++
	return e
}

// inTime is a moment, or the last of the rehearsal if that comes before it.
func (b *book) inTime(at time.Time) time.Time {
	if last := b.end.Add(-time.Second); at.After(last) {
		return last
	}
	return at
}

// close numbers the facts as their devices do, lets the devices send them, and
// returns them in the order in which they go out.
func (b *book) close(r *rand.Rand) ([]Sent, error) {
	b.wrongClocks(r)
	slices.SortStableFunc(b.events, func(x, y *event) int { return x.noted.Compare(y.noted) })
	var twins []*event
	twinned := map[*device]bool{}
	for _, e := range b.events {
		b.number(r, e)
		b.send(r, e)
		// One tablet was put back from a copy, and used a number twice.
		if e.fact.Kind == passage.Departed && len(twins) == 0 && e.by.seq > 20 && e.noted.Sub(b.from) > 48*time.Hour && !twinned[e.by] {
			twin := *e
			twin.fact.ID = newID(r, twin.fact.Recorded)
			twin.fact.Claimed += passage.Instant(7 * time.Minute / time.Microsecond)
			twin.sent = e.sent.Add(40 * time.Minute)
			twins, twinned[e.by] = append(twins, &twin), true
		}
	}
	for _, e := range b.events {
		if e.corrects != nil {
			e.fact.Corrects = e.corrects.fact.ID
		}
		if e.about != nil {
			e.fact.About = e.about.fact.ID
		}
	}
	type item struct {
		e       *event
		at      time.Time
		purpose Purpose
	}
	var items []item
	for _, e := range b.events {
		items = append(items, item{e, e.sent, Told})
		if r.Float64() < b.rates.AnswersLost {
			items = append(items, item{e, e.sent.Add(time.Duration(1+r.IntN(90)) * time.Minute), Again})
		}
	}
	for _, e := range twins {
		items = append(items, item{e, e.sent, Twin})
	}
	slices.SortStableFunc(items, func(x, y item) int {
		return cmp.Or(x.at.Compare(y.at), cmp.Compare(x.e.by.id, y.e.by.id), cmp.Compare(x.e.fact.Seq, y.e.fact.Seq))
	})
	sealed := map[*event]envelope.Sealed{}
	facts := make([]Sent, len(items))
	for i, it := range items {
		s, ok := sealed[it.e]
		if !ok {
			var err error
			if s, err = envelope.Seal(it.e.fact); err != nil {
				return nil, fmt.Errorf("a fact of the rehearsal cannot be written: %w", err)
			}
			sealed[it.e] = s
		}
		facts[i] = Sent{s, passage.InstantOf(it.at), it.purpose}
	}
	return facts, nil
}

// wrongClocks gives one busy tablet a clock that is a day ahead, and one a day
// on which its clock had fallen back ten years.
func (b *book) wrongClocks(r *rand.Rand) {
	var busy []*device
	for _, d := range b.order {
		if d.events >= 20 {
			busy = append(busy, d)
		}
	}
	if len(busy) < 3 || r.Float64() >= b.rates.WrongClocks {
		return
	}
	places := r.Perm(len(busy))
	busy[places[0]].ahead = 26*time.Hour + 11*time.Minute
	from := b.from.Add(time.Duration(r.IntN(int(b.end.Sub(b.from)/time.Hour))) * time.Hour)
	busy[places[1]].lost = [2]time.Time{from, from.Add(24 * time.Hour)}
}

// number gives a fact its number and the times that its device's clock shows.
func (b *book) number(r *rand.Rand, e *event) {
	d := e.by
	d.seq++
	e.fact.Seq = d.seq
	off := d.ahead
	if !e.noted.Before(d.lost[0]) && e.noted.Before(d.lost[1]) {
		off = -10 * 365 * 24 * time.Hour
	}
	e.fact.Recorded = passage.InstantOf(e.noted.Add(off))
	if !e.byHand {
		e.fact.Claimed += passage.Instant(off / time.Microsecond)
		if !e.fact.Until.IsZero() {
			e.fact.Until += passage.Instant(off / time.Microsecond)
		}
	}
	e.fact.ID = newID(r, e.fact.Recorded)
}

// send lets a device hand a fact in: soon, or when it is next in reach. What
// was written down in the rehearsal is sent by its end.
func (b *book) send(r *rand.Rand, e *event) {
	d := e.by
	day := int(e.noted.Sub(b.from) / (24 * time.Hour))
	back, known := d.offline[day]
	if !known {
		if r.Float64() < b.rates.Offline {
			back = b.from.AddDate(0, 0, day+1+r.IntN(3)).Add(time.Duration(300+r.IntN(120)) * time.Minute)
		}
		d.offline[day] = back
	}
	e.sent = e.noted.Add(time.Duration(5+r.IntN(55)) * time.Second)
	if e.sent.Before(back) {
		e.sent = back
	}
	if e.sent.Before(d.last) {
		e.sent = d.last
	}
	if e.sent.After(b.end) {
		e.sent = b.end
	}
	d.last = e.sent
}

// newID is a UUID of version 7.
func newID(r *rand.Rand, at passage.Instant) passage.FactID {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(max(0, int64(at))/1000)<<16|uint64(r.IntN(1<<12)))
	binary.BigEndian.PutUint64(b[8:], r.Uint64())
	b[6] = b[6]&0x0f | 0x70
	b[8] = b[8]&0x3f | 0x80
	return passage.FactID(fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]))
}
