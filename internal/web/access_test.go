package web_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"passage"
	"passage/internal/store/storetest"
)

// TestAccess hands in what is said about access and reads it back: sources side by
// side, what became of a report, promises by the trucks, and of none of it more
// than a token may see.
func TestAccess(t *testing.T) {
	s := serve(t, storetest.SQLite(t))
	day := passage.DateOf(2025, 3, 3)
	at := func(d passage.Date) passage.Instant { return passage.InstantOf(d.Time()) + 12*3600e6 }
	plain := func(f *passage.Fact, kind passage.FactKind, d passage.Date) {
		f.Kind, f.Claimed, f.Recorded, f.Waybill, f.From, f.To, f.Vehicle, f.Lines = kind, at(d), at(d), "", "", "", "", nil
		f.Place, f.Actor = "gate", "Salma"
	}
	var lines []string
	add := func(seq int64, kind passage.FactKind, d passage.Date, more func(*passage.Fact)) {
		lines = append(lines, fact(t, "wfp", seq, func(f *passage.Fact) { plain(f, kind, d); more(f) }))
	}
	add(1, passage.Stated, day, func(f *passage.Fact) { f.Door = &passage.DoorState{Status: passage.Open} })
	add(2, passage.Stated, day, func(f *passage.Fact) { f.Source, f.Door = "radio", &passage.DoorState{Status: passage.Closed} })
	add(3, passage.Impeded, day, func(f *passage.Fact) { f.Obstacle, f.Note = passage.MovementInto, "seen from the roof" })
	add(4, passage.Followed, day, func(f *passage.Fact) {
		f.About, f.Status, f.Actor = "0192e4a5-7c31-7000-8000-000000000003", passage.Verified, "somebody else"
	})
	talk := func(seq int64, id passage.EngagementID, reach passage.Reach, promises ...passage.Commitment) {
		add(seq, passage.Engaged, day, func(f *passage.Fact) {
			f.Place, f.Engagement, f.Minutes = "", id, &passage.Minutes{Form: passage.Call, Reach: reach, Commitments: promises}
		})
	}
	talk(5, "E1", passage.Operation, passage.Commitment{ID: "k", By: "m", What: "two a day", Door: "gate", TrucksPerDay: passage.Some(2), From: day, To: day + 1})
	talk(6, "E2", passage.WithinOrg, passage.Commitment{ID: "secret", By: "m", What: "nothing written"})
	talk(7, "E3", passage.Operation, passage.Commitment{ID: "flour", By: "n", What: "40 t of flour", Door: "gate", Commodity: "flour", Amount: 40_000_000, Unit: passage.Grams, From: day, To: day + 1},
		passage.Commitment{ID: "flour a day", By: "n", What: "25 t of flour a day", Door: "gate", Commodity: "flour", Amount: 25_000_000, Unit: passage.Grams, EachDay: true, From: day, To: day + 1})
	add(8, passage.Loaded, day, func(f *passage.Fact) {
		f.Waybill, f.Place, f.From, f.To = "A", "port", "port", "hub"
		f.Lines = []passage.FactLine{{Consignment: "C", Line: 1, Commodity: "flour", Unit: passage.Grams, Amount: 25_000_000}}
	})
	for i, d := range []passage.Date{day, day, day + 1} {
		add(int64(10+i), passage.Crossed, d, func(f *passage.Fact) { f.Waybill = passage.WaybillID([]string{"A", "B", "C"}[i]) })
	}
	if w := s.ask(http.MethodPost, "/api/v1/facts", s.tokens["wfp"], strings.Join(lines, "\n")); w.Code != http.StatusOK || strings.Contains(w.Body.String(), `"invalid"`) {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	get := func(path, token string, to any) string {
		w := s.ask(http.MethodGet, path, s.tokens[token], "")
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		if err := json.Unmarshal(w.Body.Bytes(), to); err != nil {
			t.Fatal(err)
		}
		return w.Body.String()
	}
	var door struct {
		States []struct {
			Source, Since string
			Fact          struct{ Door struct{ Status string } }
		}
		Differ    bool
		Announced []struct{ Source, Since string }
	}
	if get("/api/v1/doors/gate?on=2025-03-04", "reader", &door); len(door.States) != 2 || !door.Differ || len(door.Announced) != 0 || door.States[0].Fact.Door.Status == door.States[1].Fact.Door.Status {
		t.Errorf("the door: %+v", door)
	}
	if get("/api/v1/doors/gate?on=2025-03-02", "reader", &door); len(door.States) != 0 || len(door.Announced) != 2 || door.Announced[0].Since <= "2025-03-02" {
		t.Errorf("the day before: %+v", door)
	}
	var impeded struct {
		Impediments []struct {
			Status  string
			Follows []any
		}
	}
	body := get("/api/v1/impediments?from=2025-03-01&to=2025-03-31", "reader", &impeded)
	if len(impeded.Impediments) != 1 || impeded.Impediments[0].Status != "verified" || strings.Contains(body, "Salma") || strings.Contains(body, "roof") {
		t.Errorf("impediments: %s", body)
	}
	if body := get("/api/v1/impediments?from=2025-03-01&to=2025-03-31", "peer", &impeded); !strings.Contains(body, "roof") {
		t.Errorf("the control does not see the note either: %s", body)
	}
	var talks struct {
		Engagements []struct{ Engagement string }
	}
	if body := get("/api/v1/engagements", "reader", &talks); len(talks.Engagements) != 2 || strings.Contains(body, "written") {
		t.Errorf("another organisation reads %s", body)
	}
	if body := get("/api/v1/engagements", "wfp", &talks); len(talks.Engagements) != 3 {
		t.Errorf("its own organisation reads %s", body)
	}
	var promised struct {
		Commitments []struct {
			Commitment, Keeping string
			Promised, Crossed   float64
			Basis, Unit         string
			Amount              int64
			EachDay             bool `json:"each_day"`
		}
	}
	body = get("/api/v1/commitments?until=2025-03-09", "reader", &promised)
	if len(promised.Commitments) != 3 {
		t.Fatalf("commitments: %s", body)
	}
	for _, c := range promised.Commitments {
		want := map[string][]any{"k": {"partly", "trucks", 3.0, 4.0, int64(0), "", false},
			"flour": {"partly", "goods", 25e6, 40e6, int64(40_000_000), "g", false}, "flour a day": {"partly", "goods", 25e6, 50e6, int64(25_000_000), "g", true}}[c.Commitment]
		if got := []any{c.Keeping, c.Basis, c.Crossed, c.Promised, c.Amount, c.Unit, c.EachDay}; !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", c.Commitment, got, want)
		}
	}
	for _, path := range []string{"/api/v1/doors/gate?on=soon", "/api/v1/impediments?from=x", "/api/v1/commitments?until=2025-02-30"} {
		if w := s.ask(http.MethodGet, path, s.tokens["reader"], ""); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for _, path := range []string{"/api/v1/doors/gate", "/api/v1/engagements", "/api/v1/commitments", "/api/v1/notices"} {
		if w := s.ask(http.MethodGet, path, s.tokens["unicef"], ""); w.Code != http.StatusForbidden {
			t.Errorf("%s, with a token that only writes: %d", path, w.Code)
		}
	}
}
