package term

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"gavel/ui/text"
)

// Terminals disagree about the width of some scripts: Indic vowel signs are part of the letter in one, and have a cell
// of their own in the next. This package uses the largest width (text.Width). Adjacent letters of such scripts form one
// pinned cell of that width. The painter blanks its columns, writes it and sets the column again, so a name cannot move
// its neighbours.

// cells iterates over the cells of a line. A line may hold text and SGR. All other control sequences and all characters
// without a cell are dropped, because nothing after the painter could drop them.
type cells struct {
	s     string
	i     int // index in s of the next cell
	limit int // columns of the screen; cells beyond it are dropped

	x, w   int    // column and width of the cell
	text   string // bytes of the cell
	pinned bool   // terminals disagree about w
	style  string // SGR sequences since the last reset
	from   int    // index of style in s; -1 if style is not a part of s
	done   bool
}

// skip moves past n ASCII characters, one cell each.
func (c *cells) skip(n int) { c.i, c.x = c.i+n, c.x+n }

// next moves to the next cell. At the end, done is set and x is the column after the last cell.
func (c *cells) next() {
	c.x, c.w, c.pinned = c.x+c.w, 0, false
	for c.w == 0 && !c.done {
		switch {
		case c.i >= len(c.s):
			c.done = true
		case isPlain(c.s, c.i):
			c.take(1, 1)
		case c.s[c.i] == esc:
			c.escape()
		case isLine(c.s, c.i):
			c.take(lineBytes, 1)
		default:
			c.grapheme()
		}
	}
	if c.x+c.w > c.limit {
		c.w, c.done = 0, true
	}
}

// take makes the next n bytes a cell of width w.
func (c *cells) take(n, w int) {
	c.text, c.w = c.s[c.i:c.i+n], w
	c.i += n
}

// isPlain reports whether the byte at i is an ASCII character without a combining mark.
func isPlain(s string, i int) bool {
	return s[i] >= ' ' && s[i] <= '~' && (i+1 == len(s) || s[i+1] <= '~')
}

const lineBytes = 3

// isLine reports whether the character at i is one of U+2500 to U+25BF (lines, blocks and squares) without a combining
// mark. After ASCII, these are the most frequent characters of a screen.
func isLine(s string, i int) bool {
	if text.AmbiguousWide() || i+lineBytes > len(s) || s[i] != 0xe2 || s[i+1] < 0x94 || s[i+1] > 0x96 ||
		s[i+2]&0xc0 != utf8.RuneSelf {
		return false
	}
	end := i + lineBytes
	return end == len(s) || s[end] <= '~' || s[end] == 0xe2
}

// grapheme makes the next character with its combining marks a cell, or all adjacent letters of disputed width one
// pinned cell. It drops invalid UTF-8 and control sequences.
func (c *cells) grapheme() {
	rest := c.s[c.i:]
	if r, size := utf8.DecodeRuneInString(rest); r == utf8.RuneError && size == 1 || unicode.IsControl(r) {
		_, _, n, _ := ansi.DecodeSequence(rest, 0, nil)
		c.i += max(n, 1)
		return
	}
	letter, w := ansi.FirstGraphemeCluster(rest, ansi.GraphemeWidth)
	if letter == leftToRight {
		c.mark()
		return
	}
	wide := text.Width(letter)
	switch {
	case w <= 0 || !utf8.ValidString(letter):
		c.i += len(letter)
		return
	case wide == w:
		c.take(len(letter)+c.marks(c.i+len(letter)), w)
		return
	}
	end := c.i + len(letter)
	for end < len(c.s) && strings.IndexByte(looseLeads, c.s[end]) >= 0 {
		letter, _ = ansi.FirstGraphemeCluster(c.s[end:], ansi.GraphemeWidth)
		if !utf8.ValidString(letter) {
			break
		}
		wide += text.Width(letter)
		end += len(letter)
	}
	c.take(end-c.i+c.marks(end), wide)
	c.pinned = true
}

// leftToRight is the mark with which package draw keeps a reordering terminal from moving the rest of the row. It has
// no width. Konsole stores it with the letter before it, and loses it when only that letter is rewritten.
const leftToRight = "\u200e"

// marks returns the length in bytes of the marks at i, which belong to the letter before them. It returns 0 at the end
// of a row, where nothing follows that could move.
func (c *cells) marks(i int) int {
	rest := strings.TrimLeft(c.s[i:], leftToRight)
	if rest == "" {
		return 0
	}
	return len(c.s) - i - len(rest)
}

// mark takes a mark that follows no letter, together with the next letter.
func (c *cells) mark() {
	rest := strings.TrimLeft(c.s[c.i:], leftToRight)
	after := cells{s: rest, limit: c.limit, style: c.style, from: -1}
	after.next()
	if after.done || after.w == 0 {
		c.i = len(c.s)
		return
	}
	c.text, c.w, c.pinned = leftToRight+after.text, after.w, after.pinned
	c.style, c.from = after.style, -1
	c.i = len(c.s) - len(rest) + after.i
}

// looseLeads are the first UTF-8 bytes of all letters of disputed width: those of the Indic and Southeast Asian
// scripts, and of the planes beyond the first.
const looseLeads = "\xe0\xe1\xea\xef\xf0"

// escape adds an SGR sequence to style, and drops any other sequence.
func (c *cells) escape() {
	rest := c.s[c.i:]
	end := strings.IndexByte(rest, 'm')
	if end < 2 || rest[1] != '[' || strings.Trim(rest[2:end], "0123456789;:") != "" {
		_, _, n, _ := ansi.DecodeSequence(rest, 0, nil)
		c.i += max(n, 1)
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

// samePlain returns the number of equal ASCII cells at the start of a and b. Most cells of a line are plain ASCII.
func samePlain(a, b string) int {
	n := 0
	for n+1 < len(a) && n+1 < len(b) && a[n] == b[n] && a[n] >= ' ' && a[n] <= '~' && a[n+1] <= '~' && b[n+1] <= '~' {
		n++
	}
	return n
}

// trimmed returns a line without trailing blanks, unless they have a style. The painter clears the rest of a row
// anyway.
func trimmed(line string) string {
	short := strings.TrimRight(line, " ")
	if len(short) == len(line) {
		return line
	}
	i := strings.LastIndexByte(short, esc)
	if i < 0 || strings.HasPrefix(short[i:], ansi.ResetStyle) || strings.HasPrefix(short[i:], "\x1b[0m") {
		return short
	}
	return line // the blanks have a style
}
