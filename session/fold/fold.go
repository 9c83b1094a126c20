// Package fold compares names as a reader does: it ignores case, accents, width, the two normal forms of Unicode and,
// for Skeleton, the differences between look-alike letters. Its keys are only for comparisons. They are never shown,
// and they are never an identity. Nearest, Clip and Duration are for messages about what was typed.
package fold

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxBytes bounds the part of a text that is compared, because names have no length limit on the wire.
const maxBytes = 1024

// Same reports whether two texts are equal, whatever the encoding of their accents: keyboards send é as one character,
// some phones and file systems as two.
func Same(a, b string) bool { return norm.NFC.String(a) == norm.NFC.String(b) }

// Key returns a key that is equal for names that a person would type for each other: "José", "jose" and "JOSE\u0301";
// "O’Malley" and "o'malley"; "Þórsson" and "thorsson"; "ＡＮＮ" and "ann". It drops invisible characters and joins each
// run of spaces to one space. Marks that change a word, such as the vowels of Indic scripts, stay.
func Key(name string) string {
	name = name[:min(len(name), maxBytes)]
	if strings.ContainsAny(name, "`´") {
		name = apostrophes.Replace(name) // copies a name that has none, too
	}
	if IsASCII(name) {
		return oneSpace(strings.ToLower(name))
	}
	folded := foldCase(norm.NFKD.String(strings.ToValidUTF8(name, "\ufffd")))
	var b strings.Builder
	b.Grow(len(folded))
	for _, r := range folded {
		switch plain, mapped := plainLetters[r]; {
		case mapped:
			b.WriteString(plain)
		case isAccent(r) || isInvisible(r):
		default:
			b.WriteRune(r)
		}
	}
	return oneSpace(norm.NFC.String(b.String()))
}

// oneSpace joins each run of white space to one space, and drops white space at both ends. Most names need no copy.
func oneSpace(s string) string {
	before := ' '
	for _, r := range s {
		if unicode.IsSpace(r) && (r != ' ' || before == ' ') {
			return strings.Join(strings.Fields(s), " ")
		}
		before = r
	}
	return strings.TrimSuffix(s, " ")
}

// apostrophes replaces characters that people type for an apostrophe and that would not reach plainLetters: the
// backquote is ASCII, and NFKD splits the acute accent into a space and a mark.
var apostrophes = strings.NewReplacer("`", "'", "´", "'")

// foldCase removes differences of case in a decomposed text. Of the letters that only full case folding expands,
// decomposition has expanded all but ß. golang.org/x/text/cases does the same but needs 170 KB of language tables.
func foldCase(s string) string { return sharpS.Replace(strings.Map(foldRune, s)) }

// foldRune returns the lower case of the capital of r: Σ, σ and ς become σ, and µ, the sign for micro, becomes μ. The
// dotless ı stays: its capital, I, belongs to i.
func foldRune(r rune) rune {
	if r == 'ı' {
		return r
	}
	return unicode.ToLower(unicode.ToUpper(r))
}

var sharpS = strings.NewReplacer("ß", "ss")

// plainLetters are the plain spellings of letters without a removable accent.
var plainLetters = map[rune]string{
	'þ': "th", 'ð': "d", 'ø': "o", 'ł': "l", 'đ': "d", 'ı': "i", 'æ': "ae", 'œ': "oe", 'ħ': "h", 'ŋ': "ng",
	'’': "'", '‘': "'", 'ʼ': "'", '′': "'", '`': "'", '“': "\"", '”': "\"",
	'‐': "-", '‑': "-", '‒': "-", '–': "-", '—': "-", '−': "-",
}

// accents are the marks that a reader may omit: marks of Latin, Greek and Cyrillic letters, the points of Hebrew and
// the short vowels of Arabic.
var accents = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x0300, Hi: 0x036f, Stride: 1},
	{Lo: 0x0483, Hi: 0x0489, Stride: 1},
	{Lo: 0x0591, Hi: 0x05bd, Stride: 1},
	{Lo: 0x05bf, Hi: 0x05bf, Stride: 1},
	{Lo: 0x05c1, Hi: 0x05c2, Stride: 1},
	{Lo: 0x05c4, Hi: 0x05c5, Stride: 1},
	{Lo: 0x05c7, Hi: 0x05c7, Stride: 1},
	{Lo: 0x064b, Hi: 0x065f, Stride: 1},
	{Lo: 0x0670, Hi: 0x0670, Stride: 1},
	{Lo: 0x1ab0, Hi: 0x1aff, Stride: 1},
	{Lo: 0x1dc0, Hi: 0x1dff, Stride: 1},
	{Lo: 0x20d0, Hi: 0x20ff, Stride: 1},
	{Lo: 0xfe20, Hi: 0xfe2f, Stride: 1},
}}

func isAccent(r rune) bool { return r >= 0x0300 && unicode.Is(accents, r) }

// isInvisible reports whether r makes no difference to a reader: joiners, direction marks, variation selectors, skin
// tones, tags and controls. White space is not invisible.
func isInvisible(r rune) bool {
	switch {
	case unicode.IsSpace(r):
		return false
	case r >= 0x1f3fb && r <= 0x1f3ff:
		return true
	}
	return unicode.In(r, unicode.Cf, unicode.Cc, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// IsASCII reports whether s has only printable ASCII characters.
func IsASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
