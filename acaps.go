package passage

// Indicator is one of the nine indicators of ACAPS' humanitarian access
// methodology, which stand in three pillars.
type Indicator struct {
	ID     string // passage's own short name
	Pillar int    // 1 to 3
	Name   string // in ACAPS' words
}

// Pillars are the names of ACAPS' pillars 1 to 3, in its words.
var Pillars = [3]string{
	"Access of people in need to humanitarian aid",
	"Access of humanitarian actors to affected population",
	"Security and physical constraints",
}

// Indicators are ACAPS' nine, in its order.
var Indicators = []Indicator{
	{"needs_denied", 1, "Denial of existence of humanitarian needs or entitlements to assistance"},
	{"services_obstructed", 1, "Restriction and obstruction of access to services and assistance"},
	{"entry_impeded", 2, "Impediments to enter the country (bureaucratic and administrative)"},
	{"movement_restricted", 2, "Restriction of movement within the country (impediments to freedom of movement and/or administrative restrictions)"},
	{"interference", 2, "Interference into implementation of humanitarian activities"},
	{"violence", 2, "Violence against humanitarian personnel, facilities, and assets"},
	{"hostilities", 3, "Ongoing insecurity or hostilities affecting humanitarian assistance"},
	{"explosives", 3, "Presence of landmines, improvised explosive devices, explosive remnants of war, and unexploded ordnance"},
	{"physical", 3, "Physical constraints in the environment (obstacles related to terrain, climate, lack of infrastructure)"},
}

// Mapping says which of ACAPS' indicators an OCHA category is counted under.
type Mapping struct {
	Obstacle  Obstacle
	Indicator string // the ID
	Loose     string // where the two do not cover the same; empty: they do
}

// ACAPS maps each of OCHA's categories to an indicator, in OCHA's order. ACAPS
// built its framework mainly on OCHA's, so that there is one for each.
var ACAPS = []Mapping{
	{Denial, "needs_denied", ""},
	{Restrictions, "services_obstructed", ""},
	{MovementInto, "entry_impeded", "ACAPS names bureaucratic and administrative impediments to entering the country; a crossing that is shut, goods that are refused and quotas are counted here too"},
	{MovementWithin, "movement_restricted", ""},
	{Interference, "interference", ""},
	{ViolenceAgainstAid, "violence", "looting by a crowd is violence against assets here; ACAPS may score crime that is not aimed at aid as insecurity"},
	{ActiveHostilities, "hostilities", "ACAPS adds insecurity at large to hostilities"},
	{Mines, "explosives", "ACAPS names improvised explosive devices as well"},
	{PhysicalConstraint, "physical", "a crowd on the road and storage that is full are counted here, which ACAPS does not name"},
}

// ACAPS returns the indicator that a category is counted under.
func (o Obstacle) ACAPS() (m Mapping, i Indicator) {
	for _, m := range ACAPS {
		if m.Obstacle != o {
			continue
		}
		for _, i := range Indicators {
			if i.ID == m.Indicator {
				return m, i
			}
		}
	}
	return Mapping{}, Indicator{}
}
