//go:build !race

// Allocations are counted without the race detector only: it makes a sync.Pool forget at random.

package session

import (
	"testing"

	"gavel/session/internal/wire"
)

// What follows holds the speed of the session by counting, not by time, so that it holds on any machine.

// allocsOf is how many allocations one frame of the script costs, from its bytes to the state.
func allocsOf(s *benchRoom, script [][]byte) float64 {
	var f wire.Frame
	all := func() {
		for _, text := range script {
			f.Text = append(f.Text[:0], text...)
			if f.Parse() == nil {
				_ = s.apply(f.EventType, f.Params(), epoch)
			}
		}
	}
	all()
	return testing.AllocsPerRun(5, all) / float64(len(script))
}

func TestTalkingAllocatesNothing(t *testing.T) {
	for _, size := range benchSizes {
		script := [][]byte{
			eventFrame("video.member.talking", benchDelta(size/2, `"talking":true`)),
			eventFrame("video.member.talking", benchDelta(size/2, `"talking":false`)),
		}
		if got := allocsOf(newBenchRoom(t, size), script); got != 0 {
			t.Errorf("%d members: %v allocations for an event", size, got)
		}
	}
}

func TestEventsAllocateLittle(t *testing.T) {
	const most = 2 // 1.1 measured: who joins and leaves, names in the log, new layers
	for _, size := range benchSizes {
		if got := allocsOf(newBenchRoom(t, size), mix(size, 2000)); got > most {
			t.Errorf("%d members: %v allocations for an event, at most %d wanted", size, got, most)
		}
	}
}
