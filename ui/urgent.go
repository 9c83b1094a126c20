package ui

import (
	"time"

	"gavel/session/video"
)

// besideEvery is how often header and panes beside the people are drawn while snapshots pour in: with each third.
const besideEvery = 110 * time.Millisecond

// sameState reports whether nothing has changed since a snapshot that must be seen at once everywhere.
func (m *screen) sameState(before *video.Snapshot) bool {
	return urgentOf(before, m.clk) == urgentOf(m.snap, m.clk)
}

// urgent is what must be seen at once everywhere.
type urgent struct {
	room, layout, auditErr       string
	link                         video.LinkState
	well, ended, stale, expiring bool
	locked, recording, streaming video.Flag
}

func urgentOf(s *video.Snapshot, now time.Time) urgent {
	return urgent{
		room: s.Room.ID, layout: s.Room.LayoutName, auditErr: s.AuditErr, link: s.Link.State, well: linkWell(s, now),
		ended: s.Room.Ended, stale: s.Stale, expiring: s.Link.Expiring,
		locked: s.Room.Locked, recording: s.Room.Recording, streaming: s.Room.Streaming,
	}
}
