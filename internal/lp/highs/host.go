package highs

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"passage/internal/lp/highs/abi"
)

const (
	pageSize  = 64 << 10
	maxMemory = 2 << 30 // what the module was built to address

	modelFile = "model.mps" // the one file that the module may open
	modelFD   = 3
)

// Error numbers as the module's C library knows them, which are WASI's.
const (
	badFD  = 8
	noFile = 44
	noTTY  = 59
)

// host is what one instance of the module sees of the world: a clock, a place
// to write its log to, a bound on its memory and at most one file to read.
type host struct {
	start  time.Time
	memory int64     // bytes that the instance may hold
	log    io.Writer // takes what HiGHS prints, and never fails
	file   []byte    // what modelFile holds; nil: there is none
	at     int64     // where in file the next read begins

	refused bool // it asked for more memory than it may hold
}

type hostKey struct{}

func hostOf(ctx context.Context) *host { return ctx.Value(hostKey{}).(*host) }

// errMemory ends a solve that needs more memory than it was given.
var errMemory = errors.New("out of memory")

// mayGoOn ends the instance's work if the solve has been stopped. HiGHS looks
// at the clock many times in an iteration (see configure), so the clock is
// where a stop takes hold. The panic goes no further than the call into the
// module, which returns it as an error.
func mayGoOn(ctx context.Context) {
	if err := ctx.Err(); err != nil {
		panic(err)
	}
}

type (
	callback = func(ctx context.Context, mod api.Module, stack []uint64)
	function struct {
		params, results []api.ValueType
		do              callback
	}
)

// offer makes the functions of the host known to the runtime, under the names
// that this build of the module knows them by.
func offer(ctx context.Context, r wazero.Runtime, names abi.Names) error {
	b := r.NewHostModuleBuilder(names.Module)
	for name, f := range hostFunctions() {
		b.NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(f.do), f.params, f.results).
			WithName(name).Export(names.Imports[name])
	}
	_, err := b.Instantiate(ctx)
	return err
}

// hostFunctions returns the functions that emscripten's C library stands on,
// by the names of [abi.Imports].
func hostFunctions() map[string]function {
	const i32, i64, f64 = api.ValueTypeI32, api.ValueTypeI64, api.ValueTypeF64
	type types = []api.ValueType
	one := types{i32}
	return map[string]function{
		"clock_time_get":      {types{i32, i64, i32}, one, clockTimeGet},
		"emscripten_get_now":  {nil, types{f64}, now},
		"emscripten_date_now": {nil, types{f64}, now},

		"emscripten_resize_heap": {one, one, resizeHeap},

		"__syscall_openat":  {types{i32, i32, i32, i32}, one, open},
		"fd_close":          {one, one, returns(0)},
		"fd_read":           {types{i32, i32, i32, i32}, one, read},
		"fd_write":          {types{i32, i32, i32, i32}, one, write},
		"fd_seek":           {types{i32, i64, i32, i32}, one, seek},
		"__syscall_fcntl64": {types{i32, i32, i32}, one, returns(0)},
		"__syscall_ioctl":   {types{i32, i32, i32}, one, returns(-noTTY)},

		"environ_sizes_get": {types{i32, i32}, one, noEnviron},
		"environ_get":       {types{i32, i32}, one, returns(0)},
		"_tzset_js":         {types{i32, i32, i32, i32}, nil, universalTime},

		"_setitimer_js":                       {types{i32, f64}, one, returns(0)},
		"_emscripten_runtime_keepalive_clear": {nil, nil, func(context.Context, api.Module, []uint64) {}},

		"__cxa_throw": {types{i32, i32, i32}, nil, thrown},
		"_abort_js":   {nil, nil, func(context.Context, api.Module, []uint64) { panic(errors.New("the module gave up")) }},
		"exit":        {one, nil, exited},
		"proc_exit":   {one, nil, exited},
	}
}

func returns(code int32) callback {
	return func(_ context.Context, _ api.Module, stack []uint64) { stack[0] = api.EncodeI32(code) }
}

// now counts milliseconds from the instance's beginning, so that nothing HiGHS
// does can depend on the date.
func now(ctx context.Context, _ api.Module, stack []uint64) {
	mayGoOn(ctx)
	stack[0] = api.EncodeF64(float64(time.Since(hostOf(ctx).start)) / float64(time.Millisecond))
}

func clockTimeGet(ctx context.Context, mod api.Module, stack []uint64) {
	mayGoOn(ctx)
	put64(mod, uint32(stack[2]), uint64(time.Since(hostOf(ctx).start)))
	stack[0] = 0
}

// resizeHeap lets the memory grow to what is asked for, and by a quarter where
// that is more, so that it need not be asked often.
func resizeHeap(ctx context.Context, mod api.Module, stack []uint64) {
	mayGoOn(ctx)
	h, mem := hostOf(ctx), mod.Memory()
	has, wants := int64(mem.Size()), int64(uint32(stack[0]))
	limit := h.memory / pageSize * pageSize
	size := min(max(wants, has+has/4), limit)
	size = (size + pageSize - 1) / pageSize * pageSize
	_, ok := mem.Grow(uint32((size - has) / pageSize))
	if wants > limit || !ok {
		h.refused = true
		stack[0] = 0
		return
	}
	stack[0] = 1
}

func open(ctx context.Context, mod api.Module, stack []uint64) {
	h := hostOf(ctx)
	if h.file == nil || cString(mod, uint32(stack[1])) != modelFile {
		stack[0] = api.EncodeI32(-noFile)
		return
	}
	h.at = 0
	stack[0] = modelFD
}

func read(ctx context.Context, mod api.Module, stack []uint64) {
	h := hostOf(ctx)
	if stack[0] != modelFD {
		stack[0] = badFD
		return
	}
	total := 0
	for buffer := range vectors(mod, stack) {
		n := copy(buffer, h.file[h.at:])
		h.at += int64(n)
		total += n
	}
	put32(mod, uint32(stack[3]), uint32(total))
	stack[0] = 0
}

func write(ctx context.Context, mod api.Module, stack []uint64) {
	mayGoOn(ctx)
	h := hostOf(ctx)
	total := 0
	for buffer := range vectors(mod, stack) {
		_, _ = h.log.Write(buffer)
		total += len(buffer)
	}
	put32(mod, uint32(stack[3]), uint32(total))
	stack[0] = 0
}

func seek(ctx context.Context, mod api.Module, stack []uint64) {
	h := hostOf(ctx)
	if stack[0] != modelFD {
		stack[0] = badFD
		return
	}
	at := int64(stack[1])
	switch uint32(stack[2]) {
	case 1:
		at += h.at
	case 2:
		at += int64(len(h.file))
	}
	h.at = min(max(at, 0), int64(len(h.file)))
	put64(mod, uint32(stack[3]), uint64(h.at))
	stack[0] = 0
}

// vectors yields the buffers of a scattered read or write.
func vectors(mod api.Module, stack []uint64) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for k := range uint32(stack[2]) {
			at := uint32(stack[1]) + 8*k
			if !yield(bytesAt(mod, get32(mod, at), get32(mod, at+4))) {
				return
			}
		}
	}
}

func noEnviron(_ context.Context, mod api.Module, stack []uint64) {
	put32(mod, uint32(stack[0]), 0)
	put32(mod, uint32(stack[1]), 0)
	stack[0] = 0
}

// universalTime says that the local time is UTC without a summer time.
func universalTime(_ context.Context, mod api.Module, stack []uint64) {
	put32(mod, uint32(stack[0]), 0)
	put32(mod, uint32(stack[1]), 0)
	copy(bytesAt(mod, uint32(stack[2]), 4), "UTC\x00")
	copy(bytesAt(mod, uint32(stack[3]), 4), "UTC\x00")
}

// thrown ends a C++ exception, which the module was built not to catch. Its
// type's name is the second word of its type_info.
func thrown(ctx context.Context, mod api.Module, stack []uint64) {
	name := cString(mod, get32(mod, uint32(stack[1])+4))
	if hostOf(ctx).refused || name == "St9bad_alloc" || name == "St12length_error" {
		panic(errMemory)
	}
	panic(fmt.Errorf("the module threw %s", name))
}

func exited(_ context.Context, _ api.Module, stack []uint64) {
	panic(fmt.Errorf("the module ended itself with code %d", int32(stack[0])))
}

// Places in the module's memory come from the module: one that lies outside is
// a fault in it, and ends the instance like every other.

func bytesAt(mod api.Module, at, n uint32) []byte {
	b, ok := mod.Memory().Read(at, n)
	if !ok {
		panic(fmt.Errorf("the module named %d bytes at %d, which lie outside its memory", n, at))
	}
	return b
}

func get32(mod api.Module, at uint32) uint32 {
	return binary.LittleEndian.Uint32(bytesAt(mod, at, 4))
}

func put32(mod api.Module, at, v uint32) {
	binary.LittleEndian.PutUint32(bytesAt(mod, at, 4), v)
}

func put64(mod api.Module, at uint32, v uint64) {
	binary.LittleEndian.PutUint64(bytesAt(mod, at, 8), v)
}

// cString returns the zero-ended text at a place, cut off at 512 bytes.
func cString(mod api.Module, at uint32) string {
	var text []byte
	for k := range uint32(512) {
		b, ok := mod.Memory().ReadByte(at + k)
		if !ok || b == 0 {
			break
		}
		text = append(text, b)
	}
	return string(text)
}

// putFloats writes vs from at on.
func putFloats(mod api.Module, at uint32, vs []float64) {
	b := bytesAt(mod, at, uint32(8*len(vs)))
	for k, v := range vs {
		binary.LittleEndian.PutUint64(b[8*k:], math.Float64bits(v))
	}
}

// floats reads n numbers from at on.
func floats(mod api.Module, at uint32, n int) []float64 {
	b := bytesAt(mod, at, uint32(8*n))
	vs := make([]float64, n)
	for k := range vs {
		vs[k] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*k:]))
	}
	return vs
}

// putInts writes vs from at on, as 32-bit numbers.
func putInts[T int | int32](mod api.Module, at uint32, vs []T) {
	b := bytesAt(mod, at, uint32(4*len(vs)))
	for k, v := range vs {
		binary.LittleEndian.PutUint32(b[4*k:], uint32(v))
	}
}
