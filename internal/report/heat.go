package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// paint writes colours where a terminal shows them.
type paint bool

func (p paint) wrap(code, text string) string {
	if !p {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (p paint) bold(text string) string { return p.wrap("1", text) }
func (p paint) dim(text string) string  { return p.wrap("2", text) }

// heats are backgrounds of the 256-colour cube from nothing to all, red over
// amber to green, each with a foreground that can be read on it.
var heats = [...]string{"48;5;88;38;5;231", "48;5;124;38;5;231", "48;5;166;38;5;231", "48;5;214;38;5;16", "48;5;221;38;5;16", "48;5;150;38;5;16", "48;5;65;38;5;231"}

// heat colours text by a cover.
func (p paint) heat(v float64, text string) string {
	if math.IsNaN(v) {
		return text
	}
	return p.wrap(heats[min(int(max(v, 0)*float64(len(heats)-1)+1e-9), len(heats)-1)], text)
}

// cell writes a cover in three columns: per cent, full where all is met, and a
// dot where nobody is.
func (p paint) cell(v float64) string {
	text := "  ·"
	switch {
	case math.IsNaN(v):
	case v >= 0.995:
		text = "100"
	default:
		text = padLeft(strconv.Itoa(int(math.Round(v*100))), 3)
	}
	return p.heat(v, text)
}

// mark writes a cover in one column: a tenth as its digit, # where all is met.
func (p paint) mark(v float64) string {
	text := "·"
	switch {
	case math.IsNaN(v):
	case v >= 0.995:
		text = "#"
	default:
		text = strconv.Itoa(min(9, int(v*10)))
	}
	return p.heat(v, text)
}

// heatRow is one row of a heat map.
type heatRow struct {
	label string
	cells []float64
	mean  float64
}

// heatMap writes rows by period. Three columns a period where that fits, else
// one.
func (p paint) heatMap(h Horizon, width int, rows []heatRow) []string {
	label := 12
	for _, r := range rows {
		label = max(label, min(22, len([]rune(r.label))))
	}
	room := width - label - 1 - 6 // 6 for the mean
	wide := h.Periods*4 <= room
	var lines []string
	if wide {
		days, months := strings.Repeat(" ", label+1), strings.Repeat(" ", label+1)
		last := ""
		for t := range h.Periods {
			d := h.FirstDay(t).Time()
			month := ""
			if m := d.Format("Jan"); m != last {
				month, last = m, m
			}
			months += padLeft(month, 3) + " "
			days += padLeft(strconv.Itoa(d.Day()), 3) + " "
		}
		lines = append(lines, strings.TrimRight(months, " "), days+padLeft("mean", 5))
	} else {
		lines = append(lines, fmt.Sprintf("One sign a %s, %s to %s: 0 is less than a tenth, # is all", period(h.PeriodDays), shortDate(h.Start), longDate(h.LastDay)))
	}
	for _, r := range rows {
		line := pad(cut(r.label, label), label) + " "
		per := max(1, room)
		for t, v := range r.cells {
			switch {
			case wide:
				line += p.cell(v) + " "
			case t > 0 && t%per == 0:
				lines = append(lines, line)
				line = strings.Repeat(" ", label+1) + p.mark(v)
			default:
				line += p.mark(v)
			}
		}
		lines = append(lines, line+" "+padLeft(percent(r.mean), 4))
	}
	return lines
}
