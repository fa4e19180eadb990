package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// load says how the pages are measured: people at one server, each clicking
// through all of its pages, over a ledger of some size.
type load struct {
	Users    int
	Waybills int
	Each     int    // facts of a waybill at least; the rehearsal alone makes some five
	Data     string // folder of the ledger; one that is filled already is used as it is
	DB       string // of PostgreSQL; empty: SQLite in the folder
	Think    time.Duration
	Minutes  float64
	Facts    float64 // handed in by devices meanwhile, a second
	Samples  int     // requests of each kind that are asked one at a time
	Kinds    string  // a regular expression: of these kinds alone; empty: of all
	Scenario string
}

// The parts of a load that are processes of their own, as first arguments.
const (
	fillFlag  = "-fill"
	serveFlag = "-serve"
)

// enrolFile holds the sessions of everybody who will walk, and a device's token.
const enrolFile = "people.json"

// measureLoad fills a ledger where there is none, has people walk, and prints
// what they met.
func measureLoad(ctx context.Context, self string, l load, out, stderr io.Writer) (err error) {
	if l.Data == "" {
		if l.Data, err = os.MkdirTemp("", "passage-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(l.Data)
	}
	l.DB = strings.ReplaceAll(l.DB, "$PASSAGE_TEST_POSTGRES", os.Getenv("PASSAGE_TEST_POSTGRES"))
	engine := "SQLite"
	if l.DB != "" {
		engine = "PostgreSQL"
	}
	arg, err := json.Marshal(l)
	if err != nil {
		return err
	}
	fill := exec.CommandContext(ctx, self, fillFlag, string(arg))
	fill.Stdout, fill.Stderr = out, stderr
	fmt.Fprintf(out, "\nThe pages, on %s\n", engine)
	if err := fill.Run(); err != nil {
		return fmt.Errorf("filling the ledger: %w", err)
	}
	people, err := readPeople(l.Data)
	if err != nil || l.Users == 0 {
		return err
	}
	server, err := startServer(ctx, self, l)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	w, err := newWalk(l, people, server)
	if err != nil {
		return err
	}
	if err := w.ready(ctx); err != nil {
		return err
	}
	if err := w.tour(ctx); err != nil {
		return err
	}
	if l.Minutes > 0 {
		if err := w.timed(ctx, out); err != nil {
			return err
		}
	}
	if err := w.alone(ctx); err != nil {
		return err
	}
	memory, err := server.memory(ctx)
	if err != nil {
		return err
	}
	w.queue(2)
	_, err = io.WriteString(out, memory.text()+w.table())
	return err
}

// timed has people click and prints what of the processors that took.
func (w *walk) timed(ctx context.Context, out io.Writer) error {
	fmt.Fprintf(out, "  %d people of %d organisations for %g minutes, thinking %s on average between two clicks (exponential, from a quarter to four times that),\n"+
		"  each kind of page as likely as any other, those of every day five times as likely, files a fourth, tables of thousands of rows a fortieth; %g facts a second handed in by devices meanwhile\n",
		len(w.people), len(loadOrgs), w.load.Minutes, w.load.Think, w.load.Facts)
	before, began := w.server.used(), time.Now()
	if err := w.walk(ctx); err != nil {
		return err
	}
	after, took := w.server.used(), time.Since(began).Seconds()
	_, err := fmt.Fprintf(out, "  %.1f requests a second, %.1f %% of one processor for the server, %.1f %% for its database\n",
		float64(len(w.clicks))/took, 100*(after.own-before.own)/took, 100*(after.database-before.database)/took)
	return err
}

func readPeople(dir string) (p people, err error) {
	text, err := os.ReadFile(filepath.Join(dir, enrolFile))
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	return p, err
}

// server is passage serve in a process of its own.
type server struct {
	cmd     *exec.Cmd
	address string // of the pages
	figures string // where it tells of itself
	ended   chan error
	db      *backends
}

// startServer starts the server and waits until it listens.
func startServer(ctx context.Context, self string, l load) (*server, error) {
	arg, err := json.Marshal(l)
	if err != nil {
		return nil, err
	}
	s := &server{cmd: exec.Command(self, serveFlag, string(arg)), ended: make(chan error, 1)}
	log, err := os.Create(filepath.Join(l.Data, "server.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	s.cmd.Stderr = log
	pipe, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	said := make(chan string)
	go func() {
		lines := bufio.NewScanner(pipe)
		for lines.Scan() {
			said <- lines.Text()
		}
		close(said)
		s.ended <- s.cmd.Wait()
	}()
	deadline := time.After(10 * time.Minute) // a large ledger is looked through first
	for s.address == "" {
		select {
		case line, ok := <-said:
			if !ok {
				return nil, errors.New("the server ended before it listened")
			}
			if rest, ok := strings.CutPrefix(line, "figures "); ok {
				s.figures = rest
			}
			if rest, ok := strings.CutPrefix(line, "passage listens on "); ok {
				s.address, _, _ = strings.Cut(rest, ";")
			}
		case <-deadline:
			return nil, errors.Join(errors.New("the server does not listen after ten minutes"), s.cmd.Process.Kill())
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), s.cmd.Process.Kill())
		}
	}
	go func() {
		for range said {
		}
	}()
	s.db, err = backendsOf(ctx, l.DB)
	return s, err
}

// stop asks the server to end and waits until it has.
func (s *server) stop() error {
	err := s.cmd.Process.Signal(os.Interrupt)
	select {
	case <-s.ended:
	case <-time.After(time.Minute):
		err = errors.Join(err, s.cmd.Process.Kill(), errors.New("the server did not end within a minute"))
	}
	return errors.Join(err, s.db.close())
}
