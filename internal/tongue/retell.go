package tongue

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// What checks tables, folds facts, refuses and plans speaks English, to programs
// and command lines and in what is kept. People read it in their language: the
// catalogues retell.LANGUAGE.json have each of its sentences, with what stands
// for its values, and a sentence is found again by its English.

// retold are the beginnings of the keys of such sentences and of their parts.
const retold = "retell."

// sentence is one of them: how its English is known.
type sentence struct {
	key    string
	like   func() *regexp.Regexp // made when it is first asked for: most never are
	values []string              // names of what stands in it, in order
	rare   string                // its longest piece that is always there, which is looked for first
	fixed  int                   // how many bytes of it are always there
}

var placeholder = regexp.MustCompile(`{{\.(\w+)}}`)

// sentencesOf reads the English of all, those that say most themselves first.
func sentencesOf(texts map[string]text) (all []sentence) {
	for key, one := range texts {
		text := one.other
		if !strings.HasPrefix(key, retold) {
			continue
		}
		s := sentence{key: key}
		like, last := `(?s)\A`, 0
		fix := func(piece string) {
			like += regexp.QuoteMeta(piece)
			s.fixed += len(piece)
			if len(piece) > len(s.rare) {
				s.rare = piece
			}
		}
		for _, m := range placeholder.FindAllStringSubmatchIndex(text, -1) {
			fix(text[last:m[0]])
			like += `(.*?)`
			s.values = append(s.values, text[m[2]:m[3]])
			last = m[1]
		}
		fix(text[last:])
		s.like = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(like + `\z`) })
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b sentence) int { return cmp.Or(cmp.Compare(b.fixed, a.fixed), cmp.Compare(a.key, b.key)) })
	return all
}

// Retell says a sentence of the program's English in the language. What it does not
// know it gives back, set apart.
func (t *Tongue) Retell(english string) string {
	text, known := t.Retold(english)
	if !known {
		return Isolate(english)
	}
	return text
}

// deepestPart is how deep parts of sentences lie within one another.
const deepestPart = 5

// Retold is Retell that reports whether it knows the sentence.
func (t *Tongue) Retold(english string) (text string, known bool) {
	if t.Code == Languages[0].Code {
		return Tame(english), true
	}
	return t.retell(english, 0)
}

func (t *Tongue) retell(english string, depth int) (string, bool) {
	if depth == deepestPart || english == "" {
		return "", false
	}
	for i := range t.sentences {
		s := &t.sentences[i]
		if !strings.Contains(english, s.rare) {
			continue
		}
		m := s.like().FindStringSubmatch(english)
		if m == nil {
			continue
		}
		var values []any
		for j, name := range s.values {
			var value any = m[j+1]
			bare := strings.TrimSpace(m[j+1])
			if part, known := t.retell(bare, depth+1); known {
				value = Word(strings.Replace(m[j+1], bare, part, 1))
			}
			values = append(values, name, value)
		}
		return t.Say(s.key, values...), true
	}
	return "", false
}
