package wire

import "strings"

// camel turns a wire name into the page's spelling: audio_muted into audioMuted.
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

// CamelAll turns names of the wire into the reference's spelling; nil for nil.
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
