package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// page is the content of a page as it grows.
type page struct {
	body   bytes.Buffer
	marked bool       // inside marked content
	owners []*element // of each marked content
}

func (p *page) op(format string, args ...any) { fmt.Fprintf(&p.body, format, args...) }

// num writes a number with two decimals at most. What is no number, or far from
// any page, becomes one that harms nothing.
func num(v float64) string {
	if math.IsNaN(v) {
		v = 0
	}
	v = math.Round(min(max(v, -20_000), 20_000)*100) / 100
	return strconv.FormatFloat(v+0, 'f', -1, 64) // +0: no "-0"
}

// writer gathers the objects of a file. Objects that are no streams are packed
// into one that is compressed.
type writer struct {
	objects []object     // number 1 first
	press   *zlib.Writer // for one stream after the other: its tables are a megabyte
}

type object struct {
	text   string
	stream []byte // nil: none
}

func (w *writer) reserve() int {
	w.objects = append(w.objects, object{})
	return len(w.objects)
}

func (w *writer) set(n int, format string, args ...any) {
	w.objects[n-1].text = fmt.Sprintf(format, args...)
}

func (w *writer) add(format string, args ...any) int {
	n := w.reserve()
	w.set(n, format, args...)
	return n
}

// stream adds a compressed stream; entries are those of its dictionary.
func (w *writer) stream(data []byte, format string, args ...any) int {
	n := w.add(format, args...)
	w.objects[n-1].stream = w.deflate(data)
	return n
}

func (w *writer) deflate(data []byte) []byte {
	var out bytes.Buffer
	var err error
	if w.press == nil {
		w.press, err = zlib.NewWriterLevel(&out, zlib.BestCompression)
	} else {
		w.press.Reset(&out)
	}
	if err == nil {
		if _, err = w.press.Write(data); err == nil {
			err = w.press.Close()
		}
	}
	if err != nil {
		panic(err) // a buffer takes everything, and the level is one there is
	}
	return out.Bytes()
}

// bytes writes the file: streams, then the packed objects, then where each is.
func (w *writer) bytes(catalog, info int) []byte {
	var packed, places bytes.Buffer
	index := map[int]int{}
	for i, o := range w.objects {
		if o.stream == nil {
			index[i+1] = len(index)
			fmt.Fprintf(&places, "%d %d ", i+1, packed.Len())
			packed.WriteString(o.text + "\n")
		}
	}
	pack := w.stream(append(places.Bytes(), packed.Bytes()...), "/Type /ObjStm /N %d /First %d", len(index), places.Len())

	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	xref := []byte{0, 0, 0, 0, 0, 255, 255}
	entry := func(kind byte, at, k int) {
		xref = be.AppendUint16(be.AppendUint32(append(xref, kind), uint32(at)), uint16(k))
	}
	for i, o := range w.objects {
		if o.stream == nil {
			entry(2, pack, index[i+1])
			continue
		}
		entry(1, out.Len(), 0)
		fmt.Fprintf(&out, "%d 0 obj\n<<%s /Filter /FlateDecode /Length %d>>\nstream\n", i+1, o.text, len(o.stream))
		out.Write(o.stream)
		out.WriteString("\nendstream\nendobj\n")
	}
	n, at := len(w.objects)+1, out.Len()
	entry(1, at, 0)
	id := fmt.Sprintf("%x", sha256.Sum256(out.Bytes()))[:32]
	table := w.deflate(xref)
	fmt.Fprintf(&out, "%d 0 obj\n<</Type /XRef /Size %d /W [1 4 2] /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>] /Filter /FlateDecode /Length %d>>\nstream\n",
		n, n+1, catalog, info, id, id, len(table))
	out.Write(table)
	fmt.Fprintf(&out, "\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", at)
	return out.Bytes()
}

// text writes a string for people.
func text(s string) string { return fmt.Sprintf("<FEFF%X>", utf16BE(s)) }

// ascii writes a string that programs read.
func ascii(s string) string {
	return "(" + strings.Map(func(r rune) rune {
		if r < ' ' || r >= utf8.RuneSelf || strings.ContainsRune(`()\`, r) {
			return -1
		}
		return r
	}, s) + ")"
}

// Bytes returns the document as a file.
func (d *Doc) Bytes() []byte {
	d.page() // a file has a page at least
	w := &writer{}
	catalog, pages := w.reserve(), w.reserve()
	var fonts strings.Builder
	for face := range d.signs {
		if len(d.signs[face].list) > 0 {
			fmt.Fprintf(&fonts, "/F%d %d 0 R ", face+1, d.writeFont(w, face))
		}
	}
	var kids []string
	var numbers []int
	for i, p := range d.pages {
		content := w.stream(p.body.Bytes(), "")
		n := w.add("<</Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Resources <</Font <<%s>>>> /Contents %d 0 R /StructParents %d /Tabs /S>>",
			pages, num(PageWidth), num(PageHeight), fonts.String(), content, i)
		numbers = append(numbers, n)
		kids = append(kids, fmt.Sprintf("%d 0 R", n))
	}
	w.set(pages, "<</Type /Pages /Count %d /Kids [%s]>>", len(kids), strings.Join(kids, " "))
	direction := "L2R"
	if d.info.RTL {
		direction = "R2L"
	}
	w.set(catalog, "<</Type /Catalog /Pages %d 0 R /Lang %s /MarkInfo <</Marked true>> /StructTreeRoot %d 0 R /ViewerPreferences <</DisplayDocTitle true /Direction /%s>>>>",
		pages, ascii(d.info.Lang), d.writeTags(w, numbers), direction)
	date := ""
	if t := d.info.Created; !t.IsZero() {
		date = " /CreationDate " + ascii(t.UTC().Format("D:20060102150405Z"))
	}
	info := w.add("<</Title %s /Producer (passage)%s>>", text(d.info.Title), date)
	return w.bytes(catalog, info)
}

// writeTags writes the tree of elements and returns its root.
func (d *Doc) writeTags(w *writer, pages []int) int {
	root := w.reserve()
	var write func(e *element, parent int)
	write = func(e *element, parent int) {
		e.object = w.reserve()
		var kids strings.Builder
		for _, k := range e.kids {
			if k.element != nil {
				write(k.element, e.object)
				fmt.Fprintf(&kids, "%d 0 R ", k.element.object)
				continue
			}
			fmt.Fprintf(&kids, "<</Type /MCR /Pg %d 0 R /MCID %d>> ", pages[k.page], k.mark)
		}
		more := ""
		if e.alt != "" {
			more += " /Alt " + text(e.alt)
		}
		if e.actual != "" {
			more += " /ActualText " + text(e.actual)
		}
		if e.scope != "" {
			more += " /A <</O /Table /Scope /" + e.scope + ">>"
		}
		if r := e.box; r.W > 0 {
			left, bottom := d.left(r.X, r.W), PageHeight-r.Y-r.H
			more += fmt.Sprintf(" /A <</O /Layout /BBox [%s %s %s %s]>>", num(left), num(bottom), num(left+r.W), num(bottom+r.H))
		}
		w.set(e.object, "<</Type /StructElem /S /%s /P %d 0 R%s /K [%s]>>", e.kind, parent, more, kids.String())
	}
	write(d.root, root)
	var tree strings.Builder
	for i, p := range d.pages {
		fmt.Fprintf(&tree, "%d [", i)
		for _, e := range p.owners {
			fmt.Fprintf(&tree, "%d 0 R ", e.object)
		}
		tree.WriteString("] ")
	}
	w.set(root, "<</Type /StructTreeRoot /K %d 0 R /ParentTree <</Nums [%s]>> /ParentTreeNextKey %d>>", d.root.object, tree.String(), len(d.pages))
	return root
}

// writeFont embeds the signs that a face was used for.
func (d *Doc) writeFont(w *writer, face int) int {
	f, used := d.shaper.faces[face], d.signs[face].list
	data := newCut(f.file, used).bytes()
	sum := sha256.Sum256(data)
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	name := string(tag) + "+" + f.name
	head := f.file.tables["head"]
	side := func(i int) int { return int(int16(be.Uint16(head[i:]))) }
	file := w.stream(data, "/Length1 %d", len(data))
	stem := 80
	if f.bold {
		stem = 140
	}
	descriptor := w.add("<</Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%d %d %d %d] /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight 714 /StemV %d /FontFile2 %d 0 R>>",
		name, side(36), side(38), side(40), side(42), above, -below, stem, file)
	var widths strings.Builder
	for _, s := range used {
		fmt.Fprintf(&widths, "%d ", max(0, s.advance))
	}
	descendant := w.add("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor %d 0 R /DW 0 /W [1 [%s]] /CIDToGIDMap /Identity>>",
		name, descriptor, widths.String())
	unicode := w.stream(toUnicode(used), "")
	return w.add("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>",
		name, descendant, unicode)
}

// toUnicode is the table of which text each sign shows.
func toUnicode(used []sign) []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n" +
		"1 begincodespacerange <0000> <FFFF> endcodespacerange\n")
	n := 0
	for some := range slices.Chunk(used, 100) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(some))
		for _, s := range some {
			n++
			fmt.Fprintf(&b, "<%04X> <%X>\n", n, utf16BE(s.text))
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap CMapName currentdict /CMap defineresource pop end end\n")
	return b.Bytes()
}
