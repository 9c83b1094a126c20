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

	"gavel/keymap"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/pane"
	"gavel/ui/people"
	"gavel/ui/widget"
)

// Model is the state of the console. It is used by one goroutine, that of its tea.Program.
type Model struct {
	ctx   context.Context // tea.Model has no place for one; ends all commands when the program ends
	o     Options
	room  Room // nil while none is open
	snap  *video.Snapshot
	clk   time.Time // of the message being handled, and of the frame made after it
	watch bool

	w, h   int
	plan   plan
	people *pane.Members
	panes  [slotCount]pane.Pane
	behind [slotCount]bool // panes that have not been told of the newest snapshot

	pouring   bool      // the message being handled is a snapshot
	besideAt  time.Time // when the panes beside the people were told of one
	besideDue time.Time // when they must be told of the newest; zero when they were

	focus   slot
	side    slot // what the second column shows
	dialogs stack
	status  status
	banner  banner
	gate    gate
	wake    waker
	post    func(tea.Msg) // brings a message to a running program; nil where commands do

	sent    ledger
	volumes volumes
	last    video.Command // for "again"
	offer   *offer
	bulks   []*bulk           // commands on several people under way, oldest first
	doubts  map[uint64]string // commands with unknown outcome, by log entry, and how they were announced
	seenLog uint64            // newest entry that the watchdog has looked at

	rooms   []video.Room
	opening bool   // a room is being opened
	known   bool   // rooms were listed at least once
	roomErr string // why the last listing or opening failed

	frame   string
	dirty   bool
	screen  screen
	pins    draw.Pins
	painted video.MemberID
	fatal   error // why the program must end
}

// New returns a console. ctx ends its commands.
func New(ctx context.Context, o Options) *Model {
	if o.Now == nil {
		o.Now = time.Now
	}
	m := &Model{ctx: ctx, o: o, snap: &video.Snapshot{}, clk: o.Now(), watch: o.WatchOnly, side: slotStage, dirty: true}
	m.people = pane.NewMembers(m)
	m.panes = [slotCount]pane.Pane{
		slotPeople: m.people, slotStage: pane.NewStage(m), slotHands: pane.NewHands(m), slotMedia: pane.NewMedia(m),
		slotLog: pane.NewLog(m), slotDetail: pane.NewDetail(m),
	}
	if o.Room != nil {
		m.enter(o.Room)
	}
	return m
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

// Screens wider or higher than any real one are cut: a hostile size must not take all memory.
const maxWidth, maxHeight = 500, 200

func (m *Model) resize(w, h int) {
	m.w, m.h = max(0, min(w, maxWidth)), max(0, min(h, maxHeight))
	m.plan = planOf(m.w, m.h)
	m.arrangePanes()
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
	for i := range m.behind {
		m.behind[i] = slot(i) != slotPeople
	}
	if m.pouring && m.sameState(before) && m.clk.Sub(m.besideAt) < besideEvery-pane.SnapshotEvery/2 {
		m.besideDue = m.besideAt.Add(besideEvery)
	} else {
		m.catchUp()
	}
	if m.dialogs.Changed() {
		m.gate.vanished(m.clk)
	}
	m.watchdog(before)
	m.settle()
}

// catchUp tells the panes on the screen of the newest snapshot.
func (m *Model) catchUp() {
	m.besideAt, m.besideDue = m.clk, time.Time{}
	if m.plan.tooSmall {
		return
	}
	for i, p := range m.panes {
		if m.behind[i] && m.shown(slot(i)) {
			m.behind[i] = false
			p.Update()
		}
	}
}

// newSession forgets what belonged to another room session.
func (m *Model) newSession(before *video.Snapshot) {
	m.people.Reset()
	if m.dialogs.top() != nil {
		m.gate.vanished(m.clk)
	}
	m.dialogs.clear()
	m.banner = banner{}
	m.offer, m.doubts, m.painted = nil, nil, ""
	m.sent, m.volumes, m.last = ledger{}, volumes{}, video.Command{}
	m.seenLog = 0
	if n := len(m.snap.Log); n > 0 {
		m.seenLog = m.snap.Log[n-1].N
	}
	if before.Room.ID != "" && before.Room.RoomID == m.snap.Room.RoomID {
		m.banner.raise(bannerNewSession, "a new session of this room has begun: marks and dialogs are gone · esc")
	}
}

// What follows is the desk.

func (m *Model) Snapshot() *video.Snapshot { return m.snap }
func (m *Model) Now() time.Time            { return m.clk }
func (m *Model) Theme() *theme.Theme       { return &m.o.Theme }
func (m *Model) Keys() *keymap.Map         { return &m.o.Keys }
func (m *Model) WatchOnly() bool           { return m.watch }
func (m *Model) Roster() *people.Roster    { return m.people.Roster }
func (m *Model) Marks() *people.Marks      { return &m.people.Marks }

func (m *Model) Open(d widget.Dialog) {
	m.dirty = true
	m.dialogs.push(d)
}

func (m *Model) Say(text string, t draw.Tone) {
	m.dirty = true
	m.status.set(text, t, m.clk)
}

func (m *Model) Name(id video.MemberID) string { return m.Roster().LabelOf(id) }
func (m *Model) Pick(id video.MemberID)        { m.people.Pick(id) }

func (m *Model) Pointed() video.MemberID {
	if p := m.people.Under(); p != nil && p.Here() {
		return p.Member.ID
	}
	return ""
}

// highlighted returns the member that the last painted frame highlighted, if still here.
func (m *Model) highlighted() video.MemberID {
	if p := m.Roster().Find(m.painted); p == nil || !p.Here() {
		return ""
	}
	return m.painted
}

func (m *Model) Targets() []video.MemberID {
	if m.people.Marks.Len() > 0 {
		return append([]video.MemberID(nil), m.people.Marks.IDs...)
	}
	if id := m.highlighted(); id != "" {
		return []video.MemberID{id}
	}
	return nil
}

func (m *Model) Read(c video.Command, then func(video.Result, error) tea.Cmd) tea.Cmd {
	if m.room == nil {
		return then(video.Result{}, video.ErrNotFound)
	}
	room, ctx := m.room, m.ctx
	return guarded(func() tea.Msg {
		res, err := room.Do(ctx, c)
		return readMsg{res: res, err: err, then: then}
	})
}
