package exchange_test

import (
	"path/filepath"
	"testing"

	"passage/internal/exchange"
)

// A scenario, its asks and what else the tables have are called in other languages
// however the tables come.
func TestReadLocal(t *testing.T) {
	dir := folder(t, "scenario.toml", "name = \"Two places\"\nname_ar = \"مكانان\"\nstart = 2025-10-13\nperiods = 4\nperiod_days = 7\npayload_t = 14.0\n",
		"places.csv", "place,name,name_fr,name_alt\nnorth,North,Nord,N\n",
		"nodes.csv", "node,name,kind,place\nport,Port,port,\ngate,Gate,crossing,\nsite,Site,site,north\n",
		"corridors.csv", "corridor,from,to\nin,port,gate\non,gate,site\n",
		"asks.csv", "ask,on,trucks_per_day,note,note_ar\nmore,gate,50,Fifty trucks,خمسون شاحنة\n")
	for _, path := range []string{dir, filepath.Join(t.TempDir(), "a.zip"), filepath.Join(t.TempDir(), "a.xlsx")} {
		if path != dir {
			if _, err := exchange.Convert(t.Context(), dir, path); err != nil {
				t.Fatal(err)
			}
		}
		local, err := exchange.ReadLocalAt(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []struct{ language, table, id, name string }{
			{"ar", "scenario", "", "مكانان"}, {"fr", "scenario", "", ""}, {"ar", "asks", "more", "خمسون شاحنة"}, {"fr", "places", "north", "Nord"},
		} {
			if got := local[want.language][want.table][want.id]; got != want.name {
				t.Errorf("%s: %s %s is called %q in %s, want %q", filepath.Base(path), want.table, want.id, got, want.language, want.name)
			}
		}
	}
}
