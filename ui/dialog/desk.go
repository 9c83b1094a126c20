package dialog

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/people"
	"gavel/ui/widget"
)

// Desk is what dialogs ask of the console. All of it is called from Update and View only.
type Desk interface {
	widget.Host
	// Snapshot returns the current picture of the room; never nil. It is empty while no room is open.
	Snapshot() *video.Snapshot
	// Roster holds everybody in that picture, counted and named. What it answers costs the same in a room of any size.
	Roster() *people.Roster
	// Now returns the time of the frame that is being made.
	Now() time.Time
	// Propose is the only way from a key to a running command: it checks, says why not, asks where that is due, and runs.
	Propose(c video.Command) tea.Cmd
	// Open puts a dialog on top.
	Open(d widget.Dialog)
	// Targets returns the marked members, else the one highlighted in the last painted frame, else none.
	Targets() []video.MemberID
	// Name returns the cleaned name of a member, with #id4 when it could be taken for another one.
	Name(id video.MemberID) string
	// WatchOnly reports whether commands are switched off.
	WatchOnly() bool
	// Read runs a reading command and continues with then inside Update.
	Read(c video.Command, then func(video.Result, error) tea.Cmd) tea.Cmd
}

// AllLeft returns what says that none of the members is here any more; nil for no members.
func AllLeft(d Desk, ids []video.MemberID) func() string {
	if len(ids) == 0 {
		return nil
	}
	return func() string {
		for _, id := range ids {
			if d.Roster().Member(id) != nil {
				return ""
			}
		}
		return d.Roster().Names(ids) + " left."
	}
}

// paletteWidth is how wide the palette wants to be.
const paletteWidth = 84
