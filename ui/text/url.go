package text

import "gavel/session/video"

// MaskURL returns [video.MaskURL] of a raw URL as clean text for display. A URL that is too long to show completely is
// masked completely. Masking it again changes nothing.
func MaskURL(raw string) string {
	shown := Clean(video.MaskURL(raw))
	if len(shown) > maxRunes { // a cut may split an escape
		return video.MaskPast(raw)
	}
	return shown
}
