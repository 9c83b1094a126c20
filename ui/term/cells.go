package term

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"gavel/ui/text"
)

// Terminals disagree about the cells that some scripts take: Indic vowel signs are part of the letter in one, and have
// a cell of their own in the next. Here such text is as wide as the widest of them draws it (text.Width). The letters
// that follow one another are one cell of that width, a pinned one: its place is blanked before it is written, and the
// column is set again after it. So a name can move nothing but itself.

// cells goes through a line cell by cell. A line may hold letters and SGR. Everything else that a terminal would obey
// or that has no place of its own is left out: a painter is the last one who can.
type cells struct {
	s     string
	i     int // where the next cell begins in s
	limit int // columns of the screen: what does not fit is not there

	x, w   int    // of the cell
	text   string // of the cell
	pinned bool   // terminals disagree about w
	style  string // the sequences since the last reset, which make the cell look as it does
	from   int    // where style is in s; -1 when it was put together
	done   bool
}

// skip leaves out n letters of ASCII before the next cell.
func (c *cells) skip(n int) { c.i, c.x = c.i+n, c.x+n }

// next goes to the next cell. At the end, x is the column after the last one.
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

// take makes n bytes the cell.
func (c *cells) take(n, w int) {
	c.text, c.w = c.s[c.i:c.i+n], w
	c.i += n
}

// isPlain reports whether the byte at i is a letter of ASCII on which nothing is put.
func isPlain(s string, i int) bool {
	return s[i] >= ' ' && s[i] <= '~' && (i+1 == len(s) || s[i+1] <= '~')
}

const lineBytes = 3

// isLine reports whether the letter at i is one of U+2500 to U+25BF, lines, blocks and squares, on which nothing is
// put. After ASCII, most of a screen is that.
func isLine(s string, i int) bool {
	if text.AmbiguousWide() || i+lineBytes > len(s) || s[i] != 0xe2 || s[i+1] < 0x94 || s[i+1] > 0x96 ||
		s[i+2]&0xc0 != utf8.RuneSelf {
		return false
	}
	end := i + lineBytes
	return end == len(s) || s[end] <= '~' || s[end] == 0xe2
}

// grapheme takes a letter with all that is put on it, or a pinned word.
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

// leftToRight is the mark with which text.Fenced keeps a terminal that reorders from moving what is ours. It takes no
// cell. Konsole keeps it with the letter before it, and loses it when only that letter is written again.
const leftToRight = "\u200e"

// marks returns how many bytes of marks at i belong to the letter before them. At the end of a row there is nothing to
// keep.
func (c *cells) marks(i int) int {
	rest := strings.TrimLeft(c.s[i:], leftToRight)
	if rest == "" {
		return 0
	}
	return len(c.s) - i - len(rest)
}

// mark takes a mark without a letter before it together with the one after it.
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

// looseLeads are the first bytes, in UTF-8, of all letters about whose width terminals disagree: those of the Indic and
// Southeast Asian scripts, and of the planes beyond the first.
const looseLeads = "\xe0\xe1\xea\xef\xf0"

// escape takes a style. It leaves out any other sequence.
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

// samePlain returns how many cells of one ASCII letter two lines have in common from here on. Most of a line is that.
func samePlain(a, b string) int {
	n := 0
	for n+1 < len(a) && n+1 < len(b) && a[n] == b[n] && a[n] >= ' ' && a[n] <= '~' && a[n+1] <= '~' && b[n+1] <= '~' {
		n++
	}
	return n
}

// trimmed returns a line without the blanks at its end. The rest of a row is blank anyway.
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
