// Package text is the only entry point for untrusted text: names, metadata, URLs, error texts of
// the server. It cleans, measures, cuts and pads. Console and command line print through it.
//
// Clean makes text harmless. Its result has no control character, no invisible character and no
// direction override, so it cannot move a cell, set a colour or write an escape sequence. A
// dangerous character stays readable, as <202E>: if it were deleted silently, two names could
// become equal. Every other function expects clean text, unless its comment says that it accepts
// raw text.
//
// The package holds no state except one fact about the terminal (SetAmbiguousWide), and all functions are safe for
// concurrent use.
package text

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"gavel/session/fold"
)

// Bounds of one value. No honest name comes near them; a hostile one must not cost the
// console a frame.
const (
	maxBytes = 4096
	maxRunes = 1024
)

// Ellipsis ends text that was cut.
const Ellipsis = "…"

// maxMarks is the number of combining marks that one character keeps. Real orthographies need up to
// four; terminals have crashed on hundreds (CVE-2021-26937).
const maxMarks = 4

// Clean returns raw text as one harmless line.
//
// Invalid bytes become U+FFFD. Control, direction, zero-width, unassigned and other invisible
// characters become visible, as <202E>. Spaces of all kinds become U+0020 and are trimmed at both
// ends. Combining marks beyond four become <+N>. Skin tones and variation selectors of emoji are
// dropped, because terminals disagree about the resulting width. Longer text is cut to 4,096 bytes
// and 1,024 characters, with an ellipsis. Clean is idempotent, and costs no allocation for
// printable ASCII.
func Clean(raw string) string {
	clean, _ := cleanLine(raw, true)
	return clean
}

// cleanLine is Clean, with leading spaces kept unless trim is set. altered reports that Clean changes the text in a way
// that matters to a reader: a character becomes visible or is cut off, a combining mark is dropped, or a byte was
// invalid.
func cleanLine(raw string, trim bool) (clean string, altered bool) {
	if isPlain(raw) {
		if trim {
			raw = strings.Trim(raw, " ")
		}
		return raw, false
	}
	c := cleaner{trim: trim, out: make([]byte, 0, len(raw)+len(raw)/2)}
	return c.run(raw)
}

// isPlain reports whether s is printable ASCII within the bounds, which Clean leaves alone.
func isPlain(s string) bool {
	return len(s) <= maxRunes && fold.IsASCII(s)
}

// cleaner writes clean text, one grapheme cluster after another.
type cleaner struct {
	out     []byte
	runes   int  // runes in out
	fit     int  // length of out after the last cluster that leaves room for an ellipsis
	prev    rune // the last rune, if it was written unchanged; else 0
	based   bool // a combining mark may follow
	marks   int  // combining marks on the base so far
	excess  int  // marks dropped after those
	trim    bool
	altered bool
}

func (c *cleaner) run(raw string) (string, bool) {
	raw, capped := bound(raw)
	c.altered = capped
	if !utf8.ValidString(raw) {
		raw = string([]rune(raw)) // one U+FFFD per bad byte; ToValidUTF8 would merge them
	}
	state := -1
	for rest, cluster := raw, ""; rest != ""; {
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		c.cluster(cluster, rest)
		if c.fits() {
			c.fit = len(c.out)
		}
	}
	if capped || len(c.out) > maxBytes || c.runes > maxRunes {
		c.altered = true
		c.out = append(trimEnd(c.out[:c.fit]), Ellipsis...)
	}
	if c.trim {
		c.out = trimSpaces(c.out)
	}
	return string(c.out), c.altered
}

// fits reports whether an ellipsis still fits after the text in out.
func (c *cleaner) fits() bool {
	return len(c.out) <= maxBytes-len(Ellipsis) && c.runes < maxRunes
}

// bound returns the longest start of s within the bounds, without splitting a rune.
func bound(s string) (head string, cut bool) {
	runes := 0
	for i := 0; i < len(s); runes++ {
		_, size := utf8.DecodeRuneInString(s[i:])
		if runes == maxRunes || i+size > maxBytes {
			return s[:i], true
		}
		i += size
	}
	return s, false
}

// trimEnd removes what an ellipsis must not follow: spaces, and joiners that have lost their second
// half.
func trimEnd(b []byte) []byte {
	for {
		r, size := utf8.DecodeLastRune(b)
		if r != ' ' && r != zwj && r != zwnj {
			return b
		}
		b = b[:len(b)-size]
	}
}

func trimSpaces(b []byte) []byte {
	for len(b) > 0 && b[0] == ' ' {
		b = b[1:]
	}
	for len(b) > 0 && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	return b
}

// cluster writes one grapheme cluster; rest is what follows it.
func (c *cleaner) cluster(cluster, rest string) {
	if len(cluster) == 1 && cluster[0] >= ' ' && cluster[0] <= '~' {
		c.plain(rune(cluster[0]))
		return
	}
	start, runes, altered := len(c.out), c.runes, c.altered
	prev, based := c.prev, c.based
	for i, r := range cluster {
		c.rune(r, cluster[i+utf8.RuneLen(r):], rest)
	}
	c.dropped()
	piece := string(c.out[start:])
	if steady(piece) {
		return
	}
	c.out, c.runes, c.altered, c.prev, c.based = c.out[:start], runes, altered, prev, based
	if same := compatible(piece); same != "" {
		for _, r := range same {
			c.keep(r)
		}
		return
	}
	for _, r := range piece {
		if r < utf8.RuneSelf {
			c.plain(r)
		} else {
			c.visible(r)
		}
	}
}

// rune writes one rune of a cluster. tail is the rest of the cluster, rest the text after it.
func (c *cleaner) rune(r rune, tail, rest string) {
	switch kind := kindOf(r); {
	case kind == space:
		c.dropped()
		c.plain(' ')
	case kind == selector && isEmojiBase(c.prev), kind == skinTone && isPictographic(c.prev):
		// Dropped silently: the emoji means the same, only plainer.
	case kind == joiner && joins(c.prev, r, tail, rest):
		c.write(r)
	case kind == mark:
		c.mark(r)
	case kind == vowelAM:
		parts := amParts[r]
		c.mark(parts[0])
		c.dropped()
		c.keep(parts[1])
	case kind == ordinary, kind == spacing && c.based:
		c.dropped()
		c.keep(r)
		c.altered = c.altered || r == utf8.RuneError
	default:
		c.dropped()
		c.visible(r)
	}
}

// mark writes a combining mark if there is a character to combine it with.
func (c *cleaner) mark(r rune) {
	switch {
	case !c.based:
		c.visible(r)
	case c.marks >= maxMarks:
		c.excess++
		c.altered = true
	default:
		c.marks++
		c.write(r)
	}
}

// plain writes a printable ASCII character. A space carries no marks, because trimming could remove
// it from under them.
func (c *cleaner) plain(r rune) {
	c.write(r)
	c.based, c.marks = r != ' ', 0
}

// keep writes a harmless rune unchanged.
func (c *cleaner) keep(r rune) {
	c.write(r)
	c.based, c.marks = true, 0
}

func (c *cleaner) write(r rune) {
	c.out = utf8.AppendRune(c.out, r)
	c.runes++
	c.prev = r
}

// dropped writes the number of marks that were left out, so that two names do not become equal.
func (c *cleaner) dropped() {
	if c.excess == 0 {
		return
	}
	before := len(c.out)
	c.out = appendDropped(c.out, c.excess)
	c.notation(before)
	c.excess = 0
}

// visible writes a rune as its code point.
func (c *cleaner) visible(r rune) {
	before := len(c.out)
	c.out = appendCode(c.out, r)
	c.notation(before)
}

// notation updates the counts after ASCII was written in place of a rune. before is the length of
// out in front of it.
func (c *cleaner) notation(before int) {
	c.runes += len(c.out) - before
	c.prev, c.based, c.marks, c.altered = 0, false, 0, true
}
