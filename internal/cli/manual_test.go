package cli_test

import (
	"flag"
	"testing"

	"passage/internal/cli"
	"passage/internal/golden"
)

var update = flag.Bool("update", false, "write docs/cli.md anew")

// docs/cli.md says what the commands say of themselves.
func TestManualIsUpToDate(t *testing.T) {
	const page = "../../docs/cli.md"
	want, err := cli.Manual()
	if err != nil {
		t.Fatal(err)
	}
	golden.Keep(t, page, want, *update, "go test ./internal/cli -update")
}
