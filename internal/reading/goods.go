package reading

import (
	"maps"
	"slices"
	"strings"
	"unicode"
)

// What words for goods stand for where it is no commodity.
const (
	anyGoods = "\x00any"  // whatever aid there is
	several  = "\x00some" // one of several commodities, and nothing says which
)

// allGoods are words for whatever aid there is.
var allGoods = []string{
	"aid", "humanitarian aid", "relief", "relief goods", "relief supplies", "goods", "supplies", "humanitarian supplies", "humanitarian goods", "cargo",
	"مساعدات", "المساعدات", "مساعدات إنسانية", "المساعدات الإنسانية", "بضائع", "البضائع", "yardım", "insani yardım", "yardım malzemesi",
}

// goodsLexicon has the names of commodities and, where it is that of one alone, what
// reports call them: the id, or the words of a name that say what it is without those
// that say of which kind, flour for wheat flour. Of words that could mean two it knows
// that, so that nothing is guessed.
func goodsLexicon(known []KnownGoods) lexicon {
	whole, short := map[string]string{}, map[string]string{}
	call := func(names map[string]string, name, id string) {
		if other, ok := names[name]; ok && other != id {
			id = several
		}
		names[name] = id
	}
	for _, name := range allGoods {
		call(whole, words(name), anyGoods)
	}
	for _, k := range known {
		id, name, inner := string(k.ID), k.Name, ""
		if open := strings.IndexByte(name, '('); open > 0 && strings.HasSuffix(name, ")") { // Emergency health kits (IEHK)
			name, inner = strings.TrimSpace(name[:open]), name[open+1:len(name)-1]
		}
		call(whole, words(k.Name), id)
		if allCaps(inner) && !strings.Contains(inner, " ") {
			call(whole, inner, id)
		}
		for _, n := range countedAs(name) {
			call(whole, n, id)
		}
		for _, n := range slices.Concat([]string{words(id), words(strings.NewReplacer("-", " ", "_", " ").Replace(id))}, commonNames(name)) {
			call(short, n, id)
		}
	}
	maps.DeleteFunc(short, func(name, _ string) bool { return whole[name] != "" })
	maps.Copy(whole, short)
	l := lexicon{}
	for _, name := range slices.Sorted(maps.Keys(whole)) {
		l.add(whole[name], name, name)
	}
	return l
}

// words is a name as it is looked up; an acronym stays in its capitals.
func words(name string) string {
	if allCaps(name) {
		return name
	}
	var all []string
	for _, w := range split(name, English) {
		all = append(all, w.fold)
	}
	return strings.Join(all, " ")
}

// madeOf are words in a name behind which comes what it is made of, for or with, or
// another thing.
var madeOf = set("and or of for with without in to by from a an the ve ile için veya de des du d la le les et à au aux من في مع او")

// commonNames are those words of a name that alone may stand for it: the last ones, in
// Arabic the first. A name with anything but words has none.
func commonNames(name string) (common []string) {
	all := split(name, English)
	for i, w := range all {
		if w.mark || strings.ContainsFunc(w.fold, unicode.IsDigit) || madeOf[w.fold] || i > 0 && arabic(w.fold) && strings.HasPrefix(w.fold, "و") {
			return nil
		}
	}
	for i := 1; i < len(all); i++ {
		part := all[i:]
		if arabic(name) {
			part = all[:i]
		}
		var folded []string
		for _, w := range part {
			folded = append(folded, w.fold)
		}
		common = append(common, countedAs(strings.Join(folded, " "))...)
		if last := folded[len(folded)-1]; !arabic(name) {
			for _, stem := range unpossessed(last) {
				common = append(common, strings.Join(append(folded[:len(folded)-1:len(folded)-1], stem), " "))
			}
		}
	}
	return common
}

func arabic(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Arabic, r) })
}

// countedAs is a name in the singular and the plural, as far as these are regular; in
// Arabic also with the article.
func countedAs(name string) []string {
	name = words(name)
	all := []string{name}
	if name == "" {
		return nil
	}
	if arabic(name) {
		head, rest, _ := strings.Cut(name, " ")
		others := brokenPlurals[head]
		if one, ok := strings.CutSuffix(head, "ات"); ok {
			others = append(others[:len(others):len(others)], one+"ه")
		} else if one, ok := strings.CutSuffix(head, "ه"); ok {
			others = append(others[:len(others):len(others)], one+"ات")
		}
		for _, other := range others {
			all = append(all, strings.TrimSpace(other+" "+rest))
			if agrees := agreeing(rest); agrees != rest {
				all = append(all, other+" "+agrees)
			}
		}
		for _, n := range all {
			the := strings.Fields(n)
			for i, w := range the {
				if !strings.HasPrefix(w, "ال") {
					the[i] = "ال" + w
				}
			}
			all = append(all, strings.Join(the, " "))
		}
		return all
	}
	hisses := func(s string) bool {
		return slices.ContainsFunc([]string{"s", "x", "z", "ch", "sh", "o"}, func(end string) bool { return strings.HasSuffix(s, end) })
	}
	switch n := len(name); {
	case strings.HasSuffix(name, "ss"):
		return append(all, name+"es")
	case strings.HasSuffix(name, "s"):
		all = append(all, name[:n-1])
		if strings.HasSuffix(name, "ies") {
			all = append(all, name[:n-3]+"y")
		} else if strings.HasSuffix(name, "es") && hisses(name[:n-2]) {
			all = append(all, name[:n-2])
		}
		return all
	case hisses(name):
		return append(all, name+"es", name+"s")
	case strings.HasSuffix(name, "y"):
		all = append(all, name[:n-1]+"ies")
	}
	return append(all, name+"s")
}

// brokenPlurals has Arabic nouns of goods whose plural is another word, by either. Those
// that mean other things as well, such as the word for a kit that is also a number, are
// not in it.
var brokenPlurals = func() map[string][]string {
	of := map[string][]string{}
	for pair := range strings.SplitSeq(`طرد طرود,خيمة خيام,خيمة خيم,كيس أكياس,شوال أشولة,علبة علب,صندوق صناديق,كرتون كراتين,كرتونة كراتين,رزمة رزم,حزمة حزم,حصة حصص,
		سلة سلال,حقيبة حقائب,شنطة شنط,برميل براميل,جركن جراكن,قارورة قوارير,دلو دلاء,غطاء أغطية,شادر شوادر,فرشة فراش,فرشة فرش,
		وسادة وسائد,لحاف ألحفة,ملبس ملابس,حذاء أحذية,حفاض حفاضات,قفاز قفازات,دواء أدوية,لقاح لقاحات,قرص أقراص,محلول محاليل,محقنة محاقن,
		جهاز أجهزة,مولد مولدات,خزان خزانات,أنبوب أنابيب,ماسورة مواسير,لوح ألواح,موقد مواقد,مدفأة مدافئ,مصباح مصابيح,فانوس فوانيس,
		كتاب كتب,دفتر دفاتر,قلم أقلام,مقعد مقاعد,زيت زيوت,بذرة بذور,سماد أسمدة,علف أعلاف,رغيف أرغفة,معلب معلبات,منظف منظفات`, ",") {
		one, many, _ := strings.Cut(strings.TrimSpace(pair), " ")
		one, many = words(one), words(many)
		of[one], of[many] = append(of[one], many), append(of[many], one)
	}
	return of
}()

// agreeing is what stands behind an Arabic noun as it does behind its plural, or behind
// the singular: adjectives of a plural of things are feminine, غذائي and غذائية.
func agreeing(rest string) string {
	all := strings.Fields(rest)
	for i, w := range all {
		if one, ok := strings.CutSuffix(w, "يه"); ok {
			all[i] = one + "ي"
		} else if strings.HasSuffix(w, "ي") {
			all[i] = w + "ه"
		}
	}
	return strings.Join(all, " ")
}

// unpossessed is the last word of a Turkish name without the ending that ties it to the
// word before: unu of buğday unu is un.
func unpossessed(w string) []string {
	vowel := func(s string) bool { return s != "" && strings.ContainsRune("aeiouöü", []rune(s)[len([]rune(s))-1]) }
	for _, end := range []string{"leri", "lari"} {
		if stem, ok := strings.CutSuffix(w, end); ok {
			return []string{stem, stem + end[:3]}
		}
	}
	if strings.HasSuffix(w, "suyu") { // the one such noun that is aid
		return []string{strings.TrimSuffix(w, "yu")}
	}
	for _, end := range []string{"si", "su", "sü"} {
		if stem, ok := strings.CutSuffix(w, end); ok && vowel(stem) {
			return []string{stem}
		}
	}
	for _, end := range []string{"i", "u", "ü"} {
		stem, ok := strings.CutSuffix(w, end)
		if hard, soft := strings.CutSuffix(stem, "ğ"); ok && soft {
			return []string{hard + "k"}
		}
		if ok && stem != "" && !vowel(stem) {
			return []string{stem}
		}
	}
	return nil
}

// after are words with which a sentence goes on behind its goods. Any other may make
// other goods of them: flour mills, water treatment kits.
var after = set(`through via across at by before until till to into in from on for within over under per a each every daily during starting beginning
	would will could can may might shall should is are was were be that which who when if once provided subject as this next
	enter enters entering cross crosses crossing pass passes passing move moves moving go goes going reach reaches reaching arrive arrives come comes
	عبر من خلال حتى إلى في على عن بحلول قبل ابتداء ابتداءً بدءا بدءًا اعتبارا اعتبارًا يوميا كل لمدة خلال عند
	her günde günlük üzerinden kadar dek için`)

// passings are how Turkish words begin that say what goods do.
var passings = []string{"geç", "gir", "sok", "sevk", "ulaş", "getir", "gönder", "taşi", "teslim", "izin", "birak", "veril", "yardim"}

// endsGoods reports whether words[k:to] carry on a sentence behind goods that end there,
// and may not be part of their name.
func (d *doc) endsGoods(k, to int) bool {
	w := d.w(k)
	if _, door := d.known.at(d, k); k >= to || door > 0 || d.isDate(k) || after[w.fold] {
		return true
	}
	if w.mark {
		return strings.Contains(".;:!?)\"”»؟؛–—", w.text)
	}
	return d.lang == Turkish && slices.ContainsFunc(passings, func(p string) bool { return strings.HasPrefix(w.fold, p) })
}

// Words with which so much is promised for each day, or for each other span of time:
// behind "a" and "every", and alone.
var (
	eachDay   = set("day يوم اليوم gün")
	eachOther = set("week month year hour fortnight أسبوع الأسبوع شهر الشهر hafta ay")
	dailies   = set("daily يوميا يومياً günde günlük")
	others    = set("weekly monthly أسبوعيا أسبوعياً شهريا شهرياً haftada haftalık ayda aylık")
)

// rate reads words that say that something is so much a day, or in another span of
// time, and where they end; 0: there are none.
func (d *doc) rate(k int) (daily bool, end int) {
	f, next := d.f(k), d.f(k+1)
	switch {
	case dailies[f] || others[f]:
		return dailies[f], k + 1
	case f == "a" && isOneOf(d.f(k-1), "within", "in", "for", "after", "over", "than"): // a span of time
	case isOneOf(f, "a", "per", "each", "every", "/", "في", "كل", "her") && (eachDay[next] || eachOther[next]):
		return eachDay[next], k + 2
	}
	return false, 0
}
