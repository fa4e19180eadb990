package pages_test

import (
	"context"
	"errors"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/pages"
	"passage/internal/reading"
)

// readout tells of a meeting after a crossing was closed. Its persons are made up.
const readout = `RAMALLAH, 20 October 2025 - The UN Deputy Special Coordinator, Ingrid Halvorsen, met the Coordinator of Government Activities in the Territories, Major General Amos Livne, in Jerusalem on Sunday to discuss crossings and trucks.

Halvorsen called on COGAT to reopen Kerem Shalom, which has been closed since 19 October. Livne pledged that 60 trucks a day would pass through Kerem Shalom from 21 October. He also undertook to open Zikim within a week.

Seven trucks were looted near Khan Younis on Saturday, drivers said.`

var (
	input     = regexp.MustCompile(`(?s)<(input|textarea)( [^>]*)>([^<]*)`)
	nameIs    = regexp.MustCompile(` name="([^"]*)"`)
	valueIs   = regexp.MustCompile(` value="([^"]*)"`)
	unchecked = regexp.MustCompile(` type="(checkbox|radio)"`)
)

// filled returns the fields of a form as they stand in a page.
func filled(body string) url.Values {
	v := url.Values{}
	for _, m := range input.FindAllStringSubmatch(body, -1) {
		name, value := nameIs.FindStringSubmatch(m[2]), valueIs.FindStringSubmatch(m[2])
		if name == nil || unchecked.MatchString(m[2]) && !strings.Contains(m[2], " checked") {
			continue
		}
		switch {
		case m[1] == "textarea":
			v.Add(name[1], html.UnescapeString(m[3]))
		case value != nil:
			v.Add(name[1], html.UnescapeString(value[1]))
		}
	}
	for _, m := range regexp.MustCompile(`(?s)<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>`).FindAllStringSubmatch(body, -1) {
		if chosen := regexp.MustCompile(`<option value="([^"]*)" selected`).FindStringSubmatch(m[2]); chosen != nil {
			v.Set(m[1], html.UnescapeString(chosen[1]))
		}
	}
	return v
}

// TestFromAReportToWhatWasKept pastes the report of a meeting, saves what is read
// from it as an engagement with two commitments, and sees by the trucks of a simulated
// fortnight which of them was kept.
func TestFromAReportToWhatWasKept(t *testing.T) {
	o, scenario, plan := newGaza(t)
	// Kerem Shalom takes some 66 trucks a day in this simulated fortnight, Zikim none.
	rehearse(t, o.desk, desk.Caller{Name: "test", Org: "wfp", Scopes: desk.Scopes}, scenario, plan)
	before := o.size()
	liaison := o.person("un", access.Liaison)
	begin := filled(liaison.get("/engagements/read"))
	begin.Set("text", readout)
	begin.Set("source", "UN readout")
	_, body := liaison.send("/engagements/read", begin, http.StatusOK)
	has(t, body, "Ingrid Halvorsen", "Amos Livne", "Jerusalem", "Sunday", "Read from")
	if n := o.size() - before; n != 0 {
		t.Fatalf("reading saved %d facts", n)
	}
	f := filled(between(body, `<form class="fields"`, "</form>"))
	for name, want := range map[string]string{"at": "2025-10-19T12:00", "form_of": "meeting", "where": "Jerusalem", "source": "UN readout", "report": readout} {
		if f.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, f.Get(name), want)
		}
	}
	if !slices.Contains(f["topics"], "crossings") || !slices.Contains(f["topics"], "trucks") {
		t.Errorf("topics: %q", f["topics"])
	}
	// What the text has of a door leads to the form that states it.
	link := regexp.MustCompile(`href="(/doors/kerem-shalom/say\?[^"]+)"`).FindStringSubmatch(body)
	if link == nil {
		t.Fatal("the closed crossing is not offered")
	}
	door := filled(liaison.get(html.UnescapeString(link[1])))
	if door.Get("status") != "closed" || door.Get("at") != "2025-10-19T12:00" || door.Get("source") != "UN readout" {
		t.Errorf("the door's form begins with %v", door)
	}
	has(t, body, "looted")

	// A person looks it over and says what can be measured.
	promises := 0
	for i := range 5 {
		k := string(rune('0' + i))
		if f.Get("c"+k+"_what") == "" {
			continue
		}
		promises++
		switch what := f.Get("c" + k + "_what"); {
		case strings.Contains(what, "60 trucks"):
			f.Set("c"+k+"_by", "COGAT")
			if f.Get("c"+k+"_door") != "kerem-shalom" || f.Get("c"+k+"_day") != "60" || f.Get("c"+k+"_from") != "2025-10-21" {
				t.Errorf("60 trucks a day at Kerem Shalom from 21 October was read as %q a day at %q from %q", f.Get("c"+k+"_day"), f.Get("c"+k+"_door"), f.Get("c"+k+"_from"))
			}
			f.Set("c"+k+"_from", "2025-10-20")
			f.Set("c"+k+"_to", "2025-10-26")
		case strings.Contains(what, "Zikim"):
			f.Set("c"+k+"_by", "COGAT")
			if f.Get("c"+k+"_door") != "zikim" {
				t.Errorf("Zikim was read as %q", f.Get("c"+k+"_door"))
			}
			f.Set("c"+k+"_from", "2025-10-20")
			f.Set("c"+k+"_to", "2025-10-26")
		}
	}
	if promises != 2 {
		t.Fatalf("%d commitments were read: %q", promises, f)
	}
	for i := range 5 { // an ask needs whom and what; rows that nobody completes are taken out
		if k := string(rune('0' + i)); f.Get("a"+k+"_what") != "" && f.Get("a"+k+"_of") == "" {
			f.Set("a"+k+"_of", "COGAT")
		}
		if k := string(rune('0' + i)); f.Get("s"+k+"_text") != "" && (f.Get("s"+k+"_by") == "" || f.Get("s"+k+"_about") == "") {
			f.Del("s" + k + "_text")
			f.Del("s" + k + "_by")
			f.Del("s" + k + "_about")
		}
	}
	to, _ := liaison.send("/engagements/new", f, http.StatusSeeOther)
	has(t, liaison.get(strings.Split(to, "?")[0]), "Ingrid Halvorsen", "60 trucks")

	kept := liaison.get("/commitments?on=2025-10-27&holder=COGAT")
	zikim := liaison.get("/commitments.csv?on=2025-10-27&holder=COGAT")
	if !strings.Contains(zikim, ",not_kept,") || strings.Count(zikim, "\n") != 3 {
		t.Errorf("Zikim was not opened:\n%s", zikim)
	}
	has(t, kept, "Zikim", "not kept")
	j := passage.Commitment{Door: "kerem-shalom", TrucksPerDay: passage.Some(60), From: passage.DateOf(2025, 10, 20), To: passage.DateOf(2025, 10, 26)}
	crossed, err := o.desk.Crossed(t.Context(), desk.Caller{Name: "test", Scopes: desk.Scopes}, passage.Post{At: "kerem-shalom"}, "", j.From, j.To)
	if err != nil {
		t.Fatal(err)
	}
	if want := string(j.Judge(crossed, passage.DateOf(2025, 10, 27)).Keeping); want == "not_kept" || !strings.Contains(zikim, ","+want+",") {
		t.Errorf("by the trucks the other is %s:\n%s", want, zikim)
	}
}

// TestModelIsAskedOnlyWhereWanted holds that a text goes to a configured model only
// where the person ticks that box; what the model adds is marked, and what it does
// not answer leaves the rules' proposal as it is.
func TestModelIsAskedOnlyWhereWanted(t *testing.T) {
	o, _, _ := newGaza(t)
	asked := 0
	var fails error
	handler, err := pages.New(o.desk, slog.New(slog.DiscardHandler), pages.Options{Model: pages.Proposer{Name: "https://model.example/v1", Propose: func(_ context.Context, text string, _ passage.Date) (reading.Proposal, int, error) {
		if asked++; text != readout {
			t.Errorf("the model was sent %.60q", text)
		}
		at := strings.Index(readout, "drivers said")
		more := reading.Participant{Role: "drivers", Words: reading.Words{From: at, To: at + 7, Text: "drivers"}, By: reading.ByModel}
		return reading.Proposal{Engagement: &reading.Engagement{Participants: []reading.Participant{more}}}, 2, fails
	}}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	o.server = server
	liaison := o.person("un", access.Liaison)
	form := filled(liaison.get("/engagements/read"))
	form.Set("text", readout)
	_, body := liaison.send("/engagements/read", form, http.StatusOK)
	if asked != 0 || strings.Contains(body, "proposed by the language model") {
		t.Fatalf("the model was asked %d times unasked", asked)
	}
	form.Set("model", "yes")
	_, body = liaison.send("/engagements/read", form, http.StatusOK)
	has(t, body, "drivers (proposed by the language model)", "2 things that the text does not have", "Ingrid Halvorsen")
	fails = errors.New("no route")
	_, body = liaison.send("/engagements/read", form, http.StatusOK)
	has(t, body, "could not be asked", "Ingrid Halvorsen")
	if asked != 2 || strings.Contains(body, "no route") {
		t.Errorf("asked %d times, or the trouble is shown raw", asked)
	}
}

// TestReadingKeepsTheText holds that a text which is too long, or tells of no
// engagement, comes back as it was pasted.
func TestReadingKeepsTheText(t *testing.T) {
	o, _, _ := newGaza(t)
	liaison := o.person("un", access.Liaison)
	begin := filled(liaison.get("/engagements/read"))
	for _, test := range []struct {
		text   string
		status int
		want   string
	}{
		{"", http.StatusUnprocessableEntity, "Paste the text first."},
		{strings.Repeat("word ", 20_000), http.StatusUnprocessableEntity, "at most 65536"},
		{"Rain fell on the road to the port on Tuesday. <b>Nothing</b> moved.", http.StatusOK, "No engagement was found"},
	} {
		begin.Set("text", test.text)
		_, body := liaison.send("/engagements/read", begin, test.status)
		has(t, body, test.want)
		if got := filled(body).Get("text"); got != test.text {
			t.Errorf("%.40q came back as %.40q", test.text, got)
		}
	}
	reader := o.person("donor", access.DonorDesk)
	if res, _ := reader.ask(http.MethodGet, "/engagements/read", nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("who may not write is shown the form: %s", res.Status)
	}
}
