package ui

import (
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session"
)

// undo takes back the last command that the room has confirmed.
func (m *Model) undo() tea.Cmd {
	switch {
	case m.room == nil:
		m.say("no room is open", warn)
		return nil
	case m.watch:
		m.say("watching only: "+m.keys().WatchOnly.Help().Key+" switches commands on", warn)
		return nil
	case m.snap.Undo == nil:
		m.say("nothing to undo", info)
		return nil
	}
	if s := m.snap; s.Stale || s.Room.Ended || s.Link.State != session.LinkLive {
		if err := session.Lock().Check(s); err != nil {
			m.say(m.reason(err), warn) // a change of the room is refused for the same reason
			return nil
		}
	}
	taken := undoOf(m.snap.Undo)
	if m.sent.double(taken[0], m.clk) {
		m.say("undo is on its way: swallowed the second one", info)
		return nil
	}
	if m.sent.busy() { // what is under way is not on the stack yet: the one before it would be undone
		m.say("nothing undone: a command is still on its way, press "+m.keys().Undo.Help().Key+" again when it is done", warn)
		return nil
	}
	order := m.sent.sent(taken, m.clk)
	room, ctx := m.room, m.ctx
	return guarded(func() tea.Msg {
		defer close(order.done)
		res, err := room.Undo(ctx)
		return undoneMsg{room: room, deeds: taken, res: res, err: err}
	})
}

// undoOf names the undo of an entry. It changes what the entry has changed.
func undoOf(e *session.Entry) []deedKey {
	undo := deedKey{name: "undo " + strconv.FormatUint(e.N, 10)}
	if e.Command != nil {
		for _, d := range deedsOf(*e.Command) {
			undo.things = append(undo.things, d.things...)
		}
	}
	return []deedKey{undo}
}
