package say

import (
	"fmt"

	"gavel/ui/draw"
)

// Replies to a key that cannot do anything now.
const (
	NoRoom      = "No room is open."
	NoTarget    = "Nobody is highlighted. Move to someone first."
	NobodyThere = "There is nobody to act on. " + nothingSent
	NobodyHere  = "Nobody is here."
	NobodyElse  = "Nobody else is here."
	NobodyTalks = "Nobody is talking."
	NoHandUp    = noHandUp + "."
	NoLayouts   = "The room has not sent its layouts yet. Type a name."
	JustOpened  = "This room has just opened. Nothing was sent; press again."
	OtherRoom   = "Nothing was sent: another room is on the screen."
	AlreadySo   = "Already done. " + nothingSent
	Repeated    = "Already sent. The repeat was ignored."
	NoCommand   = "There is no such command."
	Replaying   = "This is a replay. Nothing can be changed."
)

const noHandUp = "No hand is up"

// Replies to keys for which a room lacks something.
const (
	NoPanic      = "This room cannot be quieted."
	NoProtection = "Nobody can be protected in this room."
	NoSentAway   = "This room keeps no list of people who were sent away."
)

// OneAtATime refuses to edit the metadata of several members.
const OneAtATime = "Metadata is edited for one member at a time. Unmark the others first."

// NotPlaceable refuses a place of the layout that no command can name.
func NotPlaceable(place string) string { return "Nobody can be placed at " + place + "." }

// TooFewBoxes refuses to place more people than there are boxes.
func TooFewBoxes(boxes, people int) string {
	return "There are only " + draw.Plural(boxes, "box", "boxes") + " from here on for " +
		draw.Plural(people, "person", "people") + "."
}

// NoControl refuses a control that a recording, playback or stream lacks. word names its kind.
func NoControl(word string) string { return "A " + word + " has no such control." }

// Replies to "again".
const (
	NothingToRepeat = "There is nothing to repeat."
	NotRepeated     = "Not repeated: the command names its people."
	NoPlaceRepeated = "Places are not repeated: they name people. Place them again."
)

// RepeatNeedsPerson refuses to repeat an action where nobody is chosen.
func RepeatNeedsPerson(label string) string {
	return "Repeat: " + label + " needs a person. Go to the people first."
}

// ManyVolumes refuses to turn the volume of many people by a key. palette is the key that can set it.
func ManyVolumes(palette string) string {
	return "For more than five people, give a volume in the palette: " + palette
}

// AudienceUnlisted refuses to choose from the audience. palette is the key that takes an id.
func AudienceUnlisted(palette string) string {
	return "Only the size of the audience is known. Type " + palette + "promote and paste an id."
}

// What TooRecent may be about.
const (
	LockChanged   = "The lock changed"
	HidingChanged = "The hiding of people without video changed"
)

// ReadOnly refuses a command while the console only watches. key turns commands on; "" if none does.
func ReadOnly(key string) string {
	if key == "" {
		return Unsent("This console only watches")
	}
	return "Watching only. " + key + " turns commands on."
}

// HasLeft refuses a command on a member that is still shown but has left.
func HasLeft(called string) string { return called + " has left. Move to someone else first." }

// TooRecent refuses a key because something that it depends on has just changed.
func TooRecent(what string) string { return what + " just now. Nothing was sent; press again." }

// TooSmall is the only text on a terminal of w by h cells that is too small.
func TooSmall(w, h, needsW, needsH int) string {
	return fmt.Sprintf("The terminal is too small: %d×%d, needs %d×%d.", w, h, needsW, needsH)
}

// CommandsOff is the reply to the key that turns commands off. stopped reports that some were in progress.
func CommandsOff(stopped bool) string {
	if stopped {
		return "Watching only. No command is sent. The commands in progress were stopped."
	}
	return "Watching only. No command is sent."
}

// CommandsOn is the reply to the key that turns commands on.
const CommandsOn = "Commands are on again."
