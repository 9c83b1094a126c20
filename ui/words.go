package ui

import (
	"math"
	"strconv"
	"strings"

	"gavel/session/video"
	"gavel/ui/text"
)

// placeName shortens a place on the canvas: std-3, res-1, off, auto.
func placeName(m *video.Member) string {
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

// volumeText writes the volumes that are not normal.
func volumeText(m *video.Member) string {
	var parts []string
	if m.InputVolume != 0 || m.InputOdd {
		parts = append(parts, "in"+told(m.InputVolume, m.InputOdd))
	}
	if m.OutputVolume != 0 || m.OutputOdd {
		parts = append(parts, "out"+told(m.OutputVolume, m.OutputOdd))
	}
	return strings.Join(parts, " ")
}

// told writes a volume, with a "?" when the room has told one that cannot be.
func told(v float64, odd bool) string {
	if odd {
		return signed(v) + "?"
	}
	return signed(v)
}

// volumeBound is the loudest and the softest that the room knows.
const volumeBound = 50

// signed writes a volume with its sign, and a "?" for what cannot be one.
func signed(v float64) string {
	if math.Abs(v) > volumeBound || math.IsNaN(v) {
		return "?"
	}
	s := strconv.FormatFloat(v, 'f', -1, 64)
	if v > 0 {
		return "+" + s
	}
	return s
}
