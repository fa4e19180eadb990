package pages

import (
	"errors"
	"net/url"
	"strings"

	"passage/internal/access"
)

// form is what somebody typed, kept for when something of it is wrong, and the
// sentences about that.
type form struct {
	Values url.Values
	Wrong  map[string]string // by field
	Faults []string          // of no field
	Quotes map[string]string // by field: the words that its value was read from, where it was
}

// fieldOf says which field of a form a trouble is about.
var fieldOf = map[access.Trouble]string{
	access.WrongCode: "code", access.TooShort: "password", access.TooLong: "password", access.TooPlain: "password",
	access.BadName: "name", access.NameTaken: "name", access.BadPerson: "person", access.BadOrg: "org", access.OrgTaken: "org_name", access.NoSuchOrg: "org", access.NoRole: "roles",
}

// refilled returns the form that a request sent, with what is wrong with it, and
// false where the error is not about the form.
func (r *request) refilled(err error) (form, bool) {
	f := form{Values: r.PostForm, Wrong: map[string]string{}}
	var t access.Trouble
	var wait access.Wait
	switch {
	case errors.Is(err, access.Stale), errors.Is(err, access.SessionOver):
		return f, false
	case errors.As(err, &t) && fieldOf[t] != "":
		f.Wrong[fieldOf[t]] = r.trouble(err)
	case errors.As(err, &t), errors.As(err, &wait):
		f.Faults = []string{r.trouble(err)}
	default:
		return f, false
	}
	return f, true
}

// Has reports whether a box of the form is ticked.
func (f form) Has(name, value string) bool {
	for _, v := range f.Values[name] {
		if v == value {
			return true
		}
	}
	return false
}

// input is a field of a form, as its template needs it.
type input struct {
	Name, Label, Kind, Complete, Value, Wrong, Hint string
}

// newInput returns a text field. Passwords and codes are not sent back.
func newInput(f form, name, label, kind, complete, hint string) input {
	in := input{Name: name, Label: label, Kind: kind, Complete: complete, Hint: hint, Wrong: f.Wrong[name]}
	if kind != "password" && name != "code" {
		in.Value = f.Values.Get(name)
	}
	return in
}

// catalogueName is how a name of the program stands in keys of the catalogue.
func catalogueName(name any) string {
	var s string
	switch v := name.(type) {
	case string:
		s = v
	case access.Role:
		s = string(v)
	case access.Right:
		s = string(v)
	}
	return strings.NewReplacer("-", "_", ".", "_").Replace(s)
}
