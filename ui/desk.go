package ui

import (
	"context"
	"strconv"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/floor"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/arrange"
	"gavel/ui/cue"
	"gavel/ui/dialog"
	"gavel/ui/draw"
	"gavel/ui/pane"
	"gavel/ui/people"
	"gavel/ui/say"
	"gavel/ui/term"
	"gavel/ui/text"
	"gavel/ui/waits"
	"gavel/ui/widget"
)

// desk is the state that all parts of the console share: the room and its newest snapshot, the time, the panes, the
// open dialogs and the status line. Panes and dialogs use it through the interfaces of their own packages.
type desk struct {
	ctx     context.Context // ends all commands when the program ends
	o       Options
	room    Room          // nil while none is open
	awaited map[Room]bool // rooms with a pending wait for the next snapshot
	snap    *video.Snapshot
	clk     time.Time // of the message being handled, and of the frame made after it
	watch   bool
	asOf    time.Time // when the view was frozen; zero while it is live
	w, h    int       // of the screen, in cells

	people   *pane.Members
	listed   *people.Roster // the roster that already has the lists of its room
	timeline *pane.Timeline
	panes    [arrange.SlotCount]pane.Pane
	focus    arrange.Slot
	painted  video.MemberID // member that the last painted frame highlighted

	paintedNext video.MemberID // the next person for the floor, in the last painted frame
	// paintedFloor is the floor of that frame, or nil. Keys with two meanings act on it.
	paintedFloor *floor.View

	dialogs stack
	second  waits.Second
	finding finding
	status  status
	banner  banner
	dirty   bool // the screen must be drawn again
	cues    *cue.Cues

	propose  func(c video.Command) tea.Cmd // the commander's
	runFloor func(floor.Call) tea.Cmd      // likewise for a verb of the floor
	glass    glass                         // nil without a terminal
}

// glass is the part of a terminal that the console uses besides painting. *term.Terminal implements it.
type glass interface {
	// Write writes a sequence that rings the bell or fills the clipboard.
	Write(b []byte)
	// Mouse switches the reports of the mouse. Without them, the terminal selects text as usual.
	Mouse(on bool)
	// Repaint writes every cell again.
	Repaint()
	// Suspend stops the process until it is continued.
	Suspend()
}

func (m *desk) Snapshot() *video.Snapshot { return m.snap }
func (m *desk) Now() time.Time {
	switch {
	case m.o.Player != nil:
		return m.o.Player.Now()
	case !m.asOf.IsZero():
		return m.asOf // a stale view is frozen
	}
	return m.clk
}
func (m *desk) Theme() *theme.Theme    { return m.o.Theme }
func (m *desk) Keys() *keymap.Map      { return m.o.Keys }
func (m *desk) WatchOnly() bool        { return m.watch }
func (m *desk) Roster() *people.Roster { return m.people.Roster }
func (m *desk) Marks() *people.Marks   { return &m.people.Marks }

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

// highlighted returns the member that the last painted frame highlighted, if it is still in the room.
func (m *desk) highlighted() video.MemberID {
	if p := m.Roster().Find(m.painted); p == nil || !p.Here() {
		return ""
	}
	return m.painted
}

// Floor returns the floor of the room on the screen, or nil.
func (m *desk) Floor() *floor.View {
	v, _ := m.floorNow()
	return v
}

// floorNow returns the floor of the room on the screen and how old that is; nil if it has none.
func (m *desk) floorNow() (*floor.View, time.Duration) {
	switch {
	case m.o.Player != nil:
		v, at := m.o.Player.Floor()
		return v, m.Now().Sub(at)
	case m.room == nil || m.room.Floor() == nil:
		return nil, 0
	}
	s := m.room.Floor().State()
	return &s.Floor, m.Now().Sub(s.At)
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
	sub, err := m.room.Submit(m.ctx, c)
	return m.await(sub, err, func(res video.Result, err error) tea.Msg { return readMsg{res: res, err: err, then: then} })
}

// addresses returns the addresses that an action can use.
func (m *desk) addresses(a video.Action) []Address {
	row, _ := a.Info()
	return m.o.Addresses[row.Starts]
}

// AddressNames returns the names of the addresses that an action can use.
func (m *desk) AddressNames(a video.Action) []string {
	var names []string
	for _, address := range m.addresses(a) {
		names = append(names, address.Name)
	}
	return names
}

// finding counts the searches for addresses, and how often all searches were stopped.
type finding struct{ open, stops int }

// stop drops all searches, and reports whether there were any.
func (f *finding) stop() bool {
	waited := f.open > 0
	f.open, f.stops = 0, f.stops+1
	return waited
}

// found ends a search. It reports false if the search was stopped since; stops is the count at its start.
func (f *finding) found(stops int) bool {
	if stops != f.stops {
		return false
	}
	f.open--
	return true
}

// FindAddress finds a named address, and continues with then inside Update.
func (m *desk) FindAddress(a video.Action, name string, then func(url string, err error) tea.Cmd) tea.Cmd {
	for _, address := range m.addresses(a) {
		if address.Name == name {
			ctx, room, stops := m.ctx, m.room, m.finding.stops
			m.finding.open++
			return guarded(func() tea.Msg {
				url, err := address.Find(ctx)
				return addressMsg{room: room, stops: stops, url: url, err: err, then: then}
			})
		}
	}
	return nil
}

// await waits for the answers to a command, unless submitting it failed.
func (m *desk) await(sub Submission, err error, then func(video.Result, error) tea.Msg) tea.Cmd {
	ctx := m.ctx
	return guarded(func() tea.Msg {
		if err != nil {
			return then(video.Result{}, err)
		}
		return then(sub.Wait(ctx))
	})
}

// seePending updates the pending commands after one was submitted. The rest of the snapshot stays, because the next key
// of the same read refers to the painted frame.
func (m *desk) seePending() {
	s := *m.snap
	s.Pending = m.room.Snapshot().Pending
	m.snap = &s
}

// Propose is the only way from a key to a running command. See commander.consider.
func (m *desk) Propose(c video.Command) tea.Cmd { return m.propose(c) }

// inText reports whether keys are text now.
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

// context returns the context of the keys now.
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

// refused reports whether gavel will not reconnect unless the user asks for it.
func (m *desk) refused() bool {
	return m.snap.Link.State == video.LinkRefused && !m.snap.Room.Ended
}

// nobody returns the sentence that there is no target, with the reason.
func (m *desk) nobody() string {
	if m.room == nil {
		return say.NoRoom
	}
	if p := m.people.Under(); p != nil && !p.Here() {
		return say.HasLeft(m.Roster().Called(p.Member.ID))
	}
	return say.NoTarget
}

// unreachable returns why the room accepts no change now, or "".
func (m *desk) unreachable() string {
	if s := m.snap; s.Stale || s.Room.Ended || s.Link.State != video.LinkLive {
		if err := video.Lock().Check(s); err != nil {
			return say.Complaint(err)
		}
	}
	return ""
}

// footerRight returns a description of the targets, if they are not simply the row under the cursor.
func (m *desk) footerRight() string {
	k := &m.people.Marks
	if m.o.Player != nil {
		return m.o.Player.Status()
	}
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

// ShowList shows clean lines in a dialog.
func (m *desk) ShowList(title string, lines []string) { m.Open(dialog.NewList(m, title, lines)) }

// CopyID puts an id on the clipboard. Only our own ids ever go there.
func (m *desk) CopyID(id, whose string) tea.Cmd {
	put, ctx := m.o.Copy, m.ctx
	if put == nil {
		put = m.copyToTerminal
	}
	return guarded(func() tea.Msg { return copiedMsg{whose: whose, result: put(ctx, text.Clean(id))} })
}

// copyToTerminal puts text on the clipboard of the person at the terminal. It runs in a tea.Cmd, because tmux may take
// half a second to answer.
func (m *desk) copyToTerminal(ctx context.Context, text string) term.Copied {
	seq, result := term.Clipboard{}.Copy(ctx, text)
	if m.glass != nil {
		m.glass.Write(seq)
	}
	return result
}

// copied reports the result of a copy to the clipboard. No terminal confirms one.
func (m *desk) copied(msg copiedMsg) {
	whose := "Id of " + msg.whose
	switch msg.result {
	case term.CopiedSent:
		m.Say(whose+": sent to the terminal's clipboard.", draw.Info)
	case term.CopiedInTmux:
		m.Say(whose+": in tmux's buffer, and sent to the clipboard.", draw.Info)
	case term.CopiedOnlyInTmux:
		m.Say(whose+": only in tmux's buffer; its set-clipboard is off.", draw.Warn)
	default:
		m.Say("Not copied: tmux lets no program write to the clipboard.", draw.Warn)
	}
}

// awaitChange waits for the next snapshot.
func (m *desk) awaitChange() tea.Cmd { return m.awaitIn(m.room, 0) }

// awaitIn waits for the next snapshot of a room, and then for a time, in which more may arrive. Each room has exactly
// one such wait.
func (m *desk) awaitIn(room Room, within time.Duration) tea.Cmd {
	if m.awaited[room] {
		return nil
	}
	m.awaited[room] = true
	ctx := m.ctx
	return guarded(func() tea.Msg {
		select {
		case _, more := <-room.Changed():
			if more && within > 0 {
				pause(ctx, within)
			}
			return changedMsg{room: room, over: !more}
		case <-ctx.Done():
			return nil
		}
	})
}

// pause waits for a time, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// footerRoom returns the number of cells for a sentence in the footer.
func (m *desk) footerRoom() int { return m.w - text.Width(m.footerRight()) - 5 }

// who returns the names for sentences.
func (m *desk) who() say.People { return m.Roster() }

// underWay announces a command that was sent or is about to be. The line stays in the footer until there is an outcome.
func (m *desk) underWay(what string) {
	m.status.set(draw.Capital(what)+m.Theme().Glyphs.Pending, draw.Info, m.o.Now())
	m.status.replaceable = true
}

// awaitReload waits for the next change of the configuration.
func (m *desk) awaitReload() tea.Cmd {
	reloads, ctx := m.o.Reloads, m.ctx
	if reloads == nil {
		return nil
	}
	return guarded(func() tea.Msg {
		select {
		case r, more := <-reloads:
			if more {
				return reloadMsg{r}
			}
		case <-ctx.Done():
		}
		return nil
	})
}
