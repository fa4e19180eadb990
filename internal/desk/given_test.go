package desk_test

import (
	stdcmp "cmp"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/store/storetest"
)

// gift is a consignment as a plain loop over its facts and all waybills has it.
type gift struct {
	donor, owner passage.OrgID
	from, to     passage.NodeID
	day          passage.Date
	closed       bool
	lines        map[int]*giftLine
}

type giftLine struct {
	commodity        passage.CommodityID
	unit             passage.Unit
	released         int64
	came, left, back map[passage.NodeID]int64
	desk.Amounts     // what waybills say by themselves
}

// gifts adds up every waybill anew, without legs and without the desk.
func gifts(t testing.TB, facts []passage.Fact) map[passage.ConsignmentID]*gift {
	t.Helper()
	all := map[passage.ConsignmentID]*gift{}
	at := func(id passage.ConsignmentID) *gift {
		if all[id] == nil {
			all[id] = &gift{lines: map[int]*giftLine{}}
		}
		return all[id]
	}
	by := map[string][]passage.Fact{}
	for _, f := range facts {
		by[f.Subject()] = append(by[f.Subject()], f)
	}
	var waybills []passage.Waybill
	for subject, told := range by {
		if subject[:2] == "w/" {
			waybills = append(waybills, passage.FoldWaybill(passage.WaybillID(subject[2:]), told))
			continue
		}
		id := passage.ConsignmentID(subject[2:])
		c := passage.FoldConsignment(id, told, nil)
		g := at(id)
		g.donor, g.owner, g.from, g.to, g.closed = c.Donor, c.Owner, c.From, c.To, c.Closed
		if c.Released != 0 {
			g.day = c.Released.Day()
		}
		for _, l := range c.Lines {
			g.lines[l.Line] = &giftLine{commodity: l.Commodity, unit: l.Unit, released: l.Out}
		}
	}
	// Of a line that was not released, what comes first by name says what it is.
	type carried struct {
		passage.WaybillLine
		from, to passage.NodeID
		over     bool
	}
	var lines []carried
	for _, w := range waybills {
		for _, l := range w.Lines {
			lines = append(lines, carried{l, w.From, w.To, w.State == passage.Finished})
		}
	}
	slices.SortFunc(lines, func(a, b carried) int {
		return stdcmp.Or(stdcmp.Compare(a.Commodity, b.Commodity), stdcmp.Compare(a.Unit, b.Unit))
	})
	for _, l := range lines {
		g := at(l.Consignment)
		line := g.lines[l.Line]
		if line == nil {
			line = &giftLine{commodity: l.Commodity, unit: l.Unit}
			g.lines[l.Line] = line
		}
		if line.commodity != l.Commodity || line.unit != l.Unit {
			continue
		}
		if line.came == nil {
			line.came, line.left, line.back = map[passage.NodeID]int64{}, map[passage.NodeID]int64{}, map[passage.NodeID]int64{}
		}
		line.came[l.to] += l.Received
		line.left[l.from] += l.Out
		line.back[l.from] += l.Returned
		line.Lost += l.Lost
		line.Damaged += l.Damaged
		line.Diverted += l.Diverted
		line.Excess += l.Excess
		if l.over || g.closed {
			line.Adrift += l.InTransit
		} else {
			line.OnRoad += l.InTransit
		}
	}
	return all
}

// amounts says where a line is: of what was released for somewhere, what came in there
// was received; of other goods, what came in where nothing went on.
func (g *gift) amounts(l *giftLine) desk.Amounts {
	a := l.Amounts
	a.Released, a.Loaded = l.released, l.released
	nodes := map[passage.NodeID]bool{}
	onward := map[passage.NodeID]bool{}
	for _, of := range []map[passage.NodeID]int64{l.came, l.left, l.back} {
		for node := range of {
			nodes[node] = true
		}
	}
	for _, other := range g.lines {
		for node, left := range other.left {
			onward[node] = onward[node] || left > 0
		}
	}
	hub := func(amount int64) {
		if g.closed {
			a.Adrift += amount
		} else {
			a.AtHubs += amount
		}
	}
	if g.day.IsZero() {
		for node := range nodes {
			switch lies := l.came[node] + l.back[node] - l.left[node]; {
			case l.came[node] == 0:
				a.Released, a.Returned = a.Released+l.left[node], a.Returned+l.back[node]
			case lies < 0:
				a.Released -= lies
			case onward[node]:
				hub(lies)
			default:
				a.Received += lies
			}
		}
		a.Loaded = a.Released
		return a
	}
	nodes[g.from] = true
	a.Received = l.came[g.to]
	for node := range nodes {
		lies := l.back[node] - l.left[node]
		if node != g.to {
			lies += l.came[node]
		}
		if node == g.from {
			lies += l.released
		}
		switch {
		case lies < 0:
			a.Excess -= lies
		case node == g.from:
			a.Returned = min(l.back[node], lies)
			a.Loaded = l.released - (lies - a.Returned)
		default:
			hub(lies)
		}
	}
	return a
}

// sumOf adds up gifts that somebody sees and that were released on some days.
func sumOf(all map[passage.ConsignmentID]*gift, sees func(passage.ConsignmentID) bool, from, to passage.Date) []desk.Given {
	sums := map[desk.Given]*desk.Given{}
	for id, g := range all {
		if !sees(id) || g.day < from || !to.IsZero() && g.day > to {
			continue
		}
		met := map[desk.Given]bool{}
		for _, l := range g.lines {
			key := desk.Given{Donor: string(g.donor), Owner: string(g.owner), Commodity: string(l.commodity), Unit: string(l.unit)}
			one := sums[key]
			if one == nil {
				one = &desk.Given{}
				*one, sums[key] = key, one
			}
			if !met[key] {
				met[key], one.Consignments = true, one.Consignments+1
			}
			one.Add(g.amounts(l))
		}
	}
	var list []desk.Given
	for _, one := range sums {
		list = append(list, *one)
	}
	slices.SortFunc(list, func(a, b desk.Given) int {
		return stdcmp.Or(stdcmp.Compare(a.Donor, b.Donor), stdcmp.Compare(a.Owner, b.Owner), stdcmp.Compare(a.Commodity, b.Commodity), stdcmp.Compare(a.Unit, b.Unit))
	})
	return list
}

func everyone(passage.ConsignmentID) bool { return true }

// history draws facts that make every turn that goods can take: over hubs, in parts,
// lost, damaged, brought back, closed, corrected, counted in another unit, and with a
// number used twice.
func history(t *rapid.T, n int) (lines [][]byte) {
	nodes := []passage.NodeID{"port", "hub", "camp"}
	kinds := []passage.FactKind{
		passage.Released, passage.Released, passage.Loaded, passage.Loaded, passage.Loaded, passage.Loaded, passage.Received, passage.Received, passage.ShortLoaded,
		passage.Intercepted, passage.Damaged, passage.Returned, passage.Diverted, passage.Finished, passage.Finished, passage.Corrected, passage.HandedOver,
	}
	name := func(of string, most int) string {
		return fmt.Sprint(of[:1], rapid.IntRange(1, most).Draw(t, of))
	}
	var told []passage.Fact
	for i := range int64(n) {
		seq := i + 1
		if rapid.IntRange(0, 15).Draw(t, "again") == 0 {
			seq = rapid.Int64Range(1, seq).Draw(t, "number")
		}
		f := passage.Fact{
			ID: passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8000-%012d", seq)), Device: "wfp/a", Seq: seq, Org: "wfp",
			Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Claimed: passage.Instant(1_760_000_000_000_000 + i%4*86_400_000_000 + i), Recorded: 1_760_000_000_000_000,
			Waybill: passage.WaybillID(name("Waybill", 5)), How: passage.UnknownHow, Reason: "none stated",
		}
		leg := rapid.IntRange(0, 1).Draw(t, "leg")
		f.From, f.To = nodes[leg], nodes[leg+1]
		f.Place = f.To
		seen := map[passage.LineID]bool{}
		for range rapid.IntRange(1, 3).Draw(t, "lines") {
			l := passage.FactLine{
				Consignment: passage.ConsignmentID(name("Consignment", 3)), Line: rapid.IntRange(1, 2).Draw(t, "line"), Unit: passage.Grams,
				Amount: rapid.Int64Range(0, 40).Draw(t, "amount"), Reason: "none stated",
			}
			l.Commodity = passage.CommodityID([]string{"", "flour", "rice"}[l.Line])
			if rapid.IntRange(0, 20).Draw(t, "other unit") == 0 {
				l.Unit = passage.Pieces
			}
			if f.Kind == passage.Received {
				l.Missing, l.Damaged = rapid.Int64Range(0, 5).Draw(t, "missing"), rapid.Int64Range(0, 5).Draw(t, "damaged")
			}
			if id := (passage.LineID{Consignment: l.Consignment, Line: l.Line}); !seen[id] {
				seen[id], f.Lines = true, append(f.Lines, l)
			}
		}
		itself := func() {
			f.Waybill, f.Consignment = "", f.Lines[0].Consignment
			for i := range f.Lines {
				f.Lines[i].Consignment = f.Consignment
			}
		}
		switch f.Kind {
		case passage.Released:
			itself()
			f.From, f.To = "port", rapid.SampledFrom(nodes[1:]).Draw(t, "for")
			f.Owner, f.Donor = rapid.SampledFrom([]passage.OrgID{"wfp", "rc"}).Draw(t, "owner"), rapid.SampledFrom([]passage.OrgID{"", "echo", "unicef"}).Draw(t, "donor")
		case passage.HandedOver:
			itself()
		case passage.Finished:
			if rapid.IntRange(0, 3).Draw(t, "all") == 0 {
				itself()
			}
			f.Lines = nil
		case passage.Corrected:
			f.Error, f.Lines, f.Corrects = passage.DidNotOccur, nil, f.ID
			if len(told) > 0 {
				target := rapid.SampledFrom(told).Draw(t, "target")
				f.Corrects, f.Waybill, f.Consignment = target.ID, target.Waybill, target.Consignment
			}
		}
		s, err := envelope.Seal(f)
		if err != nil {
			t.Fatal(err)
		}
		told, lines = append(told, f), append(lines, s.Body)
	}
	return lines
}

// TestGiven holds the sums of what was given to a plain loop over all waybills, whatever
// happened to goods and in whatever pieces it was told, for who reads all and who does
// not, over all days and some; and a rebuild finds nothing to mend.
func TestGiven(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		dir := t.TempDir()
		d := open(t, place, dir)
		round := 0
		rapid.Check(t, func(rt *rapid.T) {
			round++ // each history with names of its own, on one ledger
			var set envelope.Set
			lines := history(rt, rapid.IntRange(1, 40).Draw(rt, "facts"))
			for i := range lines {
				lines[i] = renamed(t, lines[i], round)
				if f, err := envelope.Open(lines[i]); err != nil {
					t.Fatal(err)
				} else {
					set.Add(f)
				}
			}
			for len(lines) > 0 {
				n := rapid.IntRange(1, len(lines)).Draw(rt, "piece")
				takeIn(t, d, peer, lines[:n]...)
				lines = lines[n:]
			}
			all := gifts(t, set.Counting())
			for _, days := range [][2]passage.Date{{}, {passage.DateOf(2025, 10, 10), 0}, {passage.DateOf(2025, 10, 9), passage.DateOf(2025, 10, 10)}} {
				want := sumOf(all, everyone, days[0], days[1])
				got := givenIn(t, d, peer, round, days)
				if diff := cmp.Diff(want, got); diff != "" {
					rt.Fatalf("over %v (-a plain loop over all waybills +the sums)\n%s", days, diff)
				}
				for _, g := range got {
					if g.Loaded+g.Excess != g.OnRoad+g.AtHubs+g.Adrift+g.Received+g.Lost+g.Damaged+g.Diverted+g.Returned || g.Loaded > g.Released {
						rt.Fatalf("%+v does not add up", g)
					}
				}
			}
		})
		if wrong, err := d.Rebuild(t.Context(), nothing); len(wrong) > 0 || err != nil {
			t.Errorf("a rebuild mends %v, %v", wrong, err)
		}
	})
}

// renamed gives a fact's device, waybill, consignments and goods the number of a history.
func renamed(t testing.TB, line []byte, round int) []byte {
	t.Helper()
	s, err := envelope.Open(line)
	if err != nil {
		t.Fatal(err)
	}
	f, end := s.Fact, fmt.Sprint("-", round)
	f.Device += passage.DeviceID(end)
	if f.Waybill != "" {
		f.Waybill += passage.WaybillID(end)
	}
	if f.Consignment != "" {
		f.Consignment += passage.ConsignmentID(end)
	}
	f.ID = passage.FactID(fmt.Sprintf("%s%08d%s", f.ID[:24], round, f.ID[32:]))
	if f.Corrects != "" {
		f.Corrects = passage.FactID(fmt.Sprintf("%s%08d%s", f.Corrects[:24], round, f.Corrects[32:]))
	}
	f.Lines = slices.Clone(f.Lines)
	for i := range f.Lines {
		f.Lines[i].Consignment += passage.ConsignmentID(end)
		f.Lines[i].Commodity += passage.CommodityID(end)
	}
	if s, err = envelope.Seal(f); err != nil {
		t.Fatal(err)
	}
	return s.Body
}

// givenIn is what somebody is told of the goods of one history.
func givenIn(t testing.TB, d *desk.Desk, c desk.Caller, round int, days [2]passage.Date) []desk.Given {
	t.Helper()
	all, err := d.Given(t.Context(), c, days[0], days[1])
	if err != nil {
		t.Fatal(err)
	}
	var own []desk.Given
	for _, g := range all {
		if g.Commodity == fmt.Sprint("flour-", round) || g.Commodity == fmt.Sprint("rice-", round) {
			own = append(own, g)
		}
	}
	return own
}

// TestGivenIsMended holds that what was edited behind the desk's back is found and
// mended, and that a ledger of an older program has the sums once it is opened.
func TestGivenIsMended(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		dir := t.TempDir()
		d := open(t, place, dir)
		journeys(t, d, 60)
		want := must[[]desk.Given](t)(d.Given(t.Context(), peer, 0, 0))
		if len(want) < 4 {
			t.Fatalf("only %d sums", len(want))
		}
		for _, edit := range []string{
			"UPDATE given SET received = received + 1 WHERE consignment = 'C3'",
			"DELETE FROM given WHERE consignment = 'C3'",
			"UPDATE given SET donor = 'nobody' WHERE consignment = 'C3'",
			"DELETE FROM consignment_fold WHERE consignment = 'C3'",
		} {
			byHand(t, place, edit)
			if wrong, err := d.Rebuild(t.Context(), nothing); !slices.Equal(wrong, []string{"C3"}) || err != nil {
				t.Errorf("%s: a rebuild mends %v, %v; want C3", edit, wrong, err)
			}
			if got := must[[]desk.Given](t)(d.Given(t.Context(), peer, 0, 0)); !slices.Equal(want, got) {
				t.Errorf("%s: mended to %v, want %v", edit, got, want)
			}
		}
		d.Close()
		for _, edit := range []string{"DELETE FROM given", "DELETE FROM consignment_fold", "DELETE FROM setting WHERE name = 'given'"} {
			byHand(t, place, edit)
		}
		d = open(t, place, dir)
		if got := must[[]desk.Given](t)(d.Given(t.Context(), peer, 0, 0)); !slices.Equal(want, got) {
			t.Errorf("an older ledger has %v, want %v", got, want)
		}
	})
}

// TestForgedAmounts holds that amounts which no ledger can add up stop neither facts
// from coming in nor the sums from being read.
func TestForgedAmounts(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d := open(t, place, t.TempDir())
		var lines [][]byte
		for n := range int64(40) {
			lines = append(lines, seal(t, n+1, passage.Released, 0, func(f *passage.Fact) {
				f.Waybill, f.Consignment, f.Lines = "", passage.ConsignmentID(fmt.Sprint("C", n)), nil
				for line := range 500 {
					f.Lines = append(f.Lines, passage.FactLine{Consignment: f.Consignment, Line: line + 1, Commodity: "flour", Unit: passage.Grams, Amount: 1e15})
				}
			}))
		}
		takeIn(t, d, wfp, lines...)
		sums := must[[]desk.Given](t)(d.Given(t.Context(), wfp, 0, 0))
		if len(sums) != 1 || sums[0].Consignments != 40 {
			t.Errorf("told %v", sums)
		}
	})
}

// TestGivenToWhom is who is told of which gift: its donor, its owner, who loaded some
// of it, who runs where it goes, and nobody else.
func TestGivenToWhom(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d := open(t, place, t.TempDir())
		tr := &trade{}
		for c, donor := range []passage.OrgID{"echo", "usaid"} {
			id := passage.ConsignmentID(fmt.Sprint("C", c))
			lines := []passage.FactLine{{Consignment: id, Line: 1, Commodity: "kits", Unit: passage.Pieces, Amount: int64(c + 1)}}
			tr.add(t, passage.Fact{Kind: passage.Released, Consignment: id, Org: "wfp", Owner: "wfp", Donor: donor, From: "port", To: passage.NodeID(fmt.Sprint("camp", c)), Lines: lines})
			tr.add(t, passage.Fact{Kind: passage.Loaded, Waybill: passage.WaybillID(fmt.Sprint("W", c)), Org: []passage.OrgID{"rc", "iom"}[c], From: "port", To: "hub", Place: "port", Lines: lines})
		}
		takeIn(t, d, peer, tr.lines...)
		own := []desk.Scope{access.ReadOwn}
		for _, c := range []struct {
			caller desk.Caller
			want   []string // donors
		}{
			{desk.Caller{Org: "echo", Scopes: own}, []string{"echo"}},
			{desk.Caller{Org: "usaid", Scopes: own}, []string{"usaid"}},
			{desk.Caller{Org: "office-7", OrgName: "usaid", Scopes: own}, []string{"usaid"}},
			{desk.Caller{Org: "wfp", Scopes: own}, []string{"echo", "usaid"}},
			{desk.Caller{Org: "rc", Scopes: own}, []string{"echo"}},
			{desk.Caller{Org: "unicef", Nodes: []passage.NodeID{"camp1"}, Scopes: own}, []string{"usaid"}},
			{desk.Caller{Org: "unicef", Scopes: own}, nil},
			{desk.Caller{Scopes: own}, nil},
			{desk.Caller{Org: "unicef", Scopes: []desk.Scope{desk.Read}}, []string{"echo", "usaid"}},
		} {
			donors := map[string]bool{}
			for _, g := range must[[]desk.Given](t)(d.Given(t.Context(), c.caller, 0, 0)) {
				donors[g.Donor] = true
			}
			if got := slices.Sorted(maps.Keys(donors)); !slices.Equal(got, c.want) {
				t.Errorf("%s at %v with %v is told of %v, want %v", c.caller.Org, c.caller.Nodes, c.caller.Scopes, got, c.want)
			}
		}
		office := desk.Caller{Org: "office-7", OrgName: "usaid", Scopes: own}
		waybills, _, _, err := d.ListWaybills(t.Context(), office, desk.Listing{Limit: 9})
		if err != nil || len(waybills) != 1 || waybills[0].ID != "W1" {
			t.Errorf("of the waybills its desk is shown %v, %v", waybills, err)
		}
		if _, err := d.Waybill(t.Context(), office, "W1"); err != nil {
			t.Error(err)
		}
		if _, err := d.Consignment(t.Context(), office, "C1"); err != nil {
			t.Error(err)
		}
		if _, err := d.Given(t.Context(), desk.Caller{Org: "echo"}, 0, 0); err == nil {
			t.Error("who may read nothing is told")
		}
	})
}
