package text

import (
	"slices"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/bidi"
)

// Arabic and Hebrew text is stored in reading order, and a program must reorder it for the screen. Most terminals do
// not reorder text. Some reorder whole rows and thereby move other cells of the console. So the console turns that off
// (CSI 8 l) and puts each run of such letters in the order of VisualOrder.

// Turns reports whether s has a letter or a digit that is written from right to left. The order of such text on the
// screen differs from its reading order.
func Turns(s string) bool {
	for i := 0; i < len(s); i++ {
		// The first such letter is U+0590, whose first byte is 0xd6.
		if s[i] < 0xd6 {
			continue
		}
		r, _ := utf8.DecodeRuneInString(s[i:])
		switch class(r) {
		case bidi.R, bidi.AL, bidi.AN:
			return true
		}
	}
	return false
}

// VisualOrder returns the letters of clean text as they appear on the screen from left to right, for a terminal that
// does not reorder. from[i] is the index in s of the letter at i. The direction of the text is that of its first letter
// with a direction. Cut or pad text before this call. The order is that of Unicode Standard Annex 9, without the rules
// for direction controls, which clean text does not have.
//
// golang.org/x/text/unicode/bidi has the tables. Its Paragraph returns runs in reading order, without levels (v0.41),
// which is wrong for a number or a Latin word in Arabic text.
func VisualOrder(s string) (letters []string, from []int) {
	p := newParagraph(s)
	p.weak()
	p.brackets()
	p.neutrals()
	p.setLevels()
	return p.visual()
}

// MayTurn reports whether s may have a letter or a digit that is written from right to left. It checks only the first
// bytes of letters, eight bytes at a time, so a frame without such letters, the usual case, costs almost nothing.
func MayTurn(s string) bool {
	const high = 0x8080808080808080 // set in bytes that are not ASCII
	for len(s) >= 8 {
		word := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		if word&high != 0 && turns(s[:min(len(s), 9)]) {
			return true
		}
		s = s[8:]
	}
	return turns(s)
}

// turns reports whether s has the start of a letter that may be written from right to left: from U+0590 to U+08FF, from
// U+FB1D to U+FEFC, or in the supplementary planes.
func turns(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < 0xd6 || c > 0xf0:
		case c <= 0xdf:
			return true
		case i+1 == len(s):
		case c == 0xe0 && s[i+1] <= 0xa3, c == 0xef && s[i+1] >= 0xac && s[i+1] <= 0xbb,
			c == 0xf0 && (s[i+1] == 0x90 || s[i+1] == 0x9e):
			return true
		}
	}
	return false
}

// paragraph is a string to be reordered. Its elements are letters with their marks. A mark has the class of its letter.
type paragraph struct {
	letters []string
	was     []bidi.Class // class from the table
	class   []bidi.Class
	levels  []int
	base    int // level of the text: 0 from left to right, 1 from right to left
}

func class(r rune) bidi.Class {
	p, _ := bidi.LookupRune(r)
	return p.Class()
}

func newParagraph(s string) *paragraph {
	p := &paragraph{}
	state, strong := -1, false
	for letter := ""; s != ""; {
		letter, s, _, state = uniseg.FirstGraphemeClusterInString(s, state)
		c := class(firstRune(letter))
		if c == bidi.BN || c == bidi.NSM { // a mark without a letter
			c = bidi.ON
		}
		if !strong && (c == bidi.L || c == bidi.R || c == bidi.AL) { // P2, P3
			strong = true
			if c != bidi.L {
				p.base = 1
			}
		}
		p.letters, p.class = append(p.letters, letter), append(p.class, c)
	}
	p.was = append(p.was, p.class...)
	p.levels = make([]int, len(p.class))
	return p
}

// direction returns the class of letters that have the direction of the text.
func (p *paragraph) direction() bidi.Class {
	if p.base == 1 {
		return bidi.R
	}
	return bidi.L
}

// weak resolves the classes of numbers and of the signs in them: rules W2 to W7.
func (p *paragraph) weak() {
	c := p.class
	strong := p.direction()
	for i := range c { // W2
		switch c[i] {
		case bidi.L, bidi.R, bidi.AL:
			strong = c[i]
		case bidi.EN:
			if strong == bidi.AL {
				c[i] = bidi.AN
			}
		}
	}
	for i := range c { // W3
		if c[i] == bidi.AL {
			c[i] = bidi.R
		}
	}
	for i := 1; i+1 < len(c); i++ { // W4
		before, after := c[i-1], c[i+1]
		number := before == bidi.EN || before == bidi.AN && c[i] == bidi.CS
		if before == after && number && (c[i] == bidi.ES || c[i] == bidi.CS) {
			c[i] = before
		}
	}
	p.terminators()
	strong = p.direction()
	for i := range c { // W7
		switch c[i] {
		case bidi.L, bidi.R:
			strong = c[i]
		case bidi.EN:
			if strong == bidi.L {
				c[i] = bidi.L
			}
		}
	}
}

// terminators makes signs such as % part of an adjacent number (W5), and all others neutral (W6).
func (p *paragraph) terminators() {
	c := p.class
	for i := 0; i < len(c); i++ {
		if c[i] != bidi.ET {
			continue
		}
		end := i
		for end < len(c) && c[end] == bidi.ET {
			end++
		}
		if i > 0 && c[i-1] == bidi.EN || end < len(c) && c[end] == bidi.EN {
			for j := i; j < end; j++ {
				c[j] = bidi.EN
			}
		}
		i = end
	}
	for i := range c {
		switch c[i] {
		case bidi.ES, bidi.ET, bidi.CS:
			c[i] = bidi.ON
		}
	}
}

// sideOf returns the direction that a class has beside neutral letters: L or R, or ON for none.
func sideOf(c bidi.Class) bidi.Class {
	switch c {
	case bidi.L:
		return bidi.L
	case bidi.R, bidi.EN, bidi.AN:
		return bidi.R
	}
	return bidi.ON
}

// brackets gives both brackets of a pair one direction (N0).
func (p *paragraph) brackets() {
	for _, pair := range p.pairs() {
		base, inside := p.direction(), bidi.ON
		for i := pair[0] + 1; i < pair[1] && inside != base; i++ {
			if side := sideOf(p.class[i]); side != bidi.ON {
				inside = side
			}
		}
		switch inside {
		case bidi.ON:
			continue
		case base:
		default:
			before := base
			for i := pair[0] - 1; i >= 0; i-- {
				if side := sideOf(p.class[i]); side != bidi.ON {
					before = side
					break
				}
			}
			inside = before
		}
		p.class[pair[0]], p.class[pair[1]] = inside, inside
	}
}

// maxBrackets bounds how many brackets may be open, as the annex does (BD16).
const maxBrackets = 63

// pairs returns the pairs of brackets in the order of the opening ones.
func (p *paragraph) pairs() [][2]int {
	var open []int
	closes := make(map[int]int)
	for i, letter := range p.letters {
		if p.class[i] != bidi.ON {
			continue
		}
		r := firstRune(letter)
		props, _ := bidi.LookupRune(r)
		switch {
		case !props.IsBracket():
		case props.IsOpeningBracket():
			if len(open) == maxBrackets {
				return nil
			}
			open = append(open, i)
		default:
			for j, at := range slices.Backward(open) {
				if mirrored(firstRune(p.letters[at])) == r {
					closes[at] = i
					open = open[:j]
					break
				}
			}
		}
	}
	var out [][2]int
	for i := range p.letters {
		if end, ok := closes[i]; ok {
			out = append(out, [2]int{i, end})
		}
	}
	return out
}

// neutrals gives neutral letters the direction of both sides if it is the same (N1), and otherwise that of the text
// (N2).
func (p *paragraph) neutrals() {
	c := p.class
	for i := 0; i < len(c); i++ {
		if sideOf(c[i]) != bidi.ON {
			continue
		}
		end := i
		for end < len(c) && sideOf(c[end]) == bidi.ON {
			end++
		}
		side := p.direction()
		before, after := side, side
		if i > 0 {
			before = sideOf(c[i-1])
		}
		if end < len(c) {
			after = sideOf(c[end])
		}
		if before == after {
			side = before
		}
		for j := i; j < end; j++ {
			c[j] = side
		}
		i = end
	}
}

// setLevels turns directions into levels (I1, I2). Spaces at the end get the level of the text (L1).
func (p *paragraph) setLevels() {
	for i, c := range p.class {
		p.levels[i] = p.base
		switch {
		case p.base == 0 && c == bidi.R, p.base == 1 && c != bidi.R:
			p.levels[i]++
		case c == bidi.EN, c == bidi.AN:
			p.levels[i] += 2
		}
	}
	for i := len(p.was) - 1; i >= 0 && p.was[i] == bidi.WS; i-- {
		p.levels[i] = p.base
	}
}

// visual reorders the letters (L2) and mirrors brackets that are read from right to left (L4).
func (p *paragraph) visual() (letters []string, from []int) {
	order := make([]int, len(p.levels))
	highest := 0
	for i, level := range p.levels {
		order[i] = i
		highest = max(highest, level)
	}
	for level := highest; level > 0; level-- {
		for i := 0; i < len(order); i++ {
			end := i
			for end < len(order) && p.levels[order[end]] >= level {
				end++
			}
			for a, b := i, end-1; a < b; a, b = a+1, b-1 {
				order[a], order[b] = order[b], order[a]
			}
			i = max(i, end)
		}
	}
	for _, i := range order {
		letter := p.letters[i]
		if p.levels[i]%2 == 1 {
			r, size := utf8.DecodeRuneInString(letter)
			if m := mirrored(r); m != r {
				letter = string(m) + letter[size:]
			}
		}
		letters = append(letters, letter)
	}
	return letters, order
}

// mirrors are the signs that have a mirror image, in pairs.
const mirrors = "()[]{}<>«»‹›≤≥⁅⁆⁽⁾₍₎〈〉⟦⟧⟨⟩⟪⟫⦅⦆⸢⸣⸤⸥⸨⸩〈〉《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞﹤﹥（）＜＞［］｛｝｟｠｢｣≪≫≮≯∈∋⊂⊃"

var mirrorOf = func() map[rune]rune {
	out := make(map[rune]rune)
	signs := []rune(mirrors)
	for i := 0; i < len(signs); i += 2 {
		out[signs[i]], out[signs[i+1]] = signs[i+1], signs[i]
	}
	return out
}()

// mirrored returns the mirror image of r, or r.
func mirrored(r rune) rune {
	if m, ok := mirrorOf[r]; ok {
		return m
	}
	return r
}
