package draw

import "gavel/theme"

// Tone is how a line of the status bar is meant.
type Tone uint8

// The tones.
const (
	Info Tone = iota
	Good
	Warn
	Bad
)

// PaintOf picks a paint by tone.
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
