package reading_test

import (
	"testing"

	"passage"
	"passage/internal/reading"
)

// TestWhatIsPromised is a table of promises, with what of them can be counted: where
// words can be read in two ways nothing is proposed.
func TestWhatIsPromised(t *testing.T) {
	doors := []reading.Known{{ID: "kissufim", Name: "Kissufim"}, {ID: "zikim", Name: "Zikim"}, {ID: "kissufim", Name: "كيسوفيم"}, {ID: "kissufim", Name: "Kisufim"}}
	goods := []reading.KnownGoods{{ID: "flour", Name: "Wheat flour"}, {ID: "flour", Name: "دقيق القمح"}, {ID: "flour", Name: "Buğday unu"}, {ID: "diesel", Name: "Diesel"}}
	english := "Access cell, readout\nEl Arish, 5 November 2025\n\nThe UN access coordinator, Mira Solberg, met on Tuesday in El Arish with the deputy governor of North Sinai, Samir Elwany.\n\nElwany promised "
	for _, test := range []struct {
		words            string
		door, unit       string
		value            float64
		from, until, due string
		of               string
	}{
		{"50 trucks a day through Kissufim from 6 November to 19 November", "kissufim", "trucks_per_day", 50, "2025-11-06", "2025-11-19", "", ""},
		{"that Zikim would be open for cargo by 12 November", "zikim", "", 0, "", "", "2025-11-12", ""},
		{"to let 200 trucks through Zikim by 12 November", "zikim", "trucks", 200, "", "", "2025-11-12", ""},
		{"to keep Zikim open until 12 November", "zikim", "", 0, "", "2025-11-12", "", ""},
		{"up to 50 trucks a day through Zikim from 6 November", "zikim", "", 0, "2025-11-06", "", "", ""},
		{"50 trucks a day through Kissufim and 20 trucks a day through Zikim", "", "", 0, "", "", "", ""},
		{"a list of drivers on 6 November and again on 9 November", "", "", 0, "", "", "", ""},
		{"500 tonnes of wheat flour through Zikim by 12 November", "zikim", "tonnes", 500, "", "", "2025-11-12", "flour"},
		{"that 40,000 litres of diesel enter at Zikim by 12 November", "zikim", "litres", 40_000, "", "", "2025-11-12", "diesel"},
		{"to let 900 tonnes of humanitarian aid through Zikim by 12 November", "zikim", "tonnes", 900, "", "", "2025-11-12", ""},
		{"500 tonnes of marmalade through Zikim by 12 November", "zikim", "", 0, "", "", "2025-11-12", ""},
		{"500 tonnes of wheat flour and rice through Zikim by 12 November", "zikim", "", 0, "", "", "2025-11-12", ""},
		{"up to 500 tonnes of wheat flour through Zikim by 12 November", "zikim", "", 0, "", "", "2025-11-12", ""},
		{"500 tonnes of wheat flour a day through Zikim until 12 November", "zikim", "tonnes_per_day", 500, "", "2025-11-12", "", "flour"},
		{"500 tonnes a day of wheat flour through Zikim from 6 November", "zikim", "tonnes_per_day", 500, "2025-11-06", "", "", "flour"},
		{"500 tonnes of wheat flour daily through Zikim from 6 November", "zikim", "tonnes_per_day", 500, "2025-11-06", "", "", "flour"},
		{"500 tonnes of wheat flour through Zikim every day until 12 November", "zikim", "tonnes_per_day", 500, "", "2025-11-12", "", "flour"},
		{"40,000 litres of diesel per day through Zikim", "zikim", "litres_per_day", 40_000, "", "", "", "diesel"},
		{"900 tonnes of aid a day through Zikim", "zikim", "tonnes_per_day", 900, "", "", "", ""},
		{"500 tonnes of wheat flour a week through Zikim by 12 November", "zikim", "", 0, "", "", "2025-11-12", ""},
		{"weekly convoys with 500 tonnes of wheat flour through Zikim by 12 November", "zikim", "", 0, "", "", "2025-11-12", ""},
		{"500 tonnes of wheat flour through Zikim, opened daily, by 12 November", "zikim", "", 0, "", "", "2025-11-12", ""},
		{"500 tonnes of wheat flour through Zikim within a day of the signature, by 12 November", "zikim", "tonnes", 500, "", "", "2025-11-12", "flour"},
		{"up to 500 tonnes of wheat flour a day through Zikim until 12 November", "zikim", "", 0, "", "2025-11-12", "", ""},
		{"500 tonnes of wheat flour and 40,000 litres of diesel through Zikim by 12 November", "zikim", "", 0, "", "", "2025-11-12", ""},
		{"200 trucks with 4,000 tonnes of wheat flour through Zikim by 12 November", "zikim", "trucks", 200, "", "", "2025-11-12", ""},
		{"200 pallets of wheat flour through Zikim by 12 November", "zikim", "", 0, "", "", "2025-11-12", ""},
	} {
		p := reading.Read(english+test.words+".", reading.Options{Doors: doors, Goods: goods})
		if p.Engagement == nil || len(p.Engagement.Commitments) != 1 {
			t.Errorf("%s: %+v", test.words, p.Engagement)
			continue
		}
		c := p.Engagement.Commitments[0]
		day := func(d *reading.Day) string {
			if d == nil {
				return ""
			}
			return d.Day.String()
		}
		door, unit, value, of := "", "", 0.0, ""
		if c.Goods != nil {
			of = c.Goods.Value
		}
		if c.Door != nil {
			door = c.Door.Value
		}
		if c.Figure != nil {
			unit, value = c.Figure.Unit, c.Figure.Value
		}
		if door != test.door || unit != test.unit || value != test.value || day(c.From) != test.from || day(c.Until) != test.until || day(c.Due) != test.due || of != test.of {
			t.Errorf("%s: %q, %g %q of %q, from %q until %q due %q", test.words, door, value, unit, of, day(c.From), day(c.Until), day(c.Due))
		}
	}
	for text, unit := range map[string]string{
		"خلية الوصول، محضر\nالعريش، 5 تشرين الثاني/نوفمبر 2025\n\nالتقت منسقة الأمم المتحدة ميرا سولبرغ يوم الثلاثاء في العريش نائب محافظ شمال سيناء سمير العلواني.\n\nوتعهد العلواني بالسماح بمرور 500 طن من دقيق القمح عبر كيسوفيم حتى 19 تشرين الثاني/نوفمبر.":                "tonnes",
		"خلية الوصول، محضر\nالعريش، 5 تشرين الثاني/نوفمبر 2025\n\nالتقت منسقة الأمم المتحدة ميرا سولبرغ يوم الثلاثاء في العريش نائب محافظ شمال سيناء سمير العلواني.\n\nوتعهد العلواني بالسماح بمرور 500 طن من الدقيق يومياً عبر كيسوفيم حتى 19 تشرين الثاني/نوفمبر.":             "tonnes_per_day",
		"خلية الوصول، محضر\nالعريش، 5 تشرين الثاني/نوفمبر 2025\n\nالتقت منسقة الأمم المتحدة ميرا سولبرغ يوم الثلاثاء في العريش نائب محافظ شمال سيناء سمير العلواني.\n\nوتعهد العلواني بالسماح بمرور 500 طن يومياً من الدقيق عبر كيسوفيم حتى 19 تشرين الثاني/نوفمبر.":             "tonnes_per_day",
		"Erişim birimi, tutanak\nEl-Ariş, 5 Kasım 2025\n\nBM erişim koordinatörü Mira Solberg salı günü El-Ariş'te Kuzey Sina Vali Yardımcısı Samir Elvani ile görüştü.\n\nElvani, 19 Kasım'a kadar Kisufim üzerinden 500 ton buğday unu geçişine izin verileceği sözünü verdi.": "tonnes",
		"Erişim birimi, tutanak\nEl-Ariş, 5 Kasım 2025\n\nBM erişim koordinatörü Mira Solberg salı günü El-Ariş'te Kuzey Sina Vali Yardımcısı Samir Elvani ile görüştü.\n\nElvani, 19 Kasım'a kadar Kisufim üzerinden günde 500 ton un geçişine izin verileceği sözünü verdi.":   "tonnes_per_day",
	} {
		p := reading.Read(text, reading.Options{Doors: doors, Goods: goods})
		if p.Engagement == nil || len(p.Engagement.Commitments) != 1 {
			t.Errorf("%s: no commitment is read: %+v", p.Language, p.Engagement)
			continue
		}
		if c := p.Engagement.Commitments[0]; c.Door == nil || c.Figure == nil || c.Figure.Value != 500 || c.Figure.Unit != unit || c.Goods == nil || c.Goods.Value != "flour" || (unit == "tonnes_per_day") != (c.Until != nil) {
			t.Errorf("%s: %+v door %+v figure %+v goods %+v", text[len(text)-200:], c, c.Door, c.Figure, c.Goods)
		}
	}
	for _, text := range []string{
		"خلية الوصول، محضر\nالعريش، 5 تشرين الثاني/نوفمبر 2025\n\nالتقت منسقة الأمم المتحدة ميرا سولبرغ يوم الثلاثاء في العريش نائب محافظ شمال سيناء سمير العلواني.\n\nوتعهد العلواني بالسماح بمرور 50 شاحنة يومياً عبر كيسوفيم من 6 تشرين الثاني/نوفمبر حتى 19 تشرين الثاني/نوفمبر.",
		"Erişim birimi, tutanak\nEl-Ariş, 5 Kasım 2025\n\nBM erişim koordinatörü Mira Solberg salı günü El-Ariş'te Kuzey Sina Vali Yardımcısı Samir Elvani ile görüştü.\n\nElvani, 6 Kasım'dan itibaren 19 Kasım'a kadar Kisufim üzerinden günde 50 kamyona izin verileceği sözünü verdi.",
	} {
		p := reading.Read(text, reading.Options{Doors: doors})
		if p.Engagement == nil || len(p.Engagement.Commitments) != 1 {
			t.Errorf("%s: no commitment is read: %+v", p.Language, p.Engagement)
			continue
		}
		c := p.Engagement.Commitments[0]
		if c.Door == nil || passage.DoorID(c.Door.Value) != "kissufim" || c.Figure == nil || c.Figure.Value != 50 || c.Figure.Unit != "trucks_per_day" || c.From == nil || c.Until == nil || c.Until.Day.String() != "2025-11-19" {
			t.Errorf("%s: %+v door %+v figure %+v from %+v until %+v", p.Language, c, c.Door, c.Figure, c.From, c.Until)
		}
	}
}

// TestTurkishAtLeast has a bound between "a day" and its number, which is of each day all
// the same; a highest number is none that was promised.
func TestTurkishAtLeast(t *testing.T) {
	doors := []reading.Known{{ID: "kissufim", Name: "Kisufim"}}
	text := "Erişim birimi, tutanak\nEl-Ariş, 5 Kasım 2025\n\nBM erişim koordinatörü Mira Solberg salı günü El-Ariş'te Kuzey Sina Vali Yardımcısı Samir Elvani ile görüştü.\n\nElvani, 19 Kasım'a kadar Kisufim üzerinden "
	for words, want := range map[string]string{
		"günde 50 kamyona":          "trucks_per_day",
		"günde en az 50 kamyona":    "trucks_per_day",
		"günlük en az 50 kamyona":   "trucks_per_day",
		"her gün en az 50 kamyona":  "trucks_per_day",
		"her gün 50 kamyona":        "trucks_per_day",
		"en az 50 kamyona":          "trucks",
		"günde en fazla 50 kamyona": "",
		"her gün en çok 50 kamyona": "",
		"haftada en az 50 kamyona":  "",
		"haftada 50 kamyona":        "",
		"her hafta 50 kamyona":      "",
	} {
		p := reading.Read(text+words+" izin verileceği sözünü verdi.", reading.Options{Doors: doors})
		if p.Engagement == nil || len(p.Engagement.Commitments) != 1 {
			t.Errorf("%s: no commitment is read: %+v", words, p.Engagement)
			continue
		}
		f, unit := p.Engagement.Commitments[0].Figure, ""
		if f != nil {
			unit = f.Unit
		}
		if unit != want || f != nil && f.Value != 50 {
			t.Errorf("%s: %+v, want %q", words, f, want)
		}
	}
}
