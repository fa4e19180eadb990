//go:build (linux || darwin || freebsd) && (amd64 || arm64)

package highs

import (
	"context"
	"fmt"
	"syscall"

	"github.com/tetratelabs/wazero/experimental"
)

// mapped is an instance's memory: addresses for all that it may ever hold, of
// which the system backs what is in use. So memory grows without being copied,
// a small solve costs no zeroing, and all is given back when the solve ends
// instead of at some later garbage collection.
type mapped struct {
	whole []byte
}

// withMemory has the instance made with the context take its memory from the
// system. If none is made, release gives the addresses back.
func withMemory(ctx context.Context) (with context.Context, release func(), err error) {
	whole, err := syscall.Mmap(-1, 0, maxMemory, syscall.PROT_NONE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: reserving %d MB of addresses: %w", errMemory, maxMemory>>20, err)
	}
	m := &mapped{whole: whole}
	return experimental.WithMemoryAllocator(ctx, m), m.Free, nil
}

// Allocate implements [experimental.MemoryAllocator], for one instance.
func (m *mapped) Allocate(_, _ uint64) experimental.LinearMemory { return m }

// Reallocate implements [experimental.LinearMemory].
func (m *mapped) Reallocate(size uint64) []byte {
	if size > uint64(len(m.whole)) || syscall.Mprotect(m.whole[:size], syscall.PROT_READ|syscall.PROT_WRITE) != nil {
		return nil
	}
	return m.whole[:size:size]
}

// Free implements [experimental.LinearMemory].
func (m *mapped) Free() {
	if m.whole != nil {
		_ = syscall.Munmap(m.whole) // it fails only for what is not mapped
		m.whole = nil
	}
}
