package store

import (
	"fmt"
	"strings"
	"sync"
)

// Fact is a fact as it is kept.
type Fact struct {
	N        int64 // place in the log, from 0
	ID       string
	Device   string
	Seq      int64
	Hash     []byte // SHA-256 of Body as it came; empty once something was erased
	Subject  string
	Received int64 // microseconds
	Via      string
	Body     []byte
	Salts    []byte
}

// Number is what a device calls a fact.
type Number struct {
	Device string
	Seq    int64
}

const factColumns = "n, id, device, seq, hash, subject, received, via, body, salts"

func (f *Fact) columns() []any {
	return []any{&f.N, &f.ID, &f.Device, &f.Seq, &f.Hash, &f.Subject, &f.Received, &f.Via, &f.Body, &f.Salts}
}

// chunk is how many rows go into one statement.
const chunk = 64

// CountFacts returns how many facts there are, which is the next place in the log.
func (t *Tx) CountFacts() (int64, error) {
	var n int64
	_, err := t.get([]any{&n}, "SELECT coalesce(max(n) + 1, 0) FROM fact")
	return n, wrap(err, "counting facts")
}

// AddFacts adds rows. Their places follow what is there.
func (t *Tx) AddFacts(facts []Fact) error {
	err := inChunks(facts, func(some []Fact) error {
		args := make([]any, 0, 10*len(some))
		for _, f := range some {
			args = append(args, f.N, f.ID, f.Device, f.Seq, blob(f.Hash), f.Subject, f.Received, f.Via, blob(f.Body), blob(f.Salts))
		}
		return t.exec("INSERT INTO fact ("+factColumns+") VALUES "+tuples(len(some), 10), args...)
	})
	return wrap(err, "adding facts")
}

// Find returns the rows of facts with one of the numbers, without their bodies
// and salts.
func (t *Tx) Find(numbers []Number) ([]Fact, error) {
	var found []Fact
	err := inChunks(numbers, func(some []Number) error {
		args := make([]any, 0, 2*len(some))
		for _, n := range some {
			args = append(args, n.Device, n.Seq)
		}
		return t.eachFact(func(f *Fact) { found = append(found, *f) },
			"SELECT n, id, device, seq, hash, subject, received, via, '', '' FROM fact WHERE (device, seq) IN (VALUES "+pairs(len(some))+")", args...)
	})
	return found, wrap(err, "looking for facts")
}

// HighestNumber returns the highest number that a device has used, 0 for none.
func (t *Tx) HighestNumber(device string) (seq int64, err error) {
	_, err = t.get([]any{&seq}, "SELECT coalesce(max(seq), 0) FROM fact WHERE device = $1", device)
	return seq, wrap(err, "looking for facts")
}

// About yields the place and body of all facts about the subjects, those of one
// subject in the order of the log, and whether they count: a fact does not
// where its device used the number for something else too.
func (t *Tx) About(subjects []string, yield func(n int64, subject string, body []byte, counts bool)) error {
	return bodies(t, "subject", subjects, yield)
}

// unlike is where the device of a fact f used its number for something else too.
const unlike = "EXISTS (SELECT 1 FROM fact AS o WHERE o.device = f.device AND o.seq = f.seq AND o.n <> f.n)"

// bodies yields the facts whose column holds one of the values, as [Tx.About] does.
func bodies[V any](t *Tx, column string, values []V, yield func(n int64, subject string, body []byte, counts bool)) error {
	return wrap(within(values, func(in string, args []any) error {
		var n int64
		var subject string
		var body []byte
		var counts bool
		return t.each(func() { yield(n, subject, body, counts) }, []any{&n, &subject, &body, &counts},
			"SELECT n, subject, body, NOT "+unlike+" FROM fact AS f WHERE "+column+" IN ("+in+") ORDER BY subject, n", args...)
	}), "reading facts")
}

// Told yields the whole rows of all facts about the subjects, and whether they
// count, as [Tx.About] does.
func (t *Tx) Told(subjects []string, yield func(f Fact, counts bool)) error {
	err := within(subjects, func(in string, args []any) error {
		var f Fact
		var counts bool
		return t.each(func() { yield(f, counts) }, append(f.columns(), &counts),
			"SELECT "+factColumns+", NOT "+unlike+" FROM fact AS f WHERE subject IN ("+in+") ORDER BY subject, n", args...)
	})
	return wrap(err, "reading facts")
}

// Facts yields up to limit rows from place n of the log on.
func (t *Tx) Facts(n int64, limit int, yield func(*Fact)) error {
	return wrap(t.eachFact(yield, "SELECT "+factColumns+" FROM fact WHERE n >= $1 ORDER BY n LIMIT $2", n, limit), "reading facts")
}

// FactsNamed returns the rows with an id: one, unless a device made a mistake.
func (t *Tx) FactsNamed(id string) (facts []Fact, err error) {
	err = t.eachFact(func(f *Fact) { facts = append(facts, *f) }, "SELECT "+factColumns+" FROM fact WHERE id = $1 ORDER BY n", id)
	return facts, wrap(err, "reading facts")
}

// Subjects returns up to limit subjects, after one, whose names begin with
// prefix, in order.
func (t *Tx) Subjects(prefix, after string, limit int) (subjects []string, err error) {
	var s string
	err = t.each(func() { subjects = append(subjects, s) }, []any{&s},
		"SELECT DISTINCT subject FROM fact WHERE subject > $1 AND subject >= $2 AND subject < $3 ORDER BY subject LIMIT $4",
		after, prefix, prefix+"\U0010FFFF", limit)
	return subjects, wrap(err, "reading subjects")
}

// Spoken reports whether any fact is about one of the subjects.
func (t *Tx) Spoken(subjects []string) (spoken bool, err error) {
	err = within(subjects, func(in string, args []any) error {
		var n int64
		found, err := t.get([]any{&n}, "SELECT n FROM fact WHERE subject IN ("+in+") LIMIT 1", args...)
		spoken = spoken || found
		return err
	})
	return spoken, wrap(err, "reading facts")
}

// SpokenOf reports whether any fact from place n of the log on is about a subject
// whose name begins with prefix. Few come after n: the log is gone through from
// there, and not all that was ever said of such subjects, by their index.
func (t *Tx) SpokenOf(prefix string, n int64) (spoken bool, err error) {
	var one int64
	spoken, err = t.get([]any{&one}, "SELECT n FROM fact WHERE n >= $1 AND subject || '' >= $2 AND subject || '' < $3 LIMIT 1", n, prefix, prefix+"\U0010FFFF")
	return spoken, wrap(err, "reading facts")
}

// InConflict yields the rows of every number that a device used twice.
func (t *Tx) InConflict(yield func(*Fact)) error {
	return wrap(t.eachFact(yield, "SELECT "+factColumns+` FROM fact AS f
		WHERE `+unlike+` ORDER BY device, seq, n`), "reading conflicts")
}

func (t *Tx) eachFact(yield func(*Fact), query string, args ...any) error {
	var f Fact
	return t.each(func() { one := f; yield(&one) }, f.columns(), query, args...)
}

// inChunks hands out the elements in pieces of a few sizes, so that there are
// few texts of statements.
func inChunks[T any](all []T, do func([]T) error) error {
	for len(all) > 0 {
		n := 1
		for _, size := range []int{chunk, chunk / 8} {
			if len(all) >= size {
				n = size
				break
			}
		}
		if err := do(all[:n]); err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}

// within runs do on values, a chunk at a time, as the list of an IN and what stands in it.
func within[T any](values []T, do func(in string, args []any) error) error {
	return inChunks(values, func(some []T) error {
		args := make([]any, len(some))
		for i, v := range some {
			args[i] = v
		}
		return do(list(len(some)), args)
	})
}

// list is "$1, $2, …".
func list(n int) string { return strings.Trim(makeTuples(1, n), "()") }

// tuples is "($1, $2), ($3, $4), …", worked out once.
func tuples(rows, columns int) string {
	text, ok := madeTuples.Load([2]int{rows, columns})
	if !ok {
		text, _ = madeTuples.LoadOrStore([2]int{rows, columns}, makeTuples(rows, columns))
	}
	return text.(string)
}

var madeTuples sync.Map // by rows and columns; see [inChunks] for how few there are

func makeTuples(rows, columns int) string {
	all := make([]string, rows)
	for r := range all {
		one := make([]string, columns)
		for c := range one {
			one[c] = fmt.Sprintf("$%d", r*columns+c+1)
		}
		all[r] = "(" + strings.Join(one, ", ") + ")"
	}
	return strings.Join(all, ", ")
}

// pairs is tuples of a text and a whole number; PostgreSQL would take both for
// text.
func pairs(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("($%d, CAST($%d AS BIGINT))", 2*i+1, 2*i+2)
	}
	return strings.Join(all, ", ")
}

// blob is b, and where there is none no bytes rather than NULL.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

func wrap(err error, doing string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// BodiesAbout yields the facts about subjects whose names begin with prefix.
func (t *Tx) BodiesAbout(prefix string, yield func(n int64, subject string, body []byte)) error {
	var n int64
	var subject string
	var body []byte
	return wrap(t.each(func() { yield(n, subject, body) }, []any{&n, &subject, &body},
		"SELECT n, subject, body FROM fact WHERE subject >= $1 AND subject < $2 ORDER BY subject, n", prefix, prefix+"\U0010FFFF"), "reading facts")
}

// Since yields the facts from place n of the log on, and before the place size:
// whether the device of each used its number for something else too, and of those
// about a subject whose name begins with prefix the body, of others none.
func (t *Tx) Since(n, size int64, prefix string, yield func(n int64, subject string, body []byte, twin bool)) error {
	var subject string
	var body []byte
	var twin bool
	return wrap(t.each(func() { yield(n, subject, body, twin) }, []any{&n, &subject, &body, &twin},
		`SELECT n, subject, CASE WHEN subject >= $1 AND subject < $2 THEN body ELSE '' END,
			`+unlike+`
		FROM fact AS f WHERE n >= $3 AND n < $4 ORDER BY n`, prefix, prefix+"\U0010FFFF", n, size), "reading facts")
}

// FactsAt yields the facts at some places of the log, and whether they count, as
// [Tx.About] does.
func (t *Tx) FactsAt(places []int64, yield func(n int64, subject string, body []byte, counts bool)) error {
	return bodies(t, "n", places, yield)
}
