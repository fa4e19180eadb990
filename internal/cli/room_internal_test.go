//go:build linux || darwin

package cli

import (
	"path/filepath"
	"testing"
)

// TestRoomOfADisk holds that a folder has room and one that is not there is unknown.
func TestRoomOfADisk(t *testing.T) {
	dir := t.TempDir()
	if free, known := room(dir); !known || free <= 0 {
		t.Errorf("%d bytes, %v", free, known)
	}
	if _, known := room(filepath.Join(dir, "none")); known {
		t.Error("the room of nothing is known")
	}
}
