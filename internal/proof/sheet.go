package proof

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// sheetHead begins the part of a bundle that is for people.
const sheetHead = "sheet\n"

// sheet writes what the shown fields say, for people to read. It follows from
// the fields alone, so that whoever checks writes it anew and compares.
func (b Bundle) sheet(w io.Writer) error {
	fmt.Fprintf(w, "%s\nCUSTODY, in the order in which the ledger took the facts in\n\n", sheetHead)
	for _, f := range b.Facts {
		said := map[string]string{"claimed": "-", "kind": "-", "place": "-", "org": "-", "device": "-"}
		for _, s := range f.Shown {
			text, err := spell([]byte(s.Value))
			if err != nil {
				return fmt.Errorf("fact %d: %s: %w", f.N, s.Name, err)
			}
			said[s.Name] = text
		}
		for _, h := range f.Hidden {
			said[h.Field] = "(not shown)"
		}
		fmt.Fprintf(w, "%d. %s, %s, place %s, by %s, device %s\n", f.N, said["claimed"], said["kind"], said["place"], said["org"], said["device"])
	}
	fmt.Fprintf(w, "\nFACTS\n")
	for _, f := range b.Facts {
		fmt.Fprintf(w, "\nFact %d of the log\n", f.N)
		for _, s := range sorted(f.Shown) {
			if err := row(w, s); err != nil {
				return fmt.Errorf("fact %d: %s: %w", f.N, s.Name, err)
			}
		}
		var hidden []string
		for _, h := range f.Hidden {
			hidden = append(hidden, h.Field)
		}
		if slices.Sort(hidden); len(hidden) > 0 {
			fmt.Fprintf(w, "  not shown: %s\n", strings.Join(hidden, ", "))
		}
	}
	fmt.Fprintf(w, "\nEND\n")
	return nil
}

// row writes a field, the items of a list on lines of their own.
func row(w io.Writer, f Field) error {
	var items []json.RawMessage
	if json.Unmarshal([]byte(f.Value), &items) != nil || items == nil {
		text, err := spell([]byte(f.Value))
		fmt.Fprintf(w, "  %s: %s\n", f.Name, text)
		return err
	}
	fmt.Fprintf(w, "  %s:\n", f.Name)
	for _, item := range items {
		text, err := spell(item)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "    - %s\n", text)
	}
	return nil
}

// spell writes a JSON value on one line: members by name, numbers as they were
// written, and no character that would hide or turn others around.
func spell(value json.RawMessage) (string, error) {
	value = bytes.TrimSpace(value)
	var parts []string
	switch {
	case len(value) == 0:
		return "", fmt.Errorf("there is no value")
	case value[0] == '"':
		var s string
		err := json.Unmarshal(value, &s)
		return strings.Map(visible, s), err
	case value[0] == '[':
		var items []json.RawMessage
		if err := json.Unmarshal(value, &items); err != nil {
			return "", err
		}
		for _, item := range items {
			text, err := spell(item)
			if err != nil {
				return "", err
			}
			parts = append(parts, text)
		}
		return "[" + strings.Join(parts, "; ") + "]", nil
	case value[0] == '{':
		var members map[string]json.RawMessage
		if err := json.Unmarshal(value, &members); err != nil {
			return "", err
		}
		for _, name := range slices.Sorted(maps.Keys(members)) {
			text, err := spell(members[name])
			if err != nil {
				return "", err
			}
			parts = append(parts, strings.Map(visible, name)+" "+text)
		}
		return strings.Join(parts, ", "), nil
	}
	return string(value), nil
}

// visible replaces what ends a line or changes the direction of others.
func visible(r rune) rune {
	switch {
	case unicode.IsControl(r), r == 0x061c, r >= 0x200e && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return unicode.ReplacementChar
	}
	return r
}
