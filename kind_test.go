package passage_test

import (
	"strings"
	"testing"

	"passage"
)

// TestStandards holds that every kind of fact is mapped once, to words and codes
// that the standards have, and that where one has none it is said.
func TestStandards(t *testing.T) {
	words := func(s string) map[string]bool {
		m := map[string]bool{}
		for _, w := range strings.Fields(s) {
			m[w] = true
		}
		return m
	}
	steps := words(`accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting
		decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting installing
		killing loading other packing picking receiving removing repackaging repairing replacing reserving retail_selling
		sampling sensor_reporting shipping staging_outbound stock_taking stocking storing transporting unloading unpacking
		void_shipping`)
	dispositions := words(`active available completeness_inferred completeness_verified conformant container_closed
		container_open damaged destroyed dispensed disposed encoded expired in_progress in_transit inactive mismatch_class
		mismatch_instance mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other
		partially_dispensed recalled reserved retail_sold returned sellable_accessible sellable_not_accessible stolen
		unavailable unknown`)
	codes := words("1 2 3 6 7 8 9 12 13 15 16 17 18 20 21 22 23 24 25 29 31 35 36 37 40 41 44 45")
	seen := map[passage.FactKind]bool{}
	for _, s := range passage.Standards() {
		if seen[s.Kind] {
			t.Errorf("%s stands twice", s.Kind)
		}
		seen[s.Kind] = true
		for _, w := range []struct {
			word string
			of   map[string]bool
		}{{s.BizStep, steps}, {s.Disposition, dispositions}, {s.Rec24, codes}} {
			if w.word != "" && !w.of[w.word] {
				t.Errorf("%s: no standard knows %q", s.Kind, w.word)
			}
			if w.word == "" && s.Remark == "" {
				t.Errorf("%s: nothing says that a standard has no word for it", s.Kind)
			}
		}
		if s.BizStep == "other" && s.Remark == "" {
			t.Errorf("%s: nothing says that the step has no name", s.Kind)
		}
	}
	for _, kind := range strings.Fields(`released loaded short_loaded departed arrived submitted_for_inspection cleared held refused
		crossed offloaded collected intercepted damaged returned diverted received handed_over distributed closed corrected`) {
		if !seen[passage.FactKind(kind)] {
			t.Errorf("%s is not mapped", kind)
		}
	}
}
