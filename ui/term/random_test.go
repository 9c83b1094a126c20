package term

import (
	"math/rand/v2"
	"slices"
	"strings"

	"gavel/ui/text"
)

// look is a style, and the attributes that a terminal must show for it.
type look struct {
	sgr  []string // ways to write it
	want attributes
}

// attributes are the attributes of a cell that the tests compare.
type attributes struct {
	bold, reverse bool
	fg, bg        string
}

var looks = []look{
	{[]string{""}, attributes{}},
	{[]string{"\x1b[31m", "\x1b[0;31m"}, attributes{fg: "31"}},
	{[]string{"\x1b[1m\x1b[34m", "\x1b[1;34m"}, attributes{bold: true, fg: "34"}},
	{[]string{"\x1b[38;5;208m"}, attributes{fg: "38;5;208"}},
	{[]string{"\x1b[7m"}, attributes{reverse: true}},
	{[]string{"\x1b[48;2;10;20;30m"}, attributes{bg: "48;2;10;20;30"}},
}

// words are parts of names and signs in many scripts. All of them are clean text.
var words = []string{
	"Priya", "Ólafur", "Nguyễn", "漢字", "한국", "●", "│", "──", "▁▂▃", "محمد", "יוסף", "มานะ", "ｍ", "a", "m", "0:42", "…",
	"e\u0301", "✋", "👍", "x·y", "ь", "Ａ",
}

// pinnedWords are words of disputed width.
var pinnedWords = []string{"नमस्ते", "அருண்", "കേരളം", "မြန်မာ"}

// modelCell is a cell of a modelScreen. The cells after a wide one have no text.
type modelCell struct {
	text string
	look int
	w    int
}

// modelScreen is a screen for random changes. It holds only cells. The lines of its frame and the expected screen are
// derived from the cells without the painter.
type modelScreen struct {
	w, h   int
	rows   [][]modelCell
	random *rand.Rand
	pinned bool // use pinned words
}

func newModelScreen(w, h int, seed uint64) *modelScreen {
	m := &modelScreen{random: rand.New(rand.NewPCG(seed, 1))}
	m.resize(w, h)
	return m
}

func (m *modelScreen) resize(w, h int) {
	m.w, m.h = w, h
	m.rows = make([][]modelCell, h)
	for y := range m.rows {
		m.rows[y] = slices.Repeat([]modelCell{{" ", 0, 1}}, w)
		if m.random.IntN(2) == 0 {
			m.change(y)
		}
	}
}

// step makes one change: a word, a row, or several rows.
func (m *modelScreen) step() {
	switch m.random.IntN(20) {
	case 0:
		for range m.random.IntN(m.h) {
			m.change(m.random.IntN(m.h))
		}
	case 1:
		y := m.random.IntN(m.h)
		m.rows[y] = slices.Repeat([]modelCell{{" ", m.random.IntN(2) * m.random.IntN(len(looks)), 1}}, m.w)
	case 2: // rows move
		y := m.random.IntN(m.h)
		row := m.rows[y]
		m.rows = slices.Insert(slices.Delete(m.rows, y, y+1), 0, row)
	default:
		m.change(m.random.IntN(m.h))
	}
}

// change puts words somewhere into a row.
func (m *modelScreen) change(y int) {
	x, look := m.random.IntN(m.w), m.random.IntN(len(looks))
	for range 1 + m.random.IntN(4) {
		if m.pinned && m.random.IntN(4) == 0 {
			word := pinnedWords[m.random.IntN(len(pinnedWords))]
			x = m.put(y, x, modelCell{" ", look, 1})
			x = m.put(y, x, modelCell{word, look, text.Width(word)})
			x = m.put(y, x, modelCell{" ", look, 1})
			continue
		}
		for _, letter := range letters(words[m.random.IntN(len(words))]) {
			x = m.put(y, x, modelCell{letter, look, text.Width(letter)})
		}
	}
}

// letters splits a word into letters with their combining marks.
func letters(word string) []string {
	var out []string
	for _, r := range word {
		if len(out) > 0 && text.Width(out[len(out)-1]+string(r)) == text.Width(out[len(out)-1]) {
			out[len(out)-1] += string(r)
			continue
		}
		out = append(out, string(r))
	}
	return out
}

// put puts a cell at x and returns the column after it. A wide cell that is cut leaves blanks.
func (m *modelScreen) put(y, x int, c modelCell) int {
	if x+c.w > m.w {
		return m.w
	}
	row := m.rows[y]
	for i := x; i < x+c.w; i++ {
		begin := i
		for row[begin].w == 0 {
			begin--
		}
		for j := begin; j < begin+row[begin].w; j++ {
			if j != begin {
				row[j] = modelCell{" ", row[begin].look, 1}
			}
		}
		row[begin] = modelCell{" ", row[begin].look, 1}
	}
	row[x] = c
	for i := x + 1; i < x+c.w; i++ {
		row[i] = modelCell{}
	}
	return x + c.w
}

// lines returns the frame. A style is written in one of its ways.
func (m *modelScreen) lines() []string {
	out := make([]string, m.h)
	for y, row := range m.rows {
		var b strings.Builder
		at := 0
		for _, c := range row {
			if c.w == 0 {
				continue
			}
			if c.look != at {
				ways := looks[c.look].sgr
				if at != 0 {
					b.WriteString("\x1b[0m")
				}
				b.WriteString(ways[m.random.IntN(len(ways))])
				at = c.look
			}
			b.WriteString(c.text)
		}
		if at != 0 {
			b.WriteString("\x1b[0m")
		}
		out[y] = b.String()
	}
	return out
}

// shown is one letter that a terminal shows.
type shown struct {
	text string
	attributes
}

// want returns what a terminal must show in a row, without the plain blanks at its end.
func (m *modelScreen) want(y int) []shown {
	var out []shown
	for _, c := range m.rows[y] {
		if c.w > 0 {
			out = append(out, shown{c.text, looks[c.look].want})
		}
	}
	return trimShown(out)
}

func trimShown(s []shown) []shown {
	for len(s) > 0 && (s[len(s)-1] == shown{text: " "}) {
		s = s[:len(s)-1]
	}
	return s
}

// parseShown reads a row with SGR from a terminal's copy of its screen. It knows only the attributes of looks.
func parseShown(line string, state *attributes) []shown {
	var out []shown
	for len(line) > 0 {
		if rest, ok := strings.CutPrefix(line, "\x1b["); ok {
			params, after, _ := strings.Cut(rest, "m")
			applySGR(state, strings.Split(params, ";"))
			line = after
			continue
		}
		letter := letters(line[:strings.IndexByte(line+"\x1b", esc)])[0]
		out = append(out, shown{letter, *state})
		line = line[len(letter):]
	}
	return trimShown(out)
}

func applySGR(a *attributes, params []string) {
	for i := 0; i < len(params); i++ {
		switch p := params[i]; {
		case p == "" || p == "0":
			*a = attributes{}
		case p == "1":
			a.bold = true
		case p == "7":
			a.reverse = true
		case p == "39":
			a.fg = ""
		case p == "49":
			a.bg = ""
		case p == "38" || p == "48":
			n := i + 3
			if params[i+1] == "2" {
				n = i + 5
			}
			color := strings.Join(params[i:n], ";")
			if p == "38" {
				a.fg = color
			} else {
				a.bg = color
			}
			i = n - 1
		case len(p) == 2 && p[0] == '3':
			a.fg = p
		}
	}
}
