package reading

// ownerBody returns where a body begins that owns the name at word i and that no table
// has: the German embassy's X, Solidarités's X; -1 where none does.
func (d *doc) ownerBody(i, first int) int {
	k := i - 1
	if k < first || d.w(k).ending != "s" || !bodyNoun(d.f(k)) {
		return -1
	}
	for k > first && i-k < 6 {
		w := d.w(k - 1)
		if w.mark || w.num || w.ending == "s" || !w.upper && !officeLower[w.fold] && !bodyNoun(w.fold) && w.fold != "aid" || notNames[w.fold] && !officeLower[w.fold] {
			break
		}
		k--
	}
	if k == i-1 && !d.w(k).upper { // the agency's X: whose is not said
		return -1
	}
	return k
}

// bodyNoun reports whether a word is one for a body that people work for.
func bodyNoun(f string) bool {
	return bodyEnds[f] || isOneOf(f, "embassy", "consulate", "charity", "union", "group", "mission", "delegation", "ngo", "hospital", "university", "port")
}

// capsOf returns where a body ends that somebody, behind whom word k stands, is said to
// be of and that is written with capitals; 0 if it is a place, or somebody else's name.
func (d *doc) capsOf(k, last int) int {
	if d.f(k) != "of" && d.f(k) != "from" {
		return 0
	}
	end := k + 1
	for end < min(k+5, last) && d.w(end).upper && !d.w(end).mark && !d.w(end).num && !notNames[d.f(end)] {
		if _, place := d.placeAt(end); place > 0 || dictHas(d, end) || honorifics[d.f(end)] {
			return 0
		}
		end++
	}
	if end == k+1 || d.w(end-1).ending != "" || d.f(k) == "from" && !allCaps(d.w(k+1).text) {
		return 0
	}
	return end
}
