package ui

import (
	"slices"

	"gavel/session/video"
	"gavel/ui/arrange"
	"gavel/ui/pane"
)

// holds reports whether a pane has an item or lines on which its keys act.
func (m *desk) holds(s arrange.Slot) bool {
	h, ok := m.panes[s].(pane.Holder)
	return ok && h.Holds()
}

// target returns the member on which keys act if no member is marked, or nil.
func (m *desk) target() *video.Member {
	t, ok := m.panes[m.focus].(pane.Targeter)
	if !ok {
		return nil
	}
	return m.Roster().Member(t.Target())
}

// conditions holds, by the name of a key in the footer that a pane handles, the condition under which it has an effect.
// Keys not listed here always have an effect. Verbs have their conditions in their rows.
var conditions = map[string]func(m *commander) bool{
	"mark":          func(m *commander) bool { return m.target() != nil },
	"pick-up":       func(m *commander) bool { return m.target() != nil },
	"mark-all":      func(m *commander) bool { return m.Roster().Tally.Hands > 1 || m.focus != arrange.SlotHands },
	"place":         (*commander).boxes,
	"forward":       (*commander).queued,
	"backward":      (*commander).queued,
	"dismiss":       (*commander).queued,
	"bottom":        func(m *commander) bool { return m.focus != arrange.SlotLog || m.holds(arrange.SlotLog) },
	"media-pause":   func(m *commander) bool { return m.holds(arrange.SlotMedia) },
	"media-stop":    func(m *commander) bool { return m.holds(arrange.SlotMedia) },
	"media-louder":  (*commander).playing,
	"media-quieter": (*commander).playing,
	"seek-forward":  (*commander).playing,
	"filter":        func(m *commander) bool { return m.snap.Room.ID != "" },
}

// onMember returns a condition on the member on which keys act. If members are marked, it is always met, because the
// key acts on them.
func onMember(does func(m *commander, who *video.Member) bool) func(*commander) bool {
	return func(m *commander) bool {
		if m.people.Marks.Len() > 0 {
			return true
		}
		who := m.target()
		return who != nil && does(m, who)
	}
}

func (m *desk) boxes() bool { return len(m.snap.Layout.Layers) > 0 }

// playing reports whether there is a playback whose volume or position can be changed.
func (m *desk) playing() bool {
	return m.holds(arrange.SlotMedia) && slices.ContainsFunc(m.snap.Playbacks, (*video.Playback).Active)
}
