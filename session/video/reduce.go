package video

// SameRoom reports whether two sessions are of the same room.
func (r Room) SameRoom(other Room) bool {
	if r.RoomID != "" && other.RoomID != "" {
		return r.RoomID == other.RoomID
	}
	return r.Name != "" && r.Name == other.Name
}
