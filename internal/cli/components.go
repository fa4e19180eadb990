package cli

import (
	"encoding/json"
	"runtime/debug"
	"strings"
)

// packages are what the build takes from npm and puts into the program, with the
// licence of each. What is in it from Go modules, the build itself notes.
var packages = []struct{ name, version, licence string }{
	{"@expo-google-fonts/noto-sans", "0.4.2", "OFL-1.1"},
	{"@expo-google-fonts/noto-sans-arabic", "0.4.3", "OFL-1.1"},
	{"highs", "1.15.3", "MIT"},
	{"htmx.org", "4.0.1", "0BSD"},
	{"leaflet", "1.9.4", "BSD-2-Clause"},
	{"protomaps-leaflet", "5.1.0", "BSD-3-Clause"},
}

// bill is a list of what a program is made of, as CycloneDX writes it.
type bill struct {
	Format     string      `json:"bomFormat"`
	Spec       string      `json:"specVersion"`
	Version    int         `json:"version"`
	Metadata   metadata    `json:"metadata"`
	Components []component `json:"components"`
}

type metadata struct {
	Component component `json:"component"`
}

type component struct {
	Type       string     `json:"type"`
	Name       string     `json:"name"`
	Version    string     `json:"version,omitempty"`
	Purl       string     `json:"purl,omitempty"`
	Licences   []licence  `json:"licenses,omitempty"`
	Properties []property `json:"properties,omitempty"`
}

type licence struct {
	License struct {
		ID string `json:"id"`
	} `json:"license"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// components lists everything in the program that others wrote.
func components(info *debug.BuildInfo) ([]byte, error) {
	version, _ := versionOf(info)
	b := bill{Format: "CycloneDX", Spec: "1.6", Version: 1, Metadata: metadata{component{Type: "application", Name: "passage", Version: version}}}
	b.Components = append(b.Components, component{Type: "library", Name: "stdlib", Version: info.GoVersion, Purl: "pkg:golang/stdlib@" + strings.TrimPrefix(info.GoVersion, "go")})
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		c := component{Type: "library", Name: m.Path, Version: m.Version, Purl: "pkg:golang/" + m.Path + "@" + m.Version}
		if m.Sum != "" { // as go.sum has it
			c.Properties = []property{{"go:sum", m.Sum}}
		}
		b.Components = append(b.Components, c)
	}
	for _, p := range packages {
		c := component{Type: "library", Name: p.name, Version: p.version, Purl: "pkg:npm/" + strings.Replace(p.name, "@", "%40", 1) + "@" + p.version, Licences: make([]licence, 1)}
		c.Licences[0].License.ID = p.licence
		b.Components = append(b.Components, c)
	}
	return json.MarshalIndent(b, "", "  ")
}
