package ui

import (
	"gavel/session/video"
)

// commander turns what keys mean into commands, runs them, and tells what became of them.
type commander struct {
	*desk
	gate   *gate
	update func() // takes the newest snapshot of the room

	sent    ledger
	volumes volumes
	last    video.Command // for "again"
	offer   *offer
	bulks   []*bulk           // commands on several people under way, oldest first
	doubts  map[uint64]string // commands with unknown outcome, by log entry, and how they were announced
	seenLog uint64            // newest entry that the watchdog has looked at

	progressShown bool // the footer says that Escape stops a command
}

// forget forgets what belonged to another room session.
func (m *commander) forget() {
	m.offer, m.doubts = nil, nil
	m.sent, m.volumes, m.last = ledger{}, volumes{}, video.Command{}
	m.seenLog = 0
	if n := len(m.snap.Log); n > 0 {
		m.seenLog = m.snap.Log[n-1].N
	}
}
