package ui

import (
	"errors"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/text"
)

// refused reports whether the connection will not be tried again unless somebody asks for it.
func (m *Model) refused() bool {
	return m.snap.Link.State == video.LinkRefused && !m.snap.Room.Ended
}

// retry asks for one more attempt to connect.
func (m *Model) retry() tea.Cmd {
	switch {
	case m.o.Retry == nil:
		m.say("there is no way to connect again from here: leave gavel, and start it anew", info)
	case m.room != nil && !m.refused():
		m.say("nothing was refused: gavel connects again by itself", info)
	default:
		return m.retryWith("")
	}
	return nil
}

// retryWith tries once more with a token, or with the one that is kept.
func (m *Model) retryWith(token video.Secret) tea.Cmd {
	m.say("trying once more"+m.theme().Glyphs.Pending, info)
	try, ctx := m.o.Retry, m.ctx
	return guarded(func() tea.Msg { return retriedMsg{err: try(ctx, token)} }) // it may read a file
}

// retried tells why there was no further try. When only another token makes sense, it is asked for.
func (m *Model) retried(msg retriedMsg) {
	switch {
	case msg.err == nil:
	case errors.Is(msg.err, video.ErrCredentials) && m.dialogs.top() == nil && !m.typing():
		m.status = status{}
		m.open(&prompt{
			d: m, name: "API token", about: text.Clean(video.Reason(msg.err)), ghost: "type or paste it; it is not shown",
			hide: hideAll, check: checkToken, then: func(s string) tea.Cmd { return m.retryWith(video.Secret(s)) },
		})
	default:
		m.say(m.reason(msg.err), bad)
	}
}

func hideAll(parts []string) []bool {
	hidden := make([]bool, len(parts))
	for i := range hidden {
		hidden[i] = true
	}
	return hidden
}

// checkToken says why a text can be no token, or "".
func checkToken(s string) string {
	switch {
	case s == "":
		return "nothing was typed"
	case strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "a token is one word of plain letters and digits"
	}
	return ""
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
		var dial *video.DialError
		why = text.Clean(video.Reason(err))
		if errors.As(err, &dial) {
			why = text.Clean(dial.Host + ": " + dial.Reason)
		}
		if text.Width(why) > room && dial != nil {
			why = text.Clean(dial.Reason)
		}
	}
	return spread(" "+th.Bad.Apply(text.Cut(why, room)), right, w)
}
