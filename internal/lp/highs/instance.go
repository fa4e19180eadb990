package highs

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"passage/internal/lp"
)

// instance is one HiGHS with a memory of its own, good for one solve.
type instance struct {
	module *module
	mod    api.Module
	host   *host
	ctx    context.Context // carries host; the work ends when it is done
	highs  uint32          // the solver object, in the instance's memory

	version string // of HiGHS: 1.15.1
}

// instantiate makes a HiGHS that may hold memory bytes and ends its work when
// ctx is done. The caller closes it.
func (m *module) instantiate(ctx context.Context, memory int64, log *logReader) (*instance, error) {
	in := &instance{module: m, host: &host{start: time.Now(), memory: memory, log: log}}
	in.ctx = context.WithValue(ctx, hostKey{}, in.host)
	mod, err := m.runtime.InstantiateModule(in.ctx, m.compiled, wazero.NewModuleConfig().WithName(""))
	if err != nil {
		return nil, fmt.Errorf("starting the module: %w", in.cause(err))
	}
	in.mod = mod
	if _, err := in.callShort(m.names.Start); err != nil {
		in.close()
		return nil, err
	}
	object, err := in.call("Highs_create")
	if err != nil {
		in.close()
		return nil, err
	}
	version, err := in.call("Highs_version")
	if err != nil {
		in.close()
		return nil, err
	}
	in.highs, in.version = object, cString(in.mod, version)
	return in, nil
}

func (in *instance) close() {
	// Nothing is left to be lost: the instance's memory goes with it.
	_ = in.mod.Close(context.WithoutCancel(in.ctx))
}

// call calls a function of the C API by its C name.
func (in *instance) call(name string, args ...uint64) (uint32, error) {
	result, err := in.callShort(in.module.names.Exports[name], args...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return result, nil
}

func (in *instance) callShort(short string, args ...uint64) (uint32, error) {
	f := in.mod.ExportedFunction(short)
	if f == nil {
		return 0, fmt.Errorf("the module has no function %q", short)
	}
	results, err := f.Call(in.ctx, args...)
	if err != nil {
		return 0, in.cause(err)
	}
	if len(results) == 0 {
		return 0, nil
	}
	return uint32(results[0]), nil
}

// cause says in a sentence why a call into the module came back without a
// result. Of a trap it keeps the first line: the rest is the module's stack.
func (in *instance) cause(err error) error {
	if e := in.ctx.Err(); e != nil {
		return e
	}
	if in.host.refused || errors.Is(err, errMemory) {
		return fmt.Errorf("%w: it may hold %d MB", errMemory, in.host.memory>>20)
	}
	text, _, _ := strings.Cut(err.Error(), "\n")
	return errors.New(strings.TrimSuffix(text, " (recovered by wazero)"))
}

// status calls a function that answers with HiGHS's -1 for an error, 0 for
// success and 1 for a warning.
func (in *instance) status(name string, args ...uint64) error {
	answer, err := in.call(name, append([]uint64{uint64(in.highs)}, args...)...)
	if err == nil && int32(answer) < 0 {
		err = fmt.Errorf("%s: highs refused it", name)
	}
	return err
}

// alloc takes n bytes of the instance's memory. They are never given back: the
// instance ends with its solve.
func (in *instance) alloc(n int) (uint32, error) {
	if int64(n) > in.host.memory {
		return 0, fmt.Errorf("%w: it may hold %d MB", errMemory, in.host.memory>>20)
	}
	at, err := in.call("malloc", uint64(max(n, 8)))
	if err == nil && at == 0 {
		err = in.cause(errMemory)
	}
	return at, err
}

func (in *instance) text(s string) (uint32, error) {
	at, err := in.alloc(len(s) + 1)
	if err != nil {
		return 0, err
	}
	copy(bytesAt(in.mod, at, uint32(len(s)+1)), s+"\x00")
	return at, nil
}

// set sets an option of HiGHS; value is a bool, int, float64 or string.
func (in *instance) set(option string, value any) error {
	name, err := in.text(option)
	if err != nil {
		return err
	}
	switch v := value.(type) {
	case bool:
		b := uint64(0)
		if v {
			b = 1
		}
		err = in.status("Highs_setBoolOptionValue", uint64(name), b)
	case int:
		err = in.status("Highs_setIntOptionValue", uint64(name), api.EncodeI32(int32(v)))
	case float64:
		err = in.status("Highs_setDoubleOptionValue", uint64(name), api.EncodeF64(v))
	case string:
		var at uint32
		if at, err = in.text(v); err == nil {
			err = in.status("Highs_setStringOptionValue", uint64(name), uint64(at))
		}
	default:
		err = fmt.Errorf("a %T is no value of an option", value)
	}
	if err != nil {
		return fmt.Errorf("option %s: %w", option, err)
	}
	return nil
}

// intInfo reads a count or a code that HiGHS keeps about its last run.
func (in *instance) intInfo(name string) (int, error) {
	at, err := in.info("Highs_getIntInfoValue", name)
	if err != nil {
		return 0, err
	}
	return int(int32(get32(in.mod, at))), nil
}

// floatInfo reads a number that HiGHS keeps about its last run.
func (in *instance) floatInfo(name string) (float64, error) {
	at, err := in.info("Highs_getDoubleInfoValue", name)
	if err != nil {
		return 0, err
	}
	return floats(in.mod, at, 1)[0], nil
}

func (in *instance) info(get, name string) (at uint32, err error) {
	text, err := in.text(name)
	if err != nil {
		return 0, err
	}
	if at, err = in.alloc(8); err != nil {
		return 0, err
	}
	if err := in.status(get, uint64(text), uint64(at)); err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return at, nil
}

// readMPS has HiGHS read a model from a file.
func (in *instance) readMPS(file []byte) error {
	in.host.file = file
	name, err := in.text(modelFile)
	if err != nil {
		return err
	}
	return in.status("Highs_readModel", uint64(name))
}

// pass hands over a model: column-wise, minimising.
func (in *instance) pass(m *lp.Model) error {
	n, rows, entries := m.Cols(), m.Rows(), m.Entries()
	size := 8*(3*n+2*rows+entries) + 4*(n+1+entries)
	at, err := in.alloc(size)
	if err != nil {
		return err
	}
	var places []uint64
	next := at
	place := func(bytes int) uint32 {
		here := next
		places = append(places, uint64(here))
		next += uint32(bytes)
		return here
	}
	// The order is that of the arguments; numbers of 8 bytes and of 4 are laid
	// in two runs so that each is aligned.
	for _, vs := range [][]float64{m.Cost, m.Lower, m.Upper, m.RowLower, m.RowUpper} {
		putFloats(in.mod, place(8*len(vs)), vs)
	}
	values := next
	putFloats(in.mod, values, m.Value)
	next += uint32(8 * entries)
	start := m.Start
	if len(start) == 0 {
		start = []int{0}
	}
	putInts(in.mod, place(4*len(start)), start)
	putInts(in.mod, place(4*entries), m.Index)
	places = append(places, uint64(values))

	const columnWise, minimise = 1, 1
	args := append([]uint64{uint64(n), uint64(rows), uint64(entries), columnWise, minimise, api.EncodeF64(m.Offset)}, places...)
	return in.status("Highs_passLp", args...)
}

// solution reads what the last run found: the values of the columns and the
// duals of the rows.
func (in *instance) solution() (x, dual []float64, err error) {
	var size [2]int
	for k, name := range []string{"Highs_getNumCol", "Highs_getNumRow"} {
		n, err := in.call(name, uint64(in.highs))
		if err != nil {
			return nil, nil, err
		}
		size[k] = int(n)
	}
	cols, rows := size[0], size[1]
	at, err := in.alloc(16 * (cols + rows))
	if err != nil {
		return nil, nil, err
	}
	colDual := at + uint32(8*cols)
	rowValue := colDual + uint32(8*cols)
	rowDual := rowValue + uint32(8*rows)
	if err := in.status("Highs_getSolution", uint64(at), uint64(colDual), uint64(rowValue), uint64(rowDual)); err != nil {
		return nil, nil, err
	}
	return floats(in.mod, at, cols), floats(in.mod, rowDual, rows), nil
}
