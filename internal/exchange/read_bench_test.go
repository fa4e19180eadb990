//go:build unix

package exchange_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"passage/internal/exchange"
)

// tables writes a scenario of so many places, each with its site, in which one
// table has many rows, and returns the folder and its size in bytes.
func tables(b *testing.B, places int, name, header string, rows int, row func(i int, r *rand.Rand) string) (string, int64) {
	b.Helper()
	dir := b.TempDir()
	write := func(file string, line func(out *bufio.Writer)) int64 {
		f, err := os.Create(filepath.Join(dir, file))
		if err != nil {
			b.Fatal(err)
		}
		out := bufio.NewWriter(f)
		line(out)
		if err := out.Flush(); err != nil {
			b.Fatal(err)
		}
		info, err := f.Stat()
		if err != nil {
			b.Fatal(err)
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
		return info.Size()
	}
	size := write("scenario.toml", func(out *bufio.Writer) { out.WriteString(page + "payload_t = 14.0\n") })
	size += write("places.csv", func(out *bufio.Writer) {
		out.WriteString("place,name\n")
		for i := range places {
			fmt.Fprintf(out, "p%d,Place %d\n", i, i)
		}
	})
	size += write("nodes.csv", func(out *bufio.Writer) {
		out.WriteString("node,name,kind,place\n")
		for i := range places {
			fmt.Fprintf(out, "t%d,Site %d,site,p%d\n", i, i, i)
		}
	})
	r := rand.New(rand.NewPCG(1, 2))
	size += write(name+".csv", func(out *bufio.Writer) {
		out.WriteString(header + "\n")
		for i := range rows {
			out.WriteString(row(i, r) + "\n")
		}
	})
	return dir, size
}

func benchRead(b *testing.B, dir string, size int64) {
	b.SetBytes(size)
	b.ReportAllocs()
	before, rounds := cpuTime(b), 0
	defer func() { b.ReportMetric(float64(size)*float64(rounds)/1e6/(cpuTime(b)-before).Seconds(), "MB/cpu-s") }()
	for b.Loop() {
		rounds++
		l, err := exchange.Read(b.Context(), dir)
		if err != nil || l.Scenario == nil {
			b.Fatal(err, l.Faults[:min(len(l.Faults), 5)])
		}
	}
}

// cpuTime is what the process has used of its processors: on a machine that
// others use too, the clock says little.
func cpuTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// A million counts of people, fifty dates of each place one after the other.
func BenchmarkReadPeople(b *testing.B) {
	dir, size := tables(b, 20_000, "people", "place,from,people", 1_000_000, func(i int, r *rand.Rand) string {
		return fmt.Sprintf("p%d,2025-%02d-%02d,%d", i/50, 1+i%50/25, 1+i%25, r.IntN(200000))
	})
	benchRead(b, dir, size)
}

// The same by date: no two neighbours are of the same place, and the rows are
// not in the order of places.
func BenchmarkReadPeopleByDate(b *testing.B) {
	dir, size := tables(b, 20_000, "people", "place,from,people", 1_000_000, func(i int, r *rand.Rand) string {
		return fmt.Sprintf("p%d,2025-%02d-%02d,%d", i%20000, 1+i/20000/25, 1+i/20000%25, r.IntN(200000))
	})
	benchRead(b, dir, size)
}

const corridorHeader = "corridor,from,to,mode,lead_days,usd_per_t,trucks_per_day,payload_t,share_arriving"

func corridor(i, from, to int, r *rand.Rand) string {
	return fmt.Sprintf("h%d-t%d-%d,t%d,t%d,road,%d,%.1f,,14,%.3f", from, to, i, from, to, r.IntN(9), r.Float64()*100, 0.7+0.3*r.Float64())
}

// A hundred thousand corridors, from each of some hubs to each of a thousand
// sites.
func BenchmarkReadCorridors(b *testing.B) {
	dir, size := tables(b, 1100, "corridors", corridorHeader, 100_000, func(i int, r *rand.Rand) string {
		return corridor(i, 1000+i/1000, i%1000, r)
	})
	benchRead(b, dir, size)
}

// As many between any two of twenty thousand nodes, in no order, beside the
// rows of those nodes and their places.
func BenchmarkReadCorridorsShuffled(b *testing.B) {
	dir, size := tables(b, 20_000, "corridors", corridorHeader, 100_000, func(i int, r *rand.Rand) string {
		return corridor(i, r.IntN(20000), r.IntN(20000), r)
	})
	benchRead(b, dir, size)
}
