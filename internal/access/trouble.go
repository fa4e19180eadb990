package access

import (
	"fmt"
	"time"
)

// Trouble is why signing in, or what belongs to it, does not go on. It is an
// error with an English sentence; pages have one in each language under its
// name.
type Trouble string

const (
	WrongSignIn       Trouble = "wrong_sign_in"
	WrongCode         Trouble = "wrong_code"
	TooShort          Trouble = "too_short"
	TooLong           Trouble = "too_long"
	TooPlain          Trouble = "too_plain"
	LinkOver          Trouble = "link_over"
	SessionOver       Trouble = "session_over"
	Stale             Trouble = "stale"
	BadName           Trouble = "bad_name"
	BadPerson         Trouble = "bad_person"
	BadOrg            Trouble = "bad_org"
	OrgTaken          Trouble = "org_taken"
	NameTaken         Trouble = "name_taken"
	NoSuchOrg         Trouble = "no_such_org"
	NoRole            Trouble = "no_role"
	LastAdministrator Trouble = "last_administrator"
	LastWay           Trouble = "last_way"
	TwoPeople         Trouble = "two_people"
	NotYourself       Trouble = "not_yourself"
	NoPasskeyHere     Trouble = "no_passkey_here"
	PasskeyRefused    Trouble = "passkey_refused"
	PasskeyTaken      Trouble = "passkey_taken"
	IdentityUnknown   Trouble = "identity_unknown"
	IdentityTaken     Trouble = "identity_taken"
	IdentityRefused   Trouble = "identity_refused"
	IdentityAway      Trouble = "identity_away"
	WideToken         Trouble = "wide_token"
	PositionKey       Trouble = "position_key"
	PositionAltered   Trouble = "position_altered"
)

// Troubles are all there are, with their sentences.
var Troubles = map[Trouble]string{
	WrongSignIn:       "The name or the password is not right. Check both; small and capital letters differ.",
	WrongCode:         "The code is not right or was used already. Wait for the next one in your app, and check that your phone's clock is right.",
	TooShort:          "The password is too short: it takes at least 12 characters. Four words that have nothing to do with each other are easy to keep in mind.",
	TooLong:           "The password is too long: it takes at most 256 characters.",
	TooPlain:          "This password is among the first that others would try. Take words that have nothing to do with you, your organisation or each other.",
	LinkOver:          "This link was used already or is too old. Ask an administrator for a new one.",
	SessionOver:       "You are signed out, because you did so or because too much time has passed. Sign in again.",
	Stale:             "Sign in again before you do this. It can do harm, and you last proved who you are more than five minutes ago.",
	BadName:           "The name to sign in with takes a to z, 0 to 9, dot, hyphen and underscore, at most 63, such as amal.k.",
	BadPerson:         "Write the person's name as others are to read it, with at most 100 characters.",
	BadOrg:            "The short name of an organisation takes a to z, 0 to 9, dot, hyphen and underscore, such as wfp. Its full name takes 1 to 100 characters.",
	OrgTaken:          "Another organisation goes by this name, short or full. Its people see what was given under it; write the full name so that it tells the two apart.",
	NameTaken:         "Somebody else signs in with this name. Take another.",
	NoSuchOrg:         "This organisation is not entered yet. Enter it first, under Organisations.",
	NoRole:            "Choose at least one role.",
	LastAdministrator: "This is the last administrator who can sign in. Make another one first.",
	LastWay:           "This is the last way to sign in to the account. Set up another one first.",
	TwoPeople:         "You asked for this yourself. Another administrator has to agree to it.",
	NotYourself:       "This cannot be done for your own account. Ask two other administrators.",
	NoPasskeyHere:     "Passkeys need a host name and HTTPS. Open this page by its name, not by an IP address, or use a password with codes.",
	PasskeyRefused:    "This passkey was not accepted. Try again, or sign in another way.",
	PasskeyTaken:      "This passkey is set up already.",
	IdentityUnknown:   "This identity is tied to no account that may sign in here.",
	IdentityTaken:     "This identity is tied to an account already.",
	IdentityRefused:   "The identity provider did not confirm who you are. Try again, or sign in another way.",
	IdentityAway:      "The identity provider cannot be reached at the moment. Try again later, or sign in another way.",
	WideToken:         "A token that may do this is made only on the server itself, with passage token add.",
	PositionKey:       "Exact positions cannot be read or entered now, because the key that they are encrypted under is not on this server. Whoever looks after it puts positions.key back into the folder of the ledger.",
	PositionAltered:   "This position is not shown: it, or who may read it, was changed in the database outside the program. Tell whoever looks after the server, and enter the position anew.",
}

func (t Trouble) Error() string { return Troubles[t] }

// Wait is an error of somebody who has tried too often.
type Wait struct{ For time.Duration }

// Seconds is how long to wait, rounded up.
func (w Wait) Seconds() int { return int((w.For + time.Second - 1) / time.Second) }

func (w Wait) Error() string {
	return fmt.Sprintf("There were too many tries. Wait %d seconds and try again.", w.Seconds())
}
