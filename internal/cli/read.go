package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"passage"
	"passage/internal/exchange"
	"passage/internal/reading"
	"passage/internal/reading/model"
)

// readCommand is passage read.
type readCommand struct {
	File     string       `arg:"" help:"The report as plain text in UTF-8; - reads standard input."`
	On       passage.Date `help:"Day of the report; without it the one that stands in its heading." placeholder:"DATE"`
	Scenario string       `help:"A scenario, whose crossings and goods are looked for by their names." placeholder:"DIR"`
	JSON     bool         `name:"json" help:"Print the proposal as JSON."`
	modelFlags
}

// modelFlags say which language model may propose as well.
type modelFlags struct {
	Model     string `help:"Address of a language model that may propose as well what reports say, up to /v1. The whole text is sent there. Its key is read from PASSAGE_MODEL_KEY." placeholder:"URL"`
	ModelName string `help:"Which model of that server." placeholder:"NAME"`
}

// client is nil where there is none.
func (f *modelFlags) client(sh *Shell) (*model.Client, error) {
	switch {
	case f.Model == "" && f.ModelName != "":
		return nil, badInput("--model-name says which model, and there is no --model to say where")
	case f.Model == "":
		return nil, nil
	}
	m, err := model.New(f.Model, f.ModelName, sh.Env("PASSAGE_MODEL_KEY"))
	if err != nil {
		return nil, badInput("%v", err)
	}
	return m, nil
}

// Run proposes and saves nothing.
func (c *readCommand) Run(ctx context.Context, sh *Shell) error {
	text, err := c.text()
	if err != nil {
		return err
	}
	if err := reading.Check(text); err != nil {
		return badInput("%s cannot be read: %v", c.File, err)
	}
	if strings.TrimSpace(text) == "" {
		return badInput("%s is empty; there is nothing to read", c.File)
	}
	opt := reading.Options{On: c.On}
	if c.Scenario != "" {
		s, _, err := sh.read(ctx, c.Scenario, true)
		if err != nil {
			return err
		}
		local, err := exchange.ReadLocalAt(ctx, c.Scenario)
		if err != nil {
			return err
		}
		opt.Know(s, local.Names)
	}
	m, err := c.client(sh)
	if err != nil {
		return err
	}
	p := reading.Read(text, opt)
	if m != nil {
		on := opt.On
		if on.IsZero() && p.Reported != nil {
			on = p.Reported.Day
		}
		more, dropped, err := m.Propose(ctx, text, on)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			fmt.Fprintf(sh.Err, "warning: %v. What follows is proposed by the rules alone.\n", err)
		case dropped > 0:
			fmt.Fprintf(sh.Err, "warning: the model proposed %s that the text does not have; dropped.\n", count(dropped, "thing", "things"))
		}
		p = reading.Merge(p, more)
	}
	if c.JSON {
		out, err := json.MarshalIndent(p, "", "  ")
		if err != nil {
			return err
		}
		return sh.print(string(out) + "\n")
	}
	return sh.print(proposal(c.File, p, sh.view(false)))
}

// text reads the file, or standard input, and no more of it than may be read.
func (c *readCommand) text() (string, error) {
	in := io.Reader(os.Stdin)
	if c.File != "-" {
		f, err := os.Open(c.File)
		if errors.Is(err, fs.ErrNotExist) {
			return "", there(c.File, "a report as text")
		}
		if err != nil {
			return "", badInput("the report cannot be read: %v", err)
		}
		defer f.Close()
		in = f
	}
	raw, err := io.ReadAll(io.LimitReader(in, reading.MaxText+1))
	if err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			return "", badInput("the report cannot be read: %v", err)
		}
		return "", err
	}
	return string(raw), nil
}
