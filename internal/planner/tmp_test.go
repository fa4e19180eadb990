package planner_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"passage/internal/exchange"
	"passage/internal/lp/highs"
	"passage/internal/planner"
)

func TestTmp(t *testing.T) {
	m := highs.Method(os.Getenv("METHOD"))
	h := highs.New(highs.Options{Method: m, NoCrossover: os.Getenv("NOX") != ""})
	for _, d := range strings.Fields(os.Getenv("WORLDS")) {
		l, err := exchange.Read(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		if l.Scenario == nil {
			t.Fatal(l.Faults)
		}
		s := l.Scenario
		opt := planner.Options{Solver: h}
		r, err := planner.Solve(t.Context(), s, opt)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(d, r.Status, r.Certificate, r.Seconds, r.Why)
		for _, st := range r.Stages {
			fmt.Printf("  %s %.10g iter=%d rows=%d cols=%d %.2fs %v\n", st.Name, st.Value, st.Iterations, st.Rows, st.Cols, st.Seconds, st.Certificate)
		}
		start := time.Now()
		w, err := planner.LayOnTrucks(t.Context(), s, r, planner.TruckOptions{M3: 60}, opt)
		if err != nil {
			t.Error(err)
			continue
		}
		fmt.Println("rounding", time.Since(start), w.Trucks, w.Deprivation, w.Cost, w.PersonDays, w.Verdict.Worst)
		for i, b := range w.Verdict.Breaches {
			if i < 5 {
				fmt.Println(b)
			}
		}
	}
}
