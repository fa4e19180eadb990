package pages_test

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"passage/internal/access"
	"passage/internal/pages"
	"passage/internal/proof"
	"passage/internal/store/storetest"
)

// away is a witness that never answers.
type away struct{ key string }

func (w away) Key() string { return w.key }
func (away) Cosign(context.Context, []byte, func(int64) (tlog.TreeProof, error)) ([]byte, error) {
	return nil, errors.New("away")
}

// TestState follows what the page says of the server from an empty ledger to one with a
// signed log and a backup that gets old; nobody but administrators reads it.
func TestState(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		o := newOfficeWith(t, place, pages.Options{Version: "1.2 (abc)"})
		now := time.Now()
		o.desk.SetClock(func() time.Time { return now })
		boss := o.person("wfp", access.Administrator)
		says := func(words ...string) {
			t.Helper()
			has(t, strings.ReplaceAll(boss.get("/admin/server"), "&#43;", "+"), words...)
		}
		says("passage 1.2 (abc)", "There is no proven backup yet.", "No checkpoint is signed yet", "No witness is set")
		hasNot(t, boss.get("/admin/server"), `class="warn"`) // nothing is at risk yet
		o.brings(loaded("W-1"), loaded("W-2"))
		says(`<p class="warn">There is no proven backup yet.`)
		dir := t.TempDir()
		backup := func(name string) {
			t.Helper()
			if _, err := o.desk.Backup(t.Context(), filepath.Join(dir, name), func(int64) {}); err != nil {
				t.Fatal(err)
			}
		}
		now = now.Add(-49 * time.Hour)
		backup("old.backup")
		now = now.Add(49 * time.Hour)
		says(`<p class="warn">The last proven one is of`, "old.backup")
		backup("new.backup")
		says("<p>The last proven one is of", "with 2 facts:", "new.backup", "2 facts are under the newest signed checkpoint.", "None came since.", o.desk.LogKey())
		o.brings(loaded("W-3"))
		says("1 came since.")
		key, err := proof.OpenKey(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		o.desk.Witnesses = append(o.desk.Witnesses, away{key.Public})
		says(key.Public, "has not signed it yet")
		for _, role := range []access.Role{access.Planner, access.Analyst, access.Monitor} {
			if res, _ := o.person("wfp", role).ask(http.MethodGet, "/admin/server", nil); res.StatusCode != http.StatusNotFound {
				t.Errorf("%s: %s", role, res.Status)
			}
		}
	})
}
