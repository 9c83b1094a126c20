package ui

import (
	"slices"
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
	var c session.Command
	if e := m.snap.Undo; e.Command != nil {
		c = *e.Command
		m.status.set("Undo of: "+m.wish(c)+m.theme().Glyphs.Pending, info, m.clk)
	}
	room := m.room
	ctx, b := m.startBulk(c, true)
	return guarded(func() tea.Msg {
		defer close(order.done)
		res, err := room.Undo(ctx)
		return undoneMsg{room: room, deeds: taken, res: res, err: err, bulk: b}
	})
}

// undone tells what became of an undo.
func (m *Model) undone(msg undoneMsg) {
	m.sent.landed(msg.deeds)
	m.endBulk(msg.bulk)
	if msg.room != m.room {
		return
	}
	m.take(m.room.Snapshot())
	row, known := msg.res.Command.Action.Info()
	switch {
	case msg.err != nil:
		m.say(m.notUndone(msg), bad)
	case !known:
		m.say("Undone", good)
	default:
		t := good
		if row.Risk == session.RiskOpens {
			t = warn
		}
		tail := m.outcomeTail(worstOf(msg.res, nil), msg.res.Took)
		m.say("Undone: "+m.past(msg.res.Command)+tail, t)
	}
}

// notUndone says why an undo failed or, where it did so for some people only, for how many. What was not sent is still there to
// be undone.
func (m *Model) notUndone(msg undoneMsg) string {
	if len(msg.res.Targets) < 2 {
		return "Could not undo: " + m.reason(msg.err)
	}
	why := "Not all undone: "
	if msg.bulk != nil && msg.bulk.stopped {
		why = "Undo stopped: "
	}
	why += session.CountOutcomes(msg.res.Targets)
	if slices.ContainsFunc(msg.res.Targets, func(t session.TargetResult) bool { return t.Outcome == session.OutcomeNotSent }) {
		return why + ". Press " + m.keys().Undo.Help().Key + " to undo the rest"
	}
	return why + ": " + m.reason(msg.err)
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
