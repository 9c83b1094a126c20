package stage

import (
	"gavel/theme"
	"gavel/ui/draw"
)

// Paint turns a canvas into lines and keeps them. Only lines that show a changed member are drawn again: 25 people in
// 80 by 30 cells take 20 µs, the changes of a tenth of a second a few of them (measured).
type Paint struct {
	Look

	th     *theme.Theme
	label  func(layer, w, rows int) []string // the lines in a box, exactly w cells each, at most rows of them
	faces  []Face                            // by layer, as drawn
	labels [][]string                        // by layer; nil: to be drawn
	rows   []string                          // as drawn; "": to be drawn
	buf    []byte                            // of the last line, reused
	signs  []byte                            // of the last piece of border, reused
}

// Look is the state on which the whole drawing depends.
type Look struct {
	Canvas *Canvas
	Chosen int // layer whose border is painted as chosen, or None
	Stale  bool
}

// Face is the visible state of the member in a box.
type Face struct {
	Name                                 string
	Known, Under                         bool // a member; the member on which keys act
	Talks, Hand, Muted, Dark, Deaf, Held bool
}

// NewPaint returns a Paint with nothing drawn yet. label returns the lines in a box.
func NewPaint(look Look, th *theme.Theme, label func(layer, w, rows int) []string) Paint {
	n := len(look.Canvas.Boxes)
	return Paint{
		Look: look, th: th, label: label, faces: make([]Face, n), labels: make([][]string, n),
		rows: make([]string, look.Canvas.h),
	}
}

// MinWrapWidth is the narrowest box that shows a name in two lines, with a blank after the sign.
const MinWrapWidth = 6

// Lines returns the canvas as exactly c.h lines of exactly c.w cells.
func (s *Paint) Lines(faces []Face) []string {
	for layer, f := range faces {
		if s.faces[layer] == f {
			continue
		}
		s.faces[layer], s.labels[layer] = f, nil
		for _, r := range s.Canvas.runs[layer] {
			s.rows[r.y] = ""
		}
	}
	for y, line := range s.rows {
		if line == "" {
			s.rows[y] = s.line(y)
		}
	}
	return s.rows
}

func (s *Paint) line(y int) string {
	b := s.buf[:0]
	for x := 0; x < s.Canvas.W; {
		who, start := s.Canvas.owner[y*s.Canvas.W+x], x
		if who == None {
			b, x = s.border(b, x, y)
			continue
		}
		for x < s.Canvas.W && s.Canvas.owner[y*s.Canvas.W+x] == who {
			x++
		}
		b = append(b, s.inside(int(who), run{y: y, x: start, n: x - start})...)
	}
	s.buf = b
	return string(b)
}

// border writes the border cells from x on that share a paint and returns the first cell after them.
func (s *Paint) border(b []byte, x, y int) ([]byte, int) {
	hot, blank := s.hot(x, y), true
	s.signs = s.signs[:0]
	for x < s.Canvas.W && s.Canvas.owner[y*s.Canvas.W+x] == None && s.hot(x, y) == hot {
		sign := joint(s.Canvas.lines[y*s.Canvas.W+x], s.th.Glyphs.Square)
		s.signs = append(s.signs, sign...)
		blank = blank && sign == " "
		x++
	}
	if blank {
		return append(b, s.signs...), x
	}
	paint := s.th.Border
	if hot {
		paint = s.th.BorderFocused
	}
	b = append(b, paint.On()...)
	b = append(b, s.signs...)
	return append(b, paint.Off()...), x
}

func (s *Paint) hot(x, y int) bool {
	return s.Canvas.Bordered && s.Chosen != None && s.Canvas.Boxes[s.Chosen].onBorder(x, y)
}

// inside returns the cells of a box in one row: a line of its label, or blanks.
func (s *Paint) inside(layer int, r run) string {
	rows := s.Canvas.runs[layer]
	i := 0
	for i < len(rows) && rows[i].y != r.y {
		i++
	}
	if i == len(rows) || rows[i] != r {
		return draw.Pad(r.n) // a narrower piece of a row that is visible elsewhere
	}
	bar := ""
	if s.barred(layer) {
		bar = s.th.CursorBar.Apply(s.th.Glyphs.CursorBar)
		r.n--
	}
	return bar + s.text(layer, i, r.n)
}

// barred reports whether a bar inside the box, besides the colour of its border, marks it as chosen.
func (s *Paint) barred(layer int) bool {
	return layer == s.Chosen && s.Canvas.Bordered && s.Canvas.runs[layer][0].n > MinWrapWidth
}

// text returns the i-th visible row of a box in n cells.
func (s *Paint) text(layer, i, n int) string {
	rows, label := s.Canvas.runs[layer], s.labelOf(layer)
	first := (len(rows) - len(label)) / 2
	if i < first || i >= first+len(label) {
		return draw.Pad(n)
	}
	return draw.Fit(label[i-first], n)
}

// labelOf returns the label of a layer, drawn if needed, as wide as the narrowest row that holds a line of it.
func (s *Paint) labelOf(layer int) []string {
	if s.labels[layer] == nil {
		rows := s.Canvas.runs[layer]
		w := rows[len(rows)/2].n
		if s.barred(layer) {
			w--
		}
		s.labels[layer] = s.label(layer, w, len(rows))
	}
	return s.labels[layer]
}
