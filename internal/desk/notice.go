package desk

import (
	"context"
	"encoding/json"
	"fmt"

	"passage"
	"passage/internal/store"
)

// leadSetting keeps how long before they set out movements have to be made
// known. It is of the operation, not of a scenario.
const leadSetting = "notice lead"

// MostLeadHours is the longest lead time that can be set: thirty days.
const MostLeadHours = 720

// LeadRule returns how long before it sets out a movement has to be made known
// here.
func (d *Desk) LeadRule(ctx context.Context) (rule passage.LeadRule, err error) {
	var text string
	err = d.store.View(ctx, func(tx *store.Tx) error {
		text, err = tx.Setting(leadSetting)
		return err
	})
	if err != nil || text == "" {
		return passage.UsualLeadRule(), err
	}
	if err := json.Unmarshal([]byte(text), &rule); err != nil {
		return rule, fmt.Errorf("the rule for lead times cannot be read: %w", err)
	}
	return rule, nil
}

// SetLeadRule says how long before it sets out a movement has to be made known.
func (d *Desk) SetLeadRule(ctx context.Context, caller Caller, rule passage.LeadRule) error {
	if err := caller.May(Admin); err != nil {
		return err
	}
	for _, hours := range []float64{rule.Hours, rule.Urgent} {
		if !(hours >= 0 && hours <= MostLeadHours) {
			return refuse("a lead time of %g hours cannot be; say it from 0 to %d", hours, MostLeadHours)
		}
	}
	if rule.Urgent > rule.Hours {
		return refuse("what cannot wait would have to be made known %g hours before, longer than the %g of what can", rule.Urgent, rule.Hours)
	}
	text, err := json.Marshal(rule)
	if err != nil {
		return err
	}
	return d.store.Update(ctx, func(tx *store.Tx) error {
		if err := tx.SetSetting(leadSetting, string(text)); err != nil {
			return err
		}
		return tx.Record(d.entry(caller, "notice-lead.changed", fmt.Sprintf("%g h, urgent %g h", rule.Hours, rule.Urgent)))
	})
}

// String is the id of a form as its page has it.
func (f Form) String() string { return f.id.String() }
