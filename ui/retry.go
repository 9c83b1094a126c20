package ui

import (
	"errors"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session"
	"gavel/ui/text"
)

// refused reports whether the connection will not be tried again unless somebody asks for it.
func (m *Model) refused() bool {
	return m.snap.Link.State == session.LinkRefused && !m.snap.Room.Ended
}

// retry asks for one more attempt to connect.
func (m *Model) retry() tea.Cmd {
	switch {
	case m.o.Retry == nil:
		m.say("there is no way to connect again from here: leave gavel, and start it anew", info)
	case m.room != nil && !m.refused():
		m.say("nothing was refused: gavel connects again by itself", info)
	default:
		m.say("trying once more"+m.theme().Glyphs.Pending, info)
		try, ctx := m.o.Retry, m.ctx
		return guarded(func() tea.Msg { return retriedMsg{err: try(ctx)} }) // it may read a file
	}
	return nil
}

func (m *Model) retried(msg retriedMsg) {
	if msg.err != nil {
		m.say(m.reason(msg.err), bad)
	}
}

// refusedLine is the footer while the connection is refused: why, and the keys that help.
func (m *Model) refusedLine(w int) string {
	th, keys := m.theme(), m.keys()
	useful := []key.Binding{keys.Quit, keys.Help}
	if m.o.Retry != nil {
		useful = append([]key.Binding{keys.Retry}, useful...)
	}
	right := ""
	for _, b := range useful {
		right += th.Key.Apply(shortKey(b)) + " " + th.KeyText.Apply(b.Help().Desc) + pad(2)
	}
	why, room := "connection refused", max(0, w-width(right)-2)
	if err := m.snap.Link.Err; err != nil {
		var dial *session.DialError
		why = text.Clean(err.Error())
		if errors.As(err, &dial) {
			why = text.Clean(dial.Host + ": " + dial.Reason)
		}
		if text.Width(why) > room && dial != nil {
			why = text.Clean(dial.Reason)
		}
	}
	return spread(" "+th.Bad.Apply(text.Cut(why, room)), right, w)
}
