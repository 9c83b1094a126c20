package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/host"
	"gavel/session/video"
	"gavel/ui/dialog"
	"gavel/ui/guard"
	"gavel/ui/text"
	"gavel/ui/waits"
)

// commander turns keys into commands, runs them, and shows their outcomes.
type commander struct {
	*desk
	gate   *waits.Gate
	update func() // takes the newest snapshot of the room

	volumes volumes
	last    video.Command  // for "again"
	repeat  func() tea.Cmd // for "again", if the newest was no command
	insist  guard.Insist
	sure    bool             // the proposed command was given twice
	spared  []video.MemberID // members that the proposed command leaves out
	palette dialog.Memory
	offer   *offer
	bulks   []*bulk           // running bulk commands, oldest first
	doubts  map[uint64]string // commands with unknown outcome: log entry to announcement
	seenLog uint64            // newest entry that the watchdog has seen

	floors map[*host.Host]seenFloor

	progressShown bool // the footer offers Escape to stop a command
}

// seenFloor holds the numbers of a floor's newest state and note that were handled.
type seenFloor struct {
	seq   uint64
	noted int
}

// forget drops the state of another room session.
func (m *commander) forget() {
	m.offer, m.doubts = nil, nil
	m.volumes, m.last, m.repeat = volumes{}, video.Command{}, nil
	m.second.Drop()
	m.cues.Forget()
	m.seenLog = 0
	if n := len(m.snap.Log); n > 0 {
		m.seenLog = m.snap.Log[n-1].N
	}
}

// bulk is a running bulk command. At the pace that the relay accepts, a room of hundreds takes a minute, so the command
// shows its progress and can be stopped.
type bulk struct {
	room    Room
	c       video.Command
	undo    bool // it undoes c
	sub     Submission
	stopped bool
	seen    bool // its progress was on the screen
}

func (b *bulk) stop() {
	b.stopped = true
	b.sub.Cancel()
}

// offer is a command that the footer offers to send again with one key.
type offer struct {
	c     video.Command
	text  string
	short string // if there is no room for text
	least string // if there is no room for short; "": short is cut
	key   string // the key that accepts it

	painted time.Time // start of its time on the screen; zero while it is hidden

	review *video.Entry // shown first, for a command that was cut short; else nil
}

// line returns the offer in w cells.
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

// The messages with the outcome of a command.
type (
	// doneMsg brings the outcome of a command.
	doneMsg struct {
		room    Room
		c       video.Command
		besides string // a sentence about further effects
		res     video.Result
		err     error
		bulk    *bulk // nil for a command on one target
	}
	// undoneMsg brings the outcome of an undo.
	undoneMsg struct {
		room Room
		c    video.Command // the command that was undone
		from uint64        // the newest entry of the log before
		res  video.Result
		err  error
		bulk *bulk // nil for the undo of a command on one target
	}
)
