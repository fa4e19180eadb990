package exchange

// check looks at the tables side by side.
func (r *reading) check() {
	r.checkRefs()
}
