package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// TestParticularsAreForNamedPeople: plates and telephones are there for who entered
// them and who was named, each reading in the journal; to everybody else, whatever
// they may, it looks as if there were none. Removed they are gone.
func TestParticularsAreForNamedPeople(t *testing.T) {
	onBoth(t, func(o *office) {
		c := newConvoy(o)
		form := newForm(t)
		p := desk.Particulars{Vehicles: []desk.Vehicle{{"truck", "12-345-67", "a driver"}}, Contacts: []desk.Contact{{"dispatcher", "WFP", "+970 555 123"}}}
		for range 2 {
			if err := o.PutParticulars(bg, c.nour, form, c.notice, p); err != nil {
				t.Fatal(err)
			}
		}
		other := p
		other.Vehicles = []desk.Vehicle{{"truck", "99", ""}}
		if err := o.PutParticulars(bg, c.nour, form, c.notice, other); !errors.As(err, &desk.SentOtherwise{}) {
			t.Errorf("the same form with something else: %v", err)
		}
		id := form.String()
		sees := func(who desk.Caller, want bool) {
			t.Helper()
			got, err := o.Particulars(bg, who, id)
			list := must[[]desk.Held](t)(o.Held(bg, who, desk.VehiclesAndContacts, c.notice))
			if want {
				if err != nil || len(got.Vehicles) != 1 || got.Vehicles[0] != p.Vehicles[0] || got.Contacts[0] != p.Contacts[0] || len(list) != 1 {
					t.Errorf("%s: %+v, %v, %d in lists", who.Name, got, err, len(list))
				}
				return
			}
			_, none := o.Particulars(bg, who, uuid.Must(uuid.NewV7()).String())
			if !errors.As(err, &desk.Missing{}) || err.Error() != none.Error() || got.Vehicles != nil || got.Contacts != nil || len(list) != 0 {
				t.Errorf("%s: %+v, %v, lists %v", who.Name, got, err, list)
			}
			for _, err := range []error{o.Grant(bg, who, desk.VehiclesAndContacts, id, who.Name), o.Ungrant(bg, who, desk.VehiclesAndContacts, id, c.omar.Account), o.Remove(bg, who, desk.VehiclesAndContacts, id)} {
				if !errors.As(err, &desk.Missing{}) {
					t.Errorf("%s: %v", who.Name, err)
				}
			}
		}
		token := desk.Caller{Name: "tablet", Org: "wfp", Scopes: desk.Scopes, Token: true, Account: c.nour.Account}
		for _, who := range []desk.Caller{c.zein, c.omar, c.rana, o.caller(c.boss), token, {Name: "server", Scopes: desk.Scopes}, {}} {
			sees(who, false)
		}
		sees(c.nour, true)
		if err := o.Grant(bg, c.nour, desk.VehiclesAndContacts, id, "nobody"); !errors.As(err, &desk.NotSaid{}) {
			t.Errorf("%v", err)
		}
		for range 2 {
			if err := o.Grant(bg, c.nour, desk.VehiclesAndContacts, id, "rana"); err != nil {
				t.Fatal(err)
			}
		}
		sees(c.rana, true)
		sees(c.salim, false)
		if err := o.Remove(bg, c.rana, desk.VehiclesAndContacts, id); err == nil || errors.As(err, &desk.Missing{}) {
			t.Errorf("who was named removes: %v", err)
		}
		if err := o.Ungrant(bg, c.nour, desk.VehiclesAndContacts, id, c.rana.Account); err != nil {
			t.Fatal(err)
		}
		sees(c.rana, false)
		acts := map[string]int{}
		for _, e := range must[[]store.Entry](t)(c.Journal(bg, c.caller(c.boss), 0, 1000)) {
			if strings.Contains(e.About, "12-345-67") || strings.Contains(e.About, "970 555") {
				t.Errorf("the journal has %s", e.About)
			}
			if strings.HasPrefix(e.About, id) {
				acts[e.Act]++
			}
		}
		if acts["read.particulars"] != 2 || acts["particulars.entered"] != 1 || acts["particulars.named"] != 1 || acts["particulars.unnamed"] != 1 || acts["refused.particulars"] == 0 {
			t.Errorf("%v", acts)
		}
		// Not of another's notification, nor without a person, nor without what says something.
		if err := o.PutParticulars(bg, c.rana, newForm(t), c.notice, p); !errors.As(err, &desk.Missing{}) {
			t.Errorf("of another's: %v", err)
		}
		if err := o.PutParticulars(bg, token, newForm(t), c.notice, p); !errors.As(err, &access.Forbidden{}) {
			t.Errorf("by a program: %v", err)
		}
		for _, wrong := range []desk.Particulars{{}, {Vehicles: []desk.Vehicle{{"truck", "", ""}}}, {Contacts: []desk.Contact{{"dispatcher", "WFP", ""}}}, {Vehicles: make([]desk.Vehicle, desk.MostVehicles+1)}} {
			if err := o.PutParticulars(bg, c.nour, newForm(t), c.notice, wrong); !errors.As(err, &desk.NotSaid{}) {
				t.Errorf("%d vehicles, %d contacts: %v", len(wrong.Vehicles), len(wrong.Contacts), err)
			}
		}
		if err := o.Remove(bg, c.nour, desk.VehiclesAndContacts, id); err != nil {
			t.Fatal(err)
		}
		sees(c.nour, false)
	})
}

// TestParticularsAreEncrypted looks for a plate and a telephone in the files of the
// database, in which the id of their row stands.
func TestParticularsAreEncrypted(t *testing.T) {
	place := storetest.SQLite(t)
	c := newConvoy(newOffice(t, place))
	form := newForm(t)
	p := desk.Particulars{Vehicles: []desk.Vehicle{{"truck", "12-345-67", ""}}, Contacts: []desk.Contact{{"dispatcher", "WFP", "+970 555 123"}}}
	if err := c.PutParticulars(bg, c.nour, form, c.notice, p); err != nil {
		t.Fatal(err)
	}
	if err := c.Grant(bg, c.nour, desk.VehiclesAndContacts, form.String(), "rana"); err != nil {
		t.Fatal(err)
	}
	all := string(onDisk(t, place))
	for _, word := range []string{"12-345-67", "970 555"} {
		if strings.Contains(all, word) {
			t.Errorf("the database holds %s", word)
		}
	}
	if !strings.Contains(all, form.String()) {
		t.Error("the row is not in the files that were looked at")
	}
	if got, err := c.Particulars(bg, c.rana, form.String()); err != nil || len(got.Vehicles) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestAlteredParticulars: particulars whose readers somebody changed in the database,
// or that stand in another row, are shown to nobody, and each try is in the journal.
func TestAlteredParticulars(t *testing.T) {
	place := storetest.SQLite(t)
	c := newConvoy(newOffice(t, place))
	put := func(plate string) string {
		form := newForm(t)
		if err := c.PutParticulars(bg, c.nour, form, c.notice, desk.Particulars{Vehicles: []desk.Vehicle{{"truck", plate, ""}}}); err != nil {
			t.Fatal(err)
		}
		return form.String()
	}
	id, other := put("12-345-67"), put("76-543-21")
	db := database(t, place)
	if _, err := db.Exec("UPDATE restricted SET sealed = (SELECT sealed FROM restricted WHERE id = $2) WHERE id = $1", id, other); err != nil {
		t.Fatal(err)
	}
	if p, err := c.Particulars(bg, c.nour, id); !errors.Is(err, access.PositionAltered) || len(p.Vehicles) > 0 {
		t.Errorf("another row's: %+v, %v", p, err)
	}
	if _, err := db.Exec("UPDATE restricted SET readers = $2 WHERE id = $1", other, `[{"account":"`+c.zein.Account+`","org":"`+string(c.zein.Org)+`"}]`); err != nil {
		t.Fatal(err)
	}
	if p, err := c.Particulars(bg, c.nour, other); !errors.Is(err, access.PositionAltered) || len(p.Vehicles) > 0 {
		t.Errorf("another reader: %+v, %v", p, err)
	}
	third := put("55-555-55") // nobody checks particulars, so nobody becomes a reader by that
	if _, err := db.Exec("UPDATE restricted SET checked_by = $2 WHERE id = $1", third, c.omar.Account); err != nil {
		t.Fatal(err)
	}
	if p, err := c.Particulars(bg, c.omar, third); !errors.Is(err, access.PositionAltered) || len(p.Vehicles) > 0 {
		t.Errorf("one who checked: %+v, %v", p, err)
	}
	var told []string
	for _, e := range must[[]store.Entry](t)(c.Journal(bg, c.caller(c.boss), 0, 1000)) {
		if e.Act == "altered.particulars" {
			told = append(told, e.About)
		}
	}
	slices.Sort(told)
	want := []string{id, other, third}
	if slices.Sort(want); !slices.Equal(told, want) {
		t.Errorf("the journal tells of %v, not of %v", told, want)
	}
}
