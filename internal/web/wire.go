package web

import "passage"

// The JSON of what is folded. Names of members are part of the interface.

type account struct {
	Out       int64 `json:"out"`
	Received  int64 `json:"received"`
	InTransit int64 `json:"in_transit"`
	Lost      int64 `json:"lost"`
	Damaged   int64 `json:"damaged"`
	Diverted  int64 `json:"diverted"`
	Returned  int64 `json:"returned"`
	Excess    int64 `json:"excess"`
}

type waybill struct {
	ID       passage.WaybillID `json:"id"`
	Org      passage.OrgID     `json:"org,omitempty"`
	From     passage.NodeID    `json:"from,omitempty"`
	To       passage.NodeID    `json:"to,omitempty"`
	Vehicle  string            `json:"vehicle,omitempty"`
	State    passage.FactKind  `json:"state,omitempty"`
	At       passage.NodeID    `json:"at,omitempty"`
	Since    passage.Instant   `json:"since,omitzero"`
	Lines    []waybillLine     `json:"lines"`
	Findings []finding         `json:"findings"`
}

type waybillLine struct {
	Consignment passage.ConsignmentID `json:"consignment"`
	Line        int                   `json:"line"`
	Commodity   passage.CommodityID   `json:"commodity"`
	Unit        passage.Unit          `json:"unit"`
	account
}

type consignment struct {
	ID       passage.ConsignmentID `json:"id"`
	Owner    passage.OrgID         `json:"owner,omitempty"`
	Donor    passage.OrgID         `json:"donor,omitempty"`
	From     passage.NodeID        `json:"from,omitempty"`
	To       passage.NodeID        `json:"to,omitempty"`
	Released passage.Instant       `json:"released,omitzero"`
	Closed   bool                  `json:"closed"`
	Lines    []consignmentLine     `json:"lines"`
	Findings []finding             `json:"findings"`
}

type consignmentLine struct {
	Line      int                 `json:"line"`
	Commodity passage.CommodityID `json:"commodity"`
	Unit      passage.Unit        `json:"unit"`
	Lot       string              `json:"lot,omitempty"`
	Expiry    passage.Date        `json:"expiry,omitzero"`
	account
	OnRoad      int64 `json:"on_road"`
	AtHubs      int64 `json:"at_hubs"`
	NotLoaded   int64 `json:"not_loaded"`
	HandedOver  int64 `json:"handed_over"`
	Distributed int64 `json:"distributed"`
}

type finding struct {
	Text  string           `json:"text"`
	Facts []passage.FactID `json:"facts,omitempty"`
}

type total struct {
	Commodity passage.CommodityID `json:"commodity"`
	Unit      passage.Unit        `json:"unit"`
	account
}

func wireWaybill(w passage.Waybill) waybill {
	out := waybill{
		ID: w.ID, Org: w.Org, From: w.From, To: w.To, Vehicle: w.Vehicle, State: w.State, At: w.At, Since: w.Since,
		Lines: []waybillLine{}, Findings: wireFindings(w.Findings),
	}
	for _, l := range w.Lines {
		out.Lines = append(out.Lines, waybillLine{l.Consignment, l.Line, l.Commodity, l.Unit, account(l.Account)})
	}
	return out
}

func wireConsignment(c passage.Consignment) consignment {
	out := consignment{
		ID: c.ID, Owner: c.Owner, Donor: c.Donor, From: c.From, To: c.To, Released: c.Released, Closed: c.Closed,
		Lines: []consignmentLine{}, Findings: wireFindings(c.Findings),
	}
	for _, l := range c.Lines {
		out.Lines = append(out.Lines, consignmentLine{
			l.Line, l.Commodity, l.Unit, l.Lot, l.Expiry, account(l.Account),
			l.OnRoad, l.AtHubs, l.NotLoaded, l.HandedOver, l.Distributed,
		})
	}
	return out
}

func wireFindings(findings []passage.Finding) []finding {
	out := []finding{}
	for _, f := range findings {
		out = append(out, finding(f))
	}
	return out
}

func wireTotals(totals []passage.Total) []total {
	out := []total{}
	for _, t := range totals {
		out = append(out, total{t.Commodity, t.Unit, account(t.Account)})
	}
	return out
}
