package highs

import (
	"bytes"
	"os"

	"passage/internal/lp"
)

// logReader follows what HiGHS prints.
type logReader struct {
	progress func(lp.Progress)
	line     []byte
}

func (l *logReader) write(p []byte) {
	l.line = append(l.line, p...)
	for {
		line, rest, ok := bytes.Cut(l.line, []byte("\n"))
		if !ok {
			return
		}
		if os.Getenv("HLOG") != "" {
			println(string(line))
		}
		l.line = rest
	}
}
func (l *logReader) solver() string { return "HiGHS" }
