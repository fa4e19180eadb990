package harness_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// mutants are mistakes that somebody could make in the core. Each is put into a
// copy of its file, and a test that we have must then fail: a check that cannot
// fail is worth nothing.
var mutants = []struct {
	name, file, right, wrong string
	tests                    string // pattern of the tests that have to notice
	in                       string // package of the tests
}{
	{"answer before the commit", "store/store.go", "if err := tx.Commit(); err != nil {", "if err := error(nil); err != nil {", "^TestTakeIn$/sqlite", "desk"},
	{"the same number is the same fact", "desk/entry.go", "if h == hash ||", "if true ||", "^TestTakeIn$/sqlite", "desk"},
	{"a fact of anybody's is taken", "desk/takein.go", "it.Org != caller.Org {", "false {", "^TestTakeIn$/sqlite", "desk"},
	{"what is no fact is dropped", "store/rows.go", "return wrap(t.exec(`INSERT INTO quarantine", "return wrap(t.exec(`INSERT INTO quarantine (hash, received, via, reason, body) SELECT $1, $2, $3, $4, $5 WHERE 1 = 0`, r.Hash, r.Received, r.Via, r.Reason, r.Body), \"\")\n\treturn wrap(t.exec(`INSERT INTO quarantine", "^TestTakeIn$/sqlite", "desk"},
	{"facts in conflict count", "store/facts.go", "o.seq = f.seq AND o.n <> f.n)", "o.seq = f.seq AND o.n < 0)", "^TestTakeIn$/sqlite", "desk"},
	{"the other side of a conflict is not folded again", "desk/entry.go", "e.folds.touch(subjects[number]...)", "", "^TestTakeIn$/sqlite", "desk"},
	{"only the batch is folded", "desk/folds.go", "facts[subject] = append(facts[subject], f)", "_ = f", "^TestTakeIn$/sqlite", "desk"},
	{"signed without reading back", "desk/publish.go", "err == nil && len(faults) > 0", "false", "^TestPublishReadsBack$", "desk"},
	{"the hash of the content is not looked at", "desk/publish.go", "!bytes.Equal(sum[:], f.Hash)", "bytes.Equal(sum[:], nil)", "^TestVerifyNames", "desk"},
	{"the leaf is not looked at", "desk/publish.go", "err != nil || hash != leaf", "err != nil || hash != hash", "^TestVerifyNames", "desk"},
	{"nobody looks whether the last facts are there", "desk/publish.go", "err != nil || len(leaves) == 0 {\n\t\t\treturn err", "err != nil || len(leaves) >= 0 {\n\t\t\treturn err", "^TestVerifyNames", "desk"},
	{"a revoked token is in force", "desk/tokens.go", "!ok || k.Revoked != 0", "!ok", "^TestTokens$", "desk"},
	{"an older ledger is signed", "proof/sign.go", "if last.Size > size {", "if false {", "^TestSign$", "proof"},
	{"another ledger is signed", "proof/sign.go", "if root != last.Root {", "if root != root {", "^TestSign$", "proof"},
	{"salts of what was erased are kept", "proof/commit.go", "erased = append(erased, Committed{f.Name, f.Commitment()})", "erased = append(erased, Committed{f.Name, f.Commitment()}); leftSalts = append(leftSalts, f.Salt...)", "^TestErase$", "proof"},
	{"tiles above are forgotten", "proof/log.go", "return appendAt(tiles, level+1, first, above)", "_ = first\n\treturn nil", "^TestAppend$", "proof"},
	{"a cursor of another epoch is good", "web/web.go", "if epoch != s.desk.Epoch {", "if epoch == \"never\" {", "^TestPeerPutBack$", "peer"},
	{"a server that was put back is not handed the old again", "peer/peer.go", "if answer.Epoch != epoch && from > 0 {", "if false {", "^TestPeerPutBack$", "peer"},
	{"any page is an answer", "peer/peer.go", "answer.Epoch == \"\" || len(answer.Receipts) != len(lines)", "false", "^TestAnswersThatAreNone$", "peer"},
	{"an answer about other facts is one", "peer/peer.go", "answer.Receipts[i].Hash != hex.EncodeToString(sum[:])", "i < 0 || hex.EncodeToString(sum[:]) == \"\"", "^TestAnswersThatAreNone$", "peer"},
	{"a commit does not wait for the disk", "store/store.go", "synchronous(FULL)", "synchronous(NORMAL)", "^TestEveryConnection$", "store"},
	{"a row of the same number is replaced", "store/facts.go", `"INSERT INTO fact ("`, `"INSERT OR REPLACE INTO fact ("`, "^TestTheSameTwice$/sqlite", "store"},
	{"a row may be there twice", "store/migrations/sqlite/0001_ledger.sql", "CREATE UNIQUE INDEX fact_number", "CREATE INDEX fact_number", "^TestTheSameTwice$/sqlite", "store"},
	{"a later version's tables are written to", "store/store.go", "have > know {", "have > know && have < 0 {", "^TestNewerTables$/sqlite", "store"},
	{"facts are told apart by their time", "desk/entry.go", "Seq: it.Seq}\n\t\t\treceipt.Answer", "Seq: int64(it.Recorded)}\n\t\t\treceipt.Answer", "^TestTakeIn$/sqlite", "desk"},
	{"a full disk is confirmed", "desk/takein.go", "if err != nil { // nobody knows", "if err != nil && !store.Full(err) { // nobody knows", "^TestDiskFull$/simulated", "harness"},
	{"after a sync that failed it goes on", "store/store.go", "if Broken(err) {", "if Broken(err) && err == nil {", "^TestEveryFault$/^a_ledger_in_use$/^sync_error$", "harness"},
	{"what another server wrote is not noticed", "desk/recent.go", "now.facts != r.state.facts || now.erasures != r.state.erasures", "now.erasures != r.state.erasures", "^TestWhatIsRememberedIsNotStale$/sqlite", "desk"},
	{"what another erased is not noticed", "desk/recent.go", "now.facts != r.state.facts || now.erasures != r.state.erasures", "now.facts != r.state.facts", "^TestWhatIsRememberedIsNotStale$/sqlite", "desk"},
	{"what is being written is not looked at", "desk/entry.go", "found = append(found, before.rows...)", "_ = before", "^TestGroupsOnEachOthersHeels$/sqlite", "desk"},
	{"what is being written is not folded", "desk/folds.go", "told, ok := writing.story(s)", "told, ok := writing.story(\"\")", "^TestGroupsOnEachOthersHeels$/sqlite", "desk"},
	{"what is only being written is read", "desk/folds.go", "if writing.touches(unknown) || writing.touches(goods) {", "if false {", "^TestGroupsOnEachOthersHeels$/sqlite", "desk"},
	{"what was prepared for another ledger is written", "desk/takein.go", "now == e.state; !asPrepared", "now.facts >= 0; !asPrepared", "^TestGroupsOnEachOthersHeels$/sqlite", "desk"},
	{"goods are released by all who do at one moment", "desk/entry.go", "if !b.first ||", "if true ||", "^TestSayFirst$/sqlite", "desk"},
	{"totals grow with each arrival", "../fold.go", "again := seen[k]", "again := seen[k] && f.Seq < 0", "^TestFoldWaybill$", "."},
	{"a ledger that was put back keeps its epoch", "desk/backup.go", "tx.SetSetting(epochSetting, newEpoch())", "error(nil)", "^TestBackup$/sqlite", "desk"},
	{"what is published is not written down first", "proof/sign.go", "err := WriteFile(k.last, []byte(c.text()));", "err := error(nil);", "^TestSign$", "proof"},
	{"the place to go on from is kept before the facts", "peer/peer.go", "receipts, err := d.TakeIn(ctx, p.me(), lines)", "d.SetCursor(ctx, key, strings.Split(next, \":\")[0], n)\n\t\treceipts, err := d.TakeIn(ctx, p.me(), lines)", "^TestCursorWaits$", "peer"},
	{"the place to go on from is kept before the answer", "peer/peer.go", "answer, err := p.post(ctx, lines)", "d.SetCursor(ctx, key, epoch, next)\n\t\tanswer, err := p.post(ctx, lines)", "^TestCursorWaits$", "peer"},
	{"a shrunken log is cosigned", "witness/witness.go", "if old > size {", "if old > size+1e9 {", "^TestCosign$", "witness"},
	{"retries end at once", "store/dialect.go", `case "40001", "40P01", "23505":`, `case "never":`, "^TestWritersTakeTurns$/postgres", "store"},
}

// TestMutants puts every mistake in and lets the tests look for it.
func TestMutants(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	if os.Getenv("PASSAGE_TEST_POSTGRES") == "" {
		t.Skip("PASSAGE_TEST_POSTGRES names no PostgreSQL server; run tools/with-postgres go test ./…")
	}
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			path, err := filepath.Abs(filepath.Join("..", m.file))
			if err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Count(string(text), m.right) != 1 {
				t.Fatalf("%s does not have %q once any more; say anew what the mistake is", m.file, m.right)
			}
			mutant := filepath.Join(t.TempDir(), "mutant.go")
			if err := os.WriteFile(mutant, []byte(strings.Replace(string(text), m.right, m.wrong, 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{path: mutant}})
			if err != nil {
				t.Fatal(err)
			}
			list := filepath.Join(t.TempDir(), "overlay.json")
			if err := os.WriteFile(list, overlay, 0o600); err != nil {
				t.Fatal(err)
			}
			tested := "passage/internal/" + m.in
			if m.in == "." {
				tested = "passage"
			}
			cmd := exec.Command("go", "test", "-vet=off", "-count=1", "-timeout=60s", "-overlay", list, "-run", m.tests, tested)
			if m.in == "proof" {
				cmd.Args = append(cmd.Args, "-rapid.nofailfile") // what fails here is no failure to keep
			}
			out, err := cmd.CombinedOutput()
			switch {
			case err == nil:
				t.Errorf("nobody notices; the tests say\n%s", out)
			case strings.Contains(string(out), "[build failed]"):
				t.Errorf("the mistake does not compile, so that nothing was shown\n%s", out)
			}
		})
	}
}
