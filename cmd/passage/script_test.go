package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"passage/internal/cli"
)

// TestMain lets scripts run the command in this very binary.
func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"passage": main}) }

var update = flag.Bool("update", false, "rewrite the golden outputs in the scripts")

// TestScripts runs every script: what a person types, what they read, and the
// status that their own scripts see.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", UpdateScripts: *update, RequireExplicitExec: true, RequireUniqueNames: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status},
		Setup: func(env *testscript.Env) error {
			// The compiled solver is kept between runs, as it is for people.
			cache, err := os.UserCacheDir()
			if err != nil {
				return err
			}
			env.Setenv("XDG_CACHE_HOME", cache)
			return os.CopyFS(env.WorkDir+"/tiny", os.DirFS("testdata/tiny"))
		},
	})
}

// status runs a command and holds it to the exit status in the first argument:
// status 2 passage plan nowhere
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command [arguments]")
	}
	got := 0
	err := ts.Exec(args[1], args[2:]...)
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("%s left with %d, want %s", args[1], got, args[0])
	}
}

// A panic within a command is one sentence and a status, never a trace.
func TestPanicIsOneSentence(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	shell := cli.Shell{Out: panicking{}, Err: write, Env: func(string) string { return "" }}
	status := cli.Main(context.Background(), []string{"version"}, shell)
	write.Close()
	text, err := io.ReadAll(read)
	if err != nil {
		t.Fatal(err)
	}
	const want = "passage: something went wrong in the program itself (broken pen). Set PASSAGE_DEBUG=1 to see where.\n"
	if status != cli.ExitTrouble || string(text) != want {
		t.Errorf("status %d, text %q; want %d and %q", status, text, cli.ExitTrouble, want)
	}
}

type panicking struct{}

func (panicking) Write([]byte) (int, error) { panic("broken pen") }
