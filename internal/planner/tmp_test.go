package planner_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"passage/internal/lp/highs"
	"passage/internal/planner"
)

func TestTmp(t *testing.T) {
	m := highs.Method(os.Getenv("METHOD"))
	h := highs.New(highs.Options{Method: m, NoCrossover: os.Getenv("NOX") != ""})
	for _, d := range strings.Fields(os.Getenv("WORLDS")) {
		s := tmpRead(d)
		r, err := planner.Solve(t.Context(), s, planner.Options{Solver: h})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(d, r.Status, r.Certificate, r.Seconds)
		for _, st := range r.Stages {
			fmt.Printf("  %s %.10g iter=%d rows=%d cols=%d %.2fs %v\n", st.Name, st.Value, st.Iterations, st.Rows, st.Cols, st.Seconds, st.Certificate)
		}
		for i, b := range r.Verdict.Breaches {
			if i < 5 {
				fmt.Println("  ", b)
			}
		}
	}
}
