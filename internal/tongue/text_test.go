package tongue

import (
	"testing"

	"golang.org/x/text/number"
	"pgregory.net/rapid"
)

// TestWholeNumbers holds that whole numbers are written as the library writes them.
func TestWholeNumbers(t *testing.T) {
	all, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		in := all.Of(rapid.SampledFrom(Languages).Draw(t, "language").Code)
		v := rapid.Int64Range(-999_999_999_999_999, 999_999_999_999_999).Draw(t, "v") / rapid.SampledFrom([]int64{1, 1e3, 1e6, 1e9, 1e12}).Draw(t, "by")
		if got, want := in.Number(float64(v), 1), in.numbers.Sprint(number.Decimal(v)); got != want {
			t.Fatalf("%s writes %q, not %q", in.Code, got, want)
		}
	})
}

// TestTextWith fills texts in.
func TestTextWith(t *testing.T) {
	all, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	plural := text{other: "{{.Count}} of others", forms: map[string]string{"zero": "none", "one": "one", "two": "a pair", "few": "{{.Count}} few", "many": "{{.Count}} many"}}
	for _, c := range []struct {
		language string
		text     text
		values   []any
		want     string
	}{
		{"en", text{other: "as it is"}, nil, "as it is"},
		{"en", text{other: "{{.N}} at {{.N}}, {{.Door}}"}, []any{"N", 1200, "Door", Word("Zikim")}, "1,200 at 1,200, Zikim"},
		{"en", text{other: "{{.N}}"}, []any{"N", "{{.N}}"}, "\u2068{{.N}}\u2069"},
		{"en", text{other: "is {{.Missing}}"}, []any{"N", 1}, "is {{.Missing}}"},
		{"en", text{other: "{{.N}} of {{.Yes}}"}, []any{"N", 0.25, "Yes", true}, "0.2 of true"},
		{"en", plural, []any{"Count", 0}, "0 of others"},
		{"en", plural, []any{"Count", 1}, "one"},
		{"en", plural, []any{"Count", 1.5}, "1.5 of others"},
		{"en", plural, nil, "{{.Count}} of others"},
		{"ar", plural, []any{"Count", 0}, "none"},
		{"ar", plural, []any{"Count", 2}, "a pair"},
		{"ar", plural, []any{"Count", int64(7)}, "7 few"},
		{"ar", plural, []any{"Count", 11}, "11 many"},
		{"ar", plural, []any{"Count", 100}, "100 of others"},
		{"ar", plural, []any{"Count", 0.125}, "0.125 of others"},
		{"fr", plural, []any{"Count", 0}, "one"},
		{"fr", plural, []any{"Count", 1000000}, "1\u00a0000\u00a0000 many"},
		{"tr", plural, []any{"Count", 1}, "one"},
	} {
		if got := c.text.with(all.Of(c.language), c.values); got != c.want {
			t.Errorf("%s %v: got %q, want %q", c.language, c.values, got, c.want)
		}
	}
}

func BenchmarkSay(b *testing.B) {
	all, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	in := all.Of("ar")
	b.ReportAllocs()
	for b.Loop() {
		in.Date(20000)
		in.Number(12345, 0)
		in.Say("layout.signed_in", "Name", "n", "Org", "o")
	}
}

// A count that is no number is an error of the program, of which tests are told; people
// read one of the forms.
func TestCountThatIsNoNumber(t *testing.T) {
	all, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	before, told := Fault, 0
	Fault = func(string) { told++ }
	defer func() { Fault = before }()
	plural := text{other: "others", forms: map[string]string{"one": "one"}}
	for i, count := range []any{"1,200", Word("3"), "three"} {
		if got := plural.with(all.Of("en"), []any{"Count", count}); got != "others" || told != i+1 {
			t.Errorf("%#v has the plural %q, and tests are told of %d faults", count, got, told)
		}
	}
	if got := plural.with(all.Of("en"), []any{"Count", 1}); got != "one" || told != 3 {
		t.Errorf("1 has the plural %q, and tests are told of %d faults", got, told)
	}
}
