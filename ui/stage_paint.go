package ui

import (
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/people"
)

// stagePaint turns a canvas into lines, and keeps them: only those that show somebody who has changed are drawn again. A
// picture of 25 people in 80 by 30 cells takes 20 µs, and what changes in a tenth of a second a few of them (measured).
type stagePaint struct {
	stageLook

	layers []video.Layer
	th     *theme.Theme
	label  func(layer, w, rows int) []string // the lines in a box, exactly w cells each, at most rows of them
	faces  []face                            // by layer, as drawn
	labels [][]string                        // by layer; nil: to be made
	rows   []string                          // as drawn; "" for those to be drawn
	buf    []byte                            // of the last line, used again
	signs  []byte                            // of the last piece of border, likewise
}

// stageLook is what all of a picture depends on.
type stageLook struct {
	c      *canvas
	chosen int // layer whose frame is painted as chosen, or nobody
	stale  bool
}

// face is what a picture shows of the one in a box.
type face struct {
	name                                 string
	known, under                         bool // a member; the one that keys act on
	talks, hand, muted, dark, deaf, held bool
}

// drawing returns the lines of the picture.
func (p *stagePane) drawing(c *canvas, layers []video.Layer, current int) []string {
	s := &p.paint
	if look := (stageLook{c, current, p.d.snapshot().Stale}); s.stageLook != look {
		n := len(c.boxes)
		*s = stagePaint{
			stageLook: look, th: p.d.Theme(), faces: make([]face, n), labels: make([][]string, n), rows: make([]string, c.h),
		}
		s.label = func(layer, w, rows int) []string { return p.label(s.layers[layer], w, rows, layer == s.chosen) }
	}
	s.layers = layers
	at := p.d.pointed()
	p.faces = p.faces[:0]
	for _, l := range layers[:len(c.boxes)] {
		p.faces = append(p.faces, p.face(l, at))
	}
	return s.lines(p.faces)
}

// face looks at who is in a layer.
func (p *stagePane) face(l video.Layer, at video.MemberID) face {
	if l.MemberID == "" {
		return face{}
	}
	f := face{name: people.Steady(p.d.name(l.MemberID), l.MemberID), under: l.MemberID == at}
	if m := p.people[l.MemberID]; m != nil {
		f.known, f.talks, f.hand = true, m.Talking, m.HandRaised
		f.muted, f.dark, f.deaf, f.held = m.AudioMuted, m.VideoMuted, m.Deaf, m.OnHold
	}
	return f
}

// lines returns the canvas as exactly c.h lines of exactly c.w cells.
func (s *stagePaint) lines(faces []face) []string {
	for layer, f := range faces {
		if s.faces[layer] == f {
			continue
		}
		s.faces[layer], s.labels[layer] = f, nil
		for _, r := range s.c.runs[layer] {
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
		return draw.Pad(r.n) // a narrower piece of a row that shows elsewhere
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
		return draw.Pad(n)
	}
	return draw.Fit(label[i-first], n)
}

// labelOf makes the label of a layer when it is not there, as wide as the narrowest of its rows that hold a label line.
func (s *stagePaint) labelOf(layer int) []string {
	if s.labels[layer] == nil {
		rows := s.c.runs[layer]
		w := rows[len(rows)/2].n
		if s.barred(layer) {
			w--
		}
		s.labels[layer] = s.label(layer, w, len(rows))
	}
	return s.labels[layer]
}
