package cli

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/clipperhouse/displaywidth"

	"passage"
	"passage/internal/reading"
	"passage/internal/report"
)

// proposal writes a proposal for a terminal: each field, and below it the words
// that it comes from; then what stayed empty.
func proposal(name string, p reading.Proposal, v report.View) string {
	w := &proposed{width: v.Width}
	if name == "-" {
		name = "The text"
	}
	languages := map[reading.Language]string{reading.English: "English", reading.Arabic: "Arabic", reading.Turkish: "Turkish"}
	w.line(0, fmt.Sprintf("%s: read as %s.", plain(name), languages[p.Language]))
	if p.Reported == nil {
		w.line(0, "It does not say when it was written; days such as \"Tuesday\" stay empty. Give it with --on.")
	} else {
		w.line(0, "Reported on "+p.Reported.Day.String())
		w.quote(p.Reported.Words, p.Reported.By)
	}
	if e := p.Engagement; e == nil {
		w.empty = append(w.empty, "an engagement")
	} else {
		w.head("Engagement")
		w.value("form", e.Form)
		w.day("date", e.Date)
		w.value("place", e.Place)
		w.value("level", e.Level)
		for _, x := range e.Participants {
			w.line(2, "with "+join(", ", x.Name, x.Role, x.Body))
			w.quote(x.Words, x.By)
		}
		w.said("said", e.Statements)
		w.said("asked", e.Asks)
		w.said("promised", e.Commitments)
		for _, x := range []struct {
			none bool
			name string
		}{{len(e.Participants) == 0, "participants"}, {len(e.Statements) == 0, "statements"}, {len(e.Asks) == 0, "asks"}, {len(e.Commitments) == 0, "commitments"}} {
			if x.none {
				w.empty = append(w.empty, x.name)
			}
		}
	}
	w.list("Topics", "topics", len(p.Topics), func(i int) (string, reading.Words, reading.Proposer) {
		x := p.Topics[i]
		return strings.ReplaceAll(x.Value, "_", " "), x.Words, x.By
	})
	w.list("Doors", "states of doors", len(p.Doors), func(i int) (string, reading.Words, reading.Proposer) {
		x := p.Doors[i]
		text := fmt.Sprintf("%s: %s", x.Name, x.State)
		if x.ID != "" {
			text = fmt.Sprintf("%s (%s): %s", x.Name, x.ID, x.State)
		}
		if x.Since != nil {
			text += " since " + x.Since.Day.String()
		}
		return text, x.Words, x.By
	})
	w.list("Impediments", "impediments", len(p.Impediments), func(i int) (string, reading.Words, reading.Proposer) {
		x := p.Impediments[i]
		return join(", ", x.Kind, strings.ReplaceAll(string(x.Obstacle), "_", " "), x.Place), x.Words, x.By
	})
	w.list("Figures", "figures", len(p.Figures), func(i int) (string, reading.Words, reading.Proposer) {
		x := p.Figures[i]
		return figureText(x), x.Words, x.By
	})
	w.b.WriteByte('\n')
	if len(w.empty) > 0 {
		w.line(0, "Left empty, because the text does not say so or not clearly: "+strings.Join(w.empty, ", ")+".")
	}
	w.line(0, "Nothing was saved. These are proposals; a person decides what is recorded.")
	return w.b.String()
}

// proposed is such a text in the making.
type proposed struct {
	b     strings.Builder
	width int
	empty []string
}

func (w *proposed) head(s string) { w.b.WriteString("\n" + s + "\n") }

// line writes a text over as many lines as it takes, indented.
func (w *proposed) line(indent int, text string) {
	pad := strings.Repeat(" ", indent)
	have := 0
	for i, word := range strings.Fields(plain(text)) {
		n := displaywidth.String(word)
		switch {
		case i == 0:
			w.b.WriteString(pad)
			have = indent
		case have+1+n > w.width:
			w.b.WriteString("\n" + pad + "  ")
			have = indent + 2
		default:
			w.b.WriteByte(' ')
			have++
		}
		w.b.WriteString(word)
		have += n
	}
	w.b.WriteByte('\n')
}

func (w *proposed) quote(words reading.Words, by reading.Proposer) {
	switch {
	case words.Text != "" && by == reading.ByModel:
		w.line(6, "\""+words.Text+"\" (proposed by a model)")
	case words.Text != "":
		w.line(6, "\""+words.Text+"\"")
	}
}

func (w *proposed) value(name string, v *reading.Value) {
	if v == nil {
		w.empty = append(w.empty, name)
		return
	}
	w.line(2, name+" "+strings.ReplaceAll(v.Value, "_", " "))
	w.quote(v.Words, v.By)
}

func (w *proposed) day(name string, d *reading.Day) {
	if d == nil {
		w.empty = append(w.empty, name)
		return
	}
	w.line(2, name+" "+d.Day.String())
	w.quote(d.Words, d.By)
}

func (w *proposed) said(verb string, list []reading.Said) {
	for _, x := range list {
		text := verb + " by " + cmp.Or(x.Speaker, "somebody who is not clear")
		if x.To != "" {
			text += ", of " + x.To
		}
		switch x.About {
		case passage.OfFact:
			text += ", about what is"
		case passage.OfNorm:
			text += ", about what ought to be"
		}
		for _, when := range []struct {
			word string
			*reading.Day
		}{{"from", x.From}, {"until", x.Until}, {"for", x.Due}} {
			if when.Day != nil {
				text += ", " + when.word + " " + when.Day.Day.String()
			}
		}
		w.line(2, text+counted(x))
		w.quote(x.Words, x.By)
	}
}

// counted says what of a commitment can be counted.
func counted(x reading.Said) (text string) {
	if x.Figure != nil {
		text = ", " + figureText(*x.Figure)
	}
	switch {
	case x.Goods != nil && x.Goods.Value == "":
		text += fmt.Sprintf(" of \"%s\" (more than one could be meant)", x.Goods.Words.Text)
	case x.Goods != nil:
		text += " of " + x.Goods.Value
	}
	if x.Door != nil {
		text += ", at " + x.Door.Value
	}
	return text
}

func figureText(f reading.Figure) string {
	return strconv.FormatFloat(f.Value, 'f', -1, 64) + " " + strings.ReplaceAll(f.Unit, "_", " ")
}

func (w *proposed) list(head, name string, n int, item func(int) (string, reading.Words, reading.Proposer)) {
	if n == 0 {
		w.empty = append(w.empty, name)
		return
	}
	w.head(head)
	for i := range n {
		text, words, by := item(i)
		w.line(2, text)
		w.quote(words, by)
	}
}

func join(sep string, parts ...string) string {
	var all []string
	for _, p := range parts {
		if p != "" {
			all = append(all, p)
		}
	}
	return strings.Join(all, sep)
}

// plain takes out what a terminal would obey rather than show.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, s)
}
