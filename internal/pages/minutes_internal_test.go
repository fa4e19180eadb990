package pages

import (
	"net/url"
	"reflect"
	"strconv"
	"testing"
	"time"

	"passage"
	"passage/internal/desk"
	"passage/internal/tongue"
)

// TestMinutesComeBack holds that a record which a form begins with comes back as
// it was, whoever proposes it.
func TestMinutesComeBack(t *testing.T) {
	m := &passage.Minutes{
		Form: passage.Letter, Where: "غزة", Level: passage.Senior, Reach: passage.WithinOrg, Subject: "fuel", Topics: []string{"fuel", "fees"},
		Participants: []passage.Participant{{Role: "envoy", Body: "UN"}, {Name: "N. N.", Body: "COGAT"}},
		Asks: []passage.AskMade{
			{Ask: "A1", By: "UN", Of: "COGAT", What: "fuel", Door: "gate", Answer: passage.AnsweredNo, Words: "not now"},
			{Ask: "A1", By: "UN", Of: "Egypt", What: "fuel"},
		},
		Commitments: []passage.Commitment{
			{ID: "K1", By: "COGAT", What: "forty trucks", Ask: "A1", Door: "gate", Commodity: "diesel", Trucks: passage.Some(40), From: passage.DateOf(2025, 10, 13), To: passage.DateOf(2025, 10, 20), Conditions: "by day"},
			{ID: "K2", By: "Egypt", What: "two and a half a day", Door: "gate", TrucksPerDay: passage.Some(2.5), From: passage.DateOf(2025, 10, 14), RedLines: "no arms", Withdrawn: true},
			{ID: "K3", By: "Egypt", What: "500 t", Door: "gate", Amount: 500_000_000, Unit: passage.Grams, From: passage.DateOf(2025, 10, 14), To: passage.DateOf(2025, 10, 20)},
			{ID: "K4", By: "Egypt", What: "little", Door: "gate", Commodity: "diesel", Amount: 1_125_250, Unit: passage.Grams, From: passage.DateOf(2025, 10, 14), To: passage.DateOf(2025, 10, 20)},
			{ID: "K5", By: "Egypt", What: "a litre and an eighth", Door: "gate", Commodity: "diesel", Amount: 1125, Unit: passage.Millilitres, From: passage.DateOf(2025, 10, 14), To: passage.DateOf(2025, 10, 20)},
			{ID: "K6", By: "Egypt", What: "tents", Door: "gate", Commodity: "tents", Amount: 1250, Unit: passage.Pieces, From: passage.DateOf(2025, 10, 14), To: passage.DateOf(2025, 10, 20)},
			{ID: "K7", By: "Egypt", What: "so much a day", Door: "gate", Commodity: "diesel", Amount: 40_000_000, Unit: passage.Millilitres, EachDay: true, From: passage.DateOf(2025, 10, 14)},
		},
	}
	for i := range 5 { // more than the form shows at first
		m.Statements = append(m.Statements, passage.Assertion{By: "UN", Text: "said " + strconv.Itoa(i), About: passage.OfNorm, Stand: []passage.Stand{"", passage.Agreed, passage.Contested}[i%3]})
	}
	fact := passage.Fact{Minutes: m, Claimed: passage.InstantOf(time.Date(2025, 10, 13, 9, 30, 0, 0, time.UTC)), Source: "minutes", Reliability: "B2"}
	tongues, err := tongue.Load()
	if err != nil {
		t.Fatal(err)
	}
	values := minutesValues(tongues.Of("en"), &fact)
	values.Set("form", newID())
	p := &minutesPage{
		Rows: rowsOf(values), Asks: []option{{Value: "A1"}}, Units: unitOptions(tongues.Of("en")),
		talks: &talks{Talks: &desk.Talks{Promises: []passage.Promise{{Commitment: &passage.Commitment{ID: "K1"}}, {Commitment: &passage.Commitment{ID: "K2"}}, {Commitment: &passage.Commitment{ID: "K3"}}, {Commitment: &passage.Commitment{ID: "K4"}}, {Commitment: &passage.Commitment{ID: "K5"}}, {Commitment: &passage.Commitment{ID: "K6"}}, {Commitment: &passage.Commitment{ID: "K7"}}}}},
	}
	id, err := desk.ParseForm(values.Get("form"))
	if err != nil {
		t.Fatal(err)
	}
	read := &sheet{form: form{Values: values, Wrong: map[string]string{}}, ID: id, now: time.Now(), says: tongues.Of("en")}
	got := p.read(read)
	if !read.OK() || !reflect.DeepEqual(got, m) {
		t.Errorf("%v\n%+v\nwant\n%+v", read.Wrong, got, m)
	}
}

// TestQuoted holds that a field shows the words that its value was read from.
func TestQuoted(t *testing.T) {
	f := form{Values: url.Values{"c0_by": {"COGAT"}}, Quotes: map[string]string{"c0_by": "Israel's COGAT said"}}
	if a := ask(f, "text", "c0_by", "holder"); a.Quote != "Israel's COGAT said" || a.Value != "COGAT" {
		t.Errorf("%+v", a)
	}
	if a := pickOne(f, "c0_ask", "ask", nil); a.Quote != "" {
		t.Errorf("%+v", a)
	}
}

// TestRows holds how many rows a form shows, whatever it is sent.
func TestRows(t *testing.T) {
	for _, c := range []struct {
		values url.Values
		want   int // rows of asks
	}{
		{url.Values{}, 1},
		{url.Values{"rows_asks": {"4"}}, 4},
		{url.Values{"rows_asks": {"4"}, "more": {"asks"}}, 5},
		{url.Values{"a6_of": {"x"}}, 7},
		{url.Values{"rows_asks": {"-3"}, "a0_of": {" "}}, 1},
		{url.Values{"rows_asks": {"99999999"}, "more": {"asks"}}, mostRows},
		{url.Values{"rows_asks": {"many"}, "a100_of": {"beyond"}}, 1},
	} {
		if got := len(rowsOf(c.values)["asks"]); got != c.want {
			t.Errorf("%v: %d rows, want %d", c.values, got, c.want)
		}
	}
}
