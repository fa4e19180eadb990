package exchange

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"passage"
	"passage/internal/exchange/book"
)

// Write writes a scenario as tables: a folder, .zip or .xlsx, as the name
// asks. It appears whole or not at all and never replaces anything. Reading it
// gives the same scenario; a table without rows is not written. Boundaries are
// no part of a scenario: Convert keeps them.
func Write(ctx context.Context, s *passage.Scenario, to string) error {
	var tables []book.Table
	format, err := book.FormatOf(to)
	if err != nil {
		return err
	}
	for _, t := range Tables() {
		if rows := tableRows(s, &t); len(rows) > 1 {
			tables = append(tables, book.Table{Name: t.Name, Rows: textRows(rows)})
		}
	}
	keys := SettingsTable()
	page := pageOf(s)
	var files []book.File
	if format == book.XLSX {
		tables = append([]book.Table{{Name: "scenario", Rows: textRows(page.Sheet(keys.IsText))}}, tables...)
	} else {
		files = []book.File{{Name: book.SettingsFile, Text: page.TOML()}}
	}
	if err := book.Write(ctx, to, tables, files, nil); err != nil {
		return fmt.Errorf("write scenario: %w", err)
	}
	return nil
}

// tableRows returns a table with its header. Columns that are empty in every
// row are left out, unless they are required.
func tableRows(s *passage.Scenario, t *Table) [][]string {
	rows := [][]string{nil}
	for _, c := range t.Columns {
		rows[0] = append(rows[0], c.Name)
	}
	rows = append(rows, cellsOf(s, t.Name)...)
	var kept []int
	for i, c := range t.Columns {
		given := c.Required
		for _, row := range rows[1:] {
			given = given || row[i] != ""
		}
		if given {
			kept = append(kept, i)
		}
	}
	for i, row := range rows {
		short := make([]string, len(kept))
		for j, k := range kept {
			short[j] = row[k]
		}
		rows[i] = short
	}
	return rows
}

// rowsFrom makes a row of cells of each item.
func rowsFrom[T any](items []T, cells func(T) []string) [][]string {
	rows := make([][]string, len(items))
	for i, item := range items {
		rows[i] = cells(item)
	}
	return rows
}

// cellsOf returns the rows of a table, a cell for each column of the format.
func cellsOf(s *passage.Scenario, table string) [][]string {
	switch table {
	case "places":
		return rowsFrom(s.Places, func(p passage.Place) []string {
			return []string{string(p.ID), p.Name, p.Pcode, p.Parent, limit(p.Lat), limit(p.Lon)}
		})
	case "people":
		return rowsFrom(s.People, func(p passage.Headcount) []string {
			return []string{string(p.Place), p.From.String(), short(p.People)}
		})
	case "commodities":
		return rowsFrom(s.Commodities, func(c passage.Commodity) []string {
			return []string{string(c.ID), c.Name, c.Sector, limit(c.M3PerT), limit(c.ShelfDays), limit(c.MinG), limit(c.MaxG), aliases(c.Aliases)}
		})
	case "groups":
		return rowsFrom(s.Groups, func(g passage.GroupMember) []string { return []string{string(g.Group), string(g.Commodity)} })
	case "group_limits":
		return rowsFrom(s.GroupLimits, func(g passage.GroupLimit) []string {
			return []string{string(g.Group), limit(g.MinG), limit(g.MaxG)}
		})
	case "needs":
		return rowsFrom(s.Needs, func(n passage.Need) []string {
			return []string{string(n.ID), n.Name, n.Unit, short(n.PerPersonDay), unless(n.Weight, 1)}
		})
	case "contents":
		return rowsFrom(s.Contents, func(c passage.Content) []string {
			return []string{string(c.Commodity), string(c.Need), short(c.PerKg)}
		})
	case "nodes":
		return rowsFrom(s.Nodes, func(n passage.Node) []string {
			return []string{string(n.ID), n.Name, string(n.Kind), string(n.Place), limit(n.Lat), limit(n.Lon),
				limit(n.TrucksPerDay), limit(n.StorageT), limit(n.HandlingTPerDay), unless(n.HandlingUSDPerT, 0)}
		})
	case "corridors":
		return rowsFrom(s.Corridors, func(c passage.Corridor) []string {
			return []string{string(c.ID), string(c.From), string(c.To), c.Mode, unless(c.LeadDays, 0), unless(c.USDPerT, 0),
				limit(c.TrucksPerDay), limit(c.PayloadT), unless(c.ShareArriving, 1)}
		})
	case "offers":
		return rowsFrom(s.Offers, func(o passage.Offer) []string {
			return []string{string(o.ID), string(o.Node), string(o.Commodity), short(o.USDPerT), limit(o.TMax), limit(o.TPerPeriod),
				o.From.String(), o.To.String(), unless(o.LeadDays, 0)}
		})
	case "supplies":
		return rowsFrom(s.Supplies, func(v passage.Supply) []string {
			return []string{string(v.ID), string(v.Node), string(v.Commodity), short(v.T), v.Ready.String(), v.Kind, v.Donor, unless(v.Confidence, 1)}
		})
	case "access":
		return rowsFrom(s.Access, func(a passage.AccessRule) []string {
			return []string{string(a.ID), string(a.On), a.From.String(), a.To.String(), string(a.Status), limit(a.TrucksPerDay), weekdays(a.Weekdays),
				strings.Join(a.Only, ";"), strings.Join(a.Except, ";"), a.Source, a.Reliability, a.AsOf.String()}
		})
	case "budget":
		return rowsFrom(s.Budget, func(f passage.Fund) []string { return []string{string(f.ID), f.From.String(), short(f.USD)} })
	case "asks":
		return rowsFrom(s.Asks, func(a passage.Ask) []string {
			lifts := make([]string, len(a.Lifts))
			for i, rule := range a.Lifts {
				lifts[i] = string(rule)
			}
			return []string{string(a.ID), strings.Join(lifts, ";"), string(a.On), limit(a.TrucksPerDay), limit(a.USD), a.From.String(), a.To.String(), a.HeldBy, a.Note}
		})
	}
	return nil
}

func limit(l passage.Limit) string {
	if !l.Given {
		return ""
	}
	return short(l.Value)
}

// unless writes a number, or nothing where it is what an empty cell means.
func unless(v, empty float64) string {
	if v == empty {
		return ""
	}
	return short(v)
}

func weekdays(days []time.Weekday) string {
	var out []string
	for _, d := range days {
		out = append(out, strings.ToLower(d.String()[:3]))
	}
	return strings.Join(out, ";")
}

func short(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
