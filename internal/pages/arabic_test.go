package pages_test

import (
	"html"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"passage"
	"passage/internal/desk"
)

// TestArabicThroughout holds that a page in Arabic says nothing in another language
// but what people and tables called things, and what is on a list.
func TestArabicThroughout(t *testing.T) {
	if testing.Short() {
		t.Skip("it makes a plan of the Gaza example")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	d, url, session, paths := furnished(t, root)
	given := givenTexts(t, d, filepath.Join(root, "examples", "gaza-2025"))
	found, _, _, err := d.ListWaybills(t.Context(), desk.Caller{Name: "test", Scopes: desk.Scopes}, desk.Listing{Findings: true, Sort: desk.ByLast, Limit: 3})
	if err != nil || len(found) == 0 {
		t.Fatalf("no waybill has findings: %v", err)
	}
	for _, w := range found {
		paths = append(paths, "/waybills/"+string(w.ID), "/consignments/"+string(w.Lines[0].Consignment))
	}
	for _, path := range paths {
		page := arabicPage(t, url+path, session)
		for _, run := range latinRuns(page) {
			if !given.has(run) {
				t.Errorf("%s says %q", path, run)
			}
		}
		for _, stop := range latinStop.FindAllString(markupTag.ReplaceAllString(noProse.ReplaceAllString(page, " "), ""), -1) {
			t.Errorf("%s has a comma or semicolon of another script: %q", path, stop)
		}
	}
}

// mayBeLatin are words that stand on Arabic pages as they are: marks of the trade,
// words of tables, commands, and what examples are called.
var mayBeLatin = strings.Fields(`passage verify restore ledger SQLite token add waybills sitrep uniform
	gaza-autumn wfp-tablet SIM-W amal.k tools verify.py basem ambulance dispatcher wfp Aid ID eb liaison CSV XLSX JSON PDF PNG JPEG QR SHA TOTP A4 API PMTiles UTC WGS HXL http ACAPS OpenID Connect HTTPS
	English Français Türkçe xlsx zip csv json
	WFP OCHA UN UNOPS UNICEF USD EUR ACAPS`)

// given are the texts that came from outside: tables, facts, accounts.
type given string

// givenTexts reads them.
func givenTexts(t *testing.T, d *desk.Desk, folder string) given {
	var all strings.Builder
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	caller := desk.Caller{Name: "test", Scopes: desk.Scopes}
	for n, more := int64(0), true; more; {
		next, err := d.Facts(t.Context(), caller, n, 1000, func(_ int64, body []byte) { all.Write(body) })
		if err != nil {
			t.Fatal(err)
		}
		n, more = next, next > n
	}
	for _, i := range passage.Indicators {
		all.WriteString(i.Name + "\n")
	}
	all.WriteString("\nAmal K.\namal\nBasem\nbasem\ntest\na test\n")
	return given(all.String())
}

// has reports whether a text came from outside, as a whole or between its signs,
// or is made of words on the list.
func (g given) has(run string) bool {
	for _, part := range strings.FieldsFunc(run, func(r rune) bool { return strings.ContainsRune(",:;()/", r) }) {
		part = strings.TrimSpace(part)
		if strings.Contains(string(g), part) {
			continue
		}
		for _, word := range strings.Fields(part) {
			if !slices.Contains(mayBeLatin, word) {
				return false
			}
		}
	}
	return true
}

func arabicPage(t *testing.T, address, session string) string {
	r, err := http.NewRequest("GET", address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "passage_session", Value: session})
	r.AddCookie(&http.Cookie{Name: "passage_language", Value: "ar"})
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != 200 {
		t.Fatalf("%s: %d, %v", address, answer.StatusCode, err)
	}
	return string(text)
}

var (
	noProse   = regexp.MustCompile(`(?s)<(script|style|code|pre)\b.*?</(script|style|code|pre)>|<option value="(en|ar|fr|tr)" lang=.*?</option>|<!--.*?-->|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
	spoken    = regexp.MustCompile(`(?:aria-label|title|placeholder|alt|data-[a-z]+)="([^"]*)"`)
	latinRun  = regexp.MustCompile(`\b[A-Za-z][A-Za-z'’.-]*[A-Za-z](?:[ ,:;()/]+[A-Za-z][A-Za-z'’.-]*[A-Za-z])*`)
	latinStop = regexp.MustCompile(`\S*\p{Arabic}[\x{2068}\x{2069}]*[,;]\s\s*\S*`)
	markupTag = regexp.MustCompile(`<[^>]*>`)
)

// latinRuns returns words in Latin letters that a reader of a page meets, each
// with those beside it.
func latinRuns(page string) (runs []string) {
	page = noProse.ReplaceAllString(page, " ")
	var texts []string
	for _, m := range spoken.FindAllStringSubmatch(page, -1) {
		if !strings.HasPrefix(m[1], "/") {
			texts = append(texts, m[1])
		}
	}
	texts = append(texts, markupTag.Split(page, -1)...)
	seen := map[string]bool{}
	for _, text := range texts {
		for _, run := range latinRun.FindAllString(html.UnescapeString(text), -1) {
			if !seen[run] {
				seen[run] = true
				runs = append(runs, run)
			}
		}
	}
	return runs
}
