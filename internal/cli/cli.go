// Package cli is the command line of passage: one file for each command. What
// commands print on standard output is the same for the same input, but for
// the seconds that things took; progress and warnings go to standard error.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// Exit statuses.
const (
	ExitPlan       = 0 // there is a plan, or whatever else was asked for
	ExitTrouble    = 1 // trouble of the program or the machine
	ExitInput      = 2 // something is wrong with what was given
	ExitInfeasible = 3 // not every need can be met under goal "full", or a plan breaks limits
)

// Shell is what commands have around them.
type Shell struct {
	Out, Err io.Writer
	Env      func(string) string
	// OutTerm and ErrTerm are the widths of the terminals that Out and Err
	// are, 0 where they are none.
	OutTerm, ErrTerm int

	slips []string // what was warned of above what a command prints, by scenario
}

// System is the shell that the process was started from.
func System() Shell {
	return Shell{
		Out: os.Stdout, Err: os.Stderr, Env: os.Getenv,
		OutTerm: terminalWidth(os.Stdout), ErrTerm: terminalWidth(os.Stderr),
	}
}

// commands are the grammar of the command line.
type commands struct {
	Plan     planCommands    `cmd:"" help:"Find the best plan for a scenario, or judge one."`
	Check    checkCommand    `cmd:"" help:"List all that is wrong with a scenario, and how much of it is assumed."`
	Compare  compareCommand  `cmd:"" help:"Put two plans side by side: who gains and who loses, where and when."`
	Asks     asksCommand     `cmd:"" help:"Plan with each ask of a scenario and rank them by what they would do."`
	Convert  convertCommand  `cmd:"" help:"Convert a scenario between folder, .zip and .xlsx, without loss."`
	Ledger   ledgerCommands  `cmd:"" help:"Follow goods from release to hand-over."`
	Access   accessCommand   `cmd:"" help:"Print what a ledger has of access on a day: how doors are by who says so, what stands in the way, and which commitments are kept."`
	Read     readCommand     `cmd:"" help:"Read a report and propose what could be recorded of it. Nothing is saved; nothing is sent anywhere unless --model is given."`
	Rehearse rehearseCommand `cmd:"" help:"Simulate some days of a plan's trucks in a ledger, to train with and to try things on."`
	Sitrep   sitrepCommand   `cmd:"" help:"Write a situation report of two pages as PDF from a ledger and its newest plan."`
	Serve    serveCommand    `cmd:"" help:"Keep a ledger and let others hand facts in and read them over HTTP."`
	Backup   backupCommand   `cmd:"" help:"Write a ledger into one file and prove that it could be restored."`
	Restore  restoreCommand  `cmd:"" help:"Make a ledger from a backup; devices and other ledgers hand in again what it lacks."`
	Token    tokenCommands   `cmd:"" help:"Say who may hand facts in and read them."`
	Account  accountCommands `cmd:"" help:"Help people back into their accounts."`
	Verify   verifyCommand   `cmd:"" help:"Check a bundle of facts from a ledger, without that ledger and without a network; or that the log of a server goes on from a checkpoint."`
	Init     initCommand     `cmd:"" help:"Write an empty scenario with commented examples in every table."`
	Version  versionCommand  `cmd:"" help:"Print the version of passage."`
}

// exit is an error that carries the status to leave with. An empty text means
// that all has been said.
type exit struct {
	status int
	text   string
}

func (e exit) Error() string { return e.text }

// badInput is an error of what was given.
func badInput(format string, args ...any) error {
	return exit{ExitInput, fmt.Sprintf(format, args...)}
}

// Main runs one command and returns the exit status. A panic is trouble like
// any other: one sentence, and a trace only for who asks for one.
func Main(ctx context.Context, args []string, shell Shell) (status int) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintf(shell.Err, "passage: something went wrong in the program itself (%v). Set PASSAGE_DEBUG=1 to see where.\n", p)
			if shell.Env("PASSAGE_DEBUG") != "" {
				shell.Err.Write(debug.Stack())
			}
			status = ExitTrouble
		}
	}()
	var cmds commands
	left := -1
	parser, err := newParser(&cmds, shell, func(status int) { left = status; panic(leave{}) })
	if err != nil {
		fmt.Fprintf(shell.Err, "passage: %v\n", err)
		return ExitTrouble
	}
	switch {
	case len(args) == 0: // somebody looks what this is
		args = []string{"--help"}
	case args[0] == "help": // as people ask other programs
		args = append(slices.Clone(args[1:]), "--help")
	}
	parsed, err := parse(parser, args)
	if left >= 0 {
		return left
	}
	if err == nil {
		// Bound by its interface: kong would look for the type that it happens to have.
		parsed.BindTo(ctx, (*context.Context)(nil))
		err = parsed.Run(&shell)
	}
	for _, slip := range shell.slips { // a long plan has moved the warnings out of sight
		fmt.Fprintln(shell.Err, slip)
	}
	return explain(ctx, shell, err)
}

// leave unwinds to parse when kong has printed help.
type leave struct{}

func parse(parser *kong.Kong, args []string) (parsed *kong.Context, err error) {
	defer func() {
		if p := recover(); p != nil {
			if _, ok := p.(leave); !ok {
				panic(p)
			}
		}
	}()
	parsed, err = parser.Parse(args)
	if err != nil {
		see, problem := "passage", err.Error()
		word, extra := strings.CutPrefix(problem, "unexpected argument ")
		at := (*kong.ParseError)(nil)
		switch errors.As(err, &at); {
		case at == nil:
		case at.Context.Selected() != nil:
			node := at.Context.Selected()
			if see = node.FullPath(); extra && isFolder(word) && slices.ContainsFunc(node.Flags, func(f *kong.Flag) bool { return f.Name == "data" }) {
				problem += " (the folder of a ledger is written --data " + word + ")"
			}
		case extra:
			word, meant, _ := strings.Cut(word, ", did you mean ")
			problem = fmt.Sprintf("%q is no command", word)
			if meant != "" {
				problem += " (did you mean " + meant + ")"
			}
		}
		err = badInput("%s; see %s --help", problem, see)
	}
	return parsed, err
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func newParser(cmds *commands, shell Shell, exit func(int)) (*kong.Kong, error) {
	parser, err := kong.New(cmds, kong.Name("passage"),
		kong.Description("Plan humanitarian aid under access limits: from a folder of tables to a plan that people can act on."),
		kong.Writers(shell.Out, shell.Err), kong.Exit(exit), kong.Help(help), anyDigits(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 80}))
	if err != nil {
		return nil, err
	}
	for _, node := range parser.Model.Children {
		if node.DefaultCmd != nil {
			node.DefaultCmd.Name = "" // passage plan DIR is all that anybody types
		}
	}
	return parser, nil
}

// help prints what a command takes: of one with commands below it that works
// without them as well, what it takes then.
func help(options kong.HelpOptions, ctx *kong.Context) error {
	if at := ctx.Selected(); at != nil && at.DefaultCmd != nil {
		ctx.Path = append(ctx.Path, &kong.Path{Parent: at, Command: at.DefaultCmd, Flags: at.DefaultCmd.Flags})
	}
	return kong.DefaultHelpPrinter(options, ctx)
}

// explain says what went wrong and returns the status to leave with.
func explain(ctx context.Context, shell Shell, err error) int {
	var e exit
	switch {
	case err == nil:
		return ExitPlan
	case errors.As(err, &e):
		if e.text != "" {
			fmt.Fprintf(shell.Err, "passage: %s\n", err)
		}
		return e.status
	case ctx.Err() != nil:
		fmt.Fprintln(shell.Err, "passage: stopped. Nothing was written.")
		return ExitTrouble
	case errors.Is(err, os.ErrNotExist), errors.Is(err, os.ErrPermission):
		fmt.Fprintf(shell.Err, "passage: %v\n", err)
		return ExitInput
	}
	fmt.Fprintf(shell.Err, "passage: %v\n", err)
	return ExitTrouble
}
