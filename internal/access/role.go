package access

import (
	"fmt"
	"slices"
	"strings"
)

// Role is a named set of rights.
type Role string

const (
	Planner       Role = "planner"
	Dispatcher    Role = "dispatcher"
	Monitor       Role = "monitor"
	Liaison       Role = "liaison"
	DonorDesk     Role = "donor_desk"
	Analyst       Role = "analyst"
	Administrator Role = "administrator"
	Public        Role = "public"
)

// Roles are all roles with their rights, in the order in which people read
// them. Administrators look after accounts and see no goods; who does both has
// two roles. The public reads what is published, for which no right is needed.
var Roles = []struct {
	Role   Role
	Rights []Right
}{
	{Planner, []Right{Read, Plan}},
	{Dispatcher, []Right{ReadOwn, Restricted, Write}},
	{Monitor, []Right{ReadOwn, Write}},
	{Liaison, []Right{Read, Write}},
	{DonorDesk, []Right{ReadOwn}},
	{Analyst, []Right{Read}},
	{Administrator, []Right{Admin, Publish}},
	{Public, nil},
}

// RightsOf returns the rights that roles give together, in the order of Rights.
func RightsOf(roles []Role) []Right {
	var all []Right
	for _, r := range Roles {
		if slices.Contains(roles, r.Role) {
			all = append(all, r.Rights...)
		}
	}
	var rights []Right
	for _, r := range Rights {
		if slices.Contains(all, r) {
			rights = append(rights, r)
		}
	}
	return rights
}

// ReadRoles reads the names of roles, separated by spaces.
func ReadRoles(text string) ([]Role, error) {
	var roles []Role
	for _, name := range strings.Fields(text) {
		known := slices.ContainsFunc(Roles, func(r struct {
			Role   Role
			Rights []Right
		}) bool {
			return string(r.Role) == name
		})
		switch {
		case !known:
			return nil, fmt.Errorf("%q is no role; the roles are %s", name, WriteRoles(allRoles()))
		case !slices.Contains(roles, Role(name)):
			roles = append(roles, Role(name))
		}
	}
	return roles, nil
}

// WriteRoles writes roles as ReadRoles reads them.
func WriteRoles(roles []Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return strings.Join(names, " ")
}

func allRoles() []Role {
	all := make([]Role, len(Roles))
	for i, r := range Roles {
		all[i] = r.Role
	}
	return all
}
