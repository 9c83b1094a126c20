package pane

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
)

// SnapshotEvery is the time between two snapshots while they pour in. What is due before the next is done with this
// one; half of it more is allowed for those that come late.
const SnapshotEvery = time.Second / 30

// Pane is one part of the screen. Its state is keyed by ids, never by rows, and it reads the room from its desk.
type Pane interface {
	// Context is where the keys of the pane stand in the key map.
	Context() keymap.Context
	// Title is what the frame or the tab says; own text or text that went through package text, without escapes.
	Title() string
	// Resize tells the size of the inside of the frame, in cells.
	Resize(w, h int)
	// Update is called once for each new snapshot, before lines.
	Update()
	// Key handles a key and reports whether it was the pane's.
	Key(k tea.KeyMsg) (tea.Cmd, bool)
	// Lines returns exactly h lines of exactly w cells.
	Lines(focused bool) []string
}

// Clicker is a pane or a dialog in which a click chooses something.
type Clicker interface {
	// Click chooses what the last call of Lines showed in a cell of its lines.
	Click(x, y int)
}

// Styled is a pane that keeps what it has drawn.
type Styled interface {
	// Restyle forgets it: colours, signs or widths are others now.
	Restyle()
}

// Targeter is a pane that highlights a member. Keys act on the member that it highlighted in the last painted frame.
type Targeter interface {
	// Target returns the member highlighted by the last call of lines, or "".
	Target() video.MemberID
}
