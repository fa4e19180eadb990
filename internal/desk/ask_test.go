package desk_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"passage"
	"passage/internal/desk"
	"passage/internal/lp"
	"passage/internal/lp/highs"
	"passage/internal/lp/ipm"
	"passage/internal/lp/simplex"
	"passage/internal/store/storetest"
)

// twoLocks is a place of 500,000 people that a road leads to on which six asks
// want one truck to be two to seven, and a way that is barred at both of its ends: at the gate
// and on the road behind it. One ask lifts each bar.
var twoLocks = map[string]string{
	"scenario.toml": "name = \"Two locks\"\nstart = 2025-01-06\nperiods = 2\nperiod_days = 7\ncurrency = \"USD\"\npayload_t = 10\n\n[goal]\nkind = \"relief\"\nration = \"local\"\nbands = [1.0]\nweights = [1.0]\n",
	"places.csv":    "place,name\nvale,Vale\n",
	"people.csv":    "place,from,people\nvale,,500000\n", "commodities.csv": "commodity,name,sector\nflour,Flour,food\n",
	"needs.csv": "need,name,unit,per_person_day\nfood,Food,kg,0.5\n", "contents.csv": "commodity,need,per_kg\nflour,food,1\n",
	"nodes.csv":     "node,name,kind,place,trucks_per_day\nport,Port,port,,\nford,Ford,crossing,,1\ngate,Gate,crossing,,50\nyard,Yard,hub,,\nvale-site,Vale site,site,vale,\n",
	"corridors.csv": "corridor,from,to,lead_days\nport-ford,port,ford,0\nford-site,ford,vale-site,0\nport-gate,port,gate,0\ngate-yard,gate,yard,0\nyard-site,yard,vale-site,0\n",
	"supplies.csv":  "supply,node,commodity,t\nstock,port,flour,5000\n",
	"access.csv":    "rule,on,status\ngate-shut,gate,closed\nroad-shut,yard-site,closed\n",
	"asks.csv": "ask,lifts,on,trucks_per_day,held_by\nopen-gate,gate-shut,,,A\nopen-road,road-shut,,,B\n" +
		"ford-2,,ford,2,C\nford-3,,ford,3,C\nford-4,,ford,4,C\nford-5,,ford,5,C\nford-6,,ford,6,C\nford-7,,ford,7,C\n",
}

// newTwoLocks is a desk that plans, with that scenario.
func newTwoLocks(t *testing.T) (d *desk.Desk, id string) {
	dir := filepath.Join(t.TempDir(), "two-locks")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range twoLocks {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d = open(t, storetest.SQLite(t), t.TempDir())
	referee := highs.New(highs.Options{Method: highs.IPM})
	t.Cleanup(func() { d.Close(); referee.Close() })
	d.PlanWith(lp.Backed{Near: ipm.Solver{}, Steps: simplex.Solver{}, Referee: referee})
	id, err := d.NewScenario(t.Context(), amal, dir)
	if err != nil {
		t.Fatal(err)
	}
	return d, id
}

// TestOfferedPlans tells plans that were made before anybody asked from those that
// somebody wanted.
func TestOfferedPlans(t *testing.T) {
	d, id := newTwoLocks(t)
	form := newForm(t)
	scenario, err := d.Scenario(t.Context(), amal, id, 0)
	if err != nil {
		t.Fatal(err)
	}
	opened := passage.Fact{Kind: passage.Stated, Place: "gate", Source: "radio", Claimed: passage.InstantOf(scenario.Loaded.Scenario.Start.Time()), Door: &passage.DoorState{Status: passage.Closed}}
	grant := []passage.Change{{Kind: passage.Grant, On: "ford-2"}}
	want := map[string]bool{}
	add := func(id string, offered bool, err error) {
		if err != nil || id == "" {
			t.Fatalf("%q: %v", id, err)
		}
		want[id] = offered
		for { // an offer waits for no plan that somebody asked for: it is refused
			p, err := d.Plan(t.Context(), amal, id)
			if err != nil {
				t.Fatal(err)
			}
			if p.State == desk.PlanDone {
				return
			}
			time.Sleep(time.Millisecond)
		}
	}
	plan, err := d.MakePlan(t.Context(), amal, desk.Wanted{Scenario: id})
	add(plan, false, err)
	plan, err = d.MakePlan(t.Context(), amal, desk.Wanted{Scenario: id, Changes: grant})
	add(plan, false, err)
	plan, err = d.PlanWithAsk(t.Context(), amal, id, "ford-2")
	add(plan, true, err)
	if err = d.Say(t.Context(), wfp, form, []passage.Fact{opened}); err == nil {
		err = d.Offer(t.Context(), amal, id, form.FactID(1))
	}
	add(string(form.FactID(1)), true, err)
	plan, err = d.PlanWithAsk(t.Context(), amal, id, "ford-3")
	if err == nil {
		err = d.NamePlan(t.Context(), amal, plan, "kept")
	}
	add(plan, false, err)
	all, err := d.Plans(t.Context(), amal, id, "", 10)
	if err != nil || len(all) != len(want) {
		t.Fatalf("%d plans, %v", len(all), err)
	}
	for _, p := range all {
		if p.Offered != want[p.ID] {
			t.Errorf("%s of %v is offered: %t", p.ID, p.Changes, p.Offered)
		}
	}
}

// TestAsksThatOnlyWorkTogether ranks asks of which two do nothing alone and most
// of all together.
func TestAsksThatOnlyWorkTogether(t *testing.T) {
	d, id := newTwoLocks(t)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	var r desk.Ranking
	var err error
	for r, err = d.Asks(ctx, amal, id); err == nil && !r.Done; r, err = d.Asks(ctx, amal, id) {
		time.Sleep(10 * time.Millisecond)
	}
	if err != nil || r.Trouble != "" {
		t.Fatalf("%v %s", err, r.Trouble)
	}
	// Everybody for 14 days is 7,000,000 person-days, or 3,500 t, or 25 trucks of
	// 10 t a day. One passes now; ford-7 brings six more, which is 1,680,000
	// person-days; the gate lets more through than there is need, 6,720,000 more than
	// now, so that a third ask adds nothing to those two.
	tell := func(groups []desk.Group) (told []string) {
		for _, g := range groups {
			var ids []string
			for _, a := range g.Asks {
				ids = append(ids, string(a.ID))
			}
			slices.Sort(ids)
			told = append(told, fmt.Sprintf("%s %.0f %.0f", strings.Join(ids, "+"), g.Deprivation, g.Together))
		}
		return told
	}
	for _, g := range r.Alone {
		if id := g.Asks[0].ID; (id == "open-gate" || id == "open-road") && g.Deprivation > 1 {
			t.Errorf("%s alone does %g", id, g.Deprivation)
		}
	}
	if got := fmt.Sprintf("%s %.0f", r.Alone[0].Asks[0].ID, r.Alone[0].Deprivation); got != "ford-7 1680000" {
		t.Errorf("best alone: %s", got)
	}
	pairs, triples := tell(r.Pairs), tell(r.Triples)
	if len(pairs) == 0 || pairs[0] != "open-gate+open-road 6720000 6720000" {
		t.Errorf("pairs: %q", pairs)
	}
	if len(pairs) != r.PairsOf || len(triples) == 0 {
		t.Errorf("%d of %d pairs, triples: %q", len(pairs), r.PairsOf, triples)
	}
	for _, g := range r.Triples {
		if len(g.Asks) != 3 || g.Deprivation < r.Pairs[0].Deprivation-1e-3 && slices.ContainsFunc(g.Asks, func(a passage.Ask) bool { return a.ID == "open-gate" }) && slices.ContainsFunc(g.Asks, func(a passage.Ask) bool { return a.ID == "open-road" }) {
			t.Errorf("three do less than two of them: %q", tell([]desk.Group{g}))
		}
	}
}
