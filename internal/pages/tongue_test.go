package pages_test

import "passage/internal/tongue"

// A text that is said wrongly on whatever page a test opens stops the test.
func init() { tongue.Fault = func(what string) { panic(what) } }
