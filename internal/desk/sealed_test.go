package desk_test

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// database opens what is at a place beside the desk, as somebody does who has it
// in hand.
func database(t *testing.T, place string) *sql.DB {
	t.Helper()
	driver := "sqlite"
	if store.IsPostgres(place) {
		driver = "pgx"
	}
	db, err := sql.Open(driver, place)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// onDisk returns all bytes of a SQLite database and its write-ahead log.
func onDisk(t *testing.T, place string) (all []byte) {
	t.Helper()
	for _, end := range []string{"", "-wal"} {
		text, err := os.ReadFile(place + end)
		if err != nil && end == "" {
			t.Fatal(err)
		}
		all = append(all, text...)
	}
	return all
}

// latE7 and lonE7 are lat and lon in ten-millionths of a degree.
const latE7, lonE7 = 312_287_654, 342_843_219

// coordinates are the ways in which the position of the tests could stand in a
// file: SQLite keeps whole numbers of this size in four bytes.
func coordinates() (all [][]byte) {
	for _, n := range []uint32{latE7, lonE7} {
		all = append(all, binary.BigEndian.AppendUint32(nil, n), binary.LittleEndian.AppendUint32(nil, n), fmt.Append(nil, n), fmt.Appendf(nil, "%.6f", float64(n)/1e7)[:8])
	}
	return all
}

func tells(text []byte) bool {
	return slices.ContainsFunc(coordinates(), func(c []byte) bool { return bytes.Contains(text, c) })
}

// putOpen writes a position as programs did that knew no encryption.
func (c *convoy) putOpen(db *sql.DB, id string) {
	c.t.Helper()
	readers := fmt.Sprintf(`[{"Account":%q,"Org":"wfp","By":%q,"At":1}]`, c.omar.Account, c.nour.Account)
	_, err := db.Exec(`INSERT INTO open_position (id, notice, org, place, lat, lon, datum, precision_m, entered_by, entered_at, checked_by, checked_at, readers)
		VALUES ($1, $2, 'wfp', 'kerem-shalom', $3, $4, 'WGS84', 5, $5, 1, '', 0, $6)`, id, string(c.notice), int64(latE7), int64(lonE7), c.nour.Account, readers)
	if err != nil {
		c.t.Fatal(err)
	}
}

// TestPositionsAreEncrypted: neither the files of the database nor a backup has a
// coordinate, whatever is done with a position. A position that is not encrypted
// is found by the same search.
func TestPositionsAreEncrypted(t *testing.T) {
	place := storetest.SQLite(t)
	c := newConvoy(newOffice(t, place))
	id := c.put()
	if err := errors.Join(c.CheckPosition(bg, c.omar, id, false), c.Grant(bg, c.nour, desk.Positions, id, "rana"), c.Ungrant(bg, c.nour, desk.Positions, id, c.rana.Account)); err != nil {
		t.Fatal(err)
	}
	if p, err := c.Position(bg, c.nour, id); err != nil || p.Lat != lat || p.Lon != lon {
		t.Fatalf("%+v, %v", p, err)
	}
	if tells(onDisk(t, place)) {
		t.Error("the database has a coordinate")
	}
	backup := filepath.Join(t.TempDir(), "backup.db")
	must[desk.Backup](t)(c.Backup(bg, backup, nothing))
	if tells(onDisk(t, backup)) {
		t.Error("the backup has a coordinate")
	}
	c.putOpen(database(t, place), "0192e4a5-7c31-7000-8000-000000000001")
	if !tells(onDisk(t, place)) {
		t.Error("the test looks for what would not be there")
	}
}

// TestOpenPositions: what was entered before there was encryption is encrypted
// when the ledger is opened, read by the same people, and gone from the disk.
func TestOpenPositions(t *testing.T) {
	const id = "0192e4a5-7c31-7000-8000-000000000001"
	storetest.OnBoth(t, func(t *testing.T, place string) {
		c := newConvoy(newOffice(t, place))
		other := c.put()
		db := database(t, place)
		c.putOpen(db, id)
		if _, err := c.Position(bg, c.nour, id); !errors.As(err, &desk.Missing{}) {
			t.Errorf("before: %v", err)
		}
		for range 2 { // the second time there is nothing to do
			if err := c.KeepPositions(bg, c.dir); err != nil {
				t.Fatal(err)
			}
			for _, who := range []desk.Caller{c.nour, c.omar} {
				if p, err := c.Position(bg, who, id); err != nil || p.Lat != lat || p.Lon != lon || p.PrecisionM != 5 || p.EnteredAt != 1 {
					t.Errorf("%+v, %v", p, err)
				}
			}
		}
		if _, err := c.Position(bg, c.zein, id); !errors.As(err, &desk.Missing{}) {
			t.Errorf("somebody else: %v", err)
		}
		if _, err := c.Position(bg, c.nour, other); err != nil {
			t.Error(err)
		}
		var left int
		if err := db.QueryRow("SELECT count(*) FROM open_position").Scan(&left); err != nil || left != 0 {
			t.Errorf("%d stay, %v", left, err)
		}
		if !store.IsPostgres(place) && tells(onDisk(t, place)) {
			t.Error("the files still have a coordinate")
		}
	})
}

// TestAlteredPositions: what is encrypted is worth nothing in another row, and a
// row that was changed in the database, so that others may read it, is not shown;
// the trial is in the journal. Put back as it was, it is read again.
func TestAlteredPositions(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		c := newConvoy(newOffice(t, place))
		id, other := c.put(), c.put()
		db := database(t, place)
		row := func(id string) (sealed []byte, readers string) {
			t.Helper()
			if err := db.QueryRow("SELECT sealed, readers FROM restricted WHERE id = $1", id).Scan(&sealed, &readers); err != nil {
				t.Fatal(err)
			}
			return sealed, readers
		}
		sealed, readers := row(id)
		others, _ := row(other)
		exec := func(set string, args ...any) {
			t.Helper()
			if _, err := db.Exec("UPDATE restricted SET "+set+" WHERE id = $1", append([]any{id}, args...)...); err != nil {
				t.Fatal(err)
			}
		}
		refused := func(what string, who desk.Caller) {
			t.Helper()
			if p, err := c.Position(bg, who, id); !errors.Is(err, access.PositionAltered) || p.Lat != 0 || p.Lon != 0 {
				t.Errorf("%s: %+v, %v", what, p, err)
			}
			exec("sealed = $2, readers = $3, place = 'kerem-shalom', entered_by = $4", sealed, readers, c.nour.Account)
			if p, err := c.Position(bg, c.nour, id); err != nil || p.Lat != lat {
				t.Errorf("after %s: %+v, %v", what, p, err)
			}
		}
		exec("sealed = $2", others)
		refused("another row's", c.nour)
		exec("sealed = $2", append(slices.Clone(sealed[:len(sealed)-1]), sealed[len(sealed)-1]^1))
		refused("a bit changed", c.nour)
		exec("readers = $2", strings.Replace(readers, c.omar.Account, c.zein.Account, 1))
		refused("another reader", c.zein)
		exec("entered_by = $2", c.zein.Account)
		refused("another who entered it", c.zein)
		exec("place = 'gaza-city'")
		refused("another place", c.nour)
		told := 0
		for _, e := range must[[]store.Entry](t)(c.Journal(bg, c.caller(c.boss), 0, 1000)) {
			if e.Act == "altered.position" && e.About == id {
				told++
			}
		}
		if told != 5 {
			t.Errorf("the journal tells of %d", told)
		}
		// Nothing of it can be changed either, but it can be removed.
		exec("sealed = $2", others)
		if err := c.Grant(bg, c.nour, desk.Positions, id, "rana"); !errors.Is(err, access.PositionAltered) {
			t.Errorf("named: %v", err)
		}
		if err := c.Remove(bg, c.nour, desk.Positions, id); err != nil {
			t.Error(err)
		}
	})
}

// TestNewPositionsKey: with a new first line in the file of keys, positions and
// particulars are encrypted anew when the ledger is opened, and the old line can go.
func TestNewPositionsKey(t *testing.T) {
	c := newConvoy(newOffice(t, storetest.SQLite(t)))
	id, form := c.put(), newForm(t)
	if err := c.PutParticulars(bg, c.nour, form, c.notice, desk.Particulars{Contacts: []desk.Contact{{"dispatcher", "WFP", "+970 555 123"}}}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(c.dir, desk.PositionsKey)
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	newest := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)) + "\n"
	sees := func(file string, want error) {
		t.Helper()
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := c.KeepPositions(bg, c.dir); err != nil {
			t.Fatal(err)
		}
		if p, err := c.Position(bg, c.omar, id); err != want || err == nil && p.Lat != lat {
			t.Errorf("%+v, %v", p, err)
		}
		if p, err := c.Particulars(bg, c.nour, form.String()); err != want || err == nil && p.Contacts[0].Phone != "+970 555 123" {
			t.Errorf("%+v, %v", p, err)
		}
	}
	sees(newest, access.PositionKey) // before it was encrypted anew
	sees(newest+string(old), nil)
	sees(newest, nil)
	sees(string(old), access.PositionKey)
}

// TestOlderBackup: a backup that a program made which knew no encryption is
// restored, its positions are encrypted when the ledger is opened, and the file
// itself stays as it was.
func TestOlderBackup(t *testing.T) {
	const id = "0192e4a5-7c31-7000-8000-000000000001"
	c := newConvoy(newOffice(t, storetest.SQLite(t)))
	folder := t.TempDir()
	backup := filepath.Join(folder, "backup.db")
	must[desk.Backup](t)(c.Backup(bg, backup, nothing))
	db := database(t, backup)
	c.putOpen(db, id)
	for _, back := range append(undone(t, 9), "DELETE FROM goose_db_version WHERE version_id >= 9", "PRAGMA wal_checkpoint(TRUNCATE)") {
		if _, err := db.Exec(back); err != nil {
			t.Fatal(err)
		}
	}
	db.Close()
	before := onDisk(t, backup)
	if !tells(before) {
		t.Fatal("this is no older backup")
	}
	place, dir := storetest.SQLite(t), t.TempDir()
	if _, err := desk.Restore(bg, backup, storetest.Open(t, place), nothing); err != nil {
		t.Fatal(err)
	}
	back := open(t, place, dir)
	if p, err := back.Position(bg, c.omar, id); err != nil || p.Lat != lat || p.Lon != lon {
		t.Errorf("%+v, %v", p, err)
	}
	if tells(onDisk(t, place)) {
		t.Error("the ledger has a coordinate")
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) != 1 || !bytes.Equal(before, onDisk(t, backup)) {
		t.Errorf("%d files, %v, or the backup is another", len(left), err)
	}
}

// TestBackupOfTwoTables: a backup from when positions and particulars stood in
// tables of their own is restored, and both are read by who could, and no others.
func TestBackupOfTwoTables(t *testing.T) {
	c := newConvoy(newOffice(t, storetest.SQLite(t)))
	id, form := c.put(), newForm(t)
	if err := c.PutParticulars(bg, c.nour, form, c.notice, desk.Particulars{Vehicles: []desk.Vehicle{{"truck", "12-345-67", ""}}}); err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(t.TempDir(), "backup.db")
	must[desk.Backup](t)(c.Backup(bg, backup, nothing))
	db := database(t, backup)
	for _, back := range append(undone(t, 15), "DELETE FROM goose_db_version WHERE version_id >= 15") {
		if _, err := db.Exec(back); err != nil {
			t.Fatal(err)
		}
	}
	db.Close()
	place := storetest.SQLite(t)
	if _, err := desk.Restore(bg, backup, storetest.Open(t, place), nothing); err != nil {
		t.Fatal(err)
	}
	back := open(t, place, c.dir)
	if p, err := back.Position(bg, c.omar, id); err != nil || p.Lat != lat || p.Lon != lon {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err := back.Particulars(bg, c.nour, form.String()); err != nil || len(p.Vehicles) != 1 || p.Vehicles[0].Plate != "12-345-67" {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := back.Particulars(bg, c.omar, form.String()); !errors.As(err, &desk.Missing{}) {
		t.Errorf("somebody else: %v", err)
	}
}

// undone returns what takes the tables back to before a version, newest first.
func undone(t *testing.T, version int) (downs []string) {
	files, err := filepath.Glob("../store/migrations/sqlite/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	for _, file := range slices.Backward(files) {
		if filepath.Base(file) < fmt.Sprintf("%04d", version) {
			break
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, down, _ := strings.Cut(string(text), "-- +goose Down")
		downs = append(downs, down)
	}
	return downs
}
