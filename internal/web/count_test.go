package web_test

import (
	"strings"
	"testing"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/store/storetest"
)

// TestCountPutRight hands in a count, what puts it right and all of it once more, and
// what another organisation says of it.
func TestCountPutRight(t *testing.T) {
	s := serve(t, storetest.SQLite(t))
	day := passage.Date(739_000)
	count := func(org string, seq int64, number float64, about int64) string {
		return fact(t, org, seq, func(f *passage.Fact) {
			f.Kind, f.Waybill, f.From, f.To, f.Vehicle, f.Lines, f.Place = passage.Counted, "", "", "", "", nil, "gate"
			f.Claimed = passage.InstantOf(day.Time())
			f.Count = &passage.Count{By: "authority", What: passage.CountedTrucks, Number: number, From: day, To: day}
			if about != 0 {
				f.About = idOf(t, fact(t, org, about))
			}
		})
	}
	wrong := func(org string, seq, of int64) string {
		return fact(t, org, seq, func(f *passage.Fact) {
			f.Kind, f.Waybill, f.From, f.To, f.Vehicle, f.Lines, f.Place = passage.Corrected, "", "", "", "", nil, "gate"
			f.Corrects, f.Error = idOf(t, fact(t, "wfp", of)), passage.IncorrectData
		})
	}
	holds := func(step string, want ...float64) {
		t.Helper()
		said, err := s.desk.Said(t.Context(), desk.Caller{Name: "reader", Org: "reader", Scopes: []desk.Scope{desk.Read}}, []passage.NodeID{"gate"}, day, day)
		if err != nil || len(said) != len(want) {
			t.Fatalf("%s: %v, %v; want %v", step, said, err, want)
		}
		for i, f := range said {
			if f.Count.Number != want[i] {
				t.Errorf("%s: %g, want %g", step, f.Count.Number, want[i])
			}
		}
	}
	send := func(org string, lines ...string) {
		t.Helper()
		for i, r := range answers(t, s.ask("POST", "/api/v1/facts", s.tokens[org], strings.Join(lines, "\n"))) {
			if r.Answer != envelope.New && r.Answer != envelope.Known {
				t.Fatalf("line %d is answered %+v", i, r)
			}
		}
	}
	send("wfp", count("wfp", 1, 12, 0))
	holds("a count", 12)
	right := []string{wrong("wfp", 2, 1), count("wfp", 3, 21, 1)}
	send("wfp", right...)
	send("wfp", right...)
	holds("put right, twice sent", 21)
	send("unicef", wrong("unicef", 4, 3))
	holds("declared wrong by another organisation", 21)
	send("wfp", wrong("wfp", 5, 3))
	holds("declared wrong")
	for says, number := range map[string]float64{"is corrected, not subtracted": -9, "expected a number from 0": 2e9} {
		line := strings.Replace(count("wfp", 6, 7, 0), `"number":7`, `"number":`+map[float64]string{-9: "-9", 2e9: "2000000000"}[number], 1)
		if got := answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], line)); got[0].Answer != envelope.Invalid || !strings.Contains(got[0].Reason, says) {
			t.Errorf("%g is answered %+v", number, got[0])
		}
	}
}

func idOf(t *testing.T, line string) passage.FactID {
	t.Helper()
	f, err := envelope.Open([]byte(line))
	if err != nil {
		t.Fatal(err)
	}
	return f.ID
}
