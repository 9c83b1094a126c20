package pane

import (
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/stage"
	"gavel/ui/text"
)

// list shows the slots one below the other, where the pane is too small for a picture of them.
func (p *Stage) list(current int) []string {
	th, layers := p.d.Theme(), p.d.Snapshot().Layout.Layers
	h := p.h
	if h >= minStatusHeight {
		h -= statusHeight
	}
	if current >= 0 {
		p.top = min(max(p.top, current-h+1), current)
	}
	p.top = max(0, min(p.top, len(layers)-h))
	const positionWidth, enough = 12, 40 // cells; narrower panes show short names of places
	left := positionWidth
	if p.w < enough {
		left = min(positionWidth/2, p.w/2)
	}
	out := make([]string, 0, p.h)
	for i := p.top; i < len(layers) && len(out) < h; i++ {
		l := layers[i]
		name := people.Place(l.Position)
		if text.Width(name) > left {
			name = text.Cut(people.ShortPlace(l.Position), left)
		}
		who := th.Dim.Apply("free")
		sign, paint := stage.Sign(p.people[l.MemberID], th)
		switch {
		case l.MemberID != "":
			who = draw.Join(paint.Apply(sign), text.Cut(people.Steady(p.d.Name(l.MemberID), l.MemberID), max(0, p.w-left-2-draw.Width(sign)-1)))
		case l.PlayingFile:
			who = th.Rec.Apply(th.Glyphs.Play) + " playing file"
		}
		bar := " "
		if i == current {
			bar = th.CursorBar.Apply(th.Glyphs.CursorBar)
		}
		line := bar + th.Dim.Apply(draw.Fit(name, left)) + " " + who
		if l.MemberID != "" && l.MemberID == p.d.Pointed() {
			line = bar + th.Cursor.Apply(draw.Fit(draw.Fit(name, left)+" "+draw.Strip(who), max(0, p.w-1)))
		}
		out = append(out, draw.Fit(line, p.w))
	}
	for len(out) < h {
		out = append(out, draw.Pad(p.w))
	}
	if len(out) < p.h {
		out = append(out, p.status(current))
	}
	return draw.FitAll(out, p.w, p.h)
}
