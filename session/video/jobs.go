package video

// Blind reports whether no event or read can ever show the effect.
func (c Command) Blind() bool {
	switch c.Action {
	case ActPlaybackSeek, ActPlaybackForward, ActPlaybackRewind:
		return true
	}
	return false
}
