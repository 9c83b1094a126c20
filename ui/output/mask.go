package output

import (
	"encoding/json"
	"slices"
	"strings"

	"gavel/session/video"
	"gavel/ui/text"
)

// The keys with special rules.
const metaKey, urlKey = "meta", "url"

// MaskKeys returns JSON of the wire with the secret parts of addresses masked: in the value of every key url, and in
// every other string with an rtmp address. Everything else stays the same, byte for byte. Metadata belongs to its users
// and is not masked, because a program must read back what it has set.
func MaskKeys(raw []byte) []byte {
	return video.MaskJSON(raw, func(keys []string, s string) string {
		switch {
		case slices.Contains(keys, metaKey) || s == "":
			return s
		case len(keys) > 0 && keys[len(keys)-1] == urlKey:
			return text.MaskURL(s)
		case strings.Contains(strings.ToLower(s), "rtmp"):
			return text.Sanitise(s)
		}
		return s
	})
}

// MaskResult returns the value of a method with secrets masked as in [MaskKeys]. Metadata is returned unchanged.
func MaskResult(info *video.ActionInfo, value json.RawMessage) json.RawMessage {
	if info.Result == metaKey {
		return value
	}
	return MaskKeys(value)
}
