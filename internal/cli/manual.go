package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// Manual returns docs/cli.md, written from the commands themselves.
func Manual() (string, error) {
	var cmds commands
	parser, err := newParser(&cmds, Shell{}, func(int) {})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("# The command line\n\n" +
		"This page is written from the commands; `go test ./internal/cli -update` writes it anew.\n\n" +
		"What a command prints on standard output is the same for the same input, but for the seconds that things took.\n" +
		"Warnings and progress go to standard error; progress is shown on a terminal only. `NO_COLOR` turns colours off,\n" +
		"and `PASSAGE_DEBUG=1` shows where the program failed, should it ever.\n\n" +
		"| status | meaning |\n|---|---|\n" +
		"| 0 | there is a plan, or whatever else was asked for |\n" +
		"| 1 | trouble of the program or the machine; also when stopped |\n" +
		"| 2 | something is wrong with what was given; nothing is written |\n" +
		"| 3 | not every need can be met under goal \"full\" (the plan of least shortfall is given), or a plan that was judged breaks limits |\n")
	for _, node := range parser.Model.Leaves(true) {
		command(&b, node)
	}
	return b.String(), nil
}

// command writes the section of one command.
func command(b *strings.Builder, node *kong.Node) {
	path := node.FullPath()
	var args []string
	for _, p := range node.Positional {
		args = append(args, strings.ToUpper(p.Name))
	}
	fmt.Fprintf(b, "\n## %s\n\n%s\n\n```\n%s\n```\n\n", path, node.Help, strings.Join(append([]string{path}, args...), " "))
	var rows []string
	for _, p := range node.Positional {
		rows = append(rows, fmt.Sprintf("| `%s` | %s |\n", strings.ToUpper(p.Name), p.Help))
	}
	for _, f := range node.Flags {
		name := "--" + f.Name
		if f.Short != 0 {
			name = "-" + string(f.Short) + ", " + name
		}
		if !f.IsBool() {
			name += " " + f.FormatPlaceHolder()
		}
		if f.Name != "help" {
			rows = append(rows, fmt.Sprintf("| `%s` | %s |\n", name, f.Help))
		}
	}
	if len(rows) > 0 {
		b.WriteString("| argument | meaning |\n|---|---|\n" + strings.Join(slices.Compact(rows), ""))
	}
}
