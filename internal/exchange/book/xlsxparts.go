package book

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
)

const (
	deepest      = 64        // elements within one another
	longestToken = 1 << 20   // bytes of one tag or text of XML
	longestPart  = 16 << 20  // bytes of a part other than sheets and texts
	mostTexts    = 5_000_000 // in the list of shared texts
)

// part reads one XML part of a workbook, token by token.
type part struct {
	name   string
	in     io.ReadCloser
	source *tokenReader
	xml    *xml.Decoder
	depth  int
}

// openPart opens a part; the sheet is what faults are laid to.
func openPart(sheet string, f *zip.File) (*part, error) {
	file, err := f.Open()
	if err != nil {
		return nil, unpackFault(sheet, err)
	}
	source := &tokenReader{in: file, left: longestToken}
	return &part{name: sheet, in: file, source: source, xml: xml.NewDecoder(bufio.NewReader(source))}, nil
}

func (p *part) Close() error { return p.in.Close() }

// tokenReader bounds what is read for one token.
type tokenReader struct {
	in   io.Reader
	left int
}

var errToken = errors.New("one tag or text is too long")

func (r *tokenReader) Read(b []byte) (int, error) {
	if r.left <= 0 {
		return 0, errToken
	}
	n, err := r.in.Read(b)
	r.left -= n
	return n, err
}

// next returns the next token, or io.EOF. Any other error is a [*Fault] or
// trouble of the machine.
func (p *part) next() (xml.Token, error) {
	p.source.left = longestToken
	token, err := p.xml.Token()
	switch token.(type) {
	case xml.StartElement:
		if p.depth++; p.depth > deepest {
			err = fmt.Errorf("its elements lie more than %d deep", deepest)
		}
	case xml.EndElement:
		p.depth--
	}
	if err == nil || err == io.EOF {
		return token, err
	}
	return nil, unpackFault(p.name, err)
}

// attr returns an attribute by its local name.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// text returns the text within the element that has just begun, that of
// elements called "t" alone where tOnly is set, and passes over the rest.
func (p *part) text(buf []byte, tOnly bool) ([]byte, error) {
	from, phonetic := p.depth-1, 0
	take := !tOnly
	for {
		token, err := p.next()
		if err != nil {
			return buf, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "t":
				take = phonetic == 0
			case "rPh": // how the text is pronounced, which is not part of it
				phonetic = p.depth
			}
		case xml.EndElement:
			if p.depth == from {
				return buf, nil
			}
			if tOnly {
				take = false
			}
			if p.depth < phonetic {
				phonetic = 0
			}
		case xml.CharData:
			if take {
				buf = append(buf, token...)
			}
		}
	}
}

// workbook is what the parts of an .xlsx say beside its sheets.
type workbook struct {
	parts    map[string]*zip.File // by lower-case path
	name     string               // of the file, for faults
	date1904 bool
	isDate   []bool // by cell style
	limits   Limits
	texts    func() (*texts, error) // the shared texts, read once
}

// texts are the shared texts of a workbook, one behind the other.
type texts struct {
	all  []byte
	ends []uint32
}

func (t *texts) at(i int) []byte {
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.all[from:t.ends[i]]
}

// relation is one line of a part's list of parts that it needs.
type relation struct{ kind, target string }

// relations reads the list that belongs to a part: by id, and for kinds of
// which there is one, by kind.
func (w *workbook) relations(of string) (map[string]relation, error) {
	dir, base := path.Split(of)
	out := map[string]relation{}
	err := w.each(dir+"_rels/"+base+".rels", func(e xml.StartElement) {
		if e.Name.Local != "Relationship" || attr(e, "TargetMode") == "External" {
			return
		}
		target := attr(e, "Target")
		if rooted, ok := strings.CutPrefix(target, "/"); ok {
			target = rooted
		} else {
			target = path.Join(dir, target)
		}
		r := relation{path.Base(attr(e, "Type")), target}
		out[attr(e, "Id")] = r
		out["kind "+r.kind] = r
	})
	return out, err
}

// each calls see for each element of a part. A part that is not there has none.
func (w *workbook) each(name string, see func(xml.StartElement)) error {
	f := w.parts[strings.ToLower(name)]
	if f == nil {
		return nil
	}
	if f.UncompressedSize64 > longestPart {
		return &Fault{Sheet: w.name, Problem: fmt.Sprintf("holds %s, which unpacks to %d bytes; expected at most %d", quoteName(f.Name), f.UncompressedSize64, longestPart)}
	}
	p, err := openPart(w.name, f)
	if err != nil {
		return err
	}
	defer p.Close()
	for {
		token, err := p.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := token.(xml.StartElement); ok {
			see(e)
		}
	}
}

// readStyles learns which cell styles show a number as a date.
func (w *workbook) readStyles(name string) error {
	formats := map[int]bool{}
	within := false
	return w.each(name, func(e xml.StartElement) {
		switch e.Name.Local {
		case "numFmt":
			if id, err := strconv.Atoi(attr(e, "numFmtId")); err == nil {
				formats[id] = showsDate(attr(e, "formatCode"))
			}
		case "cellStyleXfs", "cellStyles", "dxfs":
			within = false
		case "cellXfs":
			within = true
		case "xf":
			if within && len(w.isDate) < 1<<16 {
				id, err := strconv.Atoi(attr(e, "numFmtId"))
				own, known := formats[id]
				w.isDate = append(w.isDate, err == nil && (own || !known && builtInDate(id)))
			}
		}
	})
}

// builtInDate reports whether one of the formats that every workbook has shows
// a date.
func builtInDate(id int) bool {
	return id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 36 || id >= 50 && id <= 58
}

// showsDate reports whether a format code shows a year or a day, or a month by
// name, outside of quoted and bracketed text.
func showsDate(code string) bool {
	var plain strings.Builder
	until := rune(0)
	for i, r := range code {
		switch {
		case until != 0:
			if r == until {
				until = 0
			}
		case i > 0 && (code[i-1] == '\\' || code[i-1] == '_' || code[i-1] == '*'):
		case r == '"':
			until = '"'
		case r == '[':
			until = ']'
		case r == ';': // what follows is for negative numbers
			return hasDate(plain.String())
		default:
			plain.WriteRune(r)
		}
	}
	return hasDate(plain.String())
}

func hasDate(code string) bool {
	code = strings.ToLower(code)
	return !strings.HasPrefix(code, "general") && (strings.ContainsAny(code, "yd") || strings.Contains(code, "mmm"))
}

// readTexts reads the list of shared texts.
func (w *workbook) readTexts(name string) (*texts, error) {
	out := &texts{}
	f := w.parts[strings.ToLower(name)]
	if f == nil {
		return out, nil
	}
	p, err := openPart(w.name, f)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	for {
		token, err := p.next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "si" {
			from := len(out.all)
			if out.all, err = p.text(out.all, true); err != nil {
				return nil, noEOF(w.name, err)
			}
			out.all = out.all[:from+copy(out.all[from:], unescape(out.all[from:]))]
			if out.ends = append(out.ends, uint32(len(out.all))); len(out.ends) > mostTexts {
				return nil, &Fault{Sheet: w.name, Problem: fmt.Sprintf("has more than %d different texts; expected the tables of one scenario", mostTexts)}
			}
		}
	}
}

// noEOF turns the end of a part within an element into a fault.
func noEOF(sheet string, err error) error {
	if err == io.EOF {
		return unpackFault(sheet, io.ErrUnexpectedEOF)
	}
	return err
}

// unescape undoes _x000D_ and the like, by which workbooks write characters
// that XML cannot hold.
func unescape(s []byte) []byte {
	var out []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '_' && i+7 <= len(s) && s[i+1] == 'x' && s[i+6] == '_' {
			if code, err := strconv.ParseUint(string(s[i+2:i+6]), 16, 16); err == nil && (code < 0xd800 || code > 0xdfff) {
				if out == nil {
					out = append(out, s[:i]...)
				}
				out = append(out, string(rune(code))...)
				i += 6
				continue
			}
		}
		if out != nil {
			out = append(out, s[i])
		}
	}
	if out == nil {
		return s
	}
	return out
}
