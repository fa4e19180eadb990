package reading

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"passage"
)

// inside holds that all Words of a proposal are where they say they are.
func inside(text string, p *Proposal) error {
	var fault error
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			if w, ok := v.Interface().(Words); ok {
				if w.From < 0 || w.To < w.From || w.To > len(text) || text[w.From:w.To] != w.Text {
					fault = fmt.Errorf("words %+v are not in the text", w)
				}
				return
			}
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		}
	}
	walk(reflect.ValueOf(p))
	return fault
}

func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*/*.txt")
	if err != nil || len(files) == 0 {
		f.Fatalf("no texts to begin with: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text), int32(passage.DateOf(2024, 5, 1)))
	}
	f.Add("", int32(0))
	f.Add("H.E. Mr.", int32(1))
	f.Fuzz(func(t *testing.T, text string, on int32) {
		if on < 0 || on > 3_650_000 {
			on = 0
		}
		p := Read(text, Options{On: passage.Date(on), Doors: []Known{{"x", "Kerem Shalom"}}})
		if err := inside(text, &p); err != nil {
			t.Fatal(err)
		}
	})
}

// cutEvery is of how many places one is cut at: each text at others than the one before.
const cutEvery = 8

// TestCutShort holds that a text that ends anywhere is read: rules look ahead.
func TestCutShort(t *testing.T) {
	files, err := filepath.Glob("testdata/dev/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no texts: %v", err)
	}
	var texts []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	for _, s := range styles {
		texts = append(texts, s.text)
	}
	n := 0
	for _, text := range texts {
		for at, r := range text {
			if r != ' ' && r != '\n' && r != ',' && r != '.' {
				continue
			}
			if n++; n%cutEvery != 0 {
				continue
			}
			for _, part := range []string{text[:at], text[at:]} {
				p := Read(part, Options{On: passage.DateOf(2024, 5, 1)})
				if err := inside(part, &p); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

func TestTooLong(t *testing.T) {
	if err := Check(strings.Repeat("a", MaxText+1)); err == nil || !strings.Contains(err.Error(), "at most 65536") {
		t.Errorf("a text that is too long is taken, or not told of: %v", err)
	}
	if p := Read(strings.Repeat("a", MaxText+1), Options{}); p.Engagement != nil || p.Language != "" {
		t.Error("a text that is too long is read")
	}
	if Check("\xff") == nil {
		t.Error("what is not UTF-8 is taken")
	}
}

// TestTitleBehindInitials holds that a title and initials, each of which is part of
// a name if the other is, come to an end.
func TestTitleBehindInitials(t *testing.T) {
	p := Read("Governor Omar A.B. Sheikh Nur met A.B. Sheikh A.B. Haji A. B. Sheikh of WFP on Monday.", Options{On: toldOn})
	if p.Language != English {
		t.Errorf("read as %s", p.Language)
	}
}
