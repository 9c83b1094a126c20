package ui

import (
	"time"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/pane"
)

// screen lays out the panes and draws the frames. It decides which pane has the keys.
type screen struct {
	*desk
	footer  func(w int) string // the last line, in w cells
	waiting func(w int) string // why there is no room, in at most w cells

	plan   plan
	side   slot            // what the second column shows
	behind [slotCount]bool // panes that have not been told of the newest snapshot

	pouring   bool      // the message being handled is a snapshot
	besideAt  time.Time // when the panes beside the people were told of one
	besideDue time.Time // when they must be told of the newest; zero when they were

	frame string
	kept  kept
	pins  draw.Pins
}

// Screens wider or higher than any real one are cut: a hostile size must not take all memory.
const maxWidth, maxHeight = 500, 200

func (m *screen) resize(w, h int) {
	m.w, m.h = max(0, min(w, maxWidth)), max(0, min(h, maxHeight))
	m.plan = planOf(m.w, m.h)
	m.arrangePanes()
}

// changed brings the panes up to date with a snapshot: at once, or later while snapshots pour in.
func (m *screen) changed(before *video.Snapshot) {
	for i := range m.behind {
		m.behind[i] = slot(i) != slotPeople
	}
	if m.pouring && m.sameState(before) && m.clk.Sub(m.besideAt) < besideEvery-pane.SnapshotEvery/2 {
		m.besideDue = m.besideAt.Add(besideEvery)
	} else {
		m.catchUp()
	}
}

// catchUp tells the panes on the screen of the newest snapshot.
func (m *screen) catchUp() {
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

// back leaves the innermost thing that no pane knows of.
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

// neighbour is the next pane: on a wide screen among those that are shown.
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

// focusOn gives a pane the keys, and a place on the screen if it has none.
func (m *screen) focusOn(s slot) {
	m.focus = s
	if s != slotPeople && s != slotLog {
		m.side = s
	}
	m.arrangePanes()
}
