package video

import (
	"bytes"
	"encoding/json"
)

// MaskJSON returns a valid JSON text in which mask has replaced strings, also the names in objects. keys are the names
// that lead to a string, outermost first; the last one is "" if the string is a name itself. Everything else is
// unchanged, byte for byte. A text that cannot hold an address is returned as it is.
func MaskJSON(text []byte, mask func(keys []string, s string) string) []byte {
	mayHold := func(part string) bool { return bytes.Contains(text, []byte(part)) }
	if !mayHold("://") && !mayHold(`\/`) && !mayHold(`\u00`) {
		return text
	}
	m := jsonMasker{d: json.NewDecoder(bytes.NewReader(text)), text: text, mask: mask}
	m.d.UseNumber()
	m.value(nil)
	if m.kept == 0 {
		return text
	}
	return append(m.out, text[m.kept:]...)
}

type jsonMasker struct {
	d    *json.Decoder
	text []byte
	mask func(keys []string, s string) string
	out  []byte
	kept int // length of text that is in out, or replaced there
}

// value reads the next value and masks its strings. It reports whether there was one.
func (m *jsonMasker) value(keys []string) bool {
	from := m.d.InputOffset()
	token, err := m.d.Token()
	switch token := token.(type) {
	case string:
		m.replace(from, token, m.mask(keys, token))
	case json.Delim:
		for m.d.More() {
			within := keys
			if token == '{' {
				from = m.d.InputOffset()
				name, _ := m.d.Token()
				key, is := name.(string)
				if !is {
					return false
				}
				m.replace(from, key, m.mask(append(keys, ""), key))
				within = append(keys, key)
			}
			if !m.value(within) {
				return false
			}
		}
		_, err = m.d.Token()
	}
	return err == nil
}

// replace writes what was masked instead of the string that was just read. It starts after from.
func (m *jsonMasker) replace(from int64, s, masked string) {
	if masked == s {
		return
	}
	start := int(from) + bytes.IndexByte(m.text[from:], '"')
	quoted, _ := json.Marshal(masked) // encoding a string never fails
	m.out = append(append(m.out, m.text[m.kept:start]...), quoted...)
	m.kept = int(m.d.InputOffset())
}
