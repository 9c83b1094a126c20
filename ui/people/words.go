package people

import (
	"math"
	"strconv"
	"time"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// PlaceName returns a member's place on the canvas, shortened: std-3, res-1, off, auto.
func PlaceName(m *video.Member) string {
	if m.Type == video.TypeAudience {
		return "aud"
	}
	switch p := m.CurrentPosition; {
	case p == video.PositionOffCanvas:
		return "off"
	case p == video.PositionPlayback:
		return "play"
	case p == video.PositionFullScreen:
		return "full"
	case p.IsStandard():
		return "std-" + strconv.Itoa(p.Number())
	case p.IsReserved():
		return "res-" + strconv.Itoa(p.Number())
	default:
		return text.Clean(string(p))
	}
}

// VolumeText returns a volume as text, or with a "?" if the room sent an invalid one.
func VolumeText(v float64, odd bool) string {
	if odd {
		return Signed(v) + "?"
	}
	return Signed(v)
}

// Signed returns a volume with its sign, and "?" for an invalid one.
func Signed(v float64) string {
	if math.Abs(v) > VolumeBound || math.IsNaN(v) {
		return "?"
	}
	s := strconv.FormatFloat(v, 'f', -1, 64)
	if v > 0 {
		return "+" + s
	}
	return s
}

// Waited returns the time for which a hand has been up, as "≥0:45" if it was up when the room was first read.
func Waited(m *video.Member, now time.Time) string {
	if m.HandAt.IsZero() {
		return "≥" + draw.Clock(now.Sub(m.JoinedAt))
	}
	return draw.Clock(now.Sub(m.HandAt))
}

// Place returns a position as clean text, or a word if it has no name.
func Place(p video.Position) string {
	if p == "" {
		return "unnamed place"
	}
	return text.Clean(string(p))
}

// ShortPlace returns a position in as few letters as distinguish it: 3, r1, full-screen.
func ShortPlace(p video.Position) string {
	switch {
	case p.IsStandard():
		return strconv.Itoa(p.Number())
	case p.IsReserved():
		return "r" + strconv.Itoa(p.Number())
	}
	return text.Clean(string(p))
}

// VolumeBound is the loudest volume of a room; its negative is the softest.
const VolumeBound = 50
