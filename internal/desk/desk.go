// Package desk is where everything that is written to the ledger passes: it
// knows who may say what, and does each thing in one transaction that is on the
// disk before anybody is told that it is saved.
package desk

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"passage"
	"passage/internal/access"
	"passage/internal/identity"
	"passage/internal/keyring"
	"passage/internal/proof"
	"passage/internal/store"
)

// Desk takes facts in and answers questions about them. Its methods may be
// called from many goroutines.
type Desk struct {
	Epoch     string    // of this ledger; another one after it was put back from a backup
	Witnesses []Witness // who cosign its checkpoints

	store *store.Store
	key   *proof.Key
	ring  *keyring.Ring // of exact positions; nil: none is read or written
	log   *slog.Logger
	now   func() time.Time

	queue    chan *batch
	linger   time.Duration                   // of a group, for more
	room     func() (free int64, known bool) // on the disk, in bytes; nil: nobody looks
	readings chan reading
	closed   chan struct{} // told to end
	ended    chan struct{} // takes nothing in any more
	toldAll  chan struct{} // writes no reading down any more
	once     sync.Once
	signed   sync.Mutex
	counts   counters
	studio   studio
	heard    heard
	ways     ways
	receipts receipts
	mishaps  mishaps
	roads    roads
	past     past
	talked   talked
	hasher   *access.Hasher
	brake    *access.Brake
	refusals *access.Pace       // of lines in the journal, by network
	provider *identity.Provider // nil: none
	recent   recent

	unpacking chan struct{} // taken by whoever unpacks tables
}

// Open prepares a desk on a store. A new ledger gets its epoch, and one whose
// folds an older program made gets them anew.
func Open(ctx context.Context, s *store.Store, key *proof.Key, log *slog.Logger) (*Desk, error) {
	d := &Desk{
		store: s, key: key, log: log, now: time.Now,
		queue: make(chan *batch, 64), linger: linger, readings: make(chan reading),
		closed: make(chan struct{}), ended: make(chan struct{}), toldAll: make(chan struct{}),
		heard: heard{facts: shelf[int64, kept]{most: mostKept}, journeys: shelf[string, journey]{most: mostJourneys}},
		ways:  ways{daily[passage.Date, *move]{most: mostMoves}}, receipts: receipts{daily[passage.Date, *move]{most: mostMoves}},
		mishaps: mishaps{daily[mishapDay, mishap]{most: mostMishaps}},
		roads:   roads{daily[roadDay, passage.Passed]{most: mostMoves}, map[road]int{}},
		hasher:  access.NewHasher(2), brake: access.NewBrake(), refusals: access.NewPace(1),
		unpacking: make(chan struct{}, 1),
	}
	stale, lacking := false, false
	err := s.Update(ctx, func(tx *store.Tx) (err error) {
		if d.Epoch, err = tx.Setting(epochSetting); err != nil {
			return err
		}
		if d.Epoch == "" {
			d.Epoch = newEpoch()
			err = errors.Join(tx.SetSetting(epochSetting, d.Epoch), keptNow(tx))
		}
		fold, foldErr := tx.Setting(foldSetting)
		given, givenErr := tx.Setting(givenSetting)
		stale, lacking = fold != foldVersion, given != givenVersion
		return errors.Join(err, foldErr, givenErr)
	})
	if err != nil {
		return nil, fmt.Errorf("opening the ledger: %w", err)
	}
	if stale {
		log.Info("the folds were made by another version of the program and are made anew")
		if _, err := d.Rebuild(ctx, func(int64) {}); err != nil {
			return nil, err
		}
	} else if lacking {
		log.Info("what became of consignments is added up for the first time")
		if _, err := d.relistGoods(ctx); err != nil {
			return nil, err
		}
	}
	go d.takeInAll()
	go d.tellAll()
	return d, nil
}

func newEpoch() string {
	var id [8]byte
	rand.Read(id[:])
	return hex.EncodeToString(id[:])
}

// Names of settings in the database.
const (
	backupSetting = "backup"
	epochSetting  = "epoch"
	toldSetting   = "journal told"
	foldSetting   = "fold"
	givenSetting  = "given"
)

// foldVersion names how waybills are folded and written, and what lists show of
// them and of consignments. It changes with that.
const foldVersion = "3"

// givenVersion names how it is written what became of consignments, which is worked
// out from folds.
const givenVersion = "1"

// keptNow notes that all that is kept is of this version.
func keptNow(tx *store.Tx) error {
	for name, version := range map[string]string{foldSetting: foldVersion, givenSetting: givenVersion} {
		have, err := tx.Setting(name)
		if err == nil && have != version { // a full disk shall not stand in the way of looking
			err = tx.SetSetting(name, version)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// SetClock has the desk read another clock, for tests in which time passes. It
// is for before anybody uses the desk.
func (d *Desk) SetClock(now func() time.Time) { d.now = now }

// Now is the time by the desk's clock.
func (d *Desk) Now() time.Time { return d.now() }

// Close ends the desk once everything that was handed in is answered.
func (d *Desk) Close() {
	d.once.Do(func() { close(d.closed) })
	<-d.ended
	<-d.toldAll
	d.studio.close()
}

// Refused is an error of the caller: what was asked cannot be had this way.
type Refused struct{ Text string }

func (r Refused) Error() string { return r.Text }

func refuse(format string, args ...any) error { return Refused{fmt.Sprintf(format, args...)} }

// Forbidden is an error of a caller who may not do what was asked.
type Forbidden = access.Forbidden

// Missing is an error of a caller who asked for what is not there.
type Missing struct{ Text string }

func (m Missing) Error() string { return m.Text }

// Scope is something that a caller may do, and Caller who asks; package access
// decides.
type (
	Scope  = access.Right
	Caller = access.Caller
)

// Scopes that tokens are made with.
const (
	Write   = access.Write
	Read    = access.Read
	Sync    = access.Sync
	Planner = access.Plan
	Admin   = access.Admin
)

// Scopes are all there are.
var Scopes = access.Rights
