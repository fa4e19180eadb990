package sparse

// inGo64 is what Go alone does in double precision.
func inGo64() *kernel[float64] {
	// A row that depends on others has nothing of the solution (Andersen, "A modified
	// Schur-complement method…", 1996, and many codes since).
	return &kernel[float64]{name: "Go", tiny: 1e-13, instead: func(float64) float64 { return 1e128 }}
}

// inGo32 is what Go alone does in single precision, where a factor only leads
// the way to the solution: its own must have something in every row, or there is
// no way.
func inGo32() *kernel[float32] {
	return &kernel[float32]{name: "Go", tiny: 1e-6, instead: func(pivot float32) float32 { return max(1e-6*pivot, 1e-30) }}
}
