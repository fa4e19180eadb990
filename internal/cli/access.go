package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"passage"
	"passage/internal/report"
)

// accessCommand is passage access.
type accessCommand struct {
	ledgerData
	On passage.Date `help:"The day; without it the newest on which anything moved." placeholder:"DATE"`
}

// accessDays is for how many days before the one shown impediments are printed.
const accessDays = 28

// Run prints the board of doors, impediments and commitments.
func (c *accessCommand) Run(ctx context.Context, sh *Shell) error {
	d, closeAll, err := c.existing(ctx, sh.Err)
	if err != nil {
		return err
	}
	defer closeAll()
	on, ahead := c.On, c.On.IsZero() // a day that was asked for is told as it was
	if on.IsZero() {
		today := passage.InstantOf(time.Now()).Day()
		if on, err = d.LastPassing(ctx, operator, today); err != nil {
			return err
		}
		if on.IsZero() {
			on = today
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Access on %s\n", on)
	said, err := d.SaidAnywhere(ctx, operator)
	if err != nil {
		return err
	}
	tables, err := d.Tables(ctx, operator)
	if err != nil {
		return err
	}
	doors := doorNamesOf(tables)
	doors.print(&b, said, on, ahead)
	impediments, err := d.Impediments(ctx, operator, on-accessDays+1, on)
	if err != nil {
		return err
	}
	doors.printImpediments(&b, impediments)
	talks, err := d.Talks(ctx, operator)
	if err != nil {
		return err
	}
	promises, err := d.Judge(ctx, operator, talks.Every(), on, tables)
	if err != nil {
		return err
	}
	fmt.Fprintf(&b, "\nCommitments, by the ledger up to and with %s\n", on)
	for _, p := range promises {
		item(&b, fmt.Sprintf("%s: %s", p.By, p.What))
		detail(&b, keptText(p.Promise, doors.of(p.Door), p.Judgement))
	}
	if len(promises) == 0 {
		b.WriteString("  none are recorded\n")
	}
	return sh.print(b.String())
}

// item and detail write a point of a list, at most 80 columns wide.
func item(b *strings.Builder, text string) {
	for i, line := range report.Wrap(text, 76) {
		b.WriteString([]string{"  - ", "    "}[min(i, 1)] + line + "\n")
	}
}

func detail(b *strings.Builder, text string) {
	for _, line := range report.Wrap(text, 76) {
		b.WriteString("    " + line + "\n")
	}
}

// doorNames are what the tables call doors and other places, by id: roads by their ends.
type doorNames map[passage.DoorID]string

// doorNamesOf has the id beside a name that several share.
func doorNamesOf(s *passage.Scenario) doorNames {
	names, sharing := doorNames{}, map[string]int{}
	if s == nil {
		return names
	}
	add := func(id passage.DoorID, name string) {
		names[id] = name
		sharing[name]++
	}
	for _, n := range s.Nodes {
		add(passage.DoorID(n.ID), cmp.Or(n.Name, string(n.ID)))
	}
	for _, c := range s.Corridors {
		add(passage.DoorID(c.ID), names[passage.DoorID(c.From)]+" → "+names[passage.DoorID(c.To)])
	}
	for id, name := range names {
		if sharing[name] > 1 {
			names[id] = fmt.Sprintf("%s (%s)", name, id)
		}
	}
	return names
}

// of is the name of a door, or the id of one that the tables do not have.
func (n doorNames) of(id passage.DoorID) string { return cmp.Or(n[id], string(id)) }

// print prints what each source says of each door on a day and, where ahead,
// what it announces for later.
func (n doorNames) print(b *strings.Builder, said []passage.Fact, on passage.Date, ahead bool) {
	b.WriteString("\nDoors, by who says so\n")
	by := map[passage.NodeID][]passage.Fact{}
	var places []passage.NodeID
	for _, f := range said {
		if f.Kind == passage.Stated && by[f.Place] == nil {
			places = append(places, f.Place)
		}
		if f.Kind == passage.Stated {
			by[f.Place] = append(by[f.Place], f)
		}
	}
	slices.Sort(places)
	told := false
	for _, place := range places {
		name := n.of(passage.DoorID(place))
		states := passage.StatedDoors(by[place], on)
		for _, s := range states {
			told = true
			item(b, stateText(name, "since", s))
		}
		if passage.Differ(states) {
			detail(b, "These contradict each other; none is preferred.")
		}
		if !ahead {
			continue
		}
		for _, s := range passage.AnnouncedDoors(by[place], on) {
			told = true
			item(b, stateText(name, "announced from", s))
		}
	}
	if !told {
		b.WriteString("  nothing is stated\n")
	}
}

// stateText says how a source has a door, and from which day on.
func stateText(door, from string, s passage.StatedDoor) string {
	state := s.Fact.Door
	text := fmt.Sprintf("%s: %s %s %s", door, state.Status, from, s.Since)
	if !state.Until.IsZero() {
		text += fmt.Sprintf(" until %s", state.Until)
	}
	if state.TrucksPerDay.Given {
		text += fmt.Sprintf(", %g trucks a day as announced", state.TrucksPerDay.Value)
	}
	if state.Hours != "" {
		text += ", hours " + state.Hours
	}
	return text + ", says " + source(s.Fact)
}

func (n doorNames) printImpediments(b *strings.Builder, all []passage.Reported) {
	fmt.Fprintf(b, "\nImpediments of the last %d days\n", accessDays)
	for _, r := range all {
		f := r.Fact
		where := n.of(passage.DoorID(f.Place))
		if where == "" {
			where = "waybill " + string(f.Waybill)
		}
		text := fmt.Sprintf("%s, %s: %s", f.Claimed.Day(), where, strings.ReplaceAll(string(f.Obstacle), "_", " "))
		if f.Reason != "" {
			text += ", " + f.Reason
		}
		status := string(r.Status)
		if status == "" {
			status = "reported"
		}
		item(b, text+" ("+status+"), says "+source(f))
	}
	if len(all) == 0 {
		b.WriteString("  none are reported\n")
	}
}

func source(f passage.Fact) string {
	if f.Reliability == "" {
		return f.SourceOf()
	}
	return f.SourceOf() + " (" + string(f.Reliability) + ")"
}

func keptText(p *passage.Promise, door string, j passage.Judgement) string {
	text := strings.ReplaceAll(string(j.Keeping), "_", " ")
	switch j.Keeping { // as the guide and the pages call it
	case passage.KeptPartly:
		text = "kept in part"
	case passage.Unmeasured:
		text = "cannot be told from the ledger"
	}
	if p.Withdrawn {
		text = "withdrawn; " + text
	}
	switch {
	case j.Untold == passage.OtherUnit:
		return fmt.Sprintf("%s: %s through %s; %s: %d", text, amountsText(p.Unit, j), door, untold[j.Untold], j.Unsaid)
	case j.Keeping == passage.Unmeasured:
		return text + ": " + untold[j.Untold]
	case j.Keeping == passage.NotBegun:
		return fmt.Sprintf("%s: it begins on %s", text, p.From)
	case j.Basis == passage.ByPayment:
		return fmt.Sprintf("%s: %s of %s %s is stated to have arrived", text, report.Thousands(j.Crossed, 0), report.Thousands(j.Promised, 0), p.Currency)
	case j.Basis == passage.ByGoods:
		return fmt.Sprintf("%s: %s through %s in %d days", text, amountsText(p.Unit, j), door, j.Days)
	case j.Basis == passage.ByPermit && j.Decision == "":
		return text + ": no decision is recorded"
	case j.Basis == passage.ByPermit:
		return fmt.Sprintf("%s: %s on %s, and %.0f trucks with it passed since", text, j.Decision, j.Decided, j.Crossed)
	}
	if !p.TrucksPerDay.Given && !p.Trucks.Given {
		return fmt.Sprintf("%s: %s was passed on %d of %s", text, door, j.DaysReached, count(j.Days, "day", "days"))
	}
	due := ""
	if !j.Due {
		due = " due by now"
	}
	return fmt.Sprintf("%s: %.0f of %.4g trucks%s through %s in %s", text, j.Crossed, j.Promised, due, door, count(j.Days, "day", "days"))
}

// amountsText says how much passed of a promised amount.
func amountsText(unit passage.Unit, j passage.Judgement) string {
	decimals, per, name := 0, 1.0, "pieces"
	switch unit {
	case passage.Grams:
		decimals, per, name = 6, 1e6, "t"
	case passage.Millilitres:
		decimals, per, name = 3, 1e3, "l"
	}
	write := func(n int64) string {
		text := report.Thousands(float64(n)/per, decimals)
		if decimals > 0 {
			text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
		}
		return text
	}
	passed, promised := j.Amounts(unit)
	return fmt.Sprintf("%s of %s %s", write(passed), write(promised), name)
}

// untold says why the ledger cannot tell whether a commitment is kept.
var untold = map[passage.Untold]string{
	passage.NothingNamed:   "it names no crossing or road, no permit and no sum",
	passage.NoFirstDay:     "nobody said on which day it begins",
	passage.RoadBeside:     "another road joins the same two places, and no fact says which a truck took",
	passage.NoDoor:         "the tables have no crossing or road of that name any more, and no truck is recorded there",
	passage.OtherUnit:      "trucks whose waybills state such goods in another unit, or not at all",
	passage.NoPermit:       "the permit that it is about is not in this ledger",
	passage.NoPayment:      "nobody has stated that money arrived, nor that none did",
	passage.OtherCurrency:  "what arrived is stated in another currency",
	passage.PaymentsDiffer: "organisations state different sums",
}
