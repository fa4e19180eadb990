package reading

// officeBefore reports whether the words up to end are an office, and where it
// begins: it walks left as long as words can belong to one.
func (d *doc) officeBefore(end, first int) (from int, ok bool) {
	from = -1
	k := end - 1
walk:
	for ; k >= first && end-k < 24; k-- {
		w := d.w(k)
		if _, e := dict().roles.at(d, k); e > 0 && e <= end && !w.mark {
			from = k
			continue
		}
		if b := d.officeOver(k, end, first); b >= 0 {
			from, k = b, b
			continue
		}
		f := w.fold
		switch {
		case f == "," && (from == k+1 || from > k && officeWords[d.f(k+1)]) && d.w(k+1).upper && k > first:
			// "Deputy Special Representative of the Secretary-General, Resident and Humanitarian Coordinator"
			if left, ok := d.officeBefore(k, first); ok && d.nameFrom(k-1, true) == 0 && (d.f(left-1) == "the" || left == first) {
				return left, true
			}
			break walk
		case f == "," && from < 0 && d.w(k+1).upper && d.hasAnd(k+1, end) && k > first && !d.w(k-1).mark:
			// "Social Welfare, Relief and Resettlement"
		case f == "under" && d.f(k+1) != "secretary":
			break walk
		case (f == "there" || f == "here") && k == end-1: // the governor there, X
		case f == ")" && d.f(k-2) == "(" && allCaps(d.w(k-1).text): // an acronym
			k -= 2
		case w.ending == "s" && d.bodyHas(k) && d.bodyOf(k) > first: // of the agency's office
			k = d.bodyOf(k)
		case f == "to" && !dictHas(d, k-1) && !(d.w(k-1).upper && dictHas(d, k-2)):
			break walk
		case w.num && d.f(k-1) == "the" && d.f(k-2) == "of" && dictHas(d, k-3): // commander of the 3rd division
		case w.mark || w.num, w.ending == "s" && d.f(k-1) != "of" && !(d.f(k-1) == "the" && d.f(k-2) == "of"):
			break walk
		case f == "and":
			if d.f(k+1) == "the" || k == first || !d.joins(k, first) {
				break walk
			}
		case f == "the":
			prev := d.f(k - 1)
			if prev != "of" && prev != "for" && prev != "in" && !(prev == "to" && dictHas(d, k-2)) {
				break walk
			}
		case f == "of" || f == "for" || f == "in" || f == "on" || f == "to" || f == "at":
		case w.upper && !d.noName(k):
		case officeLower[f] || officeWords[f] || particles[f] || bodyEnds[f], d.f(k-1) == "of" && (dictHas(d, k-2) || dictHas(d, k-3)) && !notNames[f]:
		case d.ofRole(k, first): // the director of the detention centre
		default:
			break walk
		}
	}
	if from < 0 {
		return 0, false
	}
	// what qualifies the office stands before it
	for from > first {
		w := d.w(from - 1)
		if w.mark || w.num || w.ending == "s" || w.fold == "under" && d.f(from) != "secretary" || !(officeWords[w.fold] || officeLower[w.fold] && !w.upper || w.upper && !d.noName(from-1) && !particles[w.fold] || d.qualifies(from-1, first)) {
			if w.fold == "and" && from-2 >= first && officeWords[d.f(from-2)] { // Resident and Humanitarian Coordinator
				from -= 2
				continue
			}
			break
		}
		from--
	}
	if d.f(from-1) == "and" && d.w(from).upper && from-2 > first { // Deputy Prime Minister and Minister of X
		if left, ok := d.officeBefore(from-1, first); ok && d.w(left).upper && (d.f(left-1) == "the" || left == first || d.w(left-1).mark) && !d.holder(left, from-1) && d.nameTail(from-1) == 0 {
			return left, true
		}
	}
	return from, true
}

// ofRole reports whether a small word belongs to what an office is of: up to two
// words before it "of" stands behind one.
func (d *doc) ofRole(k, first int) bool {
	for i := k; i > first && i > k-3; i-- {
		if w := d.w(i); w.mark || w.num || w.upper || joining[w.fold] || notNames[w.fold] || acts[w.fold] || contactVerbs[w.fold] {
			return false
		}
		j := i - 1
		if d.f(j) == "the" {
			j--
		}
		if isOneOf(d.f(j), "of", "for") && dictHas(d, j-1) {
			return true
		}
	}
	return false
}

// bodyOf returns where the body begins that word k ends, if it hangs on "of the";
// -1 if it does not.
func (d *doc) bodyOf(k int) int {
	for _, b := range d.bodies {
		if b.to != k+1 {
			continue
		}
		before := b.from - 1
		if d.f(before) == "the" {
			before--
		}
		if d.f(before) == "of" {
			return b.from
		}
	}
	return -1
}

// nameTail returns where a name begins that ends before word k, 0 if none does.
func (d *doc) nameTail(k int) int {
	for i := max(0, k-4); i < k-1; i++ {
		if d.nameFrom(i, false) == k && !d.bodyHas(i) && !joining[d.f(i-1)] {
			return i
		}
	}
	return 0
}

// noName reports whether a capital is that of a common word and no acronym.
func (d *doc) noName(k int) bool { return notNames[d.f(k)] && !allCaps(d.w(k).text) }

// qualifies reports whether a small word belongs to the office behind it: what
// stands between an article, or an owner, and an office does.
func (d *doc) qualifies(k, first int) bool {
	for i := k; i >= first && i > k-4; i-- {
		w := d.w(i)
		if i < k && (w.ending == "s" || w.fold == "the" || w.fold == "a" || w.fold == "an" || w.fold == "our" || w.fold == "its" || w.fold == "their") {
			return true
		}
		if w.mark || w.num || w.upper || joining[w.fold] || notNames[w.fold] || acts[w.fold] || w.fold == "two" || w.fold == "other" || w.fold == "then" || w.fold == "same" || w.fold == "new" {
			return false
		}
	}
	return false
}

func (d *doc) hasAnd(from, to int) bool {
	for k := from; k < to; k++ {
		if d.f(k) == "and" {
			return true
		}
	}
	return false
}

// officeOver returns where an office of several words begins that has word k
// in it, -1 where there is none.
func (d *doc) officeOver(k, end, first int) int {
	for b := max(first, k-4); b < k; b++ {
		if _, e := dict().roles.at(d, b); e > k && e <= end {
			return b
		}
	}
	return -1
}

func dictHas(d *doc, k int) bool {
	if k < 0 {
		return false
	}
	_, end := dict().roles.at(d, k)
	return end > 0
}

// joins reports whether an "and" binds two halves of one office and not two
// people: what is left of it is an office word, or hangs on "of" or "for".
func (d *doc) joins(k, first int) bool {
	if officeWords[d.f(k-1)] || officeLower[d.f(k-1)] && !d.w(k-1).upper {
		return true
	}
	j := k - 1
	for j >= first && d.w(j).upper && !d.w(j).mark {
		j--
	}
	f := d.f(j)
	if !officeLower[d.f(k-1)] && !d.isPlace(k-1) && !d.bodyHas(k-1) { // it ends in a name
		return false
	}
	return j < k-1 && j > first && (f == "of" || f == "for" || f == "," && (d.f(j-1) == "affairs" || d.w(j-1).upper))
}

// holder reports whether an office has its holder behind it already: "Mayor X
// for the city, Y".
func (d *doc) holder(from, at int) bool {
	for k := from; k < at; k++ {
		if _, e := dict().roles.at(d, k); e > 0 && e < at {
			if n := d.nameFrom(e, false); n > e+1 && n <= at && !d.bodyHas(e) {
				if _, place := d.placeAt(e); place == 0 && d.f(n) != "of" {
					return true
				}
			}
		}
	}
	return false
}

// enumerated reports whether the comma before a name parts items of a list
// rather than an office and its holder: "the governor of X, Y said".
func (d *doc) enumerated(from, at int) bool {
	w := d.w(from)
	if w.upper || from == 0 {
		return false
	}
	if w := d.w(from - 1); from > 1 && !w.mark && !w.upper && w.ending == "" && !notNames[w.fold] { // an adjective
		from--
	}
	f := d.f(from - 1)
	return !(f == "the" || f == "a" || f == "an" || f == "its" || f == "their" || f == "his" || f == "her" || f == "our" || f == "by" || d.w(from-1).ending == "s" || d.w(from-1).upper || f == "\"" || f == "”" || f == ",")
}

// officeFrom reads an office that begins with word k: what qualifies it, the
// office, and what it is of.
func (d *doc) officeFrom(k int) (from, to int) {
	from = k
	for k < len(d.words) && k < from+7 {
		if _, e := dict().roles.at(d, k); e > 0 {
			for { // deputy chairman: the longest run
				_, next := dict().roles.at(d, e)
				if next == 0 || d.w(e).begins {
					return from, d.complement(e)
				}
				e = next
			}
		}
		w := d.w(k)
		if w.mark || w.num || !(officeWords[w.fold] || officeLower[w.fold] || w.upper && !d.noName(k) || w.ending == "s" || w.fold == "and" && k > from || d.qualifies(k, max(0, from-1))) {
			return 0, 0
		}
		k++
	}
	return 0, 0
}

// complement follows "of the Ministry of X for Y" behind an office.
func (d *doc) complement(k int) int {
	end, first := k, k
	for k < len(d.words) {
		w := d.w(k)
		f := w.fold
		if w.begins && k > first || f == "on" && d.w(k+3).fold == "side" {
			return end
		}
		switch {
		case f == "of" || f == "for" || f == "in" || f == "on" || f == "to" || f == "and" || f == "at":
			n := k + 1
			if d.f(n) == "the" && f != "and" {
				n++
			}
			if n >= len(d.words) || f == "in" && end > 0 && d.cityAt(n) {
				return end
			}
			x := d.w(n)
			ok := !x.mark && !x.num && (x.upper && !notNames[x.fold] || f != "in" && f != "at" && f != "to" && officeLower[x.fold] || f == "of" && k == first && !notNames[x.fold] && !x.upper && !bodyEndsPlural[x.fold])
			if f == "and" { // only what goes on with the same kind of word
				ok = ok && !honorifics[x.fold] && d.nameFrom(n, false) == 0
				if _, e := dict().roles.at(d, n); e > 0 && !x.upper {
					ok = false
				}
			}
			if !ok {
				return end
			}
			k = n
			if !x.upper && !officeLower[x.fold] {
				k++
				end = k
			}
			for _, b := range d.bodies {
				if b.from == n {
					k, end = b.to, b.to
				}
			}
		case w.upper && k > first && !joining[d.f(k-1)] && d.f(k-1) != "the" && d.f(k-1) != "." && d.nameFrom(k, false) > 0 && !d.bodyHas(k): // who holds it
			return end
		case w.upper && !w.mark && !w.num && !notNames[f] && !honorifics[f] || !w.mark && (officeLower[f] || bodyEnds[f]):
			k++
			end = k
			if w.ending == "s" { // of Sudan's Humanitarian Aid Commission
				for _, b := range d.bodies {
					if b.from == k {
						return b.to
					}
				}
				for j := k; !w.upper && j < k+4; j++ { // of the region's civil protection department
					if x := d.w(j); x.mark || notNames[x.fold] || joining[x.fold] {
						break
					} else if bodyEnds[x.fold] {
						return j + 1
					}
				}
				return end
			}
		case f == "," && k+1 < len(d.words) && d.w(k+1).upper && d.areas(k+1) > 0:
			k = d.areas(k + 1)
			end = k
		case f == "a.i." || f == "ad" && d.f(k+1) == "interim":
			k++
			if f == "ad" {
				k++
			}
			end = k
		default:
			return end
		}
	}
	return end
}

// areas reads the end of a list such as "Social Welfare, Relief and Resettlement",
// behind its comma; 0 where it is none but the names of others.
func (d *doc) areas(k int) int {
	and := false
	i := k
	for ; i < len(d.words) && i < k+6; i++ {
		w := d.w(i)
		switch {
		case w.fold == "and" && i > k && !and:
			and = true
		case w.mark || w.num || !w.upper || notNames[w.fold] || honorifics[w.fold] || dictHas(d, i) || d.bodyHas(i):
			if and && d.w(i-1).fold != "and" && w.fold == "," {
				return i
			}
			return 0
		}
	}
	return 0
}

func (d *doc) cityAt(k int) bool {
	kind, end := d.placeAt(k)
	return end > 0 && kind == "city"
}
