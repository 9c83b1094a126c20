package pane

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/people"
	"gavel/ui/widget"
)

// Desk is the console as panes use it. Its methods are called from Update and View only.
type Desk interface {
	widget.Host
	// Snapshot returns the current snapshot of the room, never nil. It is empty while no room is open.
	Snapshot() *video.Snapshot
	// Roster returns the members of that snapshot, counted and named. Its answers cost the same in a room of any size.
	Roster() *people.Roster
	// Floor returns the room's floor, or nil. It must not be changed.
	Floor() *floor.View
	// OnFloor runs a verb of the room's floor, and shows the outcome.
	OnFloor(call floor.Call) tea.Cmd
	// Now returns the time of the present frame.
	Now() time.Time
	// Propose is the only way from a key to a running command. It checks the command, shows why it is refused, asks if a
	// question is due, and runs it.
	Propose(c video.Command) tea.Cmd
	// Open puts a dialog on top.
	Open(d widget.Dialog)
	// ShowList shows clean lines in a dialog.
	ShowList(title string, lines []string)
	// Targets returns the marked members, else the member that the last painted frame highlighted, else none.
	Targets() []video.MemberID
	// Marks returns the marked members. Panes may change them.
	Marks() *people.Marks
	// Pointed returns the member under the cursor of the people pane, whichever pane has the focus, or "".
	Pointed() video.MemberID
	// Pick puts the cursor of the people pane on the member.
	Pick(id video.MemberID)
	// Name returns the clean name of a member, with #id4 if it could be mistaken for another member's.
	Name(id video.MemberID) string
	// CopyID puts an id on the clipboard. whose names its member in the status line.
	CopyID(id, whose string) tea.Cmd
}
