package localrelay

// handlers are the methods of a room by their wire names (PROTOCOL.md section 9). Each one checks its parameters,
// changes the room and returns; the caller flushes.
var handlers = map[string]handler{
	"video.room.get":               getRoom,
	"video.members.get":            getMembers,
	"video.list_available_layouts": listLayouts,
	"video.set_layout":             setLayout,
	"video.set_position":           setPositions,
	"video.hide_video_muted":       hideVideoMuted(true),
	"video.show_video_muted":       hideVideoMuted(false),
	"video.lock":                   lock(true),
	"video.unlock":                 lock(false),
	"video.prioritize_handraise":   prioritizeHandraise,
	"video.get_meta":               getMeta,
	"video.set_meta":               changeMeta(replaceMeta),
	"video.update_meta":            changeMeta(mergeMeta),
	"video.delete_meta":            changeMeta(deleteKeys),

	"video.recording.list":         listRecordings,
	"video.recording.start":        startRecording,
	"video.recording.pause":        onRecording((*room).pauseRecording),
	"video.recording.resume":       onRecording((*room).resumeRecording),
	"video.recording.stop":         onRecording((*room).stopRecording),
	"video.playback.list":          listPlaybacks,
	"video.playback.start":         startPlayback,
	"video.playback.pause":         onPlayback(pausePlayback),
	"video.playback.resume":        onPlayback(resumePlayback),
	"video.playback.stop":          onPlayback(stopPlayback),
	"video.playback.set_volume":    onPlayback(setPlaybackVolume),
	"video.playback.seek_absolute": onPlayback(seekAbsolute),
	"video.playback.seek_relative": onPlayback(seekRelative),
	"video.stream.list":            listStreams,
	"video.stream.start":           startStream,
	"video.stream.stop":            stopStream,

	"video.member.audio_mute":            onMember(audioMute(true)),
	"video.member.audio_unmute":          onMember(audioMute(false)),
	"video.member.video_mute":            onMember(videoMute(true)),
	"video.member.video_unmute":          onMember(videoMute(false)),
	"video.member.deaf":                  onMember(deaf(true)),
	"video.member.undeaf":                onMember(deaf(false)),
	"video.member.set_input_volume":      onMember(setInputVolume),
	"video.member.set_output_volume":     onMember(setOutputVolume),
	"video.member.set_input_sensitivity": onMember(setInputSensitivity),
	"video.member.set_position":          onMember(setMemberPosition),
	"video.member.raisehand":             onMember(raiseHand(true)),
	"video.member.lowerhand":             onMember(raiseHand(false)),
	"video.member.get_meta":              onMember(getMemberMeta),
	"video.member.set_meta":              onMember(changeMemberMeta(replaceMeta)),
	"video.member.update_meta":           onMember(changeMemberMeta(mergeMeta)),
	"video.member.delete_meta":           onMember(changeMemberMeta(deleteKeys)),
	"video.member.promote":               promote,
	"video.member.demote":                onMember(demote),
	"video.member.remove":                removeMember,
}

// Methods returns the wire names of all methods that the relay has, without order.
func Methods() []string {
	names := []string{methodConnect, methodSubscribe, methodRoomsGet, methodPing}
	for name := range handlers {
		names = append(names, name)
	}
	return names
}
