package pages_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/pages"
	"passage/internal/store/storetest"
)

// TestReceiveShort has a truck received in part, by somebody who types wrongly
// first, and the sender read why.
func TestReceiveShort(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		o := newOffice(t, place)
		o.brings(loaded("W/1"))
		hub, sender := o.person("unrwa", access.Liaison), o.person("wfp", access.Liaison)
		path := "/waybills/W%2F1/say/received"
		id := hub.formID(hub.get(path))
		form := url.Values{"form": {id}, "at": {"2025-10-26T08:30"}, "place": {"hub"}, "amount0": {"9,500"}, "unit0": {"kg"}, "missing0": {"٣٠٠"}, "ref": {"GRN-1"}}
		_, body := hub.send(path, form, http.StatusUnprocessableEntity)
		has(t, body, "9500", "or as \u20689.5\u2069", `aria-invalid="true"`, `value="9,500"`, `value="٣٠٠"`, `value="GRN-1"`, "Give the reason")
		if hub.formID(body) != id {
			t.Error("the form has another id now")
		}
		form.Set("amount0", "٩٫٥")
		form.Set("unit0", "t")
		form.Set("missing0", "٠٫٣")
		form.Set("damaged0", "0.1")
		form.Set("reason0", "taken by a crowd")
		_, body = hub.send(path, form, http.StatusOK)
		has(t, body, "9.5\u00a0t (9,500\u00a0kg)", "300\u00a0kg", "100\u00a0kg\u2069 stays open", `value="sure"`)
		if o.size() != 1 {
			t.Error("something was saved before it was confirmed")
		}
		form.Set("step", "edit")
		_, body = hub.send(path, form, http.StatusOK)
		has(t, body, `value="٩٫٥"`)
		form.Set("step", "sure")
		for range 3 {
			if to, _ := hub.send(path, form, http.StatusSeeOther); to != "/waybills/W%2F1?said=saved" {
				t.Errorf("then to %s", to)
			}
		}
		if o.size() != 2 {
			t.Errorf("%d facts", o.size())
		}
		form.Set("amount0", "1")
		_, body = hub.send(path, form, http.StatusUnprocessableEntity)
		has(t, body, "sent before with other content")
		want := passage.Account{Out: 10_000_000, Received: 9_500_000, Lost: 300_000, Damaged: 100_000, InTransit: 100_000}
		if got := o.waybill("W/1").Lines[0].Account; got != want {
			t.Errorf("%+v", got)
		}
		has(t, sender.get("/sent?open=all"), "taken by a crowd", "300\u00a0kg")
		has(t, sender.get("/waybills/W%2F1?said=saved"), "taken by a crowd", "9.5\u00a0t", "GRN-1", "unrwa", "Saved.")
		has(t, sender.get("/consignments/C1"), "taken by a crowd", "W/1")

		// What is nothing is said too, and needs no line to be left out.
		o.brings(loaded("W2"))
		path = "/waybills/W2/say/received"
		form = url.Values{"form": {hub.formID(hub.get(path))}, "at": {"2025-10-26T09:00"}, "place": {"hub"}, "amount0": {""}, "step": {"sure"}}
		_, body = hub.send(path, form, http.StatusUnprocessableEntity)
		has(t, body, "Write 0 where it is nothing")
		form.Set("amount0", "0")
		hub.send(path, form, http.StatusSeeOther)
		if got := o.waybill("W2"); got.State != passage.Received || got.Lines[0].Received != 0 || got.Lines[0].InTransit != 10_000_000 {
			t.Errorf("%+v", got)
		}
	})
}

// TestEvents states every kind of fact with its form.
func TestEvents(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	p := o.person("wfp", access.Liaison)
	for _, c := range []struct {
		kind passage.FactKind
		form url.Values
		want string // what is said at a field, where something is missing
	}{
		{passage.Departed, url.Values{"place": {"port"}}, ""},
		{passage.Arrived, url.Values{"place": {""}}, "Say where."},
		{passage.Arrived, url.Values{"place": {"gate"}}, ""},
		{passage.Arrived, url.Values{"place": {"gate"}, "at": {"yesterday"}}, "Give the day"},
		{passage.Arrived, url.Values{"place": {"gate"}, "at": {"2999-01-01T00:00"}}, "yet to come"},
		{passage.Submitted, url.Values{"place": {"gate"}}, ""},
		{passage.Cleared, url.Values{"place": {"gate"}}, ""},
		{passage.Held, url.Values{"place": {"gate"}}, ""},
		{passage.Refused, url.Values{"place": {"gate"}}, "none stated"},
		{passage.Refused, url.Values{"place": {"gate"}, "reason": {"none stated"}}, ""},
		{passage.Crossed, url.Values{"place": {"gate"}}, ""},
		{passage.Intercepted, url.Values{"place": {"road"}, "amount0": {"2"}, "unit0": {"t"}}, "Choose one."},
		{passage.Intercepted, url.Values{"place": {"road"}, "how": {"bribe"}, "amount0": {"2"}, "unit0": {"t"}}, "Choose one."},
		{passage.Intercepted, url.Values{"place": {"road"}, "how": {"armed"}, "amount0": {"2"}, "saved0": {"1"}, "unit0": {"t"}}, ""},
		{passage.Damaged, url.Values{"place": {"road"}, "reason": {"rain"}, "amount0": {"500"}, "unit0": {"kg"}}, ""},
		{passage.Diverted, url.Values{"place": {"road"}, "to": {"elsewhere"}, "amount0": {"1"}, "unit0": {"t"}}, ""},
		{passage.Returned, url.Values{"place": {"port"}, "amount0": {"1"}, "unit0": {"t"}}, ""},
		{passage.Returned, url.Values{"place": {"port"}}, "at least one of the goods"},
		{passage.Finished, url.Values{}, ""},
	} {
		id := "W-" + uuid.NewString()[:8]
		o.brings(loaded(id))
		path := "/waybills/" + id + "/say/" + string(c.kind)
		form := url.Values{"form": {p.formID(p.get(path))}, "at": {"2025-10-26T08:30"}, "step": {"sure"}}
		for k, v := range c.form {
			form[k] = v
		}
		if c.want != "" {
			_, body := p.send(path, form, http.StatusUnprocessableEntity)
			has(t, html.UnescapeString(body), c.want)
			continue
		}
		p.send(path, form, http.StatusSeeOther)
		if w := o.waybill(id); w.State != c.kind || w.Since != passage.InstantOf(time.Date(2025, 10, 26, 8, 30, 0, 0, time.UTC)) {
			t.Errorf("after %s: %+v", c.kind, w)
		}
		has(t, p.get("/waybills/"+id), "26 October 2025, 08:30 UTC")
	}
	path := "/consignments/C1/say/handed_over"
	p.send(path, url.Values{"form": {p.formID(p.get(path))}, "at": {"2025-10-26T08:30"}, "place": {"hub"}, "amount0": {"0.5"}, "unit0": {"t"}, "step": {"sure"}}, http.StatusSeeOther)
	has(t, p.get("/consignments/C1"), "500\u00a0kg")
	path = "/consignments/C1/say/closed"
	p.send(path, url.Values{"form": {p.formID(p.get(path))}, "at": {"2025-10-26T08:30"}}, http.StatusSeeOther)
	has(t, p.get("/consignments?open=ended"), ">C1<", "Closed")
	for _, path := range []string{"/waybills/none/say/held", "/consignments/C1/say/held", "/consignments/none/say/closed"} {
		if res, _ := p.ask(http.MethodGet, path, nil); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
}

// TestTheSameMinute holds that what is stated now comes after what was stated
// some seconds ago, though forms have no seconds.
func TestTheSameMinute(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	f := loaded("W1")
	f.Claimed = passage.InstantOf(time.Now())
	o.brings(f)
	p := o.person("wfp", access.Liaison)
	body := p.get("/waybills/W1/say/held")
	at := regexp.MustCompile(`name="at"[^>]* value="([^"]+)"`).FindStringSubmatch(body)
	if at == nil {
		t.Fatal("the form has no time in it")
	}
	p.send("/waybills/W1/say/held", url.Values{"form": {p.formID(body)}, "at": {at[1]}, "place": {"gate"}}, http.StatusSeeOther)
	if w := o.waybill("W1"); w.State != passage.Held {
		t.Errorf("the state is %s", w.State)
	}
}

// TestCorrect holds that an organisation declares its own facts wrong and
// nobody else's, and that what was wrong stays to be seen.
func TestCorrect(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.brings(loaded("W1"))
	p, other := o.person("unrwa", access.Liaison), o.person("wfp", access.Liaison)
	path := "/waybills/W1/say/received"
	p.send(path, url.Values{"form": {p.formID(p.get(path))}, "at": {"2025-10-26T08:30"}, "place": {"hub"}, "amount0": {"7"}, "unit0": {"t"}, "step": {"sure"}}, http.StatusSeeOther)
	link := regexp.MustCompile(`href="(/waybills/W1/say/corrected\?fact=[0-9a-f-]+)"`)
	m := link.FindAllStringSubmatch(p.get("/waybills/W1"), -1)
	if len(m) != 1 {
		t.Fatalf("%d facts can be corrected by who said one", len(m))
	}
	fact := strings.TrimPrefix(m[0][1], "/waybills/W1/say/corrected?fact=")
	if res, _ := other.ask(http.MethodGet, m[0][1], nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("another organisation: %s", res.Status)
	}
	form := url.Values{"form": {p.formID(p.get(m[0][1]))}, "fact": {fact}, "at": {"2025-10-27T08:30"}, "error": {"incorrect_data"}}
	theirs := url.Values{"form": {uuid.Must(uuid.NewV7()).String()}, "fact": {fact}, "at": {"2025-10-27T08:30"}, "error": {"did_not_occur"}}
	other.send("/waybills/W1/say/corrected", theirs, http.StatusNotFound)
	if to, _ := p.send("/waybills/W1/say/corrected", form, http.StatusSeeOther); to != "/waybills/W1/say/received?said=now_right" {
		t.Errorf("then to %s", to)
	}
	if got := o.waybill("W1").Lines[0]; got.Received != 0 {
		t.Errorf("%+v", got)
	}
	has(t, other.get("/waybills/W1"), "Declared wrong by the organisation", "7\u00a0t", "It happened, but what was said of it is wrong")
}

// TestWhatAFormMayNotSay: members that nobody asked for are not taken.
func TestWhatAFormMayNotSay(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.brings(loaded("W1"))
	p := o.person("unrwa", access.Liaison)
	form := url.Values{
		"form": {p.formID(p.get("/waybills/W1/say/held"))}, "at": {"2025-10-26T08:30"}, "place": {"gate"}, "reason": {"papers"},
		"org": {"wfp"}, "device": {"wfp/a"}, "actor": {"somebody else"}, "seq": {"9"}, "recorded": {"2001-01-01T00:00:00Z"}, "source": {"OCHA"},
		"waybill": {"W9"}, "kind": {"received"}, "owner": {"unrwa"}, "lines": {"x"}, "id": {"x"},
	}
	p.send("/waybills/W1/say/held", form, http.StatusSeeOther)
	told, err := o.desk.Thread(t.Context(), desk.Caller{Scopes: []desk.Scope{desk.Sync}}, "w/W1")
	if err != nil || len(told) != 2 {
		t.Fatal(told, err)
	}
	f := told[slices.IndexFunc(told, func(f desk.Told) bool { return f.Kind == passage.Held })]
	if f.Org != "unrwa" || !strings.HasPrefix(f.Actor, "person-") || f.Seq != 1 || f.Source != "" || f.Owner != "" || f.Recorded.Time().Year() == 2001 || f.Reason != "papers" {
		t.Errorf("%+v", f.Fact)
	}
}

// TestTimeZone holds that a form shows and takes the time of the operation, says
// which that is, and states it in UTC.
func TestTimeZone(t *testing.T) {
	gaza, err := time.LoadLocation("Asia/Gaza")
	if err != nil {
		t.Fatal(err)
	}
	o := newOfficeWith(t, storetest.SQLite(t), pages.Options{Zone: gaza})
	o.brings(loaded("W1"))
	p := o.person("wfp", access.Liaison)
	body := p.get("/waybills/W1/say/held")
	has(t, body, "Asia/Gaza")
	at := regexp.MustCompile(`name="at"[^>]* value="([^"]+)"`).FindStringSubmatch(body)
	if at == nil {
		t.Fatal("the form has no time in it")
	}
	if shown, err := time.ParseInLocation("2006-01-02T15:04", at[1], gaza); err != nil || time.Since(shown) > 10*time.Minute || time.Since(shown) < 0 {
		t.Errorf("at %v the form shows %s, %v", time.Now().In(gaza), at[1], err)
	}
	p.send("/waybills/W1/say/held", url.Values{"form": {p.formID(body)}, "at": {"2025-10-26T08:30"}, "place": {"gate"}, "reason": {"none stated"}}, http.StatusSeeOther)
	if w := o.waybill("W1"); w.State != passage.Held || w.Since != passage.InstantOf(time.Date(2025, 10, 26, 6, 30, 0, 0, time.UTC)) {
		t.Errorf("%+v", w)
	}
	has(t, p.get("/waybills/W1"), "26 October 2025, 08:30")
	body = p.get("/impediments/new?waybill=W1")
	has(t, body, "Asia/Gaza")
}

// TestLoadPutRight holds that a load which was wrong is never gone from the waybill: what
// is right takes its place in one step, with what the form does not ask for, and the
// dispatcher goes on seeing it.
func TestLoadPutRight(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	p := o.person("wfp", access.Dispatcher)
	f := loaded("W1")
	f.Vehicle, f.Ref = "12-345-67", "paper 7"
	o.brings(f)
	correct := regexp.MustCompile(`/waybills/W1/say/corrected\?fact=([0-9a-f-]+)`).FindStringSubmatch(p.get("/waybills/W1"))
	if correct == nil {
		t.Fatal("the load cannot be corrected by who stated it")
	}
	form := url.Values{"form": {p.formID(p.get(correct[0]))}, "fact": {correct[1]}, "at": {"2025-10-27T08:30"}, "error": {"incorrect_data"}, "reason": {"weighed"}}
	to, _ := p.send("/waybills/W1/say/corrected", form, http.StatusSeeOther)
	if w := o.waybill("W1"); len(w.Lines) == 0 {
		t.Fatalf("the waybill is empty before anybody says what is right: %+v", w)
	}
	body := p.get(to)
	has(t, body, `value="12-345-67"`, `value="weighed"`)
	hasNot(t, body, `name="error"`)
	right := url.Values{"form": {p.formID(body)}, "fact": {correct[1]}, "at": {"2025-10-25T08:30"}, "place": {"gate"}, "to": {"hub"}, "amount0": {"9.5"}, "unit0": {"t"}, "vehicle": {"76-543-21"}, "reason": {"weighed"}}
	_, body = p.send("/waybills/W1/say/loaded", right, http.StatusOK)
	has(t, body, "9.5\u00a0t", "76-543-21")
	right.Set("step", "sure")
	p.send("/waybills/W1/say/loaded", right, http.StatusSeeOther)
	if w := o.waybill("W1"); w.State != passage.Loaded || w.Lines[0].InTransit != 9_500_000 || w.Vehicle != "76-543-21" {
		t.Errorf("%+v", w)
	}
	has(t, p.get("/waybills/W1"), "weighed", "paper 7", "76-543-21")

	// What did not occur at all leaves nothing to see, which is said where there is something.
	again := regexp.MustCompile(`/waybills/W1/say/corrected\?fact=([0-9a-f-]+)`).FindStringSubmatch(p.get("/waybills/W1"))
	form = url.Values{"form": {p.formID(p.get(again[0]))}, "fact": {again[1]}, "at": {"2025-10-27T08:30"}, "error": {"did_not_occur"}}
	if to, _ := p.send("/waybills/W1/say/corrected", form, http.StatusSeeOther); to != "/waybills?said=saved" {
		t.Errorf("then to %s", to)
	}
	p.get("/waybills?said=saved")
}
