package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"passage"
	"passage/internal/pages/ui"
)

// routes is the one list of addresses.
func (s *Server) routes() {
	s.mux.Handle("GET /assets/", ui.Assets())
	s.open("POST /language", "", s.setLanguage)
	s.open("GET /welcome", "welcome", s.welcome)
	s.open("POST /welcome", "", s.enter)
	s.open("GET /signin", "signin", s.signIn)
	s.open("POST /leave", "", s.leave)

	s.page("GET /{$}", "today", s.today)

	s.list("/doors", "doors", s.doors)

	s.page("GET /scenarios", "scenarios", s.scenarios)
	s.page("POST /scenarios", "scenarios", s.bringScenario)
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
	s.page("GET /waybills/{id}/say/{kind}", "say", s.sayForm)
	s.page("POST /waybills/{id}/say/{kind}", "say", s.saySend)

	s.open("/", "error", s.nowhere)
}

// nav returns the way to the pages, for who asks.
func nav(r *request) []navItem {
	items := []navItem{
		{URL: "/", Text: r.T.Say("nav.today")},
		{URL: "/scenarios", Text: r.T.Say("nav.scenarios")},
		{URL: "/doors", Text: r.T.Say("nav.doors")},
		{URL: "/consignments", Text: r.T.Say("nav.consignments")},
	}
	for i, item := range items {
		items[i].Here = item.URL == "/" && r.URL.Path == "/" || item.URL != "/" && strings.HasPrefix(r.URL.Path, item.URL) ||
			item.URL == "/scenarios" && strings.HasPrefix(r.URL.Path, "/plans/")
	}
	return items
}

// Addresses are built here and nowhere else.

func signInURL(back string) string { return "/signin?back=" + url.QueryEscape(back) }

func scenarioURL(id string) string { return "/scenarios/" + url.PathEscape(id) }

// whatIfURL leads to the form, filled with the changes of a plan if one is
// named.
func whatIfURL(scenario, from string) string {
	if from == "" {
		return scenarioURL(scenario) + "/what-if"
	}
	return scenarioURL(scenario) + "/what-if?from=" + url.QueryEscape(from)
}

func planURL(id string) string { return "/plans/" + url.PathEscape(id) }

func releaseURL(plan string, action int) string {
	return planURL(plan) + "/release/" + strconv.Itoa(action)
}

func waybillURL(id passage.WaybillID) string { return "/waybills/" + url.PathEscape(string(id)) }

func consignmentURL(id passage.ConsignmentID) string {
	return "/consignments/" + url.PathEscape(string(id))
}

func urlQuery(value string) string { return url.QueryEscape(value) }

func (s *Server) nowhere(r *request) (answer, error) {
	s.render(r, http.StatusNotFound, "error", errorPage{Head: r.T.Say("error.missing"), Text: r.T.Say("error.missing_text")})
	return nil, nil
}
