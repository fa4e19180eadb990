package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"passage/internal/cli"
)

// told is what an independent count reads of a fact.
type told struct {
	ID, Device, Org, Kind, Waybill, Consignment, Ref, Place, To, Corrects string
	Seq                                                                   int64
	Lines                                                                 []struct {
		Consignment, Commodity         string
		Amount, Missing, Damaged, Line int64
	}
}

// TestRehearsalByAnIndependentCount rehearses a fortnight of the Gaza example
// and adds up, by code that knows nothing of folds, what the facts that came to
// the ledger say; the ledger must say the same.
func TestRehearsalByAnIndependentCount(t *testing.T) {
	data := filepath.Join(t.TempDir(), "ledger")
	var out, trouble bytes.Buffer
	args := []string{"rehearse", "../../examples/gaza-2025", "--data", data, "-q", "--seed", "7"}
	if status := cli.Main(t.Context(), args, cli.Shell{Out: &out, Err: &trouble, Env: func(string) string { return "" }}); status != 0 {
		t.Fatal(trouble.String())
	}
	if !strings.Contains(out.String(), "1 in conflict on purpose") || strings.Contains(trouble.String(), "different facts") {
		t.Errorf("a quiet rehearsal says %q, and logs %q", out.String(), trouble.String())
	}
	if n := strings.Count(out.String(), "\n"); n > 20 {
		t.Errorf("it prints %d lines", n)
	}
	for line := range strings.Lines(out.String()) {
		if !strings.Contains(line, data) && utf8.RuneCountInString(line) > 81 {
			t.Errorf("wider than a terminal: %s", line)
		}
	}
	_, exported := run(t.Context(), "ledger", "export", "--data", data)
	var facts []told
	for line := range strings.Lines(exported) {
		if !strings.HasPrefix(line, "{") {
			continue // the warning of a number used twice
		}
		var f told
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		facts = append(facts, f)
	}

	used, wrong, bound := map[string]int{}, map[string]string{}, map[string]string{}
	for _, f := range facts {
		used[fmt.Sprint(f.Device, f.Seq)]++
		if f.Kind == "corrected" {
			wrong[f.Corrects] = f.Org
		}
		if f.Kind == "released" {
			bound[f.Consignment] = f.To
		}
	}
	type sums struct{ out, received, lost, damaged int64 }
	count := map[string]*sums{}
	papers := map[string]bool{}
	for _, f := range facts {
		if used[fmt.Sprint(f.Device, f.Seq)] > 1 || wrong[f.ID] == f.Org {
			continue
		}
		if f.Ref != "" {
			paper := f.Waybill + " " + f.Kind + " " + f.Ref
			if papers[paper] {
				continue
			}
			papers[paper] = true
		}
		for _, l := range f.Lines {
			if count[l.Commodity] == nil {
				count[l.Commodity] = &sums{}
			}
			c := count[l.Commodity]
			switch f.Kind {
			case "released":
				c.out += l.Amount
			case "intercepted":
				c.lost += l.Amount
			case "damaged":
				c.damaged += l.Amount
			case "received":
				if f.Place == bound[l.Consignment] {
					c.received += l.Amount
				}
				c.lost += l.Missing
				c.damaged += l.Damaged
			}
		}
	}
	if len(facts) < 5000 || len(count) < 5 {
		t.Fatalf("only %d facts of %d commodities", len(facts), len(count))
	}

	status, totals := run(t.Context(), "ledger", "totals", "--data", data)
	if status != 0 {
		t.Fatal(totals)
	}
	rows := 0
	for line := range strings.Lines(totals) {
		cells := strings.Fields(line)
		if len(cells) != 10 || count[cells[0]] == nil {
			continue
		}
		rows++
		c := count[cells[0]]
		for _, v := range []struct {
			what, said string
			want       int64
		}{{"out", cells[2], c.out}, {"received", cells[3], c.received}, {"lost", cells[5], c.lost}, {"damaged", cells[6], c.damaged}} {
			want := fmt.Sprintf("%.3f", float64(v.want)/1e6)
			if v.want == 0 {
				want = "·"
			}
			if v.said != want {
				t.Errorf("%s: %s is %s by the ledger and %s by the count", cells[0], v.what, v.said, want)
			}
		}
	}
	if rows != len(count) {
		t.Errorf("%d rows for %d commodities:\n%s", rows, len(count), totals)
	}
}
