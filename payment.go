package passage

import "fmt"

// Payment is money that arrived for a commitment, as whoever received it or keeps
// its books states it. 0: none had arrived when this was claimed.
type Payment struct {
	Commitment CommitmentID
	Sum        float64
	Currency   string
	Reach      Reach // that of the engagement in which the commitment was made
}

func (p *Payment) validate() error {
	switch {
	case p.Commitment == "":
		return fmt.Errorf("payment.commitment is missing: for which commitment is it?")
	case !(p.Sum >= 0 && p.Sum <= 1e15):
		return fmt.Errorf("payment.sum is %g; expected an amount of money, 0 or more", p.Sum)
	case p.Currency == "":
		return fmt.Errorf("payment.currency is missing: the sum is of what, such as USD?")
	case p.Reach != WithinOrg && p.Reach != Operation && p.Reach != Public:
		return fmt.Errorf("payment.reach is %q; who may read it is one of %q", clip(string(p.Reach)), Reaches)
	}
	return first(validName("payment.commitment", string(p.Commitment)), validName("payment.currency", p.Currency))
}

// Receipts is what one organisation's facts say has arrived for a commitment.
type Receipts struct {
	Org  OrgID
	Sum  float64
	Last Date // on which it said so
}

// Arrived adds up what each organisation states of the commitment's currency up
// to a day, in the order in which they first said so. One paper is one payment,
// however often it is stated. It reports how many payments are of another currency,
// which are in no sum.
func (p Promise) Arrived(until Date) (all []Receipts, others int) {
	at, told := map[OrgID]int{}, map[string]bool{}
	for _, f := range p.Payments {
		day := f.Claimed.Day()
		if day > until {
			continue
		}
		if f.Payment.Currency != p.Currency {
			others++
			continue
		}
		paper := string(f.Org) + "\n" + f.Ref
		if f.Ref != "" && told[paper] {
			continue
		}
		told[paper] = true
		i, ok := at[f.Org]
		if !ok {
			i = len(all)
			at[f.Org], all = i, append(all, Receipts{Org: f.Org})
		}
		all[i].Sum += f.Payment.Sum
		all[i].Last = max(all[i].Last, day)
	}
	return all, others
}
