package pane

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
)

// SnapshotEvery is the time between two snapshots under load. Work that is due before the next one is done with this
// one; half the time more is allowed for snapshots that come late.
const SnapshotEvery = time.Second / 30

// Pane is one part of the screen. Its state is keyed by ids, never by rows, and it reads the room from its desk.
type Pane interface {
	// Context returns the context of the pane's keys in the key map.
	Context() keymap.Context
	// Title returns the title of the frame or tab, without escape sequences. Untrusted text in it must have passed package
	// text.
	Title() string
	// Resize sets the size of the inside of the frame, in cells.
	Resize(w, h int)
	// Update is called once for each new snapshot, before Lines.
	Update()
	// Key handles a key and reports whether the pane used it.
	Key(k tea.KeyMsg) (tea.Cmd, bool)
	// Lines returns exactly h lines of exactly w cells.
	Lines(focused bool) []string
}

// Clicker is a pane or dialog that handles clicks.
type Clicker interface {
	// Click handles a click on a cell of the lines that the last call of Lines returned.
	Click(x, y int)
}

// Styled is a pane that caches its lines.
type Styled interface {
	// Restyle drops the cache, because colours, signs or widths have changed.
	Restyle()
}

// Holder is a pane that may be empty, so that its keys have no effect.
type Holder interface {
	// Holds reports whether its keys have an effect: whether there are media, or lines below the view.
	Holds() bool
}

// Targeter is a pane that highlights a member. Keys act on the member that it highlighted in the last painted frame.
type Targeter interface {
	// Target returns the member that the last call of Lines highlighted, or "".
	Target() video.MemberID
}
