package passage

import "slices"

// FactKind says what happened.
type FactKind string

// What can happen to a consignment, on its way from release to people.
const (
	Released    FactKind = "released"     // a consignment is set free to go
	Loaded      FactKind = "loaded"       // onto a vehicle: this makes a waybill
	ShortLoaded FactKind = "short_loaded" // part of it stayed behind
	Departed    FactKind = "departed"
	Arrived     FactKind = "arrived" // at a crossing or a stop
	Submitted   FactKind = "submitted_for_inspection"
	Cleared     FactKind = "cleared"
	Held        FactKind = "held"
	Refused     FactKind = "refused"
	Crossed     FactKind = "crossed"
	Offloaded   FactKind = "offloaded" // put down short of the end of the leg
	Collected   FactKind = "collected" // picked up again
	Intercepted FactKind = "intercepted"
	Damaged     FactKind = "damaged"
	Returned    FactKind = "returned" // to where the leg began
	Diverted    FactKind = "diverted" // to another place than that of the leg
	Received    FactKind = "received" // in part, whole, or nothing at all
	HandedOver  FactKind = "handed_over"
	Distributed FactKind = "distributed"
	Finished    FactKind = "closed"    // nothing more is expected
	Corrected   FactKind = "corrected" // declares another fact wrong
)

// What is said about access and not about one journey.
const (
	Impeded  FactKind = "impeded"     // something stands in the way
	Counted  FactKind = "counted"     // a number that somebody published
	Stated   FactKind = "stated"      // a door is open, restricted, closed or unknown
	Engaged  FactKind = "engaged"     // people met, spoke or wrote
	Paid     FactKind = "paid"        // money that was promised arrived
	Notified FactKind = "notified"    // a movement or a site was made known to a party
	Sought   FactKind = "sought"      // clearance of an item was asked for
	Followed FactKind = "followed_up" // what became of an impediment, a notification or a clearance
)

// OfAccess reports whether facts of the kind are about access and not a step of
// a journey.
func (k FactKind) OfAccess() bool {
	return slices.Contains([]FactKind{Impeded, Counted, Stated, Engaged, Paid, Notified, Sought, Followed}, k)
}

// Obstacle is one of the nine categories of access constraint that OCHA's
// access monitoring and reporting framework uses.
type Obstacle string

const (
	Denial             Obstacle = "denial_of_needs"
	Restrictions       Obstacle = "restriction_of_affected_people"
	MovementInto       Obstacle = "movement_into_country"
	MovementWithin     Obstacle = "movement_within_country"
	Interference       Obstacle = "interference_in_activities"
	ViolenceAgainstAid Obstacle = "violence_against_humanitarians"
	ActiveHostilities  Obstacle = "active_hostilities"
	Mines              Obstacle = "mines_and_unexploded_ordnance"
	PhysicalConstraint Obstacle = "physical_environment"
)

// Standard says what a kind of fact is called elsewhere. An empty string says
// that the standard has no word for it.
type Standard struct {
	Kind        FactKind
	BizStep     string // GS1 Core Business Vocabulary 2.0, business step
	Disposition string // GS1 Core Business Vocabulary 2.0, disposition
	Rec24       string // UN/ECE Recommendation 24, transport status code
	Remark      string // where the fit is loose or there is none
}

// Standards lists every kind of fact in the order of a journey, with the words
// of GS1 EPCIS 2.0 and the codes of UN/ECE Recommendation 24.
func Standards() []Standard { return slices.Clone(standards) }

var standards = []Standard{
	{Released, "consigning", "active", "2", "recommendation 24 speaks of the loading that is authorised"},
	{Loaded, "loading", "in_progress", "15", "recommendation 24 has no code for loading done; consolidated comes nearest"},
	{ShortLoaded, "loading", "mismatch_quantity", "", "no transport status for goods left behind"},
	{Departed, "departing", "in_transit", "24", ""},
	{Arrived, "arriving", "in_progress", "1", ""},
	{Submitted, "inspecting", "in_progress", "", "no transport status for goods given to inspection"},
	{Cleared, "inspecting", "active", "12", ""},
	{Held, "holding", "non_conformant", "20", "delayed comes nearest"},
	{Refused, "inspecting", "non_conformant", "17", "also where the refusal is not customs'"},
	{Crossed, "entering_exiting", "in_transit", "16", ""},
	{Offloaded, "unloading", "in_progress", "29", ""},
	{Collected, "collecting", "in_transit", "13", ""},
	{Intercepted, "other", "stolen", "", "neither standard tells a crowd from armed men or a seizure"},
	{Damaged, "other", "damaged", "18", "EPCIS has the disposition and no step for what befell the goods"},
	{Returned, "shipping", "returned", "", "no transport status for goods brought back"},
	{Diverted, "shipping", "in_transit", "35", "forwarded comes nearest"},
	{Received, "receiving", "in_progress", "21", "23 where not all of it came"},
	{HandedOver, "accepting", "in_progress", "41", "recommendation 24 means that the one who hands over stays responsible"},
	{Distributed, "dispensing", "dispensed", "", "ends after transport"},
	{Finished, "other", "", "22", "where nothing is open; there is no code for closing with something missing"},
	{Corrected, "", "", "", "EPCIS: the error declaration of the event that is wrong"},
	{Impeded, "other", "", "25", "departure delayed comes nearest"},
	{Counted, "stock_taking", "", "", "a number published by somebody is no transport status"},
	{Stated, "", "", "", "neither standard speaks of the state of a crossing"},
	{Engaged, "", "", "", "neither standard speaks of talks"},
	{Paid, "", "", "", "neither standard speaks of money"},
	{Notified, "", "", "", "neither standard speaks of notifications"},
	{Sought, "", "", "", "neither standard speaks of clearance before there are goods"},
	{Followed, "", "", "", "neither standard speaks of what became of a report"},
}
