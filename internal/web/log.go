package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"passage/internal/desk"
	"passage/internal/envelope"
)

func (s *server) key(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintln(w, s.desk.LogKey())
	return nil
}

func (s *server) checkpoint(w http.ResponseWriter, r *http.Request) error {
	_, signed, err := s.desk.Checkpoint(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.Write(signed)
	return nil
}

// tile serves /log/tile/<level>/<n> with the number in threes, such as
// x001/234, and .p/<width> behind it for a tile that is not full.
func (s *server) tile(w http.ResponseWriter, r *http.Request) error {
	level, n, width, ok := parseTile(r.PathValue("level"), r.PathValue("n"))
	if !ok {
		return bad(http.StatusNotFound, "this is no address of a tile, such as tile/0/x001/234 or tile/0/005.p/17")
	}
	hashes, err := s.desk.Tile(r.Context(), level, n, width)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	if width == fullTile {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	w.Write(hashes)
	return nil
}

const fullTile = 256

func parseTile(levelText, path string) (level int, n int64, width int, ok bool) {
	level, err := strconv.Atoi(levelText)
	if err != nil || level < 0 || level > 7 || levelText != strconv.Itoa(level) {
		return 0, 0, 0, false
	}
	width = fullTile
	if p, w, partial := strings.Cut(path, ".p/"); partial {
		if width, err = strconv.Atoi(w); err != nil || width < 1 || width >= fullTile || w != strconv.Itoa(width) {
			return 0, 0, 0, false
		}
		path = p
	}
	threes := strings.Split(path, "/")
	for i, three := range threes {
		digits := three
		if i < len(threes)-1 {
			if digits, ok = strings.CutPrefix(three, "x"); !ok {
				return 0, 0, 0, false
			}
		}
		d, err := strconv.ParseUint(digits, 10, 64)
		if err != nil || len(digits) != 3 || i > 4 || i == 0 && len(threes) > 1 && d == 0 {
			return 0, 0, 0, false
		}
		n = n*1000 + int64(d)
	}
	return level, n, width, true
}

// health says whether facts can be read and taken in.
func (s *server) health(w http.ResponseWriter, r *http.Request) error {
	size, err := s.desk.Ready(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, map[string]any{"status": "ok", "facts": size})
}

// metrics are in the text format of Prometheus.
func (s *server) metrics(w http.ResponseWriter, r *http.Request, _ desk.Caller) error {
	size, err := s.desk.Size(r.Context())
	if err != nil {
		return err
	}
	published, _, err := s.desk.Checkpoint(r.Context())
	if err != nil {
		published = 0
	}
	backup, err := s.desk.LastBackup(r.Context())
	if err != nil {
		return err
	}
	proven := int64(0) // no time: there is none
	if !backup.At.IsZero() {
		proven = backup.At.Unix()
	}
	by, commits := s.desk.Answered()
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	fmt.Fprintf(w, "# HELP passage_facts Facts in the ledger.\n# TYPE passage_facts gauge\npassage_facts %d\n", size)
	fmt.Fprintf(w, "# HELP passage_published Facts under the newest signed checkpoint.\n# TYPE passage_published gauge\npassage_published %d\n", published)
	fmt.Fprintf(w, "# HELP passage_commits_total Transactions that took facts in since the start.\n# TYPE passage_commits_total counter\npassage_commits_total %d\n", commits)
	fmt.Fprintf(w, "# HELP passage_backup_proven_timestamp_seconds When the newest proven backup was made.\n# TYPE passage_backup_proven_timestamp_seconds gauge\npassage_backup_proven_timestamp_seconds %d\n", proven)
	fmt.Fprintf(w, "# HELP passage_backups_failed_total Backups that failed since the start.\n# TYPE passage_backups_failed_total counter\npassage_backups_failed_total %d\n", s.desk.BackupsFailed())
	fmt.Fprint(w, "# HELP passage_answers_total Lines answered since the start.\n# TYPE passage_answers_total counter\n")
	for _, a := range []envelope.Answer{envelope.New, envelope.Known, envelope.Conflict, envelope.Invalid} {
		fmt.Fprintf(w, "passage_answers_total{answer=%q} %d\n", a, by[a])
	}
	return nil
}
