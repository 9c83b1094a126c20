package room

import (
	"strings"

	"gavel/session/video"
)

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

func camelAll(names []string) []string {
	if names == nil {
		return nil
	}
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = camel(name)
	}
	return out
}

// derivedUpdates maps a changed property to the event that the page has for it.
var derivedUpdates = map[string]string{
	"audioMuted":       video.MemberUpdatedAudioMuted.Name(),
	"videoMuted":       video.MemberUpdatedVideoMuted.Name(),
	"deaf":             video.MemberUpdatedDeaf.Name(),
	"onHold":           video.MemberUpdatedOnHold.Name(),
	"visible":          video.MemberUpdatedVisible.Name(),
	"inputVolume":      video.MemberUpdatedInputVolume.Name(),
	"outputVolume":     video.MemberUpdatedOutputVolume.Name(),
	"inputSensitivity": video.MemberUpdatedInputSensitivity.Name(),
}
