package ipm

import (
	"os"
	"strconv"
	"strings"
)

// unknown is what a solve may take where the system does not tell what is free.
const unknown = 4 << 30

// free returns what a solve may take when the limits do not say: three quarters of
// the memory that is there for the asking, so that nobody is pushed out.
func free() int64 {
	system, _ := os.ReadFile("/proc/meminfo") // on Linux
	most, _ := os.ReadFile("/sys/fs/cgroup/memory.max")
	return freeOf(string(system), string(most))
}

// freeOf is free, given what the kernel says of the system, and what of the most that
// a group of processes may have, as in a container; empty where it says nothing. What
// the group has already is left aside: most of that may be files that are given up.
func freeOf(system, most string) int64 {
	bytes := int64(-1)
	for line := range strings.Lines(system) {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == "MemAvailable:" {
			if kib, err := strconv.ParseInt(fields[1], 10, 64); err == nil {
				bytes = kib << 10
			}
		}
	}
	// It says max where there is no limit.
	if limit, err := strconv.ParseInt(strings.TrimSpace(most), 10, 64); err == nil && (bytes < 0 || limit < bytes) {
		bytes = limit
	}
	if bytes < 0 {
		return unknown
	}
	return bytes / 4 * 3
}
