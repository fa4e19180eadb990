package draft

import "maps"

// Conflict is an edit that is not made because somebody else has changed the
// same thing meanwhile.
type Conflict struct {
	Edit   Edit
	Theirs string            // what the cell says now
	Gone   bool              // the row is no more
	Cells  map[string]string // of a row that both added: what it holds now
	Others []Edit            // of a row that is to be taken out: what was changed in it
}

// Merge parts edits that were made on one draft into those that can be made on
// a later one, and those that would overwrite what others did between the two.
// What others did already is in neither.
func Merge(base, theirs *Draft, edits []Edit) (fit []Edit, conflicts []Conflict, err error) {
	for _, e := range edits {
		if e.Kind == File {
			before, err := base.outlines()
			if err != nil {
				return nil, nil, err
			}
			now, err := theirs.outlines()
			if err != nil {
				return nil, nil, err
			}
			switch now {
			case e.After:
			case before:
				fit = append(fit, e)
			default:
				conflicts = append(conflicts, Conflict{Edit: e})
			}
			continue
		}
		was, is := base.Table(e.Table), theirs.Table(e.Table)
		if was == nil || is == nil {
			conflicts = append(conflicts, Conflict{Edit: e, Gone: true})
			continue
		}
		if c, free := meet(was, is, e); c != nil {
			conflicts = append(conflicts, *c)
		} else if free {
			fit = append(fit, e)
		}
	}
	return fit, conflicts, nil
}

// meet says whether an edit can be made on a table as it is now: a conflict, or
// whether there is anything left to do.
func meet(was, is *Table, e Edit) (c *Conflict, free bool) {
	now := is.Row(e.Row)
	switch e.Kind {
	case Set:
		if now == nil {
			return &Conflict{Edit: e, Gone: true}, false
		}
		switch text := is.Cell(now, e.Column); text {
		case e.After:
			return nil, false
		case e.Before:
			return nil, true
		default:
			return &Conflict{Edit: e, Theirs: text}, false
		}
	case Delete:
		if now == nil {
			return nil, false
		}
		var others []Edit
		if before := was.Row(e.Row); before != nil {
			for _, name := range is.Names() {
				if a, b := was.Cell(before, name), is.Cell(now, name); a != b {
					others = append(others, Edit{Kind: Set, Table: e.Table, Row: e.Row, Column: name, Before: a, After: b})
				}
			}
		}
		if len(others) > 0 {
			return &Conflict{Edit: e, Others: others}, false
		}
	case Insert:
		if now == nil || was.Row(e.Row) != nil {
			return nil, true
		}
		cells := is.Cells(now)
		if maps.Equal(cells, e.Cells) {
			return nil, false
		}
		return &Conflict{Edit: e, Cells: cells}, false
	}
	return nil, true
}
