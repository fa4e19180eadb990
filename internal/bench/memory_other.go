//go:build !linux

package main

// Other systems tell a peak in ways of their own, or not at all: 0 says that it
// is not known.

func forgetPeak() {}

func peakMiB() float64 { return 0 }

func childrenPeakMiB() float64 { return 0 }

func cpuSeconds() float64 { return 0 }
