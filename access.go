package passage

import "time"

// RuleID names an access rule in the tables.
type RuleID string

// AccessStatus is what an access rule does to its door.
type AccessStatus string

const (
	Open       AccessStatus = "open"       // gives a figure of trucks and nothing else
	Closed     AccessStatus = "closed"     // shuts the door, or shuts it to some goods or on some days
	Restricted AccessStatus = "restricted" // lets through only so many, on some days, or some goods
)

// DoorID names a crossing or a corridor: what rules and asks are about.
type DoorID string

// AccessRule is a rule on a door, in force from From to To, both included.
type AccessRule struct {
	ID           RuleID
	On           DoorID
	From, To     Date
	Status       AccessStatus
	TrucksPerDay Limit
	Weekdays     []time.Weekday
	Only, Except []string // commodities or sectors
	Source       string
	Reliability  string
	AsOf         Date
}

// Covers reports whether a day is among those for which a rule stands, of
// whatever weekday it is.
func (r *AccessRule) Covers(day Date) bool {
	return (r.From.IsZero() || day >= r.From) && (r.To.IsZero() || day <= r.To)
}

// AskID names an ask in the tables.
type AskID string

// Ask is something that somebody could grant: from From to To the rules that it
// lifts are not in force, and TrucksPerDay is the figure of the door that it is
// on, before the rules that stay take away from it. USD is money that may be
// spent from From on; it is not taken back after To.
type Ask struct {
	ID           AskID
	Lifts        []RuleID
	On           DoorID
	TrucksPerDay Limit
	USD          Limit // in the scenario's currency
	From, To     Date
	HeldBy       string
	Note         string
}
