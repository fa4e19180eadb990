package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"passage/internal/proof"
	"passage/internal/store"
)

// State is how the server stands that keeps a ledger.
type State struct {
	Database   string // the program that keeps it
	Facts      int64
	Signed     int64  // of them, under the newest checkpoint of the log
	Checkpoint string // that one, with who signed it; empty: there is none yet
	LogKey     string
	Witnesses  []WitnessState
	Backup     Backup // the last that was proven; its time is zero where there is none
	Late       bool   // that is older than two days, or there is none
	Failed     int64  // backups since the start
}

// lateBackup is the age from which a backup is told to be old. Servers make one a day.
const lateBackup = 48 * time.Hour

// WitnessState is whether a witness signed the newest checkpoint.
type WitnessState struct {
	Key    string
	Signed bool
}

// State returns how the server stands, for those who look after it.
func (d *Desk) State(ctx context.Context, caller Caller) (s State, err error) {
	if err := caller.May(Admin); err != nil {
		return s, err
	}
	s = State{Database: "SQLite", LogKey: d.LogKey(), Failed: d.BackupsFailed()}
	if d.store.Engine == store.Postgres {
		s.Database = "PostgreSQL"
	}
	size, signed, err := d.Checkpoint(ctx)
	var by []string
	if !errors.As(err, &Missing{}) {
		if err != nil {
			return s, err
		}
		if signed, by, err = proof.KeepCosigned(signed, d.key.Public, d.witnessKeys()); err != nil {
			return s, err
		}
		s.Signed, s.Checkpoint = size, string(signed)
	}
	for _, key := range d.witnessKeys() {
		s.Witnesses = append(s.Witnesses, WitnessState{key, slices.Contains(by, key)})
	}
	if s.Facts, err = d.Size(ctx); err != nil { // after the checkpoint, which is of no more
		return s, err
	}
	s.Backup, err = d.LastBackup(ctx)
	s.Late = s.Facts > 0 && d.now().Sub(s.Backup.At) > lateBackup
	return s, err
}
