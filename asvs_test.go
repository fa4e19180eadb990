package passage_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestSecurityPageNamesTests holds that every test that the page on security
// names is there.
func TestSecurityPageNamesTests(t *testing.T) {
	page, err := os.ReadFile("docs/security-asvs.md")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	err = filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == "node_modules" {
			return fs.SkipDir
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllStringSubmatch(string(text), -1) {
			there[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`\bTest[A-Z]\w+`).FindAllString(string(page), -1)
	if len(named) < 30 {
		t.Errorf("the page names %d tests", len(named))
	}
	for _, name := range named {
		if !there[name] {
			t.Errorf("the page names %s, which is no more", name)
		}
	}
}

// required are the requirements of levels 1 and 2 of ASVS 5.0.0: of each section
// those from the first to the given number.
var required = map[string]int{
	"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
	"2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
	"3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
	"4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
	"5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
	"6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
	"7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
	"8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
	"9.1": 3, "9.2": 4,
	"10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
	"11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
	"12.1": 3, "12.2": 2, "12.3": 4,
	"13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
	"14.1": 2, "14.2": 4, "14.3": 3,
	"15.1": 3, "15.2": 3, "15.3": 7,
	"16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
	"17.1": 1, "17.2": 4, "17.3": 2,
}

// TestSecurityPageIsWhole holds that the page has one row for every requirement of
// levels 1 and 2, with a verdict and its ground, and counts them rightly.
func TestSecurityPageIsWhole(t *testing.T) {
	page, err := os.ReadFile("docs/security-asvs.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile(`(?m)^\| (\d+\.\d+)\.(\d+)((?: to |, )(\d+\.\d+)\.(\d+))? [^|]*\| ([^|]*) \| (met|not met|not applicable)([^|]*) \| (.*) \|$`)
	rows := row.FindAllStringSubmatch(string(page), -1)
	if lines := regexp.MustCompile(`(?m)^\| \d+\.\d+\.\d+`).FindAllString(string(page), -1); len(lines) != len(rows) {
		t.Errorf("%d of %d rows can be read", len(rows), len(lines))
	}
	have, counts, all := map[string]bool{}, map[string]int{}, 0
	for _, m := range rows {
		first, _ := strconv.Atoi(m[2])
		last := first
		if m[3] != "" {
			if last, _ = strconv.Atoi(m[5]); m[4] != m[1] || last <= first {
				t.Errorf("from %s.%s to %s.%s?", m[1], m[2], m[4], m[5])
			}
		}
		if strings.TrimSpace(m[9]) == "" {
			t.Errorf("%s.%s says not why", m[1], m[2])
		}
		for n := first; n <= last; n++ {
			id := fmt.Sprintf("%s.%d", m[1], n)
			if have[id] {
				t.Errorf("%s stands twice", id)
			}
			have[id] = true
			if beyond := n > required[m[1]]; beyond != strings.HasPrefix(m[6], "(3)") {
				t.Errorf("%s: its level is %s", id, m[6])
			} else if !beyond {
				counts[m[7]]++
			}
		}
	}
	for section, last := range required {
		for n := 1; n <= last; n++ {
			if id := fmt.Sprintf("%s.%d", section, n); !have[id] {
				t.Errorf("%s is missing", id)
			}
			all++
		}
	}
	said := fmt.Sprintf("Of the %d requirements %d are met, %d do not apply and %d are not met.", all, counts["met"], counts["not applicable"], counts["not met"])
	if !strings.Contains(string(page), said) {
		t.Errorf("the page does not say: %s", said)
	}
}
