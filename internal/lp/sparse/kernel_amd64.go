package sparse

import "golang.org/x/sys/cpu"

//go:generate go run ./kernelgen

// What the processor can do: multiply and add four numbers at once, or eight.
var (
	has256 = cpu.X86.HasAVX2 && cpu.X86.HasFMA
	has512 = has256 && cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL
)

// kernels are what the processor does best.
var kernels = available()[0]

// available returns all that the processor can do, the best first, Go last.
func available() (all []kernel) {
	if has512 {
		all = append(all, kernel{
			name: "AVX-512", rows: 16, lanes: 8, sub4: sub4x512, dot4: dot4x512, solve: solve512,
			tiles: []tile{{12, tile512x12}, {8, tile512x8}, {4, tile512x4}, {2, tile512x2}, {1, tile512x1}},
		})
	}
	if has256 {
		all = append(all, kernel{
			name: "AVX2", rows: 8, lanes: 4, sub4: sub4x256, dot4: dot4x256,
			tiles: []tile{{4, tile256x4}, {2, tile256x2}, {1, tile256x1}},
		})
	}
	return append(all, kernel{name: "Go"})
}

//go:noescape
func tile512x12(k int, a *float64, lda int, b *float64, ldb int, c *float64, ldc, rows, fresh int)

//go:noescape
func tile512x8(k int, a *float64, lda int, b *float64, ldb int, c *float64, ldc, rows, fresh int)

//go:noescape
func tile512x4(k int, a *float64, lda int, b *float64, ldb int, c *float64, ldc, rows, fresh int)

//go:noescape
func tile512x2(k int, a *float64, lda int, b *float64, ldb int, c *float64, ldc, rows, fresh int)

//go:noescape
func tile512x1(k int, a *float64, lda int, b *float64, ldb int, c *float64, ldc, rows, fresh int)

//go:noescape
func tile256x4(k int, a *float64, lda int, b *float64, ldb int, c *float64, ldc, rows, fresh int)

//go:noescape
func tile256x2(k int, a *float64, lda int, b *float64, ldb int, c *float64, ldc, rows, fresh int)

//go:noescape
func tile256x1(k int, a *float64, lda int, b *float64, ldb int, c *float64, ldc, rows, fresh int)

//go:noescape
func sub4x512(n int, a *float64, lda int, x, y *float64)

//go:noescape
func sub4x256(n int, a *float64, lda int, x, y *float64)

//go:noescape
func dot4x512(n int, a *float64, lda int, x, y *float64)

//go:noescape
func dot4x256(n int, a *float64, lda int, x, y *float64)

//go:noescape
func solve512(rows int, c *float64, ldc int, l *[36]float64)
