// Package access says who may do what and who sees which row, and holds what
// signing in is made of: passwords, one-time codes, links, sessions and the
// brakes on guessing. It keeps nothing and reaches nothing; package desk asks it
// for every page, every call of the interface and every export alike.
package access

import (
	"fmt"
	"slices"
	"time"

	"passage"
)

// Right is something that a caller may do. Tokens carry rights, called scopes
// there; accounts have them through their roles.
type Right string

const (
	Write      Right = "write"      // hand in facts of its own organisation
	ReadOwn    Right = "read-own"   // read rows that concern its organisation
	Read       Right = "read"       // read all rows, but no restricted field
	Restricted Right = "restricted" // of the rows that it reads, the restricted fields too
	Plan       Right = "plan"       // make and change scenarios and plans
	Publish    Right = "publish"    // choose what the public sees
	Sync       Right = "sync"       // hand in and read everything, as another ledger does
	Admin      Right = "admin"      // make accounts and tokens, erase
)

// Rights are all there are.
var Rights = []Right{Write, ReadOwn, Read, Restricted, Plan, Publish, Sync, Admin}

// Caller is who asks: the holder of a token, or somebody who has signed in. The
// zero Caller is the public, which may do nothing that has to be allowed.
type Caller struct {
	Name    string // of the token or account
	Account string // id of the account; empty for a token
	Org     passage.OrgID
	OrgName passage.OrgID    // in full, as tables and releases may write a donor
	Nodes   []passage.NodeID // that its organisation runs
	Scopes  []Right
	Token   bool // a program or device, which makes no accounts, tokens or sessions

	// Proved is when the person last proved who they are. A token proves itself
	// with every request and has none.
	Proved time.Time
}

// Forbidden is an error of a caller who may not do what was asked.
type Forbidden struct{ Text string }

func (f Forbidden) Error() string { return f.Text }

// May returns an error unless the caller has one of the rights.
func (c Caller) May(rights ...Right) error {
	if c.has(rights...) {
		return nil
	}
	if c.Account != "" {
		return Forbidden{fmt.Sprintf("none of your roles allows this; it takes the right %q, which an administrator can give", rights[0])}
	}
	return Forbidden{fmt.Sprintf("the token %q does not have the scope %s", c.Name, rights[0])}
}

// has reports what May does, without a sentence that nobody reads.
func (c Caller) has(rights ...Right) bool {
	for _, r := range rights {
		if slices.Contains(c.Scopes, r) {
			return true
		}
	}
	return false
}

// FreshFor is how long somebody who has just proved who they are may do what a
// stolen session should not be able to.
const FreshFor = 5 * time.Minute

// Fresh returns an error unless the caller has proved who they are lately.
func (c Caller) Fresh(now time.Time) error {
	if c.Account != "" && now.Sub(c.Proved) > FreshFor {
		return Stale
	}
	return nil
}

// Row is what decides who sees a waybill or a consignment.
type Row struct {
	Orgs  []passage.OrgID // that own it or loaded it
	Donor passage.OrgID
	Nodes []passage.NodeID // where it begins, is, and ends
}

// MayRead returns an error unless there are rows that the caller may read.
func (c Caller) MayRead() error { return c.May(ReadOwn, Read, Sync) }

// ReadsAll reports whether no row is kept from the caller.
func (c Caller) ReadsAll() bool { return c.has(Read, Sync) }

// Sees reports whether the caller may read a row. A row that it does not see
// must look to it as if there were none.
func (c Caller) Sees(r Row) bool {
	if c.ReadsAll() {
		return true
	}
	if !c.has(ReadOwn) || c.Org == "" {
		return false
	}
	return slices.Contains(r.Orgs, c.Org) || c.Gave(r.Donor) ||
		slices.ContainsFunc(r.Nodes, func(n passage.NodeID) bool { return n != "" && slices.Contains(c.Nodes, n) })
}

// Gave reports whether a donor is the caller's organisation, by its short name or in full.
func (c Caller) Gave(donor passage.OrgID) bool {
	return donor != "" && (donor == c.Org || donor == c.OrgName)
}

// SeesRestricted reports whether the caller may read the restricted fields of
// rows that it sees.
func (c Caller) SeesRestricted() bool { return c.has(Restricted, Sync) }
