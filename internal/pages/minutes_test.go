package pages_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"passage"
	"passage/internal/access"
	"passage/internal/store/storetest"
)

// TestTypedFigures types trucks in the ways of several countries: what has two
// readings is asked again, and what is promised is shown as it is judged.
func TestTypedFigures(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.gazaTables()
	p := o.person("wfp", access.Liaison)
	typed := func(trucks string) url.Values {
		return url.Values{"form": {p.formID(p.get("/engagements/new"))}, "at": {"2025-10-14T08:00"}, "form_of": {"meeting"}, "subject": {"trucks"}, "reach": {"operation"},
			"c0_by": {"Egypt"}, "c0_what": {"trucks"}, "c0_door": {"zikim"}, "c0_day": {trucks}, "c0_from": {"2025-10-14"}, "c0_to": {"2025-10-20"}}
	}
	for _, trucks := range []string{"1.250", "1,250", "١,٢٥٠"} {
		_, body := p.send("/engagements/new", typed(trucks), http.StatusUnprocessableEntity)
		has(t, plain(body), "This can be read as 1250 or as 1.25.", trucks)
	}
	for trucks, wants := range map[string]string{"1 250": "1,250 trucks a day", "12,5": "12.5 trucks a day", "١٢٫٥": "12.5 trucks a day", "0.5": "0.5 trucks a day"} {
		to, _ := p.send("/engagements/new", typed(trucks), http.StatusSeeOther)
		has(t, plain(p.get(to)), wants)
	}
	has(t, plain(p.get("/commitments?on=2025-10-25")), "0 of 87.5 trucks")
	p.language = "fr"
	has(t, plain(p.get("/commitments?on=2025-10-25")), "12,5 camions par jour", "0,5 camion par jour")
}

// TestDoorThatIsGone holds that what was promised of a door and goods that the tables
// have lost is no broken promise, and that the record can still be amended.
func TestDoorThatIsGone(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.gazaTables()
	p := o.person("wfp", access.Liaison)
	promise := func(id passage.CommitmentID, door passage.DoorID) passage.Commitment {
		return passage.Commitment{ID: id, By: "Egypt", What: "trucks by " + string(door), Door: door, Commodity: "old-goods", TrucksPerDay: passage.Some(5), From: passage.DateOf(2025, 10, 14), To: passage.DateOf(2025, 10, 20)}
	}
	at := passage.InstantOf(time.Date(2025, 10, 13, 6, 0, 0, 0, time.UTC))
	crossed := loaded("W1")
	crossed.Claimed, crossed.Lines[0].Commodity = at, "old-goods"
	o.brings(crossed, passage.Fact{Org: "wfp", Kind: passage.Crossed, Waybill: "W1", Place: "gate-that-moved", Claimed: at + 2*24*3600*1e6},
		passage.Fact{Org: "wfp", Kind: passage.Engaged, Engagement: "E-old", Claimed: at, Minutes: &passage.Minutes{Form: passage.Meeting, Reach: passage.Operation, Subject: "ways that were",
			Commitments: []passage.Commitment{promise("C-road", "hub-that-was--gaza"), promise("C-gate", "gate-that-moved")}}})
	p.send("/engagements/E-old/amend", changed(p, "/engagements/E-old/amend", "subject", "ways that there were"), http.StatusSeeOther)
	body := plain(p.get("/commitments?on=2025-10-25"))
	has(t, body, "cannot be told from the ledger", "the tables have no crossing or road of that name any more", "1 of 35 trucks")
	hasNot(t, body, "0 of 35 trucks")
	_, body = p.send("/engagements/E-old/amend", changed(p, "/engagements/E-old/amend", "c0_door", "nowhere"), http.StatusUnprocessableEntity)
	has(t, body, "nowhere")
}

// changed is the form on a page as a browser sends it, with one field changed.
func changed(p *person, path, field, value string) url.Values {
	form := fieldsOf(p.get(path))
	form.Set(field, value)
	return form
}
