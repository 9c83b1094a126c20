package stage

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"gavel/session/video"
)

// This file has the slots of the documented layouts, in the units of PROTOCOL.md section 14, for the preview of a
// layout that the room does not have now.

// canvas is the width and height of the canvas in these units.
const canvas = 360

// corner is the top left corner of a slot.
type corner struct{ x, y int }

// block is columns × rows corners, row by row.
func block(x, y, size, columns, rows int) []corner {
	out := make([]corner, 0, columns*rows)
	for i := range columns * rows {
		out = append(out, corner{x + i%columns*size, y + i/columns*size})
	}
	return out
}

// shape is slots of one layout: reserved ones of a size, then ordinary ones of another size.
type shape struct {
	large    int
	reserved []corner
	small    int
	ordinary []corner
}

func square(n int) shape { return shape{small: canvas / n, ordinary: block(0, 0, canvas/n, n, n)} }

func highlight(large, small int, first, rest []corner) shape {
	return shape{large, []corner{{0, 0}}, small, append(first, rest...)}
}

var (
	twoByOne = shape{small: 180, ordinary: []corner{{0, 90}, {180, 90}}}
	oneOnTwo = shape{small: 180, ordinary: []corner{{90, 0}, {0, 180}, {180, 180}}}
	fiveUp   = shape{small: 120, ordinary: []corner{{0, 0}, {240, 0}, {120, 120}, {0, 240}, {240, 240}}}
	dual     = shape{180, []corner{{180, 90}}, 180, []corner{{0, 90}}}
)

// shapes are the layouts that are not squares. If a layout has several shapes, the room uses the first that is large
// enough.
var shapes = map[string][]shape{
	"2x1": {twoByOne}, "1x1+2x1": {oneOnTwo}, "5up": {fiveUp}, "presenter-dual-horizontal": {dual},
	"full-screen": {{large: canvas, reserved: []corner{{0, 0}}}},
	"grid-responsive": {
		square(1), twoByOne, oneOnTwo, square(2), fiveUp, square(3), square(4), square(5), square(6), square(8), square(10),
		square(15),
	},
	"highlight-1-responsive": {
		highlight(240, 120, block(240, 0, 120, 1, 2), block(0, 240, 120, 3, 1)),
		highlight(270, 90, block(270, 0, 90, 1, 3), block(0, 270, 90, 4, 1)),
		highlight(288, 72, block(288, 0, 72, 1, 4), block(0, 288, 72, 5, 1)),
		highlight(216, 72, block(216, 0, 72, 2, 3), block(0, 216, 72, 5, 2)),
		highlight(180, 60, block(180, 0, 60, 3, 3), block(0, 180, 60, 6, 3)),
		highlight(180, 45, block(180, 0, 45, 4, 4), block(0, 180, 45, 8, 4)),
	},
}

// Slots returns the slots of a documented layout for a number of people, or nil for an unknown layout. Source:
// PROTOCOL.md section 14.
func Slots(layout string, people int) []video.Layer {
	if layout == "screen-share" {
		return screenShare()
	}
	all := shapes[layout]
	if side := squareOf(layout); side > 0 {
		all = []shape{square(side)}
	}
	if len(all) == 0 {
		return nil
	}
	i := slices.IndexFunc(all, func(s shape) bool { return len(s.ordinary) >= people })
	if i < 0 {
		i = len(all) - 1
	}
	return all[i].layers()
}

// squareOf returns n of a layout n×n, or 0.
func squareOf(layout string) int {
	a, b, _ := strings.Cut(layout, "x")
	n, err := strconv.Atoi(a)
	if err != nil || a != b || n < 1 || n > 15 {
		return 0
	}
	return n
}

func (s shape) layers() []video.Layer {
	var out []video.Layer
	for i, at := range s.reserved {
		out = append(out, layer(len(out), video.Reserved(i+1), at, s.large))
	}
	for i, at := range s.ordinary {
		out = append(out, layer(len(out), video.Standard(i+1), at, s.small))
	}
	return out
}

// layer returns a slot of a size in these units.
func layer(index int, p video.Position, at corner, size int) video.Layer {
	const percent = 100.0 / canvas
	return video.Layer{
		Index: index, Z: index, X: float64(at.x) * percent, Y: float64(at.y) * percent,
		Width: float64(size) * percent, Height: float64(size) * percent, Position: p, Visible: true,
	}
}

// screenShare is one slot over the whole canvas, with four small reserved slots in the corners and four larger slots
// beneath those.
func screenShare() []video.Layer {
	const small, large = 60, 120
	out := []video.Layer{layer(0, video.Standard(1), corner{}, canvas)}
	for i, size := range []int{small, large} {
		far := canvas - size
		for n, at := range []corner{{far, 0}, {0, 0}, {far, far}, {0, far}} {
			out = append(out, layer(len(out), video.Reserved(4*i+n+1), at, size))
		}
	}
	return slices.Clip(out)
}

// Preview returns the slots of a layout with the members that the room would place in them: first members with a
// requested place, then people with a camera in the order of joining, then the others. The room decides; this is its
// documented behaviour. Preview returns nil for an unknown layout.
func Preview(s *video.Snapshot, layout string) []video.Layer {
	wanted := 0
	for _, m := range s.Members {
		if onCanvas(s, m) && !m.VideoMuted && !m.RequestedPosition.IsReserved() {
			wanted++
		}
	}
	layers := Slots(layout, wanted)
	free := map[video.Position]*video.Layer{}
	for i := range layers {
		free[layers[i].Position] = &layers[i]
	}
	placed := map[video.MemberID]bool{}
	for _, m := range s.Members {
		if l := free[m.RequestedPosition]; l != nil && onCanvas(s, m) {
			l.MemberID, placed[m.ID] = m.ID, true
			delete(free, l.Position)
		}
	}
	next := 0 // ordinary slot
	for _, dark := range []bool{false, true} {
		for _, m := range s.Members {
			if m.VideoMuted != dark || placed[m.ID] || !onCanvas(s, m) {
				continue
			}
			for next < len(layers) && (layers[next].MemberID != "" || !layers[next].Position.IsStandard()) {
				next++
			}
			if next == len(layers) {
				return layers
			}
			layers[next].MemberID = m.ID
		}
	}
	return layers
}

// onCanvas reports whether a member may be on the canvas at all.
func onCanvas(s *video.Snapshot, m *video.Member) bool {
	return m.RequestedPosition != video.PositionOffCanvas && m.Type != video.TypeAudience && m.Type != video.TypeDevice &&
		!(s.Room.HideVideoMuted == video.Yes && m.VideoMuted)
}

// CompareLayouts orders the names of layouts: grids by their size, then the others by name.
func CompareLayouts(a, b string) int {
	x, isGrid := GridSize(a)
	y, isOther := GridSize(b)
	switch {
	case isGrid && isOther:
		return cmp.Or(cmp.Compare(x, y), cmp.Compare(a, b))
	case isGrid:
		return -1
	case isOther:
		return 1
	}
	return cmp.Compare(a, b)
}

// GridSize returns the number of boxes of a layout with a name such as 3x2. isGrid is false for any other name.
func GridSize(name string) (boxes int, isGrid bool) {
	a, b, found := strings.Cut(name, "x")
	columns, err := strconv.Atoi(a)
	rows, err2 := strconv.Atoi(b)
	isGrid = found && err == nil && err2 == nil && min(columns, rows) > 0 && max(columns, rows) < 100
	return columns * rows, isGrid
}
