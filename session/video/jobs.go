package video

// Blind reports whether no event or read can ever show the effect.
func (c Command) Blind() bool {
	if len(c.Steps) > 0 {
		return !c.anyStep(func(s Command) bool { return !s.Blind() })
	}
	switch c.Action {
	case ActPlaybackSeek, ActPlaybackForward, ActPlaybackRewind:
		return true
	}
	return false
}
