package pages_test

import (
	"archive/zip"
	"bytes"
	"math/rand/v2"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// sendFile sends a file as a new scenario.
func (v *visit) sendFile(name string, text []byte) (code int, body string) {
	v.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		v.t.Fatal(err)
	}
	part.Write(text)
	w.Close()
	r := httptest.NewRequest("POST", "/scenarios", &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	code, body, _ = v.do(r)
	return code, body
}

// TestFilesThatAreSent: a file is taken by its ending and its contents both, of a
// size that the server can unpack, and its name goes nowhere. The same tables under
// the right name are taken.
func TestFilesThatAreSent(t *testing.T) {
	v := begin(t)
	_, tables, _ := v.do(httptest.NewRequest("GET", "/scenarios/"+v.id+"/tables.zip", nil))
	_, book, _ := v.do(httptest.NewRequest("GET", "/scenarios/"+v.id+"/tables.xlsx", nil))
	numbers := rand.New(rand.NewPCG(1, 2))
	var rows bytes.Buffer // of numbers without order, so that it does not look like a trap
	for rows.WriteString("place,people\n"); rows.Len() < 33<<20; {
		rows.WriteString("p" + strconv.FormatUint(numbers.Uint64(), 36) + "," + strconv.Itoa(rows.Len()) + "\n")
	}
	packed := func(entries map[string][]byte) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, text := range entries {
			w, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			w.Write(text)
		}
		z.Close()
		return b.Bytes()
	}
	small := []byte("place,people\na,1\n")
	many := map[string][]byte{}
	for i := range 1001 {
		many["t"+strconv.Itoa(i)+".csv"] = small
	}
	for _, c := range []struct {
		name, want string
		text       []byte
	}{
		{"tables.exe", "is a file of another kind", []byte(tables)},
		{"tables.csv", "is a file of another kind", small},
		{"tables", "is a file of another kind", []byte(tables)},
		{"tables.xlsx", "is a zip under the name of a workbook", []byte(tables)},
		{"tables.zip", "under the name of a zip", []byte(book)},
		{"tables.zip", "is neither a zip nor an .xlsx workbook", []byte("MZ\x90 and so on")},
		{"tables.zip", "expected at most 33554432", packed(map[string][]byte{"people.csv": rows.Bytes()})},
		{"tables.zip", "this looks like a trap", packed(map[string][]byte{"people.csv": bytes.Repeat([]byte("a,1\n"), 1<<20)})},
		{"tables.zip", "expected at most 1000", packed(many)},
		{"tables.zip", "no safe path", packed(map[string][]byte{"../people.csv": small})},
	} {
		code, body := v.sendFile(c.name, c.text)
		if code != http.StatusUnprocessableEntity || !strings.Contains(body, c.want) {
			t.Errorf("%s: status %d; want %q in %.2000s", c.name, code, c.want, body)
		}
	}
	if code, _ := v.sendFile("tables.zip", make([]byte, 33<<20)); code != http.StatusRequestEntityTooLarge {
		t.Errorf("33 MB: status %d", code)
	}
	if code, body := v.sendFile("../../etc/x<script>.ZIP", []byte(tables)); code != http.StatusUnprocessableEntity || !strings.Contains(body, "there is a scenario") {
		t.Errorf("the tables themselves, which are there: status %d, %.2000s", code, body)
	}
}

// TestNewWorkbook: the empty workbook that the page offers tells what is still missing;
// a workbook makes a new scenario.
func TestNewWorkbook(t *testing.T) {
	v := begin(t)
	if _, page := v.get("/scenarios"); !strings.Contains(page, `href="/scenarios/empty.xlsx"`) {
		t.Error("no empty workbook is offered")
	}
	code, empty, _ := v.do(httptest.NewRequest("GET", "/scenarios/empty.xlsx", nil))
	if code != http.StatusOK {
		t.Fatalf("the empty workbook: status %d", code)
	}
	path := filepath.Join(t.TempDir(), "flood.xlsx")
	if err := os.WriteFile(path, []byte(empty), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, cell := range []struct{ sheet, at, text string }{
		{"scenario", "B3", "Sylhet, flood"}, {"places", "A5", "sylhet"}, {"people", "A5", "sylhet"}, // after rows that stay empty
	} {
		if err := f.SetCellValue(cell.sheet, cell.at, cell.text); err != nil {
			t.Fatal(err)
		}
	}
	filled := func() []byte {
		b, err := f.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	if code, body := v.sendFile("flood.xlsx", filled()); code != http.StatusUnprocessableEntity || !strings.Contains(body, "People, line 5") {
		t.Errorf("people without a figure: status %d, %.2000s", code, body)
	}
	f.SetCellValue("people", "C5", 125000)
	if code, body := v.sendFile("flood.xlsx", filled()); code != http.StatusSeeOther {
		t.Errorf("a workbook: status %d, %.2000s", code, body)
	}
	if _, page := v.get("/scenarios"); !strings.Contains(page, "Sylhet, flood") {
		t.Error("the scenario is not in the list")
	}
	// Others go on with theirs until a planner has them work with the new one.
	today := func() bool { _, page := v.get("/"); return strings.Contains(page, "Sylhet, flood") }
	if today() {
		t.Error("a scenario that was brought in takes the place of the one in use")
	}
	if _, page := v.get("/scenarios/sylhet-flood"); !strings.Contains(page, "go by \u2068Gaza, autumn 2025\u2069, not by this") {
		t.Errorf("it does not say which is in use: %.3000s", page)
	}
	if code, _, _ := v.do(httptest.NewRequest("POST", "/scenarios/sylhet-flood/use", nil)); code != http.StatusSeeOther || !today() {
		t.Errorf("choosing the new one: status %d, today goes by it: %v", code, today())
	}
	if code, _, _ := v.do(httptest.NewRequest("POST", "/scenarios/nowhere/use", nil)); code != http.StatusNotFound {
		t.Errorf("choosing one that is not there: status %d", code)
	}
}

// TestStrangersSendLittle: who is not signed in cannot have the server read what
// only files take.
func TestStrangersSendLittle(t *testing.T) {
	v := begin(t)
	v.session = ""
	form := func(size int) int {
		r := httptest.NewRequest("POST", "/signin", strings.NewReader("name=a&password="+strings.Repeat("x", size)))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		code, _, _ := v.do(r)
		return code
	}
	if code := form(200); code != http.StatusUnprocessableEntity {
		t.Errorf("a password: status %d", code)
	}
	if code := form(300 << 10); code != http.StatusRequestEntityTooLarge {
		t.Errorf("300 KB: status %d", code)
	}
	if code, _ := v.sendFile("tables.zip", make([]byte, 300<<10)); code != http.StatusRequestEntityTooLarge {
		t.Errorf("a file: status %d", code)
	}
}

// TestDownloads: what is saved has a name of the server's making and a type of its
// own; styles and scripts are no list to look through; methods that are not there
// are refused.
func TestDownloads(t *testing.T) {
	v := begin(t)
	for path, want := range map[string]string{
		"/scenarios/" + v.id + "/tables.zip":        v.id + "-r1.zip",
		"/scenarios/" + v.id + "/tables.xlsx":       v.id + "-r1.xlsx",
		"/scenarios/" + v.id + "/tables/people.csv": "people.csv",
		"/waybills.csv":            "waybills.csv",
		"/waybills.csv?q=a%22%0Ab": "waybills.csv",
	} {
		code, _, h := v.do(httptest.NewRequest("GET", path, nil))
		kind, params, err := mime.ParseMediaType(h.Get("Content-Disposition"))
		if code != http.StatusOK || err != nil || kind != "attachment" || params["filename"] != want || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Content-Type") == "" {
			t.Errorf("%s: %d, %v", path, code, h)
		}
	}
	for method, paths := range map[string][]string{
		"GET":   {"/assets/", "/assets", "/assets/../", "/.git/config", "/passage.db", "/log.key", "/positions.key", "/debug/pprof/", "/debug/vars"},
		"TRACE": {"/", "/signin", "/waybills", "/assets/"},
		"PUT":   {"/signin", "/waybills"},
	} {
		for _, path := range paths {
			if code, _, h := v.do(httptest.NewRequest(method, path, nil)); code != http.StatusNotFound && code != http.StatusMethodNotAllowed && !strings.HasPrefix(h.Get("Location"), "/") {
				t.Errorf("%s %s: %d", method, path, code)
			}
		}
	}
	_, page := v.get("/scenarios")
	i := strings.Index(page, "/assets/")
	asset := page[i : i+strings.IndexByte(page[i:], '"')]
	if code, text, _ := v.do(httptest.NewRequest("GET", asset, nil)); code != http.StatusOK || len(text) < 1000 {
		t.Errorf("%s: %d, %d bytes", asset, code, len(text))
	}
}
