package people

import (
	"math"
	"strconv"
	"strings"
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
	place := text.Clean(string(m.CurrentPosition))
	switch {
	case m.CurrentPosition == video.PositionOffCanvas:
		return "off"
	case m.CurrentPosition == video.PositionPlayback:
		return "play"
	case m.CurrentPosition == video.PositionFullScreen:
		return "full"
	}
	if n, ok := strings.CutPrefix(place, "standard-"); ok {
		return "std-" + n
	}
	if n, ok := strings.CutPrefix(place, "reserved-"); ok {
		return "res-" + n
	}
	return place
}

// Told returns a volume as text, or with a "?" if the room sent an invalid one.
func Told(v float64, odd bool) string {
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
	clean := text.Clean(string(p))
	if n, ok := strings.CutPrefix(clean, "standard-"); ok {
		return n
	}
	if n, ok := strings.CutPrefix(clean, "reserved-"); ok {
		return "r" + n
	}
	return clean
}

// VolumeBound is the loudest volume of a room; its negative is the softest.
const VolumeBound = 50
