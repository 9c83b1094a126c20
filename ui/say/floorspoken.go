package say

import (
	"time"

	"gavel/session/floor"
)

// What --plain says about the floor, which has no line of its own on the screen there.

// FloorSpoken is what FloorLine shows, in sentences without keys.
func FloorSpoken(v *floor.View, since time.Duration, name Name) string {
	said := "Floor: " + floorState(v, since, name, "") + "."
	switch {
	case len(v.Banner) > 0:
		return said + " Without the floor: " + others(v.Banner, name) + "."
	case len(v.Closes) > 0:
		return said + " Without the floor, and muted when it continues: " + others(v.Closes, name) + "."
	case len(v.Unplanned) > 0:
		return said + " Without the floor: " + others(v.Unplanned, name) + "."
	}
	return said
}

// FloorNext names the person who is next for the floor.
func FloorNext(called string) string { return "Next: " + called + "." }

// HalfMinute announces the end of a turn.
func HalfMinute(called string) string { return "30 seconds left for " + called + "." }

// BannerWays follows the note that a person keeps speaking without the floor.
const BannerWays = " Type let be, audience or muffle."

// FloorQueueDone is the answer to a verb that changes only the order of the queue.
const FloorQueueDone = "Done. Type hands for the queue."
