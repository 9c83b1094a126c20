package stage

import (
	"math"
	"slices"

	"gavel/session/video"
)

// Seats gives each member its own box, starting with the first layer. It returns fewer positions if there are not
// enough boxes.
func Seats(ids []video.MemberID, layers []video.Layer) map[video.MemberID]video.Position {
	positions := make(map[video.MemberID]video.Position, len(ids))
	for _, l := range layers {
		if len(positions) == len(ids) {
			break
		}
		if l.Position.Valid() {
			positions[ids[len(positions)]] = l.Position
		}
	}
	return positions
}

// At identifies a slot of the canvas by its name, and by its index in case two slots have the same name.
type At struct {
	Position video.Position
	Index    int
}

// Find returns the index of the layer of a slot: the one with its name and index, else the first with its name.
func Find(layers []video.Layer, at *At) int {
	if at == nil {
		return -1
	}
	exact := slices.IndexFunc(layers, func(l video.Layer) bool { return Of(l) == *at })
	if exact >= 0 || at.Position == "" {
		return exact
	}
	return slices.IndexFunc(layers, func(l video.Layer) bool { return l.Position == at.Position })
}

// Of returns the slot of a layer.
func Of(l video.Layer) At { return At{l.Position, l.Index} }

// Distance returns the distance from one box to another in a direction, in percent of the canvas. The distance sideways
// counts twice. In the wrong direction it is infinite.
func Distance(from, to video.Layer, dx, dy int) float64 {
	x, y := to.X+to.Width/2-from.X-from.Width/2, to.Y+to.Height/2-from.Y-from.Height/2
	along, aside := x*float64(dx)+y*float64(dy), math.Abs(x*float64(dy))+math.Abs(y*float64(dx))
	const nothing = 0.5 // percent: boxes side by side may differ by rounding
	if !(along > nothing) {
		return math.Inf(1)
	}
	return along + 2*aside
}
