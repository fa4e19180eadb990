package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"passage"
	"passage/internal/desk"
	"passage/internal/pages/ui"
)

// IdentityAnswer is the path to which an identity provider sends people back.
const IdentityAnswer = "/signin/identity/answer"

// routes is the one list of addresses.
func (s *Server) routes() {
	s.mux.Handle("GET /assets/", ui.Assets())
	s.open("POST /language", "", s.setLanguage)
	s.open("GET /welcome", "welcome", s.welcome)
	s.open("POST /welcome", "welcome", s.enter)
	s.open("GET /signin", "signin", s.signIn)
	s.open("POST /signin", "signin", s.checkSignIn)
	s.open("GET /signin/code", "code", s.code)
	s.open("POST /signin/code", "code", s.checkCode)
	s.open("POST /signin/passkey/question", "", s.askPasskey)
	s.open("POST /signin/passkey", "", s.checkPasskey)
	s.open("POST /signin/identity", "leaving", s.askIdentity(desk.ToSignIn))
	s.open("GET "+IdentityAnswer, "", s.identityAnswer)
	s.open("POST /leave", "", s.leave)

	s.open("GET /trust", "trust", s.trust)
	s.mux.HandleFunc("GET /trust/passage.crt", s.rootFile)

	// Who came with a one-time link sees these too.
	s.open("GET /account/ways", "ways", s.ways)
	s.open("POST /account/ways/later", "", s.lookAround)
	s.open("POST /account/ways/password", "ways", s.setPassword)
	s.open("POST /account/ways/passkey/question", "", s.newPasskey)
	s.open("POST /account/ways/passkey", "", s.addPasskey)
	s.open("POST /account/ways/identity", "leaving", s.askIdentity(desk.ToTie))

	s.page("GET /again", "again", s.again)
	s.page("POST /again", "again", s.checkAgain)
	s.page("POST /again/identity", "leaving", s.askIdentity(desk.ToProve))
	s.page("GET /account", "account", s.account)
	s.page("POST /account/password/remove", "", s.dropPassword)
	s.page("POST /account/passkeys/{id}/remove", "", s.dropPasskey)
	s.page("POST /account/identities/{id}/remove", "", s.dropIdentity)
	s.page("POST /account/sessions/{id}/end", "", s.endSession)
	s.page("POST /account/sessions/end", "", s.endOtherSessions)

	s.page("GET /roles", "roles", s.roles)
	s.page("GET /admin", "admin", s.admin)
	s.page("GET /admin/server", "state", s.state)
	s.list("/admin/people", "people", s.people)
	s.fresh("GET /admin/people/new", "person", s.newPerson)
	s.fresh("POST /admin/people/new", "person", s.invite)
	s.fresh("GET /admin/people/{id}", "person", s.person)
	s.fresh("POST /admin/people/{id}", "person", s.changePerson)
	s.fresh("POST /admin/people/{id}/{act}", "person", s.act)
	s.fresh("GET /admin/organisations", "organisations", s.organisations)
	s.fresh("POST /admin/organisations", "organisations", s.putOrganisation)
	s.fresh("GET /admin/tokens", "tokens", s.tokens)
	s.fresh("POST /admin/tokens", "tokens", s.makeToken)
	s.fresh("POST /admin/tokens/{name}/revoke", "", s.revokeToken)
	s.list("/admin/journal", "journal", s.journal)

	s.page("GET /{$}", "today", s.today)

	s.list("/doors", "doors", s.doors)
	s.open("GET /doors/news", "doornews", s.doorsNews)
	s.page("GET /doors/{id}", "door", s.door)
	s.page("GET /doors/{id}/crossed", "crossed", s.crossed)
	s.twins("/doors/{id}/crossed/trucks", s.crossed)
	s.page("GET /doors/{id}/say", "doorsay", s.sayDoorForm)
	s.page("POST /doors/{id}/say", "doorsay", s.sayDoor)
	s.page("GET /doors/{id}/count", "count", s.countForm)
	s.page("POST /doors/{id}/count", "count", s.sayCount)
	s.page("GET /doors/{id}/count/{fact}", "count", s.rightForm)
	s.page("POST /doors/{id}/count/{fact}", "count", s.rightCount)
	s.page("POST /doors/{id}/adopt", "", s.adoptDoor)
	s.page("POST /doors/{id}/try", "", s.tryDoor)

	s.list("/impediments", "impediments", s.impediments)
	s.list("/impediments/snapshot", "snapshot", s.snapshot)
	s.page("GET /impediments/new", "newimpediment", s.newImpediment)
	s.page("POST /impediments/new", "newimpediment", s.reportImpediment)
	s.page("GET /impediments/{id}", "impediment", s.impediment)
	s.page("POST /impediments/{id}", "impediment", s.followUp)
	s.page("GET /impediments/{id}/again", "newimpediment", s.correctImpediment)
	s.page("POST /impediments/{id}/again", "newimpediment", s.tellAnew)
	s.page("POST /impediments/{id}/end", "impediment", s.endImpediment)

	s.list("/notices", "notices", s.notices)
	s.page("GET /notices/new", "newnotice", s.newNotice)
	s.page("POST /notices/new", "newnotice", s.sendNotice)
	s.page("GET /notices/{id}", "notice", blank(s, "at", s.noticePage))
	s.page("POST /notices/{id}", "notice", s.followNotice)
	s.page("POST /notices/{id}/wrong", "notice", declaredWrong(s, passage.Notified, noticeURL, "/notices", s.noticePage, func(p *noticePage) *wrongForm { return &p.Wrong }))
	s.page("GET /notices/{id}/position", "newposition", s.newPosition)
	s.page("POST /notices/{id}/position", "newposition", s.putPosition)
	s.page("GET /notices/{id}/particulars", "newparticulars", s.newParticulars)
	s.page("POST /notices/{id}/particulars", "newparticulars", s.putParticulars)
	s.page("GET /particulars/{id}", "particulars", s.particulars)
	s.page("POST /particulars/{id}/{act}", "particulars", changeHeld(s, desk.VehiclesAndContacts, s.particularsPage))
	s.page("GET /positions/{id}", "position", s.position)
	s.page("POST /positions/{id}/{act}", "position", changeHeld(s, desk.Positions, s.positionPage))
	s.page("GET /admin/notices", "lead", s.leadRule)
	s.page("POST /admin/notices", "lead", s.setLeadRule)

	s.list("/clearances", "clearances", s.clearances)
	s.page("GET /clearances/new", "newclearance", s.newClearance)
	s.page("POST /clearances/new", "newclearance", s.sendClearance)
	s.page("GET /clearances/{id}", "clearance", blank(s, "at", s.clearancePage))
	s.page("POST /clearances/{id}", "clearance", s.followClearance)
	s.page("POST /clearances/{id}/wrong", "clearance", declaredWrong(s, passage.Sought, clearanceURL, "/clearances", s.clearancePage, func(p *clearancePage) *wrongForm { return &p.Wrong }))

	s.page("GET /map.json", "", s.todayMap)
	s.page("GET /plans/{id}/map.json", "", s.planMap)
	s.page("GET /consignments/{id}/map.json", "", s.consignmentMap)
	s.page("GET /basemap.pmtiles", "", s.basemap)

	s.page("GET /sitrep", "sitrep", s.sitrep)
	s.page("GET /sitrep.pdf", "", s.sitrepPDF)

	s.list("/asks", "asks", s.asks)
	s.page("GET /asks/{id}", "brief", s.brief)
	s.page("GET /asks/{id}/plan", "", s.askPlan)
	s.list("/engagements", "engagements", s.engagements)
	s.page("GET /engagements/read", "prose", s.proseForm)
	s.page("POST /engagements/read", "prose", s.readProse)
	s.page("GET /engagements/new", "minutes", s.newMinutes)
	s.page("POST /engagements/new", "minutes", s.sendMinutes)
	s.page("GET /engagements/{id}", "engagement", s.engagement)
	s.page("GET /engagements/{id}/amend", "minutes", s.amendMinutes)
	s.page("POST /engagements/{id}/amend", "minutes", s.sendAmended)
	s.list("/commitments", "commitments", s.promises)
	s.page("GET /commitments/{id}", "commitment", blank(s, "at", s.promisePage))
	s.page("POST /commitments/{id}/paid", "commitment", s.pay)
	s.page("POST /commitments/{id}/wrong", "commitment", s.wrongPayment)

	s.open("GET /public", "public", s.public)
	s.open("GET /public.json", "", func(r *request) (answer, error) { return twin(r, s.public, writeJSON) })
	s.open("GET /public.csv", "", func(r *request) (answer, error) { return twin(r, s.public, inCSV.page) })
	s.open("GET /public.xlsx", "", func(r *request) (answer, error) { return twin(r, s.public, inXLSX.page) })
	s.page("GET /admin/public", "publish", s.publishing)
	s.page("POST /admin/public", "publish", s.publish)

	s.page("GET /scenarios", "scenarios", s.scenarios)
	s.page("POST /scenarios", "scenarios", s.bringScenario)
	s.page("GET /scenarios/empty.xlsx", "", s.emptyWorkbook)
	s.page("GET /scenarios/{id}", "scenario", s.scenario)
	s.page("GET /scenarios/{id}/tables/{table}", "grid", s.table)
	s.page("POST /scenarios/{id}/tables/{table}", "grid", s.saveTable)
	s.list("/scenarios/{id}/revisions", "history", s.history)
	s.page("GET /scenarios/{id}/revisions/{n}", "revision", s.revision)
	s.page("POST /scenarios/{id}/revisions/{n}/restore", "revision", s.restore)
	s.page("GET /scenarios/{id}/news", "news", s.news)
	s.page("GET /scenarios/{id}/tables.xlsx", "", s.workbook(".xlsx", workbookType))
	s.page("GET /scenarios/{id}/tables.zip", "", s.workbook(".zip", "application/zip"))
	s.page("POST /scenarios/{id}/uploads", "scenario", s.sendWorkbook)
	s.page("GET /scenarios/{id}/uploads/{upload}", "upload", s.uploaded)
	s.page("POST /scenarios/{id}/uploads/{upload}", "upload", s.keepUpload)
	s.page("POST /scenarios/{id}/use", "", s.useScenario)
	s.page("POST /scenarios/{id}/plan", "", s.makePlan)
	s.page("GET /scenarios/{id}/what-if", "whatif", s.whatIf)
	s.page("POST /scenarios/{id}/what-if", "whatif", s.tryIt)
	s.page("GET /plans/{id}", "plan", s.plan)
	s.page("POST /plans/{id}/stop", "", s.stopPlan)
	s.page("POST /plans/{id}/name", "", s.namePlan)

	s.page("GET /plans/{id}/release/{action}", "release", s.releaseForm)
	s.page("POST /plans/{id}/release/{action}", "release", s.release)

	s.list("/consignments", "consignments", s.consignments)
	s.list("/waybills", "waybills", s.waybills)
	s.list("/sent", "sent", s.sent)
	s.page("GET /consignments/{id}", "consignment", s.consignment)
	s.twins("/consignments/{id}/facts", s.consignment)
	s.page("GET /consignments/{id}/evidence", "", s.evidence)
	s.page("GET /consignments/{id}/say/{kind}", "say", s.sayForm)
	s.page("POST /consignments/{id}/say/{kind}", "say", s.saySend)
	s.page("GET /waybills/{id}", "waybill", s.waybill)
	s.twins("/waybills/{id}/facts", s.waybill)
	s.page("GET /waybills/{id}/evidence", "", s.evidence)
	s.page("GET /waybills/{id}/print", "print", s.printWaybill)
	s.page("GET /consignments/{id}/print", "print", s.printWaybills)
	s.page("GET /waybills/{id}/say/{kind}", "say", s.sayForm)
	s.page("POST /waybills/{id}/say/{kind}", "say", s.saySend)

	s.list("/needs", "needs", s.needs)
	s.list("/needs/who", "who", s.who)
	s.list("/given", "given", s.given)

	s.open("/", "error", s.nowhere)
}

// nav returns the way to the pages, for who asks.
func nav(r *request) []navItem {
	items := []navItem{
		{URL: "/", Text: r.T.Say("nav.today")},
		{URL: "/scenarios", Text: r.T.Say("nav.scenarios")},
		{URL: "/doors", Text: r.T.Say("nav.doors")},
		{URL: "/asks", Text: r.T.Say("nav.asks")},
		{URL: "/consignments", Text: r.T.Say("nav.consignments")},
		{URL: "/needs", Text: r.T.Say("nav.needs")},
	}
	items = append(items, navItem{URL: "/public", Text: r.T.Say("nav.public")})
	if r.Caller.May(desk.Admin) == nil {
		items = append(items, navItem{URL: "/admin", Text: r.T.Say("nav.admin")})
	}
	items = append(items, navItem{URL: "/account", Text: r.T.Say("nav.account")})
	for i, item := range items {
		items[i].Here = item.URL == "/" && r.URL.Path == "/" || item.URL != "/" && strings.HasPrefix(r.URL.Path, item.URL) ||
			item.URL == "/doors" && strings.HasPrefix(r.URL.Path, "/impediments") ||
			item.URL == "/scenarios" && strings.HasPrefix(r.URL.Path, "/plans/") ||
			item.URL == "/needs" && r.URL.Path == "/given" ||
			item.URL == "/asks" && (strings.HasPrefix(r.URL.Path, "/engagements") || strings.HasPrefix(r.URL.Path, "/commitments")) ||
			item.URL == "/consignments" && (strings.HasPrefix(r.URL.Path, "/waybills") || r.URL.Path == "/sent" ||
				strings.HasPrefix(r.URL.Path, "/notices") || strings.HasPrefix(r.URL.Path, "/positions/") || strings.HasPrefix(r.URL.Path, "/particulars/") || strings.HasPrefix(r.URL.Path, "/clearances"))
	}
	return items
}

// Addresses are built here and nowhere else.

func signInURL(back string) string { return "/signin?back=" + url.QueryEscape(back) }

func scenarioURL(id string) string { return "/scenarios/" + url.PathEscape(id) }

func revisionURL(scenario string, n int64) string {
	return scenarioURL(scenario) + "/revisions/" + strconv.FormatInt(n, 10)
}

func newsURL(scenario string, since int64) string {
	return scenarioURL(scenario) + "/news?since=" + strconv.FormatInt(since, 10)
}

// workbookURL leads to the tables as a file: of a revision, or the newest for 0.
func workbookURL(scenario, ending string, n int64) string {
	address := scenarioURL(scenario) + "/tables." + ending
	if n > 0 {
		address += "?revision=" + strconv.FormatInt(n, 10)
	}
	return address
}

// gridURL leads to a table: to the rows that a filter lets through, after the
// row of a key.
func gridURL(scenario, table, filter, after, said string) string {
	return scenarioURL(scenario) + "/tables/" + url.PathEscape(table) + queryOf(map[string]string{"q": filter, "after": after, "said": said})
}

// whatIfURL leads to the form, filled with the changes of a plan if one is
// named.
func whatIfURL(scenario, from string) string {
	if from == "" {
		return scenarioURL(scenario) + "/what-if"
	}
	return scenarioURL(scenario) + "/what-if?from=" + url.QueryEscape(from)
}
func codeURL(back string) string { return "/signin/code?back=" + url.QueryEscape(back) }

func againURL(back string) string { return "/again?back=" + url.QueryEscape(back) }

func welcomeURL(link string) string { return "/welcome?key=" + url.QueryEscape(link) }

func personURL(id string) string { return "/admin/people/" + url.PathEscape(id) }

func asksURL(scenario string) string { return "/asks?scenario=" + url.QueryEscape(scenario) }

func briefURL(scenario string, id passage.AskID) string {
	return "/asks/" + url.PathEscape(string(id)) + "?scenario=" + url.QueryEscape(scenario)
}

// sitrepURL leads to the situation report of a day, as a page or, with the
// ending .pdf, as a file.
func sitrepURL(ending, scenario string, on passage.Date) string {
	return "/sitrep" + ending + "?" + url.Values{"on": {on.String()}, "scenario": {scenario}}.Encode()
}

// basemapURL leads to the operator's archive; its version lets it be kept.
func basemapURL(version string) string { return "/basemap.pmtiles?v=" + version }

// mapURL leads to the map of a day as data, as planMapURL and consignmentMapURL
// to others.
func mapURL(scenario string, on passage.Date) string {
	return "/map.json?" + url.Values{"on": {on.String()}, "scenario": {scenario}}.Encode()
}

func planMapURL(id, need string) string {
	return planURL(id) + "/map.json?need=" + url.QueryEscape(need)
}

func consignmentMapURL(id passage.ConsignmentID) string { return consignmentURL(id) + "/map.json" }

func planURL(id string) string { return "/plans/" + url.PathEscape(id) }

func releaseURL(plan string, action int) string {
	return planURL(plan) + "/release/" + strconv.Itoa(action)
}

func waybillURL(id passage.WaybillID) string { return "/waybills/" + url.PathEscape(string(id)) }

func engagementURL(id passage.EngagementID) string {
	return "/engagements/" + url.PathEscape(string(id))
}

func commitmentURL(id passage.CommitmentID) string {
	return "/commitments/" + url.PathEscape(string(id))
}

// givenURL leads to what one donor gave.
func givenURL(donor string) string { return "/given?donor=" + url.QueryEscape(donor) }

// holderURL leads to the commitments of one party.
func holderURL(holder string) string { return "/commitments?holder=" + url.QueryEscape(holder) }

func impedimentURL(id passage.FactID) string { return "/impediments/" + url.PathEscape(string(id)) }

// newImpedimentURL leads to the form, for what stopped a waybill if one is named.
func newImpedimentURL(id passage.WaybillID) string {
	if id == "" {
		return "/impediments/new"
	}
	return "/impediments/new?waybill=" + url.QueryEscape(string(id))
}

func consignmentURL(id passage.ConsignmentID) string {
	return "/consignments/" + url.PathEscape(string(id))
}

func urlQuery(value string) string { return url.QueryEscape(value) }

func (s *Server) nowhere(r *request) (answer, error) {
	s.render(r, http.StatusNotFound, "error", errorPage{Head: r.T.Say("error.missing"), Text: r.T.Say("error.missing_text")})
	return nil, nil
}

// Routes returns the patterns of all addresses that answer with pages, files or
// redirects, as [net/http.ServeMux] writes them.
func Routes() []string {
	s := &Server{mux: http.NewServeMux()}
	s.routes()
	return s.patterns
}
