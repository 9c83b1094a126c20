//go:build !race

// Allocations are counted only without the race detector, which makes a sync.Pool drop items at random.

package session

import (
	"testing"

	"gavel/session/internal/wire"
)

// These tests bound the cost of the session by counts, not by time, so that they pass on any machine.

// allocsOf returns the allocations of one frame of the script, from its bytes to the state.
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

func TestTalkingDoesNotAllocate(t *testing.T) {
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
	const most = 2 // 1.1 measured: members that join and leave, names in the log, new layers
	for _, size := range benchSizes {
		if got := allocsOf(newBenchRoom(t, size), mix(size, 2000)); got > most {
			t.Errorf("%d members: %v allocations for an event, at most %d wanted", size, got, most)
		}
	}
}
