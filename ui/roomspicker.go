package ui

import "gavel/session/video"

// Listing makes the model the lister of its pickers.
func (m *Model) Listing() (rooms []video.Room, known bool, failure string) {
	return m.rooms, m.known, m.roomErr
}
