package plain_test

import "testing"

// TestRemovingManyNeedsTheirNumber types the number of the people, or the name of the room for all of them.
func TestRemovingManyNeedsTheirNumber(t *testing.T) {
	for _, test := range []struct {
		typed, asks, answer string
		here                int
	}{
		{"remove where !name=Ann", "Type 6.", "yes", 7},
		{"remove where !name=Ann", "Type 6.", "6", 1},
		{"remove where all", "Type Board.", "7", 7},
		{"remove Ben, Cy", "Type yes.", "yes", 5},
	} {
		t.Run(test.typed+" "+test.answer, func(t *testing.T) {
			play(t, nil, func(s *stage) {
				s.play("join Eve Fay Gil\n")
				s.typed(test.typed)
				s.wants(test.asks)
				s.typed(test.answer)
				if n := len(s.room.Snapshot().Members); n != test.here {
					t.Errorf("%d are here, want %d", n, test.here)
				}
			})
		})
	}
}
