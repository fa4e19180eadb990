package reading

import (
	"slices"
	"strings"

	"passage"
)

// person is somebody who is named, or an office of which nobody is.
type person struct {
	name             string
	from, to         int // words of the name; of the office where there is no name
	role             string
	roleFrom, roleTo int
	body             string
	bodyFrom, bodyTo int
	level            passage.Level
	sentence         int
	key              []string // the words of the name, folded
}

func (p *person) begins() int {
	begin := p.from
	for _, at := range [][2]int{{p.roleFrom, p.roleTo}, {p.bodyFrom, p.bodyTo}} {
		if at[1] > 0 {
			begin = min(begin, at[0])
		}
	}
	return begin
}

func (p *person) ends() int { return max(p.to, p.roleTo, p.bodyTo) }

var (
	ranks      = set("colonel-major general colonel major captain marshal brigadier lieutenant")
	honorifics = set("colonel-major abune qari maulavi mawlana hafiz hafez sardar nawab shaikh shaykh pasteur frère abbé père soeur monseigneur maître brig-gen maj-gen lt-gen lt-col lt-cdr major-general lieutenant-general brigadier-general lieutenant-colonel rear-admiral vice-admiral barrister advocate architect prince princess emir alh uzm doç op rtn hji haj mlle mons sr herr frau señor señora ustaza haji haj alhaj baroness baron viscount sayed dato datuk don doña pr ing arch archimandrite cardinal deacon chieftain mufti pir moulana maulana amb ato mr ms mrs mme dr h.e. he's prof professor sir dame lord gen general col colonel brig brigadier maj major lt lieutenant capt captain sheikh mullah mawlawi maulvi mawlana suldan şeyh field marshal ambassador eng engineer judge imam father sister hajji sayyid ustadh daw u father rev reverend alhaji hajiya hajia malam sgt sergeant cmdr adm admiral commodore monsignor madame monsieur bishop archbishop senator pastor comrade hon honourable excellency ustaz engr mevlevi molla haci tuğgeneral tümgeneral albay yarbay binbaşi yüzbaşi korgeneral orgeneral amiral wzro ato woizero dra sra")
	particles  = set("de da du del della di van von der den bin ben ibn al el abu bint dos la le ul ur y san st wa zu ter ould uld dan")
	// titles that are also somebody's name behind another: Abdirahman Sheikh Hussein
	givenTitles = set("sheikh shaikh shaykh haji hajji hafiz sayed sayyid sardar pir")
	// titles that are surnames behind a given name: Jamal Malik
	surnameTitles = set("malik king bishop dean judge marshal khan prince abbot pope sultan amir mir")
	// words of offices that are no office by themselves
	officeWords = set("acting interim deputy vice assistant associate regional special senior former outgoing county district national provincial chief resident humanitarian executive under joint permanent county state federal local military emergency first second third political foreign caretaker designate then newly appointed country field site operations logistics access customs medical health security programme program area sub-office head's a.i. ad interim personal principal lead head general director police border port harbour township woreda village paramount")
	officeLower = set("foreign affairs economy economic health defence defense interior internal transport trade finance agriculture planning cooperation social labour energy oil water resources public works justice education information humanitarian operations operation logistics customs security pharmacy programmes programs supply protection coordination mission missions delegation negotiating team response relief emergency aid affairs civil disaster management settlement staff police army navy intelligence electricity environment migration refugees displaced local office section unit department bureau community region regional district province provincial county state city town port harbour airport border crossing area camp council government ministry policy liaison union authorities political wing armed nations united north south east west northern southern eastern western north-west international sub-delegation sub-office delegations development rehabilitation crisis welfare resettlement disarmament expatriates emigrants immigration tourism culture youth gender endowments minerals irrigation livestock fisheries science technology communications telecommunications housing urban rural terminal hospital plant station warehouse railway railways company bank university market dam association chamber federation syndicate committee commission agency authority group network foundation centre center school clinic union reconstruction commerce industry food fuel nutrition women children veterans minorities statistics returnees reintegration reconciliation peacebuilding telecom oblast raion woreda municipality parish locality hub consortium coalition facility mayoral presidential population labor mobility inspections procurement licensing registration permits visas returns action solidarity promotion advancement empowerment integration decentralisation decentralization northeast northwest southeast southwest")
	notNames    = set("the a an this that these those he she it they we i you his her its their our my in on at of for from to by with and or but if when while as after before during since until meanwhile separately earlier later today yesterday tomorrow both all some many most several no not nothing there here what who which where how why also over under between about around monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec one two three four five six seven eight nine ten twelve twenty additionally however moreover further following against according asked once only still present participants attendees readout press statement note meeting highlights situation report update moscow's more less at least an estimated fuel food water customs roads trucks")
)

// thingWords name places and things, so that capitals with one of them are nobody.
var thingWords = set("agreement accord accords corridor highway bridge river lake road street avenue camp hospital airport port crossing gate district province region county state governorate oblast island valley mountain strait canal dam stadium school university church mosque hotel square market plan initiative resolution conference process statement declaration convention protocol treaty act law war crisis terminal palace house emirate kingdom republic federation strip peninsula gulf sea bay creek junction checkpoint border zone area sector division brigade north south east west northern southern eastern western central upper lower new great greater cyclone hurricane storm operation  monitor times news radio television tv agency herald tribune post gazette")

// readPeople finds who is named, with the office and the body.
func (d *doc) readPeople() {
	switch d.lang {
	case Arabic:
		d.arabicPeople()
	case Turkish:
		d.turkishPeople()
	default:
		d.englishPeople()
	}
}

// nameWord reports whether word k can be part of a person's name.
func (d *doc) nameWord(k int) bool {
	if k < 0 || k >= len(d.words) {
		return false
	}
	w := d.w(k)
	if w.mark || w.num || !w.upper || notNames[w.fold] && strings.ToLower(w.text) == w.fold && !allCaps(w.text) && !d.givenMonth(k) && !d.initial(k) || honorifics[w.fold] && !d.givenTitle(k) || bodyEnds[w.fold] || bodyEndsPlural[w.fold] {
		return false
	}
	if allCaps(w.text) && len(w.text) > 3 && d.capsSurname(k) {
		return true
	}
	if strings.Contains(w.text, ".") && len(w.text) <= 6 && !d.bodyHas(k) && !d.isPlace(k) && !d.isUN(w.text) && !strings.Contains(d.w(k+1).text, ".") && !honorifics[d.f(k+1)] && d.nameWord(k+1) { // A.K. Orin
		return true
	}
	if allCaps(w.text) && (len(w.text) > 3 || len(w.text) == 2 || strings.Contains(w.text, ".")) {
		return false
	}
	if thingWords[w.fold] && k > 0 && !w.begins && dict().given[d.f(k-1)] && !d.w(k+1).upper { // Anna Storm
		return true
	}
	if officeWords[w.fold] || officeLower[w.fold] || thingWords[w.fold] {
		return false
	}
	if next := d.w(k + 1); !next.upper && !next.mark && hyphened(next.text) && isOneOf(w.fold, "suldan", "sultan", "amir", "emir", "prince") && d.w(k-1).mark { // a given name, too
		return true
	}
	if before := d.w(k - 1); surnameTitles[w.fold] && before.upper && !before.mark && before.ending == "" && !d.w(k+1).upper && dict().given[before.fold] {
		return true
	}
	_, role := dict().roles.at(d, k)
	return (role == 0 || d.givenTitle(k)) && !(d.lang == English && w.begins && d.isRolePlural(k))
}

// initial reports whether word k is a letter with its dot before a name: A. K. Orin.
func (d *doc) initial(k int) bool {
	next := d.w(k + 2)
	return len(d.w(k).text) == 1 && d.f(k+1) == "." && d.w(k).to == d.w(k+1).from && !next.begins && next.upper && !next.mark && (len(next.text) > 1 && !notNames[next.fold] || d.f(k+3) == ".")
}

// givenTitle reports whether the title at word k stands within a name.
func (d *doc) givenTitle(k int) bool {
	w, before := d.w(k), d.w(k-1)
	if k == 0 || w.begins || !before.upper {
		return false
	}
	return isOneOf(w.fold, "haji", "haj") || givenTitles[w.fold] && before.ending == "" && !honorifics[before.fold] && !honorifics[d.f(k+1)] && d.nameWord(k+1) && d.nameWord(k-1) && !d.bodyHas(k-1) && !d.endsPlace(k)
}

// endsPlace reports whether the name of a place ends before word k.
func (d *doc) endsPlace(k int) bool {
	for i := max(0, k-3); i < k; i++ {
		if _, end := d.placeAt(i); end == k {
			return true
		}
	}
	return false
}

// capsSurname reports whether word k is a surname in capitals, as lists write them: Mr
// Ramiz ALAKBAROV, Mr WADA Shinichi.
func (d *doc) capsSurname(k int) bool {
	f := d.f(k)
	if d.bodyHas(k) || officeWords[f] || officeLower[f] || thingWords[f] || notNames[f] || bodyEnds[f] || dictHas(d, k) {
		return false
	}
	given := func(k int) bool { return dict().given[d.f(k)] && !allCaps(d.w(k).text) }
	return given(k-1) && !d.w(k).begins || given(k+1) && (honorifics[d.f(k-1)] || d.f(k-1) == "." && honorifics[d.f(k-2)])
}

// givenMonth reports whether the name of a month is one of somebody's names: no
// number stands next to it, and a name or a title does.
func (d *doc) givenMonth(k int) bool {
	if next := d.w(k + 1); d.f(k) == "jan" && next.upper && !next.mark && !next.num && (dict().given[next.fold] || particles[next.fold]) { // Jan Willem
		return true
	}
	switch d.f(k) {
	case "jan", "april", "may", "june", "august", "mar":
		before := d.w(k - 1)
		return k > 0 && !before.begins && (before.upper && !notNames[before.fold] || before.fold == "." && honorifics[d.f(k-2)]) && !d.w(k+1).num && !before.num && d.f(k+1) != "."
	}
	return false
}

// nameFrom reads a name of two words or more, or of one if it may be a surname
// alone, and returns where it ends.
func (d *doc) nameFrom(i int, alone bool) int {
	if !d.nameWord(i) {
		return 0
	}
	for k := max(0, i-3); k < i; k++ { // Minister of State of the United Arab Emirates
		if _, end := d.placeAt(k); end > i {
			return 0
		}
	}
	if kind, end := d.placeAt(i); kind == "country" && d.nameWord(end) && d.nameWord(end+1) { // the chief in Ethiopia X Y
		return 0
	}
	k, n := i, 0
	for k < len(d.words) && n < 5 && (k == i || !d.w(k).begins) {
		switch {
		case n > 1 && d.cityAt(k) && strings.Contains(d.text[d.w(k-1).to:d.w(k).from], "\n"): // the town of the next line
			n += 5
		case d.nameWord(k):
			k++
			n++
			if k < len(d.words) && d.f(k) == "." && d.w(k).from == d.w(k-1).to && (len([]rune(d.w(k-1).text)) == 1 || len(d.w(k-1).text) <= 3 && (n == 1 || abbreviations[d.f(k-1)])) && d.nameWord(k+1) {
				k++ // an initial, or a name cut short
			}
		case n > 0 && !d.w(k).mark && !d.w(k).upper && hyphened(d.w(k).text): // al-Dhanhani
			k++
			n++
		case particles[d.f(k)] && n > 0 && (d.nameWord(k+1) || particles[d.f(k+1)] && d.nameWord(k+2)):
			k++
			continue
		default:
			n += 5
		}
		if d.w(k-1).ending != "" {
			break
		}
	}
	words := k - i
	if words < 2 && !alone || !slices.ContainsFunc(d.words[i:k], func(w word) bool { return !notNames[w.fold] }) {
		return 0
	}
	if _, end := d.placeAt(i); end >= k {
		return 0
	}
	if b, ok := d.bodyFrom(i); ok && b.to >= k {
		return 0
	}
	if p, end := dict().doors.at(d, i); end >= k && p.value != "" {
		return 0
	}
	return k
}

// hyphened reports whether a word is a particle joined to a name: al-Dhanhani, dell'Orto.
func hyphened(s string) bool {
	if k := strings.IndexFunc(s, isApostrophe); k > 0 && k <= 4 {
		return isUpper(strings.TrimLeftFunc(s[k:], isApostrophe))
	}
	particle, name, ok := strings.Cut(s, "-")
	return ok && len(particle) <= 3 && len(particle) >= 2 && isUpper(name)
}

// level finds how high an office stands, by the first words in it that say so.
func (d *doc) levelOf(from, to int, body string) passage.Level {
	deputy := false
	for k := from; k < to; k++ {
		p, end := dict().roles.at(d, k)
		if end == 0 || end > to {
			continue
		}
		if p.value != "" {
			if d.lang == Turkish && strings.HasPrefix(d.f(to-1), "yardimci") {
				deputy = true
			}
			if p.value == string(passage.Ministerial) && d.lang != Turkish && d.ofNational(p.words[0], body) {
				return passage.Senior
			}
			if l := passage.Level(p.value); !deputy || l != passage.HeadsOfState && l != passage.Ministerial {
				return l
			}
			return passage.Senior
		}
		if p.words[0] == "deputy" || strings.HasPrefix(p.words[0], "vice") {
			deputy = true
			continue
		}
		kind := ""
		if b, ok := d.bodyWithin(from, max(to, d.bodyAfter(to))); ok {
			kind = b.kind
		}
		country := false
		for j := end; j < min(end+4, len(d.words)); j++ {
			if c, _ := d.placeAt(j); c == "country" {
				country = true
			}
		}
		sovereign := strings.Contains(fold(body), "sovereign") || strings.Contains(fold(body), "leadership council") || strings.Contains(fold(body), "السياده") || strings.Contains(fold(body), "القياده")
		un := body != "" && d.isUN(body)
		switch p.words[0] {
		case "secretary-general", "genel":
			if (body == "" || un) && !deputy {
				return passage.HeadsOfState
			}
			return passage.Ministerial
		case "president", "chairman", "chair", "head", "leader":
			if d.lang == English && p.words[0] == "president" && body == "" && end == to && k > 0 && demonym(d.w(k-1)) {
				return passage.HeadsOfState
			}
			if sovereign || p.words[0] == "president" && country && (kind == "" || kind == "generic") {
				return passage.HeadsOfState
			}
			for j := end; j < to; j++ { // of a part of a body
				switch f := d.f(j); {
				case strings.HasPrefix(f, "sub-") || f == "field" || f == "team" || f == "unit" || f == "section":
					return ""
				case f == "office" || f == "mission" || f == "delegation":
					return passage.Senior
				}
			}
			if (p.words[0] == "president" || p.words[0] == "head") && (kind == "un" || kind == "movement") && !country {
				return passage.Ministerial
			}
		case "الامين":
			if un || body == "" {
				return passage.HeadsOfState
			}
		case "heads":
			return passage.Senior
		}
	}
	return ""
}

// demonym reports whether a word says of what country somebody is: French, Somali.
func demonym(w word) bool {
	if !w.upper || w.mark || len(w.fold) < 4 {
		return false
	}
	for _, e := range []string{"an", "ish", "ese", "ch", "i", "eno", "eek", "iot"} {
		if strings.HasSuffix(w.fold, e) {
			return true
		}
	}
	return false
}

// ofNational reports whether a director or a commissioner is of a body that is
// no agency of the United Nations and not the Red Cross's own.
func (d *doc) ofNational(head, body string) bool {
	switch head {
	case "executive", "director-general", "director", "administrator", "commissioner-general", "المديره", "المدير", "المفوض":
	default:
		return false
	}
	if body == "" {
		return false
	}
	x := &doc{words: split(body, d.lang), lang: d.lang}
	p, end := dict().bodies.at(x, 0)
	f := fold(p.name)
	return end == 0 || !strings.HasPrefix(p.value, "un") || strings.HasPrefix(p.value, "union") && f != "icrc"
}

func (d *doc) bodyAfter(to int) int {
	for _, b := range d.bodies {
		if b.from >= to && b.from <= to+2 {
			return b.to
		}
	}
	return to
}

func (d *doc) isUN(body string) bool {
	f := fold(body)
	return f == "u.n." || f == "un" || f == "united nations" || f == "الامم المتحده" || f == "birleşmiş milletler" || f == "bm"
}

// add puts a person down, or adds what is new about one who is there.
func (d *doc) add(p person) {
	d.byPeople = nil
	p.key = strings.Fields(fold(p.name))
	p.sentence = d.sentenceOf(d.w(p.from).from)
	if p.roleTo > p.roleFrom {
		p.level = d.levelOf(p.roleFrom, p.roleTo, p.body)
	}
	for i := range d.people {
		have := &d.people[i]
		if p.name == "" || have.name == "" || !sameKey(have.key, p.key) {
			continue
		}
		if len(p.name) > len(have.name) && have.sentence == p.sentence {
			have.name, have.from, have.to, have.key = p.name, p.from, p.to, p.key
		}
		if have.role == "" {
			have.role, have.roleFrom, have.roleTo, have.level = p.role, p.roleFrom, p.roleTo, p.level
		}
		if have.body == "" && have.role == p.role {
			have.body, have.bodyFrom, have.bodyTo = p.body, p.bodyFrom, p.bodyTo
		}
		return
	}
	d.people = append(d.people, p)
}

// sameName reports whether two names may be one person's: the same, or the
// surname of the other alone.
func sameName(a, b string) bool {
	return sameKey(strings.Fields(fold(a)), strings.Fields(fold(b)))
}

func sameKey(x, y []string) bool {
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	if len(x) > len(y) {
		x, y = y, x
	}
	if slices.Equal(x, y) {
		return true
	}
	return x[len(x)-1] == y[len(y)-1] && (len(x) == 1 || x[0] == y[0]) ||
		len(x) == 1 && len(y) == 2 && x[0] == y[1]
}
