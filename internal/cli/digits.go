package cli

import (
	"reflect"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"passage"
)

// anyDigits has days, numbers and lengths of time taken in the digits that people
// type, as the pages take them.
func anyDigits() kong.Option {
	return kong.OptionFunc(func(k *kong.Kong) error {
		known := kong.NewRegistry().RegisterDefaults()
		for _, t := range []reflect.Type{
			reflect.TypeFor[passage.Date](), reflect.TypeFor[time.Duration](),
			reflect.TypeFor[int](), reflect.TypeFor[int64](), reflect.TypeFor[uint64](), reflect.TypeFor[float64](),
		} {
			if err := kong.TypeMapper(t, western{known.ForType(t)}).Apply(k); err != nil {
				return err
			}
		}
		return nil
	})
}

// western decodes a value once its digits are those that Go reads.
type western struct{ kong.Mapper }

func (w western) Decode(ctx *kong.DecodeContext, target reflect.Value) error {
	if token := ctx.Scan.Pop(); !token.IsEOL() {
		if text, ok := token.Value.(string); ok {
			token.Value = strings.ReplaceAll(passage.WesternDigits(text), "٫", ".")
		}
		ctx.Scan.PushToken(token)
	}
	return w.Mapper.Decode(ctx, target)
}
