package harness_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/harness"
	"passage/internal/proof"
)

// TestModel lets a machine draw what happens to a ledger and its devices, in any
// order, and after each thing holds the ledger against a plain set of what was
// confirmed. PASSAGE_MODELS says how many histories are drawn.
func TestModel(t *testing.T) {
	if err := flag.Set("rapid.checks", strconv.Itoa(number("PASSAGE_MODELS", 30))); err != nil {
		t.Fatal(err)
	}
	happened := map[string]int{}
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		w := &world{dir: filepath.Join(dir, strconv.Itoa(n)), confirmed: map[envelope.Hash]envelope.Sealed{}, sent: map[envelope.Hash]bool{}}
		for i := range 3 {
			w.tablets = append(w.tablets, &tablet{name: passage.DeviceID(fmt.Sprint("org/tablet-", i)), contents: map[int64]int{}})
		}
		w.open(t, harness.NewDisk(nil))
		defer func() { w.ledger.Drop(); w.disk.Close() }()
		actions := map[string]func(*rapid.T){
			"write": w.write, "clone": w.clone, "clock jumps": w.clockJumps,
			"send": w.send, "answer lost": w.answerLost, "broken line": w.brokenLine,
			"restart": w.restart, "power cut": w.powerCut,
			"publish": w.publish, "back up": w.backUp, "restore": w.restore,
		}
		for name, do := range actions {
			actions[name] = func(t *rapid.T) {
				do(t)
				happened[name]++
			}
		}
		actions[""] = w.check
		t.Repeat(actions)
	})
	if len(happened) < 11 {
		t.Errorf("not everything that can happen did: %v", happened)
	}
	t.Logf("%v", happened)
}

// world is a ledger, devices, and what is known of both.
type world struct {
	dir     string
	tablets []*tablet
	disk    *harness.Disk
	ledger  *harness.Ledger
	logs    int // begun

	confirmed map[envelope.Hash]envelope.Sealed // and not lost with a restore
	sent      map[envelope.Hash]bool
	published []proof.Checkpoint // of this log
	backups   []backup
}

// backup is a file and what was confirmed when it was made.
type backup struct {
	file string
	held map[envelope.Hash]envelope.Sealed
}

// tablet is a device, with all that it has written: it throws nothing away.
type tablet struct {
	name     passage.DeviceID
	seq      int64
	clock    int64 // years that it is wrong by
	written  []envelope.Sealed
	contents map[int64]int // how many contents a number has
}

func (w *world) logDir() string { return filepath.Join(w.dir, fmt.Sprint("log-", w.logs)) }

func (w *world) open(t *rapid.T, disk *harness.Disk) {
	if err := os.MkdirAll(w.logDir(), 0o700); err != nil {
		t.Fatal(err)
	}
	l, err := harness.OpenLedger(context.Background(), disk, w.logDir(), harness.Shipped)
	if err != nil {
		t.Fatal(err)
	}
	w.disk, w.ledger = disk, l
}

func (w *world) tablet(t *rapid.T) *tablet { return rapid.SampledFrom(w.tablets).Draw(t, "tablet") }

var modelKinds = []passage.FactKind{
	passage.Released, passage.Loaded, passage.ShortLoaded, passage.Intercepted, passage.Damaged, passage.Returned, passage.Diverted,
	passage.Received, passage.Received, passage.HandedOver, passage.Finished, passage.Corrected, passage.Counted,
}

// fact draws what a tablet writes under a number.
func (w *world) fact(t *rapid.T, d *tablet, seq int64) envelope.Sealed {
	const year = 365 * 86400 * 1_000_000
	leg := rapid.IntRange(0, 2).Draw(t, "leg")
	nodes := []passage.NodeID{"port", "crossing", "hub", "site"}
	f := passage.Fact{
		ID:     passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8%s-%012d", string(d.name[len(d.name)-1])+"00", seq)),
		Device: d.name, Seq: seq, Org: "org", Kind: rapid.SampledFrom(modelKinds).Draw(t, "kind"),
		Claimed: passage.Instant(1_760_000_000_000_000 + d.clock*year + seq), Recorded: passage.Instant(1_760_000_000_000_000 + d.clock*year + seq),
		Waybill: passage.WaybillID(fmt.Sprint("W", leg)), From: nodes[leg], To: nodes[leg+1], Place: nodes[leg+1], How: passage.UnknownHow, Reason: "none stated",
		Ref:   rapid.SampledFrom([]string{"", "", "", "GRN-1"}).Draw(t, "ref"),
		Lines: []passage.FactLine{{Consignment: "C1", Line: 1, Commodity: "flour", Unit: passage.Grams, Amount: rapid.Int64Range(0, 100).Draw(t, "amount")}},
	}
	switch f.Kind {
	case passage.Released, passage.HandedOver:
		f.Waybill, f.Consignment, f.From, f.To = "", "C1", "port", "site"
	case passage.Received:
		if rapid.Bool().Draw(t, "by parcel") { // two tablets may scan the same
			f.Lines[0].Units = []passage.HandlingUnit{{ID: fmt.Sprint("P", rapid.IntRange(1, 3).Draw(t, "parcel")), Amount: 7}}
		}
	case passage.Corrected:
		f.Error, f.Lines, f.Corrects = passage.DidNotOccur, nil, f.ID
		if all := w.tablet(t).written; len(all) > 0 {
			target := rapid.SampledFrom(all).Draw(t, "target")
			f.Corrects, f.Waybill, f.Consignment = target.ID, target.Waybill, target.Consignment
		}
	case passage.Counted:
		f.Waybill, f.Lines, f.Count = "", nil, &passage.Count{By: "somebody", What: "trucks", Number: 7}
	}
	s, err := envelope.Seal(f)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (w *world) write(t *rapid.T) {
	d := w.tablet(t)
	for range rapid.IntRange(1, 4).Draw(t, "facts") {
		d.seq++
		d.written = append(d.written, w.fact(t, d, d.seq))
		d.contents[d.seq]++
	}
}

// clone has a copy of a tablet's storage write something else under a number.
func (w *world) clone(t *rapid.T) {
	d := w.tablet(t)
	if d.seq == 0 {
		t.Skip("it has written nothing")
	}
	f := w.fact(t, d, rapid.Int64Range(1, d.seq).Draw(t, "number"))
	if slices.ContainsFunc(d.written, func(s envelope.Sealed) bool { return s.Hash == f.Hash }) {
		t.Skip("it is the same")
	}
	d.written = append(d.written, f)
	d.contents[f.Seq]++
}

func (w *world) clockJumps(t *rapid.T) {
	w.tablet(t).clock = rapid.SampledFrom([]int64{-55, -10, -1, 0, 1, 10}).Draw(t, "years")
}

// some draws facts of a tablet, in any order, some of them twice.
func (w *world) some(t *rapid.T) []envelope.Sealed {
	d := w.tablet(t)
	if len(d.written) == 0 {
		t.Skip("it has written nothing")
	}
	return rapid.SliceOfN(rapid.SampledFrom(d.written), 1, 12).Draw(t, "handed in")
}

func (w *world) handIn(t *rapid.T, facts []envelope.Sealed, answered bool) {
	for _, f := range facts {
		w.sent[f.Hash] = true
	}
	receipts, err := w.ledger.Desk.TakeIn(context.Background(), harness.Caller, harness.Lines(facts))
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range receipts {
		if r.Hash != facts[i].Hash || r.Answer == envelope.Invalid {
			t.Fatalf("fact %d of %s was answered %+v", facts[i].Seq, facts[i].Device, r)
		}
		if answered {
			w.confirmed[r.Hash] = facts[i]
		}
	}
}

func (w *world) send(t *rapid.T)       { w.handIn(t, w.some(t), true) }
func (w *world) answerLost(t *rapid.T) { w.handIn(t, w.some(t), false) }

func (w *world) brokenLine(t *rapid.T) {
	body := w.some(t)[0].Body
	line := body[:rapid.IntRange(1, len(body)-1).Draw(t, "bytes")]
	receipts, err := w.ledger.Desk.TakeIn(context.Background(), harness.Caller, [][]byte{line})
	if err != nil || receipts[0].Answer != envelope.Invalid || receipts[0].Reason == "" {
		t.Fatalf("%q was answered %+v, %v", line, receipts, err)
	}
}

func (w *world) restart(t *rapid.T) {
	if err := w.ledger.Close(); err != nil {
		t.Fatal(err)
	}
	w.goOnFrom(t, w.disk.Image())
}

func (w *world) powerCut(t *rapid.T) {
	w.disk.Cuts([]int{w.disk.Position()}, false, rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "luck"), 0)), func(_ int, left harness.Image) bool {
		w.ledger.Drop()
		w.goOnFrom(t, left)
		return false
	})
}

func (w *world) goOnFrom(t *rapid.T, image harness.Image) {
	w.disk.Close()
	w.open(t, harness.NewDisk(image))
}

func (w *world) publish(t *rapid.T) {
	if err := w.ledger.Desk.Publish(context.Background()); err != nil {
		t.Fatal(err)
	}
	_, signed, err := w.ledger.Desk.Checkpoint(context.Background())
	if err != nil {
		return // there is nothing to publish yet
	}
	c, err := proof.ReadCheckpoint(signed, w.ledger.Desk.LogKey())
	if err != nil {
		t.Fatal(err)
	}
	w.published = append(w.published, c)
}

func (w *world) backUp(t *rapid.T) {
	if len(w.backups) == 3 {
		t.Skip("there are enough")
	}
	file := filepath.Join(w.dir, fmt.Sprint("backup-", len(w.backups)))
	if _, err := w.ledger.Desk.Backup(context.Background(), file, func(int64) {}); err != nil {
		t.Fatal(err)
	}
	w.backups = append(w.backups, backup{file, maps.Clone(w.confirmed)})
}

// restore puts a backup in place of the ledger. The devices notice the other
// epoch and hand in again what they were told was saved.
func (w *world) restore(t *rapid.T) {
	if len(w.backups) == 0 {
		t.Skip("there is no backup")
	}
	ctx := context.Background()
	b := rapid.SampledFrom(w.backups).Draw(t, "backup")
	epoch, want := w.ledger.Desk.Epoch, w.confirmed
	w.ledger.Drop()
	w.disk.Close()
	disk := harness.NewDisk(nil)
	s, err := harness.OpenStore(ctx, disk, harness.Shipped)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := desk.Restore(ctx, b.file, s, func(int64) {}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	w.logs++ // what passage restore does: the old key is put aside
	w.published = nil
	w.confirmed = maps.Clone(b.held)
	w.goOn(t, disk)
	if w.ledger.Desk.Epoch == epoch {
		t.Fatal("the epoch is the same, so that no device hands in again")
	}
	w.check(t)
	for _, d := range w.tablets {
		var again []envelope.Sealed
		for _, f := range d.written {
			if _, ok := want[f.Hash]; ok {
				again = append(again, f)
			}
		}
		if len(again) > 0 {
			w.handIn(t, again, true)
		}
	}
	for hash, f := range want {
		if _, ok := w.confirmed[hash]; !ok {
			t.Fatalf("fact %d of %s did not come back", f.Seq, f.Device)
		}
	}
}

func (w *world) goOn(t *rapid.T, disk *harness.Disk) {
	image := disk.Image()
	disk.Close()
	w.open(t, harness.NewDisk(image))
}

// check holds the ledger against what is known.
func (w *world) check(t *rapid.T) {
	ctx := context.Background()
	d := w.ledger.Desk
	there := map[envelope.Hash]bool{}
	var set envelope.Set
	if _, err := d.Facts(ctx, harness.Caller, 0, 1_000_000, func(_ int64, body []byte) {
		f, err := envelope.Open(body)
		switch {
		case err != nil:
			t.Fatal(err)
		case !w.sent[f.Hash]:
			t.Fatalf("the ledger holds what nobody sent: %s", body)
		case there[f.Hash]:
			t.Fatalf("fact %d of %s is there twice", f.Seq, f.Device)
		}
		there[f.Hash] = true
		set.Add(f)
	}); err != nil {
		t.Fatal(err)
	}
	for hash, f := range w.confirmed {
		if !there[hash] {
			t.Fatalf("fact %d of %s was confirmed and is lost", f.Seq, f.Device)
		}
	}
	for _, f := range set.Counting() {
		for _, tablet := range w.tablets {
			if tablet.name == f.Device && tablet.contents[f.Seq] > 1 && w.contentsThere(tablet, f.Seq, there) > 1 {
				t.Fatalf("number %d of %s has several contents, and one counts", f.Seq, f.Device)
			}
		}
	}
	want := passage.FoldLedger(set.Counting())
	var got passage.Ledger
	if err := d.Consignments(ctx, harness.Caller, func(c passage.Consignment) {
		if !emptyConsignment(c) {
			got.Consignments = append(got.Consignments, c)
		}
	}); err != nil {
		t.Fatal(err)
	}
	if err := d.Waybills(ctx, harness.Caller, func(b passage.Waybill) {
		if !emptyWaybill(b) {
			got.Waybills = append(got.Waybills, b)
		}
	}); err != nil {
		t.Fatal(err)
	}
	want.Waybills = slices.DeleteFunc(want.Waybills, emptyWaybill)
	want.Consignments = slices.DeleteFunc(want.Consignments, emptyConsignment)
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("-what the facts say +what the ledger says\n%s", diff)
	}
	for _, c := range got.Consignments {
		for _, l := range c.Lines {
			if !l.Balanced() {
				t.Fatalf("line %d is out of balance: %+v", l.Line, l)
			}
		}
	}
	for _, fault := range w.ledger.Check(ctx) {
		t.Fatal(fault)
	}
	w.checkLog(t, int64(len(there)))
}

// One whose facts are all in conflict, or declared wrong, is empty, and kept or
// not makes no difference.
func emptyWaybill(b passage.Waybill) bool {
	return len(b.Lines) == 0 && b.State == "" && len(b.Findings) == 0
}

func emptyConsignment(c passage.Consignment) bool {
	return len(c.Lines) == 0 && c.Released == 0 && !c.Closed && len(c.Findings) == 0
}

func (w *world) contentsThere(d *tablet, seq int64, there map[envelope.Hash]bool) (n int) {
	seen := map[envelope.Hash]bool{}
	for _, f := range d.written {
		if f.Seq == seq && there[f.Hash] && !seen[f.Hash] {
			seen[f.Hash] = true
			n++
		}
	}
	return n
}

// checkLog holds that all that was ever published of this log is what it begins
// with.
func (w *world) checkLog(t *rapid.T, size int64) {
	log := map[[2]int64][]byte{}
	var leaves []tlog.Hash
	for n := int64(0); n < size; n += 256 {
		hashes, err := w.ledger.Desk.Tile(context.Background(), 0, n/256, int(min(256, size-n)))
		if err != nil {
			t.Fatal(err)
		}
		for h := range slices.Chunk(hashes, tlog.HashSize) {
			leaves = append(leaves, tlog.Hash(h))
		}
	}
	if err := proof.Append(memory(log), 0, leaves); err != nil {
		t.Fatal(err)
	}
	for _, c := range w.published {
		if root, err := proof.Root(memory(log), c.Size); err != nil || root != c.Root {
			t.Fatalf("the checkpoint of %d facts is of another log: %v", c.Size, err)
		}
	}
}

// memory is a log in memory.
type memory map[[2]int64][]byte

func (m memory) Tile(level int, n int64) ([]byte, error) { return m[[2]int64{int64(level), n}], nil }
func (m memory) PutTile(level int, n int64, hashes []byte) error {
	m[[2]int64{int64(level), n}] = hashes
	return nil
}
