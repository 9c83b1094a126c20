package ui

import (
	"strconv"
	"strings"
	"time"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/pane"
	"gavel/ui/say"
	"gavel/ui/term"
)

// screen lays out the panes and draws the frames. It decides which pane has the focus.
type screen struct {
	*desk
	footer  func(w int) string // the last line, in w cells
	waiting func(w int) string // why there is no room, in at most w cells

	plan   plan
	side   slot            // what the second column shows
	behind [slotCount]bool // panes that have not taken the newest snapshot

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
	m.plan = planOf(m.w, m.h)
	m.arrangePanes()
}

// changed passes a snapshot to the panes, at once or, under load, later.
func (m *screen) changed(before *video.Snapshot) {
	for i := range m.behind {
		m.behind[i] = slot(i) != slotPeople
	}
	if m.pouring && m.sameState(before) && !m.Roster().Air.Lost && m.clk.Sub(m.besideAt) < besideEvery-pane.SnapshotEvery/2 {
		m.besideDue = m.besideAt.Add(besideEvery)
	} else {
		m.catchUp()
	}
}

// catchUp passes the newest snapshot to the panes on the screen.
func (m *screen) catchUp() {
	m.besideAt, m.besideDue = m.clk, time.Time{}
	m.people.Hear()
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

// back leaves the innermost state that no pane knows of.
func (m *screen) back() {
	switch {
	case m.focus != slotPeople:
		m.focusOn(slotPeople)
	case m.people.Back():
	}
}

func (m *screen) toggleDetail() {
	if m.focus == slotDetail {
		m.focusOn(slotPeople)
		return
	}
	m.focusOn(slotDetail)
}

// neighbour returns the next pane: on a wide screen among those that are shown.
func (m *screen) neighbour(by int) slot {
	order := m.shownSlots()
	if m.plan.tabs {
		order = []slot{slotPeople, slotStage, slotHands, slotMedia, slotLog, slotDetail}
	}
	for i, s := range order {
		if s == m.focus {
			return order[(i+by+len(order))%len(order)]
		}
	}
	return slotPeople
}

// focusOn focuses a pane, and shows it if it is hidden.
func (m *screen) focusOn(s slot) {
	m.focus = s
	if s != slotPeople && s != slotLog {
		m.side = s
	}
	m.arrangePanes()
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
	well, ended, stale, expiring bool
	locked, recording, streaming video.Flag
}

func urgentOf(s *video.Snapshot, now time.Time) urgent {
	return urgent{
		room: s.Room.ID, layout: s.Room.LayoutName, journalErr: s.JournalErr, link: s.Link.State, well: say.Live(s, now),
		ended: s.Room.Ended, stale: s.Stale, expiring: s.Link.Expiring,
		locked: s.Room.Locked, recording: s.Room.Recording, streaming: s.Room.Streaming,
	}
}

// kept is the cache of View from one frame to the next.
type kept struct {
	buf    []byte
	edges  map[slot]*edges
	header header
	tabs   tabs
}

// tabs caches the line of tabs.
type tabs struct {
	focus slot
	title string
	w     int
	line  string
}

// cornerSlot returns the pane under the second column.
func (m *screen) cornerSlot() slot {
	if m.side == slotHands {
		return slotMedia
	}
	return slotHands
}

// shownSlots returns the panes on a wide screen, in the order of the tab key.
func (m *screen) shownSlots() []slot {
	shown := []slot{slotPeople, m.side}
	if m.plan.corner.h > 0 {
		shown = append(shown, m.cornerSlot())
	}
	return append(shown, slotLog)
}

// shown reports whether a pane is on the screen.
func (m *screen) shown(s slot) bool {
	switch {
	case m.plan.tooSmall:
		return false
	case m.plan.tabs:
		return s == m.focus
	}
	return s == slotPeople || s == m.side || s == slotLog || m.plan.corner.h > 0 && s == m.cornerSlot()
}

// arrangePanes passes their sizes and the newest snapshot to the panes on the screen.
func (m *screen) arrangePanes() {
	if m.plan.tooSmall {
		return
	}
	size := func(s slot, a area) {
		m.panes[s].Resize(a.w, a.h)
	}
	defer m.catchUp()
	if m.plan.tabs {
		size(m.focus, m.plan.left)
		return
	}
	framed := size
	size = func(s slot, a area) { framed(s, a.inside()) }
	size(slotPeople, m.plan.left)
	size(m.side, m.plan.right)
	size(slotLog, m.plan.below)
	if m.plan.corner.h > 0 {
		size(m.cornerSlot(), m.plan.corner)
	}
}

// paneAt returns the pane at a cell of the screen: that of a tab, of a name in a frame, or the one drawn there. at is
// the inside of its frame, or nil if the cell is not in it.
func (m *screen) paneAt(x, y int) (s slot, at *area, ok bool) {
	if m.plan.tabs {
		if y == headerHeight {
			s, ok = m.tabAt(x)
			return s, nil, ok
		}
		if m.plan.left.holds(x, y) {
			return m.focus, &m.plan.left, true
		}
		return 0, nil, false
	}
	for _, placed := range m.placed() {
		if !placed.area.holds(x, y) {
			continue
		}
		if y == placed.area.y && placed.slot == m.side {
			if named, found := m.namedAt(x - placed.area.x); found {
				return named, nil, true
			}
		}
		if in := placed.area.inside(); in.holds(x, y) {
			at = &in
		}
		return placed.slot, at, true
	}
	return 0, nil, false
}

// placed is a pane with the area of its frame.
type placed struct {
	slot slot
	area area
}

// placed returns the panes on a wide screen.
func (m *screen) placed() []placed {
	all := []placed{{slotPeople, m.plan.left}, {m.side, m.plan.right}, {slotLog, m.plan.below}}
	if m.plan.corner.h > 0 {
		all = append(all, placed{m.cornerSlot(), m.plan.corner})
	}
	return all
}

// tabAt returns the pane whose tab is at a column.
func (m *screen) tabAt(x int) (slot, bool) {
	line := draw.Strip(m.kept.tabs.line)
	for s := slotCount; s > 0; s-- { // each tab starts with its number
		at := strings.Index(line, " "+strconv.Itoa(int(s))+" ")
		if at >= 0 && x >= draw.Width(line[:at]) {
			return s - 1, true
		}
	}
	return 0, false
}

// namedAt returns the pane that the upper edge of the second column names at a column.
func (m *screen) namedAt(x int) (slot, bool) {
	have := m.kept.edges[m.side]
	if have == nil {
		return 0, false
	}
	top := draw.Strip(have.top)
	for s := range slotCount {
		name := strconv.Itoa(int(s)+1) + " " + slotNames[s]
		if at := strings.LastIndex(top, name); s != m.side && at >= 0 {
			if from := draw.Width(top[:at]); x >= from && x < from+draw.Width(name) {
				return s, true
			}
		}
	}
	return 0, false
}
