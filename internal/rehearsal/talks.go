package rehearsal

import (
	"cmp"
	"math"
	"slices"
	"time"

	"passage"
)

// Who talks in a rehearsal: roles of bodies, and nobody by name.
const (
	asking   = "humanitarian coordinator's office" + simulated
	deciding = "crossing authority" + simulated
)

// passings are the trucks of a rehearsal that crossed, by node and day.
func (m *sim) passings() map[int][]int {
	by, told := map[int][]int{}, map[passage.WaybillID]bool{}
	for _, e := range m.book.events {
		day := m.dayOf(e.fact.Claimed.Time())
		if e.fact.Kind != passage.Crossed || told[e.fact.Waybill] || day < 0 || day >= m.Days {
			continue
		}
		told[e.fact.Waybill] = true
		n := m.node[e.fact.Place]
		if by[n] == nil {
			by[n] = make([]int, m.Days)
		}
		by[n][day]++
	}
	return by
}

// carried is the commodity of which most was loaded, by weight, onto the trucks that
// crossed at a node up to a day, and how much that was, in grams.
func (m *sim) carried(n, last int) (most passage.CommodityID, amount int64) {
	crossed := map[passage.WaybillID]bool{}
	for _, e := range m.book.events {
		if day := m.dayOf(e.fact.Claimed.Time()); e.fact.Kind == passage.Crossed && e.fact.Place == m.Nodes[n].ID && day >= 0 && day <= last {
			crossed[e.fact.Waybill] = true
		}
	}
	sums := map[passage.CommodityID]int64{}
	for _, e := range m.book.events {
		if e.fact.Kind != passage.Loaded || !crossed[e.fact.Waybill] {
			continue
		}
		for _, l := range e.fact.Lines {
			if l.Unit == passage.Grams {
				sums[l.Commodity] += l.Amount
			}
		}
	}
	for id, sum := range sums {
		if sum > amount || sum == amount && id < most {
			most, amount = id, sum
		}
	}
	return most, amount
}

// talk lets people meet about the crossings: of three things that they are
// promised the trucks of the rehearsal keep one, keep one in part and do not
// keep one; of an amount of goods two thirds pass; an agreement lapses soon after the rehearsal ends. What is promised
// is made up from what passed.
func (m *sim) talk() {
	if m.Days < 4 {
		return
	}
	last := m.Days - 2 // what was promised is due when the rehearsal ends
	crossed := m.passings()
	sum := func(n int) (trucks int) {
		for day, v := range crossed[n] {
			if day <= last {
				trucks += v
			}
		}
		return trucks
	}
	var busy, idle []int
	for n, node := range m.Nodes {
		switch {
		case node.Kind == passage.Crossing && sum(n) > 1:
			busy = append(busy, n)
		case node.Kind == passage.Crossing && sum(n) == 0:
			idle = append(idle, n)
		}
	}
	if len(busy) == 0 {
		return
	}
	slices.SortStableFunc(busy, func(a, b int) int { return sum(b) - sum(a) })
	slices.SortStableFunc(idle, func(a, b int) int { return rank(m.askAbout(a)) - rank(m.askAbout(b)) })
	most, next := busy[0], busy[min(1, len(busy)-1)]
	mean := func(n int) float64 { return float64(sum(n)) / float64(last+1) }

	first := m.noted("Trucks and hours at "+clip(m.Nodes[most].Name), passage.Meeting, passage.Technical, passage.Operation, "crossings", "trucks")
	first.Where = "coordination cell" + simulated
	first.Statements = []passage.Assertion{
		{By: asking, Text: "More trucks wait at the platform each evening than leave it.", About: passage.OfFact, Stand: passage.Agreed},
		{By: deciding, Text: "The scanner stands still for part of the day.", About: passage.OfFact, Stand: passage.Agreed},
		{By: asking, Text: "Most trucks that are held carry goods that were cleared before.", About: passage.OfFact, Stand: passage.Contested},
		{By: asking, Text: "Food and medicine are to pass without delay.", About: passage.OfNorm, Stand: passage.Agreed},
		{By: deciding, Text: "Every load has to be opened.", About: passage.OfNorm, Stand: passage.Contested},
	}
	ask := m.ask(most, "more trucks and longer hours at "+clip(m.Nodes[most].Name))
	ask.Answer, ask.Words = passage.PartlyGranted, "More trucks as soon as the second lane is staffed."
	first.Asks = []passage.AskMade{ask}
	first.Commitments = []passage.Commitment{{
		ID: "rehearsal-promise-1", By: deciding, What: "So many trucks through " + clip(m.Nodes[most].Name) + " within the period", Ask: ask.Ask, Door: passage.DoorID(m.Nodes[most].ID),
		Trucks: passage.Some(math.Max(1, math.Floor(0.6*float64(sum(most))))), From: m.From, To: m.From + passage.Date(last), Conditions: "Manifests the evening before.",
	}}
	if goods, amount := m.carried(most, last); amount > 0 {
		tonnes := (amount + amount/2 + 1e6 - 1) / 1e6
		first.Commitments = append(first.Commitments, passage.Commitment{
			ID: "rehearsal-goods", By: deciding, What: "So many tonnes of one commodity through " + clip(m.Nodes[most].Name) + " within the period", Ask: ask.Ask, Door: passage.DoorID(m.Nodes[most].ID),
			Commodity: goods, Amount: tonnes * 1e6, Unit: passage.Grams, From: m.From, To: m.From + passage.Date(last),
		})
	}
	m.engage("rehearsal-engagement-1", 0, first)

	second := m.noted("What is to open, and when", passage.Statement, passage.Senior, passage.Public, "crossings", "inspection")
	second.Commitments = []passage.Commitment{{
		ID: "rehearsal-promise-2", By: deciding, What: "More trucks each day through " + clip(m.Nodes[next].Name), Door: passage.DoorID(m.Nodes[next].ID),
		TrucksPerDay: passage.Some(math.Ceil(1.5*mean(next)) + 1), From: m.From + 1, To: m.From + passage.Date(last),
	}}
	if len(idle) > 0 {
		shut := m.ask(idle[0], "opening "+clip(m.Nodes[idle[0]].Name)+" for cargo")
		shut.Answer, shut.Words = passage.PartlyGranted, "It opens tomorrow."
		second.Asks = []passage.AskMade{shut}
		second.Commitments = append(second.Commitments, passage.Commitment{
			ID: "rehearsal-promise-3", By: deciding, What: clip(m.Nodes[idle[0]].Name) + " open for cargo every day", Ask: shut.Ask, Door: passage.DoorID(m.Nodes[idle[0]].ID),
			From: m.From + 1, To: m.From + passage.Date(last),
		})
	}
	m.engage("rehearsal-engagement-2", min(1, last), second)

	third := m.noted("Agreement on trucks a day", passage.Call, passage.Senior, passage.Operation, "crossings", "notification")
	third.Statements = []passage.Assertion{
		{By: deciding, Text: "Crowds gather on the road behind the crossing.", About: passage.OfFact, Stand: passage.Agreed},
		{By: asking, Text: "What was promised for the north has not begun.", About: passage.OfFact},
	}
	if len(idle) > 0 {
		again := m.ask(idle[0], "opening "+clip(m.Nodes[idle[0]].Name)+" for cargo, as was said")
		again.Answer, again.Words = passage.Considering, "It is being looked at."
		third.Asks = []passage.AskMade{again}
	}
	third.Commitments = []passage.Commitment{{
		ID: "rehearsal-agreement", By: deciding, What: "Trucks a day through " + clip(m.Nodes[most].Name) + ", by agreement", Ask: ask.Ask, Door: passage.DoorID(m.Nodes[most].ID),
		TrucksPerDay: passage.Some(math.Max(1, math.Floor(0.7*mean(most)))), From: m.From + passage.Date(m.Days/2), To: m.From + passage.Date(m.Days+3),
		Conditions: "Drivers are named a day before.", RedLines: "It ends if a truck leaves its route.",
	}}
	// A sum, of which the half has arrived when the rehearsal ends.
	const money = 3_000_000
	third.Commitments = append(third.Commitments, passage.Commitment{
		ID: "rehearsal-sum", By: "donor" + simulated, What: "Money for fuel and spare parts", Sum: passage.Some(money), Currency: cmp.Or(m.Currency, "USD"),
		From: m.From + passage.Date(m.Days/2), To: m.From + passage.Date(m.Days+3),
	})
	m.engage("rehearsal-engagement-3", m.Days/2, third)
	m.book.write(m.book.device(m.Orgs[0].ID, "liaison"), m.clock(m.Days/2, 15, 15), time.Hour, passage.Fact{
		Kind: passage.Paid, Engagement: "rehearsal-engagement-3", Ref: "advice 1" + simulated, Source: "treasurer" + simulated, Reliability: "A1", Note: note,
		Payment: &passage.Payment{Commitment: "rehearsal-sum", Sum: money / 2, Currency: cmp.Or(m.Currency, "USD"), Reach: third.Reach},
	})
}

// rank puts those of which the scenario has an ask before the others.
func rank(ask *passage.Ask) int {
	if ask != nil {
		return 0
	}
	return 1
}

// askAbout is an ask of the scenario about a crossing: one with a figure for it,
// else one that lifts what stands on it.
func (m *sim) askAbout(n int) *passage.Ask {
	door := passage.DoorID(m.Nodes[n].ID)
	var found *passage.Ask
	for i, a := range m.Asks {
		if a.On == door {
			return &m.Asks[i]
		}
		if found == nil && slices.ContainsFunc(m.Access, func(r passage.AccessRule) bool { return r.On == door && slices.Contains(a.Lifts, r.ID) }) {
			found = &m.Asks[i]
		}
	}
	return found
}

// ask is what is asked for about a crossing.
func (m *sim) ask(n int, what string) passage.AskMade {
	a := passage.AskMade{Ask: passage.AskID("rehearsal-ask-" + clip(string(m.Nodes[n].ID))), By: asking, Of: deciding, What: what, Door: passage.DoorID(m.Nodes[n].ID)}
	if known := m.askAbout(n); known != nil {
		a.Ask = known.ID
	}
	return a
}

func (m *sim) noted(subject string, form passage.EngagementForm, level passage.Level, reach passage.Reach, topics ...string) *passage.Minutes {
	return &passage.Minutes{
		Form: form, Level: level, Reach: reach, Subject: subject + simulated, Topics: topics,
		Participants: []passage.Participant{{Role: "liaison officer", Body: asking}, {Role: "duty officer", Body: deciding}},
	}
}

func (m *sim) engage(id passage.EngagementID, day int, minutes *passage.Minutes) {
	begin := m.clock(day, 7, 7).Add(time.Duration(day%3) * 30 * time.Minute)
	m.book.write(m.book.device(m.Orgs[0].ID, "liaison"), begin, 2*time.Hour, passage.Fact{
		Kind: passage.Engaged, Engagement: id, Minutes: minutes, Source: "liaison officer" + simulated, Reliability: "A2", Note: note,
	})
}
