package exchange

import (
	"archive/zip"
	"bytes"
	"testing"
)

func TestSources(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"people.csv": "place,from,people,people_source,source\nnorth,,100,a census,all of it\nnorth,2025-10-20,90,,all of it\nsouth,,5,,\n",
		"needs.csv":  "need,per_person_day,source\nenergy,2100,a standard\n",
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := ReadSources(t.Context(), b.Bytes(), "x.zip")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, table, id, from, want string }{
		{"of the figure itself", "people", "north", "", "a census"},
		{"of the row, where the figure has none", "people", "north", "2025-10-20", "all of it"},
		{"none", "people", "south", "", ""},
		{"of a need", "needs", "energy", "", "a standard"},
		{"of what is not there", "needs", "water", "", ""},
	} {
		if got := s.Of(c.table, c.id, c.from); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
