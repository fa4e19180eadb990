package pages

import (
	"net/url"
	"strconv"
	"strings"

	"passage"
	"passage/internal/desk"
	"passage/internal/tongue"
)

// journalPage is what was done and read, the newest first.
type journalPage struct {
	Lines   []journalItem
	NextURL string
}

// journalItem is a line of the journal. Files have what was done, and About, as the
// journal keeps them.
type journalItem struct {
	At                    passage.Instant
	Name, Org, Act, About string
	Words                 string `json:"-"` // About, as people read it
}

// Table is the journal as a table.
func (p journalPage) Table() (head []string, rows [][]string) {
	for _, l := range p.Lines {
		rows = append(rows, []string{l.At.String(), l.Name, l.Org, l.Act, l.About})
	}
	return []string{"at", "name", "org", "act", "about"}, rows
}

func (s *Server) journal(r *request) (answer, error) {
	if err := r.Caller.May(desk.Admin); err != nil {
		return nil, err
	}
	before, _ := strconv.ParseInt(r.FormValue("before"), 10, 64)
	const page = 100
	entries, err := s.desk.Journal(r.Context(), r.Caller, before, page)
	var p journalPage
	for _, e := range entries {
		p.Lines = append(p.Lines, journalItem{At: passage.Instant(e.At), Name: e.Name, Org: e.Org, Act: e.Act, About: e.About}.inWords(r))
	}
	if len(entries) == page && entries[page-1].N > 0 {
		next := url.Values{"before": {strconv.FormatInt(entries[page-1].N, 10)}}
		p.NextURL = "/admin/journal?" + next.Encode()
		linkNext(r, next)
	}
	return p, err
}

// inWords adds to a line what it is about, as its reader would say it.
func (l journalItem) inWords(r *request) journalItem {
	l.Words = journalWords(r, l.Act, l.About)
	return l
}

// journalWords says what a line is about with words for what the journal keeps as
// codes: ways to sign in, roles, rights, and of what a story is. Names that people
// gave stand as they are.
func journalWords(r *request, act, about string) string {
	in := func(keys ...string) (string, bool) {
		for _, key := range keys {
			if r.T.Knows(key) {
				return r.T.Say(key), true
			}
		}
		return "", false
	}
	listed := func(of, names, key string) string {
		var words []string
		for _, name := range strings.Fields(names) {
			word, known := in(key + catalogueName(name))
			if !known {
				return tongue.Tame(about)
			}
			words = append(words, word)
		}
		return r.T.Say("journal.of", "Of", of, "What", r.T.Word(strings.Join(words, r.T.Semicolon())))
	}
	of, names, _ := strings.Cut(about, ": ")
	switch {
	case act == "sign-in" || act == "sign-in.refused":
		if words, known := in("journal.by_"+catalogueName(about), "act."+catalogueName(about)); known {
			return words
		}
	case (strings.HasPrefix(act, "account.") || strings.HasPrefix(act, "recovery.")) && names != "":
		return listed(of, names, "role.")
	case act == "token.made" && names != "":
		return listed(of, names, "right.")
	case act == "read.story":
		if kind, id, _ := strings.Cut(about, "/"); id != "" {
			if words, known := in("journal.story_" + kind); known {
				return r.T.Say("journal.of", "Of", r.T.Word(words), "What", id)
			}
		}
	}
	return tongue.Tame(about)
}
