package desk

import (
	"context"
	"fmt"
)

// Reserve is how many bytes of the disk facts leave free, so that on a full one a
// token can still be revoked, a checkpoint signed and something erased.
const Reserve = 64 << 20

// NoRoom is the error of facts that would use up the [Reserve]. They are taken in
// again as soon as there is more room.
type NoRoom struct{ Free int64 }

func (n NoRoom) Error() string {
	return fmt.Sprintf("the disk has %d MiB left, and facts leave %d MiB free", n.Free>>20, Reserve>>20)
}

// KeepRoom has facts refused while less is free than the [Reserve]. It is for
// before anybody uses the desk.
func (d *Desk) KeepRoom(room func() (free int64, known bool)) { d.room = room }

// roomLeft returns NoRoom where the disk has too little.
func (d *Desk) roomLeft() error {
	if d.room == nil {
		return nil
	}
	if free, known := d.room(); known && free < Reserve {
		return NoRoom{free}
	}
	return nil
}

// Ready returns how many facts there are, and an error where none can be taken in:
// until there is room again, or until the server is started anew.
func (d *Desk) Ready(ctx context.Context) (facts int64, err error) {
	if err = d.store.Stopped(); err == nil {
		err = d.roomLeft()
	}
	if err != nil {
		return 0, err
	}
	return d.Size(ctx)
}
