package room

import (
	"time"

	"gavel/session/video"
)

// lateAfterEnd is how late an event may be. An event that comes longer after the end of its session makes the end
// doubtful.
const lateAfterEnd = 2 * time.Second

// End marks the session as over because a read shows it. The members stay in their last known state.
func (p *Picture) End(at time.Time) []video.Change {
	p.begin(video.ByRead)
	p.ended(at)
	p.said = false
	return p.changes
}

func (p *Picture) ended(at time.Time) {
	if p.room.Ended {
		return
	}
	p.room.Ended, p.endedAt, p.stirred = true, at, false
	p.change(video.Change{Kind: video.ChangeEnded, At: at})
}

// revives reports whether an event restores a session that counts as over. If only a read showed the end, any event but
// the end itself restores it, because the room is alive. If the room reported the end, nothing should follow, so a late
// event only makes the end doubtful.
func (p *Picture) revives(kind *video.EventKind, at time.Time) bool {
	switch {
	case kind == video.RoomEnded.EventKind:
		p.said = true
	case !p.said:
		p.revive(at)
		return true
	case at.Sub(p.endedAt) >= lateAfterEnd:
		p.stirred = true
	}
	return false
}

// Revive restores a session that counted as over but is in progress. It must be read again.
func (p *Picture) Revive(at time.Time) []video.Change {
	p.begin(video.ByRead)
	if p.room.Ended {
		p.revive(at)
	}
	return p.changes
}

func (p *Picture) revive(at time.Time) {
	before := p.room
	p.room.Ended, p.successor, p.stirred = false, nil, false
	p.stale, p.reread, p.subscribed = p.full, true, false
	p.change(video.Change{Kind: video.ChangeRoom, At: at, Before: &before})
}

// Doubt makes the end of the session doubtful, because events may have been missed.
func (p *Picture) Doubt() { p.stirred = true }

// EndIsDoubtful reports whether a session that counts as over may be in progress. A list of the rooms decides: the
// session is in progress if the list has it.
func (p *Picture) EndIsDoubtful() bool { return p.room.Ended && (p.stirred || !p.said) }

// Stirred reports whether an event came after the end of the session.
func (p *Picture) Stirred() bool { return p.room.Ended && p.stirred }

// Certain records that a list of the rooms has confirmed the end of the session.
func (p *Picture) Certain() { p.stirred = false }

// Succeed records the new session of the room.
func (p *Picture) Succeed(next video.Room, at time.Time) []video.Change {
	p.begin(video.ByRead)
	if !p.room.Ended || p.successor != nil || next.ID == p.room.ID || next.ID == "" || !sameRoom(&p.room, &next) {
		return nil
	}
	p.successor = &next
	p.change(video.Change{Kind: video.ChangeSuccessor, At: at})
	return p.changes
}

// sameRoom reports whether two sessions are of the same room.
func sameRoom(r, other *video.Room) bool {
	if r.RoomID != "" && other.RoomID != "" {
		return r.RoomID == other.RoomID
	}
	return r.Name != "" && r.Name == other.Name
}
