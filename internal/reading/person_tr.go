package reading

import "strings"

// turkishPeople finds offices, which end in a possessive, and the name behind
// each: "Dışişleri Bakanı Ayşe Örnek", "Gümrük Müdürü Ali Örnek'le".
func (d *doc) turkishPeople() {
	for k := 0; k < len(d.words); k++ {
		_, e := dict().roles.at(d, k)
		if e == 0 || d.w(k).mark || !d.w(k).upper && !d.isLowerOffice(k) {
			continue
		}
		for e < len(d.words) { // Genel Başkan Yardımcısı: the longest run of offices
			_, next := dict().roles.at(d, e)
			if next == 0 || d.w(e-1).ending != "" {
				break
			}
			e = next
		}
		from := d.turkishOffice(k)
		n := e
		for d.f(n) == "sayin" || honorifics[d.f(n)] || d.f(n) == "." || d.f(n) == "büyükelçi" || d.f(n) == "," && n == e {
			if d.f(n) == "," && d.turkishName(n+1) == 0 {
				break
			}
			n++
		}
		end := 0
		if d.w(e-1).ending == "" {
			end = d.turkishName(n)
			if w := d.w(n); end == 0 && isOneOf(d.f(n-1), "molla", "mevlevi", "şeyh") && w.upper && !w.mark && !notNames[w.fold] { // who goes by one name
				end = n + 1
			}
		}
		p := person{from: from, to: e, roleFrom: from, roleTo: e}
		if end == 0 && d.f(from-1) == "," && isOneOf(d.f(e), "olarak", "sifatiyla", ",") { // X, Komisyon Başkanı olarak
			first := d.sentences[d.sentenceOf(d.w(from).from)].first
			if d.turkishName(first) == from-1 && d.nameOf(first) == nil {
				n, end = first, from-1
			}
		}
		if end > 0 {
			p.name, p.from, p.to = d.span(n, end).Text, n, end
		}
		d.splitTurkish(&p)
		if end == 0 {
			p.from, p.to = p.begins(), p.ends()
			if p.to-p.from < 2 && !d.w(p.from).upper {
				continue
			}
		}
		d.add(p)
		k = max(e, p.to) - 1
		if f := d.f(p.roleTo - 1); p.name != "" && (strings.HasSuffix(f, "lari") || strings.HasSuffix(f, "leri")) && d.f(p.to) == "ve" { // bakanları X ve Y
			if end := d.turkishName(p.to + 1); end > 0 {
				q := person{name: d.span(p.to+1, end).Text, from: p.to + 1, to: end, role: p.role}
				d.add(q)
				k = end - 1
			}
		}
	}
	d.turkishOfBodies()
	d.turkishOnBehalf()
}

// turkishOnBehalf finds who is said to come in the name of others: "… platformu adına X".
func (d *doc) turkishOnBehalf() {
	for k := 1; k < len(d.words); k++ {
		if d.f(k) != "adina" || d.nameOf(k+1) != nil {
			continue
		}
		end := d.turkishName(k + 1)
		if end == 0 {
			continue
		}
		first, from := d.sentences[d.sentenceOf(d.w(k).from)].first, k
		for from > first && from > k-6 && !d.w(from-1).mark && !d.dayAt(from-1) {
			from--
		}
		d.add(person{name: d.span(k+1, end).Text, from: k + 1, to: end, body: d.span(from, k).Text, bodyFrom: from, bodyTo: k})
	}
}

// turkishOfBodies finds names behind a body in the ablative, and such with one
// in brackets: "OCHA'dan X", "X (WFP)".
func (d *doc) turkishOfBodies() {
	for _, b := range d.bodies {
		e := d.w(b.to - 1).ending
		last := d.f(b.to - 1)
		from := e == "dan" || e == "den" || e == "tan" || e == "ten" || e == "ndan" || e == "nden" || e == "" && (strings.HasSuffix(last, "ndan") || strings.HasSuffix(last, "nden"))
		if n := b.to; (from || d.f(n) == "adina") && d.nameOf(n) == nil {
			for d.f(n) == "adina" || d.f(n) == "da" || d.f(n) == "de" || d.f(n) == "ise" {
				n++
			}
			for honorifics[d.f(n)] || d.f(n) == "." {
				n++
			}
			if end := d.turkishName(n); end > 0 {
				name := strings.TrimSuffix(strings.TrimSuffix(b.name, "nden"), "ndan")
				d.add(person{name: d.span(n, end).Text, from: n, to: end, body: name, bodyFrom: b.from, bodyTo: b.to})
			}
		}
	}
}

// isLowerOffice reports whether a small letter begins an office: "heyetinin başkanı X".
func (d *doc) isLowerOffice(k int) bool {
	_, e := dict().roles.at(d, k)
	return d.turkishName(e) > 0
}

// turkishName reads two to five capitals behind an office, with the particles among
// them: Jan van den Berg, Rashid bin Nasser.
func (d *doc) turkishName(i int) int {
	k, n := i, 0
	for ; k < len(d.words) && n < 5; n++ {
		w := d.w(k)
		if next := d.w(k + 1); k > i && !w.upper && particles[w.fold] && w.ending == "" && w.fold != "de" && w.fold != "da" && (next.upper || particles[next.fold]) {
			k, n = k+1, n-1
			continue
		}
		if particle := strings.HasPrefix(w.fold, "el-") || strings.HasPrefix(w.fold, "al-"); particle && k > i && !w.mark {
			k++
			if w.ending != "" {
				break
			}
			continue
		}
		if w.mark || w.num || !w.upper || allCaps(w.text) && len(w.text) < 5 || turkishBodies[w.fold] {
			break
		}
		if _, e := dict().roles.at(d, k); e > 0 {
			break
		}
		if _, m := d.month(k); m > k {
			break
		}
		if turkishThings[w.fold] { // the dam of X is nobody
			return 0
		}
		k++
		if w.ending != "" {
			break
		}
	}
	if k-i < 2 {
		return 0
	}
	return k
}

// turkishThings end the names of places and things.
var turkishThings = set("baraji limani havalimani havaalani köprüsü kapisi sinir hastanesi yolu caddesi sokaği mahallesi köyü daği nehri gölü ovasi tüneli otoyolu üniversitesi okulu lisesi oteli meydani parki kampi deposu tesisi tesisleri anlaşmasi protokolü projesi sarayi salonu camii kilisesi çarşisi pazari bölgesi kenti şehri ilçesi vilayeti eyaleti adasi körfezi boğazi geçidi koridoru istasyonu terminali santrali hatti bülteni ajansi gazetesi televizyonu günü haftasi bayrami zirvesi konferansi toplantisi forumu raporu krizi savaşi depremi")

// turkishOffice walks left from an office over the capitals that it is of.
func (d *doc) turkishOffice(k int) int {
	first := d.sentences[d.sentenceOf(d.w(k).from)].first
	for k > first {
		w := d.w(k - 1)
		switch {
		case w.fold == ")" && k-3 >= first && d.f(k-3) == "(" && allCaps(d.w(k-2).text):
			k -= 3
		case w.fold == "ve" && k-2 >= first && d.w(k-2).upper && turkishFields[d.f(k-2)]:
			k--
		case w.upper && !w.mark && !w.num && (w.ending == "" || strings.HasSuffix(w.ending, "n") && len(w.ending) <= 4 && d.isPlace(k-1) || w.ending == "daki" || w.ending == "deki") && !turkishStart[w.fold]:
			k--
		default:
			return k
		}
	}
	return k
}

func (d *doc) isPlace(k int) bool {
	_, end := d.placeAt(k)
	return end > 0
}

// turkishFields are what an office is of, on either side of "ve".
var turkishFields = set("insani sosyal afet acil çevre aile çalişma tarim gida orman enerji sağlik ulaştirma ticaret gümrük kültür eğitim ekonomi maliye hazine planlama kalkinma strateji lojistik operasyon yardim dişişleri içişleri savunma güvenlik göç mülteci mülteciler işler işleri su hizmetler hizmetleri politika koordinasyon eşgüdüm iletişim teknik mali idari kadin gençlik spor sanayi teknoloji altyapi bayindirlik imar şehircilik yerel tarim kirsal")

var turkishStart = set("protokole anlaşmaya törene törende imzaya konferansa zirveye toplantiyi görüşmeyi açiklamada açiklamaya görüşmeye toplantiya toplantida ziyarette ziyarete buluşmaya kabulde programa programda görüşmenin toplantinin bakan sayin görüşmede toplantida bu ayrica öte ancak ise ile de da dün bugün")

// splitTurkish parts the body from the office: "Türk Kızılay | Genel Başkanı".
func (d *doc) splitTurkish(p *person) {
	for _, b := range d.bodies {
		if b.from >= p.roleFrom && b.to < p.roleTo && b.from <= p.roleFrom+2 {
			to := b.to
			name := d.span(p.roleFrom, b.to).Text
			if d.f(to) == "(" {
				for to < p.roleTo && d.f(to) != ")" {
					to++
				}
				to++
			}
			if to < p.roleTo {
				p.body, p.bodyFrom, p.bodyTo = name, p.roleFrom, b.to
				p.roleFrom = to
			}
		}
	}
	p.role = d.span(p.roleFrom, p.roleTo).Text
}
