package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"passage"
	"passage/internal/access"
)

// counts sends the form in which somebody counts trucks at Kerem Shalom.
func (p *person) counts(status int, pairs ...string) (form url.Values, to, body string) {
	p.t.Helper()
	page := p.get("/doors/kerem-shalom/count")
	form = url.Values{"form": {p.formID(page)}, "day": {valueOf(page, "day")}, "by": {valueOf(page, "by")}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	to, body = p.send("/doors/kerem-shalom/count", form, status)
	return form, to, body
}

func valueOf(body, name string) string {
	if m := regexp.MustCompile(` name="` + name + `"[^>]* value="([^"]*)"`).FindStringSubmatch(body); m != nil {
		return m[1]
	}
	return ""
}

var (
	rightURL = regexp.MustCompile(`href="(/doors/kerem-shalom/count/[^"]+)"`)
	meantID  = regexp.MustCompile(`name="meant" value="([0-9a-f-]{36})"`)
)

// counted is the first row of a source as a page tells it.
func counted(body, source string) string {
	for row := range strings.SplitSeq(between(body, `id="counts"`, "</table>"), "<tr>") {
		if strings.Contains(row, `<th scope="row"><bdi>`+source+"</bdi>") {
			return plain(row)
		}
	}
	return ""
}

// TestCountTrucks has a monitor count trucks, send it twice, count more of the day, and
// put right what was wrong, and everybody see what became of it.
func TestCountTrucks(t *testing.T) {
	o, _, _ := newGaza(t)
	monitor, dispatcher, reader := o.person("rc", access.Monitor), o.person("rc", access.Dispatcher), o.person("donor", access.Analyst)

	form, to, _ := monitor.counts(http.StatusSeeOther, "number", "١٢")
	again, _ := monitor.send("/doors/kerem-shalom/count", form, http.StatusSeeOther) // the button was pressed twice
	if n := o.size(); n != 1 || to != "/doors/kerem-shalom/count?said=saved" || again != to {
		t.Fatalf("%d facts after one count, which leads to %s and %s", n, to, again)
	}
	has(t, counted(monitor.get(to), "rc"), "12", "13 October 2025", "Recorded by rc", "Put right")
	hasNot(t, counted(reader.get("/doors/kerem-shalom/crossed"), "rc"), "Put right")

	// The day has a count of this source already, so it asks before it adds or replaces.
	form, _, body := monitor.counts(http.StatusUnprocessableEntity, "number", "8", "by", "RC")
	has(t, plain(body), "This source has a count of this day already", "Say which of these it is", "They came in addition: 20 trucks in all", "8 in place of 12")
	form.Set("meant", "add")
	monitor.send("/doors/kerem-shalom/count", form, http.StatusSeeOther)
	monitor.send("/doors/kerem-shalom/count", form, http.StatusSeeOther)
	if n := o.size(); n != 2 {
		t.Fatalf("%d facts after two counts", n)
	}
	has(t, between(reader.get("/doors/kerem-shalom"), "Trucks a day", "The last four weeks"), ">rc<", ">20<")

	form, _, body = monitor.counts(http.StatusUnprocessableEntity, "number", "9")
	for _, wrong := range meantID.FindAllStringSubmatch(body, -1) {
		if strings.Contains(between(body, wrong[1], "</label>"), "8") {
			form.Set("meant", wrong[1])
		}
	}
	to, _ = monitor.send("/doors/kerem-shalom/count", form, http.StatusSeeOther)
	again, _ = monitor.send("/doors/kerem-shalom/count", form, http.StatusSeeOther)
	if n := o.size(); n != 4 || to != "/doors/kerem-shalom/count?said=count_right" || again != to {
		t.Fatalf("%d facts after one of two counts was put right, which leads to %s and %s", n, to, again)
	}
	has(t, between(reader.get("/doors/kerem-shalom"), "Trucks a day", "The last four weeks"), ">rc<", ">21<")

	// A colleague puts the other right, with the day and the reason.
	var path string
	for _, m := range rightURL.FindAllStringSubmatch(dispatcher.get("/doors/kerem-shalom/count"), -1) {
		if valueOf(dispatcher.get(m[1]), "number") == "12" {
			path = m[1]
		}
	}
	body = dispatcher.get(path)
	has(t, plain(body), "rc counted 12 trucks", "13 October 2025")
	right := url.Values{"form": {dispatcher.formID(body)}, "number": {"12"}, "day": {"2025-10-13"}, "by": {"rc"}, "why": {"a <lane> was left out"}}
	_, body = dispatcher.send(path, right, http.StatusUnprocessableEntity)
	has(t, body, "This is what it says already.", "a &lt;lane&gt; was left out")
	right.Set("number", "21")
	_, body = dispatcher.send(path, right, http.StatusUnprocessableEntity)
	has(t, plain(body), "They came in addition: 30 trucks in all") // beside the nine
	right.Set("meant", "add")
	for range 2 {
		if to, _ := dispatcher.send(path, right, http.StatusSeeOther); to != "/doors/kerem-shalom/count?said=count_right" {
			t.Errorf("a count that was put right leads to %s", to)
		}
	}
	if n := o.size(); n != 6 {
		t.Fatalf("%d facts after another was put right", n)
	}
	page := reader.get("/doors/kerem-shalom/crossed")
	has(t, page, `<del class="was"><span class="unseen">was </span>12</del> <strong>21</strong>`, `<del class="was"><span class="unseen">was </span>8</del> <strong>9</strong>`)
	has(t, plain(page), "12: put right by rc, "+today(), "a <lane> was left out")
	has(t, between(reader.get("/doors/kerem-shalom"), "Trucks a day", "The last four weeks"), ">30<")

	// Who had the old one open is told, and led to what stands.
	right.Set("form", newForm())
	right.Set("number", "22")
	_, body = dispatcher.send(path, right, http.StatusUnprocessableEntity)
	has(t, body, "corrected meanwhile")
	if res, _ := dispatcher.ask(http.MethodGet, path, nil); res.StatusCode != http.StatusSeeOther {
		t.Errorf("what was put right meanwhile is %s", res.Status)
	}

	// It was at another door: it is taken back, twice, and gone once.
	path = rightURL.FindStringSubmatch(dispatcher.get("/doors/kerem-shalom/count"))[1]
	was := valueOf(dispatcher.get(path), "number")
	back := url.Values{"form": {newForm()}, "step": {"back"}, "why": {"at Zikim"}}
	for range 2 {
		if to, _ := dispatcher.send(path, back, http.StatusSeeOther); to != "/doors/kerem-shalom/count?said=count_back" {
			t.Errorf("taking back leads to %s", to)
		}
	}
	left := map[string]string{"21": ">9<", "9": ">21<"}[was]
	has(t, between(reader.get("/doors/kerem-shalom"), "Trucks a day", "The last four weeks"), left)
	has(t, plain(reader.get("/doors/kerem-shalom/crossed")), was+": taken back by rc", "at Zikim")
	if n := o.size(); n != 7 {
		t.Errorf("%d facts at the end", n)
	}
}

func today() string { return time.Now().UTC().Format("2 January 2006") }

// TestCountsOfOthers has two organisations take down what one source counted: each puts
// right its own alone, and is told of the other's.
func TestCountsOfOthers(t *testing.T) {
	o, _, _ := newGaza(t)
	monitor, other := o.person("rc", access.Monitor), o.person("wfp", access.Dispatcher)
	reader := o.person("donor", access.Analyst)
	monitor.counts(http.StatusSeeOther, "number", "142", "by", "Crossing Authority")
	path := rightURL.FindStringSubmatch(monitor.get("/doors/kerem-shalom/count"))[1]

	form, _, body := other.counts(http.StatusUnprocessableEntity, "number", "142", "by", "crossing  authority")
	has(t, plain(body), "Recorded by rc", "Only that organisation can put it right", "284 trucks in all")
	if strings.Contains(plain(body), "in place of") {
		t.Error("what another organisation took down is offered to be put right")
	}
	fact := path[strings.LastIndex(path, "/")+1:]
	form.Set("meant", fact) // as if it were
	other.send("/doors/kerem-shalom/count", form, http.StatusUnprocessableEntity)
	for _, p := range []*person{other, reader} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			res, _ := p.ask(method, path, url.Values{"form": {newForm()}, "number": {"1"}, "day": {"2025-10-13"}, "step": {"back"}})
			if res.StatusCode != http.StatusNotFound {
				t.Errorf("%s %s of another organisation's count: %s", method, path, res.Status)
			}
		}
	}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		if res, _ := reader.ask(method, "/doors/kerem-shalom/count", url.Values{"form": {newForm()}, "number": {"1"}, "day": {"2025-10-13"}}); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s by who may state nothing: %s", method, res.Status)
		}
		for _, path := range []string{path, "/doors/kerem-shalom/count"} {
			if res, _ := (&person{office: o, language: "en"}).ask(method, path, url.Values{"form": {newForm()}, "number": {"1"}}); res.StatusCode == http.StatusOK || strings.Contains(res.Header.Get("Location"), "said") {
				t.Errorf("%s %s by the public: %s", method, path, res.Status)
			}
		}
	}
	for _, path := range []string{"/doors/no-such-door/count", "/doors/kerem-shalom/count/no-such-count", "/doors/zikim/count/" + fact} {
		if res, _ := monitor.ask(http.MethodGet, path, nil); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
	if hidden := reader.get("/doors/kerem-shalom"); strings.Contains(hidden, "/count") {
		t.Error("who may not count is offered to")
	}
	has(t, monitor.get("/doors/kerem-shalom"), `href="/doors/kerem-shalom/count"`)
	if n := o.size(); n != 1 {
		t.Errorf("%d facts, want the one count", n)
	}
	form.Set("meant", "add")
	other.send("/doors/kerem-shalom/count", form, http.StatusSeeOther)
	has(t, between(reader.get("/doors/kerem-shalom"), "Trucks a day", "The last four weeks"), ">Crossing Authority<", ">284<") // under the name that it had
}

// TestCountFormKeepsWhatWasTyped is a table of forms with something wrong.
func TestCountFormKeepsWhatWasTyped(t *testing.T) {
	o, _, _ := newGaza(t)
	monitor := o.person("rc", access.Monitor)
	for _, test := range []struct {
		name  string
		pairs []string
		want  string
	}{
		{"no number", []string{"number", ""}, "Give a number of trucks from 0 to 10,000."},
		{"words", []string{"number", "many"}, "Give a number of trucks"},
		{"a negative one", []string{"number", "-3"}, "Give a number of trucks"},
		{"half a truck", []string{"number", "2.5"}, "Give a number of trucks"},
		{"an absurd one", []string{"number", "10001"}, "Give a number of trucks"},
		{"no day", []string{"number", "77", "day", ""}, "Expected a day"},
		{"a day that is none", []string{"number", "77", "day", "2025-02-30"}, "Expected a day"},
		{"tomorrow's morrow", []string{"number", "77", "day", passage.DateOf(time.Now().UTC().AddDate(0, 0, 1).Date()).String()}, "This is yet to come"},
		{"a day long ago", []string{"number", "77", "day", "2024-10-13"}, "That was 365 days ago. Tick that this day is meant."},
		{"a grade that is none", []string{"number", "77", "reliability", "Z9"}, "Choose one."},
		{"coordinates", []string{"number", "77", "how", "at 31.12345, 34.54321"}, "look like coordinates"},
		{"a name that never ends", []string{"number", "77", "by", strings.Repeat("x", passage.MaxText+1)}, "Too long by one character."},
	} {
		t.Run(test.name, func(t *testing.T) {
			form, _, body := monitor.counts(http.StatusUnprocessableEntity, append([]string{"note", "as <told>", "how", "kept"}, test.pairs...)...)
			has(t, body, test.want, form.Get("form"), "as &lt;told&gt;", `value="`+form.Get("number")+`"`)
			if n := o.size(); n != 0 {
				t.Fatalf("%d facts", n)
			}
		})
	}
	_, to, _ := monitor.counts(http.StatusSeeOther, "number", "77", "day", "2024-10-13", "sure", "yes")
	if want := "/doors/kerem-shalom/crossed?from=2024-10-13&said=saved&to=2024-10-13#counts"; to != want {
		t.Errorf("a count of a day long ago leads to %s, want %s", to, want)
	}
	has(t, counted(monitor.get(strings.TrimSuffix(to, "#counts")), "rc"), "77", "13 October 2024")
	_, to, _ = monitor.counts(http.StatusSeeOther, "number", "0", "by", "") // nobody, by nobody but the own organisation
	has(t, counted(monitor.get(to), "rc"), "0", "13 October 2025")
}
