package sparse

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// withEach runs a test with everything the processor can do, and with Go alone.
func withEach(t *testing.T, do func(t *testing.T)) {
	best := kernels
	defer func() { kernels = best }()
	for _, k := range available() {
		kernels = k
		t.Run(k.name, do)
	}
}

// filled returns a block of m×n numbers, columns ld apart, with what is no part
// of it set to what any sum would betray.
func filled(r *rand.Rand, m, n, ld int) []float64 {
	b := make([]float64, n*ld)
	for i := range b {
		b[i] = math.NaN()
		if i%ld < m {
			b[i] = r.NormFloat64()
		}
	}
	return b
}

// Products of blocks of any shape are those of the textbook, and touch nothing
// beside the block.
func TestProductsOfBlocks(t *testing.T) {
	withEach(t, func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			m, n, k := rapid.IntRange(0, 70).Draw(t, "m"), rapid.IntRange(0, 70).Draw(t, "n"), rapid.IntRange(1, 30).Draw(t, "k")
			lower, fresh := rapid.Bool().Draw(t, "lower"), rapid.Bool().Draw(t, "fresh")
			if lower {
				n = min(n, m)
			}
			apart := rapid.SampledFrom([]int{0, 3, farApart}).Draw(t, "apart")
			r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
			c, a, b := filled(r, m, n, m+apart), filled(r, m, k, m+apart), filled(r, n, k, n+2)
			got := append([]float64(nil), c...)
			subProducts(got, m+apart, a, m+apart, b, n+2, m, n, k, lower, fresh)
			for j := range n {
				for i := range m + apart {
					at := j*(m+apart) + i
					switch {
					case i >= m:
						if !math.IsNaN(got[at]) {
							t.Fatalf("an entry below column %d was written", j)
						}
					case !lower || i >= j:
						want := c[at]
						if fresh {
							want = 0
						}
						for l := range k {
							want -= a[l*(m+apart)+i] * b[l*(n+2)+j]
						}
						if !(math.Abs(got[at]-want) < 1e-12) {
							t.Fatalf("entry %d, %d is %g, want %g", i, j, got[at], want)
						}
					}
				}
			}
		})
	})
}

// A block that is factorised solves as its product with itself says.
func TestBlocksAreFactorisedAndSolved(t *testing.T) {
	withEach(t, func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			k, below := rapid.IntRange(1, 60).Draw(t, "k"), rapid.IntRange(0, 60).Draw(t, "below")
			m := k + below
			r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
			l := make([]float64, m*k) // the factor, its rows below the pivots too
			for j := range k {
				for i := j; i < m; i++ {
					l[j*m+i] = r.NormFloat64() / math.Sqrt(float64(m))
				}
				l[j*m+j] = 1 + r.Float64()
			}
			got := make([]float64, m*k) // its product with its own rows of pivots
			for j := range k {
				for i := j; i < m; i++ {
					for c := range j + 1 {
						got[j*m+i] += l[c*m+i] * l[c*m+j]
					}
				}
			}
			pivots := make([]float64, k)
			for j := range pivots {
				pivots[j] = got[j*m+j]
			}
			if zero := cholesky(got, m, k, pivots); zero != 0 {
				t.Fatalf("%d pivots count as zero", zero)
			}
			solveRows(got[k:], m, below, got, m, k)
			for j := range k {
				for i := j; i < m; i++ {
					if math.Abs(got[j*m+i]-l[j*m+i]) > 1e-9 {
						t.Fatalf("entry %d, %d is %g, want %g", i, j, got[j*m+i], l[j*m+i])
					}
				}
			}
			x := make([]float64, m)
			for i := range x {
				x[i] = r.NormFloat64()
			}
			down, up := make([]float64, m), append([]float64(nil), x...)
			for j := range k {
				up[j] = 0
				for i := j; i < m; i++ {
					down[i] += l[j*m+i] * x[j]
					up[j] += l[j*m+i] * x[i]
				}
			}
			forward(l, m, k, down)
			backward(l, m, k, up)
			for i := range m {
				want := x[i]
				if i >= k {
					want = 0
				}
				if math.Abs(down[i]-want) > 1e-9 {
					t.Fatalf("forward: number %d is %g, want %g", i, down[i], want)
				}
				if math.Abs(up[i]-x[i]) > 1e-9 {
					t.Fatalf("backward: number %d is %g, want %g", i, up[i], x[i])
				}
			}
		})
	})
}
