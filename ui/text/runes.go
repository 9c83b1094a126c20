package text

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"

	"gavel/session/fold"
)

const (
	zwnj = '\u200c'
	zwj  = '\u200d'
)

// kind is what Clean does with a rune.
type kind uint8

const (
	ordinary kind = iota
	space         // becomes U+0020
	mark          // combines with the character before it
	spacing       // the same, in a cell of its own
	vowelAM       // Thai and Lao, see amParts
	joiner        // ZWJ and ZWNJ, allowed where scripts and emoji need them
	selector      // VS15 and VS16, dropped after an emoji
	skinTone      // dropped after an emoji
	hidden        // made visible
)

func kindOf(r rune) kind {
	switch {
	case r == zwj || r == zwnj:
		return joiner
	case r == '\ufe0e' || r == '\ufe0f':
		return selector
	case r >= 0x1f3fb && r <= 0x1f3ff:
		return skinTone
	case unicode.Is(unicode.Zs, r):
		return space
	case isHidden(r):
		return hidden
	case unicode.In(r, unicode.Mn, unicode.Me):
		return mark
	case unicode.Is(unicode.Mc, r), r == '\uff9e', r == '\uff9f': // the last two are the sound marks of halfwidth kana
		return spacing
	case r == '\u0e33', r == '\u0eb3':
		return vowelAM
	}
	return ordinary
}

// shown holds the categories of visible runes. Any other rune is a control, a format character, a
// surrogate, private or unassigned.
var shown = []*unicode.RangeTable{unicode.L, unicode.M, unicode.N, unicode.P, unicode.S}

// unsteady are runes that look harmless but whose width tmux 3.3a and x/ansi count differently: Hangul tone marks,
// Vietnamese reading marks, circled numbers on black squares, and the rare letters that combine with the character
// after them.
var unsteady = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x0d4e, Hi: 0x0d4e, Stride: 1}, {Lo: 0x302e, Hi: 0x302f, Stride: 1}, {Lo: 0x3248, Hi: 0x324f, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x111c2, Hi: 0x111c3, Stride: 1},
		{Lo: 0x1193f, Hi: 0x11941, Stride: 2},
		{Lo: 0x11a3a, Hi: 0x11a3a, Stride: 1},
		{Lo: 0x11a84, Hi: 0x11a89, Stride: 1},
		{Lo: 0x11d46, Hi: 0x11d46, Stride: 1},
		{Lo: 0x11f02, Hi: 0x11f02, Stride: 1},
		{Lo: 0x16ff0, Hi: 0x16ff1, Stride: 1},
	},
}

// amParts splits the Thai and Lao vowel AM, a letter that combines and also takes a cell. Terminals agree about its two
// parts: the ring above, and the vowel AA after it.
var amParts = map[rune][2]rune{'\u0e33': {'\u0e4d', '\u0e32'}, '\u0eb3': {'\u0ecd', '\u0eb2'}}

// blankBraille is a symbol to Unicode, but looks like a space.
const blankBraille = '\u2800'

func isHidden(r rune) bool {
	return r == blankBraille || !unicode.In(r, shown...) || unicode.Is(unsteady, r) ||
		unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// pictographic approximates Extended_Pictographic by blocks, because the standard library has no table for it. Extra
// runes do no harm here, because widths are compared later.
var pictographic = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x00a9, Hi: 0x00a9, Stride: 1},
		{Lo: 0x00ae, Hi: 0x00ae, Stride: 1},
		{Lo: 0x203c, Hi: 0x203c, Stride: 1},
		{Lo: 0x2049, Hi: 0x2049, Stride: 1},
		{Lo: 0x2122, Hi: 0x2122, Stride: 1},
		{Lo: 0x2139, Hi: 0x2139, Stride: 1},
		{Lo: 0x2194, Hi: 0x21aa, Stride: 1},
		{Lo: 0x231a, Hi: 0x23ff, Stride: 1},
		{Lo: 0x24c2, Hi: 0x24c2, Stride: 1},
		{Lo: 0x25aa, Hi: 0x25fe, Stride: 1},
		{Lo: 0x2600, Hi: 0x27bf, Stride: 1},
		{Lo: 0x2934, Hi: 0x2935, Stride: 1},
		{Lo: 0x2b05, Hi: 0x2b55, Stride: 1},
		{Lo: 0x3030, Hi: 0x3030, Stride: 1},
		{Lo: 0x303d, Hi: 0x303d, Stride: 1},
		{Lo: 0x3297, Hi: 0x3299, Stride: 2},
	},
	R32: []unicode.Range32{
		{Lo: 0x1f000, Hi: 0x1f1e5, Stride: 1},
		{Lo: 0x1f201, Hi: 0x1f3fa, Stride: 1},
		{Lo: 0x1f400, Hi: 0x1faff, Stride: 1},
	},
	LatinOffset: 2,
}

func isPictographic(r rune) bool { return unicode.Is(pictographic, r) }

// isEmojiBase reports whether a variation selector has a meaning after r: r is an emoji, or a digit
// or sign of a keycap.
func isEmojiBase(r rune) bool {
	return isPictographic(r) || r == '#' || r == '*' || r >= '0' && r <= '9'
}

// cursive holds the scripts whose letters change shape when a joiner is between them.
var cursive = []*unicode.RangeTable{unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mandaic, unicode.Adlam}

// viramaClass is the canonical combining class of the signs that join Indic consonants.
const viramaClass = 9

// joins reports whether a joiner is used as intended. It may glue emoji, which are then in the same
// cluster (tail). It may follow a virama (RFC 5892, appendix A.2). It may separate two letters of a
// cursive script (A.1), the second of which comes after the cluster (rest).
func joins(before, joiner rune, tail, rest string) bool {
	after := firstRune(tail + rest)
	switch {
	case before == 0 || before == zwj || before == zwnj:
		return false
	case isPictographic(before):
		return joiner == zwj && isPictographic(firstRune(tail))
	case unicode.Is(unicode.Mn, before) && isVirama(before):
		return true
	}
	return unicode.In(before, cursive...) && unicode.In(after, cursive...) && unicode.IsLetter(after)
}

func isVirama(r rune) bool {
	return norm.NFC.PropertiesString(string(r)).CCC() == viramaClass
}

// steady reports whether a clean piece of text probably has the same width on every terminal: the libraries and the sum
// of its runes agree, no regional indicator is single, and no part of a Hangul syllable lacks its first part. Spacing
// marks pass, because Indic scripts would be unreadable otherwise. Width counts them generously.
func steady(piece string) bool {
	// The code of a rune that was shown instead, <070F>, may precede what it was joined with.
	core := strings.TrimLeftFunc(piece, func(r rune) bool { return r < utf8.RuneSelf })
	first := firstRune(core)
	switch {
	case fold.IsASCII(piece):
		return true
	case isRegional(first):
		return isRegional(firstRune(core[utf8.RuneLen(first):]))
	case first >= 0x1160 && first <= 0x11ff, first >= 0xd7b0 && first <= 0xd7ff:
		return false
	}
	w := ansi.StringWidth(piece)
	return w == uniseg.StringWidth(piece) && w == summed(piece) || strings.ContainsFunc(piece, isSpacing)
}

// summed returns the sum of the widths of a cluster's runes. Joined emoji count once, as on
// terminals that support them.
func summed(cluster string) int {
	w, joined := 0, false
	for _, r := range cluster {
		switch {
		case r == zwj || r == zwnj:
			joined = r == zwj
			continue
		case unicode.In(r, unicode.Mn, unicode.Me), isJamoTail(r):
		case unicode.Is(unicode.Mc, r):
			w++
		case !joined:
			w += ansi.StringWidth(string(r))
		}
		joined = false
	}
	if isRegional(firstRune(cluster)) {
		return 0 // a flag is one symbol, not two letters
	}
	return w
}

// isJamoTail reports whether r is a vowel or final of a Hangul syllable written in parts,
// which takes no cell of its own.
func isJamoTail(r rune) bool {
	return r >= 0x1160 && r <= 0x11ff || r >= 0xd7b0 && r <= 0xd7ff
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func isSpacing(r rune) bool { return unicode.Is(unicode.Mc, r) }

func isRegional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

// maxCompatible is the longest replacement by compatible, in runes. Longer replacements are words instead of a sign.
const maxCompatible = 4

// compatible returns the compatibility form of a piece if all agree about its width, or "". It
// keeps halfwidth katakana readable, which Japanese systems still write.
func compatible(piece string) string {
	same := norm.NFKC.String(piece)
	if same == piece || utf8.RuneCountInString(same) > maxCompatible || !steady(same) {
		return ""
	}
	for i, r := range same {
		if k := kindOf(r); k != ordinary && (k != mark || i == 0) {
			return ""
		}
	}
	return same
}

// appendCode appends r as <09> or <202E>.
func appendCode(b []byte, r rune) []byte {
	const hex = 16
	code := strings.ToUpper(strconv.FormatInt(int64(r), hex))
	digits := 4
	if r < 0xa0 { // controls are usually written with two digits
		digits = 2
	}
	b = append(b, '<')
	for range digits - len(code) {
		b = append(b, '0')
	}
	b = append(b, code...)
	return append(b, '>')
}

// appendDropped appends <+N> for n combining marks that were left out.
func appendDropped(b []byte, n int) []byte {
	b = append(b, '<', '+')
	b = strconv.AppendInt(b, int64(n), 10)
	return append(b, '>')
}
