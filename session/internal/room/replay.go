package room

import (
	"maps"
	"time"

	"gavel/session/video"
)

// This file is for a replay, which builds the picture from a journal: events, whole snapshots, and talking as spans.

// Memory is what a picture knows and no snapshot shows.
type Memory struct {
	said      bool
	endedAt   time.Time
	nextOrder uint64
	tombs     map[video.MemberID]time.Time
}

// Memory returns a copy of the picture's memory.
func (p *Picture) Memory() Memory { return Memory{p.said, p.endedAt, p.nextOrder, maps.Clone(p.tombs)} }

// Remember replaces the picture's memory.
func (p *Picture) Remember(m Memory) {
	p.said, p.endedAt, p.nextOrder, p.tombs = m.said, m.endedAt, m.nextOrder, maps.Clone(m.tombs)
}

// Restore makes the picture equal to a snapshot. It keeps the counters of the picture and its [Memory]. If the first
// snapshot shows that the session is over, the room is taken to have said so.
func (p *Picture) Restore(s *video.Snapshot) {
	p.room, p.stale, p.successor = s.Room, s.Stale, s.Successor
	p.said = (p.said || !p.full) && s.Room.Ended
	p.seats = make(map[video.MemberID]*seat, len(s.Members))
	p.order, p.sitting, p.holes, p.counts = nil, nil, 0, video.Counts{}
	p.recent = nil // the differences are not known
	for _, m := range s.Members {
		e := &seat{m: m, idx: int32(len(p.order))}
		p.seats[m.ID] = e
		p.order, p.sitting = append(p.order, m), append(p.sitting, e)
		p.count(m, 1)
		p.nextOrder = max(p.nextOrder, m.Order)
		delete(p.tombs, m.ID)
	}
	for _, m := range s.Gone {
		p.nextOrder = max(p.nextOrder, m.Order)
		if _, known := p.tombs[m.ID]; !known {
			p.tombstone(m.ID, m.LeftAt)
		}
	}
	p.gone, p.unshown = s.Gone, s.Unshown
	p.layout, p.layouts = s.Layout, s.Layouts
	p.recordings, p.playbacks, p.streams = s.Recordings, s.Playbacks, s.Streams
	p.recsKnown, p.stats = s.RecordingsKnown, s.Stats
	p.full, p.dirty = true, true
}

// Talk starts or ends a run of talking. It does nothing if the member is not here, or is in that state already.
func (p *Picture) Talk(id video.MemberID, talking bool, at time.Time) {
	p.begin(video.ByEvent)
	if e := p.seats[id]; e != nil && e.m.Talking != talking {
		p.setTalking(e, talking, at)
	}
}
