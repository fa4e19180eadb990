//go:build !amd64

package sparse

const vectors = false

func dots4x3(k int, a *float64, lda int, b *float64, ldb int, sum *[12]float64) {
	panic("sparse: no vectors here")
}
func axpy(n int, s float64, x, y *float64) { panic("sparse: no vectors here") }
func dot(n int, x, y *float64) float64     { panic("sparse: no vectors here") }
