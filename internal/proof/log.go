package proof

import (
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// tileHeight gives tiles of 256 hashes, as C2SP tiles have.
const tileHeight = 8

const tileWidth = 1 << tileHeight

// Tiles is where the hashes of a log are kept.
type Tiles interface {
	// Tile returns the hashes of a tile, fewer than 256 where it still grows,
	// nil where it has not begun.
	Tile(level int, n int64) ([]byte, error)
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
func top(tile []byte) tlog.Hash {
	row := slices.Collect(hashesOf(tile))
	for len(row) > 1 {
		for i := range len(row) / 2 {
			row[i] = tlog.NodeHash(row[2*i], row[2*i+1])
		}
		row = row[:len(row)/2]
	}
	return row[0]
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

// reader reads hashes of any level from tiles.
type reader struct{ tiles Tiles }

// ReadHashes returns the hashes with the indexes that package tlog gives them.
func (r reader) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		tile := tlog.TileForIndex(tileHeight, index)
		data, err := r.tiles.Tile(tile.L, tile.N)
		if err != nil {
			return nil, err
		}
		if len(data) < tile.W*tlog.HashSize {
			return nil, fmt.Errorf("tile %d/%d of the log has %d hashes where at least %d belong", tile.L, tile.N, len(data)/tlog.HashSize, tile.W)
		}
		if hashes[i], err = tlog.HashFromTile(tile, data[:tile.W*tlog.HashSize], index); err != nil {
			return nil, fmt.Errorf("reading the log: %w", err)
		}
	}
	return hashes, nil
}

// Root returns the hash of the whole log at a size that it has or had.
func Root(tiles Tiles, size int64) (tlog.Hash, error) {
	if size == 0 {
		return tlog.Hash(emptyRoot), nil
	}
	return tlog.TreeHash(size, reader{tiles})
}

// Inclusion proves that leaf n is in the log at a size.
func Inclusion(tiles Tiles, size, n int64) (tlog.RecordProof, error) {
	return tlog.ProveRecord(size, n, reader{tiles})
}

// Consistency proves that the log at a size extends what it was at an older one.
func Consistency(tiles Tiles, size, old int64) (tlog.TreeProof, error) {
	if old == 0 {
		return nil, nil
	}
	return tlog.ProveTree(size, old, reader{tiles})
}

// Leaves returns the hashes of leaves from n on, up to the end of their tile.
func Leaves(tiles Tiles, n int64) ([]tlog.Hash, error) {
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
