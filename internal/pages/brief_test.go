package pages_test

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
)

var (
	numberCell = regexp.MustCompile(`(?s)<td class="n">(.*?)</td>`)
	anchor     = regexp.MustCompile(`<a href="([^"]+)"`)
	tags       = regexp.MustCompile(`<[^>]*>`)
	anchors    = regexp.MustCompile(`</?a[^>]*>`)
	aDigit     = regexp.MustCompile(`[0-9]`)
)

// follow reads where a link leads, as far as redirects go, without what is behind #.
func (p *person) follow(path string) (where, body string) {
	p.t.Helper()
	path, _, _ = strings.Cut(html.UnescapeString(path), "#")
	for range 5 {
		res, body := p.ask(http.MethodGet, path, nil)
		switch res.StatusCode {
		case http.StatusOK:
			return path, body
		case http.StatusSeeOther:
			path = res.Header.Get("Location")
		default:
			p.t.Fatalf("%s: %s", path, res.Status)
		}
	}
	p.t.Fatalf("%s leads nowhere", path)
	return "", ""
}

// TestFiguresCanBeFollowed clicks on every figure of a brief: each leads to a plan,
// to rows of the tables, to trucks with their waybills, or to what somebody
// published or promised; and from there on to the facts.
func TestFiguresCanBeFollowed(t *testing.T) {
	o, scenario, plan := newGaza(t)
	rehearse(t, o.desk, desk.Caller{Name: "test", Org: "wfp", Scopes: desk.Scopes}, scenario, plan)
	reader := o.person("donor", access.Analyst)
	const brief = "/asks/kerem-shalom-158"
	for begin := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		if res, _ := reader.ask(http.MethodGet, brief, nil); res.StatusCode == http.StatusOK {
			break
		}
		if time.Since(begin) > time.Minute {
			t.Fatal("there is no brief after a minute")
		}
	}
	arabic := o.person("donor", access.Analyst)
	arabic.language = "ar"
	for _, path := range []string{brief, "/asks", "/", "/needs"} {
		page := between(arabic.get(path), "<main", "</main>")
		has(t, page, "غزة، خريف 2025")
		hasNot(t, page, "Gaza, autumn", "90th percentile", "Zikim open")
	}
	has(t, arabic.get(brief), "المئين التسعون")
	body := between(reader.get(brief), "<main", "</main>")
	cells := numberCell.FindAllStringSubmatch(body, -1)
	kinds := map[string]int{}
	seen := map[string]string{}
	look := func(link string) (where, body string) {
		if seen[link] == "" {
			seen[link], _ = reader.follow(link)
		}
		return reader.follow(seen[link])
	}
	check := func(figure, link string) {
		where, page := look(link)
		switch {
		case strings.HasPrefix(where, "/plans/"):
			kinds["plan"]++
			page = reader.waits(where, "Beside the plan without the change")
			has(t, page, "Granted: ", "158 trucks a day")
		case strings.Contains(where, "/tables/"):
			kinds["limit"]++
			if !strings.Contains(page, "kerem-shalom") {
				t.Errorf("%s leads to %s, which has nothing of it", figure, where)
			}
		case strings.Contains(where, "/crossed"):
			kinds["trucks"]++
			way := regexp.MustCompile(`href="(/waybills/[^"]+)"`).FindStringSubmatch(page)
			if way == nil {
				t.Errorf("%s leads to %s, where no waybill is named", figure, where)
				return
			}
			_, waybill := look(way[1])
			has(t, waybill, "Crossed")
		case strings.HasPrefix(where, "/asks?"), strings.HasPrefix(where, "/commitments"):
			kinds["other"]++
		default:
			t.Errorf("%s leads to %s", figure, where)
		}
	}
	for _, c := range cells {
		text := strings.TrimSpace(html.UnescapeString(tags.ReplaceAllString(c[1], "")))
		if !aDigit.MatchString(text) {
			continue
		}
		link := anchor.FindStringSubmatch(c[1])
		if link == nil {
			t.Errorf("%q cannot be followed", text)
			continue
		}
		check(text, link[1])
	}
	// Figures in sentences: what it costs, its rank, how far promises are kept, rules.
	for _, sentence := range []string{"Cost of what would move in addition", "Rank "} {
		i := strings.Index(body, sentence)
		if i < 0 {
			t.Fatalf("the brief has no %q", sentence)
		}
		link := anchor.FindStringSubmatch(body[max(0, i-200) : i+300])
		if link == nil {
			t.Fatalf("%q cannot be followed", sentence)
		}
		check(sentence, link[1])
	}
	promises := strings.Split(body, `<meter`)
	if len(promises) < 2 {
		t.Error("no promise is judged")
	}
	for _, p := range promises[1:] {
		link := regexp.MustCompile(`href="(/commitments/[^"]+)"`).FindStringSubmatch(p)
		if link == nil {
			t.Fatal("a judgement cannot be followed")
		}
		_, page := look(link[1])
		if !strings.Contains(page, `href="/waybills/`) {
			t.Errorf("%s names no waybill", link[1])
		}
	}
	for _, kind := range []string{"plan", "limit", "trucks"} {
		if kinds[kind] == 0 {
			t.Errorf("no figure leads to a %s: %v", kind, kinds)
		}
	}
	if len(cells) < 12 {
		t.Errorf("only %d figures were followed", len(cells))
	}
	const often = 2 * 23
	for i := range often + 1 { // it is put often: who walks in has the newest before them
		id, ask := fmt.Sprintf("often-%02d", i), passage.AskID("kerem-shalom-158")
		made := passage.Commitment{ID: passage.CommitmentID(id), By: "COGAT", What: "trucks", Ask: ask, Door: "kerem-shalom", TrucksPerDay: passage.Some(1), From: passage.DateOf(2025, 10, 14), To: passage.DateOf(2025, 10, 15)}
		m := passage.Minutes{Form: passage.Call, Reach: passage.Operation, Subject: "again", Asks: []passage.AskMade{{Ask: ask, By: "UN", Of: "COGAT", What: "trucks", Answer: passage.Considering}}}
		if i == often { // something else that they promised counts in how they keep their word
			made.Ask, m.Asks = "", nil
		}
		m.Commitments = []passage.Commitment{made}
		o.brings(passage.Fact{Org: "wfp-sim", Kind: passage.Engaged, Engagement: passage.EngagementID(id), Claimed: passage.InstantOf(time.Date(2025, 10, 13, 5, i, 0, 0, time.UTC)), Minutes: &m})
	}
	has(t, reader.get("/engagements/often-45"), "The newest 20 of 45 are listed.")
	body = reader.get(brief)
	if n := strings.Count(plain(body), "The newest 20 of "); n != 2 {
		t.Errorf("%d lists of the brief are cut, want those of rounds and of commitments", n)
	}
	has(t, plain(body), "/engagements/often-45", "kept 0, in part 0, not 47, running 0")
	hasNot(t, body, "/engagements/often-00", "/engagements/often-25")
	has(t, plain(reader.get("/commitments/often-46")), "kept 0, in part 0, not 47, running 0")
}
