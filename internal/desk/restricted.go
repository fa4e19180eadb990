package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"passage"
	"passage/internal/access"
	"passage/internal/store"
)

// HeldKind is a kind of what only the people read that its rows name. Its rows
// are no facts: they go into no list, no twin, no export, no log and to no other
// ledger, and are encrypted in the database. Each reading is in the journal before
// it is shown, and to everybody else there is none.
type HeldKind string

const (
	Positions           HeldKind = "position"
	VehiclesAndContacts HeldKind = "particulars"
)

// Held is what is restricted without its content: for those who may read it.
type Held struct {
	ID        string
	Notice    passage.FactID
	Place     passage.NodeID // of a position
	EnteredBy string         // as others read the person
	EnteredAt passage.Instant
	CheckedBy string // empty: nobody yet
	CheckedAt passage.Instant
	Own       bool // the caller entered it
	MayCheck  bool
	MayRemove bool
	NamedTo   []Named
}

// Named is somebody who may read it.
type Named struct {
	Account string
	Org     passage.OrgID // at that time; whoever has left it reads no more
	By      string        // account
	At      int64         // microseconds
	Person  string        `json:"-"`
}

// ownNotice returns a notification that the caller's organisation made and that
// stands.
func (d *Desk) ownNotice(tx *store.Tx, caller Caller, id passage.FactID) (f passage.Fact, err error) {
	facts, err := d.around(tx, id)
	if err != nil {
		return f, err
	}
	all, err := reported(tx, caller, passage.Notified, facts)
	if err != nil {
		return f, err
	}
	if i := slices.IndexFunc(all, func(r passage.Reported) bool { return r.Fact.ID == id && r.Fact.Org == caller.Org }); i >= 0 {
		return all[i].Fact, nil
	}
	return f, Missing{"there is no such notification of your organisation"}
}

// Held returns what there is of a kind to a notification that the caller may
// read, all of any for "", without its content.
func (d *Desk) Held(ctx context.Context, caller Caller, kind HeldKind, notice passage.FactID) (all []Held, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) error {
		all = nil
		rows, err := tx.AllRestricted(string(kind), string(notice))
		for _, row := range rows {
			if err != nil {
				return err
			}
			var named []Named
			if named, err = readNamed(row.Readers); err == nil && knows(caller, row, named) {
				var h Held
				h, err = held(tx, caller, row, named)
				all = append(all, h)
			}
		}
		return err
	})
	return all, err
}

// knows reports whether a row is there for a caller: who entered or checked
// it, or is named, and is still of the organisation for which that was.
func knows(c Caller, row store.Restricted, named []Named) bool {
	if c.Token || c.Account == "" || c.MayRead() != nil {
		return false
	}
	return string(c.Org) == row.Org && (c.Account == row.EnteredBy || c.Account == row.CheckedBy) ||
		slices.ContainsFunc(named, func(n Named) bool { return n.Account == c.Account && n.Org == c.Org })
}

// held describes a row to somebody who knows it.
func held(tx *store.Tx, caller Caller, row store.Restricted, named []Named) (h Held, err error) {
	name := func(account string) string {
		if account == "" || err != nil {
			return ""
		}
		var a store.Account
		if a, _, err = tx.Account(account); a.Person == "" {
			return account
		}
		return a.Person
	}
	h = Held{
		ID: row.ID, Notice: passage.FactID(row.Notice), Place: passage.NodeID(row.Place),
		EnteredBy: name(row.EnteredBy), EnteredAt: passage.Instant(row.EnteredAt), CheckedBy: name(row.CheckedBy), CheckedAt: passage.Instant(row.CheckedAt),
		Own: caller.Account == row.EnteredBy, MayCheck: mayCheck(caller, row), MayRemove: mayRemove(caller, row),
	}
	for _, n := range named {
		n.Person = name(n.Account)
		h.NamedTo = append(h.NamedTo, n)
	}
	return h, err
}

func mayCheck(c Caller, row store.Restricted) bool {
	return row.Kind == string(Positions) && row.CheckedBy == "" && c.Account != row.EnteredBy && string(c.Org) == row.Org && c.May(Write) == nil
}

func mayRemove(c Caller, row store.Restricted) bool {
	return string(c.Org) == row.Org && (c.Account == row.EnteredBy || c.Account == row.CheckedBy)
}

// known runs do on a row that the caller knows. To everybody else there is none, and
// who asks by an id leaves a trace, the same whether there is one: they read their own
// lines of the journal. What was changed outside the program leaves one too.
func (d *Desk) known(ctx context.Context, caller Caller, kind HeldKind, id string, do func(*store.Tx, store.Restricted, []Named) error) error {
	if d.ring == nil {
		return access.PositionKey
	}
	refused := false
	err := d.store.Update(ctx, func(tx *store.Tx) error {
		row, ok, err := tx.Restricted(string(kind), id)
		if err != nil {
			return err
		}
		named, err := readNamed(row.Readers)
		if err != nil {
			return err
		}
		if refused = !ok || !knows(caller, row, named); refused {
			return Missing{"there is nothing of that kind with this id"}
		}
		return do(tx, row, named)
	})
	switch {
	case refused:
		err = errors.Join(d.tell(ctx, caller, "refused."+string(kind), clipID(id)), err)
	case errors.Is(err, access.PositionAltered):
		err = errors.Join(d.tell(ctx, caller, "altered."+string(kind), id), err)
	}
	return err
}

// clipID cuts what somebody typed to the length of an id.
func clipID(id string) string {
	return strings.ToValidUTF8(id[:min(len(id), 36)], "")
}

// sentAgain is the answer to a form that made a row before: nothing, where it says
// the same.
func (d *Desk) sentAgain(before, row store.Restricted, content []byte) error {
	if before.EnteredBy != row.EnteredBy || before.Notice != row.Notice || before.Place != row.Place {
		return SentOtherwise{}
	}
	was, err := d.unseal(before)
	if err == nil && !bytes.Equal(was, content) {
		return SentOtherwise{}
	}
	return err
}

// Grant names somebody who may read what is restricted, by the name with which they
// sign in. Who entered it does.
func (d *Desk) Grant(ctx context.Context, caller Caller, kind HeldKind, id, name string) error {
	return d.rename(ctx, caller, kind, id, func(tx *store.Tx, row store.Restricted, named []Named) ([]Named, string, string, error) {
		named, who, err := d.alsoNamed(tx, caller, row.EnteredBy, named, name)
		return named, "named", who, err
	})
}

// Ungrant ends that somebody may read what is restricted. Who checked it goes on.
func (d *Desk) Ungrant(ctx context.Context, caller Caller, kind HeldKind, id, account string) error {
	return d.rename(ctx, caller, kind, id, func(_ *store.Tx, _ store.Restricted, named []Named) ([]Named, string, string, error) {
		return slices.DeleteFunc(named, func(n Named) bool { return n.Account == account }), "unnamed", account, nil
	})
}

// rename changes who may read a row, and writes that down: the act and whom it is
// about. Nothing changes where that is nobody.
func (d *Desk) rename(ctx context.Context, caller Caller, kind HeldKind, id string, change func(*store.Tx, store.Restricted, []Named) (named []Named, act, who string, err error)) error {
	return d.known(ctx, caller, kind, id, func(tx *store.Tx, row store.Restricted, named []Named) error {
		if caller.Account != row.EnteredBy {
			return refuse("who entered it names who may read it")
		}
		named, act, who, err := change(tx, row, named)
		if err != nil || who == "" {
			return err
		}
		changed := row
		if changed.Readers, err = writeNamed(named); err != nil {
			return err
		}
		return errors.Join(d.reseal(tx, row, changed), tx.Record(d.entry(caller, row.Kind+"."+act, row.ID+" "+who)))
	})
}

// alsoNamed adds somebody, by the name with which they sign in, to those whom a row
// names. who is that name with their organisation; empty: they read the row already.
func (d *Desk) alsoNamed(tx *store.Tx, caller Caller, enteredBy string, named []Named, name string) (all []Named, who string, err error) {
	a, ok, err := tx.AccountNamed(strings.TrimSpace(name))
	switch {
	case err != nil:
		return nil, "", err
	case !ok || a.Disabled != 0:
		return nil, "", NotSaid{fmt.Sprintf("nobody signs in as %q; ask the person for the name with which they sign in", name)}
	case a.ID == enteredBy || slices.ContainsFunc(named, func(n Named) bool { return n.Account == a.ID && string(n.Org) == a.Org }):
		return named, "", nil
	}
	return append(named, Named{Account: a.ID, Org: passage.OrgID(a.Org), By: caller.Account, At: d.now().UnixMicro()}), a.Name + " " + a.Org, nil
}

// Remove removes what is restricted for good, from the disk too. Who entered or
// checked it does.
func (d *Desk) Remove(ctx context.Context, caller Caller, kind HeldKind, id string) error {
	err := d.known(ctx, caller, kind, id, func(tx *store.Tx, row store.Restricted, _ []Named) error {
		if !mayRemove(caller, row) {
			return refuse("who entered or checked it removes it")
		}
		return errors.Join(tx.DropRestricted(row.Kind, row.ID), tx.Record(d.entry(caller, row.Kind+".removed", row.ID+" "+row.Notice)))
	})
	if err != nil {
		return err
	}
	if err := d.store.Forget(ctx); err != nil { // it is removed; the log of the database is emptied later
		d.log.Warn("something restricted was removed and may still stand in the write-ahead log", "error", err)
	}
	return nil
}

func writeNamed(named []Named) (string, error) {
	text, err := json.Marshal(named)
	return string(text), err
}

func readNamed(text string) (named []Named, err error) {
	if text == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(text), &named); err != nil {
		return nil, fmt.Errorf("who may read a row cannot be read: %w", err)
	}
	return named, nil
}
