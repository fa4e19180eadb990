package passage

import (
	"cmp"
	"strings"
)

// FactID is the time-ordered name (UUID version 7) that a device gives a fact.
type FactID string

// DeviceID names what recorded a fact: the organisation's id, a slash, and the
// organisation's own name for it, such as "wfp/tablet-7".
type DeviceID string

// OrgID names an organisation.
type OrgID string

// SimMark ends the name of every organisation of a rehearsal.
const SimMark = "-sim"

// SimName ends the name of everybody else of whom a rehearsal speaks, such as donors.
const SimName = " (simulated)"

// Simulated reports whether an organisation is one of a rehearsal: what it states
// did not happen.
func (o OrgID) Simulated() bool { return strings.HasSuffix(string(o), SimMark) }

// Fact is something that is said to have happened. Nobody can change a fact; a
// later one can declare it wrong (see [Corrected]). Device and Seq together
// say which fact it is: the same pair with the same content is the same fact,
// however often it arrives, and the same pair with other content is a conflict
// in which neither counts.
type Fact struct {
	ID     FactID
	Device DeviceID
	Seq    int64 // counted by the device, from 1
	Org    OrgID
	Actor  string // who states it, the same for one person and one subject: a role, a member of staff or a word that stands for one, never a beneficiary; restricted
	Kind   FactKind

	Claimed  Instant // when it is said to have happened
	Recorded Instant // when it was written down, by the device's clock

	Place       NodeID
	Source      string // who or what says so; empty: the device's own organisation saw it
	Reliability Reliability
	Ref         string // number of the paper, such as a goods received note

	// What it is about: a waybill, or a consignment as a whole, or an engagement,
	// or (a state, a count, an impediment, …) a place, which may be a corridor.
	Waybill     WaybillID
	Consignment ConsignmentID
	Engagement  EngagementID

	From, To     NodeID // of the consignment, of the leg, or where goods were diverted to
	Owner, Donor OrgID
	Vehicle      string // restricted
	Lines        []FactLine

	Reason    string       // as stated
	How       Interception // of an interception
	Obstacle  Obstacle     // of an impediment
	Detail    string       // of an impediment: what kind of its category; of a follow-up: what came of it
	Party     string       // of an impediment: who is said to be responsible; of a follow-up: who it was that did so
	Until     Instant      // of an impediment that is over
	Stops     []WaybillID  // of an impediment at a place: the journeys that it stopped
	About     FactID       // of a follow-up; of a report or a count that is told anew: the one before
	Status    Status       // of a follow-up
	Corrects  FactID
	Error     Error
	Count     *Count
	Door      *DoorState
	Minutes   *Minutes
	Payment   *Payment
	Notice    *Notice
	Clearance *Clearance
	Evidence  []Evidence
	Note      string // restricted
	Whereupon string // exact coordinates "lat,lon"; restricted
}

// FactLine is what a fact says about one line of a consignment. Amounts are in
// the unit of the line and never negative.
type FactLine struct {
	Consignment ConsignmentID
	Line        int // of the consignment, from 1
	Commodity   CommodityID
	Unit        Unit
	Amount      int64 // what the kind of fact says: released, loaded, lost, received, …
	Saved       int64 // of an interception: what came through
	Missing     int64 // of a receipt: what is known not to come
	Damaged     int64 // of a receipt: what came and cannot be used
	Reason      string
	Lot         string
	Expiry      Date
	Units       []HandlingUnit
}

// Unit is what an amount counts.
type Unit string

const (
	Grams       Unit = "g"
	Millilitres Unit = "ml"
	Pieces      Unit = "piece"
)

// Units are all there are.
var Units = []Unit{Grams, Millilitres, Pieces}

// HandlingUnit is a pallet, carton or sack with a name of its own, such as an
// SSCC. Units nest: In names the one that holds it.
type HandlingUnit struct {
	ID     string
	In     string
	Amount int64 // 0 for one that only holds others
}

// Reliability grades a source A to F and its information 1 to 6, such as "B2".
// Empty means not graded.
type Reliability string

// Error says what is wrong with a fact that another corrects, in the words of
// the error declaration of GS1 EPCIS 2.0.
type Error string

const (
	DidNotOccur   Error = "did_not_occur"
	IncorrectData Error = "incorrect_data" // what is right follows as a fact of its own
)

// Interception says how goods were taken on the way.
type Interception string

const (
	UnarmedCrowd    Interception = "unarmed_crowd"
	ArmedGroup      Interception = "armed"
	OfficialSeizure Interception = "official_seizure"
	UnknownHow      Interception = "unknown"
)

// Evidence is a photo or a document, known by the SHA-256 of its bytes. It is
// never required.
type Evidence struct {
	SHA256 string // 64 hexadecimal digits
	Kind   string // "photo", "waybill", …
}

// CompareFacts orders facts as they are said to have happened. It decides
// nothing but the order of a story: no total depends on a clock.
func CompareFacts(a, b *Fact) int {
	if c := cmp.Compare(a.Claimed, b.Claimed); c != 0 {
		return c // as nearly always, and every fact that comes in is compared
	}
	return cmp.Or(
		cmp.Compare(a.Recorded, b.Recorded),
		cmp.Compare(a.Device, b.Device),
		cmp.Compare(a.Seq, b.Seq))
}

// Reach says who may read a fact about an engagement; empty: whoever may read
// what it is about.
func (f *Fact) Reach() Reach {
	switch {
	case f.Minutes != nil:
		return f.Minutes.Reach
	case f.Payment != nil:
		return f.Payment.Reach
	}
	return ""
}

// Subject is what a fact is about, as one word: facts with the same subject
// are folded together.
func (f *Fact) Subject() string {
	switch {
	case f.Waybill != "":
		return "w/" + string(f.Waybill)
	case f.Consignment != "":
		return "c/" + string(f.Consignment)
	case f.Engagement != "":
		return "e/" + string(f.Engagement)
	}
	return "p/" + string(f.Place)
}
