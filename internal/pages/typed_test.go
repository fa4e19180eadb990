package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"passage/internal/store/storetest"
)

// TestPlacesByTheirNames has a dispatcher write places as they are called in their
// language, with the marks that come along when people paste, and finds them as
// the tables have them.
func TestPlacesByTheirNames(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.inGaza()
	truck := loaded("W1")
	truck.From, truck.To, truck.Place = "ashdod", "jabalya", "ashdod"
	o.brings(truck)
	p := o.person("wfp", everything...)
	p.language = "ar"
	has(t, p.get("/waybills/W1/say/received"), `name="place" list="nodes" dir="auto" autocomplete="off" value="جباليا"`)
	form := url.Values{"form": {newForm()}, "at": {"2025-10-26T08:30"}, "place": {"\u202bكرم أبو سالم\u202c"}}
	p.send("/waybills/W1/say/arrived", form, http.StatusSeeOther)
	if at := o.waybill("W1").At; at != "kerem-shalom" {
		t.Errorf("it arrived at %q", at)
	}
	report := gateForm(newForm())
	report.Set("place", "كرم ابو سالم ")
	report.Set("waybills", "")
	p.reports(report)
	has(t, p.get("/impediments.csv"+days), "kerem-shalom")
}

// TestTooLong holds that a report says by how much a text is too long, at its field.
func TestTooLong(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	p := o.person("wfp", everything...)
	for field, value := range map[string]string{"reason": strings.Repeat("س", 2001), "note": strings.Repeat("n", 4001), "source": strings.Repeat("s", 4001)} {
		form := gateForm(newForm())
		form.Del("waybills")
		form.Set(field, value)
		_, body := p.send("/impediments/new", form, http.StatusUnprocessableEntity)
		has(t, body, `id="w-`+field+`">Too long by one character.</span>`)
	}
	if o.size() != 0 {
		t.Error("it was saved")
	}
}

// TestTypedForAWaybill holds that what is too long is said at its field, and that
// marks nobody sees do not get into numbers.
func TestTypedForAWaybill(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.brings(loaded("W1"))
	p := o.person("wfp", everything...)
	form := func(field, value string) url.Values {
		f := url.Values{"form": {newForm()}, "at": {"2025-10-26T08:30"}, "place": {"gate"}, "amount0": {"9000"}, "unit0": {"kg"}, "missing0": {"1000"}, "reason0": {"taken"}, "step": {"sure"}}
		f.Set(field, value)
		return f
	}
	for field, value := range map[string]string{"ref": strings.Repeat("G", 66), "note": strings.Repeat("n", 4002), "reason0": strings.Repeat("ن", 2002)} {
		_, body := p.send("/waybills/W1/say/received", form(field, value), http.StatusUnprocessableEntity)
		has(t, body, `id="wrong-`+field+`">Too long by 2 characters.</span>`)
	}
	p.send("/waybills/W1/say/received", form("ref", "\u200fGRN-1\u200e"), http.StatusSeeOther)
	has(t, p.get("/waybills/W1"), "<bdi>GRN-1</bdi>")
}
