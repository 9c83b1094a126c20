package stage

import (
	"gavel/session/video"
	"gavel/theme"
)

// Sign returns the sign for a member's most important state on the canvas.
func Sign(m *video.Member, th *theme.Theme) (string, theme.Paint) {
	g := th.Glyphs
	switch {
	case m == nil:
		return "", th.Dim
	case m.HandRaised && m.Talking:
		return g.Hand + g.Talking, th.Hand
	case m.HandRaised:
		return g.Hand, th.Hand
	case m.Talking:
		return g.Talking, th.Talking
	case m.AudioMuted:
		return g.Failed, th.Muted
	}
	return g.Silent, th.Dim
}
