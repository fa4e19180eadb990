package reading

import (
	"strings"

	"passage"
)

var (
	// what says that two were not there, or that nothing has come to pass
	arabicNotYet = set(`ويعقد ويلتقي ويجتمع ويزور سيعقد ستعقد المنتظر المتوقع يتوقع سيصل سيزور ستزور سيلتقي ستلتقي سيجتمع ستجتمع لم لن لا ليس سوف المقرر مقرر مقررا المزمع المرتقب المقبل القادم يعتزم تعتزم الغي الغيت تاجل تاجلت ارجي تعذر رفض رفضت يرفض دون بدون انتقد انتقدت اتهم اتهمت ادان ادانت هاجم هاجمت خلف خلفا عين عينت
		قتل اغتيل اقال اقالت نفي نفت كذب خلافا ضد ينوي تنوي سيلتقي ستلتقي`)
	// what begins the clause of what was said
	arabicClause = set("ان بان الذي التي الذين فيما واشاد واشادت واثني واثنت بينما لكن ولكن ؛ : \"")
	arabicSaid   = set("قال قالت وقال وقالت صرح صرحت ذكر ذكرت افاد افادت واضاف واضافت اضاف اضافت")
)

// arabicContact returns the first two of a sentence whom its verb connects: all
// that stands before what was said.
func (d *doc) arabicContact(si int) *contact {
	s := d.sentences[si]
	end := s.last
	for k := s.first; k < s.last; k++ {
		if f := d.f(k); strings.HasPrefix(f, "سي") && len([]rune(f)) > 5 && k < s.first+3 {
			return nil
		} else if arabicClause[f] && !d.inPerson(k) && !isOneOf(d.f(k+1), "جمع", "جمعت", "عقد", "عقده", "عقدته", "ضم", "اجراه", "اجرته", "دار", "جري") {
			end = k
			break
		}
	}
	parties := d.partiesIn(sentence{first: s.first, last: end})
	for i := range parties {
		for j := i + 1; j < len(parties); j++ {
			a, b := parties[i], parties[j]
			if d.standing(a) < 3 || d.standing(b) < 3 || !d.apart(a, b) {
				continue
			}
			if d.arabicDenied(max(s.first, a.from-6), b.from) {
				return nil
			}
			if arabicSaid[d.f(a.from-1)] && !d.arabicTo(b.from) {
				return nil
			}
			t := telling{d.arabicForm(s), s.first, s.first + 1, si}
			return &contact{telling: t, sides: d.wholeRow([]mention{a, b}, parties), score: 7}
		}
	}
	return d.arabicToldHer(si)
}

// arabicToldHer finds in one sentence somebody, and another who told, received or asked
// him or her: قالت فلانة إن فلانا أبلغها.
func (d *doc) arabicToldHer(si int) *contact {
	s := d.sentences[si]
	parties := d.partiesIn(s)
	for j := 1; j < len(parties); j++ {
		a, b := parties[0], parties[j]
		if d.standing(a) < 3 || d.standing(b) < 3 || !d.apart(a, b) {
			continue
		}
		for k := max(a.to, b.from-2); k < min(b.to+3, s.last); k++ {
			if d.inPerson(k) || !arabicToHer(strings.TrimPrefix(d.f(k), "و")) || d.arabicDenied(max(s.first, k-3), k) {
				continue
			}
			return &contact{telling: telling{d.arabicForm(s), k, k + 1, si}, sides: []mention{a, b}, score: 7}
		}
	}
	return nil
}

// arabicToHer reports whether a word is a verb of what is done to somebody's face, with
// who that is written in one with it.
func arabicToHer(f string) bool {
	for _, end := range []string{"ها", "هما", "هم", "ه"} {
		if verb, ok := strings.CutSuffix(f, end); ok {
			if verb = strings.TrimSuffix(verb, "ت"); isOneOf(verb, "ابلغ", "اخبر", "وعد", "اطلع", "طمان", "سلم", "استقبل", "التقا", "التق", "دعا", "سال", "ودع", "رافق", "شكر") {
				return true
			}
		}
	}
	return false
}

// arabicDenied reports whether one of words[from:to] says that it did not come to
// pass, or that one of two was not there.
func (d *doc) arabicDenied(from, to int) bool {
	s := d.sentences[d.sentenceOf(d.w(to).from)]
	of := d.clausesOf(s)
	for k := from; k < to; k++ {
		if f := d.f(k); (arabicNotYet[f] || arabicNotYet[strings.TrimPrefix(f, "و")]) && of[k-s.first] == of[min(to, s.last-1)-s.first] {
			return true
		}
	}
	return false
}

// arabicTo reports whether somebody is whom a verb is directed to: للمنسقة, لمنسقة.
func (d *doc) arabicTo(k int) bool {
	f := d.f(k)
	return strings.HasPrefix(f, "ل") || d.f(k-1) == "الي" || d.f(k-1) == "مع" || d.f(k-1) == "امام"
}

// arabicForm tells by the words of a sentence in which way two were in touch.
func (d *doc) arabicForm(s sentence) passage.EngagementForm {
	form := passage.Meeting
	for k := s.first; k < s.last; k++ {
		if d.inPerson(k) {
			continue
		}
		f := strings.TrimPrefix(strings.TrimPrefix(d.f(k), "و"), "ب")
		for _, w := range []string{"رساله", "خطاب", "مذكره", "كتابيا", "خطيا", "كتب", "كتبت", "خاطب", "خاطبت", "راسل", "راسلت"} {
			if f == w && !(w == "مذكره" && d.f(k+1) == "تفاهم") {
				return passage.Letter
			}
		}
		for _, w := range []string{"اتصال", "اتصالا", "اتصل", "اتصلت", "هاتف", "هاتفت", "مكالمه", "هاتفيا", "هاتفي", "مهاتفه"} {
			if f == w {
				form = passage.Call
			}
		}
	}
	if d.arabicCallCue(s) {
		form = passage.Call
	}
	return form
}
