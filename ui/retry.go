package ui

import (
	"errors"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// retry asks for one more attempt to connect.
func (m *lobby) retry() tea.Cmd {
	switch {
	case m.o.Retry == nil:
		m.Say(say.CannotRetry, draw.Info)
	case m.room != nil && !m.refused():
		m.Say(say.NotRefused, draw.Info)
	default:
		return m.retryWith("")
	}
	return nil
}

// retryWith tries once more with a token; "" means the stored token.
func (m *lobby) retryWith(token video.Secret) tea.Cmd {
	m.Say(say.Retrying+m.Theme().Glyphs.Pending, draw.Info)
	try, ctx := m.o.Retry, m.ctx
	return guarded(func() tea.Msg { return retriedMsg{err: try(ctx, token)} }) // may read a file
}

// retried shows why there was no further attempt. If only another token can help, it asks for one.
func (m *lobby) retried(msg retriedMsg) {
	switch {
	case msg.err == nil:
	case errors.Is(msg.err, video.ErrCredentials) && m.dialogs.top() == nil && !m.inText():
		m.status = status{}
		p := widget.NewTextPrompt(m, "API token", text.Clean(video.Reason(msg.err)), checkToken, func(s string) tea.Cmd {
			return m.retryWith(video.Secret(s))
		})
		p.Ghost, p.Hide = "type or paste it; it is not shown", hideAll
		m.Open(p)
	default:
		m.Say(say.Complaint(msg.err), draw.Bad)
	}
}

func hideAll(parts []string) []bool {
	hidden := make([]bool, len(parts))
	for i := range hidden {
		hidden[i] = true
	}
	return hidden
}

// checkToken returns the reason why a string cannot be a token, or "".
func checkToken(s string) string {
	switch {
	case s == "":
		return "nothing was typed"
	case strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "a token is one word of plain letters and digits"
	}
	return ""
}
