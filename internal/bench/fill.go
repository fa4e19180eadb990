package main

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"passage"
	"passage/internal/access"
	"passage/internal/cli"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/proof"
	"passage/internal/store"
)

// A ledger of any size is filled with copies of one rehearsal of a fortnight,
// each with names of its own: the last fortnight several times over, the one
// before as often, and so on. What is said of places, and of engagements, comes
// more often than a rehearsal has it, which looks at two weeks of a quiet cell.
const (
	fortnight = 14
	abreast   = 4 // copies of one fortnight, some thousand trucks a day
	talkative = 6 // times as many impediments, notifications, clearances and engagements
	fillBatch = 2000
	fillTeam  = 3 // that hand in at once
)

// filledFile says what a folder was filled with, so that it is used again.
const filledFile = "filled.json"

type filled struct{ Each, Copies int }

// bench is whoever fills the ledger: at the server itself.
var operator = desk.Caller{Name: "bench", Scopes: []desk.Scope{desk.Sync, desk.Read, desk.Planner, desk.Admin}}

// fill is the process that fills a ledger, and signs everybody in.
func fill(ctx context.Context, arg string, out, stderr io.Writer) (err error) {
	var l load
	if err := json.Unmarshal([]byte(arg), &l); err != nil {
		return err
	}
	args := []string{"rehearse", l.Scenario, "--days", fmt.Sprint(fortnight), "--data", l.Data, "-q"}
	if l.DB != "" {
		args = append(args, "--db", l.DB)
	}
	done := filled{Each: l.Each}
	text, err := os.ReadFile(filepath.Join(l.Data, filledFile))
	switch {
	case err == nil:
		if err := json.Unmarshal(text, &done); err != nil {
			return err
		}
	case errors.Is(err, os.ErrNotExist):
		if status := cli.Main(ctx, args, cli.Shell{Out: io.Discard, Err: stderr, Env: os.Getenv}); status != 0 {
			return fmt.Errorf("passage rehearse ended with status %d", status)
		}
	default:
		return err
	}
	if done.Each != l.Each {
		return fmt.Errorf("the ledger in %s has %d facts a waybill, not %d; use another folder", l.Data, done.Each, l.Each)
	}
	place := cmp.Or(l.DB, filepath.Join(l.Data, "passage.db"))
	s, err := store.Open(ctx, place)
	if err != nil {
		return err
	}
	defer s.Close()
	key, err := proof.OpenKey(l.Data)
	if err != nil {
		return err
	}
	d, err := desk.Open(ctx, s, key, slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelError})))
	if err != nil {
		return err
	}
	defer d.Close()
	f := &filler{load: l, desk: d, out: out, stderr: stderr, done: done}
	for _, do := range []func(context.Context) error{f.plan, f.copies, f.enrol} {
		if err := do(ctx); err != nil {
			return err
		}
	}
	if f.done.Copies > done.Copies && l.DB != "" { // as the server would by itself within some minutes
		db, err := sql.Open("pgx", l.DB)
		if err != nil {
			return err
		}
		defer db.Close()
		if _, err := db.ExecContext(ctx, "VACUUM ANALYZE"); err != nil {
			return err
		}
	}
	return nil
}

type filler struct {
	load
	desk        *desk.Desk
	out, stderr io.Writer
	done        filled
}

// plan brings the scenario in and plans it, unless that was done.
func (f *filler) plan(ctx context.Context) error {
	all, err := f.desk.Scenarios(ctx, operator)
	if err != nil || len(all) > 0 {
		return err
	}
	solver, done, err := newSolver(ctx, "auto")
	if err != nil {
		return err
	}
	defer done()
	f.desk.PlanWith(solver)
	id, err := f.desk.NewScenario(ctx, operator, f.Scenario)
	if err != nil {
		return err
	}
	plan, err := f.desk.MakePlan(ctx, operator, desk.Wanted{Scenario: id})
	if err == nil {
		err = finished(ctx, f.desk, plan)
	}
	return err
}

// copies takes copies of the rehearsal in until there are enough waybills.
func (f *filler) copies(ctx context.Context) error {
	m, err := readMould(ctx, f.desk, f.Each)
	if err != nil {
		return err
	}
	wanted := max(0, (f.Waybills+m.waybills-1)/m.waybills-1)
	began, before := time.Now(), cpuSeconds()
	facts := 0
	for k := f.done.Copies + 1; k <= wanted; k++ {
		n, err := f.copy(ctx, m, k)
		if err != nil {
			return err
		}
		facts += n
		f.done.Copies = k
		if err := f.desk.Publish(ctx); err != nil {
			return err
		}
		text, err := json.Marshal(f.done)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(f.Data, filledFile), text, 0o600); err != nil {
			return err
		}
		if k%10 == 0 {
			fmt.Fprintf(f.stderr, "filling: %d of %d fortnights, %d facts in %.0f s\n", k, wanted, facts, time.Since(began).Seconds())
		}
	}
	size, err := f.desk.Size(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(f.out, "  %d waybills and %d facts: a rehearsal of %d days of the Gaza example %d times, up to %d of them over the same days", m.waybills*(f.done.Copies+1), size, fortnight, f.done.Copies+1, abreast)
	if facts > 0 {
		took := time.Since(began).Seconds()
		fmt.Fprintf(f.out, ";\n  %d of the facts taken in just now, %d at a time, in %.0f s: %.0f a second, %.0f s of processor time", facts, fillBatch, took, float64(facts)/took, cpuSeconds()-before)
	}
	_, err = fmt.Fprintln(f.out)
	return err
}

// copy takes one copy in and returns how many facts it has.
func (f *filler) copy(ctx context.Context, m *mould, k int) (facts int, err error) {
	back := -time.Duration(k/abreast) * fortnight * 24 * time.Hour
	old := k/abreast > 0
	batches := make(chan [][]byte)
	errs := make([]error, fillTeam)
	var all sync.WaitGroup
	for i := range fillTeam {
		all.Go(func() {
			for lines := range batches {
				if errs[i] != nil {
					continue
				}
				receipts, err := f.desk.TakeIn(ctx, operator, lines)
				for _, r := range receipts {
					if r.Answer == envelope.Invalid {
						err = errors.New(r.Reason)
					}
				}
				errs[i] = err
			}
		})
	}
	var lines [][]byte
	hand := func(line []byte) {
		facts++
		if lines = append(lines, line); len(lines) == fillBatch {
			batches <- lines
			lines = nil
		}
	}
	for _, one := range m.facts {
		if one.ending && !old {
			continue
		}
		hand(one.cast(k, 0, back))
		for again := 1; one.talk && again < talkative; again++ {
			hand(one.cast(k, again, back))
		}
	}
	if len(lines) > 0 {
		batches <- lines
	}
	close(batches)
	all.Wait()
	return facts, errors.Join(errs...)
}

// mould is a rehearsal of which copies are made.
type mould struct {
	facts    []moulded
	waybills int
}

// moulded is a fact in pieces: what is the same in each copy, and what is not.
type moulded struct {
	pieces  []piece
	subject string
	talk    bool // comes more often than once
	ending  bool // of a journey that the rehearsal leaves on the road; those of past weeks are over
}

// piece is a text, or something that each copy has its own of.
type piece struct {
	text string
	kind pieceKind
	at   time.Time
}

type pieceKind int

const (
	same     pieceKind = iota
	named              // id of a fact
	moment             // with its day
	day                // alone
	numbered           // SIM-…, which gets the number of the copy
	ended              // …, with the number of the copy at its end
)

var (
	texts    = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
	factName = regexp.MustCompile(`^"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"$`)
)

// readMould reads the rehearsal of a ledger, what is about one subject together.
func readMould(ctx context.Context, d *desk.Desk, each int) (*mould, error) {
	m := &mould{}
	var trouble error
	told := map[passage.WaybillID][]passage.Fact{}
	numbers := map[passage.OrgID]int64{}
	more := func(f passage.Fact, i int, ending bool) {
		numbers[f.Org]++
		f.Device, f.Seq, f.ID = passage.DeviceID(f.Org)+"/gate", numbers[f.Org], passage.FactID(fmt.Sprintf("%s%04x%s", f.ID[:24], i, f.ID[28:]))
		f.Recorded = f.Claimed
		sealed, err := envelope.Seal(f)
		trouble = cmp.Or(trouble, err)
		one := mouldOf(&f, sealed.Body)
		one.ending = ending
		m.facts = append(m.facts, one)
	}
	for n := int64(0); ; {
		next, err := d.Facts(ctx, operator, n, 1000, func(_ int64, body []byte) {
			f, err := envelope.Open(body)
			trouble = cmp.Or(trouble, err)
			if bytes.Contains(body, []byte(`-copy`)) || bytes.Contains(body, []byte(`"SIM1`)) {
				return // of a copy
			}
			m.facts = append(m.facts, mouldOf(&f.Fact, body))
			if f.Waybill != "" {
				told[f.Waybill] = append(told[f.Waybill], f.Fact)
			}
		})
		if err != nil || next == n || len(told) > 0 && len(m.facts) > 100_000 {
			trouble = cmp.Or(trouble, err)
			break
		}
		n = next
		if n > 40_000 { // the rehearsal came first
			break
		}
	}
	m.waybills = len(told)
	for _, id := range slices.Sorted(maps.Keys(told)) {
		facts := told[id]
		i := slices.IndexFunc(facts, func(f passage.Fact) bool { return f.Kind == passage.Loaded })
		if i < 0 {
			continue
		}
		loaded := facts[i]
		first := passage.Fact{ID: loaded.ID, Org: loaded.Org, Waybill: id, Place: loaded.Place}
		for i := len(facts); i < each; i++ {
			first.Kind, first.Claimed = passage.Arrived, loaded.Claimed+passage.Instant(i)*1e6
			if i%2 == 1 {
				first.Kind = passage.Departed
			}
			more(first, i, false)
		}
		if !slices.ContainsFunc(facts, func(f passage.Fact) bool { return f.Kind == passage.Finished }) {
			over := passage.Fact{ID: loaded.ID, Org: loaded.Org, Waybill: id, Kind: passage.Finished, Claimed: loaded.Claimed + passage.Instant(10*24*time.Hour/time.Microsecond)}
			more(over, each, true)
		}
	}
	slices.SortStableFunc(m.facts, func(a, b moulded) int { return cmp.Compare(a.subject, b.subject) })
	return m, trouble
}

// mouldOf takes a fact apart.
func mouldOf(f *passage.Fact, body []byte) moulded {
	m := moulded{subject: f.Subject()}
	place := strings.HasPrefix(m.subject, "p/") && f.Kind != passage.Counted && f.Kind != passage.Stated
	m.talk = place || f.Kind == passage.Impeded || f.Kind == passage.Followed || f.Engagement != ""
	last := 0
	for _, at := range texts.FindAllIndex(body, -1) {
		text := string(body[at[0]:at[1]])
		p := piece{text: strings.Trim(text, `"`)}
		var err error
		switch {
		case factName.MatchString(text):
			p.kind = named
		case strings.HasPrefix(text, `"SIM-`):
			p.kind, p.text = numbered, p.text[len("SIM"):]
		case strings.HasPrefix(text, `"rehearsal-`), strings.HasSuffix(string(body[:at[0]]), `"device":`):
			p.kind = ended
		default:
			if p.at, err = time.Parse(time.DateOnly, p.text); err == nil {
				p.kind = day
			} else if p.at, err = time.Parse(time.RFC3339, p.text); err == nil {
				p.kind = moment
			} else {
				continue
			}
		}
		m.pieces = append(m.pieces, piece{text: string(body[last : at[0]+1])}, p)
		last = at[1] - 1
	}
	m.pieces = append(m.pieces, piece{text: string(body[last:])})
	return m
}

// cast makes a copy of a fact: of the k-th rehearsal, told once more, some time
// back.
func (m *moulded) cast(k, again int, back time.Duration) []byte {
	var b bytes.Buffer
	for _, p := range m.pieces {
		switch p.kind {
		case same:
			b.WriteString(p.text)
		case named: // its beginning is its time
			var tail uint64
			fmt.Sscanf(p.text[28:], "%x", &tail)
			fmt.Fprintf(&b, "%s%08x", p.text[:28], uint32(tail)^uint32(k*talkative+again))
		case moment:
			b.WriteString(p.at.Add(back).Format(time.RFC3339))
		case day:
			b.WriteString(p.at.Add(back).Format(time.DateOnly))
		case numbered:
			fmt.Fprintf(&b, "SIM1%d%s", k, p.text)
		case ended:
			fmt.Fprintf(&b, "%s-copy%d-%d", p.text, k, again)
		}
	}
	return b.Bytes()
}

// loadOrgs are the organisations of a rehearsal with some nodes that they run,
// one that runs a crossing alone and one that nothing concerns.
var loadOrgs = []struct {
	id    passage.OrgID
	nodes []passage.NodeID
}{
	{"wfp-sim", []passage.NodeID{"kerem-shalom"}}, {"unicef-sim", nil}, {"iom-sim", []passage.NodeID{"khan-younis-hub"}},
	{"gate-sim", []passage.NodeID{"allenby"}}, {"other-sim", nil},
}

// walkers say of twenty people how many have which role.
var walkers = []struct {
	role access.Role
	of   int
}{
	{access.Dispatcher, 5}, {access.Monitor, 4}, {access.Liaison, 3}, {access.Planner, 2}, {access.DonorDesk, 2}, {access.Analyst, 2},
	{access.Administrator, 1}, {access.Public, 1},
}

// people are who walks.
type people struct {
	People []walkingPerson
	Token  string // of a device
	Link   string // that lets somebody in and is not followed
}

type walkingPerson struct {
	Name    string
	Role    access.Role
	Org     passage.OrgID
	Session string
}

// enrol signs everybody in, as visitors of a rehearsal are: no password is hashed
// for a measurement of pages.
func (f *filler) enrol(ctx context.Context) error {
	f.desk.SetClock(func() time.Time { return time.Now().Add(30 * time.Minute) }) // so that nobody has to prove again who they are meanwhile
	for _, o := range loadOrgs {
		if err := f.desk.PutOrganisation(ctx, operator, o.id, string(o.id), o.nodes); err != nil {
			return err
		}
	}
	var roles []access.Role
	for _, w := range walkers {
		roles = append(roles, slices.Repeat([]access.Role{w.role}, w.of)...)
	}
	have, err := f.desk.Accounts(ctx, operator)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, a := range have {
		known[a.Name] = true
	}
	invite := func(p walkingPerson) (link string, err error) {
		if known[p.Name] {
			return f.desk.OperatorLink(ctx, operator, p.Name)
		}
		return f.desk.Invite(ctx, operator, desk.Person{Name: p.Name, Person: p.Name, Org: p.Org, Roles: []access.Role{p.Role}})
	}
	var all people
	if all.Link, err = invite(walkingPerson{Name: "newcomer", Role: access.Analyst, Org: loadOrgs[0].id}); err != nil {
		return err
	}
	for i := range f.Users {
		p := walkingPerson{Name: fmt.Sprintf("walker-%d", i), Role: roles[i*7%len(roles)], Org: loadOrgs[i%len(loadOrgs)].id}
		link, err := invite(p)
		if err == nil {
			p.Session, err = f.desk.Follow(ctx, link, desk.Person{}, "", "bench")
		}
		if err == nil {
			p.Session, err = f.desk.LookAround(ctx, p.Session)
		}
		if err != nil {
			return err
		}
		all.People = append(all.People, p)
	}
	if all.Token, err = f.desk.NewToken(ctx, "bench-"+newForm(), "wfp-sim", []desk.Scope{desk.Write}); err != nil {
		return err
	}
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(f.Data, enrolFile), text, 0o600)
}
