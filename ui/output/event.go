package output

import (
	"fmt"
	"strings"

	"gavel/session/video"
	"gavel/ui/text"
)

// typeWidth is the width of the longest name of an event, room.audience_count.
const typeWidth = 19

// EventLine returns an event as one line for people.
func EventLine(e video.Event) string {
	return e.At.Format("15:04:05.000") + gap + text.Pad(text.Clean(e.Type), typeWidth) + gap +
		text.Clean(eventText(e)) + "\n"
}

// eventText returns what happened, with names as they came.
func eventText(e video.Event) string {
	switch {
	case e.Member != nil:
		return memberEvent(e)
	case e.Recording != nil:
		return "recording " + e.Recording.ID + " " + e.Recording.State
	case e.Playback != nil:
		return strings.TrimSpace("playback " + e.Playback.ID + " " + e.Playback.State + " " + maskIfAny(e.Playback.URL))
	case e.Stream != nil:
		return strings.TrimSpace("stream " + e.Stream.ID + " " + e.Stream.State + " " + maskIfAny(e.Stream.URL))
	case e.Layout != nil:
		return layoutEvent(e.Layout)
	case e.Type == video.RoomAudienceCount.Name():
		return fmt.Sprintf("%d in the audience", e.Audience)
	case e.Room != nil:
		return roomEvent(e)
	}
	return ""
}

// maskIfAny masks an address, and returns "" for an address that the room has not sent.
func maskIfAny(url string) string {
	if url == "" {
		return ""
	}
	return text.MaskURL(url)
}

func memberEvent(e video.Event) string {
	m := e.Member
	name := text.NameOf(m.Name, string(m.ID)).Text
	switch e.Type {
	case video.MemberJoined.Name():
		return name + " joined"
	case video.MemberLeft.Name():
		return name + " left"
	case video.MemberTalking.Name(), video.MemberTalkingStarted.Name(), video.MemberTalkingEnded.Name():
		if m.Talking {
			return name + " talks"
		}
		return name + " stopped talking"
	}
	if len(e.Updated) == 0 {
		return name
	}
	changes := make([]string, 0, len(e.Updated))
	for _, property := range e.Updated {
		changes = append(changes, memberChange(m, property))
	}
	return name + ": " + strings.Join(changes, ", ")
}

// memberChange returns the new value of a member's property, named as in the reference.
func memberChange(m *video.Member, property string) string {
	switch property {
	case "audioMuted":
		return "microphone " + onOff(!m.AudioMuted)
	case "videoMuted":
		return "camera " + onOff(!m.VideoMuted)
	case "deaf":
		return "ears " + onOff(!m.Deaf)
	case "visible":
		return map[bool]string{true: "visible", false: "not visible"}[m.Visible]
	case "onHold":
		return "on hold " + onOff(m.OnHold)
	case "handraised", "handRaised":
		return map[bool]string{true: "hand up", false: "hand down"}[m.HandRaised]
	case "inputVolume":
		return fmt.Sprintf("input volume %g", m.InputVolume)
	case "outputVolume":
		return fmt.Sprintf("output volume %g", m.OutputVolume)
	case "inputSensitivity":
		return fmt.Sprintf("sensitivity %g", m.InputSensitivity)
	case "requestedPosition":
		return "wants place " + string(m.RequestedPosition)
	case "currentPosition":
		return "place " + string(m.CurrentPosition)
	case "meta":
		return "new metadata"
	case "name":
		return "new name"
	case "talking":
		return map[bool]string{true: "talks", false: "stopped talking"}[m.Talking]
	}
	return property
}

func layoutEvent(l *video.Layout) string {
	taken := 0
	for _, layer := range l.Layers {
		if layer.MemberID != "" {
			taken++
		}
	}
	return fmt.Sprintf("layout %s, %d of %d places taken", l.Name, taken, len(l.Layers))
}

func roomEvent(e video.Event) string {
	name := e.Room.Title()
	switch e.Type {
	case video.RoomSubscribed.Name():
		return fmt.Sprintf("%s: %d members", name, len(e.Members))
	case video.RoomEnded.Name():
		return name + " has ended"
	case video.RoomStarted.Name():
		return name + " has started"
	}
	if len(e.Updated) == 0 { // a state that was waited for
		return name
	}
	changes := make([]string, 0, len(e.Updated))
	for _, property := range e.Updated {
		changes = append(changes, roomChange(e.Room, property))
	}
	return name + ": " + strings.Join(changes, ", ")
}

// roomChange returns the new value of a room's property, named as in the reference.
func roomChange(r *video.Room, property string) string {
	switch property {
	case "locked":
		return flagWord(r.Locked, "locked", "unlocked")
	case "recording":
		return "recording " + flagWord(r.Recording, "on", "off")
	case "streaming":
		return "streaming " + flagWord(r.Streaming, "on", "off")
	case "hideVideoMuted":
		return "members without video " + flagWord(r.HideVideoMuted, "hidden", "shown")
	case "prioritizeHandraise":
		return "raised hands first " + flagWord(r.PrioritizeHandraise, "on", "off")
	case "layoutName":
		return "layout " + r.LayoutName
	case "meta":
		return "new metadata"
	}
	return property
}
