package ui

import (
	"time"

	"gavel/ui/draw"
)

// statusFor is how long a line stays in the status bar.
const statusFor = 4 * time.Second

// status is the line at the bottom that says what just happened, or why nothing did.
type status struct {
	text  string
	tone  draw.Tone
	until time.Time
}

func (s *status) set(text string, t draw.Tone, now time.Time) {
	*s = status{text: text, tone: t, until: now.Add(statusFor)}
}

// shown returns the line while it is to be seen.
func (s *status) shown(now time.Time) (string, bool) {
	return s.text, s.text != "" && now.Before(s.until)
}

// banner is a line across the screen that stays until its cause is gone or somebody has seen it.
type banner struct {
	text string
	kind bannerKind
}

// bannerKind says what a banner is about.
type bannerKind uint8

const (
	bannerNone bannerKind = iota
	bannerPaste
	bannerNewSession
	bannerRecording
	bannerEnded // nothing can be done any more; stays
)

// raise shows a banner unless a more important one is up.
func (b *banner) raise(kind bannerKind, text string) {
	if kind >= b.kind {
		*b = banner{text: text, kind: kind}
	}
}

// lower takes a banner of the kind away.
func (b *banner) lower(kind bannerKind) {
	if b.kind == kind {
		*b = banner{}
	}
}

// dismiss takes away what somebody has seen, and reports whether there was such a banner.
func (b *banner) dismiss() bool {
	if b.kind == bannerNone || b.kind == bannerEnded {
		return false
	}
	*b = banner{}
	return true
}
