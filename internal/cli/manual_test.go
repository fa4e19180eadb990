package cli_test

import (
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passage/internal/cli"
)

var update = flag.Bool("update", false, "write docs/cli.md anew")

// docs/cli.md says what the commands say of themselves.
func TestManualIsUpToDate(t *testing.T) {
	const page = "../../docs/cli.md"
	want, err := cli.Manual()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/cli.md is not what the commands say (-want +got); run go test ./internal/cli -update\n%s", diff)
	}
}
