package pane

import (
	"fmt"
	"slices"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/stage"
	"gavel/ui/text"
)

// Stage draws the canvas and places members on it. The pane has its own cursor, a box, and keys act on the member in
// it. It places the marked members, or the one under the cursor of the people pane.
type Stage struct {
	d       Desk
	w, h    int
	chosen  *stage.At // with the arrow keys; nil: follow the member under the cursor
	painted *stage.At // the box that the last painted frame showed as chosen
	pic     *stage.Canvas
	grid    *stage.Map                       // instead of pic, for many boxes
	picOf   []video.Layer                    // what pic was drawn from
	paint   stage.Paint                      // the lines of pic as last drawn
	layers  []video.Layer                    // of the frame being made
	faces   []stage.Face                     // of the frame being made; reused
	out     []string                         // of the last call of Lines, reused
	people  map[video.MemberID]*video.Member // members in the drawing; nil for ids that are not members
	away    int                              // members without a place
	top     int                              // first line of the list of slots, if there is no room for a drawing
	named   video.MemberID                   // member that the last painted frame highlighted
	carried video.MemberID                   // member that the last painted frame showed as the one to place
}

// NewStage returns the pane of the stage.
func NewStage(d Desk) Pane {
	p := &Stage{d: d}
	p.Update()
	return p
}

// Context returns the context of its keys in the key map.
func (p *Stage) Context() keymap.Context { return keymap.Stage }

// Title returns the title of its frame or tab.
func (p *Stage) Title() string {
	s := p.d.Snapshot()
	name := s.Layout.Name
	if name == "" {
		name = s.Room.LayoutName
	}
	if name == "" {
		return "Stage"
	}
	return "Stage " + p.d.Theme().Glyphs.Dot + " " + text.Clean(name)
}

// Resize sets the size of the inside of its frame, in cells.
func (p *Stage) Resize(w, h int) {
	p.w, p.h = max(w, 0), max(h, 0)
	p.pic, p.grid = nil, nil
}

// Update takes the newest snapshot.
func (p *Stage) Update() {
	s := p.d.Snapshot()
	if !sameShape(s.Layout.Layers, p.picOf) {
		p.pic = nil
	}
	if p.people == nil {
		p.people = make(map[video.MemberID]*video.Member, len(s.Layout.Layers))
	}
	clear(p.people)
	placed := 0
	for _, l := range s.Layout.Layers {
		if l.MemberID == "" {
			continue
		}
		m := p.d.Roster().Member(l.MemberID)
		if m != nil && m.Type != video.TypeAudience && p.people[m.ID] == nil {
			placed++
		}
		p.people[l.MemberID] = m
	}
	p.away = max(0, p.d.Roster().Tally.Stage-placed)
}

// sameShape reports whether layers make the same drawing, regardless of the members in them.
func sameShape(a, b []video.Layer) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		x, y := a[i], b[i]
		if x.MemberID != "" && y.MemberID != "" {
			y.MemberID = x.MemberID
		}
		if x != y {
			return false
		}
	}
	return true
}

// Restyle drops the cached lines.
func (p *Stage) Restyle() { p.paint, p.pic, p.grid = stage.Paint{}, nil, nil }

// statusHeight is the line below the drawing. Smaller panes use all of their lines for the drawing.
const (
	statusHeight    = 1
	minStatusHeight = 4
)

// picture returns the drawing of the canvas for the present size, or false if the slots must be listed instead.
func (p *Stage) picture() (*stage.Canvas, bool) {
	layers := p.d.Snapshot().Layout.Layers
	if p.pic == nil {
		h := p.h
		if h >= minStatusHeight {
			h -= statusHeight
		}
		p.picOf = layers
		p.pic, _ = stage.New(layers, p.w, h)
		if p.grid = stage.NewMap(layers, p.pic, p.w, h); p.grid != nil || p.pic == nil {
			p.pic = &stage.Canvas{}
		}
	}
	return p.pic, p.pic.W > 0
}

// current returns the index of the layer on which keys act: the chosen layer, else the layer of the member under the
// cursor.
func (p *Stage) current() int {
	layers := p.d.Snapshot().Layout.Layers
	if i := stage.Find(layers, p.chosen); i >= 0 {
		return i
	}
	if id := p.d.Pointed(); id != "" {
		return slices.IndexFunc(layers, func(l video.Layer) bool { return l.MemberID == id })
	}
	return -1
}

// Target returns the member on which keys act: the one in the framed box, or nobody if that is free. Without a framed
// box it is the member under the cursor of the people pane, if this pane shows it.
func (p *Stage) Target() video.MemberID { return p.named }

// Lines draws the pane.
func (p *Stage) Lines(focused bool) []string {
	layers := p.d.Snapshot().Layout.Layers
	p.painted, p.named, p.carried = nil, "", ""
	if len(layers) == 0 {
		return p.nothing()
	}
	c, ok := p.picture()
	current := stage.None
	if focused {
		current = p.current()
	}
	if p.grid == nil && ok && current >= len(c.Boxes) {
		current = stage.None
	}
	id, hasStatus := p.d.Pointed(), p.h >= minStatusHeight
	if p.people[id] != nil || focused && hasStatus {
		p.named, p.carried = id, id
	}
	if current >= 0 {
		at := stage.Of(layers[current])
		p.painted, p.named = &at, layers[current].MemberID
		if !hasStatus && p.carried != p.named {
			p.carried = "" // it is named nowhere
		}
	}
	switch {
	case p.grid != nil:
		p.out = append(p.out[:0], p.mapLines(layers, current)...)
	case !ok:
		return p.list(current)
	default:
		p.out = append(p.out[:0], p.drawing(c, layers, current)...)
	}
	if len(p.out) < p.h {
		p.out = append(p.out, p.status(current))
	}
	for len(p.out) < p.h {
		p.out = append(p.out, draw.Pad(p.w))
	}
	return p.out
}

// nothing returns lines about why there is no drawing.
func (p *Stage) nothing() []string {
	th, s := p.d.Theme(), p.d.Snapshot()
	said := []string{"The room has not sent its layout yet.", "It does so when someone moves, or when a layout is set."}
	if s.Layout.Layers != nil {
		said = []string{"This layout has no places.", ""}
	}
	out := make([]string, 0, p.h)
	for len(out) < (p.h-len(said))/2 {
		out = append(out, "")
	}
	for i, line := range said {
		paint := th.Dim
		if i == 0 {
			paint = th.Text
		}
		out = append(out, draw.Centre(paint.Apply(text.Cut(line, p.w)), p.w))
	}
	return draw.FitAll(out, p.w, p.h)
}

// toPlace returns the members that are placed: the marked ones, else the one that the frame shows as the one to place.
func (p *Stage) toPlace() []video.MemberID {
	if ids := p.d.Targets(); len(ids) > 1 || p.d.Marks().Len() > 0 {
		return ids
	}
	if p.d.Roster().Member(p.carried) == nil {
		return nil
	}
	return []video.MemberID{p.carried}
}

// status returns the line below the drawing: the member on which keys act, the effect of Enter, and the number of
// members not in the drawing.
func (p *Stage) status(current int) string {
	th, layers := p.d.Theme(), p.d.Snapshot().Layout.Layers
	right := ""
	if p.away > 0 {
		right = " " + th.Dim.Apply(fmt.Sprintf("%d off canvas", p.away)) // apart from the name before it
	}
	ids := p.toPlace()
	if current < 0 {
		who := ""
		if len(ids) == 1 && p.named != "" {
			who = p.d.Name(ids[0])
		}
		return draw.Spread(who, right, p.w)
	}
	position, who := people.Place(layers[current].Position), layers[current].MemberID
	switch {
	case len(ids) > 1:
		to := th.Accent.Apply(" " + th.Glyphs.Arrow + " from " + position + " on")
		return draw.Spread(fmt.Sprintf("%d marked", len(ids))+to, right, p.w)
	case len(ids) == 1 && ids[0] != who:
		return draw.Spread(p.placing(position, who, ids[0]), right, p.w)
	case who != "":
		return draw.Spread(th.Dim.Apply(position+" ")+p.d.Name(who), right, p.w)
	}
	return draw.Spread(th.Dim.Apply(position), right, p.w)
}

// placing says who is in the framed box, on whom keys act, and who would be placed there. If there is no room for both
// names, it leaves out the place, and then shortens the names, first the one that is in the box, too.
func (p *Stage) placing(position string, in, one video.MemberID) string {
	th := p.d.Theme()
	places := " " + th.Glyphs.Dot + " " + draw.ShortKey(p.d.Keys().Place) + " places "
	if in == "" {
		return th.Dim.Apply(position) + th.Accent.Apply(places+p.nameIn(one, p.w-text.Width(position+places)))
	}
	has, comes, room := p.d.Name(in), p.d.Name(one), p.w-text.Width(places)
	if text.Width(position+" "+has+comes) <= room {
		return th.Dim.Apply(position+" ") + has + th.Accent.Apply(places+comes)
	}
	comes = p.nameIn(one, max(room/2, room-text.Width(has)))
	return p.nameIn(in, room-text.Width(comes)) + th.Accent.Apply(places+comes)
}

// nameIn names a member in w cells, if possible. It cuts the end of the name, never the id.
func (p *Stage) nameIn(id video.MemberID, w int) string {
	if name := p.d.Name(id); text.Width(name) <= w {
		return name
	}
	const quotes = 2 // of a name that was cut
	return p.d.Roster().LabelIn(id, w-quotes)
}

// drawing returns the lines of the canvas.
func (p *Stage) drawing(c *stage.Canvas, layers []video.Layer, current int) []string {
	s := &p.paint
	if look := (stage.Look{Canvas: c, Chosen: current, Stale: p.d.Snapshot().Stale}); s.Look != look {
		*s = stage.NewPaint(look, p.d.Theme(), func(layer, w, rows int) []string {
			return p.label(p.layers[layer], w, rows, layer == look.Chosen)
		})
	}
	p.layers = layers
	return s.Lines(p.facesOf(layers[:len(c.Boxes)]))
}

// mapLines returns the lines of the canvas as a map.
func (p *Stage) mapLines(layers []video.Layer, current int) []string {
	number := func(layer int) string { return people.ShortPlace(layers[layer].Position) }
	return p.grid.Lines(p.d.Theme(), p.facesOf(layers), number, current, p.d.Snapshot().Stale)
}

// facesOf returns the faces of the members in layers. The result is valid until the next call.
func (p *Stage) facesOf(layers []video.Layer) []stage.Face {
	p.faces = p.faces[:0]
	for _, l := range layers {
		p.faces = append(p.faces, p.face(l))
	}
	return p.faces
}

// face returns the face of the member in a layer.
func (p *Stage) face(l video.Layer) stage.Face {
	if l.MemberID == "" {
		return stage.Face{}
	}
	f := stage.Face{Name: p.d.Name(l.MemberID), Under: l.MemberID == p.named}
	if m := p.people[l.MemberID]; m != nil {
		f.Known, f.Talks, f.Hand = true, p.d.Roster().Talks(m.ID), m.HandRaised
		f.Muted, f.Dark, f.Deaf, f.Held = m.AudioMuted && m.Type != video.TypeScreen, m.VideoMuted, m.Deaf, m.OnHold
	}
	return f
}

// list draws the slots one below the other, for a pane that is too small for the canvas.
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
		sign, paint := stage.Sign(p.people[l.MemberID], p.d.Roster().Talks(l.MemberID), th)
		switch {
		case l.MemberID != "":
			room := max(0, p.w-left-2-draw.Width(sign)-1)
			who = draw.Join(paint.Apply(sign), text.Cut(p.d.Name(l.MemberID), room))
		case l.PlayingFile:
			who = th.Rec.Apply(th.Glyphs.Play) + " playing file"
		}
		bar := " "
		if i == current {
			bar = th.CursorBar.Apply(th.Glyphs.CursorBar)
		}
		line := bar + th.Dim.Apply(draw.Fit(name, left)) + " " + who
		if l.MemberID != "" && l.MemberID == p.named {
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
