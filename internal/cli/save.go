package cli

import (
	"errors"
	"io/fs"
	"os"

	"passage/internal/proof"
)

// save writes a file for its owner alone, whole or not at all: what was there stays
// until all of the new is on the disk. What is no file, such as /dev/stdout, is
// written to as it is.
func save(path string, text []byte) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return os.WriteFile(path, text, 0o600)
	}
	return proof.WriteFile(path, text)
}

// unsaved is the error of a file that could not be written: of what was given where
// its place is wrong, and trouble of the machine otherwise, such as a full disk.
func unsaved(what, path string, err error) error {
	why := err
	if at := (*fs.PathError)(nil); errors.As(err, &at) {
		why = at.Err // not the name that it has until it is whole
	}
	if misplaced(err) {
		return badInput("%s cannot be written to %s: %v", what, path, why)
	}
	return exit{ExitTrouble, what + " cannot be written to " + path + ": " + why.Error()}
}

// misplaced reports whether there is no such folder, or none that may be written to.
func misplaced(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission)
}
