// Package ui is the console: it shows snapshots of a room and turns keys into commands.
//
// The Model is the only tea.Model. Update routes messages and never waits; anything that waits is a tea.Cmd. View
// builds the screen from the state that Update left. It changes only its cache and the record of the highlighted
// member: a command goes to the member that the last painted frame highlighted, or to none. All untrusted text goes
// through package text, all keys come from keymap, all colours from theme. The package does not know where rooms come
// from: see Room and Rooms.
package ui

import (
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/arrange"
	"gavel/ui/cue"
	"gavel/ui/draw"
	"gavel/ui/pane"
	"gavel/ui/say"
	"gavel/ui/term"
	"gavel/ui/waits"
)

// Model is the state of the console. Only the goroutine of its tea.Program uses it.
//
// It has four parts: the gate decides which keys count, the screen lays out and draws, the commander turns keys into
// commands and shows their outcomes, and the lobby finds and opens rooms. They share the desk.
type Model struct {
	*desk
	gate      waits.Gate
	screen    *screen
	commander *commander
	lobby     *lobby
	foot      *footer
	alarms    *alarms

	wake    waker
	post    func(tea.Msg)      // sends a message to a running program; nil: commands do
	fatal   error              // why the program must end
	narrow  bool               // the terminal draws lines and signs in two cells
	freed   bool               // the mouse is the terminal's
	seen    *term.Background   // the reported background; nil if none was
	choices map[string]choices // in the lists of rooms that were on the screen, by session
	held    []Reload           // changes of the configuration that wait until no dialog is open

	meanings map[string]int // indices of verbs by key; nil: to be made again
}

// choices holds the choices of a user in one room. They are kept while another room is on the screen.
type choices struct {
	people  pane.Kept
	applied cue.Applied
}

// entered shows an opened room and waits for its changes.
func (m *Model) entered(room Room) tea.Cmd {
	m.enter(room)
	return tea.Batch(m.awaitChange(), m.lobby.follow())
}

// Init starts waiting for the room's changes, or lists the rooms.
func (m *Model) Init() tea.Cmd {
	cmds := []tea.Cmd{m.lobby.listRooms(), m.lobby.awaitRooms(), m.awaitReload()}
	switch {
	case m.room != nil:
		cmds = append(cmds, m.awaitChange())
	case m.o.Opening != nil:
		cmds = append(cmds, m.lobby.openFirst())
	}
	return tea.Batch(cmds...)
}

// Update routes a message. It never waits.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.clk = m.o.Now()
	if _, due := msg.(term.Tick); due {
		return m, nil // the delayed frame is painted now
	}
	_, m.screen.pouring = msg.(changedMsg)
	if !m.screen.pouring && !m.screen.besideDue.IsZero() {
		m.dirty = true
		m.screen.catchUp()
	}
	cmd := m.handle(msg)
	m.applyHeld()
	if m.fatal != nil {
		return m, tea.Quit
	}
	return m, tea.Batch(cmd, m.nextWake())
}

func (m *Model) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case term.Input:
		m.dirty = true
		return m.input(msg)
	case pressMsg:
		m.dirty = true
		return m.pressed(string(msg))
	case tea.WindowSizeMsg:
		m.dirty = true
		m.screen.resize(msg.Width, msg.Height)
	case changedMsg:
		return m.changed(msg)
	case wakeMsg:
		return m.woke(msg)
	case doneMsg:
		m.dirty = true
		return m.commander.done(msg)
	case answer:
		m.dirty = true
		return msg.reach(m)
	case news:
		m.dirty = true
		msg.tell(m)
	case copiedMsg:
		m.copied(msg)
	case roomsMsg, roomsChangedMsg, enteredMsg:
		m.dirty = true
		return m.lobby.roomsMsg(msg)
	case firstMsg:
		return m.first(msg)
	case crashMsg:
		m.fatal = msg.err
	}
	return nil
}

// first shows the first room once it is open.
func (m *Model) first(msg firstMsg) tea.Cmd {
	m.dirty = true
	if m.fatal = msg.err; m.fatal != nil {
		return nil
	}
	return m.lobby.first(msg.room)
}

// answer is a message that brings the result of a request of the console, or a change of the configuration.
type answer interface {
	reach(m *Model) tea.Cmd
}

// news is a message with a result after which nothing follows.
type news interface {
	tell(m *Model)
}

func (msg undoneMsg) tell(m *Model)    { m.commander.undone(msg) }
func (msg reportMsg) tell(m *Model)    { m.commander.reported(msg) }
func (msg refreshedMsg) tell(m *Model) { m.commander.refreshed(msg) }
func (msg retriedMsg) tell(m *Model)   { m.lobby.retried(msg) }

func (msg earlierMsg) tell(m *Model) {
	m.commander.afterFloor(msg.err, func() tea.Cmd { return nil })
}

func (msg readMsg) reach(*Model) tea.Cmd { return msg.then(msg.res, msg.err) }

func (msg addressMsg) reach(m *Model) tea.Cmd {
	if !m.finding.found(msg.stops) { // finding it takes seconds
		return nil
	}
	if msg.room != m.room {
		m.Say(say.OtherRoom, draw.Warn)
		return nil
	}
	return msg.then(msg.url, msg.err)
}

func (msg reloadMsg) reach(m *Model) tea.Cmd { return m.reloaded(msg.Reload) }

// take updates everything from a snapshot of the room.
func (m *Model) take(s *video.Snapshot) {
	if s == nil || s == m.snap {
		return
	}
	before := m.snap
	m.snap = s
	m.dirty = true
	m.freeze()
	if before.Room.ID != s.Room.ID {
		m.newSession(before)
	}
	m.enlist()
	m.people.Update() // first: names and counts of the others come from it
	m.rehear()
	m.gate.Follow(before, s, m.clk)
	m.screen.changed(before)
	if m.dialogs.Changed() {
		m.gate.Vanished(m.clk)
	}
	m.commander.watchdog(before)
	m.commander.resolveDoubts()
	if m.o.Player == nil {
		m.alarms.see(m.room, s)
	}
}

// freeze freezes the view while the room cannot be seen. Otherwise clocks and shares would continue as if it could.
func (m *desk) freeze() {
	s := m.snap
	offline := s.Room.ID != "" && (s.Stale || s.Room.Ended || s.Link.State != video.LinkLive)
	switch {
	case !offline:
		m.asOf = time.Time{}
	case m.asOf.IsZero():
		if m.asOf = s.Link.Heard; m.asOf.IsZero() || m.asOf.After(m.clk) {
			m.asOf = m.Now()
		}
	}
}

// newSession drops the state of another room session.
func (m *Model) newSession(before *video.Snapshot) {
	m.people.Reset()
	if m.dialogs.top() != nil {
		m.gate.Vanished(m.clk)
	}
	m.dialogs.clear()
	m.banner = banner{}
	m.painted = ""
	m.commander.forget()
	if before.Room.ID != "" && before.Room.RoomID == m.snap.Room.RoomID {
		m.banner.raise(bannerNewSession, say.SessionTaken)
	}
}

// enter shows another room.
func (m *Model) enter(room Room) {
	if m.room = room; m.w > 0 { // otherwise nothing has been shown yet
		m.gate.Happened(waits.AfterRoom, m.clk)
	}
	m.status = status{}
	s := room.Snapshot()
	if m.snap.Room.ID != "" {
		m.choices[m.snap.Room.ID] = choices{m.people.Keep(), m.cues.Applied}
	}
	m.lobby.opened[s.Room.ID] = room
	if m.snap.Room.ID == s.Room.ID { // the same session through another Room: drop its state all the same
		m.newSession(&video.Snapshot{})
	}
	m.take(s)
	m.people.Restore(m.choices[s.Room.ID].people)
	m.cues.Applied = m.choices[s.Room.ID].applied
}

// changed takes the current snapshot, which may be newer than the announced one.
func (m *Model) changed(msg changedMsg) tea.Cmd {
	delete(m.awaited, msg.room)
	if msg.room != m.room {
		return m.alarms.changedElsewhere(msg)
	}
	m.take(m.room.Snapshot())
	m.commander.seeFloor()
	m.alarms.seeQuiet(m.room)
	if msg.over {
		// A room that ended because of an internal error must not stay on the screen as if it continued.
		if err := m.room.Err(); errors.Is(err, video.ErrInternal) {
			m.fatal = err
		}
		return nil
	}
	return m.awaitChange()
}

// nextWake sets the timer for the next time that the screen needs.
func (m *Model) nextWake() tea.Cmd { return m.wake.set(m.ctx, m.needsWake(), m.clk, m.post) }

// needsWake returns the earliest time at which something on the screen changes by time alone, or the zero time.
func (m *Model) needsWake() time.Time {
	var at time.Time
	want := func(t time.Time) {
		if !t.IsZero() && (at.IsZero() || t.Before(at)) {
			at = t
		}
	}
	if m.status.text != "" {
		want(m.status.until)
	}
	if m.gate.Closed() {
		want(m.gate.Opens())
	}
	for _, due := range [...]time.Time{m.commander.volumes.due, m.second.Due(), m.alarms.due(), m.screen.besideDue} {
		want(due)
	}
	if m.snap.Room.ID == "" {
		return at
	}
	if m.asOf.IsZero() { // otherwise the view is frozen
		want(m.people.NeedsClock(m.clk))
		if m.screen.shown(arrange.SlotTimeline) {
			want(m.timeline.NeedsClock(m.clk))
		}
	}
	seconds := m.screen.secondsShown()
	if seconds {
		want(m.clk.Truncate(time.Second).Add(time.Second))
	}
	l := m.snap.Link
	late := l.Heard.Add(say.LateAfter)
	// late is shown after 7 s, not at the next tick
	if l.State == video.LinkLive && !l.Heard.IsZero() && (!seconds || late.After(m.clk)) {
		want(late)
	}
	return at
}

// woke runs the work that is due.
func (m *Model) woke(msg wakeMsg) tea.Cmd {
	if msg.n != m.wake.n {
		return nil // a later timer replaced it
	}
	m.wake.at = time.Time{}
	m.dirty = true
	m.people.Hear()
	m.people.Tick()
	m.alarms.tick()
	if _, shown := m.status.shown(m.clk); !shown {
		m.status = status{}
	}
	if m.gate.Closed() && !m.clk.Before(m.gate.Opens()) {
		m.gate.Reopen()
		m.banner.lower(bannerPaste)
	}
	return tea.Batch(m.second.Counts(m.clk), m.commander.flushVolumes())
}

// View returns the screen, exactly as many lines as it has. It is rebuilt only if something has changed.
func (m *Model) View() string {
	if m.dirty {
		m.screen.draw()
	}
	return m.screen.frame
}

// reloaded applies a change of the configuration. While a dialog is open or text is typed, the change waits, because
// the user chose the next key by the present screen.
func (m *Model) reloaded(r Reload) tea.Cmd {
	m.held = append(m.held, r)
	m.applyHeld()
	return m.awaitReload()
}

// applyHeld applies the changes of the configuration that were held back.
func (m *Model) applyHeld() {
	if len(m.held) == 0 || m.dialogs.top() != nil || m.inText() {
		return
	}
	for _, r := range m.held {
		m.apply(r)
	}
	m.held = nil
	m.dirty = true
}

// apply applies the changed settings. It leaves modes that the user has chosen tonight: watch only, a frozen list, a
// filter.
func (m *Model) apply(r Reload) {
	if r.Refused {
		m.banner.raise(bannerConfig, r.Said)
		return
	}
	m.banner.lower(bannerConfig)
	if r.Keys != nil {
		m.o.Keys = r.Keys
		m.meanings = nil
		m.foot.forget()
	}
	if r.Look != nil {
		m.o.ThemeFor = r.Look.For
		th := r.Look.Theme
		if r.Look.For != nil && m.seen != nil {
			th = r.Look.For(m.seen.Dark())
		}
		m.restyle(th)
	}
	if r.Mouse != nil {
		m.freed = !*r.Mouse
		if m.glass != nil {
			m.glass.Mouse(*r.Mouse)
		}
	}
	if r.Sort != nil {
		m.people.Resort(*r.Sort)
	}
	if r.ConfirmOver != nil {
		m.o.ConfirmOver = *r.ConfirmOver
	}
	if r.Macros != nil {
		m.o.Macros = *r.Macros
	}
	if r.ConfirmAlso != nil {
		m.o.ConfirmAlso = *r.ConfirmAlso
	}
	if r.Columns != nil {
		m.people.Choose(*r.Columns)
	}
	if r.Scenes != nil {
		m.o.Scenes = *r.Scenes
	}
	if r.Interpreters != nil {
		m.o.Interpreters = *r.Interpreters
		m.Roster().Lists = m.lists()
		m.people.Relist()
	}
	m.Say(r.Said, draw.Info)
}

// restyle draws everything in another theme.
func (m *Model) restyle(th *theme.Theme) {
	if m.narrow {
		th = th.WithNarrowGlyphs()
	}
	m.o.Theme = th
	for _, p := range m.panes {
		if p, ok := p.(pane.Styled); ok {
			p.Restyle()
		}
	}
	m.screen.kept = kept{}
	m.foot.forget()
	m.dirty = true
}
