package ui

import (
	"time"

	"gavel/session/video"
	"gavel/ui/text"
)

// commander turns what keys mean into commands, runs them, and tells what became of them.
type commander struct {
	*desk
	gate   *gate
	update func() // takes the newest snapshot of the room

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
	m.volumes, m.last = volumes{}, video.Command{}
	m.seenLog = 0
	if n := len(m.snap.Log); n > 0 {
		m.seenLog = m.snap.Log[n-1].N
	}
}

// bulk is a command on several people that is under way. A room of hundreds takes a minute at the pace that a relay
// bears: it is seen how far it has come, and it can be stopped.
type bulk struct {
	room    Room
	c       video.Command
	undo    bool // c is taken back
	sub     Submission
	stopped bool
	seen    bool // how far it is was on the screen
}

func (b *bulk) stop() {
	b.stopped = true
	b.sub.Cancel()
}

// offer is a command that may be tried again with one key, as the line in the footer says.
type offer struct {
	c     video.Command
	text  string
	short string // where there is no room for text
	least string // where there is no room for that either; "" is short, cut
	key   string // the key that takes it

	painted time.Time // since when it has been on the screen without a break; zero while it is not

	review *video.Entry // what the key shows first, for a command that was cut in the middle; else nil
}

// line is the offer in w cells.
func (o *offer) line(w int) string {
	said := o.text
	if text.Width(said) > w {
		said = o.short
	}
	if text.Width(said) > w && o.least != "" {
		said = o.least
	}
	return text.Cut(said, w)
}

// bulkOver is the number of people from which on also calm commands show their plan first.
const bulkOver = 5

// The messages with the verdict on a command.
type (
	// doneMsg brings the verdict on a command.
	doneMsg struct {
		room    Room
		c       video.Command
		besides string // what else the command does
		res     video.Result
		err     error
		bulk    *bulk // nil for a command on one
	}
	// undoneMsg brings the verdict on an undo.
	undoneMsg struct {
		room Room
		c    video.Command // what was taken back
		res  video.Result
		err  error
		bulk *bulk // nil for the undo of a command on one
	}
)
