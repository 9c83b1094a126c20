package dialog

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/people"
	"gavel/ui/say"
	"gavel/ui/widget"
)

// Desk is the console as dialogs use it. Its methods are called from Update and View only.
type Desk interface {
	widget.Host
	// Snapshot returns the current snapshot of the room, never nil. It is empty while no room is open.
	Snapshot() *video.Snapshot
	// Roster returns the members of that snapshot, counted and named. Its answers cost the same in a room of any size.
	Roster() *people.Roster
	// Now returns the time of the present frame.
	Now() time.Time
	// Propose is the only way from a key to a running command. It checks the command, shows why it is refused, asks if a
	// question is due, and runs it.
	Propose(c video.Command) tea.Cmd
	// Open puts a dialog on top.
	Open(d widget.Dialog)
	// Targets returns the marked members, else the member that the last painted frame highlighted, else none.
	Targets() []video.MemberID
	// Name returns the clean name of a member, with #id4 if it could be mistaken for another member's.
	Name(id video.MemberID) string
	// WatchOnly reports whether commands are switched off.
	WatchOnly() bool
	// AddressNames returns the names of the addresses that play or startStream can use.
	AddressNames(a video.Action) []string
	// FindAddress finds a named address, and continues with then inside Update.
	FindAddress(a video.Action, name string, then func(url string, err error) tea.Cmd) tea.Cmd
	// Read runs a command that only reads, and continues with then inside Update.
	Read(c video.Command, then func(video.Result, error) tea.Cmd) tea.Cmd
}

// AllLeft returns a function for [widget.Prompt.Gone]: its sentence when all of the members have left. It is nil for no
// members.
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
		if len(ids) == 1 {
			return say.CancelledOne(d.Roster().Names(ids))
		}
		return say.CancelledAll
	}
}

// paletteWidth is the preferred width of the palette, in cells.
const paletteWidth = 84
