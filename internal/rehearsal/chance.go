package rehearsal

// Rates are how often things go wrong. A rate is a part of 1.
type Rates struct {
	// Of trucks at a crossing.
	Held     float64 // kept for one to three days
	Stuck    float64 // kept for four to nine days
	Refused  float64 // one item is sent back
	Returned float64 // sent back whole

	// Of trucks on any leg.
	ShortLoaded float64
	Accident    float64 // some of the load is spoilt on the road
	Breakdown   float64 // unloaded on the way and collected by another truck
	Diverted    float64 // on legs to a hub, where there is another hub
	Crowd       float64 // intercepted, on a leg of which the table says that all arrives

	// Of lines that are received.
	Short      float64 // some sacks are not there
	Spoilt     float64 // some sacks are torn or wet
	Miswritten float64 // of receipts: recorded wrong and corrected

	// Of receipts and devices.
	OnPaper     float64 // written down one to four days later
	TwoTablets  float64 // the same goods received note recorded on two devices
	WrongTruck  float64 // recorded on another truck's waybill, then withdrawn
	Offline     float64 // of a device's days: sent on a later one
	AnswersLost float64 // of facts: sent twice
	WrongClocks float64 // of rehearsals: two tablets have clocks that are wrong
}

// Assumed are rates for want of any that were measured. Nothing was found
// published on inspection, damage or short receipt by truck; these are set so
// that a fortnight has some of everything and most trucks arrive. What is lost
// on a leg to crowds and others follows the scenario's share_arriving, which
// has a source there.
func Assumed() Rates {
	return Rates{
		Held: 0.08, Stuck: 0.01, Refused: 0.03, Returned: 0.01,
		ShortLoaded: 0.01, Accident: 0.004, Breakdown: 0.006, Diverted: 0.004, Crowd: 0.004,
		Short: 0.02, Spoilt: 0.02, Miswritten: 0.006,
		OnPaper: 0.03, TwoTablets: 0.008, WrongTruck: 0.003, Offline: 0.06, AnswersLost: 0.02, WrongClocks: 1,
	}
}

// lossShare is what an interception takes of a load, on average. 2,309 of 2,604
// trucks collected from 19 May to 5 August 2025 were intercepted and did not
// reach their destination (UNOPS, quoted by jns.org, 2025-08-06): near all of
// it; some is saved here, so that there is something to record.
const lossShare = 0.8

// reasons are what is stated, by whoever holds, refuses or receives.
var (
	holdReasons = []string{
		"manifest and load differ", "scanner out of order", "pallets too high for the scanner", "papers of the driver under review", "none stated",
	}
	refuseReasons = []string{
		"item needs a permit of its own", "packaging not as agreed", "agency not registered for this item", "none stated",
	}
	shortReasons  = []string{"counted fewer sacks than on the waybill", "seal broken, cartons missing", "part of a pallet missing"}
	spoiltReasons = []string{"torn sacks", "wet cartons", "crushed at the bottom of the pallet"}
)

// kg rounds grams down to whole kilograms: nobody weighs finer.
func kg(g float64) int64 { return int64(g/1000) * 1000 }

func (m *sim) chance(p float64) bool { return m.Float64() < p }

func (m *sim) between(low, high float64) float64 { return low + (high-low)*m.Float64() }

func pick[T any](m *sim, from []T) T { return from[m.IntN(len(from))] }

// part is a share of an amount between two shares, in whole kilograms.
func (m *sim) part(g int64, low, high float64) int64 {
	return min(g, kg(float64(g)*m.between(low, high)))
}
