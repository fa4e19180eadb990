package pdf

// element is a part of the document as a screen reader sees it.
type element struct {
	kind   string // of the standard ones of PDF
	alt    string
	actual string // the text, where the file has its letters as they are seen
	scope  string // of a table's heading: Column or Row
	box    Rect   // of a figure
	parent *element
	kids   []kid
	object int
}

// kid is an element within another, or marked content on a page.
type kid struct {
	element *element
	page    int
	mark    int
}

// within writes what f draws into a new element.
func (d *Doc) within(e *element, f func()) {
	e.parent = d.open
	d.open.kids = append(d.open.kids, kid{element: e})
	d.open = e
	f()
	d.open = e.parent
}

// Aside writes what f draws as no part of the text: running heads, page numbers.
func (d *Doc) Aside(f func()) {
	open := d.open
	d.open = d.root
	f()
	d.open = open
}

// content writes to the page what f draws, marked as belonging to the open
// element; as decoration where there is none, or where it is nothing else.
func (d *Doc) content(decoration bool, f func(*page)) {
	p := d.page()
	switch {
	case p.marked:
		f(p)
		return
	case decoration || d.open == d.root:
		p.op("/Artifact BMC\n")
	default:
		d.open.kids = append(d.open.kids, kid{page: len(d.pages) - 1, mark: len(p.owners)})
		p.op("/%s <</MCID %d>> BDC\n", d.open.kind, len(p.owners))
		p.owners = append(p.owners, d.open)
	}
	p.marked = true
	f(p)
	p.marked = false
	p.op("EMC\n")
}
