package envelope

import (
	"strconv"
	"strings"

	"passage"
)

// plain reads a fact that says nothing but texts without escapes, moments and its
// number, as most about a truck on its way do. It reports false for any other,
// right or wrong: that is for the JSON reader, which takes several times as long.
func plain(members []Member) (f passage.Fact, ok bool) {
	for _, m := range members {
		if m.Name == "seq" {
			seq, err := strconv.ParseInt(m.Value, 10, 64)
			if err != nil {
				return f, false
			}
			f.Seq = seq
			continue
		}
		if m.Value[0] != '"' || strings.IndexByte(m.Value, '\\') >= 0 {
			return f, false
		}
		text := m.Value[1 : len(m.Value)-1]
		if into := textOf(&f, m.Name); into != nil {
			*into = text
			continue
		}
		at := momentOf(&f, m.Name)
		if at == nil || text == "" {
			return f, false
		}
		var err error
		if *at, err = passage.ParseInstant(text); err != nil {
			return f, false
		}
	}
	return f, len(members) > 0
}

// textOf is where a member of a fact stands that is a text, nil for any other.
func textOf(f *passage.Fact, name string) *string {
	switch name {
	case "id":
		return (*string)(&f.ID)
	case "device":
		return (*string)(&f.Device)
	case "org":
		return (*string)(&f.Org)
	case "actor":
		return &f.Actor
	case "kind":
		return (*string)(&f.Kind)
	case "place":
		return (*string)(&f.Place)
	case "source":
		return &f.Source
	case "ref":
		return &f.Ref
	case "waybill":
		return (*string)(&f.Waybill)
	case "from":
		return (*string)(&f.From)
	case "to":
		return (*string)(&f.To)
	case "vehicle":
		return &f.Vehicle
	case "reason":
		return &f.Reason
	case "note":
		return &f.Note
	}
	return nil
}

// momentOf is where a member of a fact stands that is a moment, nil for any other.
func momentOf(f *passage.Fact, name string) *passage.Instant {
	switch name {
	case "claimed":
		return &f.Claimed
	case "recorded":
		return &f.Recorded
	}
	return nil
}
