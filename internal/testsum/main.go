// Command testsum reads the events of "go test -json" and prints what a person
// needs of them: the packages as they end, the output of what failed, every
// test that was skipped, and a last line of counts. It fails where a test
// failed, and in CI (CI=true) where one was skipped: a check that did not run
// is no check.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	output := map[string]*strings.Builder{}
	var passed, failed int
	failedIn := map[string]bool{} // packages of which a test failed
	var skipped []string
	for in.Scan() {
		var e event
		if json.Unmarshal(in.Bytes(), &e) != nil {
			fmt.Println(in.Text()) // what go itself says, such as a package that does not build
			continue
		}
		key := e.Package + " " + e.Test
		switch e.Action {
		case "output", "build-output":
			if output[key] == nil {
				output[key] = &strings.Builder{}
			}
			output[key].WriteString(e.Output)
			if e.Action == "build-output" {
				fmt.Print(e.Output)
			}
		case "pass", "fail", "skip":
			if e.Test == "" {
				fmt.Printf("%-5s %-40s %6.1f s\n", e.Action, e.Package, e.Elapsed)
			}
			switch {
			case e.Action == "pass" && e.Test != "":
				passed++
			case e.Action == "fail":
				// A package that fails without a test of its own failing did not build, or died.
				if e.Test != "" || !failedIn[e.Package] {
					failed++
					if output[key] != nil {
						fmt.Print(output[key].String())
					}
				}
				failedIn[e.Package] = true
			case e.Action == "skip" && e.Test != "":
				skipped = append(skipped, strings.TrimSpace(key)+": "+reason(output[key]))
			}
			delete(output, key)
		}
	}
	for _, s := range skipped {
		fmt.Println("skipped", s)
	}
	fmt.Printf("%d passed, %d failed, %d skipped\n", passed, failed, len(skipped))
	if err := in.Err(); err != nil {
		fmt.Fprintln(os.Stderr, "testsum: reading the test events:", err)
		os.Exit(1)
	}
	if failed > 0 || passed == 0 || os.Getenv("CI") == "true" && len(skipped) > 0 {
		os.Exit(1)
	}
}

// reason is the line in which a test said why it skipped.
func reason(output *strings.Builder) string {
	if output == nil {
		return "no reason given"
	}
	for line := range strings.Lines(output.String()) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "=== ") && !strings.HasPrefix(line, "--- ") {
			return line
		}
	}
	return "no reason given"
}
