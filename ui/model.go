// Package ui is the console: it shows snapshots of a room and turns keys into commands.
//
// The Model is the only tea.Model. Update routes messages and never waits; whatever waits is a tea.Cmd. View builds the
// screen from what Update left behind and changes nothing but its cache and the record of what it highlighted: a command
// goes to the member that the last painted frame highlighted, or to nobody. All text of others goes through package text,
// all keys come from keymap, all colours from theme. The package does not know where rooms come from: see Room and Rooms.
package ui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/pane"
)

// Model is the state of the console. It is used by one goroutine, that of its tea.Program.
//
// It has four parts: the gate decides which keys count, the screen lays out and draws, the commander turns keys into commands
// and tells their outcome, and the lobby finds and opens rooms. They share the desk.
type Model struct {
	*desk
	gate gate
	*screen
	*commander
	*lobby

	wake  waker
	post  func(tea.Msg) // brings a message to a running program; nil where commands do
	fatal error         // why the program must end
}

// New returns a console. ctx ends its commands.
func New(ctx context.Context, o Options) *Model {
	if o.Now == nil {
		o.Now = time.Now
	}
	m := &Model{desk: &desk{ctx: ctx, o: o, snap: &video.Snapshot{}, clk: o.Now(), watch: o.WatchOnly, dirty: true}}
	m.commander = &commander{desk: m.desk, gate: &m.gate, update: func() { m.take(m.room.Snapshot()) }}
	m.desk.propose = m.commander.consider
	m.lobby = &lobby{desk: m.desk, entered: m.entered}
	m.screen = &screen{desk: m.desk, side: slotStage, footer: m.footerLine, waiting: m.lobby.waiting}
	m.people = pane.NewMembers(m.desk)
	m.panes = [slotCount]pane.Pane{
		slotPeople: m.people, slotStage: pane.NewStage(m.desk), slotHands: pane.NewHands(m.desk), slotMedia: pane.NewMedia(m.desk),
		slotLog: pane.NewLog(m.desk), slotDetail: pane.NewDetail(m.desk),
	}
	if o.Room != nil {
		m.enter(o.Room)
	}
	return m
}

// entered shows a room that was opened, and waits for its changes.
func (m *Model) entered(room Room) tea.Cmd {
	m.enter(room)
	return m.awaitChange()
}

// Init starts waiting for the room, or looks for one.
func (m *Model) Init() tea.Cmd {
	cmds := []tea.Cmd{m.listRooms(), m.awaitRooms()}
	if m.room != nil {
		cmds = append(cmds, m.awaitChange())
	}
	return tea.Batch(cmds...)
}

// Update routes a message. It never waits.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.clk = m.o.Now()
	_, m.pouring = msg.(changedMsg)
	if !m.pouring && !m.besideDue.IsZero() {
		m.dirty = true
		m.catchUp()
	}
	cmd := m.handle(msg)
	if m.fatal != nil {
		return m, tea.Quit
	}
	return m, tea.Batch(cmd, m.nextWake())
}

func (m *Model) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		m.dirty = true
		return m.keyMsg(msg)
	case tea.WindowSizeMsg:
		m.dirty = true
		m.resize(msg.Width, msg.Height)
	case changedMsg:
		return m.changed(msg)
	case wakeMsg:
		return m.woke(msg)
	case doneMsg:
		m.dirty = true
		return m.done(msg)
	case undoneMsg:
		m.dirty = true
		m.undone(msg)
	case readMsg:
		m.dirty = true
		return msg.then(msg.res, msg.err)
	case refreshedMsg:
		m.dirty = true
		m.refreshed(msg)
	case retriedMsg:
		m.dirty = true
		m.retried(msg)
	case roomsMsg, roomsChangedMsg, enteredMsg:
		m.dirty = true
		return m.roomsMsg(msg)
	case crashMsg:
		m.fatal = msg.err
	}
	return nil
}

// take brings everything up to date with the room.
func (m *Model) take(s *video.Snapshot) {
	if s == nil || s == m.snap {
		return
	}
	before := m.snap
	m.snap = s
	m.dirty = true
	if before.Room.ID != s.Room.ID {
		m.newSession(before)
	}
	m.people.Update() // first: names and counts of the others come from it
	m.gate.follow(before, s, m.firstHandID(), m.clk)
	m.screen.changed(before)
	if m.dialogs.Changed() {
		m.gate.vanished(m.clk)
	}
	m.watchdog(before)
	m.settle()
}

// newSession forgets what belonged to another room session.
func (m *Model) newSession(before *video.Snapshot) {
	m.people.Reset()
	if m.dialogs.top() != nil {
		m.gate.vanished(m.clk)
	}
	m.dialogs.clear()
	m.banner = banner{}
	m.painted = ""
	m.commander.forget()
	if before.Room.ID != "" && before.Room.RoomID == m.snap.Room.RoomID {
		m.banner.raise(bannerNewSession, "a new session of this room has begun: marks and dialogs are gone · esc")
	}
}

// enter shows another room.
func (m *Model) enter(room Room) {
	if m.room = room; m.w > 0 { // else nobody has seen anything yet
		m.gate.happened(afterRoom, m.clk)
	}
	m.status = status{}
	s := room.Snapshot()
	if m.snap.Room.ID == s.Room.ID { // the same session through another Room: forget all the same
		m.newSession(&video.Snapshot{})
	}
	m.take(s)
}
