package proof

import (
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// tileHeight gives tiles of 256 hashes, as C2SP tiles have.
const tileHeight = 8

const tileWidth = 1 << tileHeight

// TileReader is where the hashes of a log are read.
type TileReader interface {
	// Tile returns the hashes of a tile, fewer than 256 where it still grows,
	// nil where it has not begun.
	Tile(level int, n int64) ([]byte, error)
}

// Tiles is where the hashes of a log are kept.
type Tiles interface {
	TileReader
	PutTile(level int, n int64, hashes []byte) error
}

// Append adds leaves to a log of the given size.
func Append(tiles Tiles, size int64, leaves []tlog.Hash) error {
	return appendAt(tiles, 0, size, leaves)
}

func appendAt(tiles Tiles, level int, size int64, hashes []tlog.Hash) error {
	var above []tlog.Hash
	first := size / tileWidth
	for len(hashes) > 0 {
		n, have := size/tileWidth, int(size%tileWidth)
		var tile []byte
		if have > 0 {
			var err error
			if tile, err = tiles.Tile(level, n); err != nil {
				return err
			}
			if len(tile) != have*tlog.HashSize {
				return fmt.Errorf("tile %d/%d of the log has %d hashes where %d belong: the log was changed by something else", level, n, len(tile)/tlog.HashSize, have)
			}
		}
		take := min(tileWidth-have, len(hashes))
		for _, h := range hashes[:take] {
			tile = append(tile, h[:]...)
		}
		if err := tiles.PutTile(level, n, tile); err != nil {
			return err
		}
		if have+take == tileWidth {
			above = append(above, top(tile))
		}
		hashes, size = hashes[take:], size+int64(take)
	}
	if len(above) == 0 {
		return nil
	}
	return appendAt(tiles, level+1, first, above)
}

// top is the hash above all of a full tile.
func top(tile []byte) tlog.Hash { return rowsOf(tile)[tileHeight][0] }

// rowsOf returns the hashes of a tile and those above them within it: of every two
// that there are the one above, and so on.
func rowsOf(tile []byte) (rows [tileHeight + 1][]tlog.Hash) {
	rows[0] = slices.Collect(hashesOf(tile))
	for level := range tileHeight {
		below := rows[level]
		above := make([]tlog.Hash, len(below)/2)
		for i := range above {
			above[i] = tlog.NodeHash(below[2*i], below[2*i+1])
		}
		rows[level+1] = above
	}
	return rows
}

func hashesOf(tile []byte) func(yield func(tlog.Hash) bool) {
	return func(yield func(tlog.Hash) bool) {
		for h := range slices.Chunk(tile, tlog.HashSize) {
			if !yield(tlog.Hash(h)) {
				return
			}
		}
	}
}

// reader reads hashes of any level from tiles, at one state of the log. Those that
// it has read it holds, some MB at most: proofs of facts that stand near each other
// need the same ones.
type reader struct {
	tiles TileReader
	read  map[tlog.Tile][tileHeight + 1][]tlog.Hash
}

const mostTiles = 64

func readerOf(tiles TileReader) reader {
	return reader{tiles, map[tlog.Tile][tileHeight + 1][]tlog.Hash{}}
}

// ReadHashes returns the hashes with the indexes that package tlog gives them.
func (r reader) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		within := level % tileHeight
		tile := tlog.Tile{L: level / tileHeight, N: n << within / tileWidth}
		rows, ok := r.read[tile]
		if !ok {
			data, err := r.tiles.Tile(tile.L, tile.N)
			if err != nil {
				return nil, err
			}
			if len(r.read) == mostTiles {
				clear(r.read)
			}
			rows = rowsOf(data)
			r.read[tile] = rows
		}
		at := n - tile.N<<(tileHeight-within)
		if at >= int64(len(rows[within])) {
			return nil, fmt.Errorf("tile %d/%d of the log has %d hashes where at least %d belong", tile.L, tile.N, len(rows[0]), (at+1)<<within)
		}
		hashes[i] = rows[within][at]
	}
	return hashes, nil
}

// Root returns the hash of the whole log at a size that it has or had.
func Root(tiles TileReader, size int64) (tlog.Hash, error) {
	if size == 0 {
		return tlog.Hash(emptyRoot), nil
	}
	return tlog.TreeHash(size, readerOf(tiles))
}

// Inclusion proves of some leaves that they are in the log at a size. In the order of
// the log they take the least reading.
func Inclusion(tiles TileReader, size int64, leaves ...int64) (proofs []tlog.RecordProof, err error) {
	r := readerOf(tiles)
	for _, n := range leaves {
		p, err := tlog.ProveRecord(size, n, r)
		if err != nil {
			return nil, err
		}
		proofs = append(proofs, p)
	}
	return proofs, nil
}

// Consistency proves that the log at a size extends what it was at an older one.
func Consistency(tiles TileReader, size, old int64) (tlog.TreeProof, error) {
	if old == 0 {
		return nil, nil
	}
	return tlog.ProveTree(size, old, readerOf(tiles))
}

// CheckConsistency checks a proof that the log at a checkpoint holds all that it held at
// an older one, unchanged and in the same places.
func CheckConsistency(p tlog.TreeProof, now, old Checkpoint) error {
	switch {
	case now.Origin != old.Origin:
		return fmt.Errorf("one is a checkpoint of %s and the other of %s", old.Origin, now.Origin)
	case now.Size < old.Size:
		return fmt.Errorf("the log held %d facts and holds %d: some that were published are gone", old.Size, now.Size)
	case old.Size == 0:
		return nil
	case tlog.CheckTree(p, now.Size, now.Root, old.Size, old.Root) != nil:
		return fmt.Errorf("the first %d facts of the log are not those that it held before", old.Size)
	}
	return nil
}

// Leaves returns the hashes of leaves from n on, up to the end of their tile.
func Leaves(tiles TileReader, n int64) ([]tlog.Hash, error) {
	data, err := tiles.Tile(0, n/tileWidth)
	if err != nil {
		return nil, err
	}
	skip := int(n%tileWidth) * tlog.HashSize
	if skip >= len(data) {
		return nil, nil
	}
	return slices.Collect(hashesOf(data[skip:])), nil
}
