package director

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gavel/session/localrelay"
)

// Methods that no room has.
const (
	wireConnect   = "signalwire.connect"
	wireSubscribe = "signalwire.subscribe"
	wireRooms     = "video.rooms.get"
)

// apiMethod is a method under its name in the RoomSession reference (PROTOCOL.md section 9), as scripts write it.
type apiMethod struct {
	wire []string // its wire methods: two where a flag decides
	bare string   // the parameter that a word without a name is; "member_id" is for people
}

func about(wire, bare string) apiMethod { return apiMethod{[]string{wire}, bare} }

func aboutMember(wire string) apiMethod { return about("video.member."+wire, "member_id") }

// apiMethods are the methods by their names in the reference, and the short names of those that it does not name.
var apiMethods = map[string]apiMethod{
	"rooms":     about(wireRooms, ""),
	"room":      about("video.room.get", ""),
	"members":   about("video.members.get", ""),
	"subscribe": about(wireSubscribe, ""),
	"connect":   about(wireConnect, ""),

	"getRoomSessions":        about(wireRooms, ""),
	"getRoomSessionById":     about("video.room.get", ""),
	"getMembers":             about("video.members.get", ""),
	"getLayouts":             about("video.list_available_layouts", ""),
	"setLayout":              about("video.set_layout", "name"),
	"setPositions":           about("video.set_position", "positions"),
	"setHideVideoMuted":      {[]string{"video.hide_video_muted", "video.show_video_muted"}, "value"},
	"lock":                   about("video.lock", ""),
	"unlock":                 about("video.unlock", ""),
	"setPrioritizeHandraise": about("video.prioritize_handraise", "enable"),
	"getMeta":                about("video.get_meta", ""),
	"setMeta":                about("video.set_meta", "meta"),
	"updateMeta":             about("video.update_meta", "meta"),
	"deleteMeta":             about("video.delete_meta", "keys"),
	"getRecordings":          about("video.recording.list", ""),
	"startRecording":         about("video.recording.start", ""),
	"recording.pause":        about("video.recording.pause", "recording_id"),
	"recording.resume":       about("video.recording.resume", "recording_id"),
	"recording.stop":         about("video.recording.stop", "recording_id"),
	"getPlaybacks":           about("video.playback.list", ""),
	"play":                   about("video.playback.start", "url"),
	"playback.pause":         about("video.playback.pause", "playback_id"),
	"playback.resume":        about("video.playback.resume", "playback_id"),
	"playback.stop":          about("video.playback.stop", "playback_id"),
	"playback.setVolume":     about("video.playback.set_volume", "volume"),
	"playback.seek":          about("video.playback.seek_absolute", "position"),
	"playback.forward":       about("video.playback.seek_relative", "position"),
	"playback.rewind":        about("video.playback.seek_relative", "position"),
	"getStreams":             about("video.stream.list", ""),
	"startStream":            about("video.stream.start", "url"),
	"stream.stop":            about("video.stream.stop", "stream_id"),
	"removeAllMembers":       about("video.member.remove", ""),

	"audioMute":           aboutMember("audio_mute"),
	"audioUnmute":         aboutMember("audio_unmute"),
	"videoMute":           aboutMember("video_mute"),
	"videoUnmute":         aboutMember("video_unmute"),
	"deaf":                aboutMember("deaf"),
	"undeaf":              aboutMember("undeaf"),
	"setInputVolume":      aboutMember("set_input_volume"),
	"setOutputVolume":     aboutMember("set_output_volume"),
	"setMicrophoneVolume": aboutMember("set_input_volume"),
	"setSpeakerVolume":    aboutMember("set_output_volume"),
	"setInputSensitivity": aboutMember("set_input_sensitivity"),
	"setMemberPosition":   aboutMember("set_position"),
	"setRaisedHand":       {[]string{"video.member.raisehand", "video.member.lowerhand"}, "member_id"},
	"getMemberMeta":       aboutMember("get_meta"),
	"setMemberMeta":       aboutMember("set_meta"),
	"updateMemberMeta":    aboutMember("update_meta"),
	"deleteMemberMeta":    aboutMember("delete_meta"),
	"promote":             aboutMember("promote"),
	"demote":              aboutMember("demote"),
	"removeMember":        aboutMember("remove"),
}

// wireMethods returns the wire names of a method, whichever name a script gives it; "" for all of them.
func wireMethods(name string) ([]string, error) {
	if name == everybody {
		return []string{""}, nil
	}
	if m, ok := apiMethods[name]; ok {
		return m.wire, nil
	}
	if slices.Contains(localrelay.Methods(), name) {
		return []string{name}, nil
	}
	return nil, fmt.Errorf("there is no method %q%s", name, didYouMean(name, slices.Sorted(maps.Keys(apiMethods))))
}

// method takes the next word as a method.
func (w *words) method() ([]string, error) {
	first, err := w.next("the method")
	if err != nil {
		return nil, err
	}
	return wireMethods(first.text)
}

// eventNames are the events of a room without their prefix.
var eventNames = []string{
	"room.subscribed", "room.started", "room.updated", "room.ended", "room.audience_count", "layout.changed",
	"member.joined", "member.left", "member.updated", "member.talking", "recording.started", "recording.updated",
	"recording.ended", "playback.started", "playback.updated", "playback.ended", "stream.started", "stream.ended",
}

// event takes the next word as the name of an event, with or without the prefix of the wire.
func (w *words) event() (string, error) {
	first, err := w.next("the event")
	if err != nil {
		return "", err
	}
	name := strings.TrimPrefix(first.text, "video.")
	if !slices.Contains(eventNames, name) {
		return "", fmt.Errorf("there is no event %q%s", name, didYouMean(name, eventNames))
	}
	return "video." + name, nil
}

// snake converts the reference's spelling of a parameter to the wire name.
func snake(name string) string {
	var b strings.Builder
	for _, c := range name {
		if c >= 'A' && c <= 'Z' {
			b.WriteByte('_')
			c += 'a' - 'A'
		}
		b.WriteRune(c)
	}
	return b.String()
}
