package ui

import (
	"gavel/session"
	"gavel/theme"
	"gavel/ui/text"
)

// Sizes from which on a box shows more than a name.
const (
	minDetailWidth = 12
	minDetailRows  = 2
)

// label returns the lines in a box: who is in it, and, where there is room, the place and what is off.
func (p *stagePane) label(l session.Layer, w, rows int, chosen bool) []string {
	th := p.d.theme()
	if l.MemberID == "" && !l.PlayingFile {
		paint := th.Dim
		if chosen && !p.pic.bordered {
			paint = th.Selected
		}
		return []string{emptyLabel(l.Position, w, paint)}
	}
	out := []string{p.nameLine(l, w, chosen)}
	if rows < minDetailRows || w < minDetailWidth {
		return out
	}
	about := shownPosition(l.Position)
	if m := p.people[l.MemberID]; m != nil {
		about += offWords(m, th.Glyphs)
	}
	return append(out, centre(th.Dim.Apply(text.Cut(about, w)), w))
}

func emptyLabel(position session.Position, w int, paint theme.Paint) string {
	name := shownPosition(position)
	if text.Width(name) > w {
		name = shortPosition(position)
	}
	return centre(paint.Apply(text.Cut(name, w)), w)
}

// offWords says what of a member is off, for the line below a name.
func offWords(m *session.Member, g theme.Glyphs) string {
	words := ""
	for _, off := range []struct {
		is   bool
		word string
	}{{m.AudioMuted, "mic off"}, {m.VideoMuted, "camera off"}, {m.Deaf, "deaf"}, {m.OnHold, "on hold"}} {
		if off.is {
			words += " " + g.Dot + " " + off.word
		}
	}
	return words
}

// nameLine is the sign of what somebody does and the name, in exactly w cells. The member that keys act on is painted as in
// the people pane.
func (p *stagePane) nameLine(l session.Layer, w int, chosen bool) string {
	th, s := p.d.theme(), p.d.snapshot()
	m := p.people[l.MemberID]
	name, paint := p.d.name(l.MemberID), th.Text
	sign, signPaint := memberSign(m, th)
	if l.PlayingFile {
		sign, signPaint = th.Glyphs.Play, th.Rec
	}
	switch {
	case l.MemberID == "":
		name = "playing file"
	case m == nil:
		paint = th.Dim
	case m.Talking:
		paint = th.Strong
	case m.AudioMuted:
		paint = th.Muted
	}
	if s.Stale {
		paint, signPaint = th.Stale, th.Stale
	}
	room := w - width(sign) - 1
	if sign == "" {
		room = w
	}
	name = text.Cut(name, room)
	switch {
	case chosen && !p.pic.bordered:
		return th.Selected.Apply(centre(join(sign, name), w))
	case l.MemberID != "" && l.MemberID == pointed(p.d):
		left := max(0, (w-width(join(sign, name)))/2)
		line := th.Cursor.Apply(pad(left)) + signPaint.Over(th.Cursor).Apply(sign)
		if sign != "" {
			name = " " + name
		}
		return line + paint.Over(th.Cursor).Apply(fit(name, w-left-width(sign)))
	}
	return centre(join(signPaint.Apply(sign), paint.Apply(name)), w)
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

// memberSign is the one sign that matters most about a member on the canvas.
func memberSign(m *session.Member, th *theme.Theme) (string, theme.Paint) {
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
