package book

import (
	"archive/zip"
	"context"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// WriteSheet writes one table as a workbook of one sheet, for people who sort it, add
// it up and take one day from another. Days, moments of UTC and figures are values
// that look as their text does, but that moments are shown to the second. Text is cut
// where a cell holds no more.
func WriteSheet(ctx context.Context, out io.Writer, t Table) error {
	if checkName(t.Name, XLSX) != nil {
		t.Name = "table"
	}
	archive := zip.NewWriter(out)
	if err := (&writer{ctx: ctx, tables: []Table{t}, shown: true}).xlsx(archive); err != nil {
		return err
	}
	return archive.Close()
}

// shownAs returns the value of a text that is a day, a moment of UTC, or a figure,
// and the style that shows all digits of it. Of any other text the style is plain.
func shownAs(text string) (value string, style int) {
	if len(text) >= len(time.DateOnly) && text[4] == '-' { // reading what is none takes long
		if day, err := time.Parse(time.DateOnly, text); err == nil && day.Year() > 1900 { // before, spreadsheets count wrongly
			return strconv.FormatInt(day.Unix()/86400+unixDay, 10), dayStyle
		}
		if at, err := time.Parse("2006-01-02T15:04:05Z", text); err == nil && at.Year() > 1900 {
			return strconv.FormatFloat(float64(at.UnixMicro())/86400e6+unixDay, 'f', -1, 64), momentStyle
		}
	}
	whole, decimals, _ := strings.Cut(text, ".")
	if !IsNumber(text) || len(decimals) > mostDecimals || len(strings.TrimPrefix(whole, "-"))+len(decimals) > mostDigits {
		return "", plainStyle
	}
	if v, err := strconv.ParseFloat(text, 64); err != nil || strconv.FormatFloat(v, 'f', len(decimals), 64) != text {
		return "", plainStyle
	}
	return text, digitsStyle + len(decimals)
}

// unixDay is the first day of 1970, as spreadsheets count days.
const unixDay = 25569

// mostText is how much text a cell holds, in units of UTF-16.
const mostText = 32767

// cut returns a text as a cell holds it.
func cut(text string) string {
	if len(text) <= mostText {
		return text
	}
	size := 1 // of what says that it is cut
	for i, r := range text {
		if size += utf16.RuneLen(r); size > mostText {
			return text[:i] + "…"
		}
	}
	return text
}
