package localrelay

import "slices"

// placement is one decision about who is where.
type placement struct {
	layers []layer
	taken  map[string]bool // member ids that have a place
	next   int             // no layer before this one is free
}

// newPlacement returns an empty picture.
func newPlacement(shape []slot) *placement {
	p := &placement{taken: map[string]bool{}}
	for i, s := range shape {
		p.layers = append(p.layers, layer{
			LayerIndex: i, ZIndex: s.z, X: s.x, Y: s.y, Width: s.size, Height: s.size,
			Position: s.position, Reservation: s.reservation(), Visible: !isOverlay(s.position),
		})
	}
	return p
}

// isOverlay reports whether a position lies over the whole picture and is not one of its slots.
func isOverlay(position string) bool {
	return position == positionPlayback || position == positionFullScreen
}

// relayout decides who is where. Positions asked for come first, first come first served; then playbacks and screens,
// raised hands if they have priority, people with video, and those without, each in join order. A slot that does not
// exist, or is taken, counts as auto. It looks at no more members than there are slots, unless cameras are off.
func (r *room) relayout() []layer {
	group := layoutGroups[r.entity.LayoutName]
	shape := group[0]
	if len(group) > 1 {
		holders := newPlacement(shape)
		r.fillKept(holders)
		shape = slots(r.entity.LayoutName, r.wantSlots(holders, ordinary(group[len(group)-1])))
	}
	p := newPlacement(shape)
	r.fillKept(p)
	if r.entity.PrioritizeHandraise {
		for _, m := range r.hands {
			p.auto(r, m)
		}
	}
	for _, video := range []bool{true, false} {
		for _, m := range r.order {
			if p.firstFree() < 0 {
				break
			}
			if m.entity.VideoMuted != video {
				p.auto(r, m)
			}
		}
	}
	return p.layers
}

// fillKept places those whose place does not depend on how many others there are.
func (r *room) fillKept(p *placement) {
	for _, b := range r.playbacks {
		p.placePlayback(b)
	}
	for _, m := range r.explicit {
		if r.shown(m) {
			p.place(m, m.entity.RequestedPosition)
		}
	}
	for _, m := range r.extras {
		if m.entity.Type == typeScreen {
			p.autoScreen(r, m)
		}
	}
}

// wantSlots counts those for whom a responsive layout needs an ordinary slot, up to a limit: members with video and
// files that hold no reserved one (PROTOCOL.md section 14). Whoever is off the canvas by request needs none.
func (r *room) wantSlots(p *placement, limit int) int {
	n := 0
	elsewhere := map[string]bool{} // who holds another place than an ordinary slot
	for _, l := range p.layers {
		switch {
		case l.Reservation == "" && !isOverlay(l.Position):
			if l.PlayingFile {
				n++
			}
		case l.MemberID != "":
			elsewhere[l.MemberID] = true
		}
	}
	for _, m := range r.order {
		if n >= limit {
			break
		}
		if !m.entity.VideoMuted && r.shown(m) && !elsewhere[m.entity.ID] {
			n++
		}
	}
	return n
}

// shown says whether a member may be in the picture at all.
func (r *room) shown(m *member) bool {
	return m.entity.RequestedPosition != positionOff && !(r.entity.HideVideoMuted && m.entity.VideoMuted)
}

// fillable reports whether somebody who asked for nothing may get a layer: reserved ones are kept for whoever is put
// there.
func (l layer) fillable() bool { return l.free() && !isOverlay(l.Position) && l.Reservation == "" }

// firstFree returns the first layer for anybody, or -1; what is taken stays taken.
func (p *placement) firstFree() int {
	for ; p.next < len(p.layers); p.next++ {
		if p.layers[p.next].fillable() {
			return p.next
		}
	}
	return -1
}

func (l layer) free() bool { return l.MemberID == "" && !l.PlayingFile }

// put gives a layer to a member.
func (p *placement) put(i int, m *member) {
	p.layers[i].MemberID, p.layers[i].Visible = m.entity.ID, true
	p.taken[m.entity.ID] = true
}

// place puts a member on an asked-for position, if that exists and is free. The one for files is for nobody.
func (p *placement) place(m *member, position string) {
	i := slices.IndexFunc(p.layers, func(l layer) bool { return l.Position == position && l.free() })
	if i >= 0 && position != positionPlayback {
		p.put(i, m)
	}
}

// auto gives a member the next place.
func (p *placement) auto(r *room, m *member) {
	if p.taken[m.entity.ID] || !r.shown(m) {
		return
	}
	if i := p.firstFree(); i >= 0 {
		p.put(i, m)
	}
}

// autoScreen gives a shared screen the largest place that is free, a reserved one or not.
func (p *placement) autoScreen(r *room, m *member) {
	if p.taken[m.entity.ID] || !r.shown(m) {
		return
	}
	if i := p.largest(); i >= 0 {
		p.put(i, m)
	}
}

// largest returns the first of the largest free slots, or -1.
func (p *placement) largest() int {
	best := -1
	for i, l := range p.layers {
		if l.free() && !isOverlay(l.Position) && (best < 0 || l.Width > p.layers[best].Width) {
			best = i
		}
	}
	return best
}

// placePlayback gives a file its place: the one asked for as "self", else the largest that is free.
func (p *placement) placePlayback(b *playback) {
	if !b.active() || b.position == positionOff {
		return
	}
	i := slices.IndexFunc(p.layers, func(l layer) bool { return l.free() && l.Position == b.position })
	if i < 0 {
		i = p.largest()
	}
	if i >= 0 {
		p.layers[i].PlayingFile, p.layers[i].Visible = true, true
	}
}

// place fills the slots again if that is needed, and marks who became visible or hidden.
func (r *room) place() {
	if !r.dirtyLayout {
		return
	}
	r.dirtyLayout = false
	before := r.layers
	r.layers = r.relayout()
	for _, l := range before {
		if m := r.members[l.MemberID]; m != nil {
			m.position = ""
		}
	}
	for _, l := range r.layers {
		if m := r.members[l.MemberID]; m != nil {
			m.position = l.Position
		}
	}
	for _, l := range slices.Concat(before, r.layers) {
		if m := r.members[l.MemberID]; m != nil {
			r.setVisible(m)
		}
	}
	r.moved = r.moved || r.shape != r.entity.LayoutName || !slices.Equal(before, r.layers)
	r.shape = r.entity.LayoutName
}
