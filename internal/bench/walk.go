package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"passage/internal/access"
	"passage/internal/pages"
)

// unwalked are addresses that are no pages, or that begin work which goes on for
// long after the answer.
var unwalked = []string{"GET /signin/identity/answer", "GET /asks/{id}/plan", "/"}

// led are addresses that nobody types: a page or a link leads to them, and says what
// of. Without that they only lead on.
var led = []string{"GET /doors/news", "GET /welcome"}

// everyday are the pages that people open most: five times as often as others.
var everyday = []string{
	"GET /{$}", "GET /doors", "GET /doors/{id}", "GET /impediments", "GET /needs", "GET /waybills", "GET /waybills, filtered",
	"GET /waybills/{id}", "GET /consignments", "GET /consignments/{id}",
}

// asked are addresses that no page leads to, because people type into a form.
var asked = []string{
	"/waybills?open=all&id=SIM1", "/waybills?open=all&id=SIM-W-000", "/waybills?open=ended&state=intercepted", "/waybills?open=all&findings=1", "/waybills?open=all&losses=1&sort=since",
	"/waybills?open=all&node=allenby&dir=up", "/waybills?open=all&commodity=iehk", "/waybills?open=all&donor=nobody", "/waybills?open=open&days=30", "/waybills?open=all&vehicle=SIM",
	"/waybills?open=ended&org=unicef-sim&state=refused&sort=id", "/consignments?open=all&id=SIM1", "/consignments?open=all&org=iom-sim&losses=1", "/consignments?open=all&commodity=heb&sort=since",
	"/sent?open=all", "/sent?open=all&losses=1", "/impediments?from=2020-01-01", "/impediments?category=movement_into_country&status=verified&from=2020-01-01", "/impediments?place=kissufim",
	"/impediments/snapshot?from=2020-01-01", "/notices?from=2020-01-01", "/clearances?from=2020-01-01", "/?on=2025-10-20", "/doors?on=2025-10-18", "/needs?on=2025-10-27", "/needs/who?sector=food",
	"/needs/who?on=2025-10-20", "/given?from=2025-10-20", "/commitments?holder=nobody", "/doors/kerem-shalom/crossed?from=2025-01-01&to=2025-10-26",
}

// walk is some people who click through the pages.
type walk struct {
	load   load
	server *server
	client *http.Client
	kinds  *http.ServeMux // knows the pattern of an address
	people []*walker
	guides []*walker // one of each role and organisation, who have seen all pages
	token  string
	begun  time.Time

	mu      sync.Mutex
	clicks  []click
	alones  map[string][]single
	waits   map[string][]time.Duration // that would follow for two processors
	busy    time.Duration              // how long these would have worked
	size    map[string]int             // bytes
	trouble map[string]int             // answers that are no pages, by pattern and status
	handed  int
	device  string // that hands in
}

// click is one request as it was answered.
type click struct {
	kind   string
	who    *walker
	path   string
	at     time.Duration // since the beginning
	took   time.Duration
	bytes  int
	status int
	body   []byte
}

// walker is somebody who walks, with the addresses that they have seen.
type walker struct {
	walkingPerson
	tongue string
	known  map[string][]string // by kind
	chance *rand.Rand
	barred map[string]bool // kinds that are not for them
	poll   string
	every  time.Duration
}

func newWalk(l load, p people, s *server) (*walk, error) {
	w := &walk{load: l, server: s, token: p.Token, kinds: http.NewServeMux(), alones: map[string][]single{}, waits: map[string][]time.Duration{}, trouble: map[string]int{}, size: map[string]int{}, device: newForm()}
	w.client = &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 1000, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       2 * time.Minute,
	}
	seeds := []string{"/welcome?key=" + url.QueryEscape(p.Link)}
	for _, pattern := range pages.Routes() {
		if !strings.HasPrefix(pattern, "GET ") || slices.Contains(unwalked, pattern) {
			continue
		}
		w.kinds.HandleFunc(pattern, func(http.ResponseWriter, *http.Request) {})
		if path := strings.TrimSuffix(pattern[4:], "{$}"); !strings.Contains(path, "{") && !slices.Contains(led, pattern) {
			seeds = append(seeds, path)
		}
	}
	for i, one := range p.People {
		walker := &walker{walkingPerson: one, tongue: []string{"en", "ar", "fr", "tr"}[i%4], known: map[string][]string{}, barred: map[string]bool{}, chance: rand.New(rand.NewPCG(uint64(i), 7))}
		for _, path := range slices.Concat(seeds, asked) {
			w.learn(walker, path)
		}
		w.people = append(w.people, walker)
	}
	return w, nil
}

// kindOf is the pattern of an address, and what of a list it shows.
func (w *walk) kindOf(path string) (kind string, ok bool) {
	u, err := url.Parse(path)
	if err != nil || u.Host != "" || !strings.HasPrefix(u.Path, "/") {
		return "", false
	}
	_, kind = w.kinds.Handler(&http.Request{Method: http.MethodGet, URL: u})
	if kind == "" || strings.HasPrefix(u.Path, "/assets/") {
		return "", false
	}
	q := u.Query()
	switch {
	case q.Has("whole"):
		kind += wholly
	case q.Has("after"):
		kind += ", further pages"
	case slices.Contains([]string{"GET /waybills", "GET /consignments", "GET /sent", "GET /impediments", "GET /needs/who"}, kind) && len(q) > 0:
		kind += ", filtered"
	}
	return kind, true
}

// wholly ends the kinds of tables that people download in one piece.
const wholly = ", whole"

// mostKnown is how many addresses of a kind a walker remembers, the newest.
const mostKnown = 30

func (w *walk) learn(p *walker, path string) {
	path, _, _ = strings.Cut(path, "#")
	if u, err := url.Parse(path); err == nil && u.Query().Has("whole") { // programs ask for a part at a time
		q := u.Query()
		q.Del("whole")
		w.learn(p, u.Path+"?"+q.Encode())
	}
	kind, ok := w.kindOf(path)
	if !ok || p.barred[kind] || slices.Contains(p.known[kind], path) {
		return
	}
	if len(p.known[kind]) >= mostKnown {
		p.known[kind] = p.known[kind][1:]
	}
	p.known[kind] = append(p.known[kind], path)
}

var (
	links = regexp.MustCompile(`(?:href|hx-get|src)="(/[^"]*)"`)
	polls = regexp.MustCompile(`hx-get="([^"]+)" hx-trigger="every (\d+)s"`)
	ids   = regexp.MustCompile(`^GET (/(?:waybills|consignments)/\{id\})/(facts\.json|facts\.csv|facts\.xlsx|evidence|print)$`)
)

// get asks for an address, notes what came, and learns where it leads.
func (w *walk) get(ctx context.Context, p *walker, kind, path string) (click, error) {
	c := click{kind: kind, who: p, path: path}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.server.address+path, nil)
	if err != nil {
		return c, err
	}
	req.AddCookie(&http.Cookie{Name: "passage_session", Value: p.Session})
	req.AddCookie(&http.Cookie{Name: "passage_language", Value: p.tongue})
	req.Header.Set("Accept-Encoding", "gzip")
	begun := time.Now()
	c.at = begun.Sub(w.begun)
	res, err := w.client.Do(req)
	if err != nil {
		return c, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	c.took, c.bytes, c.status = time.Since(begun), len(body), res.StatusCode
	if err != nil {
		return c, err
	}
	if res.Header.Get("Content-Encoding") == "gzip" {
		r, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return c, err
		}
		if body, err = io.ReadAll(r); err != nil {
			return c, err
		}
	}
	c.body = body
	if to := res.Header.Get("Location"); to != "" {
		w.learn(p, to)
	}
	if c.status == http.StatusNotFound && !strings.Contains(kind, "{id}") {
		delete(p.known, kind)
		p.barred[kind] = true
	}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		for _, m := range links.FindAllSubmatch(body, -1) {
			w.learn(p, html.UnescapeString(string(m[1])))
		}
		if m := polls.FindSubmatch(body); m != nil {
			seconds, err := strconv.Atoi(string(m[2]))
			if err != nil {
				return c, err
			}
			p.poll, p.every = html.UnescapeString(string(m[1])), time.Duration(seconds)*time.Second
		} else if !strings.HasPrefix(kind, "GET /doors/news") {
			p.poll = ""
		}
	}
	return c, nil
}

// choose picks where somebody goes next.
func (w *walk) choose(p *walker) (kind, path string) {
	w.guess(p)
	kinds := slices.Sorted(maps.Keys(p.known))
	sum := 0.0
	for _, k := range kinds {
		sum += weight(k)
	}
	at := p.chance.Float64() * sum
	for _, k := range kinds {
		if at -= weight(k); at < 0 {
			kind = k
			break
		}
	}
	kind = cmp.Or(kind, kinds[0])
	return kind, p.known[kind][p.chance.IntN(len(p.known[kind]))]
}

// weight is how much more often than most a kind of page is opened.
func weight(kind string) float64 {
	switch {
	case strings.HasSuffix(kind, wholly):
		return 0.025
	case slices.Contains(everyday, kind):
		return 5
	case strings.Contains(kind, ".json"), strings.Contains(kind, ".csv"), strings.Contains(kind, ".pdf"), strings.Contains(kind, ".xlsx"), strings.Contains(kind, ".zip"), strings.HasSuffix(kind, "/evidence"):
		return 0.25
	}
	return 1
}

// guess adds addresses to which a page leads only where somebody looks for them.
func (w *walk) guess(p *walker) {
	for pattern := range w.patterns() {
		if m := ids.FindStringSubmatch(pattern); m != nil {
			if some := p.known["GET "+m[1]]; len(some) > 0 {
				one, _, _ := strings.Cut(some[p.chance.IntN(len(some))], "?")
				w.learn(p, one+"/"+m[2])
			}
		}
	}
}

// patterns yields those of which addresses are made.
func (w *walk) patterns() func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, one := range pages.Routes() {
			if ids.MatchString(one) && !yield(one) {
				return
			}
		}
	}
}

// ready opens the pages that make something once, and waits until it is made.
func (w *walk) ready(ctx context.Context) error {
	w.begun = time.Now()
	planner := slices.IndexFunc(w.people, func(p *walker) bool { return p.Role == "planner" })
	if planner < 0 {
		return errors.New("nobody of those who walk plans")
	}
	if _, err := w.get(ctx, w.people[planner], "", "/"); err != nil {
		return err
	}
	for { // asks are ranked in the background
		var ranking struct{ Running bool }
		c, err := w.get(ctx, w.people[planner], "", "/asks.json")
		if err == nil {
			err = json.Unmarshal(c.body, &ranking)
		}
		if err != nil || !ranking.Running {
			return err
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// tour leads one person of each role and organisation to every kind of page that
// they come across, one at a time.
func (w *walk) tour(ctx context.Context) error {
	led := map[string]bool{}
	for _, p := range w.people {
		who := string(p.Role)
		if slices.Contains([]access.Role{access.Dispatcher, access.Monitor, access.DonorDesk}, p.Role) { // what they see differs by organisation
			who += " " + string(p.Org)
		}
		if led[who] {
			continue
		}
		led[who] = true
		w.guides = append(w.guides, p)
		been := map[string]int{}
		for {
			w.guess(p)
			next := ""
			for _, kind := range slices.Sorted(maps.Keys(p.known)) {
				if been[kind] < 1 {
					next = kind
					break
				}
			}
			if next == "" {
				break
			}
			some := p.known[next]
			been[next]++
			if _, err := w.ask(ctx, p, next, some[0]); err != nil {
				return err
			}
		}
	}
	return nil
}

// ask gets an address and counts what came.
func (w *walk) ask(ctx context.Context, p *walker, kind, path string) (click, error) {
	c, err := w.get(ctx, p, kind, path)
	c.body = nil
	if err != nil {
		return c, fmt.Errorf("%s: %w", path, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if c.status >= 400 {
		w.trouble[fmt.Sprintf("%s: %d", kind, c.status)]++
	}
	w.size[kind] = c.bytes
	return c, nil
}

// walk has everybody click until the time is over.
func (w *walk) walk(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, time.Duration(w.load.Minutes*float64(time.Minute)))
	defer stop()
	w.begun = time.Now()
	errs := make([]error, len(w.people)+1)
	var all sync.WaitGroup
	for i, p := range w.people {
		all.Go(func() { errs[i] = w.person(ctx, p) })
	}
	all.Go(func() { errs[len(w.people)] = w.devices(ctx) })
	all.Wait()
	return errors.Join(errs...)
}

// person clicks, and thinks, and lets the page look again meanwhile.
func (w *walk) person(ctx context.Context, p *walker) error {
	pause := func(d time.Duration) bool {
		select {
		case <-time.After(d):
			return true
		case <-ctx.Done():
			return false
		}
	}
	ask := func(kind, path string) error {
		c, err := w.ask(context.WithoutCancel(ctx), p, kind, path)
		w.mu.Lock()
		defer w.mu.Unlock()
		w.clicks = append(w.clicks, c)
		return err
	}
	pause(time.Duration(p.chance.Float64() * float64(w.load.Think)))
	for ctx.Err() == nil {
		if err := ask(w.choose(p)); err != nil {
			return err
		}
		until := time.Now().Add(w.thought(p))
		for p.poll != "" && time.Until(until) > p.every {
			if !pause(p.every) {
				return nil
			}
			kind, _ := w.kindOf(p.poll)
			if err := ask(kind+again, p.poll); err != nil {
				return err
			}
		}
		pause(time.Until(until))
	}
	return nil
}

// devices hand facts in at a low rate.
func (w *walk) devices(ctx context.Context) error {
	if w.load.Facts <= 0 {
		return nil
	}
	tick := time.NewTicker(time.Duration(float64(time.Second) / w.load.Facts))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := w.hand(context.WithoutCancel(ctx)); err != nil {
				return err
			}
		}
	}
}

// hand hands one fact in: what happened to a waybill, one of ten what is said of
// a crossing.
func (w *walk) hand(ctx context.Context) error {
	w.handed++
	at := time.Date(2025, 10, 26, 6, 0, w.handed, 0, time.UTC).Format(time.RFC3339)
	about := fmt.Sprintf(`"kind":"arrived","place":"deir-al-balah-hub","waybill":"SIM-W-%05d"`, 1+rand.IntN(3000))
	if w.handed%10 == 0 {
		about = fmt.Sprintf(`"kind":"counted","place":"kissufim","count":{"by":"bench","what":"trucks","how":"seen","number":%d,"from":"2025-10-25","to":"2025-10-25"}`, w.handed)
	}
	line := fmt.Sprintf(`{"id":%q,"device":"wfp-sim/bench-%s","seq":%d,"org":"wfp-sim","claimed":%q,"recorded":%q,%s}`, newForm(), w.device, w.handed, at, at, about)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.server.address+"/api/v1/facts", strings.NewReader(line+"\n"))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+w.token)
	res, err := w.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && (res.StatusCode != http.StatusOK || !bytes.Contains(text, []byte(`"new"`))) {
		err = fmt.Errorf("a fact was answered %s: %.300s", res.Status, text)
	}
	return err
}

// again marks that a page looks again by itself.
const again = ", looking again"

// thought is how long somebody reads.
func (w *walk) thought(p *walker) time.Duration {
	think := time.Duration(p.chance.ExpFloat64() * float64(w.load.Think))
	return min(max(think, w.load.Think/4), 4*w.load.Think)
}
