package pages

import (
	"slices"
	"strconv"
	"time"

	"passage"
	"passage/internal/desk"
)

// toldRow is a fact in a timeline, in words.
type toldRow struct {
	Kind, KindText, Tag string
	Claimed             passage.Instant
	Received            passage.Instant
	Late                int // whole days between what is claimed and its arrival here
	Place               string
	Waybill, WaybillURL string // where the timeline is of a consignment
	Org, Source         string
	Reliability, Ref    string
	Actor, Vehicle      string
	From, To            string
	Reason, How, Note   string
	Lines               []toldLine
	Evidence            []passage.Evidence
	ID, Device, Hash    string
	Seq, N              int64
	Counts, InConflict  bool
	CorrectedBy         []string
	Corrects, Error     string
	CorrectURL          string // where the reader may declare it wrong
	ImpedimentURL       string // of an impediment, or of what became of one
	Notable             bool   // more than a step on the way
}

type toldLine struct {
	Name, Amount, Saved, Missing, Damaged, Reason, Lot string
	line                                               passage.FactLine // in figures
}

func toldRows(r *request, told []desk.Told, n *names, ofConsignment bool) (rows []toldRow) {
	write := r.Caller.May(desk.Write) == nil
	for _, f := range told {
		row := toldRow{
			Kind: string(f.Kind), KindText: stateText(r, f.Kind), Tag: stateTag(f.Kind), Claimed: f.Claimed, Received: f.Received,
			Place: n.node(f.Place), Org: string(f.Org), Source: f.Source, Reliability: string(f.Reliability), Ref: f.Ref,
			Actor: f.Actor, Vehicle: f.Vehicle, From: n.node(f.From), To: n.node(f.To), Reason: f.Reason, Note: f.Note, Evidence: f.Evidence,
			ID: string(f.ID), Device: string(f.Device), Seq: f.Seq, N: f.N, Hash: f.Hash, Counts: f.Counts, InConflict: f.InConflict,
			Corrects: string(f.Corrects),
		}
		// Who hands in late, or sets the day back, is seen here.
		row.Late = max(0, int(f.Received.Time().Sub(f.Claimed.Time())/(24*time.Hour)))
		if f.How != "" {
			row.How = r.T.Say("how." + string(f.How))
		}
		if f.Kind == passage.Impeded && f.Obstacle != "" {
			row.How, row.ImpedimentURL = r.T.Say("obstacle."+string(f.Obstacle)), impedimentURL(f.ID)
		}
		if f.Kind == passage.Followed && slices.Contains(passage.Statuses(passage.Impeded), f.Status) {
			row.How, row.ImpedimentURL = r.T.Say("status."+string(f.Status)), impedimentURL(f.About)
		}
		if f.Error != "" {
			row.Error = r.T.Say("correction." + string(f.Error))
		}
		for _, id := range f.CorrectedBy {
			row.CorrectedBy = append(row.CorrectedBy, string(id))
		}
		if ofConsignment && f.Waybill != "" {
			row.Waybill, row.WaybillURL = string(f.Waybill), waybillURL(f.Waybill)
		}
		if write && f.Org == r.Caller.Org && f.Kind != passage.Corrected && f.Counts {
			row.CorrectURL = aboutOf(f.Fact).sayURL(passage.Corrected) + "?fact=" + string(f.ID)
		}
		row.Notable = row.Tag == "bad" || row.Tag == "warn" || !f.Counts || f.Kind == passage.Corrected || f.Kind == passage.Impeded || len(f.Evidence) > 0
		for _, l := range f.Lines {
			row.Lines = append(row.Lines, toldLineOf(r, l, n))
			row.Notable = row.Notable || l.Missing+l.Damaged > 0
		}
		rows = append(rows, row)
	}
	return rows
}

func toldLineOf(r *request, l passage.FactLine, n *names) toldLine {
	some := func(amount int64) string {
		if amount == 0 {
			return ""
		}
		return r.amount(l.Unit, amount)
	}
	return toldLine{
		Name: n.good(l.Commodity), Amount: r.amount(l.Unit, l.Amount), Saved: some(l.Saved), Missing: some(l.Missing),
		Damaged: some(l.Damaged), Reason: l.Reason, Lot: l.Lot, line: l,
	}
}

// toldTable is a timeline as a table: each line of a fact a row.
func toldTable(rows []toldRow) (head []string, table [][]string) {
	head = []string{"n", "id", "device", "seq", "kind", "claimed", "received", "org", "source", "reliability", "waybill", "place", "from", "to",
		"goods", "unit", "amount", "missing", "damaged", "saved", "reason", "how", "counts", "corrects", "sha256"}
	for _, f := range rows {
		lines := f.Lines
		if len(lines) == 0 {
			lines = []toldLine{{}}
		}
		for _, l := range lines {
			reason := l.Reason
			if reason == "" {
				reason = f.Reason
			}
			line := l.line
			table = append(table, slices.Concat([]string{strconv.FormatInt(f.N, 10), f.ID, f.Device, strconv.FormatInt(f.Seq, 10), f.Kind, f.Claimed.String(), f.Received.String(),
				f.Org, f.Source, f.Reliability, f.Waybill, f.Place, f.From, f.To, l.Name},
				quantities(line.Unit, line.Amount, line.Missing, line.Damaged, line.Saved), []string{reason, f.How, strconv.FormatBool(f.Counts), f.Corrects, f.Hash}))
		}
	}
	return head, table
}
