package sparse

import "golang.org/x/sys/cpu"

//go:generate go run ./kernelgen

// What the processor can do: multiply and add four numbers at once, or eight.
var (
	has256 = cpu.X86.HasAVX2 && cpu.X86.HasFMA
	has512 = has256 && cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL
)

// kernels64 returns all that the processor can do, the best first, Go last.
func kernels64() (all []*kernel[float64]) {
	if has512 {
		k := inGo64()
		k.name, k.rows, k.lanes, k.sub4, k.dot4, k.solve = "AVX-512", 16, 8, sub4x512, dot4x512, solve512
		k.tiles = []tile[float64]{{12, tile512x12}, {8, tile512x8}, {4, tile512x4}, {2, tile512x2}, {1, tile512x1}}
		all = append(all, k)
	}
	if has256 {
		k := inGo64()
		k.name, k.rows, k.lanes, k.sub4, k.dot4 = "AVX2", 8, 4, sub4x256, dot4x256
		k.tiles = []tile[float64]{{4, tile256x4}, {2, tile256x2}, {1, tile256x1}}
		all = append(all, k)
	}
	return append(all, inGo64())
}

// kernels32 is kernels64 in single precision.
func kernels32() (all []*kernel[float32]) {
	if has512 {
		k := inGo32()
		k.name, k.rows, k.lanes, k.sub4, k.dot4, k.solve = "AVX-512", 32, 16, sub4x512single, dot4x512single, solve512single
		k.tiles = []tile[float32]{{12, tile512singlex12}, {8, tile512singlex8}, {4, tile512singlex4}, {2, tile512singlex2}, {1, tile512singlex1}}
		all = append(all, k)
	}
	if has256 {
		k := inGo32()
		k.name, k.rows, k.lanes, k.sub4, k.dot4 = "AVX2", 16, 8, sub4x256single, dot4x256single
		k.tiles = []tile[float32]{{4, tile256singlex4}, {2, tile256singlex2}, {1, tile256singlex1}}
		all = append(all, k)
	}
	return append(all, inGo32())
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

//go:noescape
func tile512singlex12(k int, a *float32, lda int, b *float32, ldb int, c *float32, ldc, rows, fresh int)

//go:noescape
func tile512singlex8(k int, a *float32, lda int, b *float32, ldb int, c *float32, ldc, rows, fresh int)

//go:noescape
func tile512singlex4(k int, a *float32, lda int, b *float32, ldb int, c *float32, ldc, rows, fresh int)

//go:noescape
func tile512singlex2(k int, a *float32, lda int, b *float32, ldb int, c *float32, ldc, rows, fresh int)

//go:noescape
func tile512singlex1(k int, a *float32, lda int, b *float32, ldb int, c *float32, ldc, rows, fresh int)

//go:noescape
func tile256singlex4(k int, a *float32, lda int, b *float32, ldb int, c *float32, ldc, rows, fresh int)

//go:noescape
func tile256singlex2(k int, a *float32, lda int, b *float32, ldb int, c *float32, ldc, rows, fresh int)

//go:noescape
func tile256singlex1(k int, a *float32, lda int, b *float32, ldb int, c *float32, ldc, rows, fresh int)

//go:noescape
func sub4x512single(n int, a *float32, lda int, x, y *float32)

//go:noescape
func sub4x256single(n int, a *float32, lda int, x, y *float32)

//go:noescape
func dot4x512single(n int, a *float32, lda int, x, y *float32)

//go:noescape
func dot4x256single(n int, a *float32, lda int, x, y *float32)

//go:noescape
func solve512single(rows int, c *float32, ldc int, l *[36]float32)
