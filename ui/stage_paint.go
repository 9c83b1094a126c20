package ui

import (
	"strings"

	"gavel/session"
	"gavel/theme"
	"gavel/ui/text"
)

// stagePaint turns a canvas into lines. It lives for one frame.
type stagePaint struct {
	c      *canvas
	layers []session.Layer
	th     *theme.Theme
	chosen int                               // layer whose frame is painted as chosen, or nobody
	label  func(layer, w, rows int) []string // the lines in a box, exactly w cells each, at most rows of them
	cache  map[int][]string                  // labels by layer
	buf    []byte                            // of the last line, used again
	signs  []byte                            // of the last piece of border, likewise
}

// lines returns the canvas as exactly c.h lines of exactly c.w cells.
func (s *stagePaint) lines() []string {
	s.cache = make(map[int][]string, len(s.c.boxes))
	out := make([]string, s.c.h)
	for y := range out {
		out[y] = s.line(y)
	}
	return out
}

func (s *stagePaint) line(y int) string {
	b := s.buf[:0]
	for x := 0; x < s.c.w; {
		who, start := s.c.owner[y*s.c.w+x], x
		if who == nobody {
			b, x = s.border(b, x, y)
			continue
		}
		for x < s.c.w && s.c.owner[y*s.c.w+x] == who {
			x++
		}
		b = append(b, s.inside(int(who), run{y: y, x: start, n: x - start})...)
	}
	s.buf = b
	return string(b)
}

// border writes the border cells from x on that share a paint and returns the first cell behind them.
func (s *stagePaint) border(b []byte, x, y int) ([]byte, int) {
	hot, blank := s.hot(x, y), true
	s.signs = s.signs[:0]
	for x < s.c.w && s.c.owner[y*s.c.w+x] == nobody && s.hot(x, y) == hot {
		sign := joint(s.c.lines[y*s.c.w+x], s.th.Glyphs.Square)
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

func (s *stagePaint) hot(x, y int) bool {
	return s.c.bordered && s.chosen != nobody && s.c.boxes[s.chosen].onBorder(x, y)
}

// inside returns the cells of a box in one row: a line of its label, or blanks.
func (s *stagePaint) inside(layer int, r run) string {
	rows := s.c.runs[layer]
	i := 0
	for i < len(rows) && rows[i].y != r.y {
		i++
	}
	if i == len(rows) || rows[i] != r {
		return pad(r.n) // a narrower piece of a row that shows elsewhere
	}
	bar := ""
	if s.barred(layer) {
		bar = s.th.CursorBar.Apply(s.th.Glyphs.CursorBar)
		r.n--
	}
	return bar + s.text(layer, i, r.n)
}

// barred reports whether a bar inside of the box says, besides the colour of its frame, that it is the chosen one.
func (s *stagePaint) barred(layer int) bool {
	return layer == s.chosen && s.c.bordered && s.c.runs[layer][0].n > minWrapWidth
}

// text returns the i-th visible row of a box in n cells.
func (s *stagePaint) text(layer, i, n int) string {
	rows, label := s.c.runs[layer], s.labelOf(layer)
	first := (len(rows) - len(label)) / 2
	if i < first || i >= first+len(label) {
		return pad(n)
	}
	return fit(label[i-first], n)
}

// labelOf makes the label of a layer once for each frame, as wide as the narrowest of its rows that hold a label line.
func (s *stagePaint) labelOf(layer int) []string {
	label, ok := s.cache[layer]
	if !ok {
		rows := s.c.runs[layer]
		w := rows[len(rows)/2].n
		if s.barred(layer) {
			w--
		}
		label = s.label(layer, w, len(rows))
		s.cache[layer] = label
	}
	return label
}

// centre puts a line that may hold paints into the middle of w cells.
func centre(line string, w int) string {
	return fit(pad((w-width(line))/2)+line, w)
}

// shortPosition is a position in as few letters as still tell it from the others: 3, r1, full-screen.
func shortPosition(p session.Position) string {
	clean := text.Clean(string(p))
	if n, ok := strings.CutPrefix(clean, "standard-"); ok {
		return n
	}
	if n, ok := strings.CutPrefix(clean, "reserved-"); ok {
		return "r" + n
	}
	return clean
}
