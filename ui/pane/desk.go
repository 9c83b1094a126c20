package pane

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/people"
	"gavel/ui/widget"
)

// Desk is what panes ask of the console. All of it is called from Update and View only.
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
	// Marks are the members that are marked; panes may change them.
	Marks() *people.Marks
	// Pointed returns the member under the cursor of the people pane, whichever pane has the focus, or "".
	Pointed() video.MemberID
	// Pick puts the cursor of the people pane on the member.
	Pick(id video.MemberID)
	// Name returns the cleaned name of a member, with #id4 when it could be taken for another one.
	Name(id video.MemberID) string
	// CopyID puts an id on the clipboard, and says whose it is.
	CopyID(id, whose string) tea.Cmd
}
