package say

import (
	"gavel/session/video"
	"gavel/ui/text"
)

// Replies to keys that go to another room.
const (
	NoOtherRooms   = "There are no other rooms here."
	NoOtherRoom    = "There is no other room."
	NoRoomNeedsYou = "No other room needs you."
	RoomOpening    = "Another room is opening. Wait for it."
	RoomIsOpen     = "This room is already open."
	RoomIsWatched  = "This room is already followed."
	SessionRuns    = "There is no newer session: this one is still running."
)

// NoNewSession is the reply while an ended room has no new session. rooms is the key that shows the others.
func NoNewSession(rooms string) string {
	return "This room has no new session yet. " + rooms + " shows other rooms."
}

// Opening names the room that is being opened.
func Opening(room *video.Room) string { return "Opening " + Quote(room.Title()) }

// Watched returns the sentence about a room whose alarms will be heard although it is not on the screen.
func Watched(room *video.Room) string {
	return "You will hear the alarms of " + Quote(room.Title()) + " from now on."
}

// Why there is no room on the screen.
const (
	RoomOpens    = "Opening the room"
	RoomsUnknown = "Looking for rooms"
	NoRoomYet    = "Waiting for a room to start"
)

// WaitingFor names what has not answered yet.
func WaitingFor(what string) string { return "Waiting for " + text.Clean(what) + " to answer" }

// Banners about the session on the screen. The keys follow them.
const (
	SessionEnded   = RoomEnded + " Commands are off."
	SessionStarted = "A new session of the room has started."
	SessionTaken   = "A new session of this room has started. Marks and dialogs are gone. · Esc"
)
