package pages

import "strings"

// browsers and systems, by what a browser calls itself; who claims to be several
// is the first.
var (
	browsers = [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox", "Firefox"}, {"FxiOS", "Firefox"}, {"CriOS", "Chrome"}, {"Chrome", "Chrome"}, {"Safari", "Safari"}}
	systems  = [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"}}
)

// browserName shortens what a browser calls itself to what its owner knows it by.
func browserName(agent string) string {
	var parts []string
	for _, list := range [][][2]string{browsers, systems} {
		for _, one := range list {
			if strings.Contains(agent, one[0]) {
				parts = append(parts, one[1])
				break
			}
		}
	}
	if len(parts) == 0 {
		return agent[:min(len(agent), 40)]
	}
	return strings.Join(parts, ", ")
}
