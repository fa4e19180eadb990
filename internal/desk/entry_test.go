package desk_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// TestGroupsOnEachOthersHeels has many callers hand in facts about the same few
// waybills and consignments at once, under numbers that are used again and again,
// at one server and at two on one database, while something is erased. So each
// group is prepared while one that it depends on is written. One content of a
// number is new, each other a conflict, all else known; and what is kept is what
// all facts say.
func TestGroupsOnEachOthersHeels(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		for _, c := range []struct {
			servers, numbers, waybills int64
			agree                      int64 // of so many uses of a number all but one have its first content
		}{{1, 400, 5, 12}, {1, 1200, 20, 60}, {2, 1200, 20, 60}} {
			t.Run(fmt.Sprintf("%d servers, %d numbers", c.servers, c.numbers), func(t *testing.T) {
				const callers, rounds = 6, 40
				dir := t.TempDir()
				var desks []*desk.Desk
				for range c.servers {
					d := open(t, place, dir)
					d.Hurry()
					desks = append(desks, d)
				}
				device := passage.DeviceID(fmt.Sprintf("wfp/of-%d-%d", c.servers, c.numbers))
				seed := rand.Uint64()
				t.Log("seed", seed)
				var mu sync.Mutex
				counted := map[string]map[envelope.Answer]int{} // by number, and by content
				var all sync.WaitGroup
				for caller := range callers {
					all.Go(func() {
						r := rand.New(rand.NewPCG(seed, uint64(caller)))
						for range rounds {
							var lines [][]byte
							var keys []string
							for range 1 + r.IntN(12) {
								n := 1 + r.Int64N(c.numbers)
								content := r.Int64N(c.agree) / (c.agree - 1) // 0, and now and then 1
								keys = append(keys, fmt.Sprint(n))
								lines = append(lines, seal(t, n, passage.Loaded, n, func(f *passage.Fact) {
									f.Device, f.Vehicle = device, fmt.Sprint("vehicle ", content)
									f.Waybill = passage.WaybillID(fmt.Sprint("W", (n+content)%c.waybills))
									f.Lines[0].Consignment = passage.ConsignmentID(fmt.Sprint("C", n%3))
									if n%17 == 0 {
										f.Kind, f.Waybill, f.Consignment = passage.Released, "", f.Lines[0].Consignment
									}
								}))
							}
							for i, a := range takeIn(t, desks[r.Int64N(c.servers)], wfp, lines...) {
								mu.Lock()
								if counted[keys[i]] == nil {
									counted[keys[i]] = map[envelope.Answer]int{}
								}
								counted[keys[i]][a]++
								mu.Unlock()
							}
							if r.IntN(20) == 0 {
								id := fmt.Sprintf("0192e4a5-7c31-7000-8000-%012d", 1+r.Int64N(c.numbers))
								_ = desks[0].Erase(context.Background(), peer, id, []string{"vehicle"}, "asked") // it may not be there
							}
						}
					})
				}
				all.Wait()
				// Waybills that many speak of at once, and nobody again afterwards: a
				// fold that missed what was just being written stays as it is.
				// A database that is held up for a moment has the first of them being
				// written while the others come.
				hold := func(string) {}
				if !store.IsPostgres(place) {
					other, err := database(t, place).Conn(context.Background())
					if err != nil {
						t.Fatal(err)
					}
					defer other.Close()
					hold = func(statement string) {
						if _, err := other.ExecContext(context.Background(), statement); err != nil {
							t.Error(err)
						}
					}
				}
				for at := range int64(60) {
					say := func(caller int64) {
						n := c.numbers + 1 + 2*(at*(callers+1)+caller)
						together := func(n int64, change func(f *passage.Fact)) []byte {
							return seal(t, n, passage.Loaded, n, func(f *passage.Fact) {
								f.Device, f.Waybill = device, passage.WaybillID(fmt.Sprint("together ", at))
								f.Lines[0].Line, f.Lines[0].Consignment = int(caller)+1, passage.ConsignmentID(fmt.Sprint("together ", at))
								change(f)
							})
						}
						lines := [][]byte{together(n, func(*passage.Fact) {})}
						if at%2 == 1 { // goods that are only being written have all wait
							lines = append(lines, together(n+1, func(f *passage.Fact) {
								f.Kind, f.Waybill, f.Consignment = passage.Released, "", f.Lines[0].Consignment
							}))
						}
						takeIn(t, desks[caller%c.servers], wfp, lines...)
					}
					if at%2 == 0 { // what is remembered of it is older than what is being written
						say(callers)
					}
					hold("BEGIN IMMEDIATE")
					for caller := range int64(callers) {
						all.Go(func() { say(caller) })
					}
					time.Sleep(5 * time.Millisecond)
					hold("ROLLBACK")
					all.Wait() // or most of them would make one group
				}
				for n, got := range counted {
					if got[envelope.New] != 1 || got[envelope.Conflict] > 1 || got[envelope.Invalid] > 0 {
						t.Errorf("number %s was answered %v", n, got)
					}
				}
				for _, d := range desks {
					if wrong, err := d.Rebuild(context.Background(), nothing); len(wrong) > 0 || err != nil {
						t.Errorf("kept otherwise than the facts say: %v, %v", wrong, err)
					}
				}
				if err := desks[0].Verify(context.Background(), func(f desk.Fault) { t.Error(f) }, nothing); err != nil {
					t.Error(err)
				}
			})
		}
	})
}
