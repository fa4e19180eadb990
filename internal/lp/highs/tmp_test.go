package highs

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"testing"
	"time"

	"passage/internal/lp"
)

// network is a random multi-period, multi-commodity flow with units over nine orders.
func network(nodes, arcs, goods, periods int, seed uint64, spread float64) *lp.Model {
	r := rand.New(rand.NewPCG(seed, 1))
	m := &lp.Model{}
	unit := make([]float64, goods)
	for k := range unit {
		unit[k] = math.Pow(10, spread*(r.Float64()-0.5))
	}
	row := make([]int, nodes*goods*periods)
	for i := range row {
		row[i] = m.AddRow(0, 0)
	}
	bal := func(n, k, t int) int { return row[(t*goods+k)*nodes+n] }
	type arc struct{ a, b, cap0 int }
	as := make([]arc, arcs)
	for i := range as {
		as[i] = arc{r.IntN(nodes), r.IntN(nodes), 0}
		for as[i].b == as[i].a {
			as[i].b = r.IntN(nodes)
		}
	}
	for t := range periods {
		for _, a := range as {
			c := m.AddRow(0, 20+100*r.Float64())
			for k := range goods {
				m.AddCol((1+10*r.Float64())/unit[k], 0, math.Inf(1),
					lp.Entry{Row: bal(a.a, k, t), Value: -1}, lp.Entry{Row: bal(a.b, k, t), Value: 1}, lp.Entry{Row: c, Value: 1 / unit[k]})
			}
		}
		for n := range nodes {
			for k := range goods {
				if t+1 < periods {
					m.AddCol(0.1/unit[k], 0, math.Inf(1), lp.Entry{Row: bal(n, k, t), Value: -1}, lp.Entry{Row: bal(n, k, t+1), Value: 1})
				}
				switch n % 3 {
				case 0:
					m.AddCol(0, 0, 30*unit[k]*r.Float64(), lp.Entry{Row: bal(n, k, t), Value: 1})
				case 1: // need: served with falling worth
					need := 60 * r.Float64()
					d := m.AddRow(math.Inf(-1), 0)
					m.AddCol(0, 0, math.Inf(1), lp.Entry{Row: bal(n, k, t), Value: -1}, lp.Entry{Row: d, Value: -1 / unit[k] / need})
					people := 1e5 * r.Float64()
					for b := range 3 {
						m.AddCol(-people*float64(4-b), 0, 0.4, lp.Entry{Row: d, Value: 1})
					}
				}
			}
		}
	}
	return m
}

func TestTmp(t *testing.T) {
	var a [5]int
	fmt.Sscan(os.Getenv("NET"), &a[0], &a[1], &a[2], &a[3])
	m := network(a[0], a[1], a[2], a[3], 1, 9)
	t.Log(m.Rows(), m.Cols(), m.Entries())
	s := New(Options{Method: Method(os.Getenv("METHOD")), NoCrossover: os.Getenv("NOX") != "", NoScaling: os.Getenv("NOSCALE") != ""})
	defer s.Close()
	b := time.Now()
	s.ready(context.Background())
	t.Log("ready", time.Since(b))
	b = time.Now()
	sol, err := s.Solve(context.Background(), m, lp.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%.2e", lp.Residuals(m, sol))
	t.Log(time.Since(b), sol.Status, sol.Objective, sol.Iterations, gap, float64(sum)/1e6, cnt)
}

func TestGC(t *testing.T) {
	m := network(60, 150, 12, 12, 1, 9)
	s := New(Options{Method: Method(os.Getenv("METHOD")), NoCrossover: os.Getenv("NOX") != "", NoScaling: os.Getenv("NOSCALE") != ""})
	defer s.Close()
	s.ready(context.Background())
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	done := make(chan bool)
	go func() { s.Solve(ctx, m, lp.Limits{}); close(done) }()
	var worst, worstGC time.Duration
	for {
		b := time.Now()
		select {
		case <-done:
			t.Log("worst sleep delay", worst, "worst GC", worstGC)
			return
		case <-time.After(5 * time.Millisecond):
			worst = max(worst, time.Since(b))
		}
		if os.Getenv("GC") != "" {
			b = time.Now()
			runtime.GC()
			worstGC = max(worstGC, time.Since(b))
		}
	}
}
