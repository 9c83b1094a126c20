package floor_test

import (
	"fmt"
	"testing"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
)

// BenchmarkSee shows the engine a snapshot of a room of 300, the largest on sale, in which one person has changed. A
// host does this up to 30 times per second. The engine compares these snapshots as a whole, while those of a session
// list the changes.
func BenchmarkSee(b *testing.B) {
	for _, p := range []floor.Preset{floor.Open, floor.Queue} {
		b.Run(string(p), func(b *testing.B) {
			w := newWorld()
			for i := range 300 {
				w.join(fmt.Sprintf("m%d", i), fmt.Sprintf("Member %d", i), func(m *video.Member) {
					m.AudioMuted, m.HandRaised = i%3 > 0, i%20 == 0
				})
			}
			d := newDesk(b, w, floor.Config{})
			if err := d.e.Begin(w.now, p.Mode(), true); err != nil && p != floor.Open {
				b.Fatal(err)
			}
			d.flush()
			on := false
			for b.Loop() {
				w.now = w.now.Add(33 * time.Millisecond)
				on = !on
				w.talk("m0", on)
				d.e.See(w.now, d.snapshot())
				d.e.Take(w.now)
				d.e.View(w.now)
			}
		})
	}
}
