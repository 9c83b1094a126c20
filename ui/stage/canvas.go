package stage

import (
	"cmp"
	"math"
	"slices"

	"gavel/session/video"
	"gavel/theme"
)

// maxLayers bounds the layers that are drawn. The largest known layout has 100 slots; a terminal could not show many
// more.
const maxLayers = 144

// Sides of a cell that a border line leads to.
const (
	sideUp = 1 << iota
	sideDown
	sideLeft
	sideRight
)

// None is the owner of border cells and of cells outside all boxes.
const None = -1

// box is one layer in cells. With borders, x0, y0, x1 and y1 are the border cells, which neighbours share. Without
// borders, x1 and y1 are the first cells outside.
type box struct {
	layer          int // index into the layers
	x0, y0, x1, y1 int
}

// run is a piece of one row that belongs to one box and that no other box covers.
type run struct{ y, x, n int }

// Canvas holds the layers in cells: which box each cell belongs to, and where border lines run. It is pure geometry;
// Paint adds names and paints.
type Canvas struct {
	W, h     int
	Bordered bool
	Boxes    []box   // by layer as given; hidden ones have x1 < x0
	owner    []int16 // index into the layers, or None
	lines    []uint8 // sides, of border cells
	runs     [][]run // by layer: the widest visible run of each of its rows, from the top
}

// Smallest insides at which a box with borders, or a tile without, still shows part of a name.
const (
	minBoxWidth   = 3
	minBoxHeight  = 1
	minTileWidth  = 3
	minTileHeight = 1
)

// New draws the layers into w×h cells: with borders if every box has room for a few letters, else as tiles without
// borders. It returns false if there is no room for either.
func New(layers []video.Layer, w, h int) (*Canvas, bool) {
	layers = layers[:min(len(layers), maxLayers)]
	if len(layers) == 0 || w < minTileWidth || h < minTileHeight {
		return nil, false
	}
	for _, bordered := range []bool{true, false} {
		c := &Canvas{W: w, h: h, Bordered: bordered}
		if c.place(layers) {
			c.draw(layers)
			c.findRuns()
			return c, true
		}
	}
	return nil, false
}

// At returns the layer that a cell belongs to, or None. A shared border belongs to the later box.
func (c *Canvas) At(x, y int) int {
	for layer, b := range slices.Backward(c.Boxes) { // later layers cover earlier ones
		if x >= b.x0 && y >= b.y0 && (x < b.x1 || c.Bordered && x == b.x1) && (y < b.y1 || c.Bordered && y == b.y1) {
			return layer
		}
	}
	return None
}

// place converts percentages to cells and reports whether every box is large enough.
func (c *Canvas) place(layers []video.Layer) bool {
	c.Boxes = make([]box, len(layers))
	for i, l := range layers {
		b := box{layer: i, x0: 0, x1: -1}
		if hiddenLayer(l, len(layers)) {
			c.Boxes[i] = b
			continue
		}
		b.x0, b.x1 = edge(l.X, c.W, c.Bordered), edge(l.X+l.Width, c.W, c.Bordered)
		b.y0, b.y1 = edge(l.Y, c.h, c.Bordered), edge(l.Y+l.Height, c.h, c.Bordered)
		minW, minH := minTileWidth, minTileHeight
		if c.Bordered {
			minW, minH = minBoxWidth+1, minBoxHeight+1
		}
		if b.x1-b.x0 < minW || b.y1-b.y0 < minH {
			return false
		}
		c.Boxes[i] = b
	}
	return true
}

// hiddenLayer reports whether a layer is empty and covers the whole canvas, such as the slot of a full-screen playback
// while there is none. It is not drawn, because it would hide every other slot.
func hiddenLayer(l video.Layer, layers int) bool {
	const whole = 99 // percent; rounding leaves a little
	return layers > 1 && l.MemberID == "" && !l.PlayingFile && l.Width >= whole && l.Height >= whole
}

// edge returns the cell of a percentage of n cells. Two boxes that meet in percent meet in the same cell, however they
// are rounded.
func edge(percent float64, n int, bordered bool) int {
	if math.IsNaN(percent) {
		percent = 0
	}
	if bordered {
		n--
	}
	return int(math.Round(min(max(percent, 0), 100) / 100 * float64(n)))
}

// draw paints the boxes from the lowest to the highest. Empty slots come first, so that they cover no member.
func (c *Canvas) draw(layers []video.Layer) {
	c.owner, c.lines = make([]int16, c.W*c.h), make([]uint8, c.W*c.h)
	for i := range c.owner {
		c.owner[i] = None
	}
	order := slices.Clone(c.Boxes)
	slices.SortStableFunc(order, func(a, b box) int {
		la, lb := layers[a.layer], layers[b.layer]
		if full := cmp.Compare(occupied(la), occupied(lb)); full != 0 {
			return full
		}
		return cmp.Compare(la.Z, lb.Z)
	})
	for _, b := range order {
		switch {
		case b.x1 < b.x0:
		case c.Bordered:
			c.drawBox(b)
		default:
			c.drawTile(b)
		}
	}
}

func occupied(l video.Layer) int {
	if l.MemberID != "" || l.PlayingFile {
		return 1
	}
	return 0
}

// drawBox clears the inside and draws the border over what is below. Lines from below that end at the border join it;
// lines that would run into the inside are cut.
func (c *Canvas) drawBox(b box) {
	for y := b.y0 + 1; y < b.y1; y++ {
		for x := b.x0 + 1; x < b.x1; x++ {
			c.owner[y*c.W+x], c.lines[y*c.W+x] = int16(b.layer), 0
		}
	}
	for x := b.x0 + 1; x < b.x1; x++ {
		c.line(x, b.y0, sideLeft|sideRight, sideDown)
		c.line(x, b.y1, sideLeft|sideRight, sideUp)
	}
	for y := b.y0 + 1; y < b.y1; y++ {
		c.line(b.x0, y, sideUp|sideDown, sideRight)
		c.line(b.x1, y, sideUp|sideDown, sideLeft)
	}
	c.line(b.x0, b.y0, sideRight|sideDown, 0)
	c.line(b.x1, b.y0, sideLeft|sideDown, 0)
	c.line(b.x0, b.y1, sideRight|sideUp, 0)
	c.line(b.x1, b.y1, sideLeft|sideUp, 0)
}

func (c *Canvas) line(x, y int, add, cut uint8) {
	i := y*c.W + x
	c.owner[i] = None
	c.lines[i] = c.lines[i]&^cut | add
}

// drawTile leaves the last column blank, so that neighbours do not run together.
func (c *Canvas) drawTile(b box) {
	for y := b.y0; y < b.y1; y++ {
		for x := b.x0; x < b.x1; x++ {
			c.owner[y*c.W+x] = int16(b.layer)
			if x == b.x1-1 {
				c.owner[y*c.W+x] = None
			}
		}
	}
}

// findRuns finds the widest visible piece of each row of each box.
func (c *Canvas) findRuns() {
	c.runs = make([][]run, len(c.Boxes))
	for y := range c.h {
		for x := 0; x < c.W; {
			who, start := c.owner[y*c.W+x], x
			for x < c.W && c.owner[y*c.W+x] == who {
				x++
			}
			if who != None {
				c.addRun(int(who), run{y: y, x: start, n: x - start})
			}
		}
	}
}

func (c *Canvas) addRun(layer int, r run) {
	all := c.runs[layer]
	if last := len(all) - 1; last >= 0 && all[last].y == r.y {
		if r.n > all[last].n {
			all[last] = r
		}
		return
	}
	c.runs[layer] = append(all, r)
}

// onBorder reports whether the cell is part of the border of the box.
func (b box) onBorder(x, y int) bool {
	if x < b.x0 || x > b.x1 || y < b.y0 || y > b.y1 {
		return false
	}
	return x == b.x0 || x == b.x1 || y == b.y0 || y == b.y1
}

// joint returns the sign of a border cell whose lines lead to the sides.
func joint(sides uint8, b theme.Box) string {
	switch sides {
	case 0:
		return " "
	case sideUp, sideDown, sideUp | sideDown:
		return b.Vertical
	case sideLeft, sideRight, sideLeft | sideRight:
		return b.Horizontal
	case sideRight | sideDown:
		return b.TopLeft
	case sideLeft | sideDown:
		return b.TopRight
	case sideRight | sideUp:
		return b.BottomLeft
	case sideLeft | sideUp:
		return b.BottomRight
	case sideUp | sideDown | sideRight:
		return b.TeeLeft
	case sideUp | sideDown | sideLeft:
		return b.TeeRight
	case sideLeft | sideRight | sideDown:
		return b.TeeTop
	case sideLeft | sideRight | sideUp:
		return b.TeeBottom
	}
	return b.Cross
}
