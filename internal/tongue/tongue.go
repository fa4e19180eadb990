// Package tongue speaks to people in their language: English, Arabic, French
// and Turkish, each complete. Texts stand in catalogue/NOUN.LANGUAGE.json under
// keys that stay when wording changes; numbers, days and plurals follow the
// language, and what people have typed is kept apart from the text around it,
// so that no name can turn the sentence about it round.
package tongue

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"passage"
)

// Language is one of those that passage speaks.
type Language struct {
	Code string // as in HTML's lang
	Name string // as its speakers call it
	Dir  string // "ltr" or "rtl"
}

// Languages are all there are; the first is spoken where nothing else is asked
// for.
var Languages = []Language{
	{"en", "English", "ltr"},
	{"ar", "العربية", "rtl"},
	{"fr", "Français", "ltr"},
	{"tr", "Türkçe", "ltr"},
}

// Tongues speak every language.
type Tongues struct {
	by      map[string]*Tongue
	matcher language.Matcher
}

// Tongue speaks one language. It may be used by many at the same time.
type Tongue struct {
	Language
	texts     map[string]text // by key
	plurals   *i18n.Localizer // says the name of a number's plural form
	numbers   *message.Printer
	separator string // of thousands
	minus     string
	sentences []sentence // of the program's English
	zone      *time.Location
}

// Load reads the catalogues that the program carries.
func Load() (*Tongues, error) {
	all, err := readCatalogue()
	if err != nil {
		return nil, err
	}
	plurals := i18n.NewBundle(language.English)
	t := &Tongues{by: map[string]*Tongue{}}
	sentences := sentencesOf(all[Languages[0].Code])
	var tags []language.Tag
	for _, l := range Languages {
		tag := language.MustParse(l.Code)
		tags = append(tags, tag)
		if err := plurals.AddMessages(tag, pluralForms()); err != nil {
			return nil, err
		}
		// Western digits in every language: waybills, plates and tables of
		// the field are written with them.
		numbers := message.NewPrinter(language.MustParse(l.Code + "-u-nu-latn"))
		t.by[l.Code] = &Tongue{
			Language: l, texts: all[l.Code], plurals: i18n.NewLocalizer(plurals, l.Code), numbers: numbers,
			separator: strings.Trim(numbers.Sprint(number.Decimal(1234)), "1234"),
			minus:     strings.Trim(numbers.Sprint(number.Decimal(-1)), "1"), sentences: sentences, zone: time.UTC,
		}
	}
	t.matcher = language.NewMatcher(tags)
	return t, nil
}

// Of returns the tongue of a code, or nil.
func (t *Tongues) Of(code string) *Tongue { return t.by[code] }

// Choose returns the tongue that fits a browser's header Accept-Language best.
func (t *Tongues) Choose(accept string) *Tongue {
	wanted, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(wanted) == 0 {
		return t.by[Languages[0].Code]
	}
	_, i, _ := t.matcher.Match(wanted...)
	return t.by[Languages[i].Code]
}

// Say returns the text of a key. Values follow in pairs of a name and what
// stands for it: {{.Name}} in the text. The value called Count chooses the
// plural; numbers are written as the language does, and texts are isolated.
// An unknown key is an error of the program, which tests find; people see the
// key.
func (t *Tongue) Say(key string, values ...any) string {
	text, ok := t.texts[key]
	if !ok {
		return key
	}
	return text.with(t, values)
}

// Knows reports whether there is a text of the key.
func (t *Tongue) Knows(key string) bool {
	_, ok := t.texts[key]
	return ok
}

// show writes the value of a name. Of a count that is no whole number all that
// tells its plural is written.
func (t *Tongue) show(name string, v any) any {
	switch v := v.(type) {
	case int:
		return t.Number(float64(v), 0)
	case int64:
		return t.Number(float64(v), 0)
	case float64:
		if name == "Count" {
			return t.Number(v, 3)
		}
		return t.Number(v, 1)
	case passage.Date:
		return t.Date(v)
	case string:
		return Isolate(v)
	}
	return v
}

// Isolate keeps a text that somebody typed apart from the text around it, in
// whatever direction either runs.
func Isolate(text string) string {
	const first, pop = "\u2068", "\u2069"
	if text == "" {
		return text
	}
	return first + Tame(text) + pop
}

// Tame takes out of a text the marks that override its direction, which could
// show 100 as 001. Those that only hint at one, as Arabic needs them, stay.
func Tame(text string) string {
	if !strings.ContainsFunc(text, overrides) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if overrides(r) {
			return -1
		}
		return r
	}, text)
}

func overrides(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// Number writes a number with so many decimals at most; what is none is a dash.
func (t *Tongue) Number(v float64, decimals int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–"
	}
	if v == math.Trunc(v) && math.Abs(v) < 1e15 { // nearly all are whole, and the printer takes a dozen pieces of memory for each
		return t.whole(int64(v))
	}
	return t.numbers.Sprint(number.Decimal(v, number.MaxFractionDigits(decimals)))
}

// whole writes a whole number as the printer does.
func (t *Tongue) whole(v int64) string {
	digits := strconv.FormatInt(max(v, -v), 10)
	if v > -1000 && v < 1000 {
		if v < 0 {
			return t.minus + digits
		}
		return digits
	}
	var b strings.Builder
	if v < 0 {
		b.WriteString(t.minus)
	}
	first := (len(digits)-1)%3 + 1 // digits before the first separator
	b.WriteString(digits[:first])
	for at := first; at < len(digits); at += 3 {
		b.WriteString(t.separator)
		b.WriteString(digits[at : at+3])
	}
	return b.String()
}

// Percent writes a share of 1.
func (t *Tongue) Percent(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–"
	}
	return t.Say("unit.percent", "N", Word(t.Number(math.Round(v*100), 0)))
}

// Comma stands between the parts of a list.
func (t *Tongue) Comma() string { return t.Say("list.comma") }

// Semicolon stands between the parts of a list that have commas in them.
func (t *Tongue) Semicolon() string { return t.Say("list.semicolon") }

// Tonnes writes a mass in grams as tonnes.
func (t *Tongue) Tonnes(grams float64) string {
	tonnes := grams / 1e6
	decimals := 0
	if math.Abs(tonnes) < 100 {
		decimals = 1
	}
	return t.Number(tonnes, decimals)
}

// Date writes a day in full, such as 26 October 2025.
func (t *Tongue) Date(d passage.Date) string {
	at := d.Time()
	return t.Say("date.full", "Day", at.Day(), "Month", t.Month(int(at.Month())), "Year", Word(fmt.Sprint(at.Year())))
}

// Day writes a day without its year.
func (t *Tongue) Day(d passage.Date) string {
	at := d.Time()
	return t.Say("date.day", "Day", at.Day(), "Month", t.Month(int(at.Month())))
}

// Month is a word of ours, which needs no isolation.
func (t *Tongue) Month(m int) Word { return Word(t.Say(fmt.Sprintf("month.%d", m))) }

// Word marks a text as ours.
func (t *Tongue) Word(text string) Word { return Word(text) }

// Word is a text of ours, which is not isolated.
type Word string
