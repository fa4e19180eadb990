package audit

import "passage"

// Doors is what the crossings and corridors of a scenario let through, day by
// day, under its access rules and with no ask granted.
type Doors struct{ t *tables }

// OpenDoors works out the doors of a scenario.
func OpenDoors(s *passage.Scenario) *Doors { return &Doors{open(s, nil)} }

// Of returns the doors that a truck passes which enters a corridor, by its
// position in the table: its own and that of the crossing which it leaves, once
// where they are the same. The numbers are for On.
func (d *Doors) Of(corridor int) []int {
	own, crossing := d.t.entry[corridor], d.t.exit[corridor]
	if crossing < 0 || crossing == own {
		return []int{own}
	}
	return []int{own, crossing}
}

// Crossing returns the door of a crossing, false for what is none.
func (d *Doors) Crossing(node passage.NodeID) (door int, ok bool) {
	door, ok = d.t.gateOf[passage.DoorID(node)]
	return door, ok
}

// On returns how many trucks a door lets through on a day of the horizon,
// counted from 0, +Inf without a limit, and for each commodity whether it may
// pass.
func (d *Doors) On(door, day int) (trucks float64, lets []bool) {
	g := &d.t.doors[door]
	return g.trucks[day], g.lets[day]
}
