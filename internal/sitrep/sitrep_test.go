package sitrep_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"passage/internal/pdf"
	"passage/internal/pdf/pdftest"
	"passage/internal/sitrep"
)

// example is a report with made-up figures in one language.
type example struct {
	words                    sitrep.Words
	lang                     string
	rtl                      bool
	operation, asOf, period  string
	publisher, caution, more string
	figures                  [][2]string
	places                   []string
	doors                    [][3]string // name, state, source
	open, closed             string
	losses                   [][3]string
	needs                    [][3]string
	notes                    []string
	number                   func(int) string
	percent                  func(int) string
	week                     func(int) string
	said                     []string // what must be found in the text
}

func english() example {
	return example{
		lang: "en", words: sitrep.Words{
			Title: "Situation report", AsOf: "As of", Period: "Period:", Map: "Cover of needs by governorate", Cover: "Cover of needs by place and week",
			CoverScale: "Share of needs met:", NoCover: "none", FullCover: "all", NotKnown: "not known", OpenDoor: "open", ClosedDoor: "closed", Hub: "hub",
			Doors: "Crossings: trucks in the week", Door: "Crossing", State: "State", Source: "Source", Planned: "Planned", Observed: "Observed", Others: "Others count",
			Place: "Place", Losses: "Losses", What: "Commodity", Where: "Where", Amount: "Tonnes", Reason: "Reason given",
			Needed: "What is needed", Effect: "It would bring:", Notes: "Sources and notes", Unknown: "Nothing is recorded of this yet.",
			Page: func(n, of int) string { return fmt.Sprintf("Page %d of %d", n, of) },
			LeftOut: func(rows int, more string) string {
				return fmt.Sprintf("%d more are left out here; all are at %s.", rows, more)
			},
		},
		operation: "Gaza Strip: food assistance", asOf: "2026-11-23", period: "16 to 22 November 2026", publisher: "Example Relief",
		caution: "Example: every figure in this report is made up.", more: "https://passage.example/sitrep/47",
		figures: [][2]string{{"Trucks in, of 840 planned", "all sources"}, {"Of the needs for food are covered", "last week 58%"}, {"Days of supply at hubs", "of wheat flour 6"}, {"People without a full ration", ""}, {"Tonnes lost or held", "1.2% of what was sent"}, {"Crossings open, of 5", ""}},
		places:  []string{"North Gaza", "Gaza", "Deir al-Balah", "Khan Younis", "Rafah"},
		doors:   [][3]string{{"Kerem Shalom", "open", "our monitors, 22 Nov"}, {"Zikim", "closed since 12 Sep", "UN2720 dashboard, 21 Nov"}, {"Kissufim", "open two days of seven", "our monitors, 22 Nov"}, {"Erez", "closed", "OCHA, 20 Nov"}, {"Gate 96", "open for convoys", "our monitors, 19 Nov"}},
		open:    "open", closed: "closed",
		losses: [][3]string{{"Wheat flour", "Kissufim to Deir al-Balah", "taken by crowds on the road"}, {"Rice", "Ashdod", "held at customs: label"}, {"Vegetable oil", "Kerem Shalom", "damaged in transshipment"}},
		needs:  [][3]string{{"Open Zikim on five days a week", "Asked of: the crossing's authority", "9 points of cover in North Gaza"}, {"40 more trucks cleared for convoys", "Asked of: transporters' liaison", "62 trucks a week"}, {"Fuel for hub generators, 12,000 l", "Asked of: logistics cluster", "four days of cold storage"}},
		notes:  []string{"Trucks observed: seals read at hand-over by our monitors. Counts by others are given as published and may cover other days.", "Cover: food received against 2,100 kcal a person and day, UN planning figures of people.", "Names of places after OCHA; they say nothing on status."},
		number: func(n int) string { return group(n, ",") }, percent: func(n int) string { return fmt.Sprintf("%d%%", n) }, week: func(n int) string { return fmt.Sprintf("W%d", n) },
		said: []string{"Gaza Strip: food assistance", "As of 2026-11-23", "1,250", "Kerem Shalom", "closed since 12 Sep", "What is needed", "9 points of cover in North Gaza", "Page 1 of 2", "Deir al-Balah", "held at customs: label", "Page 2 of 2"},
	}
}

func french() example {
	e := english()
	e.lang = "fr"
	e.words = sitrep.Words{
		Title: "Rapport de situation", AsOf: "Au", Period: "Période :", Map: "Couverture des besoins par gouvernorat", Cover: "Couverture des besoins par lieu et par semaine",
		CoverScale: "Part des besoins couverte :", NoCover: "nulle", FullCover: "entière", NotKnown: "inconnue", OpenDoor: "ouvert", ClosedDoor: "fermé", Hub: "plateforme",
		Doors: "Points de passage : camions de la semaine", Door: "Point de passage", State: "État", Source: "Source", Planned: "Prévus", Observed: "Observés", Others: "Selon d’autres",
		Place: "Lieu", Losses: "Pertes", What: "Produit", Where: "Où", Amount: "Tonnes", Reason: "Motif indiqué",
		Needed: "Ce qu’il faut", Effect: "Effet attendu :", Notes: "Sources et notes", Unknown: "Rien n’est encore enregistré à ce sujet.",
		Page: func(n, of int) string { return fmt.Sprintf("Page %d sur %d", n, of) },
		LeftOut: func(rows int, more string) string {
			return fmt.Sprintf("%d autres lignes ne figurent pas ici ; toutes sont à l’adresse %s.", rows, more)
		},
	}
	e.operation, e.asOf, e.period, e.caution = "Bande de Gaza : assistance alimentaire", "23 novembre 2026", "du 16 au 22 novembre 2026", "Exemple : tous les chiffres de ce rapport sont inventés."
	e.figures = [][2]string{{"Camions entrés, sur 840 prévus", "toutes sources"}, {"Des besoins alimentaires sont couverts", "58 % la semaine précédente"}, {"Jours de stock dans les plateformes", "farine : 6"}, {"Personnes sans ration complète", ""}, {"Tonnes perdues ou retenues", "1,2 % des envois"}, {"Points de passage ouverts, sur 5", ""}}
	e.places = []string{"Gaza-Nord", "Gaza", "Deir al-Balah", "Khan Younès", "Rafah"}
	e.doors = [][3]string{{"Kerem Shalom", "ouvert", "nos observateurs, 22 nov."}, {"Zikim", "fermé depuis le 12 sept.", "tableau UN2720, 21 nov."}, {"Kissoufim", "ouvert deux jours sur sept", "nos observateurs, 22 nov."}, {"Erez", "fermé", "OCHA, 20 nov."}, {"Porte 96", "ouvert aux convois", "nos observateurs, 19 nov."}}
	e.losses = [][3]string{{"Farine de blé", "De Kissoufim à Deir al-Balah", "prélevée par la foule sur la route"}, {"Riz", "Ashdod", "retenu en douane : étiquetage"}, {"Huile végétale", "Kerem Shalom", "endommagée au transbordement"}}
	e.needs = [][3]string{{"Ouvrir Zikim cinq jours par semaine", "Demandé à : l’autorité du point de passage", "9 points de couverture à Gaza-Nord"}, {"40 camions de plus agréés pour les convois", "Demandé à : la liaison des transporteurs", "62 camions par semaine"}}
	e.notes = []string{"Camions observés : scellés relevés à la remise par nos observateurs. Les comptages d’autres sources sont repris tels que publiés.", "Noms de lieux selon OCHA, sans préjuger de leur statut."}
	e.number = func(n int) string { return group(n, "\u202f") }
	e.percent = func(n int) string { return fmt.Sprintf("%d\u00a0%%", n) }
	e.week = func(n int) string { return fmt.Sprintf("S%d", n) }
	e.said = []string{"Bande de Gaza : assistance alimentaire", "Au 23 novembre 2026", "1 250", "fermé depuis le 12 sept.", "Ce qu’il faut", "Page 1 sur 2", "endommagée au transbordement", "Page 2 sur 2"}
	return e
}

func turkish() example {
	e := english()
	e.lang = "tr"
	e.words = sitrep.Words{
		Title: "Durum raporu", AsOf: "Tarih:", Period: "Dönem:", Map: "Valiliklere göre ihtiyaçların karşılanması", Cover: "Yer ve haftaya göre ihtiyaçların karşılanması",
		CoverScale: "İhtiyacın karşılanan payı:", NoCover: "hiç", FullCover: "tümü", NotKnown: "bilinmiyor", OpenDoor: "açık", ClosedDoor: "kapalı", Hub: "lojistik merkezi",
		Doors: "Geçiş noktaları: haftalık kamyon", Door: "Geçiş noktası", State: "Durum", Source: "Kaynak", Planned: "Planlanan", Observed: "Gözlenen", Others: "Başka sayım",
		Place: "Yer", Losses: "Kayıplar", What: "Malzeme", Where: "Nerede", Amount: "Ton", Reason: "Bildirilen neden",
		Needed: "Gerekenler", Effect: "Beklenen etki:", Notes: "Kaynaklar ve notlar", Unknown: "Bu konuda henüz kayıt yok.",
		Page: func(n, of int) string { return fmt.Sprintf("Sayfa %d / %d", n, of) },
		LeftOut: func(rows int, more string) string {
			return fmt.Sprintf("%d satır burada yer almıyor; tümü: %s", rows, more)
		},
	}
	e.operation, e.asOf, e.period, e.caution = "Gazze Şeridi: gıda yardımı", "23.11.2026", "16–22 Kasım 2026", "Örnek: bu rapordaki tüm rakamlar uydurmadır."
	e.figures = [][2]string{{"Giren kamyon; planlanan 840", "tüm kaynaklar"}, {"Gıda ihtiyacının karşılanan payı", "geçen hafta %58"}, {"Merkezlerdeki stok, gün", "buğday unu 6"}, {"Tam istihkak alamayan kişi", ""}, {"Kayıp veya alıkonan, ton", "gönderilenin %1,2’si"}, {"Açık geçiş noktası; toplam 5", ""}}
	e.places = []string{"Kuzey Gazze", "Gazze", "Deyr el-Belah", "Han Yunus", "Refah"}
	e.doors = [][3]string{{"Kerem Şalom", "açık", "gözlemcilerimiz, 22 Kas"}, {"Zikim", "12 Eylül’den beri kapalı", "UN2720 panosu, 21 Kas"}, {"Kisufim", "yedi günün ikisinde açık", "gözlemcilerimiz, 22 Kas"}, {"Erez", "kapalı", "OCHA, 20 Kas"}, {"96 No’lu Kapı", "konvoylara açık", "gözlemcilerimiz, 19 Kas"}}
	e.losses = [][3]string{{"Buğday unu", "Kisufim – Deyr el-Belah", "yolda kalabalık tarafından alındı"}, {"Pirinç", "Aşdod", "gümrükte bekletildi: etiket"}, {"Bitkisel yağ", "Kerem Şalom", "aktarmada hasar gördü"}}
	e.needs = [][3]string{{"Zikim haftada beş gün açılsın", "Muhatap: geçiş noktası makamı", "Kuzey Gazze’de karşılamada 9 puan"}, {"Konvoylar için 40 kamyona daha izin", "Muhatap: nakliyeci irtibatı", "haftada 62 kamyon"}}
	e.notes = []string{"Gözlenen kamyon: teslimde gözlemcilerimizin okuduğu mühürler. Başkalarının sayımları yayımlandığı gibi verilir.", "Yer adları OCHA’ya göredir; statü hakkında görüş bildirmez."}
	e.number = func(n int) string { return group(n, ".") }
	e.percent = func(n int) string { return fmt.Sprintf("%%%d", n) }
	e.week = func(n int) string { return fmt.Sprintf("%d. hf", n) }
	e.said = []string{"Gazze Şeridi: gıda yardımı", "Tarih: 23.11.2026", "1.250", "12 Eylül’den beri kapalı", "Gerekenler", "Sayfa 1 / 2", "gümrükte bekletildi: etiket", "Sayfa 2 / 2"}
	return e
}

func arabic() example {
	e := english()
	e.lang, e.rtl = "ar", true
	e.words = sitrep.Words{
		Title: "تقرير الحالة", AsOf: "حتى تاريخ", Period: "الفترة:", Map: "تغطية الاحتياجات حسب المحافظة", Cover: "تغطية الاحتياجات حسب المكان والأسبوع",
		CoverScale: "الحصة المغطاة من الاحتياجات:", NoCover: "لا شيء", FullCover: "كاملة", NotKnown: "غير معروفة", OpenDoor: "مفتوح", ClosedDoor: "مغلق", Hub: "مركز إمداد",
		Doors: "المعابر: الشاحنات خلال الأسبوع", Door: "المعبر", State: "الحالة", Source: "المصدر", Planned: "المخطط", Observed: "المرصود", Others: "بحسب آخرين",
		Place: "المكان", Losses: "الفاقد", What: "السلعة", Where: "الموقع", Amount: "طن", Reason: "السبب المذكور",
		Needed: "المطلوب", Effect: "الأثر المتوقع:", Notes: "المصادر والملاحظات", Unknown: "لم يسجل شيء عن هذا بعد.",
		Page: func(n, of int) string { return fmt.Sprintf("صفحة %d من %d", n, of) },
		LeftOut: func(rows int, more string) string {
			return fmt.Sprintf("لم يرد هنا %d من الصفوف، وكلها في %s.", rows, more)
		},
	}
	e.operation, e.asOf, e.period, e.publisher = "قطاع غزة: المساعدات الغذائية", "2026-11-23", "من 16 إلى 22 تشرين الثاني/نوفمبر 2026", "إغاثة المثال"
	e.caution = "مثال: جميع الأرقام في هذا التقرير من نسج الخيال."
	e.figures = [][2]string{{"شاحنة دخلت من أصل 840 مخططة", "جميع المصادر"}, {"من الاحتياجات الغذائية مغطاة", "58% في الأسبوع الماضي"}, {"أيام تكفيها مخزونات المراكز", "طحين القمح: 6"}, {"شخص بلا حصة كاملة", ""}, {"طن فُقدت أو احتُجزت", "1.2% مما أُرسل"}, {"معابر مفتوحة من أصل 5", ""}}
	e.places = []string{"شمال غزة", "غزة", "دير البلح", "خان يونس", "رفح"}
	e.doors = [][3]string{{"كرم أبو سالم", "مفتوح", "مراقبونا، 22 تشرين الثاني"}, {"زيكيم", "مغلق منذ 12 أيلول", "لوحة UN2720، 21 تشرين الثاني"}, {"كيسوفيم", "مفتوح يومين من سبعة", "مراقبونا، 22 تشرين الثاني"}, {"إيرز", "مغلق", "أوتشا، 20 تشرين الثاني"}, {"البوابة 96", "مفتوحة للقوافل", "مراقبونا، 19 تشرين الثاني"}}
	e.losses = [][3]string{{"طحين القمح", "من كيسوفيم إلى دير البلح", "أخذته الحشود على الطريق"}, {"أرز", "أسدود", "محتجز في الجمارك: بطاقة البيان"}, {"زيت نباتي", "كرم أبو سالم", "تلف أثناء المناقلة"}}
	e.needs = [][3]string{{"فتح زيكيم خمسة أيام في الأسبوع", "مطلوب من: سلطة المعبر", "9 نقاط تغطية في شمال غزة"}, {"الموافقة على 40 شاحنة إضافية للقوافل", "مطلوب من: ضابط ارتباط الناقلين", "62 شاحنة في الأسبوع"}, {"وقود لمولدات المراكز، 12,000 لتر", "مطلوب من: مجموعة الإمداد", "أربعة أيام من التبريد"}}
	e.notes = []string{"الشاحنات المرصودة: أختام قرأها مراقبونا عند التسليم. وتُنقل أعداد الجهات الأخرى كما نُشرت وقد تشمل أياماً أخرى.", "أسماء الأماكن بحسب أوتشا، ولا تعني شيئاً بشأن وضعها."}
	e.week = func(n int) string { return fmt.Sprintf("أسبوع %d", n) }
	e.said = []string{"قطاع غزة: المساعدات الغذائية", "حتى تاريخ 2026-11-23", "1,250", "مغلق منذ 12 أيلول", "المطلوب", "صفحة 1 من 2", "تلف أثناء المناقلة", "صفحة 2 من 2"}
	return e
}

func group(n int, sep string) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	return s
}

// others is what others count at a door: where they differ, from the fewest to the most.
func (e example) others(door int) string {
	if door == 0 {
		return e.number(11_318) + "–" + e.number(12_106)
	}
	return e.number([]int{0, 0, 120, 0, 38}[door])
}

// report fills a report; times is how often each of its rows is repeated.
func (e example) report(times int) sitrep.Sitrep {
	s := sitrep.Sitrep{
		Lang: e.lang, RTL: e.rtl, Operation: e.operation, AsOf: e.asOf, Period: e.period, Publisher: e.publisher, Caution: e.caution,
		Created: time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC), More: e.more,
	}
	values := []string{e.number(1250), e.percent(61), e.number(9), e.number(412_000), e.number(38), e.number(3)}
	for i, f := range e.figures {
		s.Figures = append(s.Figures, sitrep.Figure{Value: values[i], Label: f[0], Note: f[1]})
	}
	for range times {
		for i, d := range e.doors {
			s.Doors = append(s.Doors, sitrep.Door{Name: d[0], State: d[1], Source: d[2], Planned: e.number([]int{1400, 0, 210, 0, 84}[i]), Observed: e.number([]int{1250, 0, 97, 0, 41}[i]), Others: e.others(i)})
		}
		for i, p := range e.places {
			c := sitrep.Cover{Place: p}
			for w := range 12 {
				n := (17 + 23*i + 7*w*w + 11*w) % 101
				c.Weeks = append(c.Weeks, sitrep.Share{Value: float64(n) / 100, Known: w+i != 3, Text: e.percent(n)})
			}
			s.Cover = append(s.Cover, c)
		}
		for i, l := range e.losses {
			s.Losses = append(s.Losses, sitrep.Loss{What: l[0], Where: l[1], Amount: e.number([]int{21, 14, 3}[i%3]), Reason: l[2]})
		}
		for _, n := range e.needs {
			s.Needed = append(s.Needed, sitrep.Need{What: n[0], Of: n[1], Effect: n[2]})
		}
		s.Notes = append(s.Notes, e.notes...)
	}
	for w := range 12 {
		s.Weeks = append(s.Weeks, e.week(36+w))
	}
	s.Map = sitrep.Map{Alt: e.words.Map, Aspect: 1.05}
	for i, p := range e.places { // a strip from the north east to the south west
		a, b := float64(i)/5, float64(i+1)/5
		point := func(t, side float64) pdf.Point {
			return pdf.Point{X: 0.72 - 0.62*t + side*(0.12+0.04*t), Y: 0.02 + 0.9*t + side*0.08}
		}
		s.Map.Areas = append(s.Map.Areas, sitrep.Area{
			Name: p, Rings: [][]pdf.Point{{point(a, -1), point(a, 1), point(b, 1), point(b, -1)}}, Label: point((a+b)/2, -0.2),
			Cover: sitrep.Share{Value: float64(12+18*i) / 100, Known: i != 4, Text: e.percent(12 + 18*i)},
		})
	}
	at := []pdf.Point{{X: 0.35, Y: 0.97}, {X: 0.72, Y: 0.03}, {X: 0.55, Y: 0.6}, {X: 0.9, Y: 0.08}, {X: 0.68, Y: 0.42}}
	for i, d := range e.doors {
		kind := sitrep.OpenDoor
		if i == 1 || i == 3 {
			kind = sitrep.ClosedDoor
		}
		s.Map.Places = append(s.Map.Places, sitrep.Place{Name: d[0], At: at[i], Kind: kind})
	}
	s.Map.Places = append(s.Map.Places, sitrep.Place{At: pdf.Point{X: 0.37, Y: 0.55}, Kind: sitrep.Hub})
	s.Map.Lines = []sitrep.Line{{Points: []pdf.Point{at[0], {X: 0.3, Y: 0.8}, {X: 0.37, Y: 0.55}}, Weight: 1}, {Points: []pdf.Point{at[2], {X: 0.37, Y: 0.55}}, Weight: 0.2}, {Points: []pdf.Point{at[1], {X: 0.6, Y: 0.2}, {X: 0.37, Y: 0.55}}, Closed: true}}
	return s
}

// TestLanguages holds that a report in each language is two pages, small, the same
// each time, and reads right. The pictures are kept to be looked at.
func TestLanguages(t *testing.T) {
	for _, e := range []example{english(), french(), turkish(), arabic()} {
		for _, c := range []struct {
			name  string
			times int
		}{{"usual", 1}, {"long", 12}, {"empty", 0}} {
			t.Run(e.lang+"-"+c.name, func(t *testing.T) {
				r := e.report(c.times)
				if c.times == 0 {
					r.Figures, r.Map, r.Caution = nil, sitrep.Map{}, ""
				}
				file, err := sitrep.Write(r, e.words)
				if err != nil {
					t.Fatal(err)
				}
				if again, _ := sitrep.Write(r, e.words); !bytes.Equal(file, again) {
					t.Error("the same report gave other bytes")
				}
				if len(file) > 150_000 {
					t.Errorf("the file has %d bytes, more than goes over a bad line", len(file))
				}
				t.Logf("%d bytes", len(file))
				pages := pdftest.Look(t, file, e.lang+"-"+c.name)
				if len(pages) != 2 {
					t.Fatalf("%d pages, want 2", len(pages))
				}
				text := pdftest.Text(t, file)
				switch c.times {
				case 0:
					pdftest.Inside(t, pages[:1], 40)
					if n := strings.Count(text, e.words.Unknown); n != 5 {
						t.Errorf("that nothing is known is said %d times, want 5 (map, needs, doors, cover, losses): %s", n, text)
					}
				case 1:
					pdftest.Inside(t, pages, 40)
					for _, want := range append(e.said, strings.ReplaceAll(e.others(0), "\u202f", " ")) {
						if !strings.Contains(text, want) {
							t.Errorf("%q is not in the text: %s", want, text)
						}
					}
					if strings.Contains(text, e.more) {
						t.Error("rows were left out of a report that has room for them")
					}
				default:
					pdftest.Inside(t, pages, 40)
					if n := strings.Count(text, "example/sitrep/47"); n != 5 {
						t.Errorf("where the rest is stands %d times, want 5 (needs, doors, cover, losses, notes): %s", n, text)
					}
				}
			})
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, e := range []example{english(), arabic()} {
		b.Run(e.lang, func(b *testing.B) {
			r := e.report(3)
			for b.Loop() {
				file, err := sitrep.Write(r, e.words)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(file)), "bytes")
			}
		})
	}
}
