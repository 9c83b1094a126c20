package video

import (
	"bytes"
	"encoding/json"
)

// MetaText returns the value under a key of metadata, a JSON object: the content of a string, or a number, true or
// false as written. Objects, lists and null have no text. If the object repeats a key, the last one counts. The text is
// untrusted and belongs to the object, so a caller must copy what it keeps.
//
// It scans the object itself because encoding/json allocates for each value, and a filter asks every member of a room
// for each frame. The object was checked when it arrived. If it is not JSON, nothing is found.
func MetaText(object json.RawMessage, key string) (text []byte, ok bool) {
	rest, open := bytes.CutPrefix(trimSpace(object), []byte("{"))
	for open {
		var name, value []byte
		if name, rest = scanValue(rest); !isString(name) {
			return nil, false
		}
		if rest, open = bytes.CutPrefix(trimSpace(rest), []byte(":")); !open {
			return nil, false
		}
		if value, rest = scanValue(rest); len(value) == 0 {
			return nil, false
		}
		if string(unquoted(name)) == key {
			text, ok = plainText(value)
		}
		rest, open = bytes.CutPrefix(trimSpace(rest), []byte(","))
	}
	return text, ok
}

// MetaText returns the text under a key of the member's metadata, or "". See the function [MetaText].
func (m *Member) MetaText(key string) string {
	if m == nil || key == "" {
		return ""
	}
	text, _ := MetaText(m.Meta, key)
	return string(text)
}

func trimSpace(b []byte) []byte { return bytes.TrimLeft(b, " \t\r\n") }

func isString(value []byte) bool {
	return len(value) > 1 && value[0] == '"' && value[len(value)-1] == '"'
}

// plainText returns the text of a value that has one.
func plainText(value []byte) ([]byte, bool) {
	switch value[0] {
	case '"':
		return unquoted(value), isString(value)
	case '{', '[', 'n':
		return nil, false
	}
	return value, true
}

// unquoted returns the content of a string. It allocates only for a string with escapes.
func unquoted(quoted []byte) []byte {
	if bytes.IndexByte(quoted, '\\') < 0 && isString(quoted) {
		return quoted[1 : len(quoted)-1]
	}
	var text string
	if json.Unmarshal(quoted, &text) != nil {
		return nil
	}
	return []byte(text)
}

// scanValue returns the JSON value at the start, nested or not, and the rest.
func scanValue(b []byte) (value, rest []byte) {
	b = trimSpace(b)
	depth, inString := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case inString && c == '\\':
			i++
			continue
		case c == '"':
			inString = !inString
		case inString:
			continue
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		case c == ',' || c == ':' || c <= ' ':
			if depth == 0 {
				return b[:i], b[i:]
			}
			continue
		default:
			continue
		}
		// A string, object or list ends here, or the surrounding object does.
		if depth < 0 {
			return b[:i], b[i:]
		}
		if depth == 0 && !inString {
			return b[:i+1], b[i+1:]
		}
	}
	return b, nil
}
