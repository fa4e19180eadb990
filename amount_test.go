package passage_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"passage"
)

func TestParseAmount(t *testing.T) {
	const kg, t1 = 1000, 1_000_000
	for _, c := range []struct {
		text string
		per  int64
		want int64
		kind passage.AmountFaultKind
	}{
		{"24.5", t1, 24_500_000, ""}, {"24,5", t1, 24_500_000, ""}, {"٢٤٫٥", t1, 24_500_000, ""}, {"۲۴٫۵", t1, 24_500_000, ""}, {"٢٤,٥", t1, 24_500_000, ""},
		{"0", kg, 0, ""}, {" 12 ", 1, 12, ""}, {"007", 1, 7, ""}, {"0.250", t1, 250_000, ""}, {"0,250", t1, 250_000, ""}, {"1250.500", kg, 1_250_500, ""},
		{"1 250", kg, 1_250_000, ""}, {"1\u202f250,5", kg, 1_250_500, ""}, {"1,250.5", kg, 1_250_500, ""}, {"1.250,5", kg, 1_250_500, ""}, {"1,250,000", 1, 1_250_000, ""},
		{"1.250.000", 1, 1_250_000, ""}, {"١٬٢٥٠", kg, 1_250_000, ""}, {"١٬٢٥٠٫٥", kg, 1_250_500, ""}, {"1'250", 1, 1250, ""}, {"12.3400", kg, 12_340, ""},
		{"1,250", kg, 0, passage.AmountAmbiguous}, {"1.250", t1, 0, passage.AmountAmbiguous}, {"١,٢٥٠", kg, 0, passage.AmountAmbiguous}, {"100.000", kg, 0, passage.AmountAmbiguous},
		{"", kg, 0, passage.AmountMissing}, {"  ", kg, 0, passage.AmountMissing},
		{"-5", kg, 0, passage.AmountNoNumber}, {"+5", kg, 0, passage.AmountNoNumber}, {"1e3", kg, 0, passage.AmountNoNumber}, {"5 t", kg, 0, passage.AmountNoNumber},
		{"1٢", kg, 0, passage.AmountNoNumber}, {"٣۳", kg, 0, passage.AmountNoNumber}, {"1,25,000", 1, 0, passage.AmountNoNumber}, {"1,250.000.5", 1, 0, passage.AmountNoNumber},
		{".5", kg, 0, passage.AmountNoNumber}, {"5.", kg, 0, passage.AmountNoNumber}, {"1.2.3", kg, 0, passage.AmountNoNumber}, {"٫", kg, 0, passage.AmountNoNumber},
		{"\u202e100", kg, 0, passage.AmountNoNumber}, {"½", kg, 0, passage.AmountNoNumber}, {"1٫2٫3", kg, 0, passage.AmountNoNumber}, {"1 25", kg, 0, passage.AmountNoNumber},
		{"0.0001", kg, 0, passage.AmountTooFine}, {"1.5", 1, 0, passage.AmountTooFine},
		{"1000000001", t1, 0, passage.AmountTooLarge}, {strings.Repeat("9", 400), 1, 0, passage.AmountTooLarge},
	} {
		got, err := passage.ParseAmount(c.text, c.per)
		var fault passage.AmountFault
		errors.As(err, &fault)
		if got != c.want || fault.Kind != c.kind || (err == nil) != (c.kind == "") {
			t.Errorf("%q × %d: got %d, %v; want %d, %q", c.text, c.per, got, err, c.want, c.kind)
		}
		if fault.Kind == passage.AmountAmbiguous {
			a, errA := passage.ParseAmount(fault.A, c.per)
			b, errB := passage.ParseAmount(fault.B, c.per)
			if errA != nil || errB != nil || a != 1000*b {
				t.Errorf("%q is said to be %q or %q, which are %d %v and %d %v", c.text, fault.A, fault.B, a, errA, b, errB)
			}
		}
	}
}

// TestParseAmountReadsScriptsAlike holds that a number means the same in every
// script, and grouped or not.
func TestParseAmountReadsScriptsAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 999_999_999_999).Draw(t, "n")
		text := strconv.FormatInt(n, 10)
		zero := rapid.SampledFrom([]rune{'0', '٠', '۰'}).Draw(t, "zero")
		var grouped strings.Builder
		for i, r := range text {
			if i > 0 && (len(text)-i)%3 == 0 {
				grouped.WriteRune('\u00a0')
			}
			grouped.WriteRune(r - '0' + zero)
		}
		got, err := passage.ParseAmount(grouped.String(), 1000)
		if err != nil || got != n*1000 {
			t.Fatalf("%q: %d, %v", grouped.String(), got, err)
		}
	})
}

func FuzzParseAmount(f *testing.F) {
	for _, s := range []string{"1,250", "٢٤٫٥", "1.250,5", "", ",,,", "0.0000001", "۱۲"} {
		f.Add(s, int64(1000))
	}
	f.Fuzz(func(t *testing.T, text string, per int64) {
		if per != 1 && per != 1000 && per != 1_000_000 {
			per = 1000
		}
		got, err := passage.ParseAmount(text, per)
		if err == nil && (got < 0 || strings.ContainsAny(text, "-+eE½\u202e")) {
			t.Errorf("%q: %d", text, got)
		}
	})
}
