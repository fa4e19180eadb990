// Passage plans humanitarian aid under access limits. See docs/cli.md.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"passage/internal/cli"
)

func main() { os.Exit(run()) }

// run is main with a status to return, so that deferred calls are made.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // who asks twice is not kept waiting
	return cli.Main(ctx, os.Args[1:], cli.System())
}
