package passage_test

import (
	"testing"

	"passage"
)

func TestCommodityNames(t *testing.T) {
	alias := func(text string) passage.Alias {
		a, ok := passage.ParseAlias(text)
		if !ok {
			t.Fatalf("%q is no alias", text)
		}
		return a
	}
	names := passage.NamesOf([]passage.Commodity{
		{ID: "flour", Name: "Wheat flour", Aliases: []passage.Alias{alias("one: F1"), alias("two:7"), alias("three:7")}},
		{ID: "oil", Name: "Oil", Aliases: []passage.Alias{alias("ONE:O1"), alias("two:9"), alias("two:flour")}},
		{ID: "kits", Name: "Kit", Aliases: []passage.Alias{alias("one:9"), alias("two:a:b")}},
		{ID: "tents", Name: "Kit"},
		{ID: "soap"},
	})
	for text, want := range map[string]passage.CommodityID{
		"flour":       "flour", // an id before anybody's code
		"two:flour":   "oil",
		"one:F1":      "flour",
		"One : F1":    "flour",
		"F1":          "flour",
		"f1":          "", // capitals of a code count
		"7":           "flour",
		"O1":          "oil",
		"9":           "", // of two commodities
		"one:9":       "kits",
		"a:b":         "kits",
		"Wheat flour": "flour",
		"Kit":         "", // of two
		"three:F1":    "",
		"":            "",
		"salt":        "",
	} {
		if got := names.ID(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{"", "F1", ":F1", "one:", " : ", "one: "} {
		if a, ok := passage.ParseAlias(text); ok {
			t.Errorf("%q is the alias %v", text, a)
		}
	}
}
