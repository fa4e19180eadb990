package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"passage/internal/lp"
	"passage/internal/report"
)

// terminalWidth returns the columns of the terminal that a file is, 0 for none.
func terminalWidth(f *os.File) int {
	if !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		return 80
	}
	return width
}

// view says how text is to look on standard output. Wider than a page of print
// nothing reads well.
func (sh *Shell) view(all bool) report.View {
	v := report.View{Width: 80, All: all}
	if sh.OutTerm > 0 {
		v.Width = min(sh.OutTerm, 100)
		v.Colour = sh.Env("NO_COLOR") == "" && sh.Env("TERM") != "dumb"
	}
	return v
}

// patience is how long something may take before progress is shown.
const patience = time.Second

// progress shows on a terminal what is being done, and how long it has taken.
// The zero progress shows nothing.
type progress struct {
	out   io.Writer
	width int
	stop  chan struct{}
	done  sync.WaitGroup

	mu     sync.Mutex
	begun  time.Time
	stage  string
	solver lp.Progress
}

// progress starts showing what is being done, unless it should be quiet. Call
// end before anything else is printed.
func (sh *Shell) progress(quiet bool) *progress {
	p := &progress{begun: time.Now()}
	if quiet || sh.ErrTerm == 0 {
		return p
	}
	p.out, p.width, p.stop = sh.Err, sh.ErrTerm, make(chan struct{})
	p.done.Go(func() {
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-p.stop:
				return
			case <-tick.C:
				p.show()
			}
		}
	})
	return p
}

func (p *progress) show() {
	p.mu.Lock()
	defer p.mu.Unlock()
	since := time.Since(p.begun)
	if since < patience || p.stage == "" {
		return
	}
	text := fmt.Sprintf("%4.0f s  %s", since.Seconds(), p.stage)
	if p.solver.Iterations > 0 {
		text += fmt.Sprintf(" (%s, %d iterations)", p.solver.Method, p.solver.Iterations)
	}
	if len(text) > p.width-1 {
		text = text[:p.width-1]
	}
	fmt.Fprintf(p.out, "\r\x1b[K%s", text)
}

// set says what is being done.
func (p *progress) set(stage string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stage, p.solver = stage, lp.Progress{}
}

// solving takes the solver's word on how far it is.
func (p *progress) solving(now lp.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.solver = now
}

// end wipes the line of progress off the terminal. It may be called twice.
func (p *progress) end() {
	if p.stop == nil {
		return
	}
	close(p.stop)
	p.done.Wait()
	p.stop = nil
	if time.Since(p.begun) >= patience {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
