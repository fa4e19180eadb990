package reading

import "strings"

var (
	arabicTitles = set("الجنرال السفير السفيره القس الاب المفتي السلطان الناظر السيد السيده الدكتور الدكتوره د اللواء العميد العقيد المقدم الرائد النقيب الفريق الركن المهندس المهندسه الشيخ الاستاذ الاستاذه المستشار سعاده معالي دوله الحاج العماد المشير الفريق")
	// construct nouns that go on with an office: رئيس مجلس …, وزير خارجية …
	arabicConstruct = set("جمهوريه مملكه اطباء نساء شباب اعمال جهاز جهود ملف ديوان مركز معهد سلطه قياده اركان مصلحه شرطه امن حرس جيش لواء كتيبه هيئه وحده فريق مجموعه تحالف رابطه نقابه مجلس وزاره هييه جمعيه منظمه مكتب مفوضيه برنامج لجنه بعثه شوون خارجيه دفاع صحه داخليه ماليه نقل عموم اقليم محافظه مقاطعه قضاء اداره دايره قسم عمليات وفد حكومه مديريه شبكه قطاع فرع الجمهوريه عام مقيم خاص وكاله صندوق اتحاد حركه قوات غرفه مستشفي كليه جامعه بلديه ميناء معبر منطقه ولايه محليه مدينه نائب نايب وزير مساعد مدير رييس")
	// given names that bear an article
	arabicGiven = set("الحافظ الزبير العبيد الجيلي التجاني الشفيع الخضر الدرديري الشاذلي الصادق الطيب الفاتح الهادي الحسن الحسين الامين الطاهر البشير النور الزين السر المهدي")
	arabicStops = set("الاجتماع اللقاء الجلسه المباحثات الزياره الاتصال بسبب رغم دون بدون سبق حسب وفق وفقا نظرا بفضل رغما حين حينما عندما بينما ريثما اثناء اثر غداه لدي راس راست ترا ترات تراس تراست يرافقها برفقه رفقه عبر عبرت بحضور وبحضور وبمشاركه بمشاركه شهد شهدت اتفقا امر امرت كلف كلفت عين تولي تولت قاد قادت يقود تقود يمثل تمثل ممثلا ممثله رئيسا مديرا ضيفا مقرا بمقر بمكتب ازاء تجاه نحو ضد فيما بينما لكن غير سوي اذ اذا كي لكي لقد فقد هذا هذه ذلك تلك هنا هناك مساء ظهر فجر ليلا نهارا انه انها بانه بانها انهما انهم لانه كونه في من الي على علي عن مع ان إن الذي التي ما لا لم لن قد كان كانت هو هي ثم بعد قبل خلال منذ حتي امس اليوم بين حول بشان لبحث لمناقشه وذلك حيث عقب ضمن برئاسه صباح اول اتصالا اتصال لقاء اجتماعا وفدا وفد يوم رساله بتاريخ خطابا خطاب زياره اجتماع مباحثات لقاءا بيانا كلمه مكتوبا حفل جلسه كما ايضا")
	// verbs of which a name is the subject or the object, and that end one
	arabicDeeds = set("يرافقه ترافقه زار زارت وصل وصلت غادر غادرت اطلع اطلعت تفقد تفقدت استقبل استقبلت التقي التقت هاتف هاتفت خاطب خاطبت ابلغ ابلغت طلب طلبت طالب طالبت تعهد تعهدت وعد وعدت وافق وافقت رفض رفضت قدم قدمت سلم سلمت تسلم تسلمت وقع وقعت افتتح افتتحت اعلن اعلنت كشف كشفت شكر شكرت اعرب اعربت ابدي ابدت دعا دعت حث حثت تباحث تباحثت تشاور تشاورت استعرض استعرضت استمع استمعت شارك شاركت حضر حضرت نفي نفت حذر حذرت ندد نددت انتقد انتقدت رحب رحبت اشاد اشادت اتفق اتفقت قرر قررت اجري اجرت تلقي تلقت وجه وجهت عقد عقدت تناول بحث ناقش وقال واكد ناقشت بحثت")
)

// arabicPeople finds offices and the name behind each. Arabic has no capitals:
// a name is two to four words behind an office, the first without an article,
// up to a mark, a preposition or a verb that is known.
func (d *doc) arabicPeople() {
	for k := 0; k < len(d.words); k++ {
		if d.w(k).mark || d.w(k).num {
			continue
		}
		e := d.arabicRole(k)
		if e == 0 || strings.HasPrefix(d.f(k), "و") && !d.officeAnd(k) {
			continue
		}
		from, to, nameFrom, nameTo := d.arabicOffice(k, e)
		p := person{from: from, to: to, roleFrom: from, roleTo: to}
		if nameTo > 0 {
			p.name, p.from, p.to = d.span(nameFrom, nameTo).Text, nameFrom, nameTo
		}
		if kind, end := d.placeAt(to - 1); kind == "city" && end == to && d.f(to-2) == "في" { // where, not of what
			p.roleTo -= 2
		}
		last := from // "السيد فلان، وزير الخارجية،", "التقى فلان وزير الخارجية"
		comma := d.f(from-1) == "،" || d.f(from-1) == ","
		if comma {
			last--
		}
		for n := last - 2; (comma || nameTo == 0) && n >= last-5 && n > 0; n-- {
			opens := arabicTitles[d.f(n-1)] || d.arabicVerb(n-1) || arabicDeeds[d.f(n-1)] || isOneOf(d.f(n-1), "مع", "بين")
			if (opens || comma && (d.endsPlace(n) || d.dayAt(n-1) || d.f(n-1) == "،" && !arabicTitles[d.f(n)] && !arabicDeeds[strings.TrimPrefix(d.f(n), "و")])) && d.arabicName(n) == last && d.nameOf(n) == nil {
				p.name, p.from, p.to = d.span(n, last).Text, n, last
			}
		}
		p.role = d.w(from).clean(d.span(from, p.roleTo).Text, Arabic)
		if _, own := dict().roles[d.f(from)]; !own {
			p.role = strings.TrimPrefix(p.role, "و")
		}
		d.splitArabic(&p)
		d.add(p)
		k = max(to, nameTo) - 1
	}
	d.arabicTitled()
	d.arabicOfBodies()
}

// arabicTitled finds names behind a title where no office is told.
func (d *doc) arabicTitled() {
	for k := 0; k < len(d.words); k++ {
		f := strings.TrimPrefix(d.f(k), "و")
		led := isOneOf(f, "تقوده", "يقوده", "تقودها", "يقودها", "تراسه", "يراسه", "تتراسه", "يتراسه") || isOneOf(f, "برياسه", "برئاسه", "براسه", "بقياده") && d.near(max(0, k-9), k, "وفد", "الوفد", "وفدا", "وفود", "فريق", "الفريق", "بعثه")
		if !led && !arabicTitles[f] || f == "د" || d.inPerson(k) {
			continue
		}
		n := k + 1
		for arabicTitles[d.f(n)] || d.f(n) == "/" || d.f(n) == "." {
			n++
		}
		if end := d.arabicName(n); end > 0 && !d.inPerson(n) && d.nameOf(n) == nil {
			p := person{name: d.span(n, end).Text, from: n, to: end}
			for _, b := range d.bodies { // whose team it is
				if led && b.to == k {
					p.body, p.bodyFrom, p.bodyTo = b.name, b.from, b.to
				}
			}
			if d.f(end) == "من" || d.f(end) == "عن" {
				for _, b := range d.bodies {
					if b.from == end+1 {
						p.body, p.bodyFrom, p.bodyTo = b.name, b.from, b.to
					}
				}
			}
			d.add(p)
		}
	}
}

// arabicOfBodies finds who is said to be of a body, without an office: مع فلان من منظمة كذا.
func (d *doc) arabicOfBodies() {
	for k := range d.words {
		if d.f(k) != "من" {
			continue
		}
		p := person{to: k}
		for _, b := range d.bodies {
			if b.from == k+1 {
				p.body, p.bodyFrom, p.bodyTo = b.name, b.from, b.to
			}
		}
		if p.body == "" && !isOneOf(d.f(k+1), "منظمه", "جمعيه", "موسسه", "هيئه", "هييه", "وكاله", "شبكه") {
			continue
		}
		for n := k - 2; n >= k-4 && n > 0; n-- {
			if (isOneOf(d.f(n-1), "مع", "بين") || d.arabicVerb(n-1) || arabicDeeds[d.f(n-1)]) && d.nameOf(n) == nil && d.arabicName(n) == k {
				p.name, p.from = d.span(n, k).Text, n
			}
		}
		if p.name != "" {
			d.add(p)
		}
	}
}

// nameOf returns whose name stands at word k, nil if nobody's.
func (d *doc) nameOf(k int) *person {
	for i := range d.people {
		if p := &d.people[i]; p.name != "" && k >= p.from && k < p.to {
			return p
		}
	}
	return nil
}

// officeAnd: a word that begins with و is an office only if it is one without it.
func (d *doc) officeAnd(k int) bool {
	f := strings.TrimPrefix(d.f(k), "و")
	_, own := dict().roles[d.f(k)]
	_, bare := dict().roles[f]
	return own || bare
}

// arabicOffice follows an office from words[k:e] on to its end, and the name
// behind it.
func (d *doc) arabicOffice(k, e int) (from, to, nameFrom, nameTo int) {
	to = e
	for to < len(d.words) && to < k+14 && !d.w(to).mark && !d.w(to).num && !d.w(to).begins {
		f := d.f(to)
		if arabicTitles[f] {
			break
		}
		if b, ok := d.bodyFrom(to); ok && b.kind != "generic" {
			to = b.to
			continue
		}
		if next := d.arabicRole(to); next > 0 && !d.definite(to) {
			to = next
			continue
		}
		if rest, ok := strings.CutPrefix(f, "ل"); ok && arabicThings[rest] { // the team for the support of the agreement
			to++
			if to+1 < len(d.words) && !d.w(to).mark && !d.definite(to) && (d.definite(to+1) || d.isPlace(to+1)) {
				to += 2
			}
			continue
		}
		if arabicGiven[f] && !arabicNamed[d.f(to-1)] && d.arabicName(to) > 0 {
			break
		}
		if d.definite(to) && arabicSons[d.f(to+1)] { // المختار ولد فلان
			break
		}
		if rest, ok := strings.CutPrefix(f, "ب"); ok && isOneOf(rest, "شمال", "جنوب", "شرق", "غرب", "وسط", "ريف") && !d.w(to+1).mark { // in East Darfur
			to += 2
			continue
		}
		if d.definite(to) || arabicConstruct[f] || arabicConstruct[strings.TrimPrefix(f, "لل")] || arabicConstruct[strings.TrimPrefix(f, "ب")] || arabicConstruct[strings.TrimPrefix(f, "ل")] || strings.HasPrefix(f, "لشوون") {
			to++
			continue
		}
		if kind, end := d.placeAt(to); end > 0 && (kind == "country" || d.f(to-1) == "محافظ" || d.f(to-1) == "والي" || d.f(to-1) == "سفير" || d.f(to-1) == "سفيره" || d.arabicName(end) > 0) {
			to = end
			continue
		}
		if f == "علي" && to+1 < len(d.words) && d.definite(to+1) && to == e { // المشرف على المركز
			to += 2
			continue
		}
		if f == "في" && arabicConstruct[d.f(to+1)] && d.definite(to+2) && !d.w(to+1).mark { // in the government of peace
			to += 3
			continue
		}
		if f == "في" || f == "لدي" || f == "الي" && isOneOf(strings.TrimPrefix(d.f(k), "ال"), "مبعوث", "مبعوثه", "سفير", "سفيره", "موفد", "موفده", "مندوب", "مندوبه") {
			if _, end := d.placeAt(to + 1); end > 0 {
				to = end
				continue
			}
			if to+1 < len(d.words) && d.definite(to+1) && f != "الي" {
				to += 2
				continue
			}
			if f == "في" && to+2 < len(d.words) && d.definite(to+2) && d.f(to+3) == "،" && !d.w(to+1).mark { // في حالات الطوارئ
				to += 3
				continue
			}
		}
		break
	}
	if d.f(to) == "المكلف" || d.f(to) == "المكلفه" {
		to++
	}
	if local := strings.TrimPrefix(d.f(to-1), "ل"); local == "بلديه" && d.arabicName(to+1) > 0 || (local == "اقليم" || local == "ولايه" || local == "محافظه" || local == "مدينه" || local == "منطقه" || local == "محليه") && to < len(d.words) && !d.w(to).mark {
		to++
	} else if (local == "محافظ" || local == "والي" || local == "عمده") && to < len(d.words) && !d.w(to).mark { // the place that is governed
		to++
	}
	if to > e && isOneOf(d.f(to-1), "ريف", "شمال", "جنوب", "شرق", "غرب", "وسط", "نهر", "بحر") && isOneOf(strings.TrimPrefix(d.f(to-2), "ل"), "محافظ", "والي", "عمده", "محافظه", "ولايه", "محليه", "منطقه", "اقليم") && !d.w(to).mark { // East of the Nile
		to++
	}
	n := to
	if open := d.f(n); open == "«" || open == "(" || open == "\"" || open == "“" { // the short name of the body
		for i := n + 1; i < n+4; i++ {
			if f := d.f(i); f == "»" || f == ")" || f == "\"" && i > n || f == "”" {
				n = i + 1
				break
			}
		}
	}
	if d.f(n) == "،" || d.f(n) == "," {
		n++
	}
	for arabicTitles[d.f(n)] && !arabicSons[d.f(n+1)] || d.f(n) == "اول" && d.f(n-1) == "الفريق" || n > to && isOneOf(d.f(n), "الركن", "ركن", "طيار", "بحري", "/") || d.f(n) == "." && n > to {
		n++
	}
	end := d.arabicName(n)
	if c, from, last := d.arabicBehindComma(k, to); last > 0 && (end == 0 || n < c && (end < c || arabicAreas[d.f(to-1)])) {
		return k, c, from, last
	}
	if end > 0 {
		if n == to && end-n > 2 && arabicNamed[d.f(to-1)] { // the body that it is of has a name, too
			for j := n + 1; j < end-1; j++ {
				if d.arabicName(j) == end {
					return k, j, j, end
				}
			}
		}
		return k, to, n, end
	}
	return k, to, 0, 0
}

// arabicNamed are words for bodies that stand before a name of theirs.
var arabicNamed = set("منظمه موسسه جمعيه شركه مستشفي شبكه مبادره مركز مخيم مطار ميناء معبر مديريه محليه قضاء ناحيه بعثه هييه وكاله")

// arabicAreas are what an office may be of that has a name of its own.
var arabicAreas = set("مديريه محافظه ولايه اقليم محليه مدينه منطقه قضاء بلديه ناحيه مخيم دائره دايره مقاطعه")

// arabicBehindComma finds a name behind the comma that ends an office from word
// k on: مدير مديرية كذا، فلان. It returns the comma, and where the name begins and ends.
func (d *doc) arabicBehindComma(k, to int) (comma, from, end int) {
	for c := to; c < min(k+14, len(d.words)); c++ {
		f := d.f(c)
		if f == "«" || f == "»" {
			continue
		}
		if f != "،" && f != "," {
			if d.w(c).mark || d.w(c).num || d.w(c).begins || (arabicStops[f] || arabicDeeds[f]) && f != "في" && f != "علي" || d.arabicVerb(c) || arabicTitles[f] {
				return 0, 0, 0
			}
			continue
		}
		n := c + 1
		for arabicTitles[d.f(n)] && !arabicSons[d.f(n+1)] || d.f(n) == "اول" && d.f(n-1) == "الفريق" {
			n++
		}
		if end := d.arabicName(n); end > 0 {
			return c, n, end
		}
		return 0, 0, 0
	}
	return 0, 0, 0
}

// arabicRole returns where the office at word k ends, 0 if there is none or the word
// is somebody's name: سلطان بن فلان, عبد الملك.
func (d *doc) arabicRole(k int) int {
	_, e := dict().roles.at(d, k)
	if e == k+1 && (arabicSons[d.f(e)] || d.f(k-1) == "عبد" || arabicSons[d.f(k-1)] && k > 1 && !d.w(k-2).mark) {
		return 0
	}
	if e == k+1 && isOneOf(d.f(k), "سلطان", "امير") && d.definite(e) && k > 1 && !d.w(k-1).mark { // a given name behind an office
		if _, before := dict().roles.at(d, k-2); before == k-1 {
			return 0
		}
	}
	return e
}

var arabicSons = set("بن ابن بنت ولد")

// arabicUnits counts the names in words[i:k]: عبد الباري, زين الدين, أبو بكر, بن صالح and
// آل هادي are one each.
func (d *doc) arabicUnits(i, k int) int {
	n := 0
	for j := i; j < k; j++ {
		f := d.f(j)
		if j > i && (isOneOf(d.f(j-1), "عبد", "ابو", "ابي", "ام", "بو", "با", "ال", "دي", "فان", "فون", "دو", "دن", "دير", "دوس", "دا") || arabicSons[d.f(j-1)] || isOneOf(f, "الدين", "الله", "الاسلام", "العابدين")) {
			continue
		}
		n++
	}
	return n
}

// arabicName reads a name of two to four words and returns where it ends.
func (d *doc) arabicName(i int) int {
	k, marked := i, false
	for k < len(d.words) && k < i+7 {
		w := d.w(k)
		if w.mark || w.num || w.begins && k > i || arabicStops[w.fold] && w.text != "علي" && !(w.text == "آن" && !d.definite(k+1)) || arabicDeeds[w.fold] || d.arabicVerb(k) { // Ali is no "on", nor Ann a "that"
			marked = w.mark || k > i && isOneOf(w.fold, "يوم", "امس", "اليوم", "مع", "في")
			break
		}
		if d.arabicRole(k) > 0 {
			break
		}
		if (k > i+1 && (abstractPlural(w.fold) || d.endsName(k)) || k > i && d.beginsNext(w.fold)) && !(d.w(k+1).mark && (k == i+1 && arabicTitles[d.f(i-1)] || k-i < 4 && d.w(i-1).mark)) {
			break
		}
		if k > i+1 && (strings.HasPrefix(w.text, "بت") || strings.HasPrefix(w.text, "بإ")) && len([]rune(w.text)) > 4 { // with a lowering of what it was about
			break
		}
		if k > i && isOneOf(w.fold, "هنا", "هناك", "مدينه", "بلده", "مخيم", "معسكر", "محطه", "مستشفي", "معبر", "ميناء", "مطار", "مستودع", "مدرسه", "اوضاع") || k > i+1 && !d.definite(k) && d.cityAt(k) {
			break
		}
		if rest, ok := strings.CutPrefix(w.fold, "ب"); k == i && ok && isOneOf(rest, "مدينه", "محافظه", "ولايه", "منطقه", "مقر", "مكتب", "مبني", "قصر", "حضور", "مشاركه") {
			return 0
		}
		if k == i && (arabicDeeds[strings.TrimPrefix(w.fold, "و")] && strings.HasPrefix(w.fold, "و") || arabicThings[strings.TrimPrefix(w.fold, "ل")] || arabicConstruct[w.fold] || w.fold == "حقوق" || d.objectOf(k)) {
			return 0
		}
		if k > i && isOneOf(w.fold, "الدكتور", "الدكتوره", "المهندس", "المهندسه", "اللواء", "العميد", "العقيد", "الفريق", "الاستاذ", "الاستاذه") && !d.w(k+1).mark { // the name begins behind it
			if k-i < 2 {
				return 0
			}
			break
		}
		if k > i && isOneOf(w.fold, "ولد", "بنت", "منت") && !d.w(k+1).mark { // of Mauritania, however long
			k += 2
			if d.f(k-1) == "عبد" {
				k++
			}
			if !isOneOf(d.f(k), "ولد", "بنت", "منت") {
				return k
			}
			continue
		}
		if k == i && (d.definite(k) && !arabicGiven[w.fold] && !arabicSons[d.f(k+1)] || strings.HasPrefix(w.fold, "لل")) {
			return 0
		}
		if k > i && len(w.fold) > 6 && (strings.HasPrefix(w.fold, "لل") || strings.HasPrefix(w.fold, "بال") || strings.HasPrefix(w.fold, "وال") || strings.HasPrefix(w.fold, "لل")) {
			break
		}
		k++
	}
	if n := d.arabicUnits(i, k); n > 4 || n == 4 && !marked { // it runs into what comes next: a given name and a surname
		k = i + 2
		for j := i; j < k && k < i+5; j++ {
			if f := d.f(j); f == "عبد" || f == "ابو" || f == "بن" || f == "ابن" || f == "ال" {
				k++
			}
		}
		if d.definite(k) && d.f(k-1) != "" && !d.w(k).mark {
			k++
		}
	}
	if k-i < 2 {
		return 0
	}
	if _, e := d.placeAt(i); e >= k {
		return 0
	}
	if b, ok := d.bodyFrom(i); ok && b.kind != "generic" {
		return 0
	}
	return k
}

// objectOf reports whether a word behind an office is what its holder asked for or
// promised: وعد المدير بإعفاء.
func (d *doc) objectOf(k int) bool {
	f := d.f(k)
	if !strings.HasPrefix(f, "ب") || len([]rune(f)) < 4 || dict().given[f] {
		return false
	}
	for i := k - 1; i >= k-4 && i > 0 && !d.w(i).mark; i-- {
		if p, e := dict().said.at(d, i); e > 0 && strings.HasPrefix(p.value, "ar\t") || arabicDeeds[strings.TrimPrefix(d.f(i), "و")] || isOneOf(d.f(i), "سمح", "رد", "ورد", "وجه", "ووجه", "رحب", "ورحب", "اشاد", "واشاد", "بدا", "قام") {
			return true
		}
	}
	return false
}

// arabicThings are nouns that stand behind names and are none.
var arabicThings = set("انشطه نشاط برامج مشاريع قوافل حملات مكاتب مخازن مستودعات طرق معابر موارد خدمات مساعدات نقص شح ازمه ملف وضع اوضاع قضيه سبل اليه اليات مسار ظروف احتياجات توفير تامين فتح اغلاق ايصال ادخال دخول خروج تسهيل تسليم تمويل مشروع خطه قائمه قايمه نهار مساء صباح ظهر عصر ليل يومي سير عمل حاله عدد عددا جهود رفع زياده تقليص تاخير تاجيل اطلاق وقف منع منح اصدار تجديد تسجيل تنفيذ تفعيل تعزيز دعم حمايه نقل اجلاء توزيع مرور عبور وصول حركه نتائج نتايج تقرير مذكره رساله بيان وفد ردا طلبا وعدا مطلب طلب بمكتبه بمكتبها بمقر بقصر بديوان بحضور برفقه برئاسه برياسه بمناسبه ارقام اسباب اعداد اسعار اضرار اخر احدث ابرز اهم بعض كافه جميع كل لمتابعه لبحث للاطلاع ضمن خطه")

// endsName reports whether word k, behind two of a name, is none of it: an
// indefinite accusative, one with a possessive, a second definite one, a thing.
func (d *doc) endsName(k int) bool {
	f := d.f(k)
	n := len([]rune(f))
	switch {
	case arabicThings[f] || arabicThings[strings.TrimPrefix(f, "و")]:
		return true
	case n >= 5 && strings.HasSuffix(f, "ا") && !strings.HasPrefix(f, "ال") && f != "زكريا" && !(strings.HasSuffix(f, "وفا") && n > 5 || strings.HasSuffix(f, "سكا")), n >= 5 && (strings.HasSuffix(f, "ها") || strings.HasSuffix(f, "هم") && f != "ابراهم" || strings.HasSuffix(f, "هما")):
		return true
	case strings.HasPrefix(f, "ال") && n > 4 && d.definite(k-1) && strings.HasPrefix(d.f(k-1), "ال") && !arabicGiven[d.f(k-1)] && !isOneOf(d.f(k-1), "الدين", "الله", "الاسلام", "الحق") && d.f(k-2) != "عبد" && !strings.HasSuffix(f, "ي"):
		return true
	}
	_, topic := dict().topics.at(d, k)
	return topic > 0
}

// abstractPlural reports whether a word is one like احتياجات, which ends no name.
func abstractPlural(f string) bool {
	return strings.HasSuffix(f, "ات") && len([]rune(f)) > 5 && f != "بركات" && f != "عرفات"
}

// beginsNext reports whether a word begins what comes behind a name: a verb or
// a noun of the next part with "and", or one with a preposition.
func (d *doc) beginsNext(f string) bool {
	if rest, ok := strings.CutPrefix(f, "و"); ok && len([]rune(rest)) > 2 && !isOneOf(f, "واتسون", "ويلسون", "والتون", "وليامسون") {
		if strings.HasPrefix(rest, "ال") || strings.HasSuffix(rest, "ون") || strings.HasSuffix(rest, "ين") && len([]rune(rest)) > 5 || abstractPlural(rest) || len(dict().roles[rest]) > 0 {
			return true
		}
		for _, v := range []string{"عقد", "اجري", "اجرت", "وقع", "تم", "تراس", "زار", "حضر", "شارك", "سلم", "اطلع", "وصل", "غادر", "عدد", "كل"} {
			if rest == v || rest == v+"ت" || rest == v+"وا" {
				return true
			}
		}
	}
	n := len([]rune(f))
	if rest, ok := strings.CutPrefix(f, "وب"); ok && len([]rune(rest)) > 4 {
		return true
	}
	return n >= 6 && strings.HasSuffix(f, "ه") && (strings.HasPrefix(f, "ب") || strings.HasPrefix(f, "ل"))
}

// arabicVerb reports whether a word is one of those that tell of engagements
// or of what was said.
func (d *doc) arabicVerb(k int) bool {
	if _, e := dict().forms.at(d, k); e == k+1 {
		return true
	}
	if _, e := dict().said.at(d, k); e > 0 {
		return true
	}
	_, _, e := d.dayWord(k)
	return e > 0
}

// splitArabic parts the body from an office where it is the one of the UN's
// secretary-general, or a body stands whole behind مدير or ممثل.
func (d *doc) splitArabic(p *person) {
	for _, b := range d.bodies {
		if b.from <= p.roleFrom || b.to > p.roleTo || b.to < p.roleTo-3 {
			continue
		}
		end := p.roleTo
		if d.f(b.to) == "في" { // its representative in a country
			end = b.to
		}
		ministry := strings.HasPrefix(d.f(b.from), "وزار") || strings.HasPrefix(d.f(b.from), "لوزار") || strings.HasPrefix(d.f(b.from), "محافظ") || strings.HasPrefix(d.f(b.from), "مديريه") || strings.HasPrefix(d.f(b.from), "مكتب") && b.kind == "generic"
		if head := d.f(p.roleFrom); b.from > p.roleFrom && b.to == end && !ministry && head != "وكيل" && !(strings.HasPrefix(head, "رييس") && (strings.HasPrefix(d.f(b.from), "مجلس") || strings.HasPrefix(d.f(b.from), "بعثه"))) {
			p.body, p.bodyFrom, p.bodyTo = b.name, b.from, b.to
			p.roleTo = b.from
			p.role = d.w(p.roleFrom).clean(d.span(p.roleFrom, p.roleTo).Text, Arabic)
			return
		}
	}
}
