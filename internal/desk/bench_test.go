package desk_test

import (
	"fmt"
	"testing"
	"time"

	"passage"
	"passage/internal/store/storetest"
)

// BenchmarkTakeIn takes facts in, a thousand at a time, of waybills that are on
// the road side by side, forty of each consignment.
func BenchmarkTakeIn(b *testing.B) {
	const batch, onRoad = 1000, 2000
	stages := []passage.FactKind{passage.Loaded, passage.Departed, passage.Arrived, passage.Submitted, passage.Cleared, passage.Crossed, passage.Received, passage.Finished}
	d := open(b, storetest.SQLite(b), b.TempDir())
	i := 0
	for b.Loop() {
		lines := make([][]byte, batch)
		for k := range lines {
			n := i/(onRoad*len(stages))*onRoad + i%onRoad
			more := `,"place":"gate"`
			goods := fmt.Sprintf(`,"lines":[{"consignment":"R-%d","line":1,"commodity":"flour","unit":"g","amount":%d}]`, n/40, 20_000_000+n)
			switch kind := stages[i/onRoad%len(stages)]; kind {
			case passage.Loaded:
				more = `,"place":"port","from":"port","to":"hub","vehicle":"T-17"` + goods
			case passage.Received:
				more = `,"place":"hub"` + goods
			}
			at := time.Unix(1_760_000_000+int64(i), 0).UTC().Format(time.RFC3339)
			lines[k] = fmt.Appendf(nil, `{"id":"0192e4a5-7c31-7000-8000-%012x","device":"wfp/t%d","seq":%d,"org":"wfp","kind":%q,"claimed":%q,"recorded":%q,"waybill":"W-%09d"%s}`,
				i, i%200, i/200+1, stages[i/onRoad%len(stages)], at, at, n, more)
			i++
		}
		for _, a := range takeIn(b, d, wfp, lines...) {
			if a != "new" {
				b.Fatal(a)
			}
		}
	}
	b.ReportMetric(float64(i)/b.Elapsed().Seconds(), "facts/s")
}
