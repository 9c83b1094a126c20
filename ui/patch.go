package ui

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"gavel/ui/text"
)

// patch writes the cells of a line that are different.
type patch struct {
	out   []byte
	y     int
	begun bool   // something was written: the cursor is in the line
	x     int    // column of the cursor
	style string // of the last cell that was written
}

// write reports false, having written nothing of use, when one of the lines has something in it that it does not know.
func (p *patch) write(was, line string) bool {
	before, now := cells{s: was}, cells{s: line}
	before.next()
	now.next()
	for !now.done {
		if before.x == now.x && !before.done && before.text == now.text && before.style == now.style {
			n := samePlain(before.s[before.i:], now.s[now.i:])
			before.skip(n)
			now.skip(n)
			before.next()
			now.next()
			continue
		}
		p.cell(now.x, now.text, now.style)
		p.x += now.w
		now.next()
		for !before.done && before.x < now.x {
			before.next()
		}
	}
	if !before.done {
		p.cell(now.x, ansi.EraseLineRight, "")
	}
	if p.style != "" {
		p.out = append(p.out, ansi.ResetStyle...)
	}
	for !before.done {
		before.next()
	}
	return !before.strange && !now.strange
}

// cell writes text at column x.
func (p *patch) cell(x int, text, style string) {
	switch {
	case !p.begun:
		p.out = appendCursor(p.out, p.y, x)
	case x != p.x:
		p.out = append(p.out, "\x1b["...)
		p.out = strconv.AppendInt(p.out, int64(x)+1, 10)
		p.out = append(p.out, 'G')
	}
	p.begun, p.x = true, x
	if style != p.style {
		if p.style != "" {
			p.out = append(p.out, ansi.ResetStyle...)
		}
		p.out = append(p.out, style...)
		p.style = style
	}
	p.out = append(p.out, text...)
}

// cells goes through a finished line cell by cell.
type cells struct {
	s string
	i int

	x, w    int    // of the cell
	text    string // of the cell
	style   string // the sequences since the last reset, which make the cell look as it does
	from    int    // where style stands in s; -1 when it was put together
	done    bool
	strange bool // the line has something else than cells, styles, and the erasing of its rest
}

// samePlain is how many cells of one ASCII letter two lines have in common from here on. Most of a line is that.
func samePlain(a, b string) int {
	n := 0
	for n+1 < len(a) && n+1 < len(b) && a[n] == b[n] && a[n] >= ' ' && a[n] <= '~' && a[n+1] <= '~' && b[n+1] <= '~' {
		n++
	}
	return n
}

// skip leaves out n letters before the next cell.
func (c *cells) skip(n int) { c.i, c.x = c.i+n, c.x+n }

// next goes to the next cell.
func (c *cells) next() {
	c.x, c.w = c.x+c.w, 0
	for c.w == 0 && !c.done {
		switch {
		case c.i >= len(c.s):
			c.done = true
		case c.s[c.i] == '\x1b':
			c.escape()
		case c.s[c.i] >= ' ' && c.s[c.i] <= '~' && (c.i+1 == len(c.s) || c.s[c.i+1] <= '~'):
			c.text, c.w = c.s[c.i:c.i+1], 1
			c.i++
		default:
			c.grapheme()
		}
	}
}

func (c *cells) grapheme() {
	seq, w, n, _ := ansi.DecodeSequence(c.s[c.i:], 0, nil)
	if w <= 0 || text.Width(seq) != w {
		c.strange, c.done = true, true
		return
	}
	c.text, c.w = seq, w
	c.i += n
}

// escape takes a style, or the erasing of the rest of the line at its end.
func (c *cells) escape() {
	rest := c.s[c.i:]
	if rest == ansi.EraseLineRight {
		c.strange, c.done = c.style != "", true // it would be erased in that style
		return
	}
	end := strings.IndexByte(rest, 'm')
	if !strings.HasPrefix(rest, "\x1b[") || end < 0 || strings.Trim(rest[2:end], "0123456789;:") != "" {
		c.strange, c.done = true, true
		return
	}
	seq := rest[:end+1]
	switch params := rest[2:end]; {
	case params == "" || params == "0":
		c.style = ""
	case c.style == "" || strings.HasPrefix(params, "0;"):
		c.style, c.from = seq, c.i
	case c.from >= 0 && c.from+len(c.style) == c.i:
		c.style = c.s[c.from : c.i+len(seq)]
	default:
		c.style, c.from = c.style+seq, -1
	}
	c.i += len(seq)
}
