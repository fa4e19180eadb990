package pages

import (
	"encoding/csv"
	"net/http/httptest"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"passage/internal/tongue"
)

// TestPageOfTwin holds what part of a list a page and its twins have, and where the
// rest is.
func TestPageOfTwin(t *testing.T) {
	rows := make([]int, 2500)
	for i := range rows {
		rows[i] = i
	}
	for _, c := range []struct {
		path         string
		first, count int
		next         string
	}{
		{"/notices", 0, 200, "/notices?from=200"},
		{"/notices?from=2400&show=open", 2400, 100, ""},
		{"/notices.csv", 0, 1000, "/notices.csv?from=1000"},
		{"/notices.json?from=1000&show=open", 1000, 1000, "/notices.json?from=2000&show=open"},
		{"/notices.json?from=2000", 2000, 500, ""},
		{"/notices.csv?from=9999", 2500, 0, ""},
		{"/notices.csv?from=-3", 0, 1000, "/notices.csv?from=1000"},
	} {
		r := &request{Request: httptest.NewRequest("GET", c.path, nil)}
		some, next := pageOf(r, rows)
		first := len(rows)
		if len(some) > 0 {
			first = some[0]
		}
		if first != c.first || len(some) != c.count || next != c.next || r.next != c.next {
			t.Errorf("%s: %d rows from %d, then %q and %q", c.path, len(some), first, next, r.next)
		}
	}
}

// numbers is a page of a list of numbers.
type numbers []int

func (c numbers) Table() (head []string, rows [][]string) {
	for _, n := range c {
		rows = append(rows, []string{strconv.Itoa(n), "row"})
	}
	return []string{"n", "what"}, rows
}

// Tags are hashtags, of which a table has one row however many parts it is made of.
func (c numbers) Tags() []string { return []string{"#n", "#what"} }

// TestWhole downloads lists as people do: in one table, the last row of which leads
// on where there is more than it holds.
func TestWhole(t *testing.T) {
	tongues, err := tongue.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ list, first, rows, last int }{{0, 0, 0, 0}, {999, 0, 999, 998}, {2500, 0, 2500, 2499}, {12000, 0, 10000, 9999}, {12000, 10000, 2000, 11999}} {
		all := make(numbers, c.list)
		for i := range all {
			all[i] = i
		}
		asked := func(ending string, form written) string {
			w := httptest.NewRecorder()
			r := &request{Request: httptest.NewRequest("GET", "/notices"+ending+"?show=open&whole=1&from="+strconv.Itoa(c.first), nil), w: w, T: tongues.Of("en")}
			_, err := (&Server{}).whole(r, func(r *request) (answer, error) {
				if r.FormValue("show") != "open" {
					t.Error("what was asked for is lost on the way")
				}
				some, _ := pageOf(r, all)
				return numbers(some), nil
			}, form)
			if err != nil {
				t.Fatal(err)
			}
			return w.Body.String()
		}
		body, marked := strings.CutPrefix(asked(".csv", inCSV), "\ufeff")
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if !marked || rows[0][0] != "n" || rows[1][0] != "#n" {
			t.Errorf("a spreadsheet is not told that the text is UTF-8, or the table begins with %q", rows[:2])
		}
		book, err := excelize.OpenReader(strings.NewReader(asked(".xlsx", inXLSX)))
		if err != nil {
			t.Fatal(err)
		}
		cells, err := book.GetRows("notices")
		if last := rows[len(rows)-1]; len(last) > 0 {
			last[1] = strings.Replace(last[1], "notices.csv", "notices.xlsx", 1)
			if err != nil || !reflect.DeepEqual(cells, rows) {
				t.Errorf("the workbook has %d rows to %q, the table %d to %q, %v", len(cells), cells[len(cells)-1], len(rows), last, err)
			}
			last[1] = strings.Replace(last[1], "notices.xlsx", "notices.csv", 1)
		}
		rows = rows[2:]
		if c.first+c.rows < c.list {
			const on = "http://example.com/notices.csv?from=10000&show=open&whole=1"
			if got := rows[len(rows)-1]; !strings.Contains(got[0], "goes on") || got[1] != on {
				t.Errorf("the last row is %q", got)
			}
			rows = rows[:len(rows)-1]
		}
		if len(rows) != c.rows || c.rows > 0 && rows[c.rows-1][0] != strconv.Itoa(c.last) {
			t.Errorf("%+v: %d rows", c, len(rows))
		}
	}
}
