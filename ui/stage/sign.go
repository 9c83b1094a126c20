package stage

import (
	"gavel/session/video"
	"gavel/theme"
)

// Sign returns the sign for a member's most important state on the canvas. A member that only listens has none.
func Sign(m *video.Member, talks bool, th *theme.Theme) (string, theme.Paint) {
	g := th.Glyphs
	switch {
	case m == nil:
		return "", th.Dim
	case m.HandRaised && talks:
		return g.Hand + g.Talking, th.Hand
	case m.HandRaised:
		return g.Hand, th.Hand
	case talks:
		return g.Talking, th.Talking
	case m.AudioMuted && m.Type != video.TypeScreen:
		return g.Failed, th.Muted
	}
	return " ", th.Dim
}
