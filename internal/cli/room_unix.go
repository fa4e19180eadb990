//go:build linux || darwin

package cli

import "syscall"

// room returns how many bytes are free on the disk of a folder, and false where
// nobody knows.
func room(dir string) (free int64, known bool) {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err != nil {
		return 0, false
	}
	return int64(disk.Bavail) * int64(disk.Bsize), true
}
