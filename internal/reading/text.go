package reading

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// word is a word, a number or a mark of the text.
type word struct {
	from, to int    // bytes of the text, a case ending after an apostrophe included
	stem     int    // where the word ends without such an ending
	text     string // as written, without it
	fold     string // as it is looked up
	ending   string // what came after the apostrophe
	upper    bool   // begins with a capital
	num      bool
	mark     bool
	begins   bool // a sentence
}

// sentence is words[first:last], and the bytes that they span.
type sentence struct {
	first, last int
	from, to    int
	paragraph   int
}

// doc is a text taken apart.
type doc struct {
	text      string
	lang      Language
	words     []word
	sentences []sentence
	on        dateAt // the day of the report, zero if unknown
	days      []dateAt
	bodies    []bodyAt
	people    []person
	byPeople  *peopleAt // nil: to be made
	byBodies  *bodiesAt
	looked    map[string][]string // what a word may be looked up as
	clauses   map[int][]int       // by the first word of a sentence (clausesOf)
	known     lexicon             // names of the scenario's doors
	goods     lexicon             // names of its commodities
}

func newDoc(text string) *doc {
	d := &doc{text: text, lang: languageOf(text)}
	d.words = split(text, d.lang)
	d.sentences = sentences(text, d.words)
	for _, s := range d.sentences {
		d.words[s.first].begins = true
	}
	return d
}

// folds are letters that are looked up as another one.
var folds = map[rune]rune{
	'أ': 'ا', 'إ': 'ا', 'آ': 'ا', 'ٱ': 'ا', 'ى': 'ي', 'ة': 'ه', 'ؤ': 'و', 'ئ': 'ي',
	'ı': 'i', 'İ': 'i', '’': '\'', '‘': '\'', 'ʼ': '\'', '`': '\'', '‐': '-', '‑': '-',
	'â': 'a', 'î': 'i', 'û': 'u', 'é': 'e', 'è': 'e', 'á': 'a', 'ó': 'o', 'í': 'i',
}

// fold makes spellings of one word alike.
func fold(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == 'ـ' || unicode.Is(unicode.Mn, r): // what stretches and vowels an Arabic word
			continue
		case folds[r] != 0:
			b.WriteRune(folds[r])
		default:
			r = unicode.ToLower(r)
			if f := folds[r]; f != 0 {
				r = f
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' || r == '‘' }

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || r == 'ـ'
}

// split takes a text apart into words.
func split(text string, lang Language) []word {
	var words []word
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError:
			i += n
		case unicode.IsDigit(r):
			w := number(text, i)
			words = append(words, w)
			i = w.to
		case inWord(r):
			w := letters(text, i, lang)
			words = append(words, w)
			i = w.to
		default:
			words = append(words, word{from: i, to: i + n, stem: i + n, text: text[i : i+n], fold: text[i : i+n], mark: true})
			i += n
		}
	}
	return words
}

// number reads digits with the marks of thousands and decimals among them.
func number(text string, from int) word {
	i, digits := from, from
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if unicode.IsDigit(r) {
			i += n
			digits = i
			continue
		}
		next, _ := utf8.DecodeRuneInString(text[min(i+n, len(text)):])
		if !strings.ContainsRune(",.٫٬", r) || !unicode.IsDigit(next) {
			break
		}
		i += n
	}
	w := word{from: from, to: digits, stem: digits, num: true}
	rest := text[digits:]
	if r, n := utf8.DecodeRuneInString(rest); isApostrophe(r) && len(rest) > n { // the 60'ının of Turkish
		end := letterRun(rest[n:])
		w.ending, w.to = fold(rest[n:n+end]), digits+n+end
		if end == 0 {
			w.to = digits
		}
	} else if end := letterRun(rest); end > 0 { // 11th, 4x4
		w.to, w.stem = digits+end, digits+end
		if !slices.Contains([]string{"st", "nd", "rd", "th"}, strings.ToLower(rest[:end])) {
			w.num = false
		} else {
			w.stem = digits
		}
	}
	w.text = text[from:w.stem]
	w.fold = fold(w.text)
	return w
}

func letterRun(s string) int {
	for i, r := range s {
		if !inWord(r) {
			return i
		}
	}
	return len(s)
}

// letters reads a word: letters, joined by hyphens and apostrophes, or an
// abbreviation such as U.N. with its dots.
func letters(text string, from int, lang Language) word {
	i := from
	for dots := 0; ; dots++ { // single letters, each with its dot
		_, n := utf8.DecodeRuneInString(text[i:])
		if i+n >= len(text) || text[i+n] != '.' || letterRun(text[i:]) != n {
			if dots >= 2 {
				return dotted(text, from, i)
			}
			break
		}
		i += n + 1
		if i >= len(text) || letterRun(text[i:]) == 0 {
			if dots >= 1 {
				return dotted(text, from, i)
			}
			break
		}
	}
	i = from
	stem := -1
	for {
		i += letterRun(text[i:])
		if i >= len(text) {
			break
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		more := letterRun(text[i+n:])
		if isApostrophe(r) && more == 0 && lang == English && text[i-1] == 's' && owns(text, i, i+n) { // the rebels' commander
			stem = i
			i += n
			break
		}
		if more == 0 || !isApostrophe(r) && r != '-' && r != '‑' && r != '‐' {
			break
		}
		if isApostrophe(r) {
			tail := text[i+n : i+n+more]
			if lang == Turkish && !isUpper(tail) || tail == "s" {
				stem = i
				i += n + more
				break
			}
		}
		i += n
	}
	w := word{from: from, to: i, stem: i, upper: isUpper(text[from:])}
	if stem > 0 {
		w.stem = stem
		w.ending = strings.TrimLeft(fold(text[stem:i]), "'")
		if w.ending == "" {
			w.ending = "s"
		}
	}
	w.text = text[from:w.stem]
	w.fold = fold(w.text)
	return w
}

// owns reports whether an apostrophe in text[from:to], behind a plural, is that of
// an owner and ends no quotation.
func owns(text string, from, to int) bool {
	if to+1 >= len(text) || text[to] != ' ' || letterRun(text[to+1:]) == 0 {
		return false
	}
	line := text[strings.LastIndexByte(text[:from], '\n')+1 : from]
	return !strings.ContainsAny(line, "‘") && !strings.Contains(" "+line, " '")
}

// dotted is an abbreviation such as U.N., with the 's that may follow it.
func dotted(text string, from, to int) word {
	w := word{from: from, to: to, stem: to, text: text[from:to], fold: fold(text[from:to]), upper: isUpper(text[from:])}
	if r, n := utf8.DecodeRuneInString(text[to:]); isApostrophe(r) && strings.HasPrefix(text[to+n:], "s") && letterRun(text[to+n:]) == 1 {
		w.to, w.ending = to+n+1, "s"
	}
	return w
}

func isUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// allCaps reports whether a word is in capitals alone, as acronyms are.
func allCaps(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters > 1
}

// abbreviations end in a dot that ends no sentence.
var abbreviations = map[string]bool{
	"mr": true, "ms": true, "mrs": true, "dr": true, "prof": true, "gen": true, "lt": true, "col": true, "maj": true, "capt": true, "brig": true, "st": true,
	"sh": true, "no": true, "jan": true, "feb": true, "mar": true, "apr": true, "jun": true, "jul": true, "aug": true, "sept": true, "sep": true, "oct": true,
	"nov": true, "dec": true, "approx": true, "sen": true, "rep": true, "gov": true, "av": true, "yrd": true, "doç": true, "sn": true, "ret": true, "rtd": true, "sgt": true, "cmdr": true, "adm": true, "rev": true, "hon": true, "eng": true, "engr": true, "wzro": true, "hadj": true, "dra": true, "sra": true, "mme": true, "ma": true, "md": true, "fr": true,
}

// longest is how many words a sentence may have.
const longest = 250

// sentences puts words into sentences. A line that a program wrapped goes on in
// the next one; a heading, an item of a list and a paragraph do not.
func sentences(text string, words []word) []sentence {
	var all []sentence
	begin, paragraph, quoted := 0, 0, false
	widest := 0 // a program that wraps lines leaves none that is much longer
	for line := range strings.Lines(text) {
		widest = max(widest, utf8.RuneCountInString(line))
	}
	end := func(i int) {
		if i > begin {
			all = append(all, sentence{begin, i, words[begin].from, words[i-1].to, paragraph})
		}
		begin = i
	}
	for i := range words {
		if i > 0 {
			switch gap := text[words[i-1].to:words[i].from]; {
			case strings.Count(gap, "\n") > 1:
				end(i)
				paragraph++
				quoted = false
			case strings.Contains(gap, "\n") && !wrapped(text, words[i-1].to, words[i], widest):
				end(i)
			}
		}
		if i-begin > longest { // no prose; rules look at what stands in one sentence
			end(i)
		}
		w := words[i]
		if w.mark && strings.Contains("\"“”«»", w.text) {
			quoted = w.text != "”" && w.text != "»" && (w.text != "\"" || !quoted)
		}
		if !w.mark || !strings.Contains(".!?؟…", w.text) {
			continue
		}
		if w.text == "." && i > 0 && (words[i-1].to == w.from && (abbreviations[words[i-1].fold] || len([]rune(words[i-1].text)) == 1 && words[i-1].upper && !words[i-1].num)) {
			continue
		}
		last := i + 1
		for last < len(words) && words[last].mark && words[last].from == words[last-1].to && strings.Contains("\"”»)'’", words[last].text) {
			last++
		}
		if last < len(words) && words[last].from == words[last-1].to {
			continue
		}
		if last < len(words) && !words[last].mark && !words[last].upper && !words[last].num && unicode.IsLower(first(words[last].text)) {
			continue
		}
		if quoted && last == i+1 { // two sentences within one quotation are one
			continue
		}
		end(last)
	}
	end(len(words))
	return all
}

func first(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// wrapped reports whether the line break before a word is one that a program
// put in: the line is long and the next word goes on.
func wrapped(text string, at int, next word, widest int) bool {
	if next.mark || next.num && strings.HasPrefix(strings.TrimLeft(text[next.to:min(len(text), next.to+2)], " "), ".") {
		return false
	}
	line := text[strings.LastIndexByte(text[:at], '\n')+1 : at]
	long := utf8.RuneCountInString(line)
	if strings.ContainsAny(line[max(0, len(line)-1):], ".:!?") {
		return false
	}
	return unicode.IsLower(first(next.text)) || long >= 60 && widest <= 90
}

// sentenceOf returns the number of the sentence that has a byte, or the last
// one before it.
func (d *doc) sentenceOf(at int) int {
	i, _ := slices.BinarySearchFunc(d.sentences, at+1, func(s sentence, at int) int { return s.from - at })
	return max(0, i-1)
}

// wordAt returns the number of the first word that does not end before a byte.
func (d *doc) wordAt(at int) int {
	i, _ := slices.BinarySearchFunc(d.words, at, func(w word, at int) int { return w.to - at - 1 })
	return i
}

// has reports whether words from i on are those of a phrase, as folded words.
func (d *doc) has(i int, phrase ...string) bool {
	if i < 0 || i+len(phrase) > len(d.words) {
		return false
	}
	for k, p := range phrase {
		if d.words[i+k].fold != p {
			return false
		}
	}
	return true
}

// w is word i; outside of the text a mark that is none.
func (d *doc) w(i int) word {
	if i < 0 || i >= len(d.words) {
		return word{mark: true, from: len(d.text), to: len(d.text), stem: len(d.text)}
	}
	return d.words[i]
}

// fold of word i, empty outside of the text.
func (d *doc) f(i int) string {
	if i < 0 || i >= len(d.words) {
		return ""
	}
	return d.words[i].fold
}

// span is the text of words[i:j], an ending of the last one left out.
func (d *doc) span(i, j int) Words {
	if i < 0 || i >= j || j > len(d.words) {
		return Words{}
	}
	return d.cut(d.words[i].from, d.words[j-1].stem)
}

func (d *doc) cut(from, to int) Words { return Words{from, to, d.text[from:to]} }

// fields are the words of a phrase as they are looked up.
func fields(s string) []string {
	all := strings.Fields(s)
	for i := range all {
		all[i] = fold(all[i])
	}
	return all
}
