package cli

import (
	"runtime/debug"

	"passage/internal/pdf"
)

// versionCommand is passage version.
type versionCommand struct {
	Fonts      bool `help:"Print the licences of the fonts that are built in for PDF files." xor:"what"`
	Components bool `help:"Print what others wrote of the program, with versions, as a CycloneDX bill of materials." xor:"what"`
}

// Run prints the version, and the revision where the build knows it.
func (c versionCommand) Run(sh *Shell) error {
	if c.Fonts {
		return sh.print(pdf.FontLicences())
	}
	if c.Components {
		text, err := components(buildInfo())
		if err != nil {
			return err
		}
		return sh.print(string(text) + "\n")
	}
	return sh.print("passage " + versionNow() + "\n")
}

func buildInfo() *debug.BuildInfo {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return info
}

// versionNow is the version of this program, and the revision where it is known.
func versionNow() string {
	version, revision := versionOf(buildInfo())
	return version + revision
}

// versionOf returns the version, and behind it the revision where it is known.
func versionOf(info *debug.BuildInfo) (version, revision string) {
	version = "development"
	if v := info.Main.Version; v != "" && v != "(devel)" {
		version = v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			revision = " (" + s.Value[:12] + ")"
		}
	}
	return version, revision
}
