package boundaries

import (
	"encoding/json"
	"fmt"
)

// token reads the next token and holds the text to its depth.
func (r *reader) token() (json.Token, error) {
	token, err := r.json.Token()
	if d, ok := token.(json.Delim); ok && err == nil {
		if d == '{' || d == '[' {
			if r.depth++; r.depth > r.limits.Depth {
				return nil, r.fatal("", "", "arrays and objects stand more than %d deep within one another at byte %d; expected GeoJSON", r.limits.Depth, r.json.InputOffset())
			}
		} else {
			r.depth--
		}
	}
	return token, err
}

// skip passes over a value, whatever it is, without holding it.
func (r *reader) skip() error {
	token, err := r.token()
	if err != nil {
		return err
	}
	return r.rest(token)
}

// rest passes over what follows a token that begins a value.
func (r *reader) rest(token json.Token) error {
	d, ok := token.(json.Delim)
	if !ok || d == '}' || d == ']' {
		return nil
	}
	for around := r.depth - 1; r.depth > around; {
		if _, err := r.token(); err != nil {
			return err
		}
	}
	return nil
}

// object calls read for each member of the object that the token begins, and
// read has to read the member's value.
func (r *reader) object(token json.Token, name string, read func(key string) error) error {
	if token != json.Delim('{') {
		return r.fatal(name, fmt.Sprint(token), "is no object; expected one in braces")
	}
	for r.json.More() {
		key, err := r.token()
		if err != nil {
			return err
		}
		if err := read(key.(string)); err != nil {
			return err
		}
	}
	_, err := r.token()
	return err
}

// array calls read for each item, which it has to read.
func (r *reader) array(name string, read func() error) error {
	token, err := r.token()
	if err != nil {
		return err
	}
	if token != json.Delim('[') {
		return r.fatal(name, fmt.Sprint(token), "is no array; expected one in brackets")
	}
	for r.json.More() {
		if err := read(); err != nil {
			return err
		}
	}
	_, err = r.token()
	return err
}

// text reads a string or a number, as some programs write codes; anything else
// is passed over and is "".
func (r *reader) text() (string, error) {
	token, err := r.token()
	if err != nil {
		return "", err
	}
	switch v := token.(type) {
	case string:
		return v, nil
	case json.Number:
		return string(v), nil
	}
	return "", r.rest(token)
}
