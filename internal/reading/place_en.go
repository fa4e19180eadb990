package reading

var (
	toward = set("travelled traveled flew went came arrived drove visited visit visiting visits returned was were crossed arriving sailed trip journey stopped reached stopover mission")
	// what is in a place without the meeting's being there
	placedElse = set("movements situation relief people operations trucks fighting needs access aid deliveries stock stocks warehouse warehouses market camps convoys based clashes bread civilians families schools hospitals patients staff displaced teams team mission embassy ambassador envoy ceasefire war crisis stationed")
	siteHeads  = set("capitol town city airfield airstrip headquarters office offices barracks compound prefecture municipality council stadium hotel station university school church mosque residence")
	placeHeads = set("site edge sidelines hall quay pier streets gates town city village crossing post port island settlement outskirts suburb margins")
	ownVenues  = set("presence office offices ministry residence headquarters compound palace house home base tent hotel")
	doorHeads  = set("crossing border gate airport port camp bridge post checkpoint terminal hospital base")
)

// englishPlace finds where a meeting took place: "in X" behind the words that
// tell of it, before them where the clause begins, or where somebody had gone.
func (d *doc) englishPlace(t telling, s sentence) *Value {
	last := d.purpose(t, s.last)
	office := false
	if end := d.properAt(s.first); end > 0 && (d.f(end) == "was" && d.f(end+1) == "where" || d.f(end) == "hosted" || d.f(end) == "saw") && !d.bodyHas(s.first) && !d.inPerson(s.first) {
		return d.placeValue(s.first, end)
	}
	if isOneOf(d.f(t.from), "toured", "visited", "inspected") && !d.inPerson(t.from+1) && !d.bodyHas(t.from+1) {
		if end := d.properAt(t.from + 1); end > 0 && !d.w(end).upper && !isOneOf(d.f(end), "hospital", "school", "airport", "warehouse") {
			return d.placeValue(t.from+1, end)
		}
	}
	if v := d.venueTown(t, s); v != nil {
		return v
	}
	var early, gone *Value
	for k := s.first; k < s.last; k++ {
		f := d.f(k)
		if k >= last && d.f(k) != "here" && d.f(k) != "in" && d.f(k) != "at" && f != "near" {
			continue
		}
		if d.isIn(k+1) && d.f(k+1) == "the" && d.w(k+2).ending == "s" && isOneOf(d.f(k+2), "city", "town", "port") && d.datelineTown() != "" { // at the city's hotel
			return d.here(k)
		}
		if d.theTown(k) && k < last {
			if v := d.meantTown(k); v != nil {
				return v
			}
		}
		if f == "here" && (k > t.from || d.dayAt(k+1)) || (f == "this" || f == "the") && k < last && (d.near(k+1, min(k+4, last), "town", "city", "village", "port", "camp") || f == "the" && d.f(k+1) == "capital" && d.isIn(k)) && d.datelineTown() != "" && !d.ofPlace(k+1) {
			return d.here(k)
		}
		office = office || k > t.from && (f == "office" || f == "headquarters" || f == "compound")
		if d.inPerson(k) && !(d.f(k) == "in" && d.inPerson(k+1) && d.cityAt(k+1) && k > t.to && !d.roleJustBefore(k)) {
			continue
		}
		switch {
		case f == "in" || f == "at" || f == "near" || f == "outside" || f == "inside" || f == "of" && placeHeads[d.f(k-1)] || f == "from" && k == s.first:
			n := k + 1
			if d.f(n) == "the" {
				n++
			}
			for d.f(n) == "town" || d.f(n) == "city" || d.f(n) == "village" || d.f(n) == "nearby" || d.f(n) == "neighbouring" || d.f(n) == "of" || d.f(n) == "northern" || d.f(n) == "southern" || d.f(n) == "eastern" || d.f(n) == "western" || d.f(n) == "central" {
				n++
			}
			if c := d.behindCapital(k + 1); c > 0 {
				n = c
			}
			end := d.properAt(n)
			if end == 0 || d.personStarts(n) || d.f(k+1) == "the" && !d.isDoorAt(end) && !(siteHeads[d.f(end)] && d.f(n) == d.datelineTown()) && !placeHeads[d.f(n-1)] && !placeHeads[d.f(n-2)] && !d.cityAt(n) {
				continue
			}
			switch {
			case k > t.from && k < last:
				plan := isOneOf(d.f(k-2), "a", "an") && d.f(k-3) == "for" && !meetNouns[d.f(k-1)] && !isOneOf(d.f(k-1), "visit", "ceremony", "call")
				someone := isOneOf(d.f(k-1), "team", "mission") && (d.dayAt(end) || d.f(end) == "on" && d.dayAt(end+1)) // told a team in X on Sunday
				if (someone || !placedElse[d.f(k-1)]) && !d.roleJustBefore(k) && !plan {                                // a port in X is a thing to talk of
					return d.placeValue(n, end)
				}
			case k > t.from:
				if before := d.f(k - 1); before == "held" || before == "place" || meetNouns[before] || before == "together" && d.near(max(s.first, k-4), k, "they") || ownVenues[before] && isOneOf(d.f(k-2), "his", "her", "their", "its") && d.cityAt(n) || d.f(k-2) == "with" && isOneOf(before, "him", "her", "them", "us") {
					return d.placeValue(n, end)
				}
			case k == s.first || d.w(k-1).mark || d.dayEnds(k) || toward[d.f(k-1)] || d.f(k-1) == "talks" || d.f(k-1) == "meeting", !placedElse[d.f(k-1)] && (d.dayAt(end) || d.f(end) == "on" && d.dayAt(end+1)):
				if early == nil {
					early = d.placeValue(n, end)
				}
			}
		case isOneOf(f, "reached", "visited", "left", "toured") && k < t.from && d.cityAt(k+1) && d.near(k+2, t.to+3, "where", "there"): // "reached X, where they met"
			return d.placeValue(k+1, d.properAt(k+1))
		case f == "to" && k > t.from && d.near(t.from, k, "welcomed", "welcomes") && d.cityAt(k+1):
			return d.placeValue(k+1, d.properAt(k+1))
		case (f == "to" || f == "into" || f == "visited" || f == "for" && d.f(k-1) == "left") && (k < t.from || t.from == t.to || toward[d.f(t.from)]):
			n := k + 1
			if end := d.properAt(n); f == "to" && end > 0 && d.cityAt(n) && d.f(end) == "for" && (meetNouns[d.f(end+1)] || meetNouns[d.f(end+2)] || d.f(end+1) == "a" && meetNouns[d.f(end+2)]) { // to X for talks
				gone = d.placeValue(n, end)
				continue
			}
			if (f == "to" || f == "into") && !d.near(max(s.first, k-6), k, "led", "brought", "travelled", "traveled", "driven", "flown", "gone", "flying", "travelling", "flew", "went", "came", "drove", "walked", "rode", "visit", "trip", "travel", "sailed", "returned", "journey", "mission", "headed", "crossed") {
				continue
			}
			if end := d.properAt(n); end > 0 && !d.personStarts(n) {
				gone = d.placeValue(n, end)
			}
		case f == "," && office && k > t.from && k < last && !d.inPerson(k+1) && d.f(k-1) != "office": // "at their headquarters, Karvandi,"
			if end := d.properAt(k + 1); end > 0 && end-k <= 3 && (d.f(end) == "," || d.f(end) == "." || d.dayAt(end)) {
				return d.placeValue(k+1, end)
			}
		case f == "," && k > t.from && d.w(k-1).upper && !d.inPerson(k-1) && d.near(max(t.from, k-4), k-1, "at") && d.f(k+2) == "." && !d.inPerson(k+1): // "at Government House, Karvandi."
			if end := d.properAt(k + 1); end == k+2 {
				return d.placeValue(k+1, end)
			}
		case f == ",": // "at PDMA headquarters, Karachi,"
			if kind, end := d.placeAt(k + 1); kind == "city" && (office || k > t.from && d.near(max(s.first, k-5), k, "at") && !d.inPerson(k-1)) && k > t.from && k < last && !d.inPerson(k+1) {
				return d.placeValue(k+1, end)
			}
		}
	}
	switch {
	case early != nil:
		return early
	case gone != nil:
		return gone
	}
	if v := d.placeBefore(t, s); v != nil {
		return v
	}
	if v := d.hostSeat(t, s); v != nil {
		return v
	}
	if v := d.notedIn(s); v != nil {
		return v
	}
	if office { // "at the township office" of a report that is headed by a town
		h := d.sentences[0]
		for k := h.first; k < h.last && h.last-h.first < 14 && len(d.daysIn(h.first, h.last)) == 0; k++ { // no dateline
			if kind, end := d.placeAt(k); kind == "city" {
				return d.placeValue(k, end)
			}
		}
	}
	return nil
}

// theTown reports whether word k begins a town that is not named: in the Qatari capital,
// in the port city.
func (d *doc) theTown(k int) bool {
	if d.f(k) != "the" || !d.isIn(k) {
		return false
	}
	for i := k + 1; i < k+5 && !d.w(i).mark; i++ {
		if isOneOf(d.f(i), "capital", "city", "town", "village") && !d.w(i).upper {
			next := d.w(i + 1)
			return d.w(i).ending == "" && !next.upper && !isOneOf(next.fold, "of", "hall", "centre", "center") && !(next.fold == "," && d.w(i+2).upper && d.cityAt(i+2))
		}
	}
	return false
}

// meantTown is the town that word k means without its name: that of the dateline, or
// the only one named before.
func (d *doc) meantTown(k int) *Value {
	if v := d.townBefore(max(d.sentences[d.sentenceOf(d.w(k).from)].first-40, d.bodyOfText()), k); v != nil {
		return v
	}
	if town := d.datelineTown(); town != "" {
		return d.here(k)
	}
	if v := d.townBefore(0, k); v != nil {
		return v
	}
	s := d.sentences[d.sentenceOf(d.w(k).from)]
	for i := s.first; i < k; i++ { // Derna's mayor, in the city
		if kind, end := d.placeAt(i); kind == "city" && d.w(end-1).ending == "s" && dictHas(d, end) {
			return d.placeValue(i, end)
		}
	}
	return nil
}

// bodyOfText is where the first sentence begins that is no heading or dateline.
func (d *doc) bodyOfText() int {
	for _, s := range d.sentences {
		if s.last-s.first > 12 {
			return s.first + 3
		}
	}
	return 0
}

// townBefore is the only town in words[from:k].
func (d *doc) townBefore(from, k int) *Value {
	var only *Value
	for i := from; i < k; i++ {
		kind, end := d.placeAt(i)
		if kind != "city" || d.inPerson(i) || d.bodyHas(i) || isOneOf(d.f(i-1), "from", "of") {
			continue
		}
		v := d.placeValue(i, end)
		if only != nil && fold(only.Value) != fold(v.Value) {
			return nil
		}
		only = v
	}
	return only
}

// isIn reports whether word k stands behind a preposition of place.
func (d *doc) isIn(k int) bool { return isOneOf(d.f(k-1), "in", "at", "inside", "outside", "near") }

// behindCapital returns where a town stands behind what it is the capital of, as in
// "the Syrian capital, Damascus"; 0 if none does.
func (d *doc) behindCapital(k int) int {
	for i := k; i < k+4; i++ {
		if isOneOf(d.f(i), "capital", "seat", "base", "town", "city") {
			if d.f(i+1) == "of" {
				continue
			}
			if d.f(i+1) == "," {
				i++
			}
			if d.cityAt(i + 1) {
				return i + 1
			}
			return 0
		}
	}
	return 0
}

// venues are where people meet, behind the town that they are in: a Goma hotel.
var venues = set("hotel office offices headquarters compound residence base airport hall palace ministry embassy centre center branch sub-office university talks meeting summit conference session round forum")

// venueTown is the town that stands before a venue: at the agency's Nairobi office.
func (d *doc) venueTown(t telling, s sentence) *Value {
	for k := s.first; k < s.last; k++ {
		if kind, end := d.placeAt(k); kind == "city" && end == t.from && meetNouns[d.f(end)] && !d.inPerson(k) && !d.bodyHas(k) { // the Bunia meeting
			return d.placeValue(k, end)
		}
		f := d.f(k)
		if f != "in" && f != "at" && f != "inside" && f != "during" && !(f == "of" && isOneOf(d.f(k-1), "margins", "sidelines", "fringes")) || d.inOffice(k) {
			continue
		}
		for n := k + 1; n < min(k+6, s.last) && !d.w(n).mark; n++ {
			kind, end := d.placeAt(n)
			if kind == "city" && n > k+1 && venues[d.f(end)] && d.w(end-1).ending == "" && !d.inPerson(n) {
				return d.placeValue(n, end)
			}
			if isOneOf(d.f(n), "in", "at", "of", "to", "with") {
				break
			}
		}
	}
	return nil
}

// notedIn is the town that stands alone in a line above a note of who was there
// themselves.
func (d *doc) notedIn(s sentence) *Value {
	if last := d.sentences[min(len(d.sentences), d.sentenceOf(s.from)+6)-1].last; !d.near(s.first, last, "we", "i", "us", "me", "our") {
		return nil
	}
	for _, h := range d.sentences[:min(4, len(d.sentences))] {
		kind, end := d.placeAt(h.first)
		if kind == "city" && d.f(end) == "," && h.last-end < 5 && d.w(end+1).upper && !d.w(h.last-1).mark && len(d.daysIn(h.first, h.last)) == 0 { // with what it lies in
			end = h.last
		}
		if kind == "city" && end == h.last {
			_, end = d.placeAt(h.first)
			return d.placeValue(h.first, end)
		}
	}
	return nil
}

// hostSeat is the town of an office whose holder called or received others there.
func (d *doc) hostSeat(t telling, s sentence) *Value {
	if !isOneOf(d.f(t.from), "convened", "received", "hosted", "welcomed", "chaired", "summoned", "invited") {
		return nil
	}
	for k := s.first; k < t.from; k++ {
		if d.f(k) == "in" && d.inPerson(k) && d.cityAt(k+1) {
			return d.placeValue(k+1, d.properAt(k+1))
		}
	}
	return nil
}

// placeBefore finds where somebody was in the sentence before, where this one
// says "there" or goes on with him or her.
func (d *doc) placeBefore(t telling, s sentence) *Value {
	if t.sentence == 0 || d.sentences[t.sentence-1].paragraph != s.paragraph {
		return nil
	}
	there := d.f(s.first) == "he" || d.f(s.first) == "she" || d.f(s.first) == "they"
	for k := s.first; k < s.last; k++ {
		there = there || d.f(k) == "there"
	}
	prev := d.sentences[t.sentence-1]
	for k := prev.first; k < prev.last-1 && !there; k++ { // "X spent Tuesday in Y. She called at …"
		if d.f(k) == "in" && d.near(max(prev.first, k-5), k, "spent") && d.cityAt(k+1) {
			return d.placeValue(k+1, d.properAt(k+1))
		}
	}
	if !there {
		return nil
	}
	for k := prev.first; k < prev.last; k++ {
		f := d.f(k)
		if (f == "in" || f == "to" || f == "at") && (toward[d.f(k-1)] || d.near(max(prev.first, k-3), k, "travelled", "flew", "arrived", "visit", "went")) || f == "visited" {
			if end := d.properAt(k + 1); end > 0 {
				return d.placeValue(k+1, end)
			}
		}
	}
	for k := prev.first; k < prev.last; k++ {
		if f := d.f(k); f == "in" || f == "at" {
			if end := d.properAt(k + 1); end > 0 && d.near(s.first, s.last, "there") && !d.inPerson(k) {
				return d.placeValue(k+1, end)
			}
		}
	}
	return nil
}

// roleJustBefore reports whether "in X" at word k hangs on an office: the
// ambassador in X.
func (d *doc) roleJustBefore(k int) bool {
	for i := range d.people {
		p := &d.people[i]
		if p.roleTo == k && p.roleTo > p.roleFrom || p.bodyTo == k && p.bodyTo > 0 && p.ends() > k {
			return true
		}
		if p.roleFrom < k && p.roleTo > k {
			return true
		}
	}
	return dictHas(d, k-1)
}

// ofPlace reports whether the words from k on name what they speak of: the city
// of X, the town hall.
func (d *doc) ofPlace(k int) bool {
	for i := k; i < k+4; i++ {
		if f := d.f(i); f == "capital" && i == k {
			return d.f(i+1) == "of" || d.f(i+1) == "," && d.w(i+2).upper || d.w(i).ending != "" || d.w(i+1).upper
		} else if f == "town" || f == "city" || f == "village" || f == "port" || f == "camp" {
			next := d.w(i + 1)
			return next.fold == "of" || next.upper || next.fold == "hall" || next.ending != "" || d.w(i).ending != ""
		} else if d.w(i).upper || d.w(i).mark {
			return true
		}
	}
	return true
}

// isDoorAt reports whether what stands behind a name says that it is a
// crossing, a camp or the like.
func (d *doc) isDoorAt(k int) bool { return doorHeads[d.f(k)] }

// datelineTown is the town that a dateline names, as it is looked up.
func (d *doc) datelineTown() string {
	for i := 0; i < min(6, len(d.sentences)); i++ {
		k := d.sentences[i].first
		if kind, end := d.placeAt(k); end > 0 && kind != "city" {
			continue
		}
		if next := d.f(k + 1); d.w(k).upper && (allCaps(d.w(k).text) || d.cityAt(k)) && (next == "," || next == "–" || next == "-" || next == ":" || next == "(" || next == "." && allCaps(d.w(k).text)) {
			return d.f(k)
		}
	}
	return ""
}
