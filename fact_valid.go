package passage

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of one fact. They are far above what people write and far below what
// hurts a server.
const (
	MaxName   = 64   // bytes of a name, of the number of a document and of the like
	MaxText   = 4000 // bytes of a text
	maxLines  = 1000
	maxUnits  = 2000
	maxAmount = 1_000_000_000_000_000 // a thousand million tonnes, in grams
)

// Validate returns an error that says, in one sentence, the first thing that is
// wrong with the fact, or nil. It looks at the fact alone: facts that do not
// fit together are the folds' findings, not errors.
func (f *Fact) Validate() error {
	if err := f.validNames(); err != nil {
		return err
	}
	if !validUUID(string(f.ID)) {
		return fmt.Errorf("id %q is not a UUID in lower case, such as 0192e4a5-7c31-7000-8000-0123456789ab", clip(string(f.ID)))
	}
	org, name, ok := strings.Cut(string(f.Device), "/")
	if !ok || name == "" || OrgID(org) != f.Org {
		return fmt.Errorf("device %q does not begin with its organisation, such as %q", clip(string(f.Device)), string(f.Org)+"/tablet-7")
	}
	switch {
	case f.Seq < 1:
		return fmt.Errorf("seq is %d; a device counts its facts from 1", f.Seq)
	case f.Claimed == 0:
		return fmt.Errorf("claimed is missing: when is this said to have happened?")
	case f.Recorded == 0:
		return fmt.Errorf("recorded is missing: when was this written down?")
	case len(f.Lines) > maxLines:
		return fmt.Errorf("%d lines in one fact; at most %d", len(f.Lines), maxLines)
	}
	if err := f.Reliability.validate(); err != nil {
		return err
	}
	if err := first(f.validKind(), f.validStops()); err != nil {
		return err
	}
	for i, l := range f.Lines {
		if err := f.validLine(l); err != nil {
			return fmt.Errorf("lines, number %d: %w", i+1, err)
		}
	}
	for _, e := range f.Evidence {
		if len(e.SHA256) != 64 || strings.Trim(e.SHA256, "0123456789abcdef") != "" {
			return fmt.Errorf("evidence %q is not a SHA-256 of 64 hexadecimal digits in lower case", clip(e.SHA256))
		}
	}
	return nil
}

// validKind holds each kind to what it needs to mean anything.
func (f *Fact) validKind() error {
	if !slices.ContainsFunc(standards, func(s Standard) bool { return s.Kind == f.Kind }) {
		return fmt.Errorf("kind %q is not one that this version knows", clip(string(f.Kind)))
	}
	need := func(what, have, why string) error {
		if have == "" {
			return fmt.Errorf("a fact of kind %q needs %s: %s", f.Kind, what, why)
		}
		return nil
	}
	switch f.Kind {
	case Released:
		return first(need("consignment", string(f.Consignment), "what is released?"),
			need("from", string(f.From), "where does it lie?"), need("to", string(f.To), "where does it go?"),
			f.noWaybill(), f.someLines())
	case Loaded:
		return first(need("waybill", string(f.Waybill), "onto which vehicle's waybill?"),
			need("from", string(f.From), "where does the leg begin?"), need("to", string(f.To), "where does it end?"), f.someLines())
	case HandedOver, Distributed:
		return first(need("consignment", string(f.Consignment), "of which consignment?"), f.noWaybill(), f.someLines())
	case Received, ShortLoaded, Damaged, Returned:
		return first(need("waybill", string(f.Waybill), "of which journey?"), f.someLines())
	case Diverted:
		return first(need("waybill", string(f.Waybill), "of which journey?"), need("to", string(f.To), "where to?"), f.someLines())
	case Intercepted:
		if !slices.Contains([]Interception{UnarmedCrowd, ArmedGroup, OfficialSeizure, UnknownHow}, f.How) {
			return fmt.Errorf("how is %q; an interception is %q, %q, %q or %q", clip(string(f.How)), UnarmedCrowd, ArmedGroup, OfficialSeizure, UnknownHow)
		}
		return first(need("waybill", string(f.Waybill), "of which journey?"), f.someLines())
	case Refused:
		return first(need("waybill", string(f.Waybill), "of which journey?"), need("reason", f.Reason, "as it was stated, or \"none stated\""))
	case Finished:
		if f.Waybill == "" && f.Consignment == "" {
			return fmt.Errorf("a fact of kind %q needs a waybill or a consignment", f.Kind)
		}
	case Corrected:
		if f.Error != DidNotOccur && f.Error != IncorrectData {
			return fmt.Errorf("error is %q; a correction says %q or %q", clip(string(f.Error)), DidNotOccur, IncorrectData)
		}
		if f.Waybill == "" && f.Consignment == "" && f.Engagement == "" && f.Place == "" {
			return fmt.Errorf("a correction names the waybill, consignment, engagement or place of the fact that it corrects")
		}
		return need("corrects", string(f.Corrects), "the id of the fact that is wrong")
	case Impeded:
		if f.Waybill == "" && f.Place == "" {
			return fmt.Errorf("an impediment names the place where it is, or the waybill of the journey that it stopped")
		}
		return first(need("obstacle", string(f.Obstacle), "its category"), f.validImpediment())
	case Counted:
		return first(need("place", string(f.Place), "counted where?"), f.Count.validate())
	case Stated:
		if f.Door == nil {
			return fmt.Errorf("a fact of kind %q says in door how the door is", f.Kind)
		}
		return first(need("place", string(f.Place), "which door?"), f.onlyPlace(), f.Door.validate())
	case Engaged:
		if f.Minutes == nil {
			return fmt.Errorf("a fact of kind %q says in minutes who spoke about what", f.Kind)
		}
		return first(need("engagement", string(f.Engagement), "which meeting, call, letter or statement?"), f.Minutes.validate())
	case Paid:
		if f.Payment == nil {
			return fmt.Errorf("a fact of kind %q says in payment how much arrived for which commitment", f.Kind)
		}
		return first(need("engagement", string(f.Engagement), "in which was it promised?"), f.Payment.validate())
	case Notified:
		if f.Notice == nil {
			return fmt.Errorf("a fact of kind %q says in notice what was made known to whom", f.Kind)
		}
		return first(need("place", string(f.Place), "which site, or where does the movement begin?"), f.onlyPlace(), f.noPosition(), f.Notice.validate())
	case Sought:
		if f.Clearance == nil {
			return fmt.Errorf("a fact of kind %q says in clearance which item is to pass", f.Kind)
		}
		return first(need("place", string(f.Place), "at which door?"), f.onlyPlace(), f.Clearance.validate())
	case Followed:
		if !followable(f.Status) {
			return fmt.Errorf("status %q is nothing that can become of a report, a notification or a clearance", clip(string(f.Status)))
		}
		if f.Waybill == "" && f.Consignment == "" && f.Place == "" {
			return fmt.Errorf("a follow-up names the waybill, consignment or place of the fact that it is about")
		}
		return first(need("about", string(f.About), "the id of the fact that this came of"), f.followReason())
	default:
		return need("waybill", string(f.Waybill), "of which journey?")
	}
	return nil
}

func (f *Fact) someLines() error {
	if len(f.Lines) == 0 {
		return fmt.Errorf("a fact of kind %q needs lines: how much of what?", f.Kind)
	}
	return nil
}

// onlyPlace holds what is said of a place to that: its facts are folded together.
func (f *Fact) onlyPlace() error {
	if f.Waybill != "" || f.Consignment != "" || f.Engagement != "" {
		return fmt.Errorf("a fact of kind %q is about a place alone, not about a waybill, consignment or engagement", f.Kind)
	}
	return nil
}

// noPosition keeps exact coordinates out of what travels to every ledger.
func (f *Fact) noPosition() error {
	if f.Whereupon != "" {
		return fmt.Errorf("a fact of kind %q carries no coordinates; they are entered at the ledger, for named people", f.Kind)
	}
	return nil
}

// followReason holds a follow-up that goes against somebody to its reason.
func (f *Fact) followReason() error {
	if f.Reason == "" && slices.Contains([]Status{Disputed, Replied, Objected, Rejected}, f.Status) {
		return fmt.Errorf("a follow-up of status %q needs reason, as it was stated, or \"none stated\"", f.Status)
	}
	return nil
}

func followable(s Status) bool {
	return slices.ContainsFunc([]FactKind{Impeded, Notified, Sought}, func(k FactKind) bool { return slices.Contains(Statuses(k), s) })
}

func (f *Fact) noWaybill() error {
	if f.Waybill != "" {
		return fmt.Errorf("a fact of kind %q is about a consignment, not about waybill %s", f.Kind, f.Waybill)
	}
	return nil
}

func (f *Fact) validLine(l FactLine) error {
	switch {
	case l.Consignment == "":
		return fmt.Errorf("consignment is missing")
	case f.Waybill == "" && l.Consignment != f.Consignment:
		return fmt.Errorf("consignment is %s; the fact is about %s", l.Consignment, f.Consignment)
	case l.Line < 1:
		return fmt.Errorf("line is %d; the lines of a consignment are counted from 1", l.Line)
	case l.Commodity == "":
		return fmt.Errorf("commodity is missing")
	case !slices.Contains(Units, l.Unit):
		return fmt.Errorf("unit is %q; amounts are in one of %q", clip(string(l.Unit)), Units)
	case min(l.Amount, l.Saved, l.Missing, l.Damaged) < 0:
		return fmt.Errorf("an amount is negative; what was wrong is corrected, not subtracted")
	case max(l.Amount, l.Saved, l.Missing, l.Damaged) > maxAmount:
		return fmt.Errorf("an amount is above %d", int64(maxAmount))
	case f.Kind == Received && (l.Missing > 0 || l.Damaged > 0) && l.Reason == "":
		return fmt.Errorf("a receipt with goods missing or damaged needs a reason")
	case len(l.Units) > maxUnits:
		return fmt.Errorf("%d handling units; at most %d", len(l.Units), maxUnits)
	}
	for _, u := range l.Units {
		if u.ID == "" || u.ID == u.In || u.Amount < 0 || u.Amount > maxAmount {
			return fmt.Errorf("handling unit %q lacks a name, lies in itself or has an impossible amount", clip(u.ID))
		}
	}
	return nil
}

// validNames refuses names that a person cannot read back: empty where one is
// needed, overlong, or with control and bidirectional formatting characters,
// which make one name look like another.
func (f *Fact) validNames() error {
	if f.Org == "" {
		return fmt.Errorf("org is missing: whose fact is this?")
	}
	for _, n := range []struct{ field, value string }{
		{"device", string(f.Device)}, {"org", string(f.Org)}, {"place", string(f.Place)}, {"ref", f.Ref},
		{"waybill", string(f.Waybill)}, {"consignment", string(f.Consignment)}, {"engagement", string(f.Engagement)}, {"from", string(f.From)}, {"to", string(f.To)},
		{"owner", string(f.Owner)}, {"donor", string(f.Donor)}, {"vehicle", f.Vehicle}, {"obstacle", string(f.Obstacle)}, {"detail", f.Detail}, {"about", string(f.About)},
	} {
		if err := validName(n.field, n.value); err != nil {
			return err
		}
	}
	for _, l := range f.Lines {
		if err := first(validName("consignment", string(l.Consignment)), validName("commodity", string(l.Commodity)), validName("lot", l.Lot)); err != nil {
			return err
		}
	}
	for _, n := range []struct{ field, value string }{{"actor", f.Actor}, {"source", f.Source}, {"reason", f.Reason}, {"party", f.Party}, {"note", f.Note}} {
		if err := validText(n.field, n.value, MaxText); err != nil {
			return err
		}
	}
	return nil
}

// validText refuses texts that are overlong.
func validText(field, value string, most int) error {
	if len(value) > most {
		return fmt.Errorf("%s has %d bytes; at most %d", field, len(value), most)
	}
	return nil
}

func validName(field, value string) error {
	if len(value) > MaxName {
		return fmt.Errorf("%s %q has %d bytes; at most %d", field, clip(value), len(value), MaxName)
	}
	for i, r := range value {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == utf8.RuneError ||
			unicode.IsSpace(r) && (i == 0 || i == len(value)-1) {
			return fmt.Errorf("%s %q has a character that cannot be seen", field, clip(value))
		}
	}
	return nil
}

func (r Reliability) validate() error {
	if r == "" || len(r) == 2 && r[0] >= 'A' && r[0] <= 'F' && r[1] >= '1' && r[1] <= '6' {
		return nil
	}
	return fmt.Errorf("reliability %q is not a source from A to F and an information from 1 to 6, such as B2", clip(string(r)))
}

func validUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if s[i] != '-' {
				return false
			}
		} else if !(s[i] >= '0' && s[i] <= '9' || s[i] >= 'a' && s[i] <= 'f') {
			return false
		}
	}
	return true
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// clip cuts what somebody sent to what fits a sentence.
func clip(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
