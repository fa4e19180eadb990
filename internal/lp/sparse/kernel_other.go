//go:build !amd64

package sparse

// kernels is what the processor does best: here nothing, all is done in Go.
var kernels = available()[0]

func available() []kernel { return []kernel{{name: "Go"}} }
