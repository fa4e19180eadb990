package planner_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"passage/internal/lp/highs"
	"passage/internal/planner"
)

func TestGaza(t *testing.T) {
	h := highs.New(highs.Options{Method: highs.Method(os.Getenv("METHOD"))})
	s := tmpRead("../../examples/gaza-2025")
	s.PayloadT.Value, s.PayloadT.Given = 10.8, true
	opt := planner.Options{Solver: h}
	r, err := planner.Solve(t.Context(), s, opt)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println(r.Status, r.Certificate, r.Seconds)
	for _, st := range r.Stages {
		fmt.Printf("  %s %.10g iter=%d rows=%d cols=%d %.2fs %v\n", st.Name, st.Value, st.Iterations, st.Rows, st.Cols, st.Seconds, st.Certificate)
	}
	for _, n := range r.Verdict.Outcome.Needs {
		fmt.Printf("  %s mean %.3f least %.3f %s gini %.3f worst %.3f\n", n.Need, n.Mean, n.Least, n.LeastAt, n.Gini, n.Worst)
	}
	for _, b := range planner.Bindings(s, r) {
		fmt.Printf("  %s %s %.4g per %s %v\n", b.Limit, b.About, b.Worth, b.Unit, b.Periods)
	}
	start := time.Now()
	w, err := planner.LayOnTrucks(t.Context(), s, r, planner.TruckOptions{M3: 60}, opt)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("rounding", time.Since(start), w.Trucks, w.Deprivation, w.Cost, w.PersonDays, w.Verdict.Worst)
	for i, b := range w.Verdict.Breaches {
		if i < 5 {
			fmt.Println(b)
		}
	}
}
