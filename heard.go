package passage

import (
	"strings"
	"unicode"
)

// LeadRule says how many hours before it sets out a movement has to be made
// known, as agreed in a country.
type LeadRule struct {
	Hours  float64
	Urgent float64 // of one that cannot wait
}

// UsualLeadRule is the rule where nobody has entered another.
func UsualLeadRule() LeadRule { return LeadRule{Hours: 48, Urgent: 24} }

// Lead is how long before a movement sets out it was made known, and how long
// the rule asks, in hours. Hours below 0: it was made known after it set out.
type Lead struct{ Hours, Asked float64 }

// Short is how many hours are missing, 0 for none.
func (l Lead) Short() float64 { return max(0, l.Asked-l.Hours) }

// Lead holds a notification to the rule, to the minute, as forms have it; false
// for a site, which does not set out.
func (r LeadRule) Lead(f *Fact) (Lead, bool) {
	told := *f
	told.Claimed -= told.Claimed % 60_000_000
	hours, ok := told.LeadHours()
	switch {
	case !ok:
		return Lead{}, false
	case f.Notice.Urgent:
		return Lead{hours, r.Urgent}, true
	}
	return Lead{hours, r.Hours}, true
}

// Heard is what one party is known to have said to a notification.
type Heard struct {
	Party string
	Asked bool    // it is among those that were told; others answer too
	Said  []*Fact // acknowledgements and objections, in their order
}

// Status is what the party said last. Empty: nothing was received from it,
// which is not consent.
func (a Heard) Status() Status {
	if len(a.Said) == 0 {
		return ""
	}
	return a.Said[len(a.Said)-1].Status
}

// Answers returns what each party that was told is known to have said, in the
// order in which the notification names them, and then what others said.
func (r *Reported) Answers() (all []Heard) {
	if r.Fact.Notice == nil {
		return nil
	}
	at := map[string]int{}
	find := func(party string, asked bool) *Heard {
		key := PlainName(party)
		i, ok := at[key]
		if !ok {
			i = len(all)
			at[key], all = i, append(all, Heard{Party: party, Asked: asked})
		}
		return &all[i]
	}
	for _, party := range r.Fact.Notice.To {
		find(party, true)
	}
	for _, f := range r.Follows {
		if f.Status != Acknowledged && f.Status != Objected {
			continue
		}
		party := f.Party
		if party == "" {
			party = f.SourceOf()
		}
		a := find(party, false)
		a.Said = append(a.Said, f)
	}
	return all
}

// Outcome is the newest follow-up that says what came of a notification itself:
// that it was carried out, or withdrawn by who made it. Nil: nobody has said.
func (r *Reported) Outcome() *Fact {
	for i := len(r.Follows) - 1; i >= 0; i-- {
		f := r.Follows[i]
		if f.Status == CarriedOut || f.Status == Withdrawn && f.Org == r.Fact.Org {
			return f
		}
	}
	return nil
}

// PlainName writes a name so that two ways of writing it come out as one: small
// letters, digits 0 to 9, no marks, one space for whatever stands between words.
func PlainName(name string) string {
	var words []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	for _, c := range WesternDigits(name) {
		switch {
		case unicode.IsLetter(c), unicode.IsDigit(c):
			word.WriteRune(unicode.ToLower(c))
		case unicode.Is(unicode.Mn, c) || c == 'ـ': // vowel signs and a stroke that only stretches
		default:
			flush()
		}
	}
	flush()
	return strings.Join(words, " ")
}
