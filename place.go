package passage

import (
	"cmp"
	"slices"
)

// PlaceID names a place in the tables.
type PlaceID string

// Place is an area whose people are counted together.
type Place struct {
	ID       PlaceID
	Name     string
	Pcode    string // the UN's place code
	Parent   string
	Lat, Lon Limit // degrees
}

// Headcount is the number of people in a place from a date until the next one.
type Headcount struct {
	Place  PlaceID
	From   Date // zero: before all others
	People float64
}

// MeanPeople returns the mean number of people by place and period, in the order
// of the tables. A day's number is that of the latest row not after it.
func (s *Scenario) MeanPeople() [][]float64 {
	mean := make([][]float64, len(s.Places))
	place := make(map[PlaceID]int, len(s.Places))
	for p := range s.Places {
		mean[p] = make([]float64, s.Periods)
		place[s.Places[p].ID] = p
	}
	rows := make([][]Headcount, len(s.Places))
	for _, h := range s.People {
		p := place[h.Place]
		rows[p] = append(rows[p], h)
	}
	for p := range rows {
		slices.SortStableFunc(rows[p], func(a, b Headcount) int { return cmp.Compare(a.From, b.From) })
		for i, h := range rows[p] {
			until := s.End()
			if i+1 < len(rows[p]) {
				until = min(until, rows[p][i+1].From)
			}
			for d := max(h.From, s.Start); d < until; {
				t := int(d-s.Start) / s.PeriodDays
				next := min(until, s.FirstDay(t+1))
				mean[p][t] += h.People * float64(next-d) / float64(s.PeriodDays)
				d = next
			}
		}
	}
	return mean
}
