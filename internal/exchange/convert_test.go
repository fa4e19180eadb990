package exchange_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"passage/internal/exchange"
	"passage/internal/exchange/book"
)

// files reads a folder.
func files(t interface{ Fatal(...any) }, dir string) map[string]string {
	out := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = string(text)
	}
	return out
}

func TestConvertKeepsEverything(t *testing.T) {
	toml := "# Where it comes from.\nname = \"Gaza, \\\"autumn\\\"\" # a title\nstart = 2025-10-13\nperiods = 4\nperiod_days = 7\npayload_t = 14.00\nyear = \"2025\"\n\"odd key\" = [1, \"two\"]\n\n" +
		"[goal]\n# Quarters.\nbands = [0.250, 0.5, 0.75, 1.0]\nkind = \"relief\"\n\n[team.lead]\nname = \"N. N.\"\nphone = 0x10\n# the end\n"
	from := map[string]string{
		"scenario.toml": toml,
		"people.csv":    "place,from,people,people_source\n#geo,#date,#affected,\nnorth,2025-10-13,0.9000,'=assumed\nnorth,,-0,\"a, \"\"b\"\"\nc\"\n",
		"places.csv":    "place,extra,name\nnorth,007,'-North\n",
		"zebra.csv":     "b,a\n1,2\n",
		"needs.csv":     "",
	}
	list := []string{}
	for name, text := range from {
		list = append(list, name, text)
	}
	dir := folder(t, list...)
	out := t.TempDir()
	at := func(name string) string { return filepath.Join(out, name) }
	for _, step := range [][2]string{{dir, at("a.zip")}, {at("a.zip"), at("b.xlsx")}, {at("b.xlsx"), at("c.zip")}, {at("c.zip"), at("d")}} {
		if _, err := exchange.Convert(t.Context(), step[0], step[1]); err != nil {
			t.Fatal(step, err)
		}
	}
	// Whole numbers in other than ten digits and such keep the way they are
	// written; only the blank line before a table's comment may move.
	if diff := cmp.Diff(from, files(t, at("d"))); diff != "" {
		t.Error(diff)
	}
}

func TestConvertNeverReplaces(t *testing.T) {
	dir := folder(t, "scenario.toml", page)
	full, empty := folder(t, "a", "b"), t.TempDir()
	file := filepath.Join(t.TempDir(), "x.zip")
	if err := os.WriteFile(file, []byte("mine"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{full, file} {
		if _, err := exchange.Convert(t.Context(), dir, to); !errors.Is(err, book.ErrExists) {
			t.Errorf("%s: %v", to, err)
		}
	}
	if _, err := exchange.Convert(t.Context(), dir, empty); err != nil {
		t.Error(err)
	}
	if got, _ := os.ReadFile(file); string(got) != "mine" {
		t.Error("the file was touched")
	}
}

// A target appears whole or not at all.
func TestConvertLeavesNothingHalf(t *testing.T) {
	broken := folder(t, "scenario.toml", page, "places.csv", "place\n\"a\n", "people.csv", "place,people\na,\xff\n")
	out := t.TempDir()
	for _, to := range []string{"a", "a.zip", "a.xlsx"} {
		_, err := exchange.Convert(t.Context(), broken, filepath.Join(out, to))
		if err == nil || !strings.Contains(err.Error(), "places, line 2: the row has a quotation mark") || !strings.Contains(err.Error(), "people, line 2: the row is not UTF-8") {
			t.Errorf("%s: %v", to, err)
		}
	}
	if left := files(t, out); len(left) > 0 {
		t.Error("left behind:", left)
	}
}

func TestConvertRefusesOtherFormats(t *testing.T) {
	dir := folder(t, "scenario.toml", page)
	for _, to := range []string{"a.xls", "a.ods", "a.csv", "b.tar.gz"} {
		if _, err := exchange.Convert(t.Context(), dir, filepath.Join(t.TempDir(), to)); err == nil {
			t.Errorf("%s was written", to)
		}
	}
}

// Random tables mean the same in every format.
func TestConvertKeepsTheScenario(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		world := anyWorld().Draw(t, "world")
		at := func(name string) string { return filepath.Join(dir, fmt.Sprint(n, name)) }
		if err := exchange.Write(t.Context(), world, at("")); err != nil {
			t.Fatal(err)
		}
		for _, step := range [][2]string{{at(""), at(".zip")}, {at(".zip"), at(".xlsx")}, {at(".xlsx"), at("-back")}} {
			if _, err := exchange.Convert(t.Context(), step[0], step[1]); err != nil {
				t.Fatal(step, err)
			}
		}
		for _, path := range []string{at(""), at(".zip"), at(".xlsx"), at("-back")} {
			got, err := exchange.Read(t.Context(), path)
			if err != nil || got.Faults.Fatal() {
				t.Fatal(path, err, got.Faults)
			}
			if diff := cmp.Diff(world, got.Scenario); diff != "" {
				t.Fatal(path, diff)
			}
		}
		if diff := cmp.Diff(files(t, at("")), files(t, at("-back"))); diff != "" {
			t.Fatal(diff)
		}
		for _, path := range []string{at(""), at(".zip"), at(".xlsx"), at("-back")} {
			os.RemoveAll(path)
		}
	})
}
