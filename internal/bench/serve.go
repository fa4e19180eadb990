package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
	"time"

	"passage/internal/cli"
)

// serve is the process of the server: passage serve, and beside it a port where
// it tells what it holds. What is allocated is sampled only where PASSAGE_HEAP asks
// for that: passage itself does not, and the samples take memory.
func serve(ctx context.Context, arg string) error {
	if os.Getenv("PASSAGE_HEAP") == "" {
		runtime.MemProfileRate = 0
	}
	var l load
	if err := json.Unmarshal([]byte(arg), &l); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("figures http://%s\n", listener.Addr())
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) { json.NewEncoder(w).Encode(memoryNow()) })
	mux.HandleFunc("/profile", pprof.Profile)  // go tool pprof http://…/profile
	mux.Handle("/heap", pprof.Handler("heap")) // with PASSAGE_HEAP=1
	figures := &http.Server{ReadHeaderTimeout: time.Minute, Handler: mux}
	go figures.Serve(listener)
	defer figures.Close()
	args := []string{"serve", "--data", l.Data, "--listen", "127.0.0.1:0", "--backup-every", "0s"}
	if l.DB != "" {
		args = append(args, "--db", l.DB)
	}
	fmt.Fprintf(os.Stderr, "figures and profiles: http://%s, /profile, /heap\n", listener.Addr())
	if status := cli.Main(ctx, args, cli.System()); status != 0 {
		return fmt.Errorf("passage serve ended with status %d", status)
	}
	return nil
}

// memory is what a process holds, in MiB.
type memory struct {
	Resident float64
	Program  float64 // of the resident: the program itself and files that are mapped
	Heap     float64 // what Go has for objects, the dead that are not collected yet too
	Go       float64 // all that Go has from the system and has not given back
}

func memoryNow() (m memory) {
	names := []string{"/memory/classes/total:bytes", "/memory/classes/heap/released:bytes", "/memory/classes/heap/objects:bytes"}
	samples := make([]metrics.Sample, len(names))
	for i, name := range names {
		samples[i].Name = name
	}
	metrics.Read(samples)
	mib := func(i int) float64 { return float64(samples[i].Value.Uint64()) / (1 << 20) }
	m.Go, m.Heap = mib(0)-mib(1), mib(2)
	m.Resident, m.Program = resident()
	return m
}

// resident reads how much memory the process has, and how much of it is mapped
// from files; 0 where the system does not tell.
func resident() (all, files float64) {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, 0
	}
	of := map[string]float64{}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) == 3 && fields[2] == "kB" {
			if kib, err := strconv.ParseFloat(fields[1], 64); err == nil {
				of[fields[0]] = kib / 1024
			}
		}
	}
	return of["VmRSS:"], of["RssFile:"] + of["RssShmem:"]
}

func (m memory) text() string {
	rest := max(0, m.Resident-m.Program-m.Go)
	return fmt.Sprintf("  the server holds %.0f MiB: %.0f of Go, %.0f of these of objects; %.0f of the program and mapped files; %.0f of the rest, which is SQLite's cache where there is one.\n"+
		"  Besides the database's cache: %.0f MiB\n", m.Resident, m.Go, m.Heap, m.Program, rest, m.Resident-rest)
}

// memory asks the server what it holds.
func (s *server) memory(ctx context.Context) (m memory, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.figures, nil)
	if err != nil {
		return m, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return m, err
	}
	defer res.Body.Close()
	return m, json.NewDecoder(res.Body).Decode(&m)
}

// processor is seconds that processors worked.
type processor struct{ own, database float64 }

// used is how long processors have worked for the server and, where it has one,
// its PostgreSQL, by now.
func (s *server) used() processor {
	return processor{threadSeconds(s.cmd.Process.Pid), s.db.seconds()}
}

// threadSeconds adds up how long the threads of a process have run; 0 where the
// system does not tell.
func threadSeconds(pid int) (seconds float64) {
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil {
		return 0
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			continue // the thread has ended
		}
		ran, _, _ := strings.Cut(string(text), " ")
		ns, err := strconv.ParseFloat(ran, 64)
		if err == nil {
			seconds += ns / 1e9
		}
	}
	return seconds
}

// backends are the processes of a PostgreSQL on this machine that work for one
// database; nil: there is none.
type backends struct{ db *sql.DB }

func backendsOf(ctx context.Context, address string) (*backends, error) {
	if address == "" {
		return nil, nil
	}
	db, err := sql.Open("pgx", address)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return &backends{db}, db.PingContext(ctx)
}

func (b *backends) close() error {
	if b == nil {
		return nil
	}
	return b.db.Close()
}

// seconds adds up how long the backends have worked, but for the one that is asked.
func (b *backends) seconds() (all float64) {
	if b == nil {
		return 0
	}
	rows, err := b.db.Query("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
	if err != nil {
		return 0
	}
	defer rows.Close()
	for rows.Next() {
		var pid int
		if rows.Scan(&pid) == nil {
			all += threadSeconds(pid)
		}
	}
	return all
}
