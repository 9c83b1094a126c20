package localrelay

import "slices"

// layer is one slot with who is in it (PROTOCOL.md section 11.3).
type layer struct {
	LayerIndex  int     `json:"layer_index"`
	ZIndex      int     `json:"z_index"`
	X           float64 `json:"x"`
	Y           float64 `json:"y"`
	Width       float64 `json:"width"`
	Height      float64 `json:"height"`
	Position    string  `json:"position"`
	Reservation string  `json:"reservation"`
	Visible     bool    `json:"visible"`
	PlayingFile bool    `json:"playing_file"`
	MemberID    string  `json:"member_id,omitempty"`
}

// layoutEvent is the payload of layout.changed.
type layoutEvent struct {
	RoomID        string `json:"room_id"`
	RoomSessionID string `json:"room_session_id"`
	Layout        layout `json:"layout"`
}

type layout struct {
	ID            string  `json:"id"`
	Name          string  `json:"name"`
	RoomID        string  `json:"room_id"`
	RoomSessionID string  `json:"room_session_id"`
	Layers        []layer `json:"layers"`
}

func (r *room) layoutEvent() layoutEvent {
	e := r.entity
	return layoutEvent{e.RoomID, e.ID, layout{e.LayoutName, e.LayoutName, e.RoomID, e.ID, r.layers}}
}

// placement is one decision about who is where.
type placement struct {
	slots  []slot
	layers []layer
	taken  map[string]bool // member ids that have a place
	next   int             // no layer before this one is free
}

// relayout decides who is where. Positions asked for come first, first come first served; then playbacks and screens,
// raised hands if they have priority, and the others in join order. A slot that does not exist, or is taken, counts
// as auto; so does "playback" asked for by a member. It looks at no more members than there are slots.
func (r *room) relayout() []layer {
	p := placement{slots: slots(r.entity.LayoutName, r.candidates(maxResponsive)), taken: map[string]bool{}}
	for i, s := range p.slots {
		p.layers = append(p.layers, layer{
			LayerIndex: i, ZIndex: i, X: s.x, Y: s.y, Width: s.size, Height: s.size,
			Position: s.position, Reservation: s.reservation, Visible: true,
		})
	}
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
			p.auto(r, m)
		}
	}
	if r.entity.PrioritizeHandraise {
		for _, m := range r.hands {
			p.auto(r, m)
		}
	}
	for _, m := range r.order {
		if p.firstFree() < 0 {
			break
		}
		p.auto(r, m)
	}
	return p.layers
}

// candidates counts who wants a place, up to a limit: the size of responsive layouts.
func (r *room) candidates(limit int) int {
	n := 0
	for _, b := range r.playbacks {
		if b.active() && b.position != positionOff && b.position != positionFullScreen {
			n++
		}
	}
	for _, m := range r.order {
		if n >= limit {
			break
		}
		if r.shown(m) && m.entity.RequestedPosition != positionFullScreen {
			n++
		}
	}
	return n
}

// shown says whether a member may be in the picture at all.
func (r *room) shown(m *member) bool {
	return m.entity.RequestedPosition != positionOff && !(r.entity.HideVideoMuted && m.entity.VideoMuted)
}

// firstFree returns the first free layer, or -1; what is taken stays taken.
func (p *placement) firstFree() int {
	for ; p.next < len(p.layers); p.next++ {
		if p.layers[p.next].free() {
			return p.next
		}
	}
	return -1
}

func (l layer) free() bool { return l.MemberID == "" && !l.PlayingFile }

// place puts a member on an asked-for position, if that is free.
func (p *placement) place(m *member, position string) {
	if position == positionFullScreen {
		p.layers = append(p.layers, overlay(len(p.layers), m.entity.ID))
		p.taken[m.entity.ID] = true
		return
	}
	i := slices.IndexFunc(p.layers, func(l layer) bool { return l.Position == position && l.free() })
	if i >= 0 {
		p.layers[i].MemberID = m.entity.ID
		p.taken[m.entity.ID] = true
	}
}

// overlay is an extra layer over the whole canvas (PROTOCOL.md section 13).
func overlay(index int, memberID string) layer {
	return layer{
		LayerIndex: index, ZIndex: index, Width: whole, Height: whole, Position: positionFullScreen,
		Visible: true, MemberID: memberID, PlayingFile: memberID == "",
	}
}

// auto gives a member the next place: a screen the first reserved one, if there is one, anybody else the first free.
func (p *placement) auto(r *room, m *member) {
	if p.taken[m.entity.ID] || !r.shown(m) {
		return
	}
	reserved := func(l layer) bool { return l.free() && l.Reservation != "" }
	if m.entity.Type == typeScreen && slices.ContainsFunc(p.slots, isReserved) {
		if i := slices.IndexFunc(p.layers, reserved); i >= 0 {
			p.layers[i].MemberID = m.entity.ID
			p.taken[m.entity.ID] = true
			return
		}
	}
	if i := p.firstFree(); i >= 0 {
		p.layers[i].MemberID = m.entity.ID
		p.taken[m.entity.ID] = true
	}
}

func isReserved(s slot) bool { return s.reservation != "" }

// placePlayback gives a file its place: the one asked for as "self", else a reserved one, else the first.
func (p *placement) placePlayback(b *playback) {
	if !b.active() || b.position == positionOff {
		return
	}
	if b.position == positionFullScreen {
		p.layers = append(p.layers, overlay(len(p.layers), ""))
		return
	}
	for _, fits := range []func(layer) bool{
		func(l layer) bool { return l.free() && l.Position == b.position },
		func(l layer) bool { return l.free() && l.Reservation != "" },
		layer.free,
	} {
		if i := slices.IndexFunc(p.layers, fits); i >= 0 {
			p.layers[i].PlayingFile = true
			return
		}
	}
}
