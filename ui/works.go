package ui

import (
	"slices"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/ui/arrange"
	"gavel/ui/dialog"
	"gavel/ui/pane"
)

// state is the state of a member on which its keys depend.
type state struct{ here, muted, dark, deaf, hand, audience bool }

func stateOf(who *video.Member) state {
	if who == nil {
		return state{}
	}
	return state{true, who.AudioMuted, who.VideoMuted, who.Deaf, who.HandRaised, who.Type == video.TypeAudience}
}

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

// works reports whether a key has an effect now. The footer shows only such keys.
func (m *commander) works(k keymap.Key) bool {
	if k.ChangesRoom() && (m.watch || !m.asOf.IsZero() || m.room == nil || dialog.Denied(m.snap, k)) {
		return false
	}
	if does, ok := worksIf[k.Name]; ok {
		return does(m, stateOf(m.target()))
	}
	return true
}

// worksIf has, by the name of a key in the footer, the condition under which the key has an effect. who is the member
// on which keys act, or nil. Keys not listed here always have an effect.
var worksIf = map[string]func(m *commander, who state) bool{
	"audio-mute":   onMember(func(who state) bool { return !who.muted }),
	"audio-unmute": onMember(func(who state) bool { return who.muted }),
	"video-mute":   onMember(func(who state) bool { return !who.dark }),
	"video-unmute": onMember(func(who state) bool { return who.dark }),
	"deaf":         onMember(func(who state) bool { return !who.deaf }),
	"undeaf":       onMember(func(who state) bool { return who.deaf }),
	"lower-hand":   onMember(func(who state) bool { return who.hand }),
	"promote":      onMember(func(who state) bool { return who.audience }),
	"remove":       onMember(func(state) bool { return true }),
	"position":     onMember(func(who state) bool { return !who.audience }),
	"member-meta":  onMember(func(state) bool { return true }),
	"copy-id": func(m *commander, who state) bool {
		return who.here || m.focus == arrange.SlotLog && len(m.snap.Log) > 0
	},
	"mark": func(m *commander, who state) bool { return who.here || m.focus == arrange.SlotStage && m.boxes() },
	"mark-all": func(m *commander, _ state) bool {
		return m.Roster().Tally.Hands > 1 || m.focus != arrange.SlotHands
	},
	"place":         func(m *commander, _ state) bool { return m.boxes() },
	"next-hand":     func(m *commander, _ state) bool { return m.Roster().Tally.Hands > 0 || m.queued() },
	"forward":       func(m *commander, _ state) bool { return m.queued() },
	"backward":      func(m *commander, _ state) bool { return m.queued() },
	"dismiss":       func(m *commander, _ state) bool { return m.queued() },
	"next-talker":   func(m *commander, _ state) bool { return m.Roster().Air.Count > 0 },
	"undo":          func(m *commander, _ state) bool { return m.snap.Undo != nil },
	"bottom":        func(m *commander, _ state) bool { return m.focus != arrange.SlotLog || m.holds(arrange.SlotLog) },
	"media-pause":   func(m *commander, _ state) bool { return m.holds(arrange.SlotMedia) },
	"media-stop":    func(m *commander, _ state) bool { return m.holds(arrange.SlotMedia) },
	"media-louder":  func(m *commander, _ state) bool { return m.playing() },
	"media-quieter": func(m *commander, _ state) bool { return m.playing() },
	"seek-forward":  func(m *commander, _ state) bool { return m.playing() },
	"new-session":   func(m *commander, _ state) bool { return m.snap.Successor != nil },
	"palette":       func(m *commander, _ state) bool { return m.asOf.IsZero() && m.room != nil },
	"quit":          func(m *commander, _ state) bool { return !m.asOf.IsZero() || m.room == nil },
	"retry":         func(m *commander, _ state) bool { return m.refused() },
	"rooms":         func(m *commander, _ state) bool { return m.o.Rooms != nil },
	"filter":        func(m *commander, _ state) bool { return m.snap.Room.ID != "" },
}

// onMember returns a condition on the member on which keys act. If members are marked, it is always met, because the
// key acts on them.
func onMember(does func(who state) bool) func(*commander, state) bool {
	return func(m *commander, who state) bool {
		return m.people.Marks.Len() > 0 || who.here && does(who)
	}
}

func (m *desk) boxes() bool { return len(m.snap.Layout.Layers) > 0 }

// playing reports whether there is a playback whose volume or position can be changed.
func (m *desk) playing() bool {
	return m.holds(arrange.SlotMedia) && slices.ContainsFunc(m.snap.Playbacks, (*video.Playback).Active)
}
