package desk

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode"

	"passage"
	"passage/internal/access"
	"passage/internal/exchange"
	"passage/internal/exchange/draft"
	"passage/internal/store"
)

// Scenario is a scenario as a revision of its tables has it.
type Scenario struct {
	ID       string
	Revision int64
	Author   string
	Made     passage.Instant
	*exchange.Loaded
	Local   exchange.Local   // what things are called in other languages
	Sources exchange.Sources // of figures
	Tables  []byte           // the zip that it was read from

	once     sync.Once // opens the draft when somebody wants to edit it
	draft    *draft.Draft
	draftErr error
}

// NewScenario takes a scenario in from a folder, a .zip or an .xlsx. Its id is
// made from its name. Tables with faults are refused with all of them, as
// [passage.Faults].
func (d *Desk) NewScenario(ctx context.Context, caller Caller, path string) (id string, err error) {
	if err := caller.May(Planner); err != nil {
		return "", err
	}
	tables, loaded, err := d.unpack(ctx, path)
	if err != nil {
		return "", err
	}
	name := loaded.Scenario.Name
	id = slug(name)
	return id, d.store.Update(ctx, func(tx *store.Tx) error {
		all, err := tx.Scenarios()
		if err != nil {
			return err
		}
		for _, s := range all {
			if s.ID == id {
				return refuse("there is a scenario %s already; change that one, or give this one another name in scenario.toml", id)
			}
		}
		now := d.now().UnixMicro()
		if err := tx.AddScenario(store.Scenario{ID: id, Name: name, Made: now}); err != nil {
			return err
		}
		// What others work with stays what they work with.
		if all, err = inUseFirst(tx, all); err != nil {
			return err
		}
		all = append(all, store.Scenario{ID: id})
		if err := tx.SetSetting(usedSetting, all[0].ID); err != nil {
			return err
		}
		return tx.AddRevision(store.Revision{Scenario: id, N: 1, Made: now, Author: caller.Name, What: "", Tables: tables})
	})
}

// usedSetting names the scenario that today, the doors, asks, commitments and names of
// places go by.
const usedSetting = "scenario in use"

// UseScenario has everybody work with a scenario from now on.
func (d *Desk) UseScenario(ctx context.Context, caller Caller, id string) error {
	if err := caller.May(Planner); err != nil {
		return err
	}
	return d.store.Update(ctx, func(tx *store.Tx) error {
		all, err := tx.Scenarios()
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(s store.Scenario) bool { return s.ID == id }) {
			return Missing{fmt.Sprintf("there is no scenario %q", id)}
		}
		return tx.SetSetting(usedSetting, id)
	})
}

// inUseFirst puts the scenario in use before the others, of which the newest is the
// first: it is in use where nobody chose.
func inUseFirst(tx *store.Tx, all []store.Scenario) ([]store.Scenario, error) {
	used, err := tx.Setting(usedSetting)
	if i := slices.IndexFunc(all, func(s store.Scenario) bool { return s.ID == used }); i > 0 {
		all = slices.Insert(slices.Delete(slices.Clone(all), i, i+1), 0, all[i])
	}
	return all, err
}

// unpack returns the tables at a path as one zip, and what they say. Tables with
// faults are refused with all of them. One is unpacked at a time, so that several
// who send large ones wait for each other and not for memory.
func (d *Desk) unpack(ctx context.Context, path string) (tables []byte, loaded *exchange.Loaded, err error) {
	select {
	case d.unpacking <- struct{}{}:
		defer func() { <-d.unpacking }()
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	// Read as they were sent, so that faults have the lines which the sender sees.
	if loaded, err = exchange.ReadWithin(ctx, path, exchange.UploadLimits); err != nil {
		return nil, nil, err
	}
	if loaded.Scenario == nil {
		return nil, nil, loaded.Faults
	}
	if tables, err = zipped(ctx, path); err != nil {
		return nil, nil, err
	}
	return tables, loaded, nil
}

// zipped returns the tables at a path as one zip.
func zipped(ctx context.Context, path string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "passage-scenario-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	to := filepath.Join(dir, "scenario.zip")
	if _, err := exchange.ConvertWithin(ctx, path, to, exchange.UploadLimits); err != nil {
		return nil, err
	}
	return os.ReadFile(to)
}

// converted writes a zip of tables in another format.
func converted(ctx context.Context, tables []byte, ending string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "passage-scenario-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	from, to := filepath.Join(dir, "from.zip"), filepath.Join(dir, "to"+ending)
	if err := os.WriteFile(from, tables, 0o600); err != nil {
		return nil, err
	}
	if _, err := exchange.Convert(ctx, from, to); err != nil {
		return nil, err
	}
	return os.ReadFile(to)
}

// slug makes an id of a name: small letters and digits with hyphens between.
func slug(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(name) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		} else {
			gap = true
		}
		if b.Len() > 60 {
			break
		}
	}
	if b.Len() == 0 {
		return "scenario"
	}
	return b.String()
}

// Scenarios returns all scenarios, the newest first.
func (d *Desk) Scenarios(ctx context.Context, caller Caller) (all []store.Scenario, err error) {
	if err := caller.May(access.ReadOwn, Read, Sync, Planner); err != nil {
		return nil, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		if all, err = tx.Scenarios(); err == nil {
			all, err = inUseFirst(tx, all)
		}
		return err
	})
	return all, err
}

// Scenario returns a revision of a scenario, the newest for 0.
func (d *Desk) Scenario(ctx context.Context, caller Caller, id string, n int64) (*Scenario, error) {
	if err := caller.May(access.ReadOwn, Read, Sync, Planner); err != nil {
		return nil, err
	}
	return d.scenario(ctx, id, n)
}

// Gazetteer returns a scenario, the one in use for "", for the names of places and
// goods that are in it: whoever reads any row may read these, and who says which places
// organisations run. It returns nil where there is none.
func (d *Desk) Gazetteer(ctx context.Context, caller Caller, id string) (*Scenario, error) {
	if err := caller.MayRead(); err != nil && caller.May(Admin) != nil {
		return nil, err
	}
	if id == "" {
		var all []store.Scenario
		err := d.store.View(ctx, func(tx *store.Tx) (err error) {
			if all, err = tx.Scenarios(); err == nil {
				all, err = inUseFirst(tx, all)
			}
			return err
		})
		if err != nil || len(all) == 0 {
			return nil, err
		}
		id = all[0].ID
	}
	return d.scenario(ctx, id, 0)
}

func (d *Desk) scenario(ctx context.Context, id string, n int64) (*Scenario, error) {
	if s := d.studio.kept(id, n); s != nil {
		return s, nil
	}
	var r store.Revision
	err := d.store.View(ctx, func(tx *store.Tx) error {
		if n == 0 {
			newest, err := tx.NewestRevision(id)
			if err != nil || d.studio.kept(id, newest) != nil {
				r.N = newest
				return err
			}
		}
		found, ok, err := tx.Revision(id, n)
		if err == nil && !ok {
			err = Missing{fmt.Sprintf("there is no scenario %q", id)}
		}
		r = found
		return err
	})
	if err != nil {
		return nil, err
	}
	if s := d.studio.kept(id, r.N); s != nil {
		return s, nil
	}
	loaded, err := exchange.ReadArchive(ctx, r.Tables, id+".zip")
	if err != nil {
		return nil, err
	}
	local, err := exchange.ReadLocal(ctx, r.Tables, id+".zip")
	if err != nil {
		return nil, err
	}
	sources, err := exchange.ReadSources(ctx, r.Tables, id+".zip")
	if err != nil {
		return nil, err
	}
	s := &Scenario{ID: id, Local: local, Sources: sources, Revision: r.N, Author: r.Author, Made: passage.Instant(r.Made), Loaded: loaded, Tables: r.Tables}
	d.studio.keep(s)
	return s, nil
}

// studio is where plans are made, and what it has at hand.
type studio struct {
	mu      sync.Mutex
	read    []*Scenario // those read last, the newest at the end
	opened  []opened    // plans, likewise
	results []finished
	easel   *easel
	running map[string]*running

	rankings map[string]*ranking // by scenario, of its newest revision
	wait     sync.WaitGroup
}

// mostRead is how many scenarios are kept as they were read.
const mostRead = 8

func (s *studio) kept(id string, n int64) *Scenario {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.read {
		if one.ID == id && one.Revision == n {
			return one
		}
	}
	return nil
}

func (s *studio) keep(one *Scenario) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read = append(s.read, one)
	if len(s.read) > mostRead {
		s.read = s.read[1:]
	}
}
