package pages_test

import (
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/pages"
	"passage/internal/pdf/pdftest"
	"passage/internal/tongue"
)

var (
	inFigure = regexp.MustCompile(`<dd>(?:<bdi>)?([^<]+)`)
	inCell   = regexp.MustCompile(`<t[dh][^>]*>(?:<bdi[^>]*>)?([^<]*)`)
	inRow    = regexp.MustCompile(`(?s)<tr>(.*?)</tr>`)
)

// TestSitrep holds that the report says what the desk says, that page and file
// show the same figures, and that the file is two pages, in every language.
func TestSitrep(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	d, scenario, plan, log := gaza(t, root)
	handler, err := pages.New(d, log, pages.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	session := signedIn(t, d)
	on := passage.DateOf(2025, time.October, 26)
	want := deskSays(t, d, scenario, plan, on)
	tongues, err := tongue.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range tongue.Languages {
		t.Run(l.Code, func(t *testing.T) {
			get := func(path string) (string, http.Header) {
				ask, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, nil)
				ask.AddCookie(&http.Cookie{Name: "passage_session", Value: session})
				ask.AddCookie(&http.Cookie{Name: "passage_language", Value: l.Code})
				r, err := http.DefaultClient.Do(ask)
				if err != nil {
					t.Fatal(err)
				}
				defer r.Body.Close()
				body, err := io.ReadAll(r.Body)
				if err != nil || r.StatusCode != http.StatusOK {
					t.Fatalf("%s: status %d, %v", path, r.StatusCode, err)
				}
				return string(body), r.Header
			}
			query := "?on=" + on.String() + "&scenario=" + scenario
			page, _ := get("/sitrep" + query)
			file, head := get("/sitrep.pdf" + query)
			if head.Get("Content-Type") != "application/pdf" || head.Get("Content-Disposition") != `attachment; filename=sitrep-2025-10-26-`+l.Code+`.pdf` {
				t.Errorf("the file comes with %v", head)
			}
			say := tongues.Of(l.Code)
			var figures []string
			for _, m := range inFigure.FindAllStringSubmatch(page, -1) {
				figures = append(figures, html.UnescapeString(m[1]))
			}
			if w := want.written(say); !slices.Equal(figures, w) {
				t.Errorf("the page shows %q, the desk says %q", figures, w)
			}
			if !strings.Contains(pdftest.Unpacked([]byte(file)), "/Type /Pages /Count 2 ") {
				t.Error("the file has not two pages")
			}
			if !strings.Contains(pdftest.Unpacked([]byte(file)), "/CreationDate (D:20251026000000Z)") {
				t.Error("the date of the file is not the day that was asked for")
			}
			if again, _ := get("/sitrep.pdf" + query); again != file {
				t.Error("asked for again, the file is another")
			}
			text := flat(pdftest.Text(t, []byte(file)))
			for _, f := range figures {
				if !strings.Contains(text, flat(f)) {
					t.Errorf("the file does not show %q, which is on the page: %s", f, text)
				}
			}
			doors := 0
			for _, row := range inRow.FindAllStringSubmatch(page, -1) {
				cells := inCell.FindAllStringSubmatch(row[1], -1)
				if len(cells) != 6 || want.doors[cells[0][1]] == "" || l.Code != "en" { // other tables; other names
					continue
				}
				doors++
				if got := cells[4][1]; got != want.doors[cells[0][1]] {
					t.Errorf("%s: %s trucks on the page, the desk says %s", cells[0][1], got, want.doors[cells[0][1]])
				}
			}
			if l.Code == "en" && doors != len(want.doors) {
				t.Errorf("%d doors on the page, want %d", doors, len(want.doors))
			}
		})
	}
	t.Run("without a browser", func(t *testing.T) {
		reader := desk.Caller{Name: "test", Scopes: []desk.Scope{desk.Read}}
		if _, err := pages.Sitrep(t.Context(), d, reader, pages.SitrepOf{Language: "xx"}); err == nil {
			t.Error("an unknown language was written")
		}
		if _, err := pages.Sitrep(t.Context(), d, reader, pages.SitrepOf{Language: "en", On: passage.DateOf(2020, 1, 1)}); err == nil {
			t.Error("a day outside the scenario was reported on")
		}
		if _, err := pages.Sitrep(t.Context(), d, desk.Caller{}, pages.SitrepOf{Language: "en"}); err == nil {
			t.Error("somebody without rights got a report")
		}
		file, err := pages.Sitrep(t.Context(), d, reader, pages.SitrepOf{Language: "ar", On: on})
		if err != nil || !strings.Contains(flat(pdftest.Text(t, file)), want.written(tongues.Of("ar"))[1]) {
			t.Errorf("the file does not say %q were received: %v, %s", want.written(tongues.Of("ar"))[1], err, flat(pdftest.Text(t, file)))
		}
	})
}

// flat takes out of a text what only sets it: marks of direction and kinds of
// spaces.
func flat(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '\u200e' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069':
			return -1
		case r == '\u00a0' || r == '\u202f' || r == '\n':
			return ' '
		}
		return r
	}, s)
}

// says is what the desk says, without the report's own code.
type says struct {
	crossed              int64
	received, lost       int64 // grams
	people, mean, relief float64
	doors                map[string]string // crossings by name: trucks of seven days
}

func deskSays(t *testing.T, d *desk.Desk, scenario, plan string, on passage.Date) (w says) {
	reader := desk.Caller{Name: "test", Scopes: []desk.Scope{desk.Read, desk.Planner}}
	s, err := d.Scenario(t.Context(), reader, scenario, 0)
	if err != nil {
		t.Fatal(err)
	}
	sc := s.Loaded.Scenario
	p, err := d.Plan(t.Context(), reader, plan)
	if err != nil {
		t.Fatal(err)
	}
	days, err := d.Passings(t.Context(), reader, on-6, on)
	if err != nil {
		t.Fatal(err)
	}
	w.doors = map[string]string{}
	crossings := map[passage.NodeID]bool{}
	for _, n := range sc.Nodes {
		if n.Kind != passage.Crossing {
			continue
		}
		crossings[n.ID] = true
		var trucks int64
		for _, row := range days {
			if row.Node == string(n.ID) && row.What == string(passage.Crossed) {
				trucks += row.Trucks
			}
		}
		w.crossed += trucks
		w.doors[n.Name] = strings.TrimSpace(number(trucks))
	}
	err = d.Waybills(t.Context(), reader, func(b passage.Waybill) {
		told, err := d.Thread(t.Context(), reader, "w/"+string(b.ID))
		if err != nil {
			t.Fatal(err)
		}
		type event struct {
			kind  passage.FactKind
			place passage.NodeID
		}
		first := map[event]passage.Date{} // what is told again on another day happened once
		for _, f := range told {
			day, e := f.Claimed.Day(), event{f.Kind, f.Place}
			if have, ok := first[e]; f.Counts && (!ok || day < have) {
				first[e] = day
			}
		}
		did := func(from passage.Date, kinds ...passage.FactKind) bool {
			for e, day := range first {
				if slices.Contains(kinds, e.kind) && day >= from && day <= on {
					return true
				}
			}
			return false
		}
		for _, l := range b.Lines {
			if crossings[b.From] && did(on-6, passage.Received) {
				w.received += l.Received
			}
			if did(on-13, passage.Received, passage.Intercepted, passage.Damaged, passage.Diverted) {
				w.lost += l.Lost + l.Damaged
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	doc := p.Document
	fair := doc.Fairness[0]
	w.mean, w.relief = fair.Mean, 1-doc.Outcome.Deprivation/doc.Outcome.Nothing
	for _, c := range doc.Cover {
		if c.Need == fair.Need && c.Date <= on && c.Date > on-passage.Date(doc.Horizon.PeriodDays) {
			w.people += c.PersonDays / float64(doc.Horizon.PeriodDays)
		}
	}
	return w
}

func (w says) written(t *tongue.Tongue) []string {
	return []string{t.Number(float64(w.crossed), 0), t.Tonnes(float64(w.received)), t.Tonnes(float64(w.lost)),
		t.Number(w.people, 0), t.Percent(w.mean), t.Percent(w.relief)}
}

func number(n int64) string {
	all, _ := tongue.Load()
	return all.Of("en").Number(float64(n), 0)
}

// TestFiguresOfSome holds that what is of some waybills only says so where it stands: a
// figure is quoted without the notes at the end, and that nobody reached a place is
// not for those to be told who see their own rows.
func TestFiguresOfSome(t *testing.T) {
	o, _, _ := newGaza(t)
	has(t, o.person("echo", access.DonorDesk).get("/needs/who"), "nobody that you may see")
	has(t, o.person("ocha", access.Analyst).get("/needs/who"), "nobody in this ledger")
	const some = "of the waybills that you may see, in seven days"
	has(t, o.person("echo", access.DonorDesk).get("/sitrep"), some, "of the waybills that you may see, in fourteen days")
	hasNot(t, o.person("ocha", access.Analyst).get("/sitrep"), some)
}
