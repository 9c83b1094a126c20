package cli

import (
	"maps"
	"slices"

	"gavel/session/video"
)

// states are what can hold without being an event, and the event after which each may hold.
var states = map[string]func(*video.Snapshot) video.Flag{
	"room.recording": recordingNow,
	"room.streaming": func(s *video.Snapshot) video.Flag { return s.Room.Streaming },
	"room.locked":    func(s *video.Snapshot) video.Flag { return s.Room.Locked },
	"room.unlocked":  func(s *video.Snapshot) video.Flag { return not(s.Room.Locked) },
}

// standing are the events of the room with a state that --is can look at.
var standing = map[string]func(*video.Snapshot) video.Flag{
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

// ofMembers are the events of members with a state that --is can look at, and how a member shows it.
var ofMembers = map[string]func(*video.Member) bool{
	video.MemberJoined.Name():         func(*video.Member) bool { return true },
	video.MemberTalking.Name():        func(m *video.Member) bool { return m.Talking },
	video.MemberTalkingStarted.Name(): func(m *video.Member) bool { return m.Talking },
}

// waitNames returns what can be waited for: the start of a room, its events, then states.
func waitNames() []string {
	names := append([]string{video.RoomStarted.Name()}, eventNames()...)
	return append(names, stateNames()...)
}

// stateNames returns the names of the states.
func stateNames() []string { return slices.Sorted(maps.Keys(states)) }

// withState returns the events and states that --is can look at.
func withState() []string {
	var names []string
	for _, name := range waitNames() {
		if standing[name] != nil || states[name] != nil || ofMembers[name] != nil ||
			name == video.MemberLeft.Name() || name == video.RoomStarted.Name() {
			names = append(names, name)
		}
	}
	return names
}
