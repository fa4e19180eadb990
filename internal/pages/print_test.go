package pages_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"passage/internal/desk"
	"passage/internal/store/storetest"
)

// TestPrintManyWaybills follows the sheets of a consignment to their end: each of
// its waybills is printed once, with its vehicle, and says that it is simulated.
func TestPrintManyWaybills(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	if err := o.desk.Rehearse(t.Context(), desk.Caller{Name: "test", Scopes: desk.Scopes}, "one"); err != nil {
		t.Fatal(err)
	}
	for i := range 120 {
		o.brings(loaded(fmt.Sprintf("W-%03d", i)))
	}
	p := o.person("wfp", everything...)
	more := regexp.MustCompile(`href="(/consignments/C1/print\?[^"]*)">These are `)
	printed, pages := map[string]bool{}, 0
	for path := "/consignments/C1/print?paper=58mm"; path != "" && pages < 9; pages++ {
		body := p.get(path)
		for _, sheet := range strings.Split(body, "<article")[1:] {
			id := regexp.MustCompile(`W-\d{3}`).FindString(sheet)
			if printed[id] {
				t.Errorf("%s is printed twice", id)
			}
			printed[id] = true
			has(t, "<main"+sheet, `class="paper slip"`, "12-345-67", "This is a rehearsal")
		}
		path = ""
		if next := more.FindStringSubmatch(body); next != nil {
			path = strings.ReplaceAll(next[1], "&amp;", "&")
		}
	}
	if len(printed) != 120 || pages != 3 {
		t.Errorf("%d waybills on %d pages", len(printed), pages)
	}
}
