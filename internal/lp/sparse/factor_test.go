package sparse

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"passage/internal/lp/cores"
)

// random returns a matrix with some dense rows, empty rows and columns.
func random(rng *rand.Rand, rows, cols, perCol int) *Matrix {
	a := &Matrix{Rows: rows, Cols: cols, Start: []int{0}}
	for range cols {
		seen := map[int32]bool{}
		for range rng.IntN(perCol + 1) {
			i := int32(rng.IntN(rows))
			if rng.IntN(20) == 0 {
				i = 0
			}
			if !seen[i] {
				seen[i] = true
				a.Index = append(a.Index, i)
				a.Value = append(a.Value, rng.NormFloat64())
			}
		}
		a.Start = append(a.Start, len(a.Index))
	}
	return a
}

// randomGroups puts rows into groups, some into none, or says nothing.
func randomGroups(rng *rand.Rand, rows int) []int32 {
	if rng.IntN(2) == 0 {
		return nil
	}
	group := make([]int32, rows)
	for i := range group {
		group[i] = int32(rng.IntN(1+rows/4)) - 1
	}
	return group
}

// An order that is stopped says so.
func TestOrderingStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Analyse(ctx, random(rand.New(rand.NewPCG(1, 1)), 50, 100, 3), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want one that wraps %v", err, context.Canceled)
	}
}

func TestFactorSolves(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 1))
		rows := 1 + rng.IntN(1+int(seed)*3)
		a := random(rng, rows, 1+rng.IntN(3*rows), 1+rng.IntN(5))
		d, r := make([]float64, a.Cols), make([]float64, rows)
		for j := range d {
			d[j] = math.Exp(rng.NormFloat64())
		}
		for i := range r {
			r[i] = 0.01
		}
		plan, err := Analyse(t.Context(), a, randomGroups(rng, rows))
		if err != nil {
			t.Fatal(err)
		}
		order := slices.Sorted(slices.Values(plan.perm))
		for i, v := range order {
			if int(v) != i {
				t.Fatalf("seed %d: the order is no permutation", seed)
			}
		}
		var first []float64
		for _, workers := range []int{1, 2, 5} {
			team := cores.New(workers)
			f := plan.NewFactor(team)
			zero, err := f.Compute(t.Context(), d, r)
			if err != nil || zero != 0 {
				t.Fatalf("seed %d: %d dependent rows, error %v", seed, zero, err)
			}
			want := make([]float64, rows)
			for i := range want {
				want[i] = rng.NormFloat64()
			}
			if first == nil {
				first = slices.Clone(f.l)
			} else if !slices.Equal(first, f.l) {
				t.Fatalf("seed %d: %d workers give other digits than one", seed, workers)
			}
			b := make([]float64, rows)
			x := make([]float64, a.Cols)
			a.AddMulT(x, 1, want)
			for j := range x {
				x[j] *= d[j]
			}
			a.AddMul(b, 1, x)
			for i := range b {
				b[i] += r[i] * want[i]
			}
			coarse := slices.Clone(b)
			f.Solve(b)
			single := plan.NewSingle(team)
			if _, err := single.Compute(t.Context(), d, r); err != nil {
				t.Fatal(err)
			}
			single.Solve(coarse)
			team.Close()
			for i := range b {
				if math.Abs(b[i]-want[i]) > 1e-8 || math.Abs(coarse[i]-want[i]) > 1e-1 {
					t.Fatalf("seed %d, %d workers: x[%d] = %g, in single precision %g, want %g", seed, workers, i, b[i], coarse[i], want[i])
				}
			}
		}
	}
}

// TestSolutionsInPieces solves with a factor whose supernodes are cut into pieces:
// every number of workers comes to the same digits, and they are right.
func TestSolutionsInPieces(t *testing.T) {
	// Two dense blocks that meet in the last row, which lies in a larger one.
	rng := rand.New(rand.NewPCG(1, 3))
	const low, rows = 400, 2*400 + tall + 2*wide
	a := &Matrix{Rows: rows, Start: []int{0}}
	column := func(at ...int32) {
		for _, i := range at {
			a.Index, a.Value = append(a.Index, i), append(a.Value, rng.NormFloat64())
		}
		a.Start, a.Cols = append(a.Start, len(a.Index)), a.Cols+1
	}
	var parts [3][]int32
	for i := range int32(rows) {
		column(i)
		part := min(i/low, 2)
		parts[part] = append(parts[part], i)
	}
	column(append(parts[0], rows-1)...)
	column(append(parts[1], rows-1)...)
	column(parts[2]...)
	plan, err := Analyse(t.Context(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.trees) < 2 || plan.topRows < tall+wide {
		t.Fatalf("%d subtrees, a top of %d rows: too few to cut", len(plan.trees), plan.topRows)
	}
	d, r := make([]float64, a.Cols), make([]float64, rows)
	for j := range d {
		d[j] = math.Exp(rng.NormFloat64())
	}
	for i := range r {
		r[i] = 1
	}
	want, other := make([]float64, rows), make([]float64, rows)
	x, b := make([]float64, a.Cols), make([]float64, rows)
	for i := range want {
		want[i], other[i] = rng.NormFloat64(), rng.NormFloat64()
	}
	a.AddMulT(x, 1, want)
	for j := range x {
		x[j] *= d[j]
	}
	a.AddMul(b, 1, x)
	for i := range b {
		b[i] += want[i]
	}
	var first [2][]float64
	for _, workers := range []int{1, 2, 3} {
		team := cores.New(workers)
		defer team.Close()
		double, single := plan.NewFactor(team), plan.NewSingle(team)
		double.hands, single.hands = team, team // it is not that large
		for s, f := range []interface {
			Compute(ctx context.Context, d, r []float64) (int, error)
			Solve(bs ...[]float64)
		}{double, single} {
			if _, err := f.Compute(t.Context(), d, r); err != nil {
				t.Fatal(err)
			}
			got := slices.Clone(b)
			f.Solve(got, slices.Clone(other))
			if first[s] == nil {
				first[s] = got
			} else if !slices.Equal(got, first[s]) {
				t.Errorf("%d workers give other digits than one", workers)
			}
			for i, v := range got {
				if off := math.Abs(v - want[i]); !(off < []float64{1e-9, 1e-2}[s]) {
					t.Fatalf("%d workers: row %d is %g off", workers, i, off)
				}
			}
		}
	}
}

// TestDependentRow gives a matrix whose rows repeat: the factor leaves the
// repeated ones out and still solves a system that has a solution.
func TestDependentRow(t *testing.T) {
	a := &Matrix{Rows: 4, Cols: 3, Start: []int{0, 2, 4, 6},
		Index: []int32{0, 2, 0, 2, 1, 3}, Value: []float64{1, 1, 2, 2, 3, 3}}
	d, r := []float64{1, 1, 1}, make([]float64, 4)
	plan, err := Analyse(t.Context(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	f := plan.NewFactor(nil)
	zero, err := f.Compute(t.Context(), d, r)
	if err != nil || zero != 2 {
		t.Fatalf("%d dependent rows, error %v; want 2", zero, err)
	}
	b := []float64{5, 9, 5, 9}
	f.Solve(b)
	got := make([]float64, 4)
	x := make([]float64, 3)
	a.AddMulT(x, 1, b)
	a.AddMul(got, 1, x)
	for i, want := range []float64{5, 9, 5, 9} {
		if math.Abs(got[i]-want) > 1e-9 {
			t.Errorf("row %d of the product is %g, want %g", i, got[i], want)
		}
	}
}
