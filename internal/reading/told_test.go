package reading

import (
	"slices"
	"strings"
	"testing"
)

// TestTold holds the rules to single sentences that tell of an engagement, or
// of none, in ways that the labelled reports do not. Everybody in them is invented.
func TestTold(t *testing.T) {
	for _, c := range []struct{ form, date, place, who, text string }{
		{"meeting", "2024-03-03", "N'Djamena", "Mahamat Saleh Idriss|Tobias Lindgren", `GENEVA, 4 March 2024 - The High Commissioner for Refugees, Tobias Lindgren, said he had raised the closure of the Adre crossing with Chad's prime minister, Mahamat Saleh Idriss, during a meeting in N'Djamena on Sunday.`},
		{"call", "2024-01-14", "", "Ayman Haddad|Lies van den Berg", `Ministry of Foreign Affairs. Press release. Amman, 14 January 2024. Deputy Prime Minister and Minister of Foreign Affairs Ayman Haddad and Dutch Minister for Foreign Trade and Development Cooperation Lies van den Berg discussed today, in a phone call, efforts to increase aid to Gaza.`},
		{"meeting", "2024-05-02", "Port Sudan", "Gibril Idris|Michael Dunn", `The shipment was at the centre of an exchange in Port Sudan on 2 May between Sudan's finance minister, Gibril Idris, and WFP's regional director, Michael Dunn. Reported 4 May 2024.`},
		{"meeting", "2023-06-12", "Sittwe", "Kyaw Thura", `Sittwe, 14 June 2023. The Rakhine State Security and Border Affairs Minister, Colonel Kyaw Thura, told a group of UN heads of office at a meeting in Sittwe on Monday that travel would be restricted.`},
		{"meeting", "2024-03-10", "Tel Aviv", "Ghassan Alian|Sigrid van Holten", `JERUSALEM, 11 March 2024: Coordinator Sigrid van Holten and Major General Ghassan Alian agreed at their weekly meeting on Sunday in Tel Aviv to open a second lane at Kerem Shalom.`},
		{"call", "2023-05-02", "", "Abdel Fattah Nour|Martin Grieves|Mohamed Hamdan Ali", `KHARTOUM, 3 May 2023 - U.N. aid chief Martin Grieves held phone calls on Tuesday with army leader Abdel Fattah Nour and his rival, Mohamed Hamdan Ali, asking both for safe passage.`},
		{"meeting", "2024-06-08", "Damazin", "Ahmed al-Omda|Ramadan Yassin|Yusuf Karim", `Access weekly, 12 June 2024. In Blue Nile, the Deputy Humanitarian Coordinator, Yusuf Karim, and a team from OCHA, WFP and UNICEF were in Damazin from 8 to 10 June, where they held discussions with Governor Ahmed al-Omda and the head of HAC in the state, Ramadan Yassin.`},
		{"meeting", "2022-08-11", "Bor", "Anita Kiki Gbeho-Lund|Denay Chagor", `The Deputy Head of UNMISS, Anita Kiki Gbeho-Lund, and the Governor of Jonglei State, Denay Chagor, on Thursday inaugurated a dyke in Bor. They also discussed, behind closed doors, the access of barges. Bor, 12 August 2022`},
		{"meeting", "2023-05-02", "Lviv", "Matthew Holling|Oleksandr Kubra", `Ukraine's infrastructure minister Oleksandr Kubra has thanked WFP country director Matthew Holling for the trucks. The two spoke on the sidelines of a conference in Lviv on Tuesday. KYIV, May 3, 2023`},
		{"meeting", "2022-03-13", "Mogadishu", "Adan Bare|Mohamud Moallim Abdulle", `Somalia: a delegation from Doolow district led by Commissioner Adan Bare flew to Mogadishu on Sunday for talks with the Somali Disaster Management Agency's chief, Mohamud Moallim Abdulle. 14 March 2022`},
		{"", "", "", "", `GOMA, 4 May 2025 - The rebels received 20 trucks of fuel from the Rwandan army, residents said. Marie Kavira, a trader, said she saw Colonel Makenga in the market.`},
		{"", "", "", "", `Kassala, 6 July 2024. Dr. Amna Osman of the hospital said patients had not been visited by any agency. The governor visited the hospital on Monday but left without speaking to staff.`},
		{"", "", "", "", `Juba, 2 Feb 2024. According to WFP's Mary-Ellen McGroarty, barges were held at Mangalla. Peter Gai, a boat owner, called his brother, who met him at the pier with food.`},
		{"", "", "", "", `GENEVA, May 3, 2024 (Reuters) - Aid agencies have not met the governor since March, OCHA's Jens Larkin told reporters in Geneva. "We asked for a meeting and got none," he said.`},
		{"meeting", "2025-02-19", "حلب", "عزام الغريب|هائل عاصي|هانس بيدرسن", `زار المبعوث الأممي هانس بيدرسن مدينة حلب يوم الأربعاء والتقى هناك المحافظ عزام الغريب ورئيس فرع الهلال الأحمر هائل عاصي. دمشق، 21 شباط 2025`},
		{"meeting", "2024-10-05", "القاهرة", "كاثرين راسل|مايا مرسي", `أعربت وزيرة التضامن الاجتماعي مايا مرسي خلال مباحثاتها في القاهرة مع المديرة التنفيذية لليونيسف كاثرين راسل، أول أمس، عن تقديرها لدعم المنظمة. القاهرة، 7 أكتوبر 2024`},
		{"meeting", "2023-02-11", "Kilis", "Leyla Aydıner|Mark Cuttsworth|Recep Soytürkoğlu", `Kilis, 12 Şubat 2023 - Kilis'te dün gerçekleştirilen koordinasyon toplantısına Vali Recep Soytürkoğlu başkanlık etti; toplantıya OCHA'dan Mark Cuttsworth ile IOM Saha Koordinatörü Leyla Aydıner katıldı.`},
		{"meeting", "2023-10-02", "Cenevre", "Elçin Emirbeyov|Mirjana Spoljar", `Cenevre, 5 Ekim 2023. ICRC Başkanı Mirjana Spoljar, Azerbaycan Cumhurbaşkanı'nın özel temsilcisi Elçin Emirbeyov'la Cenevre'de pazartesi günü bir saat süren bir görüşme yaptı.`},
	} {
		e := Read(c.text, Options{}).Engagement
		if e == nil {
			e = &Engagement{}
		}
		var who []string
		for _, x := range e.Participants {
			if x.Name != "" {
				who = append(who, x.Name)
			}
		}
		slices.Sort(who)
		day := ""
		if e.Date != nil {
			day = e.Date.Day.String()
		}
		if form, place := value(e.Form), value(e.Place); form != c.form || day != c.date || place != c.place || strings.Join(who, "|") != c.who {
			t.Errorf("%.60s: %q %q %q %q, want %q %q %q %q", c.text, form, day, place, who, c.form, c.date, c.place, c.who)
		}
	}
}
