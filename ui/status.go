package ui

import (
	"time"

	"gavel/ui/draw"
)

// statusFor is how long a line stays in the status bar.
const statusFor = 4 * time.Second

// status is the line at the bottom about the last action: its effect, or the reason why it had none.
type status struct {
	text        string
	tone        draw.Tone
	until       time.Time
	replaceable bool // not the answer to a key: the progress of a bulk command replaces it
}

func (s *status) set(text string, t draw.Tone, now time.Time) {
	*s = status{text: text, tone: t, until: now.Add(statusFor)}
}

// shown returns the line, and whether it is still shown.
func (s *status) shown(now time.Time) (string, bool) {
	return s.text, s.text != "" && now.Before(s.until)
}

// banner is a line across the screen. It stays until its cause ends or the user dismisses it.
type banner struct {
	text string
	kind bannerKind
}

// bannerKind is the subject of a banner.
type bannerKind uint8

const (
	bannerNone bannerKind = iota
	bannerConfig
	bannerVerdict // on a journal that is replayed
	bannerPaste
	bannerScene
	bannerNewSession
	bannerEnded // no command is possible any longer; stays
)

// raise shows a banner unless a more important one is up.
func (b *banner) raise(kind bannerKind, text string) {
	if kind >= b.kind {
		*b = banner{text: text, kind: kind}
	}
}

// lower removes a banner of the kind.
func (b *banner) lower(kind bannerKind) {
	if b.kind == kind {
		*b = banner{}
	}
}

// dismiss removes a banner that can be dismissed, and reports whether there was one.
func (b *banner) dismiss() bool {
	if b.kind == bannerNone || b.kind == bannerEnded {
		return false
	}
	*b = banner{}
	return true
}
