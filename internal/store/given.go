package store

import "strings"

// Given is what became of all of one commodity of a consignment.
type Given struct {
	Consignment, Donor, Owner string
	Day                       int64 // on which it was released, counted so that 0001-01-01 is day 1; 0: nobody said
	Commodity, Unit           string
	Amounts
}

// Amounts say where goods are. What was released and not loaded is still where it was:
//
//	Loaded + Excess = OnRoad + AtHubs + Adrift + Received + Lost + Damaged + Diverted + Returned
type Amounts struct {
	Released, Loaded, OnRoad, AtHubs, Adrift, Received, Lost, Damaged, Diverted, Returned, Excess int64
}

// amountColumns are the columns of Amounts, in their order.
var amountColumns = [...]string{"released", "loaded", "on_road", "at_hubs", "adrift", "received", "lost", "damaged", "diverted", "returned", "excess"}

func (a *Amounts) all() [len(amountColumns)]*int64 {
	return [...]*int64{&a.Released, &a.Loaded, &a.OnRoad, &a.AtHubs, &a.Adrift, &a.Received, &a.Lost, &a.Damaged, &a.Diverted, &a.Returned, &a.Excess}
}

// Add adds amounts.
func (a *Amounts) Add(b Amounts) {
	more := b.all()
	for i, to := range a.all() {
		*to += *more[i]
	}
}

var givenColumns = append([]string{"consignment", "donor", "owner", "day", "commodity", "unit"}, amountColumns[:]...)

// putGiven is what is said of a row that is there.
var putGiven = func() string {
	set := make([]string, len(amountColumns))
	for i, c := range amountColumns {
		set[i] = c + " = excluded." + c
	}
	return " ON CONFLICT (donor, owner, commodity, unit, day, consignment) DO UPDATE SET " + strings.Join(set, ", ")
}()

// PutGiven writes what became of consignments.
func (t *Tx) PutGiven(rows []Given) error {
	return wrap(inChunks(rows, func(some []Given) error {
		args := make([]any, 0, len(givenColumns)*len(some))
		for _, g := range some {
			args = append(args, g.Consignment, g.Donor, g.Owner, g.Day, g.Commodity, g.Unit)
			for _, amount := range g.all() {
				args = append(args, *amount)
			}
		}
		return t.exec("INSERT INTO given ("+strings.Join(givenColumns, ", ")+") VALUES "+tuples(len(some), len(givenColumns))+putGiven, args...)
	}), "saving what was given")
}

// DropGiven takes out what became of consignments.
func (t *Tx) DropGiven(consignments []string) error {
	return wrap(within(consignments, func(in string, args []any) error {
		return t.exec("DELETE FROM given WHERE consignment IN ("+in+")", args...)
	}), "saving what was given")
}

// GivenOf returns what became of a consignment, by commodity and unit.
func (t *Tx) GivenOf(consignment string) (rows []Given, err error) {
	var g Given
	dest := []any{&g.Consignment, &g.Donor, &g.Owner, &g.Day, &g.Commodity, &g.Unit}
	for _, amount := range g.all() {
		dest = append(dest, amount)
	}
	err = t.each(func() { rows = append(rows, g) }, dest, "SELECT "+strings.Join(givenColumns, ", ")+" FROM given WHERE consignment = $1 ORDER BY commodity, unit", consignment)
	return rows, wrap(err, "reading what was given")
}

// GivenSum is what became of all that one organisation gave another of a commodity.
type GivenSum struct {
	Donor, Owner, Commodity, Unit string
	Consignments                  int64
	Amounts
}

// SumGiven adds up what became of consignments that were released on days from and
// to, both included, and concern somebody; nil: of all. Amounts are added up as
// fractions are, which is exact below nine thousand million tonnes: where whole
// numbers get too large a database answers nothing, and amounts can be forged.
func (t *Tx) SumGiven(from, to int64, whose *Sight) (sums []GivenSum, err error) {
	var q query
	q.add("SELECT donor, owner, commodity, unit, count(*)")
	for _, c := range amountColumns {
		q.add(", sum(CAST(" + c + " AS DOUBLE PRECISION))")
	}
	q.add(" FROM given WHERE day >= ? AND day <= ?", from, to)
	if whose != nil {
		// Whose the others are is worked out once for each consignment, in one pass.
		q.add(" AND (donor = ? OR donor = ? OR owner = ? OR consignment IN (SELECT id FROM consignment AS w WHERE ", whose.Org, whose.Name, whose.Org)
		consignmentSight(&q, *whose)
		q.add("))")
	}
	q.add(" GROUP BY donor, owner, commodity, unit ORDER BY donor, owner, commodity, unit")
	var g GivenSum
	var amounts [len(amountColumns)]float64
	dest := []any{&g.Donor, &g.Owner, &g.Commodity, &g.Unit, &g.Consignments}
	for i := range amounts {
		dest = append(dest, &amounts[i])
	}
	err = t.each(func() {
		for i, amount := range g.all() {
			*amount = int64(amounts[i])
		}
		sums = append(sums, g)
	}, dest, q.text.String(), q.args...)
	return sums, wrap(err, "adding up what was given")
}

// ConsignmentFolds returns what is kept folded of those consignments of which
// anything is.
func (t *Tx) ConsignmentFolds(consignments []string) (folds map[string][]byte, err error) {
	folds = make(map[string][]byte, len(consignments))
	err = within(consignments, func(in string, args []any) error {
		var id string
		var fold []byte
		return t.each(func() { folds[id] = append([]byte(nil), fold...) }, []any{&id, &fold}, "SELECT consignment, fold FROM consignment_fold WHERE consignment IN ("+in+")", args...)
	})
	return folds, wrap(err, "reading consignments")
}

// ConsignmentFold is what is kept of a consignment, to work out from it where its
// goods are.
type ConsignmentFold struct {
	Consignment string
	Fold        []byte
}

// PutConsignmentFolds writes what is kept of consignments.
func (t *Tx) PutConsignmentFolds(folds []ConsignmentFold) error {
	return wrap(inChunks(folds, func(some []ConsignmentFold) error {
		args := make([]any, 0, 2*len(some))
		for _, f := range some {
			args = append(args, f.Consignment, f.Fold)
		}
		return t.exec("INSERT INTO consignment_fold (consignment, fold) VALUES "+tuples(len(some), 2)+" ON CONFLICT (consignment) DO UPDATE SET fold = excluded.fold", args...)
	}), "saving consignments")
}
