package keymap

import "strings"

// methods lists, for each key that changes the room, the methods of the RoomSession reference that it can lead to,
// separated by spaces. It is "" if they depend on earlier actions. A test compares the names with the action table.
var methods = map[string]string{
	"audio-mute":         "audioMute",
	"audio-unmute":       "audioUnmute",
	"video-mute":         "videoMute",
	"video-unmute":       "videoUnmute",
	"deaf":               "deaf",
	"undeaf":             "undeaf",
	"position":           "setMemberPosition",
	"place":              "setMemberPosition",
	"promote":            "promote",
	"demote":             "demote",
	"remove":             "removeMember",
	"member-meta":        "updateMemberMeta setMemberMeta deleteMemberMeta",
	"input-volume-up":    "setInputVolume",
	"input-volume-down":  "setInputVolume",
	"output-volume-up":   "setOutputVolume",
	"output-volume-down": "setOutputVolume",
	"sensitivity":        "setInputSensitivity",
	"lower-hand":         "setRaisedHand",
	"raise-hand":         "setRaisedHand",
	"next-hand":          "setRaisedHand audioUnmute audioMute",
	"give":               "setRaisedHand audioUnmute audioMute",
	"answer":             "setRaisedHand audioUnmute audioMute",
	"take-back":          "audioMute",
	"enqueue":            "",
	"unqueue":            "",
	"forward":            "",
	"backward":           "",
	"dismiss":            "setRaisedHand",
	"confirmed":          "",
	"to-audience":        "demote",
	"let-be":             "",
	"muffle":             "setInputSensitivity",
	"floor-note":         "",
	"floor-menu":         "",
	"layouts":            "setLayout",
	"lock":               "lock unlock",
	"hide-video-muted":   "setHideVideoMuted",
	"room-meta":          "updateMeta setMeta deleteMeta",
	"record":             "startRecording recording.stop",
	"playbacks":          "play playback.stop",
	"streams":            "startStream stream.stop",
	"panic":              "lock setLayout audioMute videoMute",
	"media-pause":        "recording.pause playback.pause",
	"media-stop":         "recording.stop playback.stop stream.stop",
	"media-louder":       "playback.setVolume",
	"media-quieter":      "playback.setVolume",
	"seek-forward":       "playback.forward",
	"seek-back":          "playback.rewind",
	"scenes":             "",
	"undo":               "",
	"again":              "",
}

// ChangesRoom reports whether the key can change the room.
func (k Key) ChangesRoom() bool {
	_, known := methods[k.Name]
	return known
}

// Methods returns the methods of the RoomSession reference that the key can lead to. It is empty if they depend on
// earlier actions.
func (k Key) Methods() []string { return strings.Fields(methods[k.Name]) }
