package pages_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
)

// TestPublicNamesNoReporter holds that what is published has nothing of who
// reported something, when, in which words, or where exactly; a reader of the
// operation sees the same facts, so the test has something to look for.
func TestPublicNamesNoReporter(t *testing.T) {
	o, scenario, _ := newGaza(t)
	at := passage.InstantOf(passage.DateOf(2025, 10, 15).Time())
	words := []string{"Salma the clerk", "a porter called Nadim", "he saw it from the third floor", "seen by three families", "31.5432109", "XYZ-778"}
	report := func(f passage.Fact) passage.Fact {
		f.Org, f.Claimed, f.Place, f.Actor, f.Source, f.Reason, f.Note = "wfp", at, "kerem-shalom", words[0], words[1], words[2], words[3]
		return f
	}
	o.brings(
		report(passage.Fact{Kind: passage.Impeded, Obstacle: passage.MovementInto, Whereupon: words[4] + ",34.4"}),
		report(passage.Fact{Kind: passage.Stated, Door: &passage.DoorState{Status: passage.Closed}}),
		passage.Fact{Org: "wfp", Kind: passage.Loaded, Claimed: at, Place: "el-arish", Waybill: "W1", From: "el-arish", To: "kerem-shalom", Vehicle: words[5], Actor: words[0],
			Lines: []passage.FactLine{{Consignment: "C1", Line: 1, Commodity: "flour", Unit: passage.Grams, Amount: 10}}},
	)
	publisher := desk.Caller{Name: "test", Scopes: access.Rights}
	all := desk.Publication{On: true, Scenario: scenario, Delay: desk.LeastDelay, Trucks: true, ByDoor: true, Counts: true, Cover: true, Log: true}
	if err := o.desk.SetPublication(t.Context(), publisher, all); err != nil {
		t.Fatal(err)
	}
	if err := o.desk.Publish(t.Context()); err != nil {
		t.Fatal(err)
	}
	public := &person{office: o, language: "en"}
	for _, path := range []string{"/public", "/public.json", "/public.csv"} {
		body := public.get(path)
		for _, word := range words {
			if strings.Contains(body, word) {
				t.Errorf("%s has %q", path, word)
			}
		}
	}
	for _, path := range []string{"/", "/impediments", "/impediments.csv", "/doors/kerem-shalom", "/waybills/W1"} {
		if res, body := public.ask(http.MethodGet, path, nil); res.StatusCode == http.StatusOK || strings.Contains(body, words[1]) {
			t.Errorf("%s is shown to the public: %s", path, res.Status)
		}
	}
	reader := o.person("donor", access.Analyst)
	inside, outside := reader.get("/public"), public.get("/public")
	if has(t, inside, `<a href="/">To all pages, with an account</a>`); inside != outside {
		t.Error("the public page differs by who asks, and is kept on the way for all")
	}
	has(t, reader.get("/doors/kerem-shalom"), words[1], words[2])
	if strings.Contains(reader.get("/doors/kerem-shalom"), words[0]) {
		t.Error("who reported it is shown to somebody without the right to restricted fields")
	}
}

// TestPublicCannotBeTakenApart holds that a few trucks at a door are not told, and
// follow from no two publications of the same week: with doors and without.
func TestPublicCannotBeTakenApart(t *testing.T) {
	o, scenario, _ := newGaza(t)
	day := passage.DateOf(2025, 10, 15)
	cross := func(door passage.NodeID, trucks int) {
		var facts []passage.Fact
		for i := range trucks {
			facts = append(facts, passage.Fact{Org: "wfp", Kind: passage.Crossed, Claimed: passage.InstantOf(day.Time()), Place: door, Waybill: passage.WaybillID(fmt.Sprint(door, i))})
		}
		o.brings(facts...)
	}
	cross("kerem-shalom", 40)
	cross("kissufim", 2)
	publisher := desk.Caller{Name: "test", Scopes: access.Rights}
	told := func(byDoor bool) (sum int64, doors map[passage.NodeID]int64) {
		p := desk.Publication{On: true, Scenario: scenario, Delay: desk.LeastDelay, Trucks: true, ByDoor: byDoor}
		if err := o.desk.SetPublication(t.Context(), publisher, p); err != nil {
			t.Fatal(err)
		}
		f, err := o.desk.Public(t.Context())
		if err != nil || f == nil {
			t.Fatalf("nothing is published: %v", err)
		}
		doors = map[passage.NodeID]int64{}
		for _, row := range f.Rows {
			if row.Door == "" {
				sum = row.Trucks[0]
			} else {
				doors[row.Door] = row.Trucks[0]
			}
		}
		return sum, doors
	}
	withDoors, doors := told(true)
	without, _ := told(false)
	if doors["kissufim"] != desk.Untold || doors["kerem-shalom"] != 40 {
		t.Errorf("by door: %v", doors)
	}
	if withDoors != 40 || without != withDoors {
		t.Errorf("with doors %d in all, without %d: the difference is what was not told", withDoors, without)
	}
	f, err := o.desk.Public(t.Context())
	if err != nil || len(f.Weeks) < 3 {
		t.Fatalf("%v: %v", f, err)
	}
	for _, row := range f.Rows { // of weeks that nobody recorded anything of it is not said that none crossed
		if row.Trucks[1] != desk.Unknown || row.Trucks[2] != desk.Unknown {
			t.Errorf("door %q: %v", row.Door, row.Trucks)
		}
	}
	cross("zikim", 3) // the control: enough trucks are told, and count
	if sum, doors := told(true); sum != 43 || doors["zikim"] != 3 {
		t.Errorf("three trucks at a door: %d in all, %v", sum, doors)
	}
}
