package wire

import (
	"encoding/json"
	"slices"
	"strings"

	"gavel/session/video"
)

// masked replaces a secret in a traced frame.
const masked = `"[redacted]"`

// secretKeys are the keys whose values are never traced: the token, and values that resume a session.
// Source: PROTOCOL.md sections 4 and 6.
var secretKeys = []string{
	"token", "jwt_token", "password", "authorization", "authorization_state", "signature", "protocol",
}

// Traced returns a frame without its secrets, for a debug log. It masks the values of secret keys and the secret parts
// of addresses. It returns "" for a text that is not JSON, because its secrets cannot be found.
func Traced(text []byte) string {
	n, err := ParseNode(text)
	if err != nil {
		return ""
	}
	return string(appendTraced(make([]byte, 0, len(text)), n))
}

func appendTraced(b []byte, n Node) []byte {
	first := true
	next := func() {
		if !first {
			b = append(b, ',')
		}
		first = false
	}
	switch n.kind() {
	case '{':
		b = append(b, '{')
		Visit(n, func(key []byte, v Node) {
			next()
			b = append(appendText(b, string(key)), ':')
			if slices.Contains(secretKeys, strings.ToLower(string(key))) {
				b = append(b, masked...)
				return
			}
			b = appendTraced(b, v)
		})
		return append(b, '}')
	case '[':
		b = append(b, '[')
		each(n, func(v Node) {
			next()
			b = appendTraced(b, v)
		})
		return append(b, ']')
	case '"':
		s, _ := n.stringBytes()
		return appendText(b, video.MaskAddresses(string(s)))
	}
	return append(b, n.Text()...)
}

// appendText appends s as a JSON string.
func appendText(b []byte, s string) []byte {
	quoted, _ := json.Marshal(s) // encoding a string never fails
	return append(b, quoted...)
}
