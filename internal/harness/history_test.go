package harness_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/harness"
	"passage/internal/store/storetest"
)

// asked is what somebody asks of a waybill: to take a fact in, or what was
// received.
type asked struct {
	waybill int
	post    bool
	fact    int // below 64
}

// told is what they were told.
type told struct {
	answer envelope.Answer // of a post; "" where nobody waited for it
	sum    int64           // of a read
}

// amount of a fact: no two sets of facts have the same sum.
func amount(fact int) int64 { return 1 << fact }

// waybills is what one ledger that does one thing after the other would do. The
// state is the set of facts, as its sum.
var waybills = porcupine.Model{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		by := map[int][]porcupine.Operation{}
		for _, op := range history {
			n := op.Input.(asked).waybill
			by[n] = append(by[n], op)
		}
		var parts [][]porcupine.Operation
		for _, ops := range by {
			parts = append(parts, ops)
		}
		return parts
	},
	Init: func() any { return int64(0) },
	Step: func(state, input, output any) (bool, any) {
		have, in, out := state.(int64), input.(asked), output.(told)
		if !in.post {
			return out.sum == have, have
		}
		there := have&amount(in.fact) != 0
		switch out.answer {
		case envelope.New:
			return !there, have | amount(in.fact)
		case envelope.Known:
			return there, have
		}
		return true, have | amount(in.fact)
	},
}

// TestHistories has many people post facts, the same ones too, and read totals
// at once, some of whom do not wait for the answer, at two servers on one
// database: all answers together must fit one order of things. Then an answer is
// made a lie, which must be seen.
func TestHistories(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		ctx := context.Background()
		dice := rand.New(rand.NewPCG(seed(t), 0))
		dir := t.TempDir()
		var desks []*desk.Desk
		for range 2 {
			s := storetest.Open(t, place)
			d, err := openDesk(ctx, s, dir)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(d.Close)
			desks = append(desks, d)
		}
		const people, each, waybillsAtOnce, factsOfEach = 8, 40, 6, 30
		began := time.Now()
		now := func() int64 { return int64(time.Since(began)) }
		var mu sync.Mutex
		var history []porcupine.Operation
		var all sync.WaitGroup
		for p := range people {
			dice := rand.New(rand.NewPCG(dice.Uint64(), 0))
			all.Go(func() {
				d := desks[p%len(desks)]
				for range each {
					in := asked{waybill: dice.IntN(waybillsAtOnce), post: dice.IntN(5) < 3, fact: dice.IntN(factsOfEach)}
					op := porcupine.Operation{ClientId: p, Input: in, Call: now()}
					out, err := ask(ctx, d, in, dice.IntN(8) == 0)
					if err != nil {
						t.Error(err)
						return
					}
					op.Output, op.Return = out, now()
					mu.Lock()
					history = append(history, op)
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if t.Failed() {
			return
		}
		end := now()
		unanswered := 0
		for i, op := range history { // what nobody waited for may be done at any time after
			if op.Input.(asked).post && op.Output.(told).answer == "" {
				history[i].Return = end
				history[i].ClientId = people + i
				unanswered++
			}
		}
		if unanswered == 0 {
			t.Error("everybody waited for every answer, so that this showed little")
		}
		if result := porcupine.CheckOperationsTimeout(waybills, history, time.Minute); result != porcupine.Ok {
			t.Errorf("the answers fit no order: %s", result)
		}
		for i, op := range history { // the last read of a sum: something of it was not there
			if out := op.Output.(told); !op.Input.(asked).post && out.sum != 0 {
				history[i].Output = told{sum: out.sum ^ out.sum&-out.sum}
			}
		}
		if result := porcupine.CheckOperationsTimeout(waybills, history, time.Minute); result != porcupine.Illegal {
			t.Errorf("answers that lie are not seen: %s", result)
		}
		t.Logf("%d answers, %d that nobody waited for", len(history), unanswered)
	})
}

// ask asks a desk, and does not wait for long where it is impatient.
func ask(ctx context.Context, d *desk.Desk, in asked, impatient bool) (told, error) {
	id := passage.WaybillID(fmt.Sprint("W", in.waybill))
	if !in.post {
		w, err := d.Waybill(ctx, harness.Caller, id)
		if _, missing := err.(desk.Missing); missing {
			return told{}, nil
		}
		if err != nil || len(w.Lines) == 0 {
			return told{}, err
		}
		return told{sum: w.Lines[0].Received}, nil
	}
	f, err := envelope.Seal(passage.Fact{
		ID: passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8000-%06d%06d", in.waybill, in.fact)), Device: "org/tablet", Seq: int64(1 + in.waybill*64 + in.fact), Org: "org",
		Kind: passage.Received, Claimed: 1, Recorded: 1, Place: "hub", Waybill: id,
		Lines: []passage.FactLine{{Consignment: "C1", Line: 1, Commodity: "flour", Unit: passage.Pieces, Amount: amount(in.fact)}},
	})
	if err != nil {
		return told{}, err
	}
	waiting, cancel := context.WithCancel(ctx)
	defer cancel()
	if impatient {
		cancel()
	}
	receipts, err := d.TakeIn(waiting, harness.Caller, [][]byte{f.Body})
	if impatient && err != nil {
		return told{}, nil
	}
	if err != nil {
		return told{}, err
	}
	return told{answer: receipts[0].Answer}, nil
}
