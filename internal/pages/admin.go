package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"passage"
	"passage/internal/access"
	"passage/internal/alike"
	"passage/internal/desk"
)

// adminPage leads to what administrators look after.
type adminPage struct {
	Waiting int // accounts for which another administrator asks the reader to agree
}

func (s *Server) admin(r *request) (answer, error) {
	accounts, err := s.desk.Accounts(r.Context(), r.Caller)
	if err != nil {
		return nil, err
	}
	var p adminPage
	for _, a := range accounts {
		if a.Disabled == 0 && a.Recovery != "" && a.Recovery != r.Caller.Account && a.ID != r.Caller.Account {
			p.Waiting++
		}
	}
	return p, nil
}

// peoplePage lists accounts. Link, once made, is shown this one time.
type peoplePage struct {
	People   []personItem
	Link     string
	LinkName string
}

type personItem struct {
	URL, Name, Person, Org string
	Roles                  []access.Role
	State                  string // key of the catalogue
	Created                passage.Instant
}

// Table is the list as a table.
func (p peoplePage) Table() (head []string, rows [][]string) {
	for _, one := range p.People {
		rows = append(rows, []string{one.Name, one.Person, one.Org, access.WriteRoles(one.Roles), strings.TrimPrefix(one.State, "people.state_")})
	}
	return []string{"name", "person", "org", "roles", "state"}, rows
}

func (s *Server) people(r *request) (answer, error) {
	accounts, err := s.desk.Accounts(r.Context(), r.Caller)
	if err != nil {
		return nil, err
	}
	var p peoplePage
	for _, a := range accounts {
		roles, err := access.ReadRoles(a.Roles)
		if err != nil {
			return nil, err
		}
		p.People = append(p.People, personItem{personURL(a.ID), a.Name, a.Person, a.Org, roles, stateOf(a), passage.Instant(a.Created)})
	}
	return p, nil
}

func stateOf(a desk.Account) string {
	switch {
	case a.Disabled != 0:
		return "people.state_disabled"
	case a.Recovery != "":
		return "people.state_recovery"
	case a.Ways > 0:
		return "people.state_active"
	case a.Linked:
		return "people.state_invited"
	}
	return "people.state_expired"
}

// personPage is a form for an account, new or there.
type personPage struct {
	Form      form
	Account   *desk.Account // nil for a new one
	URL       string
	State     string
	Orgs      []orgItem
	Roles     []access.Role
	Link      string // made just now
	OwnAsking bool   // the reader asked for its recovery
	Own       bool   // it is the reader's
}

type orgItem struct {
	ID, Name, Nodes string
	Like            []string // ids of others whose id or name looks like this one's
	Unknown         []string // of its nodes, those that no table has
}

func (s *Server) orgs(r *request) (items []orgItem, err error) {
	orgs, err := s.desk.Organisations(r.Context(), r.Caller)
	if err != nil {
		return nil, err
	}
	places, err := s.namesFor(r)
	ids, names := alike.Of(), alike.Of()
	for _, o := range orgs {
		ids.Add(o.ID)
		names.Add(o.Name)
	}
	for _, o := range orgs {
		item, likeID, likeName := orgItem{ID: o.ID, Name: o.Name, Nodes: o.Nodes}, ids.Others(o.ID), names.Others(o.Name)
		for _, other := range orgs {
			if slices.Contains(likeID, other.ID) || slices.Contains(likeName, other.Name) {
				item.Like = append(item.Like, other.ID)
			}
		}
		for _, node := range strings.Fields(o.Nodes) {
			if len(places.Nodes) > 0 && !offers(places.Nodes, node) {
				item.Unknown = append(item.Unknown, node)
			}
		}
		items = append(items, item)
	}
	return items, err
}

// nodesTyped reads nodes with commas between, each by its id or its name; ids may have
// spaces between instead.
func nodesTyped(offered []option, text string) (nodes []passage.NodeID) {
	for _, one := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(",،;\n\r", c) }) {
		if id := placed(offered, strings.TrimSpace(one)); offers(offered, string(id)) {
			nodes = append(nodes, id)
			continue
		}
		for _, id := range strings.Fields(one) {
			nodes = append(nodes, placed(offered, id))
		}
	}
	return nodes
}

// assignable are the roles that an account can have: everybody is the public.
func assignable() (roles []access.Role) {
	for _, r := range access.Roles {
		if r.Role != access.Public {
			roles = append(roles, r.Role)
		}
	}
	return roles
}

func (s *Server) personPage(r *request, id string, f form) (p personPage, err error) {
	p = personPage{Form: f, URL: "/admin/people/new", Roles: assignable()}
	if p.Orgs, err = s.orgs(r); err != nil || id == "" {
		return p, err
	}
	accounts, err := s.desk.Accounts(r.Context(), r.Caller)
	if err != nil {
		return p, err
	}
	i := slices.IndexFunc(accounts, func(a desk.Account) bool { return a.ID == id })
	if i < 0 {
		return p, desk.Missing{Text: "there is no such account"}
	}
	a := accounts[i]
	p.Account, p.URL, p.State = &a, personURL(id), stateOf(a)
	p.OwnAsking, p.Own = a.Recovery == r.Caller.Account, id == r.Caller.Account
	if p.Form.Values == nil {
		p.Form.Values = url.Values{"name": {a.Name}, "person": {a.Person}, "org": {a.Org}, "roles": strings.Fields(a.Roles)}
	}
	return p, nil
}

func (s *Server) newPerson(r *request) (answer, error) { return s.personPage(r, "", form{}) }

func (s *Server) person(r *request) (answer, error) {
	return s.personPage(r, r.PathValue("id"), form{})
}

// typed returns the person that a form describes. Only what stands here is
// taken from it.
func typed(r *request) (p desk.Person, err error) {
	roles, err := access.ReadRoles(strings.Join(r.PostForm["roles"], " "))
	if err != nil {
		return p, access.NoRole
	}
	return desk.Person{Name: r.PostFormValue("name"), Person: r.PostFormValue("person"), Org: passage.OrgID(r.PostFormValue("org")), Roles: roles}, nil
}

func (s *Server) invite(r *request) (answer, error) {
	r.ParseForm()
	p, err := typed(r)
	var link string
	if err == nil {
		link, err = s.desk.Invite(r.Context(), r.Caller, p)
	}
	if err != nil {
		return s.personAgain(r, "", err)
	}
	return s.peopleWith(r, link, p.Name)
}

// peopleWith shows the list with a link that was made just now.
func (s *Server) peopleWith(r *request, link, name string) (answer, error) {
	a, err := s.people(r)
	if err != nil {
		return nil, err
	}
	page := a.(peoplePage)
	r.status = http.StatusCreated
	page.Link, page.LinkName = s.site(r).Origin+welcomeURL(link), name
	return as{"people", page}, nil
}

// personAgain shows the form for an account with what is wrong with it.
func (s *Server) personAgain(r *request, id string, err error) (answer, error) {
	f, ok := r.refilled(err)
	if !ok {
		return nil, err
	}
	page, err := s.personPage(r, id, f)
	return r.again(page), err
}

func (s *Server) changePerson(r *request) (answer, error) {
	r.ParseForm()
	p, err := typed(r)
	if err == nil {
		err = s.desk.ChangeAccount(r.Context(), r.Caller, r.PathValue("id"), p)
	}
	if err != nil {
		return s.personAgain(r, r.PathValue("id"), err)
	}
	return redirect("/admin/people?said=saved"), nil
}

// act does one thing to an account. Where it makes a link, that is shown.
func (s *Server) act(r *request) (answer, error) {
	id := r.PathValue("id")
	var link string
	var err error
	said := "saved"
	switch r.PathValue("act") {
	case "disable":
		err = s.desk.DisableAccount(r.Context(), r.Caller, id)
	case "enable":
		err = s.desk.EnableAccount(r.Context(), r.Caller, id)
	case "link":
		link, err = s.desk.InviteAgain(r.Context(), r.Caller, id)
	case "recover":
		err, said = s.desk.AskRecovery(r.Context(), r.Caller, id), "recovery_asked"
	case "agree":
		link, err = s.desk.AgreeRecovery(r.Context(), r.Caller, id)
	default:
		err = desk.Missing{Text: "there is no such act"}
	}
	if err != nil {
		return s.personAgain(r, id, err)
	}
	if link == "" {
		return redirect("/admin/people?said=" + said), nil
	}
	page, err := s.personPage(r, id, form{})
	if err != nil {
		return nil, err
	}
	return s.peopleWith(r, link, page.Account.Name)
}

// orgsPage lists organisations and takes new ones.
type orgsPage struct {
	Form form
	Orgs []orgItem
}

func (s *Server) organisations(r *request) (answer, error) {
	items, err := s.orgs(r)
	return orgsPage{Orgs: items}, err
}

func (s *Server) putOrganisation(r *request) (answer, error) {
	places, err := s.namesFor(r)
	if err != nil {
		return nil, err
	}
	err = s.desk.PutOrganisation(r.Context(), r.Caller, passage.OrgID(r.PostFormValue("org")), r.PostFormValue("org_name"), nodesTyped(places.Nodes, r.PostFormValue("nodes")))
	if f, ok := r.refilled(err); ok {
		items, err := s.orgs(r)
		return r.again(orgsPage{f, items}), err
	}
	return redirect("/admin/organisations?said=saved"), err
}

// rolesPage is the table of who may do what.
type rolesPage struct {
	Rights []access.Right
	Roles  []roleItem
}

type roleItem struct {
	Role access.Role
	Has  []bool // by right
}

func (s *Server) roles(r *request) (answer, error) {
	p := rolesPage{}
	for _, right := range access.Rights {
		if right != access.Sync { // for ledgers, which have tokens
			p.Rights = append(p.Rights, right)
		}
	}
	for _, role := range access.Roles {
		item := roleItem{Role: role.Role}
		for _, right := range p.Rights {
			item.Has = append(item.Has, slices.Contains(role.Rights, right))
		}
		p.Roles = append(p.Roles, item)
	}
	return p, nil
}

// tokensPage lists tokens and makes new ones. Secret is shown this one time.
type tokensPage struct {
	Form   form
	Tokens []tokenItem
	Orgs   []orgItem
	Scopes []access.Right
	Secret string
}

type tokenItem struct {
	Name, Org              string
	Scopes                 []string
	Created, Ends, Revoked passage.Instant
	RevokeURL              string
}

func (s *Server) tokens(r *request) (answer, error) { return s.tokensWith(r, form{}, "") }

func (s *Server) tokensWith(r *request, f form, secret string) (tokensPage, error) {
	p := tokensPage{Form: f, Secret: secret, Scopes: []access.Right{access.Write, access.ReadOwn, access.Read}}
	if err := r.Caller.May(desk.Admin); err != nil {
		return p, err
	}
	tokens, err := s.desk.Tokens(r.Context())
	if err != nil {
		return p, err
	}
	for _, k := range tokens {
		p.Tokens = append(p.Tokens, tokenItem{k.Name, k.Org, strings.Fields(k.Scopes), passage.Instant(k.Created), passage.Instant(k.Ends), passage.Instant(k.Revoked), "/admin/tokens/" + url.PathEscape(k.Name) + "/revoke"})
	}
	p.Orgs, err = s.orgs(r)
	return p, err
}

func (s *Server) makeToken(r *request) (answer, error) {
	r.ParseForm()
	var scopes []desk.Scope
	for _, name := range r.PostForm["scopes"] {
		scopes = append(scopes, desk.Scope(name))
	}
	secret, err := s.desk.MakeToken(r.Context(), r.Caller, r.PostFormValue("token"), passage.OrgID(r.PostFormValue("org")), scopes)
	f, ok := r.refilled(err)
	var refused desk.Refused
	if errors.As(err, &refused) {
		f, ok = form{Values: r.PostForm, Faults: []string{r.T.Retell(refused.Text)}}, true
	}
	if !ok && err != nil {
		return nil, err
	}
	if !ok {
		f = form{}
	}
	page, err := s.tokensWith(r, f, secret)
	if err != nil {
		return nil, err
	}
	if ok {
		return r.again(page), nil
	}
	r.status = http.StatusCreated
	return page, nil
}

func (s *Server) revokeToken(r *request) (answer, error) {
	return redirect("/admin/tokens?said=saved"), s.desk.RevokeTokenAs(r.Context(), r.Caller, r.PathValue("name"))
}

// fresh registers a page for those who have just proved who they are; others are
// asked to before they type anything.
func (s *Server) fresh(pattern, template string, h handler) {
	s.page(pattern, template, func(r *request) (answer, error) {
		if err := r.Caller.Fresh(s.desk.Now()); err != nil && r.Method == http.MethodGet {
			return nil, err
		}
		return h(r)
	})
}
