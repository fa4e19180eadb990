package reading

import (
	"slices"
	"strings"
	"testing"

	"passage"
)

// TestStyles holds the rules to texts in other styles than the labelled ones,
// about other crises, so that no rule fits only those. Everybody in them is
// invented. People are given by name, or by body where nobody is named.
func TestStyles(t *testing.T) {
	for _, c := range styles {
		t.Run(c.name, func(t *testing.T) {
			opt := Options{}
			if c.on != "" {
				opt.On = day(c.on)
			}
			p := Read(c.text, opt)
			e := p.Engagement
			if e == nil {
				e = &Engagement{}
			}
			var who []string
			for _, x := range e.Participants {
				switch {
				case x.Name != "":
					who = append(who, x.Name)
				case x.Body != "":
					who = append(who, x.Body)
				default:
					who = append(who, x.Role)
				}
			}
			slices.Sort(who)
			want := slices.Sorted(slices.Values(strings.Split(c.who, "|")))
			if c.who == "" {
				want = nil
			}
			if !slices.Equal(who, want) {
				t.Errorf("took part: %q, want %q", who, want)
			}
			if got := value(e.Form); got != c.form {
				t.Errorf("form %q, want %q", got, c.form)
			}
			if got := value(e.Place); got != c.place {
				t.Errorf("place %q, want %q", got, c.place)
			}
			date := ""
			if e.Date != nil {
				date = e.Date.Day.String()
			}
			if date != c.date {
				t.Errorf("date %q, want %q", date, c.date)
			}
			var topics []string
			for _, x := range p.Topics {
				topics = append(topics, x.Value)
			}
			slices.Sort(topics)
			if want := slices.Sorted(slices.Values(strings.Fields(c.topics))); !slices.Equal(topics, want) {
				t.Errorf("topics %q, want %q", topics, want)
			}
		})
	}
}

func value(v *Value) string {
	if v == nil {
		return ""
	}
	return v.Value
}

func day(s string) passage.Date {
	d, err := passage.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

var styles = []struct{ name, on, form, date, place, who, topics, text string }{
	{"ministry readout", "", "meeting", "2024-02-05", "Nairobi", "Peter Wanjala|Leena Haapala", "funding displacement food", `Press Release
Nairobi, 6 February 2024

Cabinet Secretary for Foreign Affairs Dr. Peter Wanjala yesterday received in Nairobi the Deputy Executive Director of UNICEF, Ms. Leena Haapala.

The two sides discussed the situation of displaced families in Turkana and the shortfall in funding for the coming year. Ms. Haapala said that food rations had been cut by half since 1 January. The Cabinet Secretary urged donors to make good on the pledges made in Geneva.`},
	{"wire, name first", "", "meeting", "2024-11-20", "Beirut", "Amira Solheim|Nadim Khalaf", "roads fuel health", `BEIRUT, Nov 21, 2024 - Amira Solheim, the U.N. humanitarian coordinator for Lebanon, met Transport Minister Nadim Khalaf in Beirut on Wednesday to seek safe use of the road to Baalbek, her office said.

Solheim said hospitals in the Bekaa had fuel for four days. Khalaf told her that army engineers would clear the road by Saturday.

The Masnaa crossing was hit on Monday. A shopkeeper, Karim Daoud, said nobody had slept.`},
	{"call between ministers", "", "call", "2022-07-18", "", "Ole Granlund|Dmytro Hresko", "funding port food inspection", `Readout of call

19 July 2022

Foreign Minister Ole Granlund of Norway spoke by phone on Monday with the Minister of Infrastructure of Ukraine, Dmytro Hresko. They discussed the export of grain from the port of Odesa, where 20 ships are waiting, and the price of wheat. Minister Granlund pledged 12 million dollars for the inspection team.`},
	{"ngo note", "2024-08-14", "meeting", "2024-08-12", "Tawila", "Idris Bakheit|access coordinator", "permits health", `Weekly access log, Darfur

On Monday our access coordinator sat down with the local administrator, Idris Bakheit, in Tawila to talk through the travel permits that lapsed in July. He agreed to stamp papers for 4 trucks of medicine. Clinics have run out of gloves.`},
	{"letter", "", "letter", "2023-09-28", "", "Marta Lindqvist|Rovshan Aliyarov", "roads health medical_evacuation", `YEREVAN, Sept. 29, 2023 (agencies) - The head of the Danish Refugee Council in Armenia, Marta Lindqvist, wrote to the Deputy Foreign Minister of Azerbaijan, Rovshan Aliyarov, on Thursday to request medical evacuation for 68 people with burns.

The road through Lachin was jammed. Hospitals in Goris are full.`},
	{"statement of a coordinator's office", "", "statement", "2023-07-02", "Port Sudan", "Humanitarian Aid Commission", "permits visas", `Humanitarian Aid Commission
STATEMENT
Port Sudan, 2 July 2023

The Commission has issued 96 visas to international staff in June. It regrets reports to the contrary. Organizations must apply for travel permits five days ahead.`},
	{"nothing met", "", "", "", "", "", "food roads displacement", `Mozambique: Cabo Delgado flash update no. 4 (as of 19 May 2024)

Some 32,000 people have been displaced from Macomia since 10 May. The road from Pemba to Macomia is closed. WFP has suspended food distributions in two districts. The Governor of Cabo Delgado is expected to meet partners next week.`},
	{"postponed", "", "", "", "", "", "ceasefire", `SANAA, March 3, 2024 - Talks between the U.N. special envoy, Pekka Vaara, and the head of the Houthi delegation on a ceasefire were postponed on Sunday, two officials said.`},
	{"minutes", "", "meeting", "2023-03-15", "Adana", "Onur Saygın|IOM|UNHCR|Shelter Cluster", "shelter crossings", `Shelter coordination, earthquake response
Minutes of 15 March 2023

Present: Onur Saygın (AFAD), IOM, UNHCR, Shelter Cluster.
Venue: Adana

1. 4,200 tents are in stock at the border crossing.
2. The crossing works from 08:00 to 17:00.
3. AFAD will open a second store by 20 March.`},
	{"elders", "2024-06-03", "meeting", "2024-06-01", "Dolow", "Abdi Farah Warsame|Sahra Yusuf", "water fees", `Two days ago the district commissioner of Dolow, Abdi Farah Warsame, met in Dolow with Sahra Yusuf of Save the Children. She asked him to lift the fee on water trucking. He said he would ask Kismayo.`},
	{"arabic meeting", "", "meeting", "2024-05-20", "طرابلس", "سالم الغرياني|جورج مارتنز", "displacement food health", `طرابلس، 21 مايو 2024

التقى وزير الصحة بحكومة الوحدة الوطنية سالم الغرياني، أمس الاثنين في طرابلس، رئيس بعثة المنظمة الدولية للهجرة في ليبيا جورج مارتنز، لبحث أوضاع النازحين في الكفرة.

وأكد الوزير أن المستشفيات استقبلت 340 مريضاً. وطالب مارتنز بتسهيل وصول المساعدات الغذائية.`},
	{"arabic call", "", "call", "2024-01-14", "", "أيمن الصالحي|توماس غريف", "crossings trucks", `عمان، 15 كانون الثاني/يناير 2024

أجرى وزير الخارجية الأردني أيمن الصالحي اتصالاً هاتفياً، أمس الأحد، مع مفوض الأونروا العام توماس غريف، بحثا فيه دخول الشاحنات عبر معبر كرم أبو سالم ومعبر رفح.

وشدد الصالحي على أن إسرائيل ملزمة بفتح المعابر. وأشار غريف إلى أن 80 شاحنة دخلت خلال أسبوع.`},
	{"arabic governor", "2023-09-20", "meeting", "2023-09-18", "درنة", "خليفة المسماري|سارة كولمان", "water roads", `استقبل عميد بلدية درنة خليفة المسماري يوم الاثنين في درنة منسقة الشؤون الإنسانية في ليبيا سارة كولمان، وناقش معها إصلاح الطرق ومحطات المياه.

وطلب المسماري إرسال مضخات. ووعدت كولمان بإرسال عشر مضخات قبل نهاية الشهر.`},
	{"arabic update", "", "", "", "", "", "fuel water crossings", `اليمن: تحديث الوصول، 12 آذار/مارس 2025

أغلق معبر الوديعة أمام الشحنات منذ 9 آذار/مارس. ولا يزال معبر شحن مفتوحاً. نفد الوقود من محطات المياه في تعز.`},
	{"turkish meeting", "", "meeting", "2024-03-18", "Amman", "Mehmet Gürsoylu|Rania Haddadin", "airdrops food permits", `AMMAN (19 Mart 2024) - Türkiye'nin Amman Büyükelçisi Mehmet Gürsoylu, dün Amman'da Ürdün Haşimi Hayır Örgütü Genel Sekreteri Rania Haddadin'i ziyaret etti.

Görüşmede Gazze'ye havadan yardım operasyonları ele alındı. Haddadin, 40 ton gıda beklediğini söyledi ve yeni uçuş izni verilmesini istedi.`},
	{"turkish call", "", "call", "2024-10-02", "", "Orhan Saraçlı|Liv Bergström", "port fuel", `Ankara, 3 Ekim 2024

Dışişleri Bakan Yardımcısı Orhan Saraçlı, dün BM Yemen Özel Temsilcisi Liv Bergström ile telefonda görüştü. Görüşmede Hudeyde Limanı'na yakıt girişi ele alındı. Bergström, limanda üç geminin beklediğini belirtti. Saraçlı, limanın açık kalması gerektiğini vurguladı.`},
	{"turkish update", "2023-02-20", "", "", "", "", "shelter water roads", `Hatay'da durum: Samandağ yolu açıldı, Arsuz yolu heyelan nedeniyle kapalı. 6 bin çadır dağıtıldı. İçme suyu ihtiyacı sürüyor.`},
	{"press, two offices", "", "meeting", "2025-01-07", "Damascus", "Hussam Barazi|Ingrid Maes", "visas permits", `DAMASCUS, Jan. 8, 2025 — Syria's caretaker minister of social affairs, Hussam Barazi, held talks in Damascus on Tuesday with the European Union's charge d'affaires, Ingrid Maes, on visas and registration of aid groups.

Barazi promised to answer pending visa requests within two weeks. Maes called on the authorities to publish the rules. "Nobody should have to guess," she said.`},
	{"military side", "", "meeting", "2022-06-14", "Dnipro", "Bohdan Yurchak|Claire Vautrin", "notification protection_of_aid_workers", `Note to file, 16 June 2022

The ICRC's head of sub-delegation, Claire Vautrin, met with Colonel Bohdan Yurchak in Dnipro on 14 June. Vautrin requested that notifications be answered within 24 hours. The Colonel noted that two aid workers were killed on 9 June; attacks on aid workers must be investigated.`},
	{"haiti", "", "meeting", "2024-05-15", "Port-au-Prince", "Garry Toussaint|Ulrika Holm", "fuel port roads", `PORT-AU-PRINCE, May 16, 2024 (agency) — Haiti's acting interior minister, Garry Toussaint, met the U.N. resident coordinator, Ulrika Holm, here on Wednesday to discuss reopening the Varreux fuel terminal.

Gangs control the road to the terminal. Toussaint said police would escort tankers.`},
	{"un readout, letter of the law", "", "meeting", "2024-04-09", "Naypyidaw", "Henrik Solvang|Thein Zaw Oo", "permits visas health", `Yangon, 11 April 2024

The United Nations Resident and Humanitarian Coordinator a.i. in Myanmar, Mr. Henrik Solvang, visited Naypyidaw on 9 April, where he met with the Deputy Minister for Social Welfare, Relief and Resettlement, U Thein Zaw Oo.

Mr. Solvang raised the backlog of visas and travel authorizations and called for vaccines to be let into Rakhine. The Deputy Minister took note.`},
	{"spokesman at noon", "", "meeting", "2023-08-08", "Gedaref", "Clementine Abiodun|local women's groups", "food fuel", `Noon briefing, 9 August 2023

The Deputy Humanitarian Coordinator for Sudan, Clementine Abiodun, met yesterday in Gedaref with representatives of local women's groups, Deputy Spokesman Farouk Desta said. They told her that bakeries have no fuel.`},
	{"two ministers with military", "", "meeting", "2022-12-06", "Abuja", "Musa Danladi|Tomas Reuter|Aisha Bello", "protection_of_aid_workers roads", `ABUJA, Dec 7 (2022) - Nigeria's minister of humanitarian affairs, Aisha Bello, and the chief of defence staff, General Musa Danladi, held a meeting in Abuja on Tuesday with the U.N. humanitarian coordinator, Tomas Reuter, after two humanitarian workers were abducted on the road to Dikwa.`},
	{"he said she said", "", "call", "2025-03-19", "", "Raúl Quintero|Ewa Nowicka", "funding food", `ROME, March 20, 2025 - Ewa Nowicka, deputy executive director of the World Food Programme, spoke by telephone on Wednesday with the foreign minister of Colombia, Raúl Quintero.

Nowicka asked him for rice. A trader in Cúcuta, Pilar Rojas, said prices had doubled. Donors have given 30 million dollars, according to the United Nations.`},
	{"past meeting in passing", "2024-02-20", "", "", "", "", "roads water", `Weekly note: north

The road between Sarmada and Dana is open. Water trucking goes on. Nothing else to report.`},
	{"joint statement", "", "statement", "2021-11-05", "", "Oxfam", "fuel food", `Press release
5 November 2021

Oxfam is alarmed by the lack of fuel in Tigray. Families must be able to buy food. We call on all parties to let fuel tankers pass.`},
	{"letter of a minister", "", "letter", "2024-06-24", "", "Farid Hamdani|World Food Programme", "food inspection", `KABUL, 27 June 2024 - In a letter to the World Food Programme dated 24 June, Afghanistan's acting minister of agriculture, Farid Hamdani, asks for a new inspection of wheat at Hairatan. The Programme has not answered.`},
	{"field visit with elders", "2023-11-23", "meeting", "2023-11-22", "Pibor", "Lokiru Nyang|Benedikta Moser", "roads fees", `Yesterday, in Pibor, the field coordinator of MSF, Benedikta Moser, sat down with Commissioner Lokiru Nyang. Moser requested that the levy on boats be dropped. Nyang replied that the county would drop it from 1 December. The road to Gumuruk is flooded.`},
	{"haiti talks in the plural", "", "meeting", "2024-03-11", "Kingston", "Andre Maynard|Celestine Dorvil", "", `KINGSTON, Jamaica, March 12, 2024 - Jamaican Foreign Minister Andre Maynard hosted Haiti's Finance Minister Celestine Dorvil in Kingston on Monday.`},
	{"arabic minister visit", "", "meeting", "2024-08-07", "بورتسودان", "هشام الدقير|إيفا لوندكفيست", "crossings permits food", `بورتسودان، 8 آب/أغسطس 2024 – زارت المديرة التنفيذية لبرنامج الأغذية العالمي إيفا لوندكفيست أمس بورتسودان والتقت وزير الزراعة هشام الدقير.

وطلبت لوندكفيست فتح معبر أدري وتصاريح لموظفيها. وقال الدقير إن معبر أدري يخضع للدراسة، وإن الحكومة ستقرر خلال أسبوع بشأن القمح.`},
	{"arabic letter", "", "letter", "2023-12-03", "", "كريم الطائي|مجلس الأمن", "ceasefire health", `نيويورك، 4 ديسمبر 2023

وجه المندوب الدائم لقطر لدى الأمم المتحدة كريم الطائي، يوم الأحد، رسالة إلى مجلس الأمن دعا فيها إلى هدنة إنسانية وحماية المستشفيات.`},
	{"arabic statement", "", "statement", "2022-05-10", "صنعاء", "المجلس الأعلى لإدارة وتنسيق الشؤون الإنسانية", "permits", `بيان صحفي
صنعاء، 10 أيار/مايو 2022

ينفي المجلس الأعلى لإدارة وتنسيق الشؤون الإنسانية وجود تأخير في منح التصاريح. ويدعو المجلس المنظمات إلى تقديم خططها قبل أسبوعين.`},
	{"arabic nothing", "", "", "", "", "", "roads food displacement", `مستجدات الوصول، 3 مارس 2023

الطريق بين الحسكة والرقة مقطوع منذ 27 فبراير. وزعت منظمة محلية 20 طناً من الدقيق على النازحين.`},
	{"turkish governor", "", "meeting", "2023-03-02", "Kilis", "Rıdvan Aksoylu|Katrin Weiland", "crossings shelter inspection", `KİLİS (3 Mart 2023) - Kilis Valisi Rıdvan Aksoylu, perşembe günü Kilis'te UNHCR Gaziantep Ofis Müdürü Katrin Weiland ile bir araya geldi.

Görüşmede Öncüpınar Sınır Kapısı'ndaki gümrük işlemleri ve çadır sevkiyatı konuşuldu. Weiland, sınır kapısında 30 konteynerin beklediğini söyledi. Vali Aksoylu, kapının hafta sonu da açık tutulacağını taahhüt etti.`},
	{"turkish ministry", "", "meeting", "2022-03-22", "Varşova", "Tuncay Ilgaz|Marek Zielonka", "crossings displacement", `Basın Açıklaması
Ankara, 23 Mart 2022

Bakan Yardımcısı Büyükelçi Tuncay Ilgaz, 22 Mart'ta Varşova'da Polonya İçişleri Bakan Yardımcısı Marek Zielonka tarafından kabul edildi. Görüşmede Medyka Sınır Kapısı'ndan geçen yerinden edilmiş kişiler ele alındı; sınır kapısında bekleme süresi konuşuldu.`},
	{"turkish statement", "", "statement", "2024-01-11", "Ankara", "Türk Kızılay", "health water protection_of_aid_workers", `Basın Açıklaması
Ankara, 11 Ocak 2024

Türk Kızılay, Gazze'deki sahra hastanesinin çalışmaya devam ettiğini duyurur. Hastaneye içme suyu ulaştırılması gerekmektedir. Tüm tarafları sağlık çalışanlarını korumaya çağırıyoruz.`},
	{"turkish letter", "", "letter", "2023-07-05", "", "Sevda Arıkan|BM Güvenlik Konseyi", "crossings", `İSTANBUL (6 Temmuz 2023) - İHH Başkanı Sevda Arıkan, 5 Temmuz'da BM Güvenlik Konseyi'ne mektup gönderdi. Arıkan mektupta Bab el-Hava ve Bab es-Selam kapılarının açık tutulmasını istedi.`},
	{"two offices, names told later", "", "call", "2023-04-26", "", "Munira Hag Elsafi|Patrick Kimani", "ceasefire roads", `KHARTOUM, April 27, 2023 - The head of Sudan's Humanitarian Aid Commission and the country director of CARE talked by phone on Wednesday about safe passage for staff out of Omdurman, both sides said.

Munira Hag Elsafi told the agency's Patrick Kimani that a bus would be cleared by Thursday noon. "We have 31 colleagues and four children waiting," Kimani said.

Fighting went on around the Halfaya bridge, which is shut.`},
	{"who led talks", "", "meeting", "2022-08-29", "Termez", "Bakhtiyor Nazarov|Sharafuddin Haqyar", "food", `KABUL, Aug. 30, 2022 -- Afghan and Uzbek railway officials agreed on Monday to let aid wagons through Hairatan without unloading, after a day of talks in Termez.

The talks were led by Bakhtiyor Nazarov, deputy chairman of Uzbekistan Railways, and Mullah Sharafuddin Haqyar, head of the Afghan railway authority. Nazarov said 200 wagons of wheat were waiting. Haqyar promised crews around the clock from Sept. 5.

The World Food Programme, which owns the wheat, was not in the room.`},
	{"joint minutes", "", "meeting", "2023-10-09", "Maiduguri", "Sani Yakubu|Ruth Adeyemi|NEMA|INGO Forum", "roads food", `Civil-military coordination meeting, Maiduguri, 9 October 2023 (held the same day)

In attendance: Theatre Command (Brig. Gen. Sani Yakubu), OCHA (Ruth Adeyemi), NEMA, INGO Forum.

1) Theatre Command: Dikwa-Gamboru road closed from 5 October for operations.
2) OCHA requested cargo clearance within three days instead of ten.
3) Theatre Command agreed to five days from 1 November.
4) NEMA to deliver 2,000 bags of rice (100 t) to Gamboru by 20 October.`},
	{"letter of a mayor", "", "letter", "2022-05-19", "", "Serhiy Horobets|International Committee of the Red Cross", "roads water", `Letter of the Mayor of Lysychansk to the President of the ICRC

Lysychansk, 20 May 2022

The mayor, Serhiy Horobets, has written to the President of the International Committee of the Red Cross to ask for buses for 400 elderly people. In his letter of 19 May, which was shared with reporters, he says that the bridge to Sievierodonetsk is destroyed and that drinking water will last four days.`},
	{"a rank behind an office", "", "meeting", "2022-05-26", "Marib", "Augustin Delacroix|Saif Muthanna|Saleh Al-Aradi", "water roads ceasefire", `Office of the Humanitarian Coordinator, Sana'a
27 May 2022

Mr. Augustin Delacroix, Resident and Humanitarian Coordinator for Yemen, met yesterday in Marib with the Governor of Marib, Major General Saleh Al-Aradi. Present on the Governor's side was the head of the Executive Unit for IDP Camps, Saif Muthanna.

The Governor underlined that 190 camps lack clean water. Mr. Delacroix asked that the road via Al-Bayda be opened for relief trucks, as agreed under the truce. The Governor promised a reply before Eid.`},
	{"calls in the plural", "", "call", "2023-09-15", "", "Ingeborg Thams|Khalifa Hadi|Abdulhamid Zlitni", "", `The Secretary-General's Personal Envoy for Libya, Ms. Ingeborg Thams, held separate telephone calls on 15 September 2023 with the head of the Libyan National Army, Field Marshal Khalifa Hadi, and with the Prime Minister of the Government of National Unity, Mr. Abdulhamid Zlitni. Both agreed to open the airspace to relief flights to Derna. Ms. Thams stressed that aid must reach all neighbourhoods.

Geneva, 16 September 2023`},
	{"a ministry receives", "", "meeting", "2024-10-08", "Singha Durbar", "Anjali Bhandari|Joana Pereira", "funding roads", `Press Release No. 31/2024
Ministry of External Affairs, Kathmandu, 8 October 2024

Foreign Secretary Ms. Anjali Bhandari received the UN Assistant Secretary-General for Humanitarian Affairs, Ms. Joana Pereira, at Singha Durbar today. Matters relating to flood response and early action were discussed. The Foreign Secretary conveyed that 54 bridges are out of use and requested helicopters for Kavre. Ms. Pereira announced an allocation of USD 3.5 million and said telecom kits would arrive on 11 October.`},
	{"an account of conditions", "", "", "", "", "", "roads trucks food fuel", `Sahil Cluster: camp coordination in Dori, weekly bulletin no. 31 (1-7 August 2023)

• The Dori-Sebba road is cut by a destroyed bridge since 29 July. Convoys go with armed escort only.
• On 3 August, three trucks of millet were burnt near Seytenga.
• Authorities continue to deny fuel above 200 litres per vehicle.
• 1,250 households arrived in Dori during the week.
• The regional governor has announced a visit for 15 August.`},
	{"remarks, not a meeting", "", "", "", "", "", "crossings", `LVIV, Ukraine, March 18 (2022) — Poland's deputy interior minister, Pawel Szefer, said on Friday that eight border posts would run without a break. Szefer made the remarks in Medyka after meeting UNHCR's Filippo Landi. Queues at Medyka were down to four hours. About 1.9 million people have crossed since Feb. 24.`},
	{"barriers after a call", "", "", "", "", "", "roads", `TAIZ, Yemen, June 14 (2024) - For the first time in nine years lorries used the road through Hawban on Thursday, after the governor of Taiz in the government's camp, Nabil Shamsan, and his counterpart on the other side, Sultan Al-Samei, agreed by telephone to take down the barriers.

The two men spoke on Wednesday evening for twenty minutes, aides said. "The people on both sides are one family," Al-Samei told reporters.

A driver, Abdo Qaid, said he paid nothing. Before, the detour took six hours and cost 80 dollars.`},
	{"an agency's head with groups", "", "meeting", "2025-01-30", "Goma", "Corneille Bisimwa", "food", `GOMA, DRC, Jan 30, 2025 (wire) - The leader of the M23's political wing, Corneille Bisimwa, met aid agencies in a hotel in Goma on Thursday and promised that looted food would be returned.

"Your warehouses will be guarded," he told them, according to three people who were in the room. The UN humanitarian coordinator was not present.

Grande Barrière reopened to pedestrians on Wednesday. WFP said 9,000 tonnes had been stolen.`},
	{"arabic, meeting in two parts", "", "meeting", "2024-10-02", "دير البلح", "ماهر الشوا|لوكاس أندرسن", "fuel health", `غزة، 3 أكتوبر 2024

عقد وكيل وزارة الصحة في غزة الدكتور ماهر الشوا اجتماعاً يوم الأربعاء في دير البلح مع ممثل منظمة الصحة العالمية في الأرض الفلسطينية المحتلة لوكاس أندرسن، لمناقشة نقص الوقود في المستشفيات.

وطالب الشوا بإدخال 50 ألف لتر من السولار يومياً، فيما أكد أندرسن أن المنظمة قدمت ثلاثة طلبات لم يرد عليها. ووعد بتقديم طلب رابع قبل الأحد المقبل. ولا يزال معبر رفح مغلقاً منذ 7 مايو.`},
	{"arabic call, told by a spokesman", "", "call", "2023-06-21", "", "دانيال أوكونكو|عمر الصادق", "trucks", `نيويورك، 22 حزيران/يونيو 2023 – أعلن المتحدث باسم الأمم المتحدة أن وكيل الأمين العام للشؤون الإنسانية دانيال أوكونكو أجرى مكالمة هاتفية يوم أمس مع القائد العام للقوات المسلحة السودانية الفريق أول عمر الصادق، طلب خلالها ضمان سلامة القوافل على طريق بورتسودان – الخرطوم.

وقال المتحدث إن القائد العام وافق على مرور 40 شاحنة. وقد نهب مستودع لبرنامج الأغذية العالمي في الأبيض يوم 1 حزيران/يونيو.`},
	{"arabic visit of a delegation", "", "meeting", "2024-11-08", "كسلا", "كاميل دوفال|الصادق محمد الأزرق", "health fees", `كسلا 9 نوفمبر 2024

زار وفد من منظمة أطباء بلا حدود برئاسة مديرة العمليات كاميل دوفال والي كسلا المكلف الصادق محمد الأزرق في مكتبه بكسلا أمس الجمعة. وقالت دوفال إن حالات الكوليرا بلغت 1,100 حالة. ووجه الوالي بتخصيص مبنى للعزل، وتعهد بإعفاء الأدوية من الرسوم الولائية.`},
	{"arabic, name before office", "", "call", "2023-10-12", "", "سامح الدمنهوري|أيمن الخصاونة", "ceasefire", `الخارجية المصرية
القاهرة، 12 أكتوبر 2023

أجرى السيد سامح الدمنهوري، وزير الخارجية، اتصالاً هاتفياً صباح اليوم مع نظيره الأردني أيمن الخصاونة، تناول سبل إيصال المساعدات إلى قطاع غزة. وأكد الوزير المصري أن معبر رفح مفتوح من الجانب المصري. وطالب الجانبان بوقف إطلاق النار.`},
	{"arabic field note", "2023-05-11", "meeting", "2023-05-09", "تعز", "عبد الرحيم السامعي|نشوان الحسامي", "health", `تقرير ميداني: زيارة تعز

التقينا يوم الثلاثاء في مدينة تعز مدير مكتب الصحة عبد الرحيم السامعي ومدير مستشفى الثورة نشوان الحسامي. قال السامعي إن الأكسجين يكفي أربعة أيام. طلبنا منهما قائمة بالاحتياجات. ووعد الحسامي بإرسالها الخميس المقبل. طريق الضباب سالك للشاحنات الصغيرة فقط.`},
	{"turkish, particles in names", "", "meeting", "2024-12-04", "Doha", "Cemil Yörükoğlu|Hamad el-Mansuri", "ceasefire fuel health trucks", `Cumhurbaşkanı Yardımcısı Cemil Yörükoğlu, Katar Başbakanı Şeyh Hamad el-Mansuri ile 4 Aralık 2024'te Doha'da görüştü.

Görüşmede Gazze'de ateşkes ve insani yardım girişleri ele alındı. Yörükoğlu, yakıt olmadan hastanelerin çalışamayacağını belirtti. El-Mansuri, Katar'ın Refah'a 60 tır göndereceğini açıkladı.`},
	{"turkish visit", "", "meeting", "2024-06-04", "", "Albino Akol Atak|Erdem Mutaf", "shelter fees permits", `T.C. Cuba Büyükelçiliği
Basın notu, 6 Haziran 2024

Güney Sudan İnsani İşler Bakanı Albino Akol Atak, geçen salı Büyükelçimiz Erdem Mutaf'ı kabul etti. Görüşmede sel mağdurlarına gönderilecek 500 çadır ve 3 bin battaniye ele alındı. Bakan Atak, gümrük muafiyeti tanınacağını söyledi. Büyükelçi Mutaf ise Malakal'a uçuş izni talep etti.`},
	{"turkish, put off", "", "", "", "", "", "roads", `İdlib'de durum ve geçişler, 14 Mayıs 2024

BM İnsani İşler Eşgüdüm Ofisi Gaziantep Ofisi Başkanı Sara Lindholm ile Hatay Valisi Mustafa Kaplanoğlu arasında pazartesi günü Antakya'da yapılması planlanan görüşme ertelendi. Bab el-Hava'dan geçen tır sayısı günde 20'ye düştü. Reyhanlı-Sarmada yolu açık.`},
}
