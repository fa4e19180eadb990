package reading_test

import (
	"strings"
	"testing"

	"passage"
	"passage/internal/reading"
)

// TestGoodsByCommonNames is a table of what a scenario's commodities are called and what a
// report calls them. Where two could be meant nothing is proposed but the words.
func TestGoodsByCommonNames(t *testing.T) {
	type names map[passage.CommodityID][]string
	wheat := names{"wheat-flour": {"Wheat flour", "دقيق القمح", "Buğday unu"}, "lentils": {"Lentils", "عدس", "Mercimek"}}
	both := names{"wheat-flour": {"Wheat flour", "دقيق القمح", "Buğday unu"}, "maize-flour": {"Maize flour", "دقيق الذرة", "Mısır unu"}}
	several := names{
		"oil": {"Sunflower oil", "WFP-OIL7"}, "rice": {"Rice"}, "basmati": {"Basmati rice"}, "iehk": {"Emergency health kits (IEHK)"}, "hygiene-kit": {"Hygiene kit"}, "milk_powder": {"Dried milk"},
		"biscuits": {"High-energy biscuits"}, "salt": {"Salt, iodised"}, "soap": {"Soap and detergent"}, "water-spares": {"Water pumps and parts"}, "med": {"Medical supplies"}, "berry": {"Dried berries"}, "tomato": {"Tinned tomatoes"},
	}
	doubled := names{"a": {"Rice (25 kg)"}, "b": {"Rice (50 kg)"}, "c": {"Aid"}}
	kits := names{"b": {"Bebek kitleri", "بطانية حرارية"}, "w": {"İçme suyu", "مياه الشرب"}, "e": {"Buğday ekmeği"}}
	broken := names{"parcel": {"طرود غذائية"}, "tent": {"خيمة عائلية"}, "tarp": {"شوادر"}, "sack": {"كيس دقيق"}, "gen": {"مولد كهربائي"}, "drug": {"أدوية"}}
	english := "Access cell, readout\nEl Arish, 5 November 2025\n\nThe UN access coordinator, Mira Solberg, met on Tuesday in El Arish with the deputy governor of North Sinai, Samir Elwany.\n\nElwany promised 500 tonnes of %s through Zikim by 12 November."
	arabic := "خلية الوصول، محضر\nالعريش، 5 تشرين الثاني/نوفمبر 2025\n\nالتقت منسقة الأمم المتحدة ميرا سولبرغ يوم الثلاثاء في العريش نائب محافظ شمال سيناء سمير العلواني.\n\nوتعهد العلواني بالسماح بمرور 500 طن من %s عبر زيكيم حتى 19 تشرين الثاني/نوفمبر."
	turkish := "Erişim birimi, tutanak\nEl-Ariş, 5 Kasım 2025\n\nBM erişim koordinatörü Mira Solberg salı günü El-Ariş'te Kuzey Sina Vali Yardımcısı Samir Elvani ile görüştü.\n\nElvani, 19 Kasım'a kadar Zikim üzerinden 500 ton %s geçişine izin verileceği sözünü verdi."
	const none, unclear = "none", "unclear"
	for _, test := range []struct {
		goods        names
		report, says string
		want         string // the id; none: no amount is proposed; unclear: the words alone are
	}{
		{wheat, english, "wheat flour", "wheat-flour"},
		{wheat, english, "Wheat Flour", "wheat-flour"},
		{wheat, english, "wheat-flour", "wheat-flour"},
		{wheat, english, "flour", "wheat-flour"},
		{wheat, english, "FLOUR", "wheat-flour"},
		{wheat, english, "lentil", "lentils"},
		{wheat, english, "wheat", none}, // grain is no flour
		{wheat, english, "maize flour", none},
		{wheat, english, "flour mills", none},
		{wheat, english, "lentil seeds", none},
		{wheat, english, "flour and sugar", none},
		{wheat, english, "floury potatoes", none},
		{both, english, "flour", unclear},
		{both, english, "wheat flour", "wheat-flour"},
		{both, english, "Maize flour", "maize-flour"},
		{both, english, "flours", unclear},
		{several, english, "oil", "oil"},
		{several, english, "sunflower oils", "oil"},
		{several, english, "WFP-OIL7", "oil"},
		{several, english, "olive oil", none},
		{several, english, "rice", "rice"}, // it is the name of one
		{several, english, "basmati rice", "basmati"},
		{several, english, "IEHK", "iehk"},
		{several, english, "emergency health kits", "iehk"},
		{several, english, "an emergency health kit", none},
		{several, english, "health kit", "iehk"},
		{several, english, "kits", unclear},
		{several, english, "hygiene kits", "hygiene-kit"},
		{several, english, "milk powder", "milk_powder"},
		{several, english, "milk", "milk_powder"},
		{several, english, "biscuits", "biscuits"},
		{several, english, "energy biscuits", none},
		{several, english, "iodised", none},
		{several, english, "detergent", none}, // half of what that is
		{several, english, "parts", none},
		{several, english, "water pumps", none},
		{several, english, "supplies", ""}, // all aid
		{several, english, "medical supplies", "med"},
		{several, english, "berry", "berry"},
		{several, english, "tomato", "tomato"},
		{doubled, english, "rice", unclear},
		{doubled, english, "aid", unclear},
		{doubled, english, "humanitarian aid", ""},
		{wheat, arabic, "دقيق القمح", "wheat-flour"},
		{wheat, arabic, "الدقيق", "wheat-flour"},
		{wheat, arabic, "دقيق", "wheat-flour"},
		{wheat, arabic, "العدس", "lentils"},
		{wheat, arabic, "دقيق الذرة", none},
		{wheat, arabic, "القمح", none},
		{wheat, arabic, "الدقيق والسكر", none},
		{both, arabic, "الدقيق", unclear},
		{both, arabic, "دقيق الذرة", "maize-flour"},
		{kits, arabic, "البطانيات", "b"},
		{kits, arabic, "المياه", "w"},
		{kits, arabic, "مياه الصرف", none},
		{broken, arabic, "الطرود الغذائية", "parcel"},
		{broken, arabic, "طرد غذائي", "parcel"},
		{broken, arabic, "الطرد الغذائي", "parcel"},
		{broken, arabic, "الطرود", "parcel"},
		{broken, arabic, "طرود بريدية", none},
		{broken, arabic, "الخيام", "tent"},
		{broken, arabic, "خيام عائلية", "tent"},
		{broken, arabic, "خيم", "tent"},
		{broken, arabic, "شادر", "tarp"},
		{broken, arabic, "أكياس دقيق", "sack"},
		{broken, arabic, "أكياس الرمل", none},
		{broken, arabic, "المولدات الكهربائية", "gen"},
		{broken, arabic, "دواء", "drug"},
		{wheat, turkish, "buğday unu", "wheat-flour"},
		{wheat, turkish, "Buğday ununun", none},
		{wheat, turkish, "un", "wheat-flour"},
		{wheat, turkish, "mercimek", "lentils"},
		{wheat, turkish, "mercimeğin", none},
		{wheat, turkish, "mısır unu", none},
		{wheat, turkish, "un fabrikası", none},
		{both, turkish, "un", unclear},
		{both, turkish, "mısır unu", "maize-flour"},
		{kits, turkish, "kit", "b"},
		{kits, turkish, "su", "w"},
		{kits, turkish, "ekmek", "e"},
	} {
		opt := reading.Options{Doors: []reading.Known{{ID: "zikim", Name: "Zikim"}, {ID: "zikim", Name: "زيكيم"}}}
		for id, all := range test.goods {
			for _, name := range all {
				opt.Goods = append(opt.Goods, reading.KnownGoods{ID: id, Name: name})
			}
		}
		p := reading.Read(strings.Replace(test.report, "%s", test.says, 1), opt)
		if p.Engagement == nil || len(p.Engagement.Commitments) != 1 || p.Engagement.Commitments[0].Door == nil {
			t.Errorf("%s: %+v", test.says, p.Engagement)
			continue
		}
		got, c := none, p.Engagement.Commitments[0]
		switch {
		case c.Figure == nil && c.Goods != nil:
			got = "goods without an amount"
		case c.Figure == nil:
		case c.Goods == nil:
			got = ""
		case c.Goods.Value == "":
			got = unclear
		default:
			got = c.Goods.Value
		}
		if got != test.want {
			t.Errorf("%s, of %v: %q, want %q", test.says, test.goods, got, test.want)
		}
		if c.Goods != nil && c.Goods.Words.Text != test.says {
			t.Errorf("%s: read from %q", test.says, c.Goods.Words.Text)
		}
	}
}
