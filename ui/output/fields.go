package output

import (
	"strings"

	"gavel/session/video"
)

// wireFields are the keys of the objects that methods return. Members have those of [video.Member].
// Source: PROTOCOL.md section 11.
var wireFields = map[string][]string{
	"members": {
		"id", "room_id", "room_session_id", "name", "type", "parent_id", "requested_position", "current_position", "visible",
		"audio_muted", "video_muted", "deaf", "on_hold", "input_volume", "output_volume", "input_sensitivity", "handraised",
		"talking", "meta", "scope_id",
	},
	"recording": {"id", "state", "duration", "started_at", "ended_at"},
	"playback":  {"id", "state", "url", "volume", "position", "seekable", "started_at", "ended_at"},
	"stream":    {"id", "state", "url", "duration", "started_at", "ended_at"},
}

// FieldsOfResult returns the keys of what a method returns, nil for any key, and whether it returns objects at all.
func FieldsOfResult(info *video.ActionInfo) (fields []string, objects bool) {
	if fields = wireFields[info.Result]; fields == nil {
		fields = wireFields[strings.TrimSuffix(info.Result, "s")]
	}
	return fields, fields != nil || info.Result == metaKey
}
