package desk_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// trade is a small ledger in which several organisations move things for each
// other, and who, worked out apart from the desk, sees what of it.
type trade struct {
	lines  [][]byte
	orgs   map[string][]passage.OrgID  // that a subject concerns
	nodes  map[string][]passage.NodeID // where it begins, is and ends
	counts int64
}

func (tr *trade) add(t testing.TB, f passage.Fact) {
	t.Helper()
	tr.counts++
	f.ID = passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8000-%012d", tr.counts))
	f.Device, f.Seq, f.Claimed, f.Recorded = passage.DeviceID(f.Org)+"/a", tr.counts, passage.Instant(1_760_000_000_000_000+tr.counts), 1_760_000_000_000_000
	s, err := envelope.Seal(f)
	if err != nil {
		t.Fatal(err)
	}
	tr.lines = append(tr.lines, s.Body)
}

func (tr *trade) concerns(subject string, orgs []passage.OrgID, nodes []passage.NodeID) {
	tr.orgs[subject] = append(tr.orgs[subject], orgs...)
	tr.nodes[subject] = append(tr.nodes[subject], nodes...)
}

// draw makes a trade: consignments with owners and donors, and waybills that
// others loaded with some of them and that have come some way.
func draw(t *rapid.T, tt testing.TB) *trade {
	tr := &trade{orgs: map[string][]passage.OrgID{}, nodes: map[string][]passage.NodeID{}}
	org := rapid.SampledFrom([]passage.OrgID{"wfp", "unicef", "rc", "echo"})
	node := rapid.SampledFrom([]passage.NodeID{"port", "hub", "camp", "town"})
	line := func(c int) []passage.FactLine {
		return []passage.FactLine{{Consignment: passage.ConsignmentID(fmt.Sprint("C", c)), Line: 1, Commodity: "flour", Unit: passage.Grams, Amount: 10}}
	}
	consignments := rapid.IntRange(1, 3).Draw(t, "consignments")
	for c := range consignments {
		f := passage.Fact{Kind: passage.Released, Consignment: passage.ConsignmentID(fmt.Sprint("C", c)), Org: org.Draw(t, "releaser"),
			Owner: org.Draw(t, "owner"), From: node.Draw(t, "from"), To: node.Draw(t, "to"), Lines: line(c)}
		if rapid.Bool().Draw(t, "given") {
			f.Donor = org.Draw(t, "donor")
		}
		tr.add(tt, f)
		tr.concerns(fmt.Sprint("c/C", c), []passage.OrgID{f.Owner, f.Donor}, []passage.NodeID{f.From, f.To})
	}
	for w := range rapid.IntRange(0, 4).Draw(t, "waybills") {
		c := rapid.IntRange(0, consignments-1).Draw(t, "carries")
		id, subject, about := passage.WaybillID(fmt.Sprint("W", w)), fmt.Sprint("w/W", w), fmt.Sprint("c/C", c)
		f := passage.Fact{Kind: passage.Loaded, Waybill: id, Org: org.Draw(t, "loader"), From: node.Draw(t, "from"), To: node.Draw(t, "to"), Vehicle: "12-345", Lines: line(c)}
		f.Place = f.From
		tr.add(tt, f)
		way := []passage.NodeID{f.From, f.To}
		if rapid.Bool().Draw(t, "on its way") {
			at := node.Draw(t, "at")
			tr.add(tt, passage.Fact{Kind: passage.Departed, Waybill: id, Org: org.Draw(t, "who saw it"), Place: at})
			way = append(way, at)
		}
		tr.concerns(subject, tr.orgs[about][:2:2], nil) // owner and donor
		tr.concerns(subject, []passage.OrgID{f.Org}, way)
		tr.concerns(about, []passage.OrgID{f.Org}, way)
	}
	return tr
}

// sees is the rule once more, by other code.
func (tr *trade) sees(c desk.Caller, subject string) bool {
	has := func(r access.Right) bool { return slices.Contains(c.Scopes, r) }
	if has(access.Read) || has(access.Sync) {
		return true
	}
	concerned := slices.Contains(tr.orgs[subject], c.Org)
	for _, n := range c.Nodes {
		concerned = concerned || slices.Contains(tr.nodes[subject], n)
	}
	return has(access.ReadOwn) && concerned
}

// TestWhoSeesWhat is abuse cases 12, 14 and 15: for random callers and random
// ledgers, one row asked for by its name, the whole list, its story, and the
// totals agree with each other and with the rule, and a row that is kept from
// somebody looks exactly like one that is not there.
func TestWhoSeesWhat(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		tr := draw(r, t)
		d := open(t, storetest.SQLite(t), t.TempDir())
		takeIn(t, d, peer, tr.lines...)
		for range 4 {
			c := desk.Caller{
				Name: "x", Org: rapid.SampledFrom([]passage.OrgID{"wfp", "unicef", "rc", "echo"}).Draw(r, "org"),
				Nodes:  rapid.SliceOfN(rapid.SampledFrom([]passage.NodeID{"port", "hub", "camp", "town"}), 0, 1).Draw(r, "runs"),
				Scopes: rapid.SliceOfN(rapid.SampledFrom(access.Rights), 0, 3).Draw(r, "rights"),
			}
			agree(r, d, tr, c)
		}
	})
}

func agree(t *rapid.T, d *desk.Desk, tr *trade, c desk.Caller) {
	mayRead := c.MayRead() == nil
	listed := map[string]bool{}
	carriers := map[passage.ConsignmentID][]passage.Waybill{}
	err1 := d.Waybills(bg, c, func(w passage.Waybill) {
		listed["w/"+string(w.ID)] = true
		for _, l := range w.Lines {
			carriers[l.Consignment] = append(carriers[l.Consignment], w)
		}
		if shown := w.Vehicle != ""; shown != c.SeesRestricted() {
			t.Fatalf("%+v is shown the vehicle of %s: %v", c, w.ID, shown)
		}
	})
	var sum passage.Totals
	gave := map[passage.OrgID]int64{}
	err2 := d.Consignments(bg, c, func(g passage.Consignment) {
		listed["c/"+string(g.ID)] = true
		sum.Add(g)
		for _, l := range g.Lines {
			gave[g.Donor] += l.Out
		}
	})
	totals, err3 := d.Totals(bg, c)
	given, err4 := d.Given(bg, c, 0, 0)
	for what, err := range map[string]error{"waybills": err1, "consignments": err2, "totals": err3, "what was given": err4} {
		if mayRead != (err == nil) || err != nil && !errors.As(err, &desk.Forbidden{}) {
			t.Fatalf("%s for %+v: %v", what, c, err)
		}
	}
	if fmt.Sprint(totals) != fmt.Sprint(sum.Sorted()) {
		t.Fatalf("%+v is told totals %v of rows that add up to %v", c, totals, sum.Sorted())
	}
	for _, g := range given {
		if gave[passage.OrgID(g.Donor)] -= g.Released; gave[passage.OrgID(g.Donor)] == 0 {
			delete(gave, passage.OrgID(g.Donor))
		}
	}
	if len(gave) > 0 {
		t.Fatalf("%+v is told %+v of what was given; the consignments that it sees differ by %v", c, given, gave)
	}
	if !mayRead {
		return
	}
	for subject := range tr.orgs {
		want := tr.sees(c, subject)
		var err error
		if id := subject[2:]; subject[0] == 'w' {
			_, err = d.Waybill(bg, c, passage.WaybillID(id))
			_, none := d.Waybill(bg, c, passage.WaybillID("X"+id[1:]))
			sameAbsence(t, err, none)
		} else {
			_, err = d.Consignment(bg, c, passage.ConsignmentID(id))
			_, none := d.Consignment(bg, c, passage.ConsignmentID("X"+id[1:]))
			sameAbsence(t, err, none)
			threads(t, d, c, passage.ConsignmentID(id), carriers[passage.ConsignmentID(id)], err)
		}
		if (err == nil) != want {
			t.Fatalf("%+v asks for %s, concerning %v at %v: %v; want it seen: %v", c, subject, tr.orgs[subject], tr.nodes[subject], err, want)
		}
		told := 0
		if err := d.Story(bg, c, subject, func([]byte, bool) { told++ }); err != nil {
			t.Fatal(err)
		}
		if listed[subject] != want || (told > 0) != want {
			t.Fatalf("%+v and %s: listed %v, %d facts told; want it seen: %v", c, subject, listed[subject], told, want)
		}
	}
}

// threads holds the thread of a consignment, read two waybills at a time, to these
// waybills and to what each of its subjects tells; absent is what asking for it alone said.
func threads(t *rapid.T, d *desk.Desk, c desk.Caller, id passage.ConsignmentID, carriers []passage.Waybill, absent error) {
	after := passage.WaybillID("")
	for more := true; more; {
		part, err := d.ThreadOf(bg, c, id, after, 2)
		if fmt.Sprint(err) != fmt.Sprint(absent) {
			t.Fatalf("%+v asks for the thread of %s: %v; for itself: %v", c, id, err, absent)
		}
		if err != nil {
			return
		}
		want, err := d.Thread(bg, c, "c/"+string(id))
		if err != nil {
			t.Fatal(err)
		}
		if len(part.Carriers) > len(carriers) || part.More != (len(part.Carriers) < len(carriers)) {
			t.Fatalf("%+v is shown %d waybills of %s after %q, and more: %v, of %d", c, len(part.Carriers), id, after, part.More, len(carriers))
		}
		for i, w := range part.Carriers {
			if !reflect.DeepEqual(w.Waybill, carriers[i]) {
				t.Fatalf("%+v is shown %+v of %s and not %+v", c, w, id, carriers[i])
			}
			of, err := d.Thread(bg, c, "w/"+string(w.ID))
			if err != nil {
				t.Fatal(err)
			}
			want, after = append(want, of...), w.ID
		}
		slices.SortStableFunc(want, func(a, b desk.Told) int { return passage.CompareFacts(&a.Fact, &b.Fact) })
		if !reflect.DeepEqual(part.Told, want) {
			t.Fatalf("%+v is told %+v of %s, and one by one %+v", c, part.Told, id, want)
		}
		carriers, more = carriers[len(part.Carriers):], part.More
	}
}

// sameAbsence holds that a refusal is what absence is, but for the id.
func sameAbsence(t *rapid.T, refused, none error) {
	var a, b desk.Missing
	if refused == nil {
		return
	}
	if !errors.As(refused, &a) || !errors.As(none, &b) || len(a.Text) != len(b.Text) {
		t.Fatalf("a row that is kept back says %q, one that is not there %q", refused, none)
	}
}

// TestPartnerRows is the same as a story: a partner sees the truck that carries
// its goods and nothing of the other, whoever loaded it.
func TestPartnerRows(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d := open(t, place, t.TempDir())
		tr := &trade{}
		for c, owner := range []passage.OrgID{"unicef", "rc"} {
			id := passage.ConsignmentID(fmt.Sprint("C", c))
			lines := []passage.FactLine{{Consignment: id, Line: 1, Commodity: "kits", Unit: passage.Pieces, Amount: 5}}
			tr.add(t, passage.Fact{Kind: passage.Released, Consignment: id, Org: "wfp", Owner: owner, From: "port", To: "hub", Lines: lines})
			tr.add(t, passage.Fact{Kind: passage.Loaded, Waybill: passage.WaybillID(fmt.Sprint("W", c)), Org: "wfp", From: "port", To: "hub", Place: "port", Vehicle: "12-345", Lines: lines})
		}
		takeIn(t, d, peer, tr.lines...)
		seen := func(c desk.Caller) (ids []passage.WaybillID) {
			t.Helper()
			if err := d.Waybills(bg, c, func(w passage.Waybill) { ids = append(ids, w.ID) }); err != nil {
				t.Fatal(err)
			}
			return ids
		}
		own := []desk.Scope{access.ReadOwn}
		for _, c := range []struct {
			caller desk.Caller
			want   []passage.WaybillID
		}{
			{desk.Caller{Org: "unicef", Scopes: own}, []passage.WaybillID{"W0"}},
			{desk.Caller{Org: "rc", Scopes: own}, []passage.WaybillID{"W1"}},
			{desk.Caller{Org: "echo", Scopes: own}, nil},
			{desk.Caller{Org: "echo", Nodes: []passage.NodeID{"hub"}, Scopes: own}, []passage.WaybillID{"W0", "W1"}},
			{desk.Caller{Org: "wfp", Scopes: own}, []passage.WaybillID{"W0", "W1"}},
			{desk.Caller{Org: "echo", Scopes: []desk.Scope{desk.Read}}, []passage.WaybillID{"W0", "W1"}},
		} {
			if got := seen(c.caller); !slices.Equal(got, c.want) {
				t.Errorf("%s at %v with %v sees %v, want %v", c.caller.Org, c.caller.Nodes, c.caller.Scopes, got, c.want)
			}
		}
		rc := desk.Caller{Name: "rc", Org: "rc", Scopes: own}
		for _, id := range []string{"0", "1", "none"} { // only the first is there and not its own
			d.Waybill(bg, rc, passage.WaybillID("W"+id))
			d.Consignment(bg, rc, passage.ConsignmentID("C"+id))
		}
		var tried []string
		for _, e := range must[[]store.Entry](t)(d.Journal(bg, desk.Caller{Scopes: []desk.Scope{desk.Admin}}, 0, 10)) {
			tried = append(tried, e.Name+" "+e.Act+" "+e.About)
		}
		if want := []string{"rc refused.consignment C0", "rc refused.waybill W0"}; !slices.Equal(tried, want) {
			t.Errorf("the journal says %q, want %q", tried, want)
		}
		totals := must[[]passage.Total](t)(d.Totals(bg, desk.Caller{Org: "unicef", Scopes: own}))
		if len(totals) != 1 || totals[0].Out != 5 {
			t.Errorf("unicef is told totals %+v, want its own 5", totals)
		}
	})
}

// TestThreadKeepsWithinOrg holds that the thread of an engagement shows what its
// organisation keeps to itself to that organisation alone.
func TestThreadKeepsWithinOrg(t *testing.T) {
	d := open(t, storetest.SQLite(t), t.TempDir())
	takeIn(t, d, wfp, seal(t, 1, passage.Engaged, 1, func(f *passage.Fact) {
		f.Waybill, f.Place, f.From, f.To, f.Lines, f.Engagement = "", "", "", "", nil, "E1"
		f.Minutes = &passage.Minutes{Form: passage.Call, Reach: passage.WithinOrg}
	}))
	for org, want := range map[passage.OrgID]int{"wfp": 1, "rc": 0} {
		told, err := d.Thread(t.Context(), desk.Caller{Name: "x", Org: org, Scopes: []desk.Scope{desk.Read}}, "e/E1")
		if err != nil || len(told) != want {
			t.Errorf("%s sees %d facts, %v; want %d", org, len(told), err, want)
		}
	}
}
