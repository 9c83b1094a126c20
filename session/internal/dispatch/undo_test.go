package dispatch

import (
	"fmt"
	"testing"
	"time"

	"gavel/session/video"
)

// TestLateEventIsNoOverride places a member where the layout shows them already: the answer confirms the command, and
// its event comes afterwards. Undo must not take that for a change by someone else.
func TestLateEventIsNoOverride(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		late string // requested position in the events after the answer
		undo bool
	}{
		"its own event":   {"standard-1", true},
		"by someone else": {"standard-2", false},
		"taken off":       {"off-canvas", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newBench(t, 2)
			s.must(t, "video.layout.changed", fmt.Sprintf(`{"room_id":"r","room_session_id":"rs","layout":{"name":"2x1",`+
				`"layers":[{"layer_index":0,"x":0,"y":0,"width":50,"height":100,"z_index":0,"position":"standard-1",`+
				`"reservation":"standard-1","playing_file":false,"visible":true,"member_id":%q}]}}`, memberName(0)))
			c, err := video.SetMemberPosition("standard-1", video.MemberID(memberName(0))).Normalize()
			if err != nil {
				t.Fatal(err)
			}
			now := t0.Add(time.Second)
			j, err := s.start(c, now)
			if err != nil {
				t.Fatal(err)
			}
			s.verdict(j, 0, Answer{At: now}, now)
			if j.targets[0].Outcome != video.OutcomeConfirmed {
				t.Fatalf("the answer leaves it %v", j.targets[0].Outcome)
			}
			s.must(t, "video.member.updated",
				delta(0, fmt.Sprintf(`"requested_position":%q,"updated":["requested_position"]`, test.late)))
			u, err := s.d.StartUndo(false)
			if err != nil || u.Nothing() == test.undo {
				t.Errorf("undo of %v: %v", u.Command(), err)
			}
		})
	}
}
