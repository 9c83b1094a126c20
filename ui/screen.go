package ui

import (
	"slices"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/arrange"
	"gavel/ui/draw"
	"gavel/ui/head"
	"gavel/ui/pane"
	"gavel/ui/people"
	"gavel/ui/say"
	"gavel/ui/term"
)

// screen lays out the panes and draws the frames. It decides which pane has the focus.
type screen struct {
	*desk
	footer  func(w int) string        // the last line, in w cells
	waiting func(w int) string        // the reason why there is no room, in at most w cells
	alarm   func(w int) string        // the top alarm, in w cells; "" if there is none
	came    func() int                // the number of people who have just joined at once
	others  func() (said, key string) // that another room needs attention, and the key for it

	plan   arrange.Plan
	need   arrange.Need            // of the plan
	main   arrange.Slot            // the pane in the largest place of a small screen
	side   arrange.Slot            // the pane beside the people
	handAt time.Time               // when a hand was up last
	behind [arrange.SlotCount]bool // panes that have not taken the newest snapshot

	jumped video.MemberID // the last choice of nextTalker

	pouring   bool      // the message being handled is a snapshot
	besideAt  time.Time // when the panes beside the people last took one
	besideDue time.Time // when they must take the newest; zero if they have

	frame  string
	cursor term.Cursor // of the frame
	kept   kept
}

// Larger screens are cut, because a hostile size must not use up the memory.
const maxWidth, maxHeight = 500, 200

func (m *screen) resize(w, h int) {
	m.w, m.h = max(0, min(w, maxWidth)), max(0, min(h, maxHeight))
	m.need = m.needs()
	m.plan = arrange.Of(m.w, m.h, m.need)
	m.arrangePanes()
}

// handsStay is how long the pane of hands stays after the last hand went down, so that the panes do not jump.
const handsStay = 10 * time.Second

// needs returns the state on which the layout depends.
func (m *screen) needs() arrange.Need {
	n := arrange.Need{Focus: m.focus, Main: m.main, Side: m.side}
	if !m.handAt.IsZero() && m.clk.Sub(m.handAt) < handsStay {
		n.Hands = arrange.HandStep
	}
	if m.people != nil {
		n.Rows = (m.Roster().Size() + arrange.RowStep - 1) / arrange.RowStep * arrange.RowStep
		n.Hands = max(n.Hands, (m.waitingPeople()+arrange.HandStep-1)/arrange.HandStep*arrange.HandStep)
	}
	if f := m.Floor(); f != nil {
		n.Floor = f.Mode.Preset != floor.Open
	}
	return n
}

// waitingPeople returns the number of raised hands, or of people and lines of text in the queue.
func (m *screen) waitingPeople() int {
	n := m.Roster().Tally.Hands
	if f := m.Floor(); f != nil {
		n = max(n, len(f.Queue))
	}
	return n
}

// replan lays out the screen again if something that the layout depends on has changed, and reports whether it has.
func (m *screen) replan() bool {
	n := m.needs()
	if n == m.need || m.w == 0 {
		return false
	}
	m.need = n
	m.plan = arrange.Of(m.w, m.h, n)
	m.arrangePanes()
	return true
}

// changed passes a snapshot to the panes, at once or, under load, later.
func (m *screen) changed(before *video.Snapshot) {
	for i := range m.behind {
		m.behind[i] = arrange.Slot(i) != arrange.SlotPeople
	}
	if m.waitingPeople() > 0 {
		m.handAt = m.clk
	}
	if m.replan() {
		return
	}
	late := m.pouring && m.sameState(before) && !m.Roster().Air.Lost
	if late && m.clk.Sub(m.besideAt) < besideEvery-pane.SnapshotEvery/2 {
		m.besideDue = m.besideAt.Add(besideEvery)
	} else {
		m.catchUp()
	}
}

// catchUp passes the newest snapshot to the panes on the screen.
func (m *screen) catchUp() {
	m.besideAt, m.besideDue = m.clk, time.Time{}
	m.people.Hear()
	if m.plan.TooSmall {
		return
	}
	for i, p := range m.panes {
		if m.behind[i] && m.shown(arrange.Slot(i)) {
			m.behind[i] = false
			p.Update()
		}
	}
}

// back leaves the innermost state that belongs to no pane.
func (m *screen) back() {
	switch {
	case m.focus != arrange.SlotPeople:
		m.focusOn(arrange.SlotPeople)
	case m.people.Back():
	}
}

func (m *screen) toggleDetail() {
	if m.focus == arrange.SlotDetail {
		m.focusOn(arrange.SlotPeople)
		return
	}
	m.focusOn(arrange.SlotDetail)
}

// neighbour returns the next pane: of those on the screen, or of all on a small one.
func (m *screen) neighbour(by int) arrange.Slot {
	order := []arrange.Slot{
		arrange.SlotPeople, arrange.SlotStage, arrange.SlotHands, arrange.SlotMedia, arrange.SlotLog, arrange.SlotDetail,
	}
	if len(m.plan.Panes) > 0 && m.plan.Panes[0].Edge == arrange.EdgeBox {
		order = slices.DeleteFunc(order, func(s arrange.Slot) bool { return !m.shown(s) })
	}
	for i, s := range order {
		if s == m.focus {
			return order[(i+by+len(order))%len(order)]
		}
	}
	return arrange.SlotPeople
}

// focusOn focuses a pane, and shows it if it is hidden.
func (m *screen) focusOn(s arrange.Slot) {
	m.focus = s
	switch s {
	case arrange.SlotPeople:
		m.main = s
	case arrange.SlotStage, arrange.SlotMedia, arrange.SlotDetail:
		m.main, m.side = s, s
	}
	m.replan()
	m.catchUp()
}

// besideEvery is how often the header and the panes beside the people are drawn under load: with every third snapshot.
const besideEvery = 110 * time.Millisecond

// sameState reports whether nothing urgent has changed since a snapshot.
func (m *screen) sameState(before *video.Snapshot) bool {
	return urgentOf(before, m.clk) == urgentOf(m.snap, m.clk)
}

// urgent is the state that every pane must show at once.
type urgent struct {
	room, layout, journalErr     string
	link                         video.LinkState
	well, quick, ended, stale    bool
	expiring                     bool
	locked, recording, streaming video.Flag
}

func urgentOf(s *video.Snapshot, now time.Time) urgent {
	return urgent{
		room: s.Room.ID, layout: s.Room.LayoutName, journalErr: s.JournalErr, link: s.Link.State, well: say.Live(s, now),
		quick: say.Quick(s, now), ended: s.Room.Ended, stale: s.Stale, expiring: s.Link.Expiring,
		locked: s.Room.Locked, recording: s.Room.Recording, streaming: s.Room.Streaming,
	}
}

// kept is the cache of View from one frame to the next.
type kept struct {
	buf     []byte
	edges   [arrange.SlotCount]*arrange.Frame
	header  head.Header
	air     head.Air
	notices []string // of the last frame
}

// shown reports whether a pane is on the screen.
func (m *screen) shown(s arrange.Slot) bool {
	_, shown := m.plan.Of(s)
	return shown
}

// arrangePanes passes their sizes and the newest snapshot to the panes on the screen.
func (m *screen) arrangePanes() {
	for _, p := range m.plan.Panes {
		in := p.Inside()
		m.panes[p.Slot].Resize(in.W, in.H)
	}
	m.catchUp()
}

// paneAt returns the pane at a cell of the screen: the one that an edge names there, or the one drawn there. at is the
// inside of its edge, or nil if the cell is not in it.
func (m *screen) paneAt(x, y int) (s arrange.Slot, at *arrange.Area, ok bool) {
	p, ok := m.plan.At(x, y)
	if !ok {
		return 0, nil, false
	}
	if e := m.kept.edges[p.Slot]; e != nil && y == p.Area.Y {
		if named, found := e.SlotNamedAt(x - p.Area.X); found {
			return named, nil, true
		}
	}
	if in := p.Inside(); in.Holds(x, y) {
		at = &in
	}
	return p.Slot, at, true
}

// nextTalker puts the cursor on a person who is talking: first on the longest turn, then on the next.
func (m *screen) nextTalker() {
	talking := m.Roster().Air.Talking
	if len(talking) == 0 {
		m.Say(say.NobodyTalks, draw.Info)
		return
	}
	next := 0
	if at := slices.IndexFunc(talking, func(p *people.Person) bool { return p.Member.ID == m.jumped }); at >= 0 &&
		m.Pointed() == m.jumped && m.focus == arrange.SlotPeople {
		next = (at + 1) % len(talking)
	}
	m.goTo(talking[next].Member.ID)
	m.jumped = talking[next].Member.ID
}

// goTo puts the cursor on a member, in the pane of people.
func (m *screen) goTo(id video.MemberID) {
	m.focusOn(arrange.SlotPeople)
	m.people.Pick(id)
}
