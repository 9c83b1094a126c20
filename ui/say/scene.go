package say

import (
	"maps"
	"slices"
	"strings"

	"gavel/session/scene"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// SceneStep returns one change of a scene, as a clause: "Set the layout to 3x3: Ann at standard-1".
func SceneStep(step scene.Step, who People) string {
	c := step.Command
	if step.Named != "" {
		verb := "play "
		if row, _ := c.Action.Info(); row.Starts == video.OnStream {
			verb = "stream to "
		}
		return draw.Capital(verb + text.Clean(step.Named))
	}
	said := draw.Capital(Wish(c, who))
	var places []string
	placed := c.Placed()
	ids := slices.SortedFunc(maps.Keys(placed), func(a, b video.MemberID) int {
		return strings.Compare(string(placed[a]), string(placed[b]))
	})
	for _, id := range ids {
		places = append(places, who.Names([]video.MemberID{id})+" at "+string(placed[id]))
	}
	if len(places) > 0 {
		said += ": " + strings.Join(places, ", ")
	}
	return said
}

// SceneMissing returns why a place of a scene is not filled.
func SceneMissing(m scene.Missing) string {
	switch m.Why {
	case scene.NoSlot:
		return "The layout has no " + string(m.Position) + ", which is for " + text.Clean(m.Of) + "."
	case scene.FloorsOwn:
		return string(m.Position) + " belongs to the floor, which places its guests there."
	case scene.Protected:
		return string(m.Position) + " is for " + text.Clean(m.Of) + ", who is protected and keeps another place."
	case scene.Held:
		return string(m.Position) + " has a protected member, so " + text.Clean(m.Of) + " does not get it."
	case scene.Nobody:
	}
	return "Nobody is here for " + string(m.Position) + ", which is for " + text.Clean(m.Of) + "."
}

// SceneSpared names the people whom a scene leaves out.
func SceneSpared(ids []video.MemberID, who People) string {
	return "Left out: " + sentence(protected(ids, who))
}

// SceneGone says that a scene is no longer in the configuration.
func SceneGone(name string) string { return "The scene " + Quote(name) + " no longer exists." }

// SceneNotApplied returns why a scene was not applied: it has no address.
func SceneNotApplied(name string, err error) string {
	return "The scene was not applied: no address for " + text.Clean(name) + ": " + clause(err.Error()) + "."
}

// SceneIdle is in the preview of a scene that changes nothing.
const SceneIdle = "Nothing would change: the room is already like that."

// SceneNothing returns the reply to a scene that changes nothing.
func SceneNothing(name string) string {
	return "The room already matches the scene " + Quote(name) + ". " + nothingSent
}

// PlaybackOver returns the sentence about the end of a scene's playback. next is the scene that follows, "" for none,
// and key its keys.
func PlaybackOver(next, key string) string {
	if next == "" {
		return "The playback has ended, and the layout stays as it is. · Esc"
	}
	return "The playback has ended, and the layout stays. · " + key + " shows the next scene, " + Quote(next) + " · Esc"
}
