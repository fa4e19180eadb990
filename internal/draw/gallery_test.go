package draw

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

// In the tests all figures are made up, and only the outlines and positions are
// those of the example.

var arabicDigits = strings.NewReplacer("0", "٠", "1", "١", "2", "٢", "3", "٣", "4", "٤", "5", "٥", "6", "٦", "7", "٧", "8", "٨", "9", "٩").Replace

// reader is a language: its words, by the English ones, and its figures.
type reader struct {
	rtl   bool
	words map[string]string
}

func (r reader) say(s string) string {
	if t, ok := r.words[s]; ok {
		return t
	}
	return s
}

func (r reader) format(pattern string, times float64) Format {
	return func(v float64) string {
		s := fmt.Sprintf(pattern, v*times)
		if r.rtl {
			return arabicDigits(s)
		}
		return s
	}
}

var english = reader{}

var arabic = reader{rtl: true, words: map[string]string{
	"North Gaza": "شمال غزة", "Gaza": "غزة", "Deir al-Balah": "دير البلح", "Khan Younis": "خان يونس", "Rafah": "رفح",
	"Kerem Shalom": "كرم أبو سالم", "Kissufim": "كيسوفيم", "Zikim": "زيكيم", "Erez": "بيت حانون", "Gate 96": "البوابة ٩٦", "Rafah crossing": "معبر رفح",
	"Allenby Bridge": "جسر الملك حسين", "Amman": "عمّان", "El Arish": "العريش", "Ashdod": "أسدود", "Hebron": "الخليل",
	"Gaza city warehouses": "مستودعات مدينة غزة", "Deir al-Balah warehouses": "مستودعات دير البلح", "Khan Younis warehouses": "مستودعات خان يونس",
	"open": "مفتوح", "restricted": "مقيّد", "closed": "مغلق", "not known": "غير معروف", "no count": "لا عدّ", "above the scale": "فوق المقياس",
	"warehouse": "مستودع", "distribution point": "نقطة توزيع", "port or source": "ميناء أو مصدر", "position approximate": "الموقع تقريبي",
	"t a week": "طن في الأسبوع", "corridor without goods": "ممر بلا بضائع", "Food energy, share of need": "الطاقة الغذائية، نسبة من الاحتياج",
	"under 20": "أقل من ٢٠", "20–39": "٢٠–٣٩", "40–59": "٤٠–٥٩", "60–79": "٦٠–٧٩", "80–99": "٨٠–٩٩", "100 and more": "١٠٠ فأكثر",
	"planned": "مخطط", "counted": "معدود", "UN 2720": "آلية الأمم المتحدة ٢٧٢٠", "COGAT": "كوغات", "Oct": "تشرين الأول", "Nov": "تشرين الثاني", "Dec": "كانون الأول",
	"in hand": "في المخزن", "on the way": "في الطريق", "pledged": "متعهّد به", "breaks in the week of": "ينفد في أسبوع", "lasts": "يكفي", "km": "كم", "Jabalya points": "نقاط جباليا", "Gaza city points": "نقاط مدينة غزة", "Deir al-Balah points": "نقاط دير البلح", "Khan Younis points": "نقاط خان يونس", "Al Mawasi points": "نقاط المواصي",
	"Wheat flour": "دقيق القمح", "Food parcels": "طرود غذائية", "Vegetable oil": "زيت نباتي", "Pulses": "بقوليات",
	"mean of all": "متوسط الجميع", "a place, as large as its people are many": "مكان، بحجم عدد سكانه", "this plan": "هذه الخطة", "with Zikim open": "مع فتح زيكيم",
}}

func gazaRings(t testing.TB) map[string][][]LonLat {
	text, err := os.ReadFile("../../examples/gaza-2025/boundaries.geojson")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Features []struct {
			Properties struct{ Name string }
			Geometry   struct{ Coordinates [][][2]float64 }
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	out := map[string][][]LonLat{}
	for _, f := range file.Features {
		for _, ring := range f.Geometry.Coordinates {
			var line []LonLat
			for _, p := range ring {
				line = append(line, LonLat{p[0], p[1]})
			}
			out[f.Properties.Name] = append(out[f.Properties.Name], line)
		}
	}
	return out
}

func (r reader) coverWords() CoverWords {
	return CoverWords{
		Cover:   r.say("Food energy, share of need"),
		Bands:   [6]string{r.say("under 20"), r.say("20–39"), r.say("40–59"), r.say("60–79"), r.say("80–99"), r.say("100 and more")},
		Missing: r.say("not known"),
	}
}

func (r reader) states() StateWords {
	return StateWords{Open: r.say("open"), Restricted: r.say("restricted"), Closed: r.say("closed"), Unknown: r.say("not known")}
}

func (r reader) about(title string) About {
	return About{Title: title, Description: title + ", by figures made up for this test."}
}

var placeNames = []string{"North Gaza", "Gaza", "Deir al-Balah", "Khan Younis", "Rafah"}

func (r reader) places() []string {
	var out []string
	for _, p := range placeNames {
		out = append(out, r.say(p))
	}
	return out
}

func gazaMap(t testing.TB, r reader) Map {
	m := Map{About: r.about("Cover and flows"), Share: r.format("%.0f%%", 100), Flow: r.format("%.0f", 1), Words: MapWords{
		CoverWords: r.coverWords(), States: r.states(), Kinds: [kinds]string{"crossing", r.say("warehouse"), r.say("distribution point"), r.say("port or source")},
		Approximate: r.say("position approximate"), Flow: r.say("t a week"), NoWay: r.say("corridor without goods"),
		Distance: func(v float64) string { return r.format("%.0f", 1)(v) + " " + r.say("km") }, Place: "Place", Kind: "Kind", State: "State or cover", From: "From", To: "To", Here: r.say("there now"), Lost: r.say("lost there")}}
	rings := gazaRings(t)
	for i, p := range placeNames {
		m.Places = append(m.Places, MapPlace{Name: r.say(p), Cover: []float64{0.18, 0.37, 0.58, 0.77, Missing}[i], Rings: rings[p]})
	}
	point := func(name string, k Kind, s State, lat, lon float64, approximate bool) {
		m.Points = append(m.Points, MapPoint{Name: r.say(name), Kind: k, State: s, At: LonLat{lon, lat}, Approximate: approximate})
	}
	point("El Arish", Source, 0, 31.13, 33.8, false)             // 0
	point("Ashdod", Source, 0, 31.82, 34.65, false)              // 1
	point("Amman", Source, 0, 31.95, 35.93, false)               // 2
	point("Hebron", Source, 0, 31.53, 35.1, false)               // 3
	point("Allenby Bridge", Door, Closed, 31.874, 35.541, false) // 4
	point("Kerem Shalom", Door, Open, 31.228, 34.284, true)      // 5
	point("Kissufim", Door, Restricted, 31.37, 34.38, true)      // 6
	point("Zikim", Door, Closed, 31.591, 34.497, true)           // 7
	point("Erez", Door, Closed, 31.559, 34.546, true)            // 8
	point("Gate 96", Door, Unknown, 31.43, 34.44, true)          // 9
	point("Rafah crossing", Door, Closed, 31.248, 34.258, true)  // 10
	point("Gaza city warehouses", Hub, 0, 31.52, 34.45, false)   // 11
	point("Deir al-Balah warehouses", Hub, 0, 31.418, 34.351, false)
	point("Khan Younis warehouses", Hub, 0, 31.346, 34.303, false)
	for i, at := range [][2]float64{{31.528, 34.483}, {31.515, 34.445}, {31.42, 34.35}, {31.345, 34.3}, {31.33, 34.24}} {
		point([]string{"Jabalya points", "Gaza city points", "Deir al-Balah points", "Khan Younis points", "Al Mawasi points"}[i], Site, 0, at[0], at[1], false)
	}
	for _, w := range [][3]float64{{0, 5, 3600}, {0, 10, 0}, {1, 5, 2100}, {1, 6, 1200}, {1, 7, 0}, {1, 8, 0}, {1, 9, 0}, {2, 4, 0}, {3, 5, 400}, {4, 5, 0},
		{5, 13, 5800}, {6, 12, 1200}, {7, 11, 0}, {8, 11, 0}, {9, 11, 0}, {10, 13, 0}, {13, 12, 2900}, {12, 11, 1500}, {11, 14, 500}, {11, 15, 900}, {12, 16, 1700}, {13, 17, 1900}, {13, 18, 700}} {
		m.Ways = append(m.Ways, MapWay{int(w[0]), int(w[1]), w[2]})
	}
	return m
}

func (r reader) weeks() []Tick {
	var out []Tick
	for i, d := range []int{13, 20, 27, 3, 10, 17, 24, 1, 8, 15, 22, 29} {
		group := "Oct"
		if i >= 7 {
			group = "Dec"
		} else if i >= 3 {
			group = "Nov"
		}
		out = append(out, Tick{Label: r.format("%.0f", 1)(float64(d)), Group: r.say(group)})
	}
	return out
}

func (r reader) days() []Tick {
	var out []Tick
	for i := range 14 {
		d, group := 25+i, "Oct"
		if d > 31 {
			d, group = d-31, "Nov"
		}
		out = append(out, Tick{Label: r.format("%.0f", 1)(float64(d)), Group: r.say(group)})
	}
	return out
}

func heat(r reader) Heat {
	h := Heat{About: r.about("Cover by place and week"), Row: "Place", Rows: r.places(), Weeks: r.weeks(), Number: r.format("%.0f", 100), Words: r.coverWords()}
	for i := range h.Rows {
		var row []float64
		for j := range h.Weeks {
			row = append(row, 0.08+float64(i)*0.16+float64(j)*0.045)
		}
		h.Cover = append(h.Cover, row)
	}
	h.Cover[1][3], h.Cover[4][0] = Missing, Missing
	return h
}

func daily(r reader) Daily {
	d := Daily{About: r.about("Trucks a day"), Days: r.days(), Sources: []string{r.say("UN 2720"), r.say("COGAT")}, Number: r.format("%.0f", 1),
		Words: DailyWords{Door: "Door", Day: "Day", Planned: r.say("planned"), Counted: r.say("counted"), Missing: r.say("no count"), Beyond: r.say("above the scale")}}
	for k, name := range []string{"Kerem Shalom", "Kissufim", "Zikim"} {
		door := DailyDoor{Name: r.say(name), Others: make([][]float64, 2)}
		for i := range d.Days {
			wave := 1 + 0.3*math.Sin(float64(i+k))
			planned := []float64{92, 21, 0}[k]
			counted := math.Round(planned * 0.8 * wave)
			un, cogat := math.Round(counted*0.95), math.Round(counted*1.5+6)
			if k == 1 && i == 8 { // a slip of the pen
				cogat = 640
			}
			if i%5 == 3 {
				counted = Missing
			}
			if i%3 == 1 {
				un = Missing
			}
			door.Planned, door.Counted = append(door.Planned, planned), append(door.Counted, counted)
			door.Others[0], door.Others[1] = append(door.Others[0], un), append(door.Others[1], cogat)
		}
		d.Doors = append(d.Doors, door)
	}
	return d
}

func runway(r reader) Runway {
	return Runway{About: r.about("Stocks until they break"), Row: "Commodity", Weeks: r.weeks(), Parts: []string{r.say("in hand"), r.say("on the way"), r.say("pledged")}, Number: r.format("%.1f", 1),
		Breaks: r.say("breaks in the week of"), Beyond: r.say("lasts"), Rows: []Stock{
			{r.say("Wheat flour"), []float64{3.2, 2.1, 1.5}}, {r.say("Food parcels"), []float64{1.2, 0, 4}}, {r.say("Vegetable oil"), []float64{6, 9}}, {r.say("Pulses"), []float64{0, 0, 0}}, {"RUTF", []float64{Missing}}}}
}

func calendar(r reader) Calendar {
	k := Calendar{About: r.about("Doors by day"), Row: "Door", Days: r.days(), Words: r.states()}
	for i, name := range []string{"Kerem Shalom", "Kissufim", "Zikim", "Erez"} {
		k.Rows = append(k.Rows, r.say(name))
		var row []State
		for j := range k.Days {
			row = append(row, State((i*j+j/3+i)%4))
		}
		k.States = append(k.States, row)
	}
	return k
}

func spark(r reader) Spark {
	return Spark{About: r.about("Trucks, fourteen days"), Steps: r.days(), Values: []float64{80, 84, 92, 70, Missing, 60, 66, 71, 90, 88, 85, 79, 92, 97}, Number: r.format("%.0f", 1), Step: "Day", Value: "Trucks"}
}

func strip(r reader) Strip {
	s := Strip{About: r.about("How even it is"), Row: r.say("a place, as large as its people are many"), Mean: 0.71, Number: r.format("%.0f", 100), Count: r.format("%.0f", 1), Cover: r.say("Food energy, share of need"), Average: r.say("mean of all"), People: "People"}
	for i, name := range placeNames {
		s.Dots = append(s.Dots, Dot{r.say(name), []float64{0.41, 0.62, 0.68, 0.84, 0.86}[i], []float64{150e3, 760e3, 480e3, 640e3, 50e3}[i]})
	}
	return s
}

func pairs(r reader) Pairs {
	p := Pairs{About: r.about("Two plans"), Row: "Place", Number: r.format("%.0f", 100), Change: r.format("%+.0f", 100), Before: r.say("this plan"), After: r.say("with Zikim open"), Difference: "Difference"}
	for i, name := range placeNames {
		p.Rows = append(p.Rows, Pair{r.say(name), []float64{0.41, 0.62, 0.68, 0.84, 0.86}[i], []float64{0.78, 0.81, 0.70, 0.84, 0.83}[i]})
	}
	return p
}

// gallery is every drawing, by name.
func gallery(t testing.TB, r reader) (names []string, list []Drawing) {
	return []string{"map", "heat", "daily", "runway", "calendar", "spark", "strip", "pairs"},
		[]Drawing{gazaMap(t, r), heat(r), daily(r), runway(r), calendar(r), spark(r), strip(r), pairs(r)}
}
