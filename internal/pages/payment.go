package pages

import (
	"passage"
	"passage/internal/desk"
)

// paymentRow is money that is stated to have arrived for a commitment.
type paymentRow struct {
	ID          passage.FactID
	On          passage.Date
	Sum         float64
	Text        string `json:"-"`
	Ref         string
	Org         passage.OrgID
	Source      string
	Reliability passage.Reliability
}

// paymentFigures say how much of a sum is stated to have arrived.
func paymentFigures(r *request, p *passage.Promise, j passage.Judgement) string {
	if j.Keeping == passage.Waiting && len(p.Payments) == 0 {
		return r.T.Say("payment.none_yet")
	}
	return r.T.Say("payment.of", "N", r.T.Word(r.T.Number(j.Crossed, 0)), "Of", r.T.Word(money(r, j.Promised, p.Currency)))
}

// payments are those of a commitment, the newest first, with what the reader's
// organisation can declare wrong.
func (p *promisePage) payments(r *request) {
	for _, f := range p.promise.Payments {
		text := money(r, f.Payment.Sum, f.Payment.Currency)
		p.Payments = append([]paymentRow{{ID: f.ID, On: f.Claimed.Day(), Sum: f.Payment.Sum, Text: text, Ref: f.Ref, Org: f.Org, Source: f.Source, Reliability: f.Reliability}}, p.Payments...)
		p.Wrong.add(r, f, text)
	}
}

// pay takes in that money arrived for a commitment, or that none did.
func (s *Server) pay(r *request) (answer, error) {
	t, err := s.sheet(r)
	if err != nil {
		return nil, err
	}
	p, err := s.promisePage(r, t.form)
	if err != nil {
		return nil, err
	}
	if !p.promise.Sum.Given {
		return nil, desk.Missing{Text: "no sum was promised in this commitment"}
	}
	f := passage.Fact{Kind: passage.Paid, Engagement: p.Engagement, Claimed: t.moment("at", false), Ref: t.short("ref"),
		Payment: &passage.Payment{Commitment: p.ID, Sum: t.money("sum").Value, Currency: p.promise.Currency, Reach: p.reach}}
	if t.text("sum") == "" {
		t.wrong("sum", "wrong.sum")
	}
	t.source(&f)
	return stated(s, r, t, p.URL, s.promisePage, f)
}

// wrongPayment declares a payment wrong.
func (s *Server) wrongPayment(r *request) (answer, error) {
	blank, err := s.formNow(r, "at")
	if err != nil {
		return nil, err
	}
	p, err := s.promisePage(r, blank)
	if err != nil {
		return nil, err
	}
	engagement := p.Engagement
	for _, f := range p.promise.Payments {
		if string(f.ID) == r.PostFormValue("fact") {
			engagement = f.Engagement
		}
	}
	t, f, err := s.declared(r, p.Wrong.Own, passage.Fact{Engagement: engagement})
	if err != nil {
		return nil, err
	}
	return stated(s, r, t, p.URL, filledIn(&p, &p.Wrong.Form), f)
}
