package pane

import (
	"strings"
	"unicode/utf8"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/stage"
	"gavel/ui/text"
)

// Widths from which on a box shows more than a name.
const (
	minDetailWidth = 12 // the place, and states that are not normal
	minPlaceWidth  = 24 // the place by its full name
	minSignWidth   = 6  // a sign for a member that does nothing
	minSignsWidth  = 20 // two signs
)

// signWidth returns the width of the column of signs in a box, with the blank after it. Names start after it, one below
// the other.
func (p *Stage) signWidth(l video.Layer, w int) int {
	switch {
	case w >= minSignsWidth:
		return 3
	case w >= minSignWidth:
		return 2
	case l.MemberID != "" && p.needsSign(l.MemberID), l.PlayingFile:
		return 1
	}
	return 0 // one more letter of the name is worth more than the sign for silence
}

// label returns the lines in a box: the member and, if there is room, the place and the states that are not normal.
func (p *Stage) label(l video.Layer, w, rows int, chosen bool) []string {
	th := p.d.Theme()
	lead := p.signWidth(l, w)
	if l.MemberID == "" && !l.PlayingFile {
		paint := th.Dim
		if chosen && !p.pic.Bordered {
			paint = th.Selected
		}
		return []string{emptyLabel(l.Position, w, lead, paint)}
	}
	out := p.nameLines(l, w, rows, chosen)
	if rows <= len(out) || w < minDetailWidth {
		return out
	}
	return append(out, draw.Fit(draw.Pad(lead)+th.Dim.Apply(p.aboutPlace(l, w-lead)), w))
}

// aboutPlace returns the place, and the states that are not normal, in as many whole words as fit.
func (p *Stage) aboutPlace(l video.Layer, w int) string {
	about := people.Place(l.Position)
	if w < minPlaceWidth {
		about = people.ShortPlace(l.Position)
	}
	if m := p.people[l.MemberID]; m != nil {
		for _, word := range people.OddWords(m) {
			if longer := about + " " + p.d.Theme().Glyphs.Dot + " " + word; text.Width(longer) <= w {
				about = longer
			}
		}
	}
	return text.Cut(about, w)
}

func emptyLabel(position video.Position, w, lead int, paint theme.Paint) string {
	name := people.Place(position)
	if text.Width(name) > w-lead {
		name = people.ShortPlace(position)
	}
	if text.Width(name) > w-lead {
		lead = 0
	}
	return draw.Fit(draw.Pad(lead)+paint.Apply(text.Cut(name, w-lead)), w)
}

// nameLines returns the sign of the member's state and the name, in lines of exactly w cells: one, or two if a long
// name has room for that. The member on which keys act is painted as in the people pane.
func (p *Stage) nameLines(l video.Layer, w, rows int, chosen bool) []string {
	th := p.d.Theme()
	name, sign, paint, signPaint := p.who(l)
	under := theme.Paint{}
	switch {
	case chosen && !p.pic.Bordered:
		under, paint, signPaint = th.Selected, theme.Paint{}, theme.Paint{}
	case l.MemberID != "" && l.MemberID == p.named:
		under = th.Cursor
	}
	lead := p.signWidth(l, w)
	if lead < minSignsLead {
		sign = last(sign) // talking, rather than the hand
	}
	room := w - lead
	parts := []string{name, ""}
	if rows > 1 && w >= stage.MinWrapWidth && draw.Width(name) > room {
		parts[0], parts[1] = firstWords(name, room)
	}
	column := draw.Fit(sign, lead)
	if lead == 0 {
		column = ""
	}
	var out []string
	for i, part := range parts {
		if i > 0 {
			if column = draw.Pad(lead); part == "" {
				break
			}
		}
		part = text.CutWith(part, room, p.ellipsis(w))
		out = append(out, signPaint.Over(under).Apply(column)+paint.Over(under).Apply(draw.Fit(part, room)))
	}
	return out
}

// minSignsLead is the width of a column of two signs.
const minSignsLead = 3

// last returns the last of a member's signs.
func last(signs string) string {
	_, n := utf8.DecodeLastRuneInString(signs)
	return signs[len(signs)-n:]
}

// firstWords splits a name after the words that fit into w cells, but not before the first word ends.
func firstWords(name string, w int) (head, tail string) {
	words := strings.Split(name, " ")
	n := 1
	for n < len(words) && text.Width(strings.Join(words[:n+1], " ")) <= w {
		n++
	}
	return strings.Join(words[:n], " "), strings.Join(words[n:], " ")
}

// needsSign reports whether a member talks or has a hand up, which even the smallest box must show.
func (p *Stage) needsSign(id video.MemberID) bool {
	m := p.people[id]
	return m != nil && (m.HandRaised || p.d.Roster().Talks(id))
}

// ellipsis marks names that were cut, except in boxes that hold only some letters of any name.
func (p *Stage) ellipsis(w int) string {
	if w < stage.MinWrapWidth {
		return ""
	}
	return p.d.Theme().Glyphs.Ellipsis
}

// who returns the content of a box: a name, the sign before it, and their paints.
func (p *Stage) who(l video.Layer) (name, sign string, paint, signPaint theme.Paint) {
	th := p.d.Theme()
	m := p.people[l.MemberID]
	sign, signPaint = stage.Sign(m, p.d.Roster().Talks(l.MemberID), th)
	paint = th.Text
	if l.PlayingFile {
		sign, signPaint = th.Glyphs.Play, th.Rec
	}
	switch {
	case l.MemberID == "":
		name = "playing file"
	default:
		name = p.d.Name(l.MemberID)
	}
	switch {
	case p.d.Snapshot().Stale:
		paint, signPaint = th.Stale, th.Stale
	case m == nil:
		paint = th.Dim
	case p.d.Roster().Talks(m.ID):
		paint = th.Strong
	case m.AudioMuted:
		paint = th.Muted
	}
	return name, sign, paint, signPaint
}
