package pages_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"passage/internal/desk"
	"passage/internal/exchange"
	"passage/internal/exchange/draft"
	"passage/internal/pages"
	"passage/internal/proof"
	"passage/internal/store/storetest"
)

// visit is somebody with a browser.
type visit struct {
	t       *testing.T
	handler http.Handler
	session string
	desk    *desk.Desk
	id      string // of the Gaza example
}

var bilal = desk.Caller{Name: "bilal", Org: "unicef", Scopes: []desk.Scope{desk.Read, desk.Planner}}

// begin serves the Gaza example to somebody who is signed in.
func begin(t *testing.T) *visit {
	t.Helper()
	key, err := proof.OpenKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	d, err := desk.Open(context.Background(), storetest.Open(t, storetest.SQLite(t)), key, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	v := &visit{t: t, desk: d}
	if v.id, err = d.NewScenario(t.Context(), bilal, filepath.Join("..", "..", "examples", "gaza-2025")); err != nil {
		t.Fatal(err)
	}
	v.session = signedIn(t, d)
	if v.handler, err = pages.New(d, log, pages.Options{}); err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *visit) do(r *http.Request) (int, string, http.Header) {
	v.t.Helper()
	if v.session != "" {
		r.AddCookie(&http.Cookie{Name: "passage_session", Value: v.session})
	}
	w := httptest.NewRecorder()
	v.handler.ServeHTTP(w, r)
	return w.Code, w.Body.String(), w.Header()
}

func (v *visit) get(path string) (int, string) {
	v.t.Helper()
	code, body, _ := v.do(httptest.NewRequest("GET", path, nil))
	return code, body
}

func (v *visit) post(path string, form url.Values) (code int, body, to string) {
	v.t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	code, body, h := v.do(r)
	return code, body, h.Get("Location")
}

var (
	formField = regexp.MustCompile(`name="form" value="([^"]+)"`)
	baseField = regexp.MustCompile(`name="base" value="([^"]+)"`)
)

// opened reads a grid and returns the form as it would be sent, with the
// columns by their names.
func (v *visit) opened(table string) (url.Values, map[string]string) {
	v.t.Helper()
	code, body := v.get("/scenarios/" + v.id + "/tables/" + table)
	if code != 200 {
		v.t.Fatalf("%s: status %d", table, code)
	}
	i := strings.Index(body, `id="grid"`)
	if i < 0 {
		v.t.Fatalf("%s: no grid", table)
	}
	form := url.Values{"base": {baseField.FindStringSubmatch(body)[1]}, "form": {formField.FindStringSubmatch(body[i:])[1]}}
	columns := map[string]string{}
	for _, m := range regexp.MustCompile(`name="col\.(\d+)" value="([^"]+)"`).FindAllStringSubmatch(body, -1) {
		form.Set("col."+m[1], m[2])
		columns[m[2]] = m[1]
	}
	for _, m := range regexp.MustCompile(`name="row\.(\d+)" value="([^"]+)"`).FindAllStringSubmatch(body, -1) {
		form.Set("row."+m[1], m[2])
		columns["row "+m[2]] = m[1]
	}
	return form, columns
}

func (v *visit) cell(table, row, column string) string {
	v.t.Helper()
	d, err := v.desk.Draft(v.t.Context(), bilal, v.id, 0)
	if err != nil {
		v.t.Fatal(err)
	}
	r := d.Table(table).Row(row)
	if r == nil {
		return "no row"
	}
	return d.Table(table).Cell(r, column)
}

func (v *visit) otherSaves(edits ...draft.Edit) {
	v.t.Helper()
	e, err := v.desk.EditScenario(v.t.Context(), bilal, desk.Wish{Scenario: v.id, Base: 1, Form: uuid.Must(uuid.NewV7()).String(), Edits: edits})
	if err != nil || !e.Saved {
		v.t.Fatalf("%v %+v", err, e)
	}
}

// TestGridSaves holds that a form changes what was changed in it and nothing
// else, adds and deletes rows, and does so once.
func TestGridSaves(t *testing.T) {
	v := begin(t)
	path := "/scenarios/" + v.id + "/tables/supplies"
	form, at := v.opened("supplies")
	lentils := at["row el-arish-lentils"]
	form.Set("c."+lentils+"."+at["t"], "1234")
	form.Set("c."+lentils+"."+at["donor"], "WFP and partners") // as it was
	form.Set("del."+at["row el-arish-oil"], "1")
	form.Set("new.0."+at["supply"], "new-flour")
	form.Set("new.0."+at["node"], "el-arish")
	form.Set("new.0."+at["commodity"], "wheat-flour")
	form.Set("new.0."+at["t"], "12")
	form.Set("what", "a count")
	for range 2 {
		code, _, to := v.post(path, form)
		if code != 303 || !strings.Contains(to, "said=revision_saved") {
			t.Fatalf("status %d to %q", code, to)
		}
	}
	all, err := v.desk.Revisions(t.Context(), bilal, v.id, 0, 10)
	if err != nil || len(all) != 2 || all[0].What != "a count" {
		t.Fatalf("%+v %v", all, err)
	}
	if c := all[0].Tables[0]; c.Cells != 1 || c.Added != 1 || c.Removed != 1 {
		t.Errorf("changed %+v", c)
	}
	if a, b, c := v.cell("supplies", "el-arish-lentils", "t"), v.cell("supplies", "el-arish-oil", "t"), v.cell("supplies", "new-flour", "t"); a != "1234" || b != "no row" || c != "12" {
		t.Errorf("%q %q %q", a, b, c)
	}
	_, body := v.get(path + "?said=revision_saved")
	if !strings.Contains(body, "/plan\"") || !strings.Contains(body, "Plan anew") {
		t.Error("nobody is offered to plan anew")
	}
	_, body = v.get("/scenarios/" + v.id + "/revisions/2")
	for _, want := range []string{"el-arish-lentils", "1000", "1234", "row deleted", "Undo this revision", "a count"} {
		if !strings.Contains(body, want) {
			t.Errorf("the revision does not say %q", want)
		}
	}
}

// TestGridOfTwo holds that what another has changed is shown at its cell with
// both texts, and that saving again keeps one's own knowingly.
func TestGridOfTwo(t *testing.T) {
	v := begin(t)
	path := "/scenarios/" + v.id + "/tables/nodes"
	form, at := v.opened("nodes")
	zikim, erez := at["row zikim"], at["row erez"]
	form.Set("c."+zikim+"."+at["trucks_per_day"], "50")
	form.Set("c."+zikim+"."+at["name"], "Mine")
	form.Set("c."+erez+"."+at["name"], "Also mine")
	v.otherSaves(draft.Edit{Kind: draft.Set, Table: "nodes", Row: "zikim", Column: "trucks_per_day", After: "41"})
	_, news := v.get("/scenarios/" + v.id + "/news?since=1")
	if !strings.Contains(news, "bilal") || !strings.Contains(news, "one cell changed") {
		t.Error("the news do not tell of it")
	}
	code, body, _ := v.post(path, form)
	if code != 422 {
		t.Fatalf("status %d", code)
	}
	for _, want := range []string{"bilal", "41", `value="50"`, `value="Mine"`, `value="Also mine"`, `name="base" value="2"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not hold %q", want)
		}
	}
	if got := v.cell("nodes", "erez", "name"); got == "Also mine" {
		t.Error("a part is saved")
	}
	form.Set("base", "2")
	form.Set("form", uuid.Must(uuid.NewV7()).String())
	if code, _, to := v.post(path, form); code != 303 {
		t.Fatalf("status %d %s", code, to)
	}
	if a, b := v.cell("nodes", "zikim", "trucks_per_day"), v.cell("nodes", "erez", "name"); a != "50" || b != "Also mine" {
		t.Errorf("%q %q", a, b)
	}
}

// TestGridMergesRows holds what happens to rows that both touch.
func TestGridMergesRows(t *testing.T) {
	v := begin(t)
	path := "/scenarios/" + v.id + "/tables/supplies"
	form, at := v.opened("supplies")
	form.Set("c."+at["row el-arish-oil"]+"."+at["t"], "77")
	form.Set("del."+at["row el-arish-lentils"], "1")
	v.otherSaves(draft.Edit{Kind: draft.Delete, Table: "supplies", Row: "el-arish-oil"},
		draft.Edit{Kind: draft.Set, Table: "supplies", Row: "el-arish-lentils", Column: "t", After: "8"})
	code, body, _ := v.post(path, form)
	if code != 422 || !strings.Contains(body, "deleted this row in revision") || !strings.Contains(body, `value="77"`) ||
		!strings.Contains(body, "changed this row in revision") || !regexp.MustCompile(`name="del\.\d+" value="1" checked`).MatchString(body) {
		t.Errorf("status %d; what was typed is not all there", code)
	}
}

// TestHostileCells holds that a cell cannot break the page, the table or a
// spreadsheet, and that what is refused is told at the cell and still there.
func TestHostileCells(t *testing.T) {
	v := begin(t)
	path := "/scenarios/" + v.id + "/tables/supplies"
	for _, c := range []struct{ text, shown string }{
		{strings.Repeat("x", 100_000), "expected at most 32767"},
		{"a\x00b", "NUL byte"},
		{"a\xffb", "not UTF-8"},
	} {
		form, at := v.opened("supplies")
		form.Set("c."+at["row el-arish-lentils"]+"."+at["donor"], c.text)
		code, body, _ := v.post(path, form)
		if code != 422 || !strings.Contains(body, c.shown) {
			t.Errorf("%.20q: status %d, without %q", c.text, code, c.shown)
		}
	}
	form, at := v.opened("supplies")
	form.Set("c."+at["row el-arish-lentils"]+"."+at["t"], "=1+1")
	code, body, _ := v.post(path, form)
	if code != 422 || !strings.Contains(body, `aria-invalid="true"`) || !strings.Contains(body, "formulas are not worked out") || !strings.Contains(body, `value="=1&#43;1"`) {
		t.Errorf("a formula for a number: status %d", code)
	}
	form, at = v.opened("supplies")
	evil := "\u202e=HYPERLINK(\"http://x\")<script>alert(1)</script>"
	form.Set("c."+at["row el-arish-lentils"]+"."+at["donor"], evil)
	form.Set("col.99", "__proto__")
	form.Set("c."+at["row el-arish-lentils"]+".99", "no such column")
	if code, _, _ := v.post(path, form); code != 303 {
		t.Fatalf("status %d", code)
	}
	if got := v.cell("supplies", "el-arish-lentils", "donor"); got != evil {
		t.Errorf("saved as %q", got)
	}
	if got := v.cell("supplies", "el-arish-lentils", "__proto__"); got != "" {
		t.Error("a form makes columns")
	}
	for _, page := range []string{path, "/scenarios/" + v.id + "/revisions/2", "/scenarios/" + v.id + "/news?since=1"} {
		if _, body := v.get(page); strings.Contains(body, "<script>alert") {
			t.Errorf("%s runs what a cell says", page)
		}
	}
	if _, body := v.get(path + ".csv"); !strings.Contains(body, "'\u202e=HYPERLINK") {
		t.Error("the download holds a formula")
	}
	r := httptest.NewRequest("GET", "/scenarios/"+v.id+"/tables.zip", nil)
	_, archive, h := v.do(r)
	if !strings.Contains(h.Get("Content-Disposition"), "-r2.zip") {
		t.Errorf("the file is called %q", h.Get("Content-Disposition"))
	}
	loaded, err := exchange.ReadArchive(t.Context(), []byte(archive), "x.zip")
	if err != nil || loaded.Scenario == nil {
		t.Fatalf("%v %v", err, loaded.Faults)
	}
}

// TestWorkbookByForm holds that an upload shows what differs, and is kept by a
// second step only.
func TestWorkbookByForm(t *testing.T) {
	v := begin(t)
	_, book, h := v.do(httptest.NewRequest("GET", "/scenarios/"+v.id+"/tables.xlsx", nil))
	name := regexp.MustCompile(`filename=(.+)$`).FindStringSubmatch(h.Get("Content-Disposition"))[1]
	send := func(name, text string) (int, string, string) {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		if text != "" {
			part, err := w.CreateFormFile("file", name)
			if err != nil {
				t.Fatal(err)
			}
			io.WriteString(part, text)
		}
		w.WriteField("base", "0")
		w.Close()
		r := httptest.NewRequest("POST", "/scenarios/"+v.id+"/uploads", &b)
		r.Header.Set("Content-Type", w.FormDataContentType())
		code, body, h := v.do(r)
		return code, body, h.Get("Location")
	}
	if code, body, _ := send("", ""); code != 422 || !strings.Contains(body, "Choose a file") {
		t.Errorf("without a file: status %d", code)
	}
	if code, body, _ := send("x.xlsx", "no workbook"); code != 422 || !strings.Contains(body, "neither a zip nor an .xlsx") {
		t.Errorf("no workbook: status %d", code)
	}
	v.otherSaves(draft.Edit{Kind: draft.Set, Table: "supplies", Row: "el-arish-oil", Column: "t", After: "901"})
	code, _, to := send(name, book)
	if code != 303 {
		t.Fatalf("status %d", code)
	}
	code, body := v.get(to)
	if code != 200 || !strings.Contains(body, "The workbook changes nothing") || !strings.Contains(body, "revision \u20681\u2069") && !strings.Contains(body, "revision 1") {
		t.Errorf("status %d: a workbook of revision 1 that nobody changed would take back what others saved", code)
	}
	_, newer, _ := v.do(httptest.NewRequest("GET", "/scenarios/"+v.id+"/tables.zip", nil))
	_, _, to = send("old-r1.zip", newer)
	_, body = v.get(to)
	if !strings.Contains(body, "The workbook changes nothing") {
		t.Error("what others saved already is shown as a change")
	}
	if v.get("/scenarios/other/uploads/" + filepath.Base(to)); v.cell("supplies", "el-arish-oil", "t") != "901" {
		t.Error("looking at a workbook changes the tables")
	}
}

// TestRestoreByForm holds that undoing makes a new revision once.
func TestRestoreByForm(t *testing.T) {
	v := begin(t)
	v.otherSaves(draft.Edit{Kind: draft.Set, Table: "supplies", Row: "el-arish-oil", Column: "t", After: "901"})
	form := url.Values{"form": {uuid.Must(uuid.NewV7()).String()}, "seen": {"1"}}
	if code, body, _ := v.post("/scenarios/"+v.id+"/revisions/1/restore", form); code != 422 || !strings.Contains(body, "has saved revision") {
		t.Errorf("over what was not seen: status %d", code)
	}
	form.Set("seen", "2")
	for range 2 {
		if code, _, to := v.post("/scenarios/"+v.id+"/revisions/1/restore", form); code != 303 || !strings.Contains(to, "revision_restored") {
			t.Fatalf("status %d to %q", code, to)
		}
	}
	if got := v.cell("supplies", "el-arish-oil", "t"); got != "900" {
		t.Errorf("restored to %q", got)
	}
	code, body := v.get("/scenarios/" + v.id + "/revisions.csv")
	if code != 200 || strings.Count(body, "\n") != 4 {
		t.Errorf("the history is\n%s", body)
	}
}

// TestWhoSeesTables holds that strangers are sent to sign in, and that what is
// not there or not theirs looks the same.
func TestWhoSeesTables(t *testing.T) {
	v := begin(t)
	for _, path := range []string{"/scenarios/none", "/scenarios/" + v.id + "/tables/none", "/scenarios/" + v.id + "/tables/nodes.exe",
		"/scenarios/" + v.id + "/revisions/9", "/scenarios/" + v.id + "/revisions/x", "/scenarios/" + v.id + "/uploads/none",
		"/scenarios/none/tables.xlsx", "/scenarios/none/news?since=1", "/scenarios/none/revisions"} {
		if code, _ := v.get(path); code != 404 {
			t.Errorf("%s: status %d", path, code)
		}
	}
	v.session = ""
	for _, path := range []string{"/scenarios/" + v.id, "/scenarios/" + v.id + "/tables/nodes", "/scenarios/" + v.id + "/tables.zip", "/scenarios/none"} {
		if code, _ := v.get(path); code != 303 {
			t.Errorf("a stranger at %s: status %d", path, code)
		}
	}
	if code, _, _ := v.post("/scenarios/"+v.id+"/tables/nodes", url.Values{"base": {"1"}}); code != 401 {
		t.Errorf("a stranger saves: status %d", code)
	}
}
