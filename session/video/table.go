package video

// The actions of the page.
const (
	ActAudioMute           Action = "audioMute"
	ActAudioUnmute         Action = "audioUnmute"
	ActVideoMute           Action = "videoMute"
	ActVideoUnmute         Action = "videoUnmute"
	ActDeaf                Action = "deaf"
	ActUndeaf              Action = "undeaf"
	ActSetInputVolume      Action = "setInputVolume"
	ActSetOutputVolume     Action = "setOutputVolume"
	ActSetMicrophoneVolume Action = "setMicrophoneVolume"
	ActSetSpeakerVolume    Action = "setSpeakerVolume"
	ActSetInputSensitivity Action = "setInputSensitivity"
	ActRemoveMember        Action = "removeMember"
	ActRemoveAllMembers    Action = "removeAllMembers"
	ActPromote             Action = "promote"
	ActDemote              Action = "demote"
	ActGetMembers          Action = "getMembers"
	ActGetLayouts          Action = "getLayouts"
	ActSetLayout           Action = "setLayout"
	ActSetPositions        Action = "setPositions"
	ActSetMemberPosition   Action = "setMemberPosition"
	ActSetHideVideoMuted   Action = "setHideVideoMuted"
	ActLock                Action = "lock"
	ActUnlock              Action = "unlock"
	ActSetRaisedHand       Action = "setRaisedHand"
	ActSetPrioritizeHand   Action = "setPrioritizeHandraise"
	ActGetMeta             Action = "getMeta"
	ActSetMeta             Action = "setMeta"
	ActUpdateMeta          Action = "updateMeta"
	ActDeleteMeta          Action = "deleteMeta"
	ActGetMemberMeta       Action = "getMemberMeta"
	ActSetMemberMeta       Action = "setMemberMeta"
	ActUpdateMemberMeta    Action = "updateMemberMeta"
	ActDeleteMemberMeta    Action = "deleteMemberMeta"
	ActGetRecordings       Action = "getRecordings"
	ActStartRecording      Action = "startRecording"
	ActRecordingPause      Action = "recording.pause"
	ActRecordingResume     Action = "recording.resume"
	ActRecordingStop       Action = "recording.stop"
	ActGetPlaybacks        Action = "getPlaybacks"
	ActPlay                Action = "play"
	ActPlaybackPause       Action = "playback.pause"
	ActPlaybackResume      Action = "playback.resume"
	ActPlaybackStop        Action = "playback.stop"
	ActPlaybackSetVolume   Action = "playback.setVolume"
	ActPlaybackSeek        Action = "playback.seek"
	ActPlaybackForward     Action = "playback.forward"
	ActPlaybackRewind      Action = "playback.rewind"
	ActGetStreams          Action = "getStreams"
	ActStartStream         Action = "startStream"
	ActStreamStop          Action = "stream.stop"
	ActSubscribe           Action = "subscribe"
)

// Ranges of the page. Source: PROTOCOL.md section 9.
const (
	MinVolume, MaxVolume           = -50, 50
	minSensitivity, maxSensitivity = 0, 100
	defaultSensitivity             = 30
	defaultSkipMillis              = 5000
	maxMillis                      = 7 * 24 * 3600 * 1000 // a week: longer is a slip of the finger
)

var mediaAllowed = []string{"all", "audio-only", "video-only"}

func volumeArg(label string) Arg {
	return Arg{Name: "volume", Wire: "volume", Label: label, Type: ArgNumber, Required: true, Min: MinVolume, Max: MaxVolume, Default: 0.0}
}

func metaArg() Arg {
	return Arg{Name: "meta", Wire: "meta", Label: "metadata (JSON object)", Type: ArgObject, Required: true}
}

func keysArg() Arg {
	return Arg{Name: "keys", Wire: "keys", Label: "keys to delete", Type: ArgStrings, Required: true}
}

func positionsArg(required bool) Arg {
	return Arg{Name: "positions", Wire: "positions", Label: "positions by member", Type: ArgPositions, Required: required}
}

func millisArg(name, label string, required bool, def any) Arg {
	return Arg{Name: name, Wire: "position", Label: label, Type: ArgMillis, Required: required, Min: 0, Max: maxMillis, Default: def, Unit: "ms"}
}

func mediaArg() Arg {
	return Arg{Name: "mediaAllowed", Wire: "media_allowed", Label: "media allowed", Type: ArgString, Choices: mediaAllowed, Default: "all"}
}

// table has one row for each action, in the order of the page.
var table = []ActionInfo{
	{Action: ActAudioMute, Label: "mute microphone", Done: "muted", Target: OnMember, Risk: RiskCalm, Undoable: true,
		Wire: "video.member.audio_mute", Scope: "room.member.audio_mute", Source: "9.2"},
	{Action: ActAudioUnmute, Label: "unmute microphone", Done: "unmuted", Target: OnMember, Risk: RiskOpens, Undoable: true,
		Wire: "video.member.audio_unmute", Scope: "room.member.audio_unmute", Source: "9.2"},
	{Action: ActVideoMute, Label: "camera off", Done: "turned off the camera of", Target: OnMember, Risk: RiskCalm, Undoable: true,
		Wire: "video.member.video_mute", Scope: "room.member.video_mute", Source: "9.2"},
	{Action: ActVideoUnmute, Label: "camera on", Done: "turned on the camera of", Target: OnMember, Risk: RiskOpens, Undoable: true,
		Wire: "video.member.video_unmute", Scope: "room.member.video_unmute", Source: "9.2"},
	{Action: ActDeaf, Label: "deafen", Done: "deafened", Target: OnMember, Risk: RiskCalm, Undoable: true,
		Wire: "video.member.deaf", Scope: "room.member.deaf", Source: "9.2"},
	{Action: ActUndeaf, Label: "undeafen", Done: "undeafened", Target: OnMember, Risk: RiskOpens, Undoable: true,
		Wire: "video.member.undeaf", Scope: "room.member.undeaf", Source: "9.2"},
	{Action: ActSetInputVolume, Label: "input volume", Done: "set the input volume of", Target: OnMember, Risk: RiskCalm, Undoable: true,
		Wire: "video.member.set_input_volume", Args: []Arg{volumeArg("input volume")}, Scope: "room.member.set_input_volume", Source: "9.2"},
	{Action: ActSetOutputVolume, Label: "output volume", Done: "set the output volume of", Target: OnMember, Risk: RiskCalm, Undoable: true,
		Wire: "video.member.set_output_volume", Args: []Arg{volumeArg("output volume")}, Scope: "room.member.set_output_volume", Source: "9.2"},
	{Action: ActSetMicrophoneVolume, Label: "input volume (old name)", Done: "set the input volume of", Target: OnMember, Risk: RiskCalm, Undoable: true,
		Wire: "video.member.set_input_volume", Args: []Arg{volumeArg("input volume")}, Scope: "room.member.set_input_volume", Source: "9.2"},
	{Action: ActSetSpeakerVolume, Label: "output volume (old name)", Done: "set the output volume of", Target: OnMember, Risk: RiskCalm, Undoable: true,
		Wire: "video.member.set_output_volume", Args: []Arg{volumeArg("output volume")}, Scope: "room.member.set_output_volume", Source: "9.2"},
	{Action: ActSetInputSensitivity, Label: "microphone sensitivity", Done: "set the sensitivity of", Target: OnMember, Risk: RiskCalm, Undoable: true,
		Wire: "video.member.set_input_sensitivity", Scope: "room.member.set_input_sensitivity", Source: "9.2",
		Args: []Arg{{Name: "value", Wire: "value", Label: "sensitivity", Type: ArgNumber, Required: true,
			Min: minSensitivity, Max: maxSensitivity, Default: float64(defaultSensitivity)}}},
	{Action: ActRemoveMember, Label: "remove from the room", Done: "removed", Target: OnMember, Risk: RiskAsks,
		Wire: "video.member.remove", Scope: "room.member.remove", Source: "9.2"},
	{Action: ActRemoveAllMembers, Label: "remove everybody and end the session", Done: "removed everybody", Target: OnRoom, Risk: RiskTyped,
		Wire: "video.member.remove", Scope: "room.member.remove", Source: "9.1"},
	{Action: ActPromote, Label: "promote to the stage", Done: "promoted", Target: OnMember, Risk: RiskOpens,
		Wire: "video.member.promote", Scope: "room.member.promote", Source: "9.2", Args: []Arg{
			mediaArg(),
			{Name: "joinAudioMuted", Wire: "join_audio_muted", Label: "join with microphone muted", Type: ArgBool},
			{Name: "joinVideoMuted", Wire: "join_video_muted", Label: "join with camera off", Type: ArgBool},
			{Name: "meta", Wire: "meta", Label: "metadata (JSON object)", Type: ArgObject},
			{Name: "permissions", Wire: "permissions", Label: "permissions", Type: ArgPermissions},
		}},
	{Action: ActDemote, Label: "demote to the audience", Done: "demoted", Target: OnMember, Risk: RiskAsks,
		Wire: "video.member.demote", Args: []Arg{mediaArg()}, Scope: "room.member.demote", Source: "9.2"},
	{Action: ActGetMembers, Label: "read the members", Target: OnRoom, Risk: RiskRead,
		Wire: "video.members.get", Result: "members", Source: "9.1"},
	{Action: ActGetLayouts, Label: "read the layouts", Target: OnRoom, Risk: RiskRead,
		Wire: "video.list_available_layouts", Result: "layouts", Scope: "room.list_available_layouts", Source: "9.1"},
	{Action: ActSetLayout, Label: "set the layout", Done: "set the layout", Target: OnRoom, Risk: RiskCalm, Undoable: true,
		Wire: "video.set_layout", Scope: "room.set_layout", Source: "9.1", Args: []Arg{
			{Name: "name", Wire: "name", Label: "layout", Type: ArgLayout, Required: true}, positionsArg(false),
		}},
	{Action: ActSetPositions, Label: "set positions", Done: "set positions", Target: OnRoom, Risk: RiskCalm, Undoable: true,
		Wire: "video.set_position", Args: []Arg{positionsArg(true)}, Scope: "room.set_position", Source: "9.1"},
	{Action: ActSetMemberPosition, Label: "place on the canvas", Done: "placed", Target: OnMember, Risk: RiskCalm, Undoable: true,
		Wire: "video.member.set_position", Scope: "room.member.set_position", Source: "9.2",
		Args: []Arg{{Name: "position", Wire: "position", Label: "position", Type: ArgPosition, Required: true}}},
	{Action: ActSetHideVideoMuted, Label: "hide members without video", Done: "changed hiding of members without video", Target: OnRoom,
		Risk: RiskCalm, Undoable: true, Wire: "video.hide_video_muted", Scope: "room.hide_video_muted", Source: "9.1",
		Args: []Arg{{Name: "value", Label: "hide", Type: ArgBool, Required: true}}},
	{Action: ActLock, Label: "lock the room", Done: "locked the room", Target: OnRoom, Risk: RiskCalm, Undoable: true,
		Wire: "video.lock", Scope: "room.lock", Source: "9.1"},
	{Action: ActUnlock, Label: "unlock the room", Done: "unlocked the room", Target: OnRoom, Risk: RiskOpens, Undoable: true,
		Wire: "video.unlock", Scope: "room.unlock", Source: "9.1"},
	{Action: ActSetRaisedHand, Label: "raise or lower a hand", Done: "changed the hand of", Target: OnMember, Risk: RiskCalm, Undoable: true,
		Wire: "video.member.raisehand", Scope: "room.member.raisehand", Source: "9.2",
		Args: []Arg{{Name: "raised", Label: "raised", Type: ArgBool, Default: true}}},
	{Action: ActSetPrioritizeHand, Label: "raised hands first", Done: "changed the priority of raised hands", Target: OnRoom,
		Risk: RiskCalm, Undoable: true, Wire: "video.prioritize_handraise", Scope: "room.prioritize_handraise", Source: "9.1",
		Args: []Arg{{Name: "value", Wire: "enable", Label: "raised hands first", Type: ArgBool, Required: true}}},
	{Action: ActGetMeta, Label: "read the room's metadata", Target: OnRoom, Risk: RiskRead,
		Wire: "video.get_meta", Result: "meta", Source: "9.1"},
	{Action: ActSetMeta, Label: "replace the room's metadata", Done: "replaced the room's metadata", Target: OnRoom, Risk: RiskAsks,
		Wire: "video.set_meta", Args: []Arg{metaArg()}, Scope: "room.set_meta", Source: "9.1"},
	{Action: ActUpdateMeta, Label: "update the room's metadata", Done: "updated the room's metadata", Target: OnRoom, Risk: RiskCalm,
		Wire: "video.update_meta", Args: []Arg{metaArg()}, Scope: "room.set_meta", Source: "9.1"},
	{Action: ActDeleteMeta, Label: "delete keys of the room's metadata", Done: "deleted keys of the room's metadata", Target: OnRoom,
		Risk: RiskAsks, Wire: "video.delete_meta", Args: []Arg{keysArg()}, Scope: "room.set_meta", Source: "9.1"},
	{Action: ActGetMemberMeta, Label: "read a member's metadata", Target: OnMember, Risk: RiskRead,
		Wire: "video.member.get_meta", Result: "meta", Source: "9.2"},
	{Action: ActSetMemberMeta, Label: "replace a member's metadata", Done: "replaced the metadata of", Target: OnMember, Risk: RiskAsks,
		Wire: "video.member.set_meta", Args: []Arg{metaArg()}, Scope: "room.member.set_meta", Source: "9.2"},
	{Action: ActUpdateMemberMeta, Label: "update a member's metadata", Done: "updated the metadata of", Target: OnMember, Risk: RiskCalm,
		Wire: "video.member.update_meta", Args: []Arg{metaArg()}, Scope: "room.member.set_meta", Source: "9.2"},
	{Action: ActDeleteMemberMeta, Label: "delete keys of a member's metadata", Done: "deleted metadata keys of", Target: OnMember,
		Risk: RiskAsks, Wire: "video.member.delete_meta", Args: []Arg{keysArg()}, Scope: "room.member.set_meta", Source: "9.2"},
	{Action: ActGetRecordings, Label: "read the recordings", Target: OnRoom, Risk: RiskRead,
		Wire: "video.recording.list", Result: "recordings", Scope: "room.recording", Source: "9.1"},
	{Action: ActStartRecording, Label: "start a recording", Done: "started a recording", Target: OnRoom, Risk: RiskCalm,
		Wire: "video.recording.start", Result: "recording", Scope: "room.recording", Source: "9.1"},
	{Action: ActRecordingPause, Label: "pause the recording", Done: "paused the recording", Target: OnRecording, Risk: RiskCalm, Undoable: true,
		Wire: "video.recording.pause", Scope: "room.recording", Source: "9.3"},
	{Action: ActRecordingResume, Label: "resume the recording", Done: "resumed the recording", Target: OnRecording, Risk: RiskCalm, Undoable: true,
		Wire: "video.recording.resume", Scope: "room.recording", Source: "9.3"},
	{Action: ActRecordingStop, Label: "stop the recording", Done: "stopped the recording", Target: OnRecording, Risk: RiskAsks,
		Wire: "video.recording.stop", Scope: "room.recording", Source: "9.3"},
	{Action: ActGetPlaybacks, Label: "read the playbacks", Target: OnRoom, Risk: RiskRead,
		Wire: "video.playback.list", Result: "playbacks", Scope: "room.playback", Source: "9.1"},
	{Action: ActPlay, Label: "play a file or stream", Done: "started a playback", Target: OnRoom, Risk: RiskCalm,
		Wire: "video.playback.start", Result: "playback", Scope: "room.playback", Source: "9.1", Args: []Arg{
			{Name: "url", Wire: "url", Label: "address", Type: ArgURL, Required: true, Schemes: []string{"http", "https", "rtmp", "rtmps"}},
			{Name: "seekPosition", Wire: "seek_position", Label: "begin at", Type: ArgMillis, Min: 0, Max: maxMillis, Default: 0.0, Unit: "ms"},
			{Name: "volume", Wire: "volume", Label: "volume", Type: ArgNumber, Min: MinVolume, Max: MaxVolume, Default: 0.0},
			positionsArg(false),
			{Name: "layout", Wire: "layout", Label: "layout", Type: ArgLayout},
		}},
	{Action: ActPlaybackPause, Label: "pause the playback", Done: "paused the playback", Target: OnPlayback, Risk: RiskCalm, Undoable: true,
		Wire: "video.playback.pause", Scope: "room.playback", Source: "9.3"},
	{Action: ActPlaybackResume, Label: "resume the playback", Done: "resumed the playback", Target: OnPlayback, Risk: RiskCalm, Undoable: true,
		Wire: "video.playback.resume", Scope: "room.playback", Source: "9.3"},
	{Action: ActPlaybackStop, Label: "stop the playback", Done: "stopped the playback", Target: OnPlayback, Risk: RiskAsks,
		Wire: "video.playback.stop", Scope: "room.playback", Source: "9.3"},
	{Action: ActPlaybackSetVolume, Label: "playback volume", Done: "set the playback's volume", Target: OnPlayback, Risk: RiskCalm, Undoable: true,
		Wire: "video.playback.set_volume", Args: []Arg{volumeArg("volume")}, Scope: "room.playback", Source: "9.3"},
	{Action: ActPlaybackSeek, Label: "seek in the playback", Done: "moved the playback", Target: OnPlayback, Risk: RiskCalm,
		Wire: "video.playback.seek_absolute", Args: []Arg{millisArg("timecode", "position", true, nil)}, Scope: "room.playback_seek", Source: "9.3"},
	{Action: ActPlaybackForward, Label: "forward the playback", Done: "forwarded the playback", Target: OnPlayback, Risk: RiskCalm,
		Wire: "video.playback.seek_relative", Scope: "room.playback_seek", Source: "9.3",
		Args: []Arg{millisArg("offset", "by", false, float64(defaultSkipMillis))}},
	{Action: ActPlaybackRewind, Label: "rewind the playback", Done: "rewound the playback", Target: OnPlayback, Risk: RiskCalm,
		Wire: "video.playback.seek_relative", Scope: "room.playback_seek", Source: "9.3",
		Args: []Arg{millisArg("offset", "by", false, float64(defaultSkipMillis))}},
	{Action: ActGetStreams, Label: "read the streams", Target: OnRoom, Risk: RiskRead,
		Wire: "video.stream.list", Result: "streams", Scope: "room.stream", Source: "9.1"},
	{Action: ActStartStream, Label: "start a stream", Done: "started a stream", Target: OnRoom, Risk: RiskCalm,
		Wire: "video.stream.start", Result: "stream", Scope: "room.stream", Source: "9.1",
		Args: []Arg{{Name: "url", Wire: "url", Label: "address with stream key", Type: ArgURL, Required: true, Schemes: []string{"rtmp", "rtmps"}}}},
	{Action: ActStreamStop, Label: "stop the stream", Done: "stopped the stream", Target: OnStream, Risk: RiskAsks,
		Wire: "video.stream.stop", Scope: "room.stream", Source: "9.3"},
	{Action: ActSubscribe, Label: "read the whole room again", Target: OnRoom, Risk: RiskRead,
		Wire: "signalwire.subscribe", Source: "8"},
}
