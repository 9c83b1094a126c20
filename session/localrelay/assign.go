package localrelay

import "slices"

// placement is one assignment of members and files to the slots.
type placement struct {
	layers []layer
	taken  map[string]bool // member ids that have a place
	next   int             // no layer before this one is free
}

// newPlacement returns an empty canvas.
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

// isOverlay reports whether a position covers the whole canvas and is not one of its slots.
func isOverlay(position string) bool {
	return position == positionPlayback || position == positionFullScreen
}

// relayout assigns the slots. Requested positions come first, in order of the requests; then playbacks and screens,
// raised hands if they have priority, members with video, and members without, each in join order. A position that
// does not exist or is taken counts as auto. relayout looks at no more members than there are slots, unless cameras
// are off.
func (r *room) relayout() []layer {
	group := layoutGroups()[r.entity.LayoutName]
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

// fillKept places the members and files whose position does not depend on the number of others.
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

// wantSlots counts the members with video and the files that need an ordinary slot of a responsive layout, up to a
// limit. Those in a reserved slot need none (PROTOCOL.md section 14), and neither does a member that is off the canvas
// by request.
func (r *room) wantSlots(p *placement, limit int) int {
	n := 0
	elsewhere := map[string]bool{} // members in a slot that is not an ordinary one
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

// shown reports whether a member may be on the canvas at all.
func (r *room) shown(m *member) bool {
	return m.entity.RequestedPosition != positionOff && !(r.entity.HideVideoMuted && m.entity.VideoMuted)
}

// fillable reports whether the room may fill the layer itself. Reserved layers are only for members who are put there.
func (l layer) fillable() bool { return l.free() && !isOverlay(l.Position) && l.Reservation == "" }

// firstFree returns the first fillable layer, or -1. Layers before it stay taken.
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

// place puts a member on a requested position, if that exists and is free. The position for files takes no member.
func (p *placement) place(m *member, position string) {
	i := slices.IndexFunc(p.layers, func(l layer) bool { return l.Position == position && l.free() })
	if i >= 0 && position != positionPlayback {
		p.put(i, m)
	}
}

// auto gives a member the next free place.
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

// placePlayback gives a file its place: the position requested as "self", or else the largest free slot.
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

// place reassigns the slots if necessary, and marks the members who became visible or hidden.
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
