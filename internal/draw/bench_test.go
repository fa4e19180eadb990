package draw

import "testing"

func BenchmarkGallery(b *testing.B) {
	names, list := gallery(b, english)
	for i, d := range list {
		b.Run(names[i], func(b *testing.B) {
			for b.Loop() {
				d.SVG(Look{ID: "b"})
			}
		})
	}
}
