package video

import (
	"strconv"
	"strings"
)

// Position is a place on the canvas: [PositionAuto], [PositionOffCanvas], reserved-N or standard-N.
// Source: PROTOCOL.md section 13.
type Position string

// Positions without a number. Playback and full-screen come from the room only.
const (
	PositionAuto       Position = "auto"
	PositionOffCanvas  Position = "off-canvas"
	PositionPlayback   Position = "playback"
	PositionFullScreen Position = "full-screen"
)

// Self stands, as a key of positions, for what is being created: the playback in Play.
const Self MemberID = "self"

// Standard returns the ordinary slot n of a layout. Slots are probably counted from 1.
func Standard(n int) Position { return Position("standard-" + strconv.Itoa(n)) }

// Reserved returns the reserved slot n of a layout.
func Reserved(n int) Position { return Position("reserved-" + strconv.Itoa(n)) }

// Valid reports whether p can be asked for.
func (p Position) Valid() bool {
	switch p {
	case PositionAuto, PositionOffCanvas, PositionPlayback, PositionFullScreen:
		return true
	}
	for _, prefix := range []string{"standard-", "reserved-"} {
		digits, ok := strings.CutPrefix(string(p), prefix)
		if !ok || digits == "" || len(digits) > 3 {
			continue
		}
		if n, err := strconv.Atoi(digits); err == nil && n >= 0 && digits[0] != '+' {
			return true
		}
	}
	return false
}
