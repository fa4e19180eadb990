package exchange_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain draws fewer random worlds than usual, since each of them goes to
// the disk in four formats, unless -rapid.checks says how many.
func TestMain(m *testing.M) {
	flag.Parse()
	said := false
	flag.Visit(func(f *flag.Flag) { said = said || f.Name == "rapid.checks" })
	if !said {
		if err := flag.Set("rapid.checks", "20"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
