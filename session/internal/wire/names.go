package wire

import "strings"

// camel converts a wire name to the spelling of the RoomSession reference: audio_muted to audioMuted.
func camel(name string) string {
	head, rest, found := strings.Cut(name, "_")
	if !found {
		return name
	}
	var b strings.Builder
	b.WriteString(head)
	for part := range strings.SplitSeq(rest, "_") {
		if part == "" {
			continue
		}
		b.WriteString(strings.ToUpper(part[:1]))
		b.WriteString(part[1:])
	}
	return b.String()
}

// CamelAll converts wire names to the spelling of the RoomSession reference; nil for nil.
func CamelAll(names []string) []string {
	if names == nil {
		return nil
	}
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = camel(name)
	}
	return out
}
