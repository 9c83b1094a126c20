package ui

import (
	"context"
	"strconv"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/pane"
	"gavel/ui/people"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// desk is what all parts of the console share: the room and its newest snapshot, the time, the panes, the open dialogs,
// and what the screen says. Panes and dialogs see it through interfaces of their own packages.
type desk struct {
	ctx   context.Context // ends all commands when the program ends
	o     Options
	room  Room // nil while none is open
	snap  *video.Snapshot
	clk   time.Time // of the message being handled, and of the frame made after it
	watch bool
	w, h  int // of the screen, in cells

	people  *pane.Members
	panes   [slotCount]pane.Pane
	focus   slot
	painted video.MemberID // whom the last painted frame highlighted

	dialogs stack
	status  status
	banner  banner
	dirty   bool // the screen must be drawn again

	propose func(c video.Command) tea.Cmd // the commander's
}

func (m *desk) Snapshot() *video.Snapshot { return m.snap }
func (m *desk) Now() time.Time            { return m.clk }
func (m *desk) Theme() *theme.Theme       { return &m.o.Theme }
func (m *desk) Keys() *keymap.Map         { return &m.o.Keys }
func (m *desk) WatchOnly() bool           { return m.watch }
func (m *desk) Roster() *people.Roster    { return m.people.Roster }
func (m *desk) Marks() *people.Marks      { return &m.people.Marks }

func (m *desk) Open(d widget.Dialog) {
	m.dirty = true
	m.dialogs.push(d)
}

func (m *desk) Say(text string, t draw.Tone) {
	m.dirty = true
	m.status.set(text, t, m.clk)
}

func (m *desk) Name(id video.MemberID) string { return m.Roster().LabelOf(id) }
func (m *desk) Pick(id video.MemberID)        { m.people.Pick(id) }

func (m *desk) Pointed() video.MemberID {
	if p := m.people.Under(); p != nil && p.Here() {
		return p.Member.ID
	}
	return ""
}

// highlighted returns the member that the last painted frame highlighted, if still here.
func (m *desk) highlighted() video.MemberID {
	if p := m.Roster().Find(m.painted); p == nil || !p.Here() {
		return ""
	}
	return m.painted
}

func (m *desk) Targets() []video.MemberID {
	if m.people.Marks.Len() > 0 {
		return append([]video.MemberID(nil), m.people.Marks.IDs...)
	}
	if id := m.highlighted(); id != "" {
		return []video.MemberID{id}
	}
	return nil
}

func (m *desk) Read(c video.Command, then func(video.Result, error) tea.Cmd) tea.Cmd {
	if m.room == nil {
		return then(video.Result{}, video.ErrNotFound)
	}
	room, ctx := m.room, m.ctx
	return guarded(func() tea.Msg {
		res, err := room.Do(ctx, c)
		return readMsg{res: res, err: err, then: then}
	})
}

// Propose is the only way from a key to a running command: it checks, says why not, asks where that is due, and runs.
func (m *desk) Propose(c video.Command) tea.Cmd { return m.propose(c) }

// inText reports whether keys are text just now.
func (m *desk) inText() bool {
	if top := m.dialogs.top(); top != nil {
		return widget.Typing(top.Dialog)
	}
	return widget.Typing(m.panes[m.focus])
}

func (m *desk) asking() bool {
	top := m.dialogs.top()
	return top != nil && top.asking()
}

// context is where keys are pressed now.
func (m *desk) context() keymap.Context {
	if top := m.dialogs.top(); top != nil {
		return top.Context()
	}
	if m.snap.Room.ID == "" {
		return keymap.Global
	}
	return m.panes[m.focus].Context()
}

// actsOnPeople reports whether the focused pane highlights a member.
func (m *desk) actsOnPeople() bool {
	_, ok := m.panes[m.focus].(pane.Targeter)
	return ok
}

// refused reports whether the connection will not be tried again unless somebody asks for it.
func (m *desk) refused() bool {
	return m.snap.Link.State == video.LinkRefused && !m.snap.Room.Ended
}

// nobody says why there is no target.
func (m *desk) nobody() string {
	if m.room == nil {
		return "no room is open"
	}
	if p := m.people.Under(); p != nil && !p.Here() {
		return m.Name(p.Member.ID) + " has left: move to somebody else first"
	}
	return "nobody is highlighted: move to somebody first"
}

// unreachable is why the room takes no change just now, or "".
func (m *desk) unreachable() string {
	if s := m.snap; s.Stale || s.Room.Ended || s.Link.State != video.LinkLive {
		if err := video.Lock().Check(s); err != nil {
			return m.words().reason(err)
		}
	}
	return ""
}

// footerRight says what verbs act on when that is not simply the row under the cursor.
func (m *desk) footerRight() string {
	k := &m.people.Marks
	if k.Len() == 0 {
		return ""
	}
	s := m.Theme().Glyphs.Arrow + " " + strconv.Itoa(k.Len()) + " marked"
	if hidden := m.people.HiddenMarks(); hidden > 0 {
		s += ", " + strconv.Itoa(hidden) + " hidden"
	}
	if k.Anchor != "" {
		s += ", range"
	}
	return s
}

// CopyID puts an id on the clipboard. Only our own ids ever go there.
func (m *desk) CopyID(id, whose string) tea.Cmd {
	m.Say("copied the id of "+whose, draw.Info)
	if m.o.Copy == nil {
		return nil
	}
	put := m.o.Copy
	return guarded(func() tea.Msg { // the terminal may be slow to take it
		put(text.Clean(id))
		return nil
	})
}

// awaitChange waits for the next snapshot. There is exactly one at a time for each room.
func (m *desk) awaitChange() tea.Cmd {
	room, ctx := m.room, m.ctx
	return guarded(func() tea.Msg {
		select {
		case _, more := <-room.Changed():
			return changedMsg{room: room, over: !more}
		case <-ctx.Done():
			return nil
		}
	})
}

// footerRoom is how many cells of the footer a sentence has.
func (m *desk) footerRoom() int { return m.w - text.Width(m.footerRight()) - 5 }

// words makes sentences about the room as it is now.
func (m *desk) words() speaker {
	g := &m.Theme().Glyphs
	return speaker{names: m.Roster(), snap: m.snap, dot: g.Dot, pending: g.Pending}
}
