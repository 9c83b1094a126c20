// Package text is the one door for text from outside: names, metadata, URLs, error
// texts of the server. It cleans, measures, cuts and pads; console and command line both
// print through it.
//
// Clean makes text harmless: what comes out holds no control character, no invisible
// character and no direction override, so it cannot move a cell, set a colour or write an
// escape sequence. What was dangerous stays readable as <202E>: deleting it silently would
// make two names equal. Every other function expects text that went through Clean, unless
// its comment says that it takes raw text.
//
// The package holds no state and all functions are safe for concurrent use.
package text

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Bounds of one value. No honest name comes near them; a hostile one must not cost the
// console a frame.
const (
	maxBytes = 4096
	maxRunes = 1024
)

// Ellipsis ends text that was cut.
const Ellipsis = "…"

// maxMarks is how many combining marks stay on one character. Real orthographies need up
// to four; terminals have crashed on hundreds (CVE-2021-26937).
const maxMarks = 4

// Clean returns raw text as one harmless line.
//
// Invalid bytes become U+FFFD; control, direction, zero-width, unassigned and other
// invisible characters become visible as <202E>; spaces of all kinds become U+0020 and are
// trimmed; combining marks beyond four become <+N>. Skin tones and variation selectors of
// emoji are dropped, because terminals disagree about the width that results. More than
// 4,096 bytes or 1,024 characters are cut, with an ellipsis. Clean is idempotent, and free
// for printable ASCII.
func Clean(raw string) string {
	clean, _ := cleanLine(raw, true)
	return clean
}

// Altered reports whether Clean had to change raw text in a way that matters to somebody
// who reads a name: something was made visible, dropped or cut, or was broken before.
func Altered(raw string) bool {
	_, altered := cleanLine(raw, true)
	return altered
}

// cleanLine is Clean, with leading spaces kept unless trim is set.
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
	return len(s) <= maxRunes && isPrintableASCII(s)
}

func isPrintableASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// cleaner writes clean text, one grapheme cluster after the other.
type cleaner struct {
	out     []byte
	runes   int  // runes in out
	fit     int  // length of out after the last cluster that leaves room for an ellipsis
	prev    rune // the last rune written as it was; 0 after anything else
	based   bool // a combining mark may follow
	marks   int  // combining marks on the base so far
	excess  int  // marks dropped since
	trim    bool
	altered bool
}

func (c *cleaner) run(raw string) (string, bool) {
	raw, capped := bound(raw)
	c.altered = capped
	if !utf8.ValidString(raw) {
		raw = string([]rune(raw)) // one U+FFFD for each bad byte, where ToValidUTF8 merges them
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

// fits reports whether an ellipsis would still fit behind what is written.
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

// trimEnd removes what must not stand before an ellipsis: spaces, and joiners that have
// lost what they joined.
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
		// Dropped without a trace: the person is the same, only the picture is plainer.
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

// mark writes a combining mark when there is something to combine with.
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

// plain writes a printable ASCII character. A space carries no marks: at the edges it
// would be trimmed away from under them.
func (c *cleaner) plain(r rune) {
	c.write(r)
	c.based, c.marks = r != ' ', 0
}

// keep writes a rune that is fine as it is.
func (c *cleaner) keep(r rune) {
	c.write(r)
	c.based, c.marks = true, 0
}

func (c *cleaner) write(r rune) {
	c.out = utf8.AppendRune(c.out, r)
	c.runes++
	c.prev = r
}

// dropped says how many marks were left out, so that two names do not become equal.
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

// notation accounts for ASCII that was written from before on in place of something else.
func (c *cleaner) notation(before int) {
	c.runes += len(c.out) - before
	c.prev, c.based, c.marks, c.altered = 0, false, 0, true
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
