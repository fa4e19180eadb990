package sparse

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// withEach runs a test with all of the kernels, of one precision.
func withEach[T Number](t *testing.T, precision string, all []*kernel[T], do func(*testing.T, *kernel[T])) {
	for _, on := range all {
		t.Run(on.name+", "+precision, func(t *testing.T) { do(t, on) })
	}
}

// filled returns a block of m×n numbers, columns ld apart, with what is no part
// of it set to what any sum would betray.
func filled[T Number](r *rand.Rand, m, n, ld int) []T {
	b := make([]T, n*ld)
	for i := range b {
		b[i] = T(math.NaN())
		if i%ld < m {
			b[i] = T(r.NormFloat64())
		}
	}
	return b
}

// Products of blocks of any shape are those of the textbook, and touch nothing
// beside the block.
func TestProductsOfBlocks(t *testing.T) {
	withEach(t, "double", kernels64(), products[float64](1e-12))
	withEach(t, "single", kernels32(), products[float32](1e-4))
}

func products[T Number](tolerance float64) func(*testing.T, *kernel[T]) {
	return func(t *testing.T, on *kernel[T]) {
		rapid.Check(t, func(t *rapid.T) {
			m, n, k := rapid.IntRange(0, 70).Draw(t, "m"), rapid.IntRange(0, 70).Draw(t, "n"), rapid.IntRange(1, 30).Draw(t, "k")
			lower, fresh := rapid.Bool().Draw(t, "lower"), rapid.Bool().Draw(t, "fresh")
			if lower {
				n = min(n, m)
			}
			apart := rapid.SampledFrom([]int{0, 3, farApart}).Draw(t, "apart")
			r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
			c, a, b := filled[T](r, m, n, m+apart), filled[T](r, m, k, m+apart), filled[T](r, n, k, n+2)
			got := append([]T(nil), c...)
			on.subProducts(got, m+apart, a, m+apart, b, n+2, m, n, k, lower, fresh)
			for j := range n {
				for i := range m + apart {
					at := j*(m+apart) + i
					switch {
					case i >= m:
						if !math.IsNaN(float64(got[at])) {
							t.Fatalf("an entry below column %d was written", j)
						}
					case !lower || i >= j:
						want := float64(c[at])
						if fresh {
							want = 0
						}
						for l := range k {
							want -= float64(a[l*(m+apart)+i] * b[l*(n+2)+j])
						}
						if !(math.Abs(float64(got[at])-want) < tolerance) {
							t.Fatalf("entry %d, %d is %g, want %g", i, j, got[at], want)
						}
					}
				}
			}
		})
	}
}

// A block that is factorised solves as its product with itself says.
func TestBlocksAreFactorisedAndSolved(t *testing.T) {
	withEach(t, "double", kernels64(), solutions[float64](1e-9))
	withEach(t, "single", kernels32(), solutions[float32](2e-3))
}

func solutions[T Number](tolerance float64) func(*testing.T, *kernel[T]) {
	return func(t *testing.T, on *kernel[T]) {
		rapid.Check(t, func(t *rapid.T) {
			k, below := rapid.IntRange(1, 60).Draw(t, "k"), rapid.IntRange(0, 60).Draw(t, "below")
			m := k + below
			r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
			l := make([]T, m*k) // the factor, its rows below the pivots too
			for j := range k {
				for i := j; i < m; i++ {
					l[j*m+i] = T(r.NormFloat64() / math.Sqrt(float64(m)))
				}
				l[j*m+j] = T(1 + r.Float64())
			}
			got := make([]T, m*k) // its product with its own rows of pivots
			for j := range k {
				for i := j; i < m; i++ {
					for c := range j + 1 {
						got[j*m+i] += l[c*m+i] * l[c*m+j]
					}
				}
			}
			pivots := make([]T, k)
			for j := range pivots {
				pivots[j] = got[j*m+j]
			}
			if zero := on.cholesky(got, m, k, pivots); zero != 0 {
				t.Fatalf("%d pivots count as zero", zero)
			}
			on.solveRows(got[k:], m, below, got, m, k)
			for j := range k {
				for i := j; i < m; i++ {
					if math.Abs(float64(got[j*m+i]-l[j*m+i])) > tolerance {
						t.Fatalf("entry %d, %d is %g, want %g", i, j, got[j*m+i], l[j*m+i])
					}
				}
			}
			x := make([]T, m)
			for i := range x {
				x[i] = T(r.NormFloat64())
			}
			down, up := make([]T, m), append([]T(nil), x...)
			for j := range k {
				up[j] = 0
				for i := j; i < m; i++ {
					down[i] += l[j*m+i] * x[j]
					up[j] += l[j*m+i] * x[i]
				}
			}
			on.forward(l, m, m, k, down)
			on.backward(l, m, m, k, up)
			for i := range m {
				want := x[i]
				if i >= k {
					want = 0
				}
				if math.Abs(float64(down[i]-want)) > tolerance {
					t.Fatalf("forward: number %d is %g, want %g", i, down[i], want)
				}
				if math.Abs(float64(up[i]-x[i])) > tolerance {
					t.Fatalf("backward: number %d is %g, want %g", i, up[i], x[i])
				}
			}
		})
	}
}
