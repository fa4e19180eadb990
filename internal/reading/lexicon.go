package reading

import (
	"embed"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed data/*.tsv
var data embed.FS

// phrase is an entry of a dictionary: what it stands for, and its words.
type phrase struct {
	value string // the first columns, joined by tabs
	name  string // the first of its names
	words []string
	text  string   // as the dictionary writes it
	lang  Language // whose word it is; empty: any
	caps  bool     // one only in capitals
}

// lexicon finds phrases by their first word.
type lexicon map[string][]phrase

func (l lexicon) add(value, name, words string) {
	var folded []string
	for _, w := range split(words, English) {
		folded = append(folded, w.fold)
	}
	if len(folded) > 0 {
		l[folded[0]] = append(l[folded[0]], phrase{value: value, name: name, words: folded, text: words, caps: allCaps(words) && len(folded) == 1})
	}
}

// at returns the longest phrase that begins with word i, and where it ends. In
// Arabic the first word may bear what is written in one with it, in Turkish the
// last one may bear endings.
func (l lexicon) at(d *doc, i int) (best phrase, end int) {
	if i < 0 || i >= len(d.words) {
		return phrase{}, 0
	}
	w := d.w(i)
	for _, form := range d.forms(w.fold) {
		for _, p := range l[form] {
			if strings.HasPrefix(p.value, "ar\t") && len(w.fold)-len(form) > len("و") { // a verb, or a day: no preposition is written in one with it
				continue
			}
			if strings.HasPrefix(p.value, "ar\t") && form != w.fold && !strings.HasPrefix(w.fold, "و") && !strings.HasPrefix(w.fold, "ف") && !strings.HasSuffix(w.fold, "ا") {
				continue
			}
			if p.lang != "" && p.lang != d.lang || i+len(p.words) <= end || i+len(p.words) > len(d.words) || p.caps && !allCaps(w.text) {
				continue
			}
			same := true
			for k := 1; k < len(p.words) && same; k++ {
				have := d.w(i + k).fold
				same = !d.w(i+k).begins && (have == p.words[k] || d.lang == Turkish && k == len(p.words)-1 && inflected(have, p.words[k]))
			}
			if same {
				best, end = p, i+len(p.words)
			}
		}
	}
	return best, end
}

// forms are the words that a word may be looked up as; rules ask for the same
// ones over and over.
func (d *doc) forms(w string) []string {
	if d.lang == English {
		return []string{w}
	}
	all, ok := d.looked[w]
	if !ok {
		all = d.formsOf(w)
		if d.looked == nil {
			d.looked = map[string][]string{}
		}
		d.looked[w] = all
	}
	return all
}

func (d *doc) formsOf(w string) []string {
	all := []string{w}
	switch d.lang {
	case Arabic:
		bare := []string{w}
		for _, p := range []string{"و", "ف"} {
			if rest, ok := strings.CutPrefix(w, p); ok && len(rest) > 4 {
				bare = append(bare, rest)
			}
		}
		all = bare
		for _, b := range bare {
			if rest, ok := strings.CutPrefix(b, "لل"); ok && len(rest) > 4 {
				all = append(all, "ال"+rest)
			}
			for _, p := range []string{"ب", "ل", "ك"} {
				if rest, ok := strings.CutPrefix(b, p); ok && len(rest) > 4 {
					all = append(all, rest)
				}
			}
		}
		for _, b := range all {
			if rest, ok := strings.CutSuffix(b, "ا"); ok && len(rest) > 4 { // the accusative
				all = append(all, rest)
			}
		}
	case Turkish:
		for cut := len(w) - 1; cut >= 4; cut-- {
			if inflected(w, w[:cut]) {
				all = append(all, w[:cut])
			}
		}
	}
	return all
}

var turkishEnding = regexp.MustCompile(`^(lar|ler)?(si|su|sü|i|u|ü)?n?(in|un|ün|a|e|i|u|ü|da|de|ta|te|dan|den|tan|ten|la|le|ya|ye|yi|yu|yü|yla|yle)?(ki)?(dir|dur|dür|tir|tur)?$`)

// inflected reports whether a Turkish word is a stem with endings of nouns.
func inflected(w, stem string) bool {
	rest, ok := strings.CutPrefix(w, stem)
	return ok && utf8.RuneCountInString(stem) >= 4 && turkishEnding.MatchString(rest)
}

// table reads a dictionary: the last column holds its words, those before it
// what they stand for.
func table(name string) lexicon {
	text, err := data.ReadFile("data/" + name + ".tsv")
	if err != nil {
		panic(fmt.Sprintf("reading: the dictionary %s is not there: %v", name, err))
	}
	l := lexicon{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		cut := strings.LastIndexByte(line, '\t')
		if strings.HasPrefix(line, "#") || cut < 0 {
			continue
		}
		names := strings.Split(line[cut+1:], "|")
		value, lang := line[:cut], Language("")
		switch first, rest, ok := strings.Cut(value, "\t"); {
		case name == "roles" && ok:
			lang, value = Language(first), rest
		case name == "topics":
			lang = English
		}
		for _, n := range names {
			switch {
			case name != "topics":
			case n != "" && strings.ContainsFunc(n, func(r rune) bool { return unicode.Is(unicode.Arabic, r) }):
				lang = Arabic
			case lang == Arabic:
				lang = Turkish
			}
			l.add(value, names[0], n)
			if first := fold(split(n, English)[0].fold); lang != "" {
				l[first][len(l[first])-1].lang = lang
			}
		}
	}
	return l
}

// dictionaries are read once, when the first text is.
type dictionaries struct {
	bodies, roles, places, doors, topics, days, numbers, units, forms, obstacles, states, said, unmet lexicon
	weights                                                                                           map[string]float64 // by decision and sign
	unmetStems                                                                                        []string           // by which Turkish words begin
	given                                                                                             map[string]bool    // given names, folded
}

var dict = sync.OnceValue(func() *dictionaries {
	return &dictionaries{
		bodies: table("bodies"), roles: table("roles"), places: table("places"), doors: table("doors"), topics: table("topics"),
		days: table("days"), numbers: table("numbers"), units: table("units"), forms: table("forms"), obstacles: table("obstacles"),
		states: table("states"), said: table("said"), unmet: table("unmet"), unmetStems: stems(), weights: weights(), given: given(),
	}
})

// weights reads what signs weigh: decision, sign, weight.
func weights() map[string]float64 {
	text, err := data.ReadFile("data/weights.tsv")
	if err != nil {
		panic(fmt.Sprintf("reading: the weights are not there: %v", err))
	}
	all := map[string]float64{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		cut := strings.LastIndexByte(line, '\t')
		if strings.HasPrefix(line, "#") || cut < 0 {
			continue
		}
		w, err := strconv.ParseFloat(line[cut+1:], 64)
		if err != nil {
			panic(fmt.Sprintf("reading: %q weighs nothing: %v", line, err))
		}
		all[line[:cut]] = w
	}
	return all
}

// given reads the given names.
func given() map[string]bool {
	all := map[string]bool{}
	for first, names := range table("given") {
		for _, p := range names {
			if len(p.words) == 1 {
				all[first] = true
			}
		}
	}
	return all
}

// stems are what words begin with that say that something did not come to be.
func stems() []string {
	var all []string
	for first, phrases := range table("unmet") {
		for _, p := range phrases {
			if p.value == "tr\tstem" {
				all = append(all, first)
			}
		}
	}
	return all
}
