package tongue

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

//go:embed catalogue/*.json
var catalogue embed.FS

// text is what stands under a key: one form, or one for each plural.
type text struct {
	other string
	forms map[string]string // by the name of the plural, other than "other"; nil where there is one form
}

// readCatalogue reads all texts: language → key → text.
func readCatalogue() (map[string]map[string]text, error) {
	files, err := fs.Glob(catalogue, "catalogue/*.json")
	if err != nil {
		return nil, err
	}
	all := map[string]map[string]text{}
	for _, name := range files {
		raw, err := catalogue.ReadFile(name)
		if err != nil {
			return nil, err
		}
		file, err := i18n.ParseMessageFileBytes(raw, name, map[string]i18n.UnmarshalFunc{"json": json.Unmarshal})
		if err != nil {
			return nil, fmt.Errorf("the catalogue %s cannot be read: %w", name, err)
		}
		code := file.Tag.String()
		if all[code] == nil {
			all[code] = map[string]text{}
		}
		for _, m := range file.Messages {
			one := text{other: m.Other}
			for form, says := range map[string]string{"zero": m.Zero, "one": m.One, "two": m.Two, "few": m.Few, "many": m.Many} {
				if says == "" {
					continue
				}
				if one.forms == nil {
					one.forms = map[string]string{}
				}
				one.forms[form] = says
			}
			all[code][m.ID] = one
		}
	}
	return all, nil
}

// pluralForms is a message that says which form it has.
func pluralForms() *i18n.Message {
	return &i18n.Message{ID: "form", Zero: "zero", One: "one", Two: "two", Few: "few", Many: "many", Other: "other"}
}

// with returns the text with what stands for its values, pairs of a name and a
// value. One that is not given stays as it is written in the catalogue.
func (x text) with(t *Tongue, values []any) string {
	form := x.other
	if x.forms != nil {
		if says, ok := x.forms[t.plural(values)]; ok {
			form = says
		}
	}
	before, rest, found := strings.Cut(form, "{{.")
	if !found {
		return form
	}
	var b strings.Builder
	for found {
		b.WriteString(before)
		name, after, _ := strings.Cut(rest, "}}")
		if value, ok := valueOf(values, name); ok {
			switch shown := t.show(name, value).(type) {
			case string:
				b.WriteString(shown)
			case Word:
				b.WriteString(string(shown))
			default:
				fmt.Fprint(&b, shown)
			}
		} else {
			b.WriteString("{{." + name + "}}")
		}
		before, rest, found = strings.Cut(after, "{{.")
	}
	b.WriteString(before)
	return b.String()
}

// Fault is told of errors of the program that people would read past. Tests that say
// texts stop there.
var Fault = func(what string) {}

// plural names the form that the value called Count takes. One that is no number is
// an error of the program; people read some form.
func (t *Tongue) plural(values []any) string {
	count, _ := valueOf(values, "Count")
	if v, ok := count.(float64); ok { // plurals of parts are told from how they are written
		count = strconv.FormatFloat(v, 'f', -1, 64)
	}
	form, err := t.plurals.Localize(&i18n.LocalizeConfig{MessageID: "form", PluralCount: count})
	if err != nil {
		Fault(fmt.Sprintf("Count is %#v, which is no number: %v", count, err))
		return "other"
	}
	return form
}

// valueOf returns the last of the values of a name.
func valueOf(values []any, name string) (value any, ok bool) {
	for i := 0; i+1 < len(values); i += 2 {
		if values[i] == name {
			value, ok = values[i+1], true
		}
	}
	return value, ok
}
