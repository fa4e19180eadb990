package highs

import (
	"context"
	_ "embed" // the module and its names
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/experimental"

	"passage/internal/lp/highs/abi"
)

// The module and its names come from the npm package "highs" and are not kept
// in the repository. If the compiler finds no highs.wasm, run: make solver

//go:embed highs.wasm
var wasm []byte

//go:embed exports.json
var exportsJSON []byte

// module is the compiled module, from which each solve makes an instance.
type module struct {
	names    abi.Names
	runtime  wazero.Runtime
	cache    wazero.CompilationCache // nil: none
	compiled wazero.CompiledModule
}

// compile makes the module ready, from the cache in dir where it holds this
// module already; dir "" or one that cannot be used means no cache.
func compile(ctx context.Context, dir string) (*module, error) {
	var names abi.Names
	if err := json.Unmarshal(exportsJSON, &names); err != nil {
		return nil, fmt.Errorf("highs: exports.json: %w: run `make solver` again", err)
	}
	if err := names.Check(); err != nil {
		return nil, fmt.Errorf("highs: %w: run `make solver` again", err)
	}
	for range 2 {
		cache := openCache(dir)
		if cache == nil {
			break
		}
		m, err := compileWith(ctx, names, cache)
		if err == nil {
			return m, nil
		}
		// The likely cause is a damaged file, and its loss only costs the
		// seconds of compiling anew.
		_ = cache.Close(ctx)
		_ = os.RemoveAll(cacheFolder(dir))
	}
	return compileWith(ctx, names, nil)
}

// cacheFolder is the folder in dir that is the cache's alone.
func cacheFolder(dir string) string { return filepath.Join(dir, "highs") }

// openCache returns the cache in dir, or nil if there can be none.
func openCache(dir string) wazero.CompilationCache {
	if dir == "" {
		return nil
	}
	cache, err := wazero.NewCompilationCacheWithDir(cacheFolder(dir))
	if err != nil {
		return nil
	}
	probe, err := os.CreateTemp(cacheFolder(dir), "probe")
	if err != nil {
		return nil
	}
	_ = probe.Close()
	_ = os.Remove(probe.Name())
	return cache
}

func compileWith(ctx context.Context, names abi.Names, cache wazero.CompilationCache) (*module, error) {
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(maxMemory / pageSize)
	if cache != nil {
		config = config.WithCompilationCache(cache)
	}
	m := &module{names: names, runtime: wazero.NewRuntimeWithConfig(ctx, config), cache: cache}
	if err := offer(ctx, m.runtime, names); err != nil {
		_ = m.runtime.Close(ctx)
		return nil, fmt.Errorf("highs: %w", err)
	}
	compiled, err := m.runtime.CompileModule(experimental.WithCompilationWorkers(ctx, runtime.GOMAXPROCS(0)), wasm)
	if err != nil {
		_ = m.runtime.Close(ctx)
		return nil, fmt.Errorf("highs: compiling the module: %w", err)
	}
	m.compiled = compiled
	return m, nil
}

// close gives back what the module holds.
func (m *module) close(ctx context.Context) error {
	err := m.runtime.Close(ctx)
	if m.cache != nil {
		if e := m.cache.Close(ctx); err == nil {
			err = e
		}
	}
	return err
}

// defaultCacheDir is where the compiled module is kept between runs, or ""
// where the system names no such place.
func defaultCacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "passage")
}
