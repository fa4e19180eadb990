package reading

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"passage"
)

// dateAt is a day that the text speaks of, in words[from:to].
type dateAt struct {
	from, to int
	day      passage.Date // zero: it could not be resolved
	absolute bool         // with its year
	ahead    bool         // by, until: it lies before us
	since    bool
	first    passage.Date // of several, as in "8 to 10 June"; zero: it is one
}

// readDates finds the days of the text and the day of the report itself, and
// resolves the former against the latter.
func (d *doc) readDates(on passage.Date) {
	type open struct {
		dateAt
		day, month int
		weekday    int // 0 to 6, or -1
		ago        int // days, or -1
		last       bool
	}
	var found []open
	for i := 0; i < len(d.words); {
		o := open{weekday: -1, ago: -1}
		if y, m, day, end := d.absolute(i); end > 0 {
			o.day, o.month = day, m
			o.from, o.to = i, end
			if y > 0 {
				o.absolute = true
				o.dateAt.day = passage.DateOf(y, time.Month(m), day)
			}
		} else if kind, n, end := d.dayWord(i); end > 0 {
			o.from, o.to = i, end
			if kind == "weekday" {
				o.weekday = n
			} else {
				o.ago = n
			}
		} else {
			i++
			continue
		}
		d.around(&o.dateAt, &o.last)
		found = append(found, o)
		i = o.to
	}
	for _, o := range found {
		if o.absolute && d.heading(o.dateAt) {
			d.on = o.dateAt
			break
		}
	}
	if d.on.day == 0 { // the only full day of a text, in brackets or among its first or last words
		full := 0
		for _, o := range found {
			if o.absolute {
				full++
			}
		}
		for _, o := range found {
			from, to := d.w(o.from).from, d.w(o.to-1).to
			if open := d.f(o.from-1) == "(" || d.f(o.from-2) == "("; o.absolute && !o.since && !o.ahead && (open && d.f(o.to) == ")" || full == 1 && (from < 90 || len(strings.TrimSpace(d.text[to:])) < 40)) {
				d.on = o.dateAt
			}
		}
	}
	if on != 0 {
		if d.on.day != on {
			d.on = dateAt{}
		}
		d.on.day = on
	}
	report := d.on.day
	for _, o := range found {
		a := o.dateAt
		switch {
		case o.absolute:
		case report == 0:
			continue
		case o.weekday >= 0:
			back := (int(report.Weekday()) - o.weekday + 7) % 7
			switch {
			case o.ahead && o.last && back == 0: // next Thursday, on a Thursday
				a.day = report + 7
			case o.ahead:
				a.day = report + passage.Date((7-back)%7)
			case o.last && back == 0:
				a.day = report - 7
			default:
				a.day = report - passage.Date(back)
			}
		case o.ago >= 0:
			a.day = report - passage.Date(o.ago)
		default:
			a.day = yearFor(o.day, o.month, report, o.ahead)
		}
		if n := d.firstOf(o.from); n > 0 && o.day > n && a.day != 0 {
			a.first = a.day - passage.Date(o.day-n)
		}
		d.days = append(d.days, a)
	}
	if on != 0 && d.on.to == 0 { // the heading may have the day without its year
		for _, a := range d.days {
			if a.day == on && d.heading(a) && a.to-a.from > 1 {
				d.on = a
				break
			}
		}
	}
}

// firstOf returns the first day of the month of several, of which the last one
// stands at word k: from 8 to 10 June; 0 where it is one day.
func (d *doc) firstOf(k int) int {
	switch d.f(k - 1) {
	case "to", "-", "–", "/", "and", "الي", "و", "ile", "ve":
		if w := d.w(k - 2); w.num && k >= 2 {
			if n := small(w.text); n >= 1 && n <= 31 {
				return n
			}
		}
	}
	return 0
}

// yearFor finds the year of a day and month: the latest that is not later than
// some weeks after the report, or the first one after it.
func yearFor(day, month int, report passage.Date, ahead bool) passage.Date {
	year := report.Time().Year()
	for y := year + 1; y >= year-4; y-- {
		at := passage.DateOf(y, time.Month(month), day)
		if at.Time().Day() != day {
			continue // 29 February
		}
		if at <= report+45 || ahead && at <= report+300 {
			return at
		}
	}
	return 0
}

// absolute reads a day and a month, with a year or without.
func (d *doc) absolute(i int) (year, month, day, end int) {
	w := d.w(i)
	if w.num {
		if y, m, day, end := d.figures(i); end > 0 {
			return y, m, day, end
		}
		n := small(w.text)
		if n < 1 || n > 31 {
			return 0, 0, 0, 0
		}
		k := i + 1
		if d.f(k) == "of" || d.f(k) == "من" {
			k++
			if d.f(k) == "شهر" {
				k++
			}
		}
		m, k := d.month(k)
		if m == 0 {
			return 0, 0, 0, 0
		}
		if d.f(k) == "." {
			if y, _ := d.year(k + 1); y > 0 {
				k++
			}
		}
		if d.f(k) == "," && d.lang == English {
			if y, e := d.year(k + 1); y > 0 {
				return y, m, n, e
			}
		}
		y, e := d.year(k)
		return y, m, n, e
	}
	if d.lang != English || !w.upper {
		return 0, 0, 0, 0
	}
	m, k := d.month(i)
	if m == 0 {
		return 0, 0, 0, 0
	}
	if d.f(k) == "." {
		k++
	}
	if k >= len(d.words) || !d.w(k).num {
		return 0, 0, 0, 0
	}
	n := small(d.w(k).text)
	if n < 1 || n > 31 {
		return 0, 0, 0, 0
	}
	k++
	if d.f(k) == "," {
		if y, e := d.year(k + 1); y > 0 {
			return y, m, n, e
		}
		return 0, m, n, k
	}
	y, e := d.year(k)
	return y, m, n, e
}

// figures reads 2025-03-12, 12.03.2025 and 12/03/2025; the latter two only
// where it is clear which is the month.
func (d *doc) figures(i int) (year, month, day, end int) {
	parts := strings.Split(digitsOf(d.w(i).text), ".")
	end = i + 1
	if len(parts) == 1 {
		for len(parts) < 3 && end+1 < len(d.words) && (d.f(end) == "-" || d.f(end) == "/") && d.w(end+1).num && d.w(end).from == d.w(end-1).to {
			parts = append(parts, digitsOf(d.w(end+1).text))
			end += 2
		}
	}
	if len(parts) != 3 {
		return 0, 0, 0, 0
	}
	a, b, c := small(parts[0]), small(parts[1]), small(parts[2])
	if len(parts[0]) == 4 {
		year, month, day = a, b, c
	} else {
		year, month, day = c, b, a
		if d.lang == English && a <= 12 && a != b && end > i+1 { // with dots the day stands first
			return 0, 0, 0, 0
		}
	}
	if at := passage.DateOf(year, time.Month(month), day); year < 1900 || year > 2100 || month < 1 || month > 12 || at.Time().Day() != day {
		return 0, 0, 0, 0
	}
	return year, month, day, end
}

// month reads the name of a month, twice where it stands as in كانون الثاني/يناير.
func (d *doc) month(i int) (month, end int) {
	if i >= len(d.words) {
		return 0, i
	}
	p, end := dict().days.at(d, i)
	n, isMonth := strings.CutPrefix(p.value, string(d.lang)+"\tmonth\t")
	if !isMonth {
		return 0, i
	}
	month, _ = strconv.Atoi(n)
	if d.f(end) == "/" && d.lang == Arabic {
		if _, e := d.month(end + 1); e > end+1 {
			end = e
		}
	}
	return month, end
}

// year reads 2025 and (2025).
func (d *doc) year(i int) (year, end int) {
	k := i
	if d.f(k) == "(" {
		k++
	}
	if k >= len(d.words) || !d.w(k).num {
		return 0, i
	}
	y := small(d.w(k).text)
	if len(digitsOf(d.w(k).text)) != 4 || y < 1900 || y > 2100 {
		return 0, i
	}
	k++
	if d.f(i) == "(" {
		if d.f(k) != ")" {
			return 0, i
		}
		k++
	}
	return y, k
}

// dayWord reads the name of a weekday, and words such as yesterday.
func (d *doc) dayWord(i int) (kind string, n, end int) {
	w := d.w(i)
	if n, end := d.daysAgo(i); end > 0 {
		return "ago", n, end
	}
	if d.lang == Arabic && strings.HasPrefix(w.fold, "لل") {
		return "", 0, 0
	}
	p, end := dict().days.at(d, i)
	rest, ok := strings.CutPrefix(p.value, string(d.lang)+"\t")
	kind, num, _ := strings.Cut(rest, "\t")
	if !ok || kind == "month" {
		return "", 0, 0
	}
	n, _ = strconv.Atoi(num)
	if kind == "weekday" {
		switch d.lang {
		case English:
			if !w.upper {
				return "", 0, 0
			}
		case Turkish: // pazar is a market too, and salı is on its own too short
			if next := d.f(end); !strings.HasPrefix(next, "gün") && !strings.HasPrefix(next, "akşam") && d.f(i-1) != "geçen" && !strings.HasPrefix(next, "sabah") {
				return "", 0, 0
			}
		}
	}
	return kind, n, end
}

// daysAgo reads "two days ago", "قبل يومين" and "3 gün önce".
func (d *doc) daysAgo(i int) (n, end int) {
	k := i
	if d.lang == Arabic {
		if d.f(i) != "قبل" {
			return 0, 0
		}
		if d.f(i+1) == "يومين" {
			return 2, i + 2
		}
		k++
	}
	v, e, ok := d.quantity(k)
	if !ok || v < 1 || v > 60 || v != float64(int(v)) {
		return 0, 0
	}
	switch {
	case d.lang == English && (d.f(e) == "days" || d.f(e) == "day") && d.f(e+1) == "ago",
		d.lang == Turkish && d.f(e) == "gün" && d.f(e+1) == "önce":
		return int(v), e + 2
	case d.lang == Arabic && (d.f(e) == "ايام" || d.f(e) == "يوما"):
		return int(v), e + 1
	}
	return 0, 0
}

// around looks at the words before and behind a day.
func (d *doc) around(a *dateAt, last *bool) {
	before := d.f(a.from - 1)
	if before == "the" || before == "يوم" || before == "on" || before == "شهر" {
		before = d.f(a.from - 2)
	}
	behind := d.f(a.to)
	switch before {
	case "next", "coming":
		a.ahead, *last = true, true
	case "by", "until", "till", "before", "from", "through", "حتي", "بحلول", "قبل", "önümüzdeki", "الي":
		a.ahead = true
	case "since", "منذ":
		a.since = true
	case "last", "geçen", "past", "previous":
		*last = true
	}
	switch behind {
	case "الماضي", "الفايت", "المنصرم":
		*last = true
	case "المقبل", "القادم", "next":
		a.ahead, *last = true, true
	}
	for k := a.to - 1; k < min(a.to+3, len(d.words)); k++ {
		switch w := d.w(k); {
		case w.mark && k >= a.to:
			k = len(d.words)
		case w.fold == "kadar" || w.fold == "itibaren" && k == a.to:
			a.ahead = true
		case w.fold == "beri" || w.fold == "yana":
			a.since = true
		}
	}
}

// heading reports whether a day stands where reports bear their own: in a short
// line or before the dash of a first paragraph, among the first lines or in the last.
func (d *doc) heading(a dateAt) bool {
	from, to := d.w(a.from).from, d.w(a.to-1).to
	begin := strings.LastIndexByte(d.text[:from], '\n') + 1
	line, _, _ := strings.Cut(d.text[begin:], "\n")
	above := len(strings.Fields(strings.ReplaceAll(d.text[:begin], "\n", " ")))
	lines := 0
	for l := range strings.Lines(d.text[:begin]) {
		if strings.TrimSpace(l) != "" {
			lines++
		}
	}
	short := utf8.RuneCountInString(line) <= 110 && !strings.HasSuffix(strings.TrimRight(line, " \r"), ".")
	last := strings.TrimSpace(d.text[begin+len(line):]) == ""
	if last && lines > 0 && (short || len(strings.Fields(line)) <= 8) { // "Reported Wednesday, 12 July 2023."
		return true
	}
	if strings.TrimSpace(d.text[begin:from]) == "" && lines <= 3 && strings.HasPrefix(d.text[to:], ". ") {
		return true
	}
	if lines == 0 && utf8.RuneCountInString(d.text[begin:from]) <= 40 && strings.HasPrefix(d.text[to:], ". ") { // "Port Sudan, 12 November 2023. The …"
		return true
	}
	if lines > 5 || above > 80 {
		return false
	}
	if short {
		return true
	}
	rest := strings.TrimLeft(d.text[to:], " )")
	if tail, ok := strings.CutPrefix(rest, "("); ok { // an agency's name
		if _, after, ok := strings.Cut(tail, ")"); ok {
			rest = strings.TrimLeft(after, " ")
		}
	}
	return utf8.RuneCountInString(d.text[begin:from]) <= 60 && (strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "–") || strings.HasPrefix(rest, "—") || strings.HasPrefix(rest, ":"))
}

// daysIn returns the days that words[from:to] speak of.
func (d *doc) daysIn(from, to int) []dateAt {
	var in []dateAt
	for _, a := range d.days {
		if a.from >= from && a.to <= to {
			in = append(in, a)
		}
	}
	return in
}
