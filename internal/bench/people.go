package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// writePeople writes a scenario with so many rows of people into a folder,
// fifty dates of each place one after the other, and returns its size in bytes.
func writePeople(dir string, rows int) (int64, error) {
	const dates = 50
	var places, nodes, people strings.Builder
	places.WriteString("place,name\n")
	nodes.WriteString("node,name,kind,place\n")
	people.WriteString("place,from,people\n")
	for i := range (rows + dates - 1) / dates {
		fmt.Fprintf(&places, "p%d,Place %d\n", i, i)
		fmt.Fprintf(&nodes, "t%d,Site %d,site,p%d\n", i, i, i)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range rows {
		fmt.Fprintf(&people, "p%d,2025-%02d-%02d,%d\n", i/dates, 1+i%dates/25, 1+i%25, r.IntN(200000))
	}
	var size int64
	for _, file := range []struct{ name, text string }{
		{"scenario.toml", "start = 2025-10-13\nperiods = 4\nperiod_days = 7\npayload_t = 14.0\n"},
		{"places.csv", places.String()}, {"nodes.csv", nodes.String()}, {"people.csv", people.String()},
	} {
		if err := os.WriteFile(filepath.Join(dir, file.name), []byte(file.text), 0o600); err != nil {
			return 0, err
		}
		size += int64(len(file.text))
	}
	return size, nil
}
