package pages_test

import (
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"testing"

	"passage/internal/access"
)

// TestEveryAskShowsWhatItDoes holds that the ranking has a column for the need that
// each ask does most for, and as a table plain numbers of every need; and that rules
// are told in the reader's words: days of the week, sectors, each door once.
func TestEveryAskShowsWhatItDoes(t *testing.T) {
	o, _, _ := newGaza(t)
	reader := o.person("wfp", access.Analyst)
	page := plain(reader.waits("/asks", "The best together"))
	has(t, page, "<bdi>Safe water</bdi>", "<bdi>Health supplies</bdi>", "<bdi>Shelter</bdi>", "Held without clearance → El Arish, Shelter and non-food items", "Lift what stands on Kerem Shalom → Khan Younis warehouses<")
	has(t, reader.get("/asks"), `href="/asks.csv?scenario=gaza-autumn-2025&amp;whole=1"`) // of the scenario that is shown
	rows, err := csv.NewReader(strings.NewReader(reader.get("/asks.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	head := rows[0]
	for ask, need := range map[string]string{"water-parts-released": "water", "medical-released": "health", "erez-open": "energy"} {
		i := slices.IndexFunc(rows, func(row []string) bool { return row[1] == ask })
		k := slices.Index(head, "person_days_"+need)
		if i < 0 || k < 0 {
			t.Fatalf("no %s of %s in %v", need, ask, head)
		}
		if days, err := strconv.Atoi(rows[i][k]); err != nil || days <= 0 {
			t.Errorf("%s brings %q person-days of %s", ask, rows[i][k], need)
		}
	}
	for _, row := range rows[1:] {
		if _, err := strconv.Atoi(row[slices.Index(head, "cost")]); err != nil {
			t.Errorf("cost of %s: %v", row[1], err)
		}
	}
	has(t, plain(reader.get("/doors")), "closed, for Shelter and non-food items alone, from 10 October 2025")
	reader.language = "ar"
	has(t, plain(reader.get("/doors")), "مغلق، من ")
	reader.language = "tr"
	has(t, plain(reader.get("/asks")), "Gıda enerjisi", "Güvenli su", "Kerem Şalom")
}
