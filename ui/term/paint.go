package term

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Frame is what the screen should show.
type Frame struct {
	// Lines are the rows from the top, made of text and SGR. Missing rows, and the rest of short rows, are blank.
	// Everything beyond the edges of the screen is cut off. A Terminal keeps the slice: do not change it afterwards.
	Lines  []string
	Cursor Cursor
}

// Cursor is the place of the terminal's cursor. Input methods and screen readers follow it even if it is hidden.
type Cursor struct {
	X, Y    int // cells from the upper left corner, from 0
	Visible bool
}

const (
	syncBegin, syncEnd     = "\x1b[?2026h", "\x1b[?2026l"
	showCursor, hideCursor = "\x1b[?25h", "\x1b[?25l"
	wrapOn, wrapOff        = "\x1b[?7h", "\x1b[?7l"
)

// Painter returns the difference between a frame and the screen. Each Terminal has its own. A Painter is not safe for
// concurrent use.
type Painter struct {
	w, h   int
	rows   []string // content of the screen; valid if known
	known  bool
	cursor Cursor
	out    []byte // buffer of the last call, reused
}

// Resize sets the size of the screen in cells. Its content is then unknown, because terminals move rows when they
// change size.
func (p *Painter) Resize(w, h int) {
	p.w, p.h, p.known = max(w, 0), max(h, 0), false
}

// Forget makes the next Paint write every cell.
func (p *Painter) Forget() { p.known = false }

// Paint returns the bytes that make the screen show f, or none if it already does. They are valid until the next call.
// Before Resize has set a size, it returns nil.
func (p *Painter) Paint(f Frame) []byte {
	p.out = p.out[:0]
	if p.w == 0 || p.h == 0 {
		return nil
	}
	if len(p.rows) != p.h {
		p.rows = make([]string, p.h)
	}
	several := p.changed(f) > 1
	if several {
		p.out = append(p.out, syncBegin...)
	}
	begun := len(p.out)
	patch := rowPatch{out: p.out, w: p.w}
	for y := range p.rows {
		line := row(f, y)
		if p.known && line == p.rows[y] {
			continue
		}
		patch.y, patch.begun = y, false
		patch.write(p.rows[y], line, p.known)
		p.rows[y] = line
	}
	patch.paint("")
	p.out = patch.out
	wrote := len(p.out) > begun
	p.place(f.Cursor, wrote)
	switch {
	case several && wrote:
		p.out = append(p.out, syncEnd...)
	case several: // no visible difference
		p.out = p.out[begun:]
	}
	p.known = true
	return p.out
}

// changed returns the number of rows that f changes. It stops counting at 2, unless the screen is unknown.
func (p *Painter) changed(f Frame) int {
	if !p.known {
		return p.h
	}
	n := 0
	for y := 0; y < p.h && n < 2; y++ {
		if row(f, y) != p.rows[y] {
			n++
		}
	}
	return n
}

// place moves the cursor to c. moved reports that writing has moved it.
func (p *Painter) place(c Cursor, moved bool) {
	c.X, c.Y = min(max(c.X, 0), p.w-1), min(max(c.Y, 0), p.h-1)
	if moved || !p.known || c.X != p.cursor.X || c.Y != p.cursor.Y {
		p.out = appendCursor(p.out, c.Y, c.X)
	}
	if c.Visible != p.cursor.Visible || !p.known {
		p.out = append(p.out, map[bool]string{true: showCursor, false: hideCursor}[c.Visible]...)
	}
	p.cursor = c
}

// row returns a row of a frame without trailing blanks.
func row(f Frame, y int) string {
	if y >= len(f.Lines) {
		return ""
	}
	return trimmed(f.Lines[y])
}

// rowPatch writes the cells that differ, row by row.
type rowPatch struct {
	out   []byte
	y, w  int
	begun bool   // something was written, so the cursor is in the row
	x     int    // column of the cursor
	style string // of the last cell written
}

// write turns a row that shows was into line; known is false if the content of the row is unknown.
func (p *rowPatch) write(was, line string, known bool) {
	before, now := cells{s: was, limit: p.w, done: !known}, cells{s: line, limit: p.w}
	before.next()
	now.next()
	for !now.done {
		if !before.done && before.x == now.x && before.text == now.text && before.style == now.style {
			n := samePlain(before.s[before.i:], now.s[now.i:])
			before.skip(n)
			now.skip(n)
			before.next()
			now.next()
			continue
		}
		p.cell(&now)
		now.next()
		for !before.done && before.x < now.x {
			before.next()
		}
	}
	if rest := !before.done || before.x > now.x; (rest || !known) && now.x < p.w {
		p.move(now.x)
		p.paint("")
		p.out = append(p.out, ansi.EraseLineRight...)
	}
}

// cell writes a cell.
func (p *rowPatch) cell(c *cells) {
	p.move(c.x)
	p.paint(c.style)
	// Blanks, not ECH: in tmux (3.3a), half a wide character that ECH leaves behind blanks the text written before it.
	for i := 0; c.pinned && i < c.w; i++ {
		p.out = append(p.out, ' ')
	}
	switch last := c.x+c.w == p.w; {
	case c.pinned:
		p.column(c.x)
		p.out = append(p.out, c.text...)
		p.column(c.x + c.w)
	case last && utf8.RuneCountInString(c.text) > 1: // with wrapping off, tmux puts the mark on the previous letter
		p.out = append(p.out, wrapOn...)
		p.out = append(p.out, c.text...)
		p.out = append(p.out, wrapOff...)
	default:
		p.out = append(p.out, c.text...)
	}
	p.x += c.w
}

// move puts the cursor in column x of the row.
func (p *rowPatch) move(x int) {
	switch {
	case !p.begun:
		p.out = appendCursor(p.out, p.y, x)
	case x != p.x:
		p.column(x)
	}
	p.begun, p.x = true, x
}

func (p *rowPatch) column(x int) {
	p.out = append(p.out, "\x1b["...)
	p.out = strconv.AppendInt(p.out, int64(x)+1, 10)
	p.out = append(p.out, 'G')
}

// paint sets the style of the text that follows.
func (p *rowPatch) paint(style string) {
	if style == p.style {
		return
	}
	if p.style != "" && !(isColor(p.style) && isColor(style)) {
		p.out = append(p.out, ansi.ResetStyle...)
	}
	p.out = append(p.out, style...)
	p.style = style
}

// isColor reports whether style sets only the text colour. Another text colour then replaces it without a reset.
func isColor(style string) bool {
	params := strings.TrimSuffix(strings.TrimPrefix(style, "\x1b["), "m")
	switch {
	case len(params) == 2:
		return params[0] == '3' || params[0] == '9'
	case strings.HasPrefix(params, "38;5;"):
		return strings.Count(params, ";") == 2
	case strings.HasPrefix(params, "38;2;"):
		return strings.Count(params, ";") == 4
	}
	return false
}

func appendCursor(b []byte, y, x int) []byte {
	b = append(b, "\x1b["...)
	if y > 0 || x > 0 {
		b = strconv.AppendInt(b, int64(y)+1, 10)
	}
	if x > 0 {
		b = append(b, ';')
		b = strconv.AppendInt(b, int64(x)+1, 10)
	}
	return append(b, 'H')
}
