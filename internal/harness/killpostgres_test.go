//go:build unix

package harness_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"passage/internal/store/storetest"
)

// TestKillPostgres kills the database under a server: its first process, one of
// the others, or the server too, each with SIGKILL. PASSAGE_KILLS_POSTGRES_ITSELF
// says how often.
func TestKillPostgres(t *testing.T) {
	storetest.Postgres(t) // says so where there is none
	bin := os.Getenv("PASSAGE_TEST_POSTGRES_BIN")
	if bin == "" {
		t.Skip("PASSAGE_TEST_POSTGRES_BIN names no folder with initdb and postgres; run tools/with-postgres go test ./…")
	}
	seed := seed(t)
	dice := rand.New(rand.NewPCG(seed, 0))
	pg := newPostgres(t, bin)
	pg.start(t)
	c := newCrew(t, pg.place, seed)
	life := max(100*time.Millisecond, c.toFirst(t))
	kills := number("PASSAGE_KILLS_POSTGRES_ITSELF", 10)
	var s server
	stop := func() {}
	for kill := range kills {
		if s.cmd == nil {
			var err error
			if s, err = c.serve(); err != nil {
				t.Fatalf("after %d kills the server does not start: %v", kill, err)
			}
			stop = c.handIn(s.address)
		}
		time.Sleep(life + time.Duration(dice.Int64N(int64(2*life))))
		switch dice.IntN(3) {
		case 0:
			pg.kill()
			s.kill()
			stop()
			s.cmd = nil
			pg.start(t)
		case 1:
			pg.kill()
			pg.start(t)
		case 2:
			pg.killOne(t, dice)
			pg.ready(t)
		}
		if kill%10 == 9 || kill == kills-1 {
			if s.cmd != nil {
				stop()
				s.kill()
				s.cmd = nil
			}
			judge(t, pg.place, c.dir, c.witness, kill+1)
		}
		if t.Failed() {
			return
		}
	}
	enough(t, c.witness.Acked(), kills)
}

// postgres is a database server of the test's own: killing the one that all
// tests share would be noticed.
type postgres struct {
	bin, dir, place string
	port            int
	as              *syscall.SysProcAttr
	cmd             *exec.Cmd
}

func newPostgres(t *testing.T, bin string) *postgres {
	t.Helper()
	dir, err := os.MkdirTemp("", "passage-postgres.") // t.TempDir lies where only root may look
	if err != nil {
		t.Fatal(err)
	}
	p := &postgres{bin: bin, dir: dir, as: &syscall.SysProcAttr{}}
	t.Cleanup(func() {
		p.kill()
		os.RemoveAll(dir)
	})
	if os.Getuid() == 0 { // PostgreSQL refuses to be root
		u, err := user.Lookup("postgres")
		if err != nil {
			t.Fatal(err)
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
		p.as.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	init := p.command("initdb", "-D", filepath.Join(dir, "data"), "-U", "passage", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if out, err := init.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0") // a port that is free
	if err != nil {
		t.Fatal(err)
	}
	p.port = l.Addr().(*net.TCPAddr).Port
	l.Close()
	p.place = fmt.Sprintf("postgres://passage@127.0.0.1:%d/postgres?sslmode=disable", p.port)
	return p
}

func (p *postgres) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(p.bin, name), args...)
	cmd.Dir, cmd.SysProcAttr = p.dir, p.as
	return cmd
}

// start starts the server, and again while processes of the one before hold its
// memory. It returns once it answers.
func (p *postgres) start(t *testing.T) {
	t.Helper()
	for range 200 {
		p.cmd = p.command("postgres", "-D", filepath.Join(p.dir, "data"), "-c", "listen_addresses=127.0.0.1",
			"-c", fmt.Sprint("port=", p.port), "-c", "unix_socket_directories=", "-c", "synchronous_commit=on", "-c", "fsync=on")
		log, err := os.OpenFile(filepath.Join(p.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		p.cmd.Stdout, p.cmd.Stderr = log, log
		if err := p.cmd.Start(); err != nil {
			t.Fatal(err)
		}
		log.Close()
		ended := make(chan struct{})
		go func(cmd *exec.Cmd) {
			cmd.Wait()
			close(ended)
		}(p.cmd)
		if p.answers(ended) {
			return
		}
		p.cmd.Process.Kill()
		<-ended
		time.Sleep(50 * time.Millisecond)
	}
	text, _ := os.ReadFile(filepath.Join(p.dir, "log"))
	t.Fatalf("PostgreSQL does not start again:\n%.3000s", text)
}

// ready waits until the server answers again after it has lost a process.
func (p *postgres) ready(t *testing.T) {
	t.Helper()
	if !p.answers(nil) {
		t.Fatal("PostgreSQL does not come back")
	}
}

// answers waits until the server answers, and is false when it ended or a minute
// has gone.
func (p *postgres) answers(ended <-chan struct{}) bool {
	db, err := sql.Open("pgx", p.place)
	if err != nil {
		return false
	}
	defer db.Close()
	for range 3000 {
		if db.Ping() == nil {
			return true
		}
		select {
		case <-ended:
			return false
		case <-time.After(20 * time.Millisecond):
		}
	}
	return false
}

// kill kills the first process of the server.
func (p *postgres) kill() {
	if p.cmd != nil && p.cmd.Process != nil {
		p.cmd.Process.Kill()
	}
}

// killOne kills one of the other processes; the first one then ends all of them,
// which it waits for, and begins again.
func (p *postgres) killOne(t *testing.T, dice *rand.Rand) {
	t.Helper()
	db, err := sql.Open("pgx", p.place)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx := context.Background()
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	rows, err := conn.QueryContext(ctx, "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() ORDER BY pid")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []int
	for rows.Next() {
		var pid int
		if err := rows.Scan(&pid); err != nil {
			t.Fatal(err)
		}
		all = append(all, pid)
	}
	if len(all) == 0 {
		t.Fatal("PostgreSQL has no other processes")
	}
	if err := syscall.Kill(all[dice.IntN(len(all))], syscall.SIGKILL); err != nil {
		t.Logf("the process was gone already: %v", err)
		return
	}
	for until := time.Now().Add(time.Minute); conn.PingContext(ctx) == nil; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("PostgreSQL goes on as if none of its processes had been killed")
		}
	}
}
