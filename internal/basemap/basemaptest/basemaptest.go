// Package basemaptest makes PMTiles archives for tests.
package basemaptest

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
)

// Archive returns an archive whose tiles, down to zoom 10, are all one: land in
// the west, water in the east. It is not compressed.
func Archive() []byte {
	tile := landAndWater()
	const tiles = (1<<22 - 1) / 3 // of zoom 0 to 10
	// One entry: tile 0, as often as there are tiles, so many bytes, at the start.
	var root []byte
	for _, n := range []uint64{1, 0, tiles, uint64(len(tile)), 1} {
		root = binary.AppendUvarint(root, n)
	}
	metadata := []byte(`{"attribution":"<a href=\"https://example.org\">Test &amp; co</a>","vector_layers":[]}`)
	head := make([]byte, 127)
	copy(head, "PMTiles\x03")
	at := uint64(len(head))
	for i, part := range [][]byte{root, metadata, nil, tile} {
		binary.LittleEndian.PutUint64(head[8+16*i:], at)
		binary.LittleEndian.PutUint64(head[16+16*i:], uint64(len(part)))
		at += uint64(len(part))
	}
	for i, n := range []uint64{tiles, 1, 1} {
		binary.LittleEndian.PutUint64(head[72+8*i:], n)
	}
	head[96], head[97], head[98], head[99] = 1, 1, 1, 1 // clustered, nothing compressed, vector tiles
	head[100], head[101] = 0, 10
	for i, degrees := range []int32{-180, -85, 180, 85} {
		binary.LittleEndian.PutUint32(head[102+4*i:], uint32(degrees*1e7))
	}
	return append(append(append(head, root...), metadata...), tile...)
}

// File writes an archive, changed by change unless that is nil, and returns its
// path.
func File(t testing.TB, change func([]byte) []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "basemap.pmtiles")
	bytes := Archive()
	if change != nil {
		bytes = change(bytes)
	}
	if err := os.WriteFile(path, bytes, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// landAndWater is a Mapbox vector tile, version 2, of two layers.
func landAndWater() []byte {
	const extent = 4096
	return append(layer("earth", 0, extent/2), layer("water", extent/2, extent)...)
}

// layer is one polygon, which reaches from the tile's top to its bottom.
func layer(name string, from, to int) []byte {
	const extent = 4096
	zigzag := func(v int) uint64 { return uint64(uint32(v<<1) ^ uint32(v>>31)) }
	var geometry []byte
	const moveTo, lineTo, closePath = 1, 2, 7
	for _, n := range []uint64{moveTo | 1<<3, zigzag(from), zigzag(0), lineTo | 3<<3, zigzag(to - from), zigzag(0), zigzag(0), zigzag(extent), zigzag(from - to), zigzag(0), closePath | 1<<3} {
		geometry = binary.AppendUvarint(geometry, n)
	}
	const polygon = 3
	feature := append(number(3, polygon), field(4, geometry)...)
	out := append(number(15, 2), field(1, []byte(name))...)
	out = append(out, field(2, feature)...)
	return field(3, append(out, number(5, extent)...))
}

// number and field write a field of a protocol buffer.
func number(n int, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, uint64(n)<<3), v)
}

func field(n int, bytes []byte) []byte {
	out := binary.AppendUvarint(nil, uint64(n)<<3|2)
	return append(binary.AppendUvarint(out, uint64(len(bytes))), bytes...)
}
