package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/people"
	"gavel/ui/widget"
)

// desk is what panes and dialogs may ask of the model. All of it is called from Update and View only.
type desk interface {
	widget.Host
	// snapshot is the current picture of the room; never nil. It is empty while no room is open.
	snapshot() *video.Snapshot
	// roster holds everybody in that picture, counted and named. What it answers costs the same in a room of any size.
	roster() *people.Roster
	// now is the time of the frame that is being made.
	now() time.Time
	// propose is the only way from a key to a running command: it checks, says why not, asks where that is due, and runs.
	propose(c video.Command) tea.Cmd
	// open puts a dialog on top.
	open(d widget.Dialog)
	// targets returns the marked members, else the one highlighted in the last painted frame, else none.
	targets() []video.MemberID
	// marks are the members that are marked; panes may change them.
	marks() *people.Marks
	// pointed returns the member under the cursor of the people pane, whichever pane has the focus, or "".
	pointed() video.MemberID
	// pick puts the cursor of the people pane on the member.
	pick(id video.MemberID)
	// name returns the cleaned name of a member, with #id4 when it could be taken for another one.
	name(id video.MemberID) string
	// copyID puts an id on the clipboard, and says whose it is.
	copyID(id, whose string) tea.Cmd
	// watchOnly reports whether commands are switched off.
	watchOnly() bool
	// read runs a reading command and continues with then inside Update.
	read(c video.Command, then func(video.Result, error) tea.Cmd) tea.Cmd
}

// allLeft returns what says that none of the members is here any more; nil for no members.
func allLeft(d desk, ids []video.MemberID) func() string {
	if len(ids) == 0 {
		return nil
	}
	return func() string {
		for _, id := range ids {
			if d.roster().Member(id) != nil {
				return ""
			}
		}
		return d.roster().Names(ids) + " left"
	}
}
