// Package tongue speaks to people in their language: English, Arabic, French
// and Turkish, each complete. Texts stand in catalogue/NOUN.LANGUAGE.json under
// keys that stay when wording changes; numbers, days and plurals follow the
// language, and what people have typed is kept apart from the text around it,
// so that no name can turn the sentence about it round.
package tongue

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
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

//go:embed catalogue/*.json
var catalogue embed.FS

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
	localizer *i18n.Localizer
	plain     map[string]string // texts without a plural and a value
	numbers   *message.Printer
	sentences []sentence // of the program's English
	zone      *time.Location
}

// Load reads the catalogues that the program carries.
func Load() (*Tongues, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	files, err := fs.Glob(catalogue, "catalogue/*.json")
	if err != nil {
		return nil, err
	}
	all, english := map[string]map[string]string{}, map[string]string{}
	for _, name := range files {
		file, err := bundle.LoadMessageFileFS(catalogue, name)
		if err != nil {
			return nil, fmt.Errorf("the catalogue %s cannot be read: %w", name, err)
		}
		code := file.Tag.String()
		if all[code] == nil {
			all[code] = map[string]string{}
		}
		for _, m := range file.Messages {
			if code == Languages[0].Code {
				english[m.ID] = m.Other
			}
			if m.One == "" && m.Zero == "" && m.Two == "" && !strings.Contains(m.Other, "{{") {
				all[code][m.ID] = m.Other
			}
		}
	}
	t := &Tongues{by: map[string]*Tongue{}}
	sentences := sentencesOf(english)
	var tags []language.Tag
	for _, l := range Languages {
		// Western digits in every language: waybills, plates and tables of
		// the field are written with them.
		tag := language.MustParse(l.Code + "-u-nu-latn")
		tags = append(tags, language.MustParse(l.Code))
		t.by[l.Code] = &Tongue{
			Language: l, localizer: i18n.NewLocalizer(bundle, l.Code), plain: all[l.Code], numbers: message.NewPrinter(tag), sentences: sentences, zone: time.UTC,
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
	if text, ok := t.plain[key]; ok {
		return text
	}
	config := i18n.LocalizeConfig{MessageID: key}
	data := map[string]any{}
	for i := 0; i+1 < len(values); i += 2 {
		name, _ := values[i].(string)
		data[name] = t.show(values[i+1])
		if name == "Count" {
			config.PluralCount = values[i+1]
			if v, ok := values[i+1].(float64); ok { // plurals of parts are told from how they are written
				config.PluralCount, data[name] = strconv.FormatFloat(v, 'f', -1, 64), t.Number(v, 3)
			}
		}
	}
	config.TemplateData = data
	text, err := t.localizer.Localize(&config)
	if err != nil && text == "" {
		return key
	}
	return text
}

// Knows reports whether there is a text of the key.
func (t *Tongue) Knows(key string) bool {
	if _, ok := t.plain[key]; ok {
		return true
	}
	_, tag, err := t.localizer.LocalizeWithTag(&i18n.LocalizeConfig{MessageID: key, PluralCount: 1, TemplateData: map[string]any{}})
	base, _ := tag.Base()
	return err == nil && base.String() == t.Code
}

func (t *Tongue) show(v any) any {
	switch v := v.(type) {
	case int:
		return t.Number(float64(v), 0)
	case int64:
		return t.Number(float64(v), 0)
	case float64:
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
	return t.numbers.Sprint(number.Decimal(v, number.MaxFractionDigits(decimals)))
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
