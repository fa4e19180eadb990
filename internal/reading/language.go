package reading

import (
	"strings"
	"unicode"
)

// Language is one that the reader has rules for.
type Language string

const (
	English Language = "en"
	Arabic  Language = "ar"
	Turkish Language = "tr"
)

// turkishWords are common in Turkish and no words of English.
var turkishWords = map[string]bool{
	"ve": true, "ile": true, "bir": true, "bu": true, "için": true, "olarak": true, "olan": true, "da": true, "de": true, "ise": true, "kadar": true,
	"olduğunu": true, "sınır": true, "yardım": true, "insani": true, "göre": true, "sonra": true, "ancak": true, "açık": true, "kapalı": true, "günü": true,
}

var englishWords = map[string]bool{
	"the": true, "of": true, "and": true, "to": true, "in": true, "is": true, "was": true, "with": true, "that": true, "for": true, "has": true, "have": true, "on": true,
}

// languageOf tells by the script and by the commonest words. A text in another
// language is read as English, of which it has no words to find.
func languageOf(text string) Language {
	arabic, latin := 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Arabic, r):
			arabic++
		case unicode.Is(unicode.Latin, r):
			latin++
		}
	}
	if arabic > latin {
		return Arabic
	}
	turkish, english := 0, 0
	for w := range strings.FieldsSeq(strings.ToLower(text)) {
		if turkishWords[strings.Trim(w, ".,;:()")] {
			turkish++
		}
		if englishWords[w] {
			english++
		}
	}
	letters := strings.Count(text, "ı") + strings.Count(text, "ğ") + strings.Count(text, "ş")
	if turkish+letters/4 > english {
		return Turkish
	}
	return English
}
