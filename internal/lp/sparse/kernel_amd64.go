package sparse

import "golang.org/x/sys/cpu"

// vectors is whether the processor multiplies and adds four numbers at once.
var vectors = cpu.X86.HasAVX2 && cpu.X86.HasFMA

// dots4x3 sets sum[4·j+i] to the scalar product of row i of a and row j of b,
// rows being lda and ldb numbers apart, over k numbers, a positive multiple
// of 4.
//
//go:noescape
func dots4x3(k int, a *float64, lda int, b *float64, ldb int, sum *[12]float64)

// axpy adds s·x to y, both of n numbers, a positive multiple of 4.
//
//go:noescape
func axpy(n int, s float64, x, y *float64)

// dot returns x·y over n numbers, a positive multiple of 4.
//
//go:noescape
func dot(n int, x, y *float64) float64
