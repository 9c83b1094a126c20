package draw

import "gavel/theme"

// Tone is the severity of a line in the status bar.
type Tone uint8

// The tones.
const (
	Info Tone = iota
	Good
	Warn
	Bad
)

// PaintOf returns the paint of a tone.
func PaintOf(th *theme.Theme, t Tone) theme.Paint {
	switch t {
	case Good:
		return th.Good
	case Warn:
		return th.Warn
	case Bad:
		return th.Bad
	default:
		return th.Text
	}
}
