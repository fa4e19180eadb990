package cli

import (
	"fmt"
	"runtime/debug"

	"passage/internal/pdf"
)

// versionCommand is passage version.
type versionCommand struct {
	Fonts bool `help:"Print the licences of the fonts that are built in for PDF files."`
}

// Run prints the version, and the revision where the build knows it.
func (c versionCommand) Run(sh *Shell) error {
	if c.Fonts {
		return sh.print(pdf.FontLicences())
	}
	version, revision := "development", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		if v := info.Main.Version; v != "" && v != "(devel)" {
			version = v
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				revision = " (" + s.Value[:12] + ")"
			}
		}
	}
	return sh.print(fmt.Sprintf("passage %s%s\n", version, revision))
}
