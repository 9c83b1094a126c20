package say

import (
	"encoding/json"

	"gavel/session/door"
	"gavel/session/video"
)

// doorDid are the words for what a door did.
var doorDid = map[door.Do]string{
	door.Watch: "watched", door.Mute: "mutes", door.Demote: "sends to the audience", door.Remove: "removes",
}

// doorHeld are the words for why a door did nothing.
var doorHeld = map[door.Held]string{
	door.HeldProtected: "protected", door.HeldPardoned: "pardoned", door.HeldOffline: "the connection was lost",
	door.HeldMany: "the doors have acted too often",
}

// doorHit returns the clause about a member whom a door chose, with the reason.
func doorHit(h door.Hit, name Name) string {
	who, at := name(h.Who), "the door "+Quote(h.Rule)
	why := h.Chose
	if h.Reason != "" {
		why = Quote(h.Reason)
	}
	switch {
	case h.Held != "":
		return at + " let " + who + " in: " + doorHeld[h.Held] + " (" + why + ")"
	case h.Do == door.Watch:
		return at + " noticed " + who + " (" + why + ")"
	case h.Do == door.Demote:
		return at + " sends " + who + " to the audience (" + why + ")"
	}
	return at + " " + doorDid[h.Do] + " " + who + " (" + why + ")"
}

// doorEntry returns the log entry of a decision of a door.
func doorEntry(d *video.Decision, name Name) string {
	var h door.Hit
	if json.Unmarshal(d.Data, &h) != nil {
		return "a door chose a member"
	}
	return doorHit(h, name)
}
