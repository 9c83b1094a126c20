package text

import (
	"fmt"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gavel/session/fold"
)

// ASCII returns clean text in 7 bits, for locales other than UTF-8. Latin letters lose their accents, and gavel's own
// signs become ASCII. Letters of other scripts become question marks.
func ASCII(s string) string {
	if fold.IsASCII(s) {
		return s
	}
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if plain, known := plainLetters[r]; known {
			out = append(out, plain...)
			continue
		}
		for _, part := range norm.NFKD.String(string(r)) {
			out = appendPlain(out, part)
		}
	}
	return string(out)
}

// appendPlain appends a letter in 7 bits. It drops combining marks.
func appendPlain(out []byte, r rune) []byte {
	plain, known := plainLetters[r]
	switch {
	case r < utf8.RuneSelf:
		return append(out, byte(r))
	case known:
		return append(out, plain...)
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc), r == zwj, r == zwnj:
		return out
	}
	return append(out, '?')
}

// plainLetters are Latin letters and signs that Unicode does not decompose.
var plainLetters = map[rune]string{
	'Æ': "AE", 'æ': "ae", 'Œ': "OE", 'œ': "oe", 'Ø': "O", 'ø': "o", 'ß': "ss", 'ẞ': "SS", 'Þ': "Th", 'þ': "th",
	'Ð': "D", 'ð': "d", 'Đ': "D", 'đ': "d", 'Ł': "L", 'ł': "l", 'Ħ': "H", 'ħ': "h", 'ı': "i", 'ĸ': "k", 'Ŋ': "N",
	'ŋ': "n", 'Ŧ': "T", 'ŧ': "t", 'Ə': "E", 'ə': "e", 'ʻ': "'", 'ʼ': "'", '’': "'", '‘': "'", '“': "\"", '”': "\"",
	'„': "\"", '‚': "'", '«': "\"", '»': "\"", '‹': "'", '›': "'", '…': "~", '–': "-", '—': "-", '‐': "-", '·': "-",
	'⁄': "/", '×': "x",
}

// HasASCII reports whether the result of ASCII still has a letter or a digit.
func HasASCII(ascii string) bool {
	for i := range len(ascii) {
		if c := ascii[i]; c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' {
			return true
		}
	}
	return false
}

// JSON escapes, in encoded JSON, the characters that encoding/json leaves alone but a terminal may
// obey or hide: 7F to 9F, direction overrides, line separators, and all others that Clean makes
// visible. The decoded value stays the same.
func JSON(encoded []byte) []byte {
	first := -1
	for i := 0; i < len(encoded); {
		r, size := utf8.DecodeRune(encoded[i:])
		if mustEscape(r, size) {
			first = i
			break
		}
		i += size
	}
	if first < 0 {
		return encoded
	}
	out := append(make([]byte, 0, len(encoded)+len(encoded)/2), encoded[:first]...)
	for i := first; i < len(encoded); {
		r, size := utf8.DecodeRune(encoded[i:])
		switch {
		case !mustEscape(r, size):
			out = append(out, encoded[i:i+size]...)
		case r > 0xffff: // JSON writes these as a surrogate pair
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd7c0+r>>10, 0xdc00+r&0x3ff)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		i += size
	}
	return out
}

// mustEscape reports whether r must not appear in printed JSON. Line feeds and other controls below
// space are layout, because inside strings the encoder has escaped them. An invalid byte (size 1)
// must not pass either: it may be an 8-bit control.
func mustEscape(r rune, size int) bool {
	if r == utf8.RuneError {
		return size == 1
	}
	return r >= 0x7f && kindOf(r) == hidden
}

// Harmless returns text for a program, and safe on a terminal. Line feeds and tabs stay; everything else that a
// terminal may obey or hide becomes visible, as <1B>. Unlike Clean, it cuts and trims nothing.
func Harmless(raw string) string {
	isHarmless := func(r rune, size int) bool { return (r >= ' ' || r == '\n' || r == '\t') && !mustEscape(r, size) }
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRuneInString(raw[i:])
		if isHarmless(r, size) {
			i += size
			continue
		}
		out := append(make([]byte, 0, len(raw)+len(raw)/2), raw[:i]...)
		for ; i < len(raw); i += size {
			if r, size = utf8.DecodeRuneInString(raw[i:]); isHarmless(r, size) {
				out = append(out, raw[i:i+size]...)
			} else if r == utf8.RuneError {
				out = utf8.AppendRune(out, r)
			} else {
				out = fmt.Appendf(out, "<%02X>", r)
			}
		}
		return string(out)
	}
	return raw
}
