package passage_test

import (
	"fmt"
	"strings"
	"testing"

	"passage"
)

// TestJudgePermit is a table of a promised permit, what was decided and what passed.
func TestJudgePermit(t *testing.T) {
	first := day(t, "2025-03-01")
	due := passage.Promise{Commitment: &passage.Commitment{ID: "k", By: "m", What: "w", Permit: "p", To: first + 9}, Made: noon(first), Last: noon(first)}
	with := func(change func(*passage.Promise)) passage.Promise {
		p, c := due, *due.Commitment
		p.Commitment = &c
		change(&p)
		return p
	}
	open := with(func(p *passage.Promise) { p.To = 0 })
	gone := with(func(p *passage.Promise) { p.Withdrawn, p.Last = true, noon(first+4) })
	then := func(days ...any) *passage.Reported { // day, status, …
		r := &passage.Reported{}
		for i := 0; i < len(days); i += 2 {
			r.Follows = append(r.Follows, &passage.Fact{Status: days[i+1].(passage.Status), Claimed: noon(first + passage.Date(days[i].(int)))})
		}
		return r
	}
	trucks := func(on int, n int64) map[passage.Date]int64 {
		return map[passage.Date]int64{first + passage.Date(on): n}
	}
	for _, test := range []struct {
		name string
		p    passage.Promise
		r    *passage.Reported
		came map[passage.Date]int64
		asOf passage.Date
		want string
	}{
		{"no such permit", due, nil, nil, first + 5, "unmeasured no_permit  0"},
		{"nothing said yet", due, then(), nil, first + 5, "waiting   0"},
		{"a question is no decision", due, then(2, passage.Questioned), nil, first + 9, "not_kept   0"},
		{"approved in time, and used", due, then(3, passage.Approved), trucks(4, 2), first + 5, "kept  approved 2"},
		{"used after it was due", due, then(3, passage.Approved), trucks(30, 1), first + 40, "kept  approved 1"},
		{"trucks before the approval", due, then(3, passage.Approved), trucks(2, 2), first + 5, "on_course  approved 0"},
		{"approved, and never used", due, then(3, passage.Approved), nil, first + 9, "partly  approved 0"},
		{"approved too late", due, then(12, passage.Approved), trucks(13, 2), first + 20, "not_kept   0"},
		{"rejected", due, then(3, passage.Rejected), trucks(4, 2), first + 5, "behind  rejected 0"},
		{"rejected, and due", due, then(3, passage.Rejected), nil, first + 9, "not_kept  rejected 0"},
		{"rejected at first", due, then(2, passage.Rejected, 5, passage.Approved, 6, passage.Entered), nil, first + 9, "kept  approved 0"},
		{"approval taken back", due, then(2, passage.Approved, 5, passage.Rejected), nil, first + 9, "not_kept  rejected 0"},
		{"sent back", due, then(2, passage.Approved, 5, passage.Entered, 6, passage.SentBack), nil, first + 9, "partly  approved 0"},
		{"without a last day", open, then(2, passage.Approved), nil, first + 99, "on_course  approved 0"},
		{"after it was withdrawn", gone, then(5, passage.Approved), trucks(6, 1), first + 7, "waiting   0"},
	} {
		j := test.p.JudgePermit(test.r, test.came, test.asOf)
		if got := fmt.Sprintf("%s %s %s %g", j.Keeping, j.Untold, j.Decision, j.Crossed); got != test.want || j.Basis != passage.ByPermit {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// TestJudgePayments is a table of a promised sum and what is stated to have arrived.
func TestJudgePayments(t *testing.T) {
	first := day(t, "2025-03-01")
	due := passage.Promise{Commitment: &passage.Commitment{ID: "k", By: "m", What: "w", Sum: passage.Some(100), Currency: "USD", To: first + 9}, Made: noon(first), Last: noon(first)}
	paid := func(org passage.OrgID, on int, sum float64, ref string) passage.Fact {
		return passage.Fact{Org: org, Ref: ref, Claimed: noon(first + passage.Date(on)), Payment: &passage.Payment{Commitment: "k", Sum: sum, Currency: "USD"}}
	}
	euro := paid("wfp", 1, 100, "")
	euro.Payment.Currency = "EUR"
	for _, test := range []struct {
		name string
		paid []passage.Fact
		asOf passage.Date
		want string
	}{
		{"nobody says", nil, first + 5, "waiting  0"},
		{"nobody says, and it is due", nil, first + 9, "unmeasured no_payment 0"},
		{"somebody says that nothing came", []passage.Fact{paid("wfp", 9, 0, "")}, first + 9, "not_kept  0"},
		{"and before it is due", []passage.Fact{paid("wfp", 3, 0, "")}, first + 5, "waiting  0"},
		{"half", []passage.Fact{paid("wfp", 3, 50, "")}, first + 5, "on_course  50"},
		{"half, and it is due", []passage.Fact{paid("wfp", 3, 50, "")}, first + 9, "partly  50"},
		{"in two parts", []passage.Fact{paid("wfp", 3, 50, "a"), paid("wfp", 5, 50, "b")}, first + 6, "kept  100"},
		{"one paper told twice", []passage.Fact{paid("wfp", 3, 50, "a"), paid("wfp", 5, 50, "a")}, first + 9, "partly  50"},
		{"too late", []passage.Fact{paid("wfp", 12, 100, "")}, first + 20, "unmeasured no_payment 0"},
		{"two that agree", []passage.Fact{paid("wfp", 3, 100, ""), paid("donor", 2, 100, "")}, first + 9, "kept  100"},
		{"two that differ", []passage.Fact{paid("wfp", 3, 50, ""), paid("donor", 2, 100, "")}, first + 9, "unmeasured payments_differ 0"},
		{"another currency", []passage.Fact{euro}, first + 9, "unmeasured other_currency 0"},
	} {
		p := due
		p.Payments = passage.Pointers(test.paid)
		j := p.JudgePayments(test.asOf)
		if got := fmt.Sprintf("%s %s %g", j.Keeping, j.Untold, j.Crossed); got != test.want || j.Basis != passage.ByPayment {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// TestObjects holds commitments, asks and payments to what makes sense of them.
func TestObjects(t *testing.T) {
	permit := passage.FactID("0192e4a5-7c31-7000-8000-0123456789ab")
	engaged := func(a passage.AskMade, c passage.Commitment) passage.Fact {
		a.Ask, a.Of, a.What, c.ID, c.By, c.What = "a", "m", "w", "k", "m", "w"
		return said(1, passage.Engaged, noon(day(t, "2025-03-01")), func(f *passage.Fact) {
			f.Place, f.Engagement = "", "E1"
			f.Minutes = &passage.Minutes{Form: passage.Call, Reach: passage.Public, Asks: []passage.AskMade{a}, Commitments: []passage.Commitment{c}}
		})
	}
	paid := func(p passage.Payment) passage.Fact {
		return said(1, passage.Paid, noon(day(t, "2025-03-01")), func(f *passage.Fact) { f.Place, f.Engagement, f.Payment = "", "E1", &p })
	}
	sought := func(c passage.Clearance) passage.Fact {
		c.Item, c.To = "i", "m"
		return said(1, passage.Sought, noon(day(t, "2025-03-01")), func(f *passage.Fact) { f.Clearance = &c })
	}
	var ask passage.AskMade
	for _, test := range []struct {
		f    passage.Fact
		want string // part of the error; empty: none
	}{
		{engaged(ask, passage.Commitment{Sum: passage.Some(5), Currency: "USD"}), ""},
		{engaged(ask, passage.Commitment{Permit: permit}), ""},
		{engaged(passage.AskMade{Sum: passage.Some(5), Currency: "USD", Permit: permit, Door: "gate"}, passage.Commitment{}), ""},
		{engaged(ask, passage.Commitment{Door: "gate", Amount: 5, Unit: passage.Grams, EachDay: true}), ""},
		{engaged(ask, passage.Commitment{Door: "gate", Amount: 5, Unit: passage.Grams}), "an amount in all needs a last day"},
		{engaged(ask, passage.Commitment{Door: "gate", EachDay: true}), "there is no amount"},
		{engaged(ask, passage.Commitment{Sum: passage.Some(5)}), "currency is missing"},
		{engaged(ask, passage.Commitment{Currency: "USD"}), "a currency and no sum"},
		{engaged(ask, passage.Commitment{Sum: passage.Some(0), Currency: "USD"}), "above 0"},
		{engaged(ask, passage.Commitment{Sum: passage.Some(5), Currency: "USD", Door: "gate"}), "more than one of"},
		{engaged(ask, passage.Commitment{Permit: permit, Door: "gate"}), "more than one of"},
		{engaged(ask, passage.Commitment{Permit: "tomorrow"}), "is not the id of the fact"},
		{engaged(passage.AskMade{Sum: passage.Some(-1), Currency: "USD"}, passage.Commitment{}), "above 0"},
		{paid(passage.Payment{Commitment: "k", Currency: "USD", Reach: passage.Operation}), ""},
		{paid(passage.Payment{Currency: "USD", Reach: passage.Operation}), "for which commitment"},
		{paid(passage.Payment{Commitment: "k", Sum: -1, Currency: "USD", Reach: passage.Operation}), "0 or more"},
		{paid(passage.Payment{Commitment: "k", Reach: passage.Operation}), "currency is missing"},
		{paid(passage.Payment{Commitment: "k", Currency: "USD"}), "payment.reach"},
		{sought(passage.Clearance{Of: passage.Persons}), ""},
		{sought(passage.Clearance{Of: "animals"}), "clearance.of"},
		{sought(passage.Clearance{Of: passage.Vehicles, Commodity: "fuel"}), "of an item"},
	} {
		err := test.f.Validate()
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%+v: %v, want %q", test.f.Minutes, err, test.want)
		}
	}
}
