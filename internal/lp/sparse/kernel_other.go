//go:build !amd64

package sparse

// What the processor does best: here nothing, all is done in Go.
func kernels64() []*kernel[float64] { return []*kernel[float64]{inGo64()} }

func kernels32() []*kernel[float32] { return []*kernel[float32]{inGo32()} }
