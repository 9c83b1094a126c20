package journal

import (
	"fmt"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"gavel/session/video"
)

// maskAddresses masks the secrets of all addresses in a JSON text: stream keys and signed queries. The text must be
// valid.
func maskAddresses(text []byte) []byte {
	return video.MaskJSON(text, func(_ []string, s string) string { return video.MaskAddresses(s) })
}

// escapeUnseen writes every character of a JSON text that is invisible or moves other text as \u…. Names and messages
// are untrusted text, and people read a journal in a terminal.
func escapeUnseen(b []byte) []byte {
	i := 0
	for i < len(b) && b[i] < utf8.RuneSelf && b[i] != '\x7f' {
		i++
	}
	if i == len(b) {
		return b
	}
	out := append(make([]byte, 0, len(b)+64), b[:i]...)
	for i < len(b) {
		r, n := utf8.DecodeRune(b[i:])
		if r < utf8.RuneSelf && r != '\x7f' || r != utf8.RuneError && unicode.IsPrint(r) {
			out = append(out, b[i:i+n]...)
		} else {
			for _, unit := range utf16.AppendRune(nil, r) {
				out = fmt.Appendf(out, `\u%04x`, unit)
			}
		}
		i += n
	}
	return out
}
