package highs_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"passage/internal/lp"
	"passage/internal/lp/highs"
	"passage/internal/lp/lptest"
)

// TestReadsWhatWeWrite has HiGHS read our MPS files with its own reader: it
// must find the optimum that it finds without the detour.
func TestReadsWhatWeWrite(t *testing.T) {
	s := newSolver(t, highs.Options{Method: highs.Simplex, NoScaling: true})
	rapid.Check(t, func(t *rapid.T) {
		m := lptest.Models(0).Filter(func(m *lp.Model) bool { return m.Cols() > 0 }).Draw(t, "model")
		var file bytes.Buffer
		if _, err := lp.WriteMPS(&file, m); err != nil {
			t.Fatal(err)
		}
		want, err := lptest.Simplex(m)
		if err != nil {
			t.Fatal(err)
		}
		if want.Status != lp.Optimal {
			return // which of the other two it is, HiGHS alone does not always say
		}
		got, err := s.SolveMPS(t.Context(), file.Bytes(), lp.Limits{})
		if err != nil {
			t.Fatalf("%v from\n%s", err, file.String())
		}
		if got.Status != want.Status || !lptest.Near(got.Objective, want.Objective) || len(got.X) != m.Cols() {
			t.Fatalf("%v %g, want %v %g from\n%s", got.Status, got.Objective, want.Status, want.Objective, file.String())
		}
	})
}

func TestRefusesWhatIsNoMPS(t *testing.T) {
	s := newSolver(t, highs.Options{})
	if sol, err := s.SolveMPS(t.Context(), []byte("NAME\nROWS\n N c\n L a\nCOLUMNS\n x b 1\nENDATA\n"), lp.Limits{}); err == nil {
		t.Errorf("%+v", sol)
	}
}
