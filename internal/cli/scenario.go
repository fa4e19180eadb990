package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"passage"
	"passage/internal/exchange"
	"passage/internal/exchange/book"
)

// What scenarios and plans are read from, as sentences end.
const (
	scenarioForms = "a folder, a .zip or an .xlsx"
	planForms     = "a folder of its tables, an .xlsx, a .zip or a plan.json"
)

// there is an error of what was given where nothing at path can be read as one of
// the forms.
func there(path, forms string) error {
	switch info, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return badInput("there is no %q%s; expected %s", path, beside(path), forms)
	case err != nil:
		return badInput("%v; expected %s", err, forms)
	case !info.IsDir() && !info.Mode().IsRegular():
		return badInput("%s is neither a folder nor a file; expected %s", path, forms)
	}
	return nil
}

// beside says what else lies in the folder where a path was looked for, so that whoever
// misspelt it sees the name; nothing where that is a long list, or where people are anyway.
func beside(path string) string {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) > 8 || filepath.Dir(path) == "." {
		return ""
	}
	var names []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			names = append(names, filepath.Join(filepath.Dir(path), e.Name()))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " (there is " + strings.Join(names, ", ") + ")"
}

// inside says which scenarios lie in a folder that is none itself.
func inside(path string) string {
	tables, err := filepath.Glob(filepath.Join(path, "*", book.SettingsFile))
	if err != nil || len(tables) == 0 || len(tables) > 8 {
		return ""
	}
	for i, table := range tables {
		tables[i] = filepath.Dir(table)
	}
	return "; in it are " + strings.Join(tables, ", ")
}

// read reads a scenario. Warnings go to standard error; faults do too, and
// are an error. It returns the seconds that reading took.
func (sh *Shell) read(ctx context.Context, path string, quiet bool) (*passage.Scenario, float64, error) {
	if err := there(path, scenarioForms); err != nil {
		return nil, 0, err
	}
	begin := time.Now()
	loaded, err := exchange.Read(ctx, path)
	if err != nil {
		return nil, 0, err
	}
	seconds := time.Since(begin).Seconds()
	if loaded.Faults.Fatal() {
		writeFaults(sh.Err, loaded.Faults, 20)
		return nil, 0, badInput("%s cannot be planned: %s%s", path, countFaults(loaded.Faults), inside(path))
	}
	if !quiet {
		writeFaults(sh.Err, loaded.Faults, 3)
		if n := len(loaded.Faults); n > 0 {
			sh.slips = append(sh.slips, fmt.Sprintf("warning: in %s %s, as told above; what is planned rests on it. passage check lists all.", path, count(n, "thing looks like a slip", "things look like slips")))
		}
	}
	return loaded.Scenario, seconds, nil
}

func countFaults(faults passage.Faults) string {
	wrong, warnings := 0, 0
	for _, f := range faults {
		if f.Warning {
			warnings++
		} else {
			wrong++
		}
	}
	text := count(wrong, "thing is", "things are") + " wrong"
	if warnings > 0 {
		text += ", " + count(warnings, "looks like a slip", "look like slips")
	}
	return text
}

// writeFaults lists faults, those that are wrong first, then likely slips, a
// table and column together; of each at most so many are spelt out.
func writeFaults(w io.Writer, faults passage.Faults, most int) {
	for _, warning := range []bool{false, true} {
		type group struct{ table, column string }
		var order []group
		byGroup := map[group]passage.Faults{}
		for _, f := range faults {
			if f.Warning == warning {
				g := group{f.Table, f.Column}
				if byGroup[g] == nil {
					order = append(order, g)
				}
				byGroup[g] = append(byGroup[g], f)
			}
		}
		for _, g := range order {
			list := byGroup[g]
			slices.SortStableFunc(list, func(a, b passage.Fault) int { return cmp.Compare(a.Line, b.Line) })
			for i, f := range list {
				if i == most && len(list) > most+1 {
					fmt.Fprintf(w, "%s%s, %s: %d more like these; passage check lists them\n", mark(warning), g.table, cmp.Or(g.column, "rows"), len(list)-i)
					break
				}
				fmt.Fprintf(w, "%s%s\n", mark(warning), f)
			}
		}
	}
}

func mark(warning bool) string {
	if warning {
		return "warning: "
	}
	return "error: "
}
