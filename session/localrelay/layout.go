package localrelay

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// canvas is the width and height of the canvas in the units of PROTOCOL.md section 14; whole is the same in percent,
// the unit of the wire.
const (
	canvas = 360
	whole  = 100.0
)

// slot is a place on the canvas, in percent. One size serves for width and height, as every slot has the canvas' aspect
// ratio.
type slot struct {
	x, y, size float64
	position   string
	z          int // a higher one is on top
}

// ordinary reports whether a slot is not reserved, so that the room fills it automatically.
func (s slot) ordinary() bool { return strings.HasPrefix(s.position, "standard-") }

// reservation returns the name of a reserved slot, "" for the others.
func (s slot) reservation() string {
	if strings.HasPrefix(s.position, "reserved-") {
		return s.position
	}
	return ""
}

// layoutNames are the answer of list_available_layouts: the twelve names of the RoomSession reference in its order,
// and two more (PROTOCOL.md section 14). The other layouts of layoutGroups can be set, too.
var layoutNames = []string{
	"8x8", "2x1", "1x1", "5up", "5x5", "4x4", "10x10", "2x2", "6x6", "3x3", "grid-responsive",
	"highlight-1-responsive", "grid-responsive-mobile", "screen-share",
}

// layoutGroups are the layouts by name (PROTOCOL.md section 14). A responsive layout has several shapes; the first
// with enough ordinary slots is used. A fixed layout has one. They take 160 KB, so a console does not compute them.
var layoutGroups = sync.OnceValue(func() map[string][][]slot {
	twoByOne := named(180, at{x: 0, y: 90}, at{x: 180, y: 90})
	oneAboveTwo := named(180, at{x: 90, y: 0}, at{x: 0, y: 180}, at{x: 180, y: 180})
	fiveUp := named(120, at{x: 0, y: 0}, at{x: 240, y: 0}, at{x: 120, y: 120}, at{x: 0, y: 240}, at{x: 240, y: 240})
	return map[string][][]slot{
		"1x1": {square(1)}, "2x2": {square(2)}, "3x3": {square(3)}, "4x4": {square(4)}, "5x5": {square(5)},
		"6x6": {square(6)}, "8x8": {square(8)}, "10x10": {square(10)}, "15x15": {square(15)},
		"2x1":                       {twoByOne},
		"1x1+2x1":                   {oneAboveTwo},
		"5up":                       {fiveUp},
		"presenter-dual-horizontal": {named(180, at{x: 0, y: 90}, at{x: 180, y: 90, reserved: 1})},
		"full-screen":               {named(canvas, at{reserved: 1})},
		"screen-share":              {screenShare()},
		"grid-responsive": {
			square(1), twoByOne, oneAboveTwo, square(2), fiveUp, square(3), square(4), square(5), square(6), square(8),
			square(10), square(15),
		},
		"highlight-1-responsive": highlights(),
		"grid-responsive-mobile": mobile(),
	}
})

// at is the corner of a slot, in units, and the number of its reservation, 0 for an ordinary slot.
type at struct{ x, y, reserved int }

// named returns slots of one size in units, with the ordinary ones numbered from 1.
func named(size int, places ...at) []slot {
	slots := make([]slot, len(places))
	ordinary := 0
	for i, p := range places {
		slots[i] = slot{x: percent(p.x), y: percent(p.y), size: percent(size), z: i}
		if p.reserved > 0 {
			slots[i].position = "reserved-" + strconv.Itoa(p.reserved)
			continue
		}
		ordinary++
		slots[i].position = "standard-" + strconv.Itoa(ordinary)
	}
	return slots
}

func percent(units int) float64 { return float64(units) * whole / canvas }

// block is columns × rows places from a corner, row by row.
func block(x, y, size, columns, rows int) []at {
	var places []at
	for row := range rows {
		for column := range columns {
			places = append(places, at{x: x + column*size, y: y + row*size})
		}
	}
	return places
}

// square is n × n equal tiles.
func square(n int) []slot { return named(canvas/n, block(0, 0, canvas/n, n, n)...) }

// highlights are the shapes with one large tile in the corner, by the number of small tiles around it. All have two
// more layers over the whole canvas. These are empty unless a member requests them: they are not slots to fill.
func highlights() [][]slot {
	shape := func(large, small int, places ...at) []slot {
		slots := append(named(large, at{reserved: 1}), named(small, places...)...)
		for _, position := range []string{positionPlayback, positionFullScreen} {
			slots = append(slots, slot{size: whole, position: position})
		}
		for i := range slots {
			slots[i].z = i
		}
		return slots
	}
	return [][]slot{
		shape(240, 120, append(block(240, 0, 120, 1, 2), block(0, 240, 120, 3, 1)...)...),
		shape(270, 90, append(block(270, 0, 90, 1, 3), block(0, 270, 90, 4, 1)...)...),
		shape(288, 72, append(block(288, 0, 72, 1, 4), block(0, 288, 72, 5, 1)...)...),
		shape(216, 72, append(block(216, 0, 72, 2, 3), block(0, 216, 72, 5, 2)...)...),
		shape(180, 60, append(block(180, 0, 60, 3, 3), block(0, 180, 60, 6, 3)...)...),
		shape(180, 45, append(block(180, 0, 45, 4, 4), block(0, 180, 45, 8, 4)...)...),
	}
}

// screenShare is one slot over the whole canvas, with four small and four larger ones on top of it in the corners; the
// small ones are uppermost.
func screenShare() []slot {
	slots := named(canvas, at{})
	corners := func(size, first int) []slot {
		far := canvas - size
		return named(size, at{far, 0, first}, at{0, 0, first + 1}, at{far, far, first + 2}, at{0, far, first + 3})
	}
	slots = append(slots, corners(60, 1)...)
	slots = append(slots, corners(120, 5)...)
	for i := range slots[1:] {
		slots[1+i].z = 1 + (i+4)%8
	}
	return slots
}

// mobile are shapes of the relay's own, because the geometry of the service is not known: two columns, at most eight
// tiles.
func mobile() [][]slot {
	const columns, most = 2, 8
	var shapes [][]slot
	for n := 1; n <= most; n++ {
		rows := (n + columns - 1) / columns
		size := canvas / max(min(n, columns), rows)
		left, top := (canvas-size*min(n, columns))/2, (canvas-size*rows)/2
		shapes = append(shapes, named(size, block(left, top, size, min(n, columns), rows)[:n]...))
	}
	return shapes
}

// IsLayout reports whether the relay has a layout with the name, listed by list_available_layouts or not.
func IsLayout(name string) bool { return layoutGroups()[name] != nil }

// Layouts returns the answer of list_available_layouts.
func Layouts() []string { return slices.Clone(layoutNames) }

// slots returns the places of a layout: its first shape with at least wanted ordinary slots, else its last shape. It
// returns nil for an unknown name.
func slots(layout string, wanted int) []slot {
	var shape []slot
	for _, shape = range layoutGroups()[layout] {
		if ordinary(shape) >= wanted {
			break
		}
	}
	return shape
}

// ordinary counts the slots that the room fills automatically.
func ordinary(shape []slot) int {
	n := 0
	for _, s := range shape {
		if s.ordinary() {
			n++
		}
	}
	return n
}

// Positions without a number (PROTOCOL.md section 13).
const (
	positionAuto       = "auto"
	positionOff        = "off-canvas"
	positionFullScreen = "full-screen"
	positionPlayback   = "playback"
)

// ValidPosition reports whether text is a position. A number without a slot, 0 included, is valid and counts as auto:
// numbers start at 1, and a live test uses reserved-0 as a slot that does not exist (PROTOCOL.md section 13).
func ValidPosition(text string) bool {
	switch text {
	case positionAuto, positionOff, positionFullScreen, positionPlayback:
		return true
	}
	kind, number, found := strings.Cut(text, "-")
	if !found || kind != "reserved" && kind != "standard" {
		return false
	}
	n, err := strconv.ParseUint(number, 10, 16)
	return err == nil && strconv.FormatUint(n, 10) == number
}

// layer is one slot with its member (PROTOCOL.md section 11.3).
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

type layout struct {
	ID            string  `json:"id"`
	Name          string  `json:"name"`
	RoomID        string  `json:"room_id"`
	RoomSessionID string  `json:"room_session_id"`
	Layers        []layer `json:"layers"`
}
