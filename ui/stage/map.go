package stage

import (
	"math"
	"slices"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
)

// mapFrom is the number of boxes above which a canvas is drawn as a map: names in so many boxes would be three letters.
const mapFrom = 25

// Widths of a cell of the map: a sign with a blank, and with a number too.
const (
	signCell   = 2
	numberCell = 4
	widestCell = 6
)

// Map is a canvas with one cell for each box.
type Map struct {
	w, h   int
	cell   int // width of a cell
	layers []int
	x, y   []int // by index into layers
	rows   int

	look  mapLook
	faces []Face
	lines []string
}

// mapLook is the state on which the drawing of a map depends, besides the faces.
type mapLook struct {
	chosen, top int
	stale       bool
}

// NewMap places the layers in w by h cells, in the order of the canvas: in its own columns if they fit, else one after
// the other. It returns nil if names in boxes are better: for few boxes that are not tight. c is the canvas in the same
// cells, or nil if there is no room for it.
func NewMap(layers []video.Layer, c *Canvas, w, h int) *Map {
	layers = layers[:min(len(layers), maxLayers)]
	m := &Map{w: w, h: h}
	for i, l := range layers {
		if !hiddenLayer(l, len(layers)) {
			m.layers = append(m.layers, i)
		}
	}
	if len(m.layers) <= mapFrom && (c == nil || !c.tight()) || w < signCell || h < 1 {
		return nil
	}
	if !m.byPlace(layers) {
		m.inOrder(layers)
	}
	m.spread()
	return m
}

// tight reports whether the boxes have no frames, and one of them no room for a name.
func (c *Canvas) tight() bool {
	const nameWidth = 8
	return !c.Bordered && slices.ContainsFunc(c.Boxes, func(b box) bool { return b.x1 > b.x0 && b.x1-b.x0 < nameWidth })
}

// byPlace puts each box into the row and column of its centre. It reports false if the boxes do not fit, or if two
// would share a cell.
func (m *Map) byPlace(layers []video.Layer) bool {
	var xs, ys []int
	for _, i := range m.layers {
		x, y := centre(layers[i])
		xs, ys = append(xs, x), append(ys, y)
	}
	columns, rows := distinct(xs), distinct(ys)
	if len(rows) > m.h || len(columns)*signCell > m.w || len(columns)*len(rows) > 2*len(m.layers) {
		return false
	}
	m.cell, m.rows = min(m.w/len(columns), widestCell), len(rows)
	taken := map[[2]int]bool{}
	for i := range xs {
		x, _ := slices.BinarySearch(columns, xs[i])
		y, _ := slices.BinarySearch(rows, ys[i])
		if taken[[2]int{x, y}] {
			m.x, m.y = nil, nil
			return false
		}
		taken[[2]int{x, y}] = true
		m.x, m.y = append(m.x, x*m.cell), append(m.y, y)
	}
	return true
}

// inOrder puts the boxes one after the other, row by row.
func (m *Map) inOrder(layers []video.Layer) {
	slices.SortStableFunc(m.layers, func(a, b int) int {
		ax, ay := centre(layers[a])
		bx, by := centre(layers[b])
		if ay != by {
			return ay - by
		}
		return ax - bx
	})
	for m.cell = numberCell; m.cell > signCell; m.cell-- {
		if per := m.w / m.cell; per > 0 && (len(m.layers)+per-1)/per <= m.h {
			break
		}
	}
	per := max(1, m.w/m.cell)
	for i := range m.layers {
		m.x, m.y = append(m.x, i%per*m.cell), append(m.y, i/per)
	}
	m.rows = (len(m.layers) + per - 1) / per
}

// spread leaves every second line blank if there is room, which is easier to read.
func (m *Map) spread() {
	if 2*m.rows > m.h {
		return
	}
	m.rows *= 2
	for i := range m.y {
		m.y[i] *= 2
	}
}

// centre returns the centre of a layer in percent.
func centre(l video.Layer) (x, y int) {
	at := func(v float64) int {
		if math.IsNaN(v) {
			return 0
		}
		return int(math.Round(min(max(v, 0), 100)))
	}
	return at(l.X + l.Width/2), at(l.Y + l.Height/2)
}

// distinct returns the different values, sorted. Values that rounding made different count as one.
func distinct(values []int) []int {
	all := slices.Sorted(slices.Values(values))
	return slices.Compact(all)
}

// At returns the layer of a cell, or None.
func (m *Map) At(x, y int) int {
	for i, layer := range m.layers {
		if y+m.look.top == m.y[i] && x >= m.x[i] && x < m.x[i]+m.cell {
			return layer
		}
	}
	return None
}

// Lines returns the map in exactly h lines of exactly w cells. numbers holds the number beside the sign of each layer.
func (m *Map) Lines(th *theme.Theme, faces []Face, numbers func(layer int) string, chosen int, stale bool) []string {
	look := mapLook{chosen: chosen, top: m.top(chosen), stale: stale}
	if m.lines != nil && look == m.look && slices.Equal(faces, m.faces) {
		return m.lines
	}
	m.look, m.faces = look, append(m.faces[:0], faces...)
	rows := make([][]byte, m.h)
	ends := make([]int, m.h)
	order := make([]int, len(m.layers))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return (m.y[a]-m.y[b])*m.w + m.x[a] - m.x[b] })
	for _, i := range order {
		y := m.y[i] - look.top
		if y < 0 || y >= m.h {
			continue
		}
		rows[y] = append(rows[y], draw.Pad(m.x[i]-ends[y])...)
		rows[y] = append(rows[y], m.cellOf(th, m.layers[i], numbers)...)
		ends[y] = m.x[i] + m.cell
	}
	m.lines = make([]string, m.h)
	for y := range m.lines {
		m.lines[y] = draw.Fit(string(rows[y]), m.w)
	}
	return m.lines
}

// top returns the first row in view, such that the row of the chosen box is in view.
func (m *Map) top(chosen int) int {
	at := slices.Index(m.layers, chosen)
	if m.rows <= m.h || at < 0 {
		return 0
	}
	return min(max(0, m.y[at]-m.h/2), m.rows-m.h)
}

// cellOf draws one box: its sign and, if there is room, its number.
func (m *Map) cellOf(th *theme.Theme, layer int, numbers func(int) string) string {
	f := Face{}
	if layer < len(m.faces) {
		f = m.faces[layer]
	}
	sign, paint := f.sign(th)
	text := sign
	if number := numbers(layer); m.cell >= numberCell && len(number) <= m.cell-signCell {
		text += draw.FitRight(number, m.cell-signCell)
	}
	text = draw.Fit(text, m.cell-1)
	switch {
	case layer == m.look.chosen:
		paint = th.Selected
	case m.look.stale:
		paint = th.Stale
	case f.Under:
		paint = paint.Over(th.Cursor)
	}
	return paint.Apply(text) + " "
}

// sign returns the sign of a face, and its paint.
func (f Face) sign(th *theme.Theme) (string, theme.Paint) {
	g := &th.Glyphs
	switch {
	case f.Talks:
		return g.Talking, th.Talking
	case f.Hand:
		return g.Hand, th.Hand
	case f.Name == "":
		return g.Dot, th.Dim
	case f.Muted:
		return g.Failed, th.Muted
	}
	return g.Silent, th.Text
}
