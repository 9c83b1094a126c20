package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"gavel/session/video"
)

// maskAddresses masks the secrets of all addresses in a JSON text: stream keys and signed queries. The text must be
// valid.
func maskAddresses(text []byte) []byte {
	if !bytes.Contains(text, []byte("://")) && bytes.IndexByte(text, '\\') < 0 {
		return text
	}
	var out []byte
	kept := 0
	for i := 0; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		from := i
		for i++; i < len(text) && text[i] != '"'; i++ {
			if text[i] == '\\' {
				i++
			}
		}
		if i >= len(text) {
			break
		}
		if masked, changed := maskString(text[from : i+1]); changed {
			out = append(append(out, text[kept:from]...), masked...)
			kept = i + 1
		}
	}
	if kept == 0 {
		return text
	}
	return append(out, text[kept:]...)
}

// maskString masks the addresses in a JSON string, and reports whether there were secrets.
func maskString(quoted []byte) ([]byte, bool) {
	var s string
	if json.Unmarshal(quoted, &s) != nil {
		return quoted, false
	}
	masked := video.MaskAddresses(s)
	if masked == s {
		return quoted, false
	}
	out, err := json.Marshal(masked)
	return out, err == nil
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
