package text

import (
	"fmt"
	"unicode/utf8"
)

// ASCII returns clean text in 7 bits, for locales other than UTF-8. Other characters appear as
// their code point, <04AF>, except the few that gavel itself adds to text: they have a plain
// counterpart.
func ASCII(s string) string {
	if isPrintableASCII(s) {
		return s
	}
	out := make([]byte, 0, len(s)+len(s)/2)
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		case r == '…':
			out = append(out, '~')
		case r == '–' || r == '—' || r == '·':
			out = append(out, '-')
		case r == '’':
			out = append(out, '\'')
		case r == utf8.RuneError:
			out = append(out, '?')
		default:
			out = appendCode(out, r)
		}
	}
	return string(out)
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
