package pages

import (
	"net/http"
	"net/url"
	"strings"

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

	s.open("/", "error", s.nowhere)
}

// nav returns the way to the pages, for who asks.
func nav(r *request) []navItem {
	items := []navItem{
		{URL: "/", Text: r.T.Say("nav.today")},
		{URL: "/scenarios", Text: r.T.Say("nav.scenarios")},
		{URL: "/doors", Text: r.T.Say("nav.doors")},
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

func (s *Server) nowhere(r *request) (answer, error) {
	s.render(r, http.StatusNotFound, "error", errorPage{Head: r.T.Say("error.missing"), Text: r.T.Say("error.missing_text")})
	return nil, nil
}
