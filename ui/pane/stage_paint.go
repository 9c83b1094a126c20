package pane

import (
	"gavel/session/video"
	"gavel/ui/people"
	"gavel/ui/stage"
)

// drawing returns the lines of the picture.
func (p *Stage) drawing(c *stage.Canvas, layers []video.Layer, current int) []string {
	s := &p.paint
	if look := (stage.Look{Canvas: c, Chosen: current, Stale: p.d.Snapshot().Stale}); s.Look != look {
		*s = stage.NewPaint(look, p.d.Theme(), func(layer, w, rows int) []string {
			return p.label(p.layers[layer], w, rows, layer == look.Chosen)
		})
	}
	p.layers = layers
	at := p.d.Pointed()
	p.faces = p.faces[:0]
	for _, l := range layers[:len(c.Boxes)] {
		p.faces = append(p.faces, p.face(l, at))
	}
	return s.Lines(p.faces)
}

// face looks at who is in a layer.
func (p *Stage) face(l video.Layer, at video.MemberID) stage.Face {
	if l.MemberID == "" {
		return stage.Face{}
	}
	f := stage.Face{Name: people.Steady(p.d.Name(l.MemberID), l.MemberID), Under: l.MemberID == at}
	if m := p.people[l.MemberID]; m != nil {
		f.Known, f.Talks, f.Hand = true, m.Talking, m.HandRaised
		f.Muted, f.Dark, f.Deaf, f.Held = m.AudioMuted, m.VideoMuted, m.Deaf, m.OnHold
	}
	return f
}
