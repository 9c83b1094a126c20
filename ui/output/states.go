package output

import (
	"slices"

	"gavel/session/video"
)

// States are the states of a room that are not events, by name. Each has a function that returns the state in a
// snapshot.
var States = map[string]func(*video.Snapshot) video.Flag{
	"room.recording": recordingNow,
	"room.streaming": func(s *video.Snapshot) video.Flag { return s.Room.Streaming },
	"room.locked":    func(s *video.Snapshot) video.Flag { return s.Room.Locked },
	"room.unlocked":  func(s *video.Snapshot) video.Flag { return not(s.Room.Locked) },
}

// Standing are the events of the room that lead to a state, by name. Each has a function that returns the state in a
// snapshot.
var Standing = map[string]func(*video.Snapshot) video.Flag{
	video.RoomSubscribed.Name():   func(*video.Snapshot) video.Flag { return video.Yes },
	video.RoomEnded.Name():        func(s *video.Snapshot) video.Flag { return video.FlagOf(s.Room.Ended) },
	video.RecordingStarted.Name(): recordingNow,
	video.RecordingEnded.Name():   func(s *video.Snapshot) video.Flag { return not(recordingNow(s)) },
	video.PlaybackStarted.Name():  playbackNow,
	video.PlaybackEnded.Name():    func(s *video.Snapshot) video.Flag { return not(playbackNow(s)) },
	video.StreamStarted.Name():    func(s *video.Snapshot) video.Flag { return s.Room.Streaming },
	video.StreamEnded.Name():      func(s *video.Snapshot) video.Flag { return not(s.Room.Streaming) },
}

// recordingNow reports whether a recording runs or is paused.
func recordingNow(s *video.Snapshot) video.Flag {
	if !s.RecordingsKnown {
		return s.Room.Recording
	}
	return video.FlagOf(slices.ContainsFunc(s.Recordings, (*video.Recording).Active))
}

// playbackNow reports whether a playback runs or is paused. Playbacks are read with the recordings.
func playbackNow(s *video.Snapshot) video.Flag {
	if slices.ContainsFunc(s.Playbacks, (*video.Playback).Active) {
		return video.Yes
	}
	if s.RecordingsKnown {
		return video.No
	}
	return video.Unknown
}

func not(f video.Flag) video.Flag {
	switch f {
	case video.Yes:
		return video.No
	case video.No:
		return video.Yes
	}
	return f
}

// OfMembers are the events of members that lead to a state, by name. Each has a function that reports whether a member
// is in the state.
var OfMembers = map[string]func(*video.Member) bool{
	video.MemberJoined.Name():         func(*video.Member) bool { return true },
	video.MemberTalking.Name():        func(m *video.Member) bool { return m.Talking },
	video.MemberTalkingStarted.Name(): func(m *video.Member) bool { return m.Talking },
}
