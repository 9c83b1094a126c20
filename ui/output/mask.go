package output

import (
	"bytes"
	"encoding/json"
	"strings"

	"gavel/session/video"
	"gavel/ui/text"
)

// MaskKeys returns JSON of the wire with the secret parts of addresses masked: in the value of every key url, and in
// every other string with an rtmp address. Everything else stays the same, byte for byte. Metadata belongs to its users
// and is not masked, because a program must read back what it has set.
func MaskKeys(raw []byte) []byte {
	if !mayHoldKey(raw) {
		return raw
	}
	m := masker{raw: raw}
	m.value("")
	return append(m.out, raw[m.copied:]...)
}

// MaskResult returns the value of a method with secrets masked as in [MaskKeys]. Metadata is returned unchanged.
func MaskResult(info *video.ActionInfo, value json.RawMessage) json.RawMessage {
	if info.Result == metaKey {
		return value
	}
	return MaskKeys(value)
}

// mayHoldKey reports whether the JSON may contain an address. Most events contain none.
func mayHoldKey(raw []byte) bool {
	return bytes.Contains(raw, []byte("://")) || bytes.Contains(raw, []byte(`\/`)) || bytes.Contains(raw, []byte(`\u00`))
}

// masker scans a valid JSON text and copies it with masked strings.
type masker struct {
	raw    []byte
	at     int
	copied int // length of raw that is already in out, or replaced there
	out    []byte
}

// value scans a value that belongs to the key.
func (m *masker) value(key string) {
	m.space()
	if m.at >= len(m.raw) {
		return
	}
	switch m.raw[m.at] {
	case '{':
		m.object(key)
	case '[':
		m.at++
		for m.more(']') {
			m.value(key)
		}
	case '"':
		start := m.at
		m.mask(key, start, m.str())
	default:
		for m.at++; m.at < len(m.raw) && !strings.ContainsRune(",]} \t\r\n", rune(m.raw[m.at])); m.at++ {
		}
	}
}

func (m *masker) object(key string) {
	m.at++
	for m.more('}') {
		name := m.str()
		m.space()
		if m.at < len(m.raw) && m.raw[m.at] == ':' {
			m.at++
		}
		if key == metaKey || name == metaKey {
			name = metaKey
		}
		m.value(name)
	}
}

// The keys with special rules.
const metaKey, urlKey = "meta", "url"

// mask replaces the string at start if it belongs to the key of an address, or contains one with a stream key.
func (m *masker) mask(key string, start int, s string) {
	masked := s
	switch {
	case key == metaKey || s == "":
		return
	case key == urlKey:
		masked = text.MaskURL(s)
	case strings.Contains(strings.ToLower(s), "rtmp"):
		masked = text.Sanitise(s)
	}
	if masked == s {
		return
	}
	quoted, _ := json.Marshal(masked) // encoding a string never fails
	m.out = append(append(m.out, m.raw[m.copied:start]...), quoted...)
	m.copied = m.at
}

// more moves to the next element of a list or object, and reports whether there is one.
func (m *masker) more(end byte) bool {
	m.space()
	if m.at < len(m.raw) && m.raw[m.at] == ',' {
		m.at++
		m.space()
	}
	if m.at >= len(m.raw) {
		return false
	}
	if m.raw[m.at] == end {
		m.at++
		return false
	}
	return true
}

// str scans a string and returns its content.
func (m *masker) str() string {
	start := m.at
	for m.at++; m.at < len(m.raw) && m.raw[m.at] != '"'; m.at++ {
		if m.raw[m.at] == '\\' {
			m.at++
		}
	}
	m.at = min(m.at+1, len(m.raw))
	var s string
	_ = json.Unmarshal(m.raw[start:m.at], &s) // "" if it is not a string
	return s
}

func (m *masker) space() {
	for m.at < len(m.raw) && strings.IndexByte(" \t\r\n", m.raw[m.at]) >= 0 {
		m.at++
	}
}
