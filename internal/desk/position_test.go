package desk_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// lat and lon are 90 m from where the tables have Kerem Shalom, to the last digit.
const lat, lon = 31.2287654, 34.2843219

// convoy is an office with the Gaza tables, people of two organisations, and a
// notification of wfp.
type convoy struct {
	*office
	boss                                 string
	nour, omar, zein, rana, salim, dalal desk.Caller // zein: wfp, not named; rana and salim: iom
	notice                               passage.FactID
}

func newConvoy(o *office) *convoy {
	c := &convoy{office: o, boss: o.first()}
	if _, err := o.NewScenario(bg, desk.Caller{Name: "t", Org: "wfp", Scopes: desk.Scopes}, filepath.Join("..", "..", "examples", "gaza-2025")); err != nil {
		o.t.Fatal(err)
	}
	call := func(name string, org passage.OrgID, roles ...access.Role) desk.Caller {
		return o.caller(o.invite(c.boss, name, org, roles...))
	}
	c.nour, c.omar, c.zein = call("nour", "wfp", access.Dispatcher), call("omar", "wfp", access.Liaison), call("zein", "wfp", access.Liaison)
	c.rana, c.salim = call("rana", "iom", access.Liaison), call("salim", "iom", access.Liaison)
	c.dalal = call("dalal", "wfp", access.Analyst)
	form := newForm(o.t)
	say := passage.Fact{Kind: passage.Notified, Place: "kerem-shalom", Claimed: passage.InstantOf(o.clock), Notice: &passage.Notice{What: passage.OfMovement, To: []string{"A"},
		Route: []passage.NodeID{"kerem-shalom", "gaza-city"}, Departs: passage.InstantOf(o.clock.Add(50 * time.Hour))}}
	if err := o.Say(bg, c.nour, form, []passage.Fact{say}); err != nil {
		o.t.Fatal(err)
	}
	c.notice = form.FactID(1)
	return c
}

func (c *convoy) place() desk.Place {
	return desk.Place{Notice: c.notice, Place: "kerem-shalom", Lat: lat, Lon: lon, Datum: "WGS 84", PrecisionM: 5, Checker: c.omar.Account}
}

func (c *convoy) put() (id string) {
	c.t.Helper()
	form := newForm(c.t)
	if err := c.PutPosition(bg, c.nour, form, c.place()); err != nil {
		c.t.Fatal(err)
	}
	return form.String()
}

// read returns how often a position was read, by the journal.
func (c *convoy) read(id string) (by []string) {
	c.t.Helper()
	for _, e := range must[[]store.Entry](c.t)(c.Journal(bg, c.caller(c.boss), 0, 1000)) {
		if e.Act == "read.position" && strings.HasPrefix(e.About, id) {
			by = append(by, e.Name)
		}
	}
	return by
}

// TestPositionsAreForNamedPeople: a position is there for who entered it, who
// checks it and who was named, each reading in the journal; to everybody else,
// whatever they may, it looks as if there were none.
func TestPositionsAreForNamedPeople(t *testing.T) {
	onBoth(t, func(o *office) {
		c := newConvoy(o)
		id := c.put()
		sees := func(who desk.Caller, want bool) {
			t.Helper()
			p, err := o.Position(bg, who, id)
			list := must[[]desk.Held](t)(o.Held(bg, who, desk.Positions, c.notice))
			all := must[[]desk.Held](t)(o.Held(bg, who, desk.Positions, ""))
			if want {
				if err != nil || p.Lat != lat || p.Lon != lon || p.PrecisionM != 5 || len(list) != 1 || len(all) != 1 {
					t.Errorf("%s: %+v, %v, %d in lists", who.Name, p, err, len(list))
				}
				return
			}
			_, none := o.Position(bg, who, uuid.Must(uuid.NewV7()).String())
			if !errors.As(err, &desk.Missing{}) || err.Error() != none.Error() || p.Lat != 0 || p.Lon != 0 || p.DistanceM != 0 || len(list)+len(all) != 0 {
				t.Errorf("%s: %+v, %v, lists %v", who.Name, p, err, list)
			}
			for _, err := range []error{
				o.CheckPosition(bg, who, id, true), o.Grant(bg, who, desk.Positions, id, who.Name), o.Ungrant(bg, who, desk.Positions, id, c.omar.Account), o.Remove(bg, who, desk.Positions, id),
			} {
				if !errors.As(err, &desk.Missing{}) {
					t.Errorf("%s: %v", who.Name, err)
				}
			}
		}
		sees(c.nour, true)
		sees(c.omar, true)
		token := desk.Caller{Name: "tablet", Org: "wfp", Scopes: desk.Scopes, Token: true}
		posing := token
		posing.Account = c.nour.Account
		administrator := o.caller(c.boss)
		for _, who := range []desk.Caller{c.zein, c.dalal, c.rana, administrator, token, posing, {Name: "server", Scopes: desk.Scopes}, {}} {
			sees(who, false)
		}
		sees(c.nour, true) // nobody removed or checked it meanwhile
		if p := must[desk.Position](t)(o.Position(bg, c.nour, id)); p.CheckedBy != "" || len(p.NamedTo) != 1 {
			t.Errorf("%+v", p)
		}

		// Named by who entered it alone, one person and not their organisation.
		if err := o.Grant(bg, c.omar, desk.Positions, id, "zein"); err == nil {
			t.Error("who checks names others")
		}
		if err := o.Grant(bg, c.nour, desk.Positions, id, "nobody"); !errors.As(err, &desk.NotSaid{}) {
			t.Errorf("%v", err)
		}
		for range 2 {
			if err := o.Grant(bg, c.nour, desk.Positions, id, "rana"); err != nil {
				t.Fatal(err)
			}
		}
		sees(c.rana, true)
		sees(c.salim, false)
		moved := c.rana
		moved.Org = "unrwa" // who has left the organisation for which they were named
		sees(moved, false)
		gone := c.nour
		gone.Org = "iom"
		sees(gone, false)
		powerless := c.rana
		powerless.Scopes = nil
		sees(powerless, false)

		reads := c.read(id)
		count := map[string]int{}
		for _, name := range reads {
			count[name]++
		}
		if count["nour"] != 3 || count["omar"] != 1 || count["rana"] != 1 || len(reads) != 5 {
			t.Errorf("the journal has %v", count)
		}
		refused, tried := 0, 0
		for _, e := range must[[]store.Entry](t)(o.Journal(bg, administrator, 0, 1000)) {
			if e.Act == "refused.position" && e.Name == "zein" {
				refused++
				if strings.HasPrefix(e.About, id) {
					tried++
				}
			}
			if strings.Contains(e.About, "31.228") || strings.Contains(e.About, "34.284") {
				t.Errorf("the journal tells where: %+v", e)
			}
		}
		// One look at what is there and one at what is not, and four acts: the lines,
		// which zein reads too, do not tell which is which.
		if refused != 6 || tried != 5 {
			t.Errorf("who tries leaves %d lines, %d of what is there", refused, tried)
		}

		if err := o.Ungrant(bg, c.nour, desk.Positions, id, c.rana.Account); err != nil {
			t.Fatal(err)
		}
		sees(c.rana, false)
		if err := o.Remove(bg, c.omar, desk.Positions, id); err == nil {
			t.Error("a reader removes it")
		}
		if err := o.Remove(bg, c.nour, desk.Positions, id); err != nil {
			t.Fatal(err)
		}
		sees(c.nour, false)
	})
}

// TestNoReadingWithoutItsLine: where the journal cannot be written, nothing is
// shown.
func TestNoReadingWithoutItsLine(t *testing.T) {
	place := storetest.SQLite(t)
	c := newConvoy(newOffice(t, place))
	id := c.put()
	if _, err := c.Position(bg, c.nour, id); err != nil {
		t.Fatal(err)
	}
	if _, err := database(t, place).Exec("CREATE TRIGGER shut BEFORE INSERT ON journal BEGIN SELECT raise(ABORT, 'shut'); END"); err != nil {
		t.Fatal(err)
	}
	if p, err := c.Position(bg, c.nour, id); err == nil || p.Lat != 0 || p.Lon != 0 {
		t.Errorf("shown without a line in the journal: %+v, %v", p, err)
	}
}

// TestSecondPerson: a position is checked once, by the colleague that was named,
// never by who entered it, and one that is far only by who says that it is meant.
func TestSecondPerson(t *testing.T) {
	onBoth(t, func(o *office) {
		c := newConvoy(o)
		id := c.put()
		if p := must[desk.Position](t)(o.Position(bg, c.omar, id)); !p.MayCheck || !p.Measured || p.Far() || math.Abs(p.DistanceM-90.5) > 1 {
			t.Errorf("%+v", p)
		}
		if err := o.CheckPosition(bg, c.nour, id, true); err == nil {
			t.Error("who entered it checked it")
		}
		if err := o.Grant(bg, c.nour, desk.Positions, id, "rana"); err != nil {
			t.Fatal(err)
		}
		if err := o.CheckPosition(bg, c.rana, id, true); err == nil {
			t.Error("another organisation checked it")
		}
		if err := o.Grant(bg, c.nour, desk.Positions, id, "dalal"); err != nil {
			t.Fatal(err)
		}
		if err := o.CheckPosition(bg, c.dalal, id, true); err == nil {
			t.Error("somebody without the right to write checked it")
		}
		for range 2 {
			if err := o.CheckPosition(bg, c.omar, id, false); err != nil {
				t.Fatal(err)
			}
		}
		if p := must[desk.Position](t)(o.Position(bg, c.nour, id)); p.CheckedBy != "omar" || p.CheckedAt == 0 || p.MayCheck {
			t.Errorf("%+v", p)
		}

		// Exchanged, it lies in Iran: whoever checks has to say that it is meant.
		wrong, form := c.place(), newForm(t)
		wrong.Lat, wrong.Lon = lon, lat
		if err := o.PutPosition(bg, c.nour, form, wrong); err != nil {
			t.Fatal(err)
		}
		if p := must[desk.Position](t)(o.Position(bg, c.omar, form.String())); !p.Far() || !p.Swapped {
			t.Errorf("%+v", p)
		}
		if err := o.CheckPosition(bg, c.omar, form.String(), false); !errors.As(err, &desk.NotSaid{}) {
			t.Errorf("%v", err)
		}
		if err := o.CheckPosition(bg, c.omar, form.String(), true); err != nil {
			t.Error(err)
		}
	})
}

// TestPutPosition: what cannot be a position is refused in a sentence, and the
// same form again is one.
func TestPutPosition(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	c := newConvoy(o)
	for want, change := range map[string]func(p *desk.Place){
		"datum is \"ED50\"":       func(p *desk.Place) { p.Datum = "ED50" },
		"datum is \"\"":           func(p *desk.Place) { p.Datum = "" },
		"latitude is 91":          func(p *desk.Place) { p.Lat = 91 },
		"latitude is NaN":         func(p *desk.Place) { p.Lat = math.NaN() },
		"longitude is -181":       func(p *desk.Place) { p.Lon = -181 },
		"both 0":                  func(p *desk.Place) { p.Lat, p.Lon = 0, 0 },
		"precision is 0":          func(p *desk.Place) { p.PrecisionM = 0 },
		"precision is 5000":       func(p *desk.Place) { p.PrecisionM = 5000 },
		"no place of this":        func(p *desk.Place) { p.Place = "zikim" },
		"name the colleague":      func(p *desk.Place) { p.Checker = "" },
		"who checks it":           func(p *desk.Place) { p.Checker = c.nour.Account },
		"who checks it is a":      func(p *desk.Place) { p.Checker = c.rana.Account },
		"who checks it is a coll": func(p *desk.Place) { p.Checker = c.dalal.Account },
		"there is no such":        func(p *desk.Place) { p.Notice = passage.FactID(uuid.NewString()) },
	} {
		p := c.place()
		change(&p)
		if err := o.PutPosition(bg, c.nour, newForm(t), p); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	for name, who := range map[string]desk.Caller{"another organisation": c.rana, "who may not write": c.dalal, "a token": {Name: "x", Org: "wfp", Scopes: desk.Scopes, Token: true}} {
		if err := o.PutPosition(bg, who, newForm(t), c.place()); err == nil {
			t.Errorf("%s entered one", name)
		}
	}
	form := newForm(t)
	for range 2 {
		if err := o.PutPosition(bg, c.nour, form, c.place()); err != nil {
			t.Fatal(err)
		}
	}
	p := c.place()
	p.Lat += 1e-6
	if err := o.PutPosition(bg, c.nour, form, p); !errors.As(err, &desk.SentOtherwise{}) {
		t.Errorf("%v", err)
	}
	if all := must[[]desk.Held](t)(o.Held(bg, c.nour, desk.Positions, c.notice)); len(all) != 1 {
		t.Errorf("%d positions", len(all))
	}
}

// TestPositionsStayHere: neither what other ledgers take over nor any reading of
// facts has a position; a backup has it, with who may read it, for who has the key.
func TestPositionsStayHere(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	c := newConvoy(o)
	id := c.put()
	told := func(what string, text []byte) {
		t.Helper()
		for _, secret := range []string{"31.2287", "34.2843", "312287654", "342843219", id} {
			if strings.Contains(string(text), secret) {
				t.Errorf("%s tells %s: %s", what, secret, text)
			}
		}
	}
	everything := desk.Caller{Name: "elsewhere", Scopes: desk.Scopes, Token: true}
	facts := 0
	if _, err := o.Facts(bg, everything, 0, 100, func(_ int64, body []byte) { facts++; told("a fact", body) }); err != nil || facts == 0 {
		t.Fatal(facts, err)
	}
	if _, err := o.FactsAt(bg, everything, "kerem-shalom", 0, 100, func(body []byte) { told("a fact of a site", body) }); err != nil {
		t.Fatal(err)
	}
	if err := o.Story(bg, everything, "p/kerem-shalom", func(body []byte, _ bool) { told("a story", body) }); err != nil {
		t.Fatal(err)
	}
	for _, who := range []desk.Caller{everything, c.nour, c.zein} {
		all := must[[]passage.Reported](t)(o.Reported(bg, who, passage.Notified))
		text, _ := json.Marshal(all)
		if len(all) != 1 {
			t.Errorf("%s reads %d notifications", who.Name, len(all))
		}
		told("a list", text)
	}
	held, _ := json.Marshal(must[[]desk.Held](t)(o.Held(bg, c.nour, desk.Positions, c.notice)))
	for _, secret := range []string{"31.2287", "34.2843", "Distance", "Precision"} {
		if strings.Contains(string(held), secret) {
			t.Errorf("a list of positions tells %s: %s", secret, held)
		}
	}
	// The device of another ledger cannot bring one in a notification either.
	f := passage.Fact{ID: passage.FactID(uuid.Must(uuid.NewV7()).String()), Device: "wfp/a", Seq: 1, Org: "wfp", Kind: passage.Notified, Place: "hub", Claimed: 1, Recorded: 1, Whereupon: fmt.Sprint(lat, ",", lon),
		Notice: &passage.Notice{What: passage.OfSite, To: []string{"A"}}}
	if _, err := envelope.Seal(f); err == nil {
		t.Error("a notification carries coordinates")
	}

	backup := filepath.Join(t.TempDir(), "backup.db")
	if _, err := o.Backup(bg, backup, nothing); err != nil {
		t.Fatal(err)
	}
	place := storetest.SQLite(t)
	to := storetest.Open(t, place)
	if _, err := desk.Restore(bg, backup, to, nothing); err != nil {
		t.Fatal(err)
	}
	elsewhere := t.TempDir()
	if p, err := open(t, place, elsewhere).Position(bg, c.omar, id); err != access.PositionKey || p.Lat != 0 || p.Lon != 0 {
		t.Errorf("without the key: %+v, %v", p, err)
	}
	key, err := os.ReadFile(filepath.Join(o.dir, desk.PositionsKey))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(elsewhere, desk.PositionsKey), key, 0o600); err != nil {
		t.Fatal(err)
	}
	back := open(t, place, elsewhere)
	if p, err := back.Position(bg, c.omar, id); err != nil || p.Lat != lat || p.Lon != lon {
		t.Errorf("after a restore: %+v, %v", p, err)
	}
	if _, err := back.Position(bg, c.zein, id); err == nil {
		t.Error("after a restore others read it")
	}
}

// TestRemovedFromTheDisk: what was removed is not in the files.
func TestRemovedFromTheDisk(t *testing.T) {
	place := storetest.SQLite(t)
	c := newConvoy(newOffice(t, place))
	id := c.put()
	var sealed []byte
	if err := database(t, place).QueryRow("SELECT sealed FROM restricted").Scan(&sealed); err != nil {
		t.Fatal(err)
	}
	mark := func() bool { return bytes.Contains(onDisk(t, place), sealed) }
	if !mark() {
		t.Fatal("the test looks for the wrong words")
	}
	if err := c.Remove(bg, c.nour, desk.Positions, id); err != nil {
		t.Fatal(err)
	}
	if mark() {
		t.Error("it still stands in the files")
	}
}

// TestMetres holds distances to others' figures: Paris to London, and a degree.
func TestMetres(t *testing.T) {
	for _, c := range []struct{ lat, lon, lat2, lon2, want float64 }{{48.8567, 2.3508, 51.5074, -0.1278, 343_500}, {0, 0, 0, 1, 111_195}, {31, 179.9999, 31, -179.9999, 19.06}, {5, 5, 5, 5, 0}} {
		if got := desk.Metres(c.lat, c.lon, c.lat2, c.lon2); math.Abs(got-c.want) > c.want*0.005 {
			t.Errorf("%v: %g", c, got)
		}
	}
}
