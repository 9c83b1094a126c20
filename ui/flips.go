package ui

import (
	"time"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/people"
)

// justNow is how long something must have been as it is before a key that depends on it is taken: until then whoever pressed it
// may have meant what was there before.
const justNow = 300 * time.Millisecond

// flips are when the things changed last that a single key turns into their opposite, or acts on the first of.
type flips struct {
	lock, hide, hand time.Time
	first            video.MemberID // whose hand is the first
}

// note compares two snapshots. What is learned when a room is entered has not changed.
func (f *flips) note(before, now *video.Snapshot, first video.MemberID, at time.Time) {
	if before.Room.ID != now.Room.ID {
		*f = flips{first: first}
		return
	}
	if before.Room.Locked != now.Room.Locked && now.Room.Locked != video.Unknown { // else it is asked
		f.lock = at
	}
	if before.Room.HideVideoMuted != now.Room.HideVideoMuted {
		f.hide = at
	}
	if first != f.first {
		f.first, f.hand = first, at
	}
}

// tooRecent refuses a key when what it depends on has changed too lately.
func (m *Model) tooRecent(at time.Time, what string) bool {
	if m.clk.Sub(at) >= justNow {
		return false
	}
	m.Say(what+" just now: nothing done, press again", draw.Warn)
	return true
}

// firstHand is whose hand has been up for the longest; nil when there is none.
func (m *Model) firstHand() *people.Person {
	for _, p := range m.Roster().Hands() {
		if p.Here() {
			return p
		}
	}
	return nil
}

func (m *Model) firstHandID() video.MemberID {
	if p := m.firstHand(); p != nil {
		return p.Member.ID
	}
	return ""
}
